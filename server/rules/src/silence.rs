//! Comments that silence findings, and those that silence nothing.

use std::collections::BTreeMap;

use project::{FilePath, Package, nearest};
use syntax::Ignore;

use crate::check::Run;
use crate::findings::Found;
use crate::hazards::RULES;
use crate::{IdleIgnore, IdleReason, Rule, Scope};

/// The comments of the files that a run judged.
pub(crate) struct Silencer<'a> {
    files: BTreeMap<&'a FilePath, FileIgnores<'a>>,
    packages: Vec<&'a Package>,
}

/// The comments of one file.
struct FileIgnores<'a> {
    ignores: &'a [Ignore],
    used: Vec<bool>,
    /// The file was read without an error. What an unfinished text seems not to hold may be
    /// there in a moment.
    is_complete: bool,
    is_go: bool,
}

impl<'a> Silencer<'a> {
    /// The comments of these packages' files and, with `modules`, of every go.mod and the go.work.
    pub(crate) fn new(run: &Run<'a>, packages: &[&'a Package], modules: bool) -> Silencer<'a> {
        let snapshot = run.snapshot;
        let mut files = BTreeMap::new();
        let judged = packages.iter().flat_map(|package| &package.files);
        for file in judged.filter(|file| run.is_wanted(&file.path)) {
            if let Some(go) = file.go().filter(|go| !go.ignores.is_empty()) {
                files.insert(&file.path, FileIgnores::new(&go.ignores, go.is_complete, true));
            }
        }
        for file in packages.iter().flat_map(|package| &package.c_files) {
            if let Some(facts) = file.facts.as_ref().filter(|facts| !facts.ignores.is_empty()) {
                files.insert(&file.path, FileIgnores::new(&facts.ignores, true, true));
            }
        }
        if modules {
            let main = snapshot.modules.iter().filter(|module| module.is_main);
            let main = main.chain(&snapshot.go_work);
            for (path, facts) in main.filter_map(|module| module.go_mod.as_ref()) {
                files
                    .insert(path, FileIgnores::new(&facts.ignores, facts.errors.is_empty(), false));
            }
        }
        Silencer { files, packages: packages.to_vec() }
    }

    /// Takes the silenced findings out of the list.
    pub(crate) fn silence(&mut self, found: &mut Vec<Found>) {
        found.retain(|found| {
            let Some(file) = self.files.get_mut(&found.finding.path) else {
                return true;
            };
            let mut is_heard = true;
            for (ignore, used) in file.ignores.iter().zip(&mut file.used) {
                if silences(ignore, found) {
                    *used = true;
                    is_heard = false;
                }
            }
            is_heard
        });
    }

    /// The comments that silence nothing, in order. A comment that silences something on a port
    /// that is not judged today is not idle: tomorrow's command line may judge it.
    pub(crate) fn idle(&self, run: &Run<'_>) -> Vec<IdleIgnore<'a>> {
        let mut idle: Vec<_> = self.candidates(run);
        if idle.iter().all(|it| it.reason != IdleReason::NothingFound) {
            return idle;
        }
        let everywhere = run.snapshot.judged_everywhere();
        let rules: Vec<&'static Rule> = run.rules().collect();
        let run = Run::new(&rules, &everywhere);
        let mut found = run.modules().into_found();
        for package in &self.packages {
            if idle.iter().any(|it| package.files.iter().any(|file| file.path == *it.path)) {
                found.append(&mut run.package(package).into_found());
            }
        }
        idle.retain(|it| {
            it.reason != IdleReason::NothingFound
                || !found.iter().any(|f| f.finding.path == *it.path && silences(it.ignore, f))
        });
        idle
    }

    /// The comments that silenced nothing in this run and name a rule that looked there, or none
    /// that exists.
    fn candidates(&self, run: &Run<'_>) -> Vec<IdleIgnore<'a>> {
        let mut idle = Vec::new();
        let known: Vec<&'static Rule> = RULES.iter().copied().chain(run.rules()).collect();
        for (path, file) in &self.files {
            for (ignore, used) in file.ignores.iter().zip(&file.used) {
                let rule = known.iter().find(|rule| is_called(rule, &ignore.rule));
                let reason = match rule {
                    _ if *used => continue,
                    None => {
                        let names = known.iter().map(|rule| rule.name);
                        IdleReason::UnknownRule(nearest(&ignore.rule, names))
                    }
                    Some(rule) if !file.is_complete || !looked(rule, run, file) => continue,
                    Some(_) => IdleReason::NothingFound,
                };
                idle.push(IdleIgnore { path, ignore, reason });
            }
        }
        idle
    }
}

impl<'a> FileIgnores<'a> {
    fn new(ignores: &'a [Ignore], is_complete: bool, is_go: bool) -> FileIgnores<'a> {
        FileIgnores { ignores, used: vec![false; ignores.len()], is_complete, is_go }
    }
}

/// Whether a rule looked at files of this kind in this run.
fn looked(rule: &Rule, run: &Run<'_>, file: &FileIgnores<'_>) -> bool {
    run.rules().any(|it| it.name == rule.name)
        && match rule.scope {
            Scope::GoFile(_) | Scope::Package(_) => true,
            Scope::Module(_) => !file.is_go,
            // It speaks only where nobody chose the targets: a comment waits for that.
            Scope::Unmeant(_) | Scope::Silencing(_) => false,
        }
}

fn silences(ignore: &Ignore, found: &Found) -> bool {
    let start = found.finding.span.start;
    let covers = ignore.covers;
    is_called(found.rule, &ignore.rule) && covers.start <= start && start <= covers.end
}

fn is_called(rule: &Rule, name: &str) -> bool {
    rule.name == name || rule.former_names.contains(&name)
}
