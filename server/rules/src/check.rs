//! The driver: rules over a Snapshot, levels, silencing, order.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use platform::TargetSet;
use project::{FilePath, Judged, Level, LevelSetting, Module, Package, Snapshot, SourceFile};
use rayon::prelude::*;

use crate::findings::{Cause, Found, Wanted};
use crate::memo::Memo;
use crate::silence::Silencer;
use crate::{
    Edit, Finding, Findings, Fix, Judges, Part, Rule, Scope, Stubs, Unmeant, hazards::RULES,
};

/// The findings of a run, and what went wrong in making them.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// In order of path, place, rule.
    pub findings: Vec<Finding>,
    /// Rules that panicked: `rule: place: message`. Their answers on that slice are missing.
    pub panics: Vec<String>,
    /// What a run over everything took as not meant.
    pub unmeant: Unmeant,
}

/// Judges the whole workspace with every rule.
pub fn check(snapshot: &Snapshot) -> Outcome {
    check_with(RULES, snapshot)
}

/// Judges the whole workspace with these rules.
///
/// The level of a finding is the smallest of its own, its rule's, and the loudest that the
/// source of the judged targets allows. A level that the configuration names for a rule stands
/// in place of the last two: whoever writes it down has decided.
pub fn check_with(rules: &[&'static Rule], snapshot: &Snapshot) -> Outcome {
    check_until(rules, snapshot, &|| false).unwrap_or_default()
}

/// Judges the whole workspace; `stop` is asked between packages. `None` when it said yes.
pub fn check_until(
    rules: &[&'static Rule],
    snapshot: &Snapshot,
    stop: &(dyn Fn() -> bool + Sync),
) -> Option<Outcome> {
    let packages: Vec<_> = snapshot.own_packages().collect();
    let mut run = Run::new(rules, snapshot);
    let mut slices = run.packages(&packages, stop)?;
    if Unmeant::may_be(snapshot) && rules.iter().any(|it| matches!(it.scope, Scope::Unmeant(_))) {
        run.unmeant = Unmeant::find(snapshot, slices.iter().flat_map(|it| &it.found));
    }
    if !run.unmeant.is_empty() {
        slices = run.packages(&packages, stop)?;
    }
    slices.push(run.modules());
    Some(run.finish(slices, &packages, true))
}

/// Judges a part alone, after a run over everything which took some systems as not meant. The
/// `stubs` are those that are known, and will be; `stop` is asked between packages: `None` when it
/// said yes.
pub fn check_part(
    rules: &[&'static Rule],
    snapshot: &Snapshot,
    part: &Part,
    unmeant: &Unmeant,
    stubs: &Stubs,
    stop: &(dyn Fn() -> bool + Sync),
) -> Option<Outcome> {
    let packages = part.packages(snapshot);
    let memo = Memo { stubs: stubs.clone(), ..Memo::default() };
    let wanted = Wanted { part: Some(part), memo };
    let mut run = Run { wanted, ..Run::new(rules, snapshot) };
    if Unmeant::may_be(snapshot) {
        run.unmeant = unmeant.clone();
    }
    let slices = run.packages(&packages, stop)?;
    Some(run.finish(slices, &packages, false))
}

/// What rules say that `go build` will not do, on judged configurations: whatever is silenced,
/// turned off, or taken as not meant. What a build says is to be compared with it.
pub fn predictions(rules: &[&'static Rule], snapshot: &Snapshot) -> Vec<Finding> {
    let run = Run {
        rules: rules.iter().map(|rule| (*rule, rule.level)).collect(),
        snapshot,
        unmeant: Unmeant::default(),
        wanted: Wanted::default(),
        // What compiles tests compiles them everywhere.
        all_tests: true,
    };
    let packages: Vec<&Package> = snapshot.own_packages().collect();
    let mut slices = run.packages(&packages, &|| false).unwrap_or_default();
    slices.push(run.modules());
    let own = OwnPlaces::of(snapshot);
    let mut found: Vec<Found> = slices.into_iter().flat_map(Answers::into_found).collect();
    found.retain(|it| it.finding.predicts.stops_build() && own.holds_finding(&it.finding));
    in_order(found)
}

/// What rules said about one or more slices.
#[derive(Default)]
pub(crate) struct Answers {
    found: Vec<Found>,
    panics: Vec<String>,
}

/// One run of some rules over one Snapshot.
pub(crate) struct Run<'a> {
    /// The rules that ask to be run: those that are not off.
    rules: Vec<(&'static Rule, Level)>,
    pub(crate) snapshot: &'a Snapshot,
    /// Where findings in packages are not wanted.
    unmeant: Unmeant,
    wanted: Wanted<'a>,
    /// Test files are judged wherever their package is.
    all_tests: bool,
}

impl<'a> Run<'a> {
    pub(crate) fn new(rules: &[&'static Rule], snapshot: &'a Snapshot) -> Run<'a> {
        let level = |rule: &&'static Rule| Some((*rule, level_in_force(rule, snapshot)?));
        let rules = rules.iter().filter_map(level).collect();
        let (unmeant, wanted) = (Unmeant::default(), Wanted::default());
        Run { rules, snapshot, unmeant, wanted, all_tests: false }
    }

    /// The rules of this run, those that are off left out.
    pub(crate) fn rules(&self) -> impl Iterator<Item = &'static Rule> {
        self.rules.iter().map(|(rule, _)| *rule)
    }

    /// Asks every rule about these packages; none when `stop` says yes before the last.
    fn packages(
        &self,
        packages: &[&Package],
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Option<Vec<Answers>> {
        packages
            .par_iter()
            .map(|package| if stop() { None } else { Some(self.package(package)) })
            .collect()
    }

    /// Asks every rule about a package and its files.
    pub(crate) fn package(&self, package: &Package) -> Answers {
        let mut answers = Answers::default();
        let Some(id) = self.snapshot.package_in(&package.dir) else { return answers };
        let unmeant = self.unmeant.around(self.snapshot, id);
        let judged = self.snapshot.judged_for(id);
        let untested = if self.all_tests { TargetSet::EMPTY } else { untested(&judged) };
        for (rule, level) in &self.rules {
            // Whoever writes a level down has decided.
            let is_set = setting(rule, self.snapshot).is_some();
            let level = if is_set { *level } else { (*level).min(judged.source.loudest()) };
            match rule.scope {
                Scope::GoFile(look) => {
                    for file in package.files.iter().filter(|file| self.is_wanted(&file.path)) {
                        let judged = judged_in(rule, &judged, file.built_for) - unmeant;
                        let judged = (judged, untested);
                        self.ask(&mut answers, rule, level, &file.path, judged, |findings| {
                            look(self.snapshot, package, file, findings);
                        });
                    }
                }
                Scope::Package(look) => {
                    let built_for = built_for(&package.files);
                    let judged = judged_in(rule, &judged, built_for) - unmeant;
                    let judged = (judged, untested);
                    self.ask(&mut answers, rule, level, &package.dir, judged, |findings| {
                        look(self.snapshot, package, findings);
                    });
                }
                Scope::Module(_) | Scope::Unmeant(_) | Scope::Silencing(_) => {}
            }
        }
        answers
    }

    /// Whether a file is in the part that this run is about.
    pub(crate) fn is_wanted(&self, path: &FilePath) -> bool {
        self.wanted.holds(path)
    }

    /// Asks every rule about the main modules and the go.work in force.
    pub(crate) fn modules(&self) -> Answers {
        let mut answers = Answers::default();
        for (rule, level) in &self.rules {
            let Scope::Unmeant(look) = rule.scope else {
                continue;
            };
            for system in self.unmeant.systems() {
                let judged = (system.targets, TargetSet::EMPTY);
                self.ask(&mut answers, rule, *level, &system.dir, judged, |findings| {
                    look(self.snapshot, &self.unmeant, system, findings);
                });
            }
        }
        let modules = self.snapshot.modules.iter().filter(|it| it.is_main);
        let main: Vec<&Module> = modules.chain(&self.snapshot.go_work).collect();
        for (rule, level) in &self.rules {
            let Scope::Module(look) = rule.scope else {
                continue;
            };
            for module in &main {
                let judged = judged_in(rule, &self.snapshot.judged, TargetSet::EMPTY);
                let judged = (judged, TargetSet::EMPTY);
                self.ask(&mut answers, rule, *level, &module.dir, judged, |findings| {
                    look(self.snapshot, module, findings);
                });
            }
        }
        answers
    }

    /// Calls one rule on one slice. A panic costs the rule its answer there, and nothing else.
    pub(crate) fn ask(
        &self,
        answers: &mut Answers,
        rule: &'static Rule,
        level: Level,
        place: &FilePath,
        judged: (TargetSet, TargetSet),
        look: impl FnOnce(&mut Findings),
    ) {
        let mut findings = Findings::new(&self.wanted, rule, level, judged, place);
        match catch_unwind(AssertUnwindSafe(|| look(&mut findings))) {
            Ok(()) => answers.found.append(&mut findings.list),
            Err(payload) => {
                let place = self.snapshot.shown(place);
                let text = panic_text(payload.as_ref());
                tracing::error!(rule = rule.name, place, text, "a rule panicked");
                answers.panics.push(format!("{}: {place}: {text}", rule.name));
            }
        }
    }

    /// Silences, orders and numbers. `modules`: go.mod and go.work were judged too.
    fn finish(&self, slices: Vec<Answers>, packages: &[&Package], modules: bool) -> Outcome {
        let mut all = Answers::default();
        for mut slice in slices {
            all.found.append(&mut slice.found);
            all.panics.append(&mut slice.panics);
        }
        let own = OwnPlaces::of(self.snapshot);
        all.found.retain(|found| {
            own.holds_finding(&found.finding) && self.is_wanted(&found.finding.path)
        });
        for found in &mut all.found {
            found.finding.fixes.retain(|fix| own.may_change(fix));
        }
        let mut silencer = Silencer::new(self, packages, modules);
        silencer.silence(&mut all.found);
        for (rule, level) in &self.rules {
            let Scope::Silencing(look) = rule.scope else {
                continue;
            };
            let mut spoken = Answers::default();
            let judged = judged_in(rule, &self.snapshot.judged, TargetSet::EMPTY);
            let judged = (judged, TargetSet::EMPTY);
            for idle in silencer.idle(self) {
                self.ask(&mut spoken, rule, *level, idle.path, judged, |f| look(&idle, f));
            }
            silencer.silence(&mut spoken.found);
            all.found.append(&mut spoken.found);
            all.panics.append(&mut spoken.panics);
        }
        all.panics.sort();
        let unmeant = self.unmeant.clone();
        Outcome { findings: in_order(all.found), panics: all.panics, unmeant }
    }
}

impl Answers {
    pub(crate) fn into_found(self) -> Vec<Found> {
        self.found
    }
}

/// Which configurations a rule's findings are about on a slice that is built there.
fn judged_in(rule: &Rule, judged: &Judged, built_for: TargetSet) -> TargetSet {
    let with_cgo = || match judged.with_cgo {
        with_cgo if built_for.intersects(with_cgo) => with_cgo,
        _ => built_for & TargetSet::with_cgo(),
    };
    match rule.judges {
        Judges::Targets => judged.targets,
        Judges::Cgo => with_cgo(),
        Judges::TargetsAndCgo => judged.targets | with_cgo(),
        Judges::Hosts => judged.targets & TargetSet::build_hosts(),
        Judges::JavaScript => built_for & TargetSet::with_javascript(),
    }
}

/// Where a package is judged, but not its tests; with both cgo settings.
fn untested(judged: &Judged) -> TargetSet {
    judged.targets.with_both_cgo_settings() - judged.tests.with_both_cgo_settings()
}

/// What the configuration says of a rule.
fn setting<'a>(rule: &Rule, snapshot: &'a Snapshot) -> Option<&'a LevelSetting> {
    let levels = &snapshot.inputs.configuration.levels;
    let mut names = std::iter::once(&rule.name).chain(rule.former_names);
    names.find_map(|name| levels.get(*name))
}

/// How loud a rule's findings may be; none when it is off.
fn level_in_force(rule: &Rule, snapshot: &Snapshot) -> Option<Level> {
    match setting(rule, snapshot) {
        Some(LevelSetting::Off) => None,
        Some(LevelSetting::Hint) => Some(Level::Hint),
        Some(LevelSetting::Info) => Some(Level::Info),
        Some(LevelSetting::Warning) => Some(Level::Warning),
        Some(LevelSetting::Error) => Some(Level::Error),
        None if rule.off_by_default => None,
        None => Some(rule.level.min(snapshot.judged.source.loudest())),
    }
}

fn built_for(files: &[SourceFile]) -> TargetSet {
    files.iter().fold(TargetSet::EMPTY, |set, file| set | file.built_for)
}

fn panic_text(payload: &(dyn std::any::Any + Send)) -> &str {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message")
}

/// Sorts findings and numbers their causes in order of first appearance.
fn in_order(mut found: Vec<Found>) -> Vec<Finding> {
    found.sort_by(|a, b| order(&a.finding).cmp(&order(&b.finding)));
    let mut numbers: HashMap<Cause, u32> = HashMap::new();
    let mut next = 1;
    let mut number = |found: Found| {
        let mut finding = found.finding;
        let fresh = match found.cause {
            Some(cause) => *numbers.entry(cause).or_insert(next),
            None => next,
        };
        finding.cause = fresh;
        next = next.max(fresh + 1);
        finding
    };
    found.into_iter().map(&mut number).collect()
}

fn order(finding: &Finding) -> impl Ord + '_ {
    (&finding.path, finding.span, finding.rule, &finding.message)
}

/// The places where findings are made and fixes may reach.
struct OwnPlaces<'a> {
    snapshot: &'a Snapshot,
    /// Main modules and the workspace: what fixes stay inside.
    roots: Vec<&'a FilePath>,
}

impl<'a> OwnPlaces<'a> {
    fn of(snapshot: &'a Snapshot) -> OwnPlaces<'a> {
        let main = snapshot.modules.iter().filter(|module| module.is_main).map(|it| &it.dir);
        OwnPlaces { snapshot, roots: main.chain([&snapshot.inputs.root]).collect() }
    }

    /// In folders of own packages and of main modules, and in the workspace's.
    fn holds_finding(&self, finding: &Finding) -> bool {
        let Some(folder) = finding.path.parent() else { return false };
        self.roots.contains(&&folder) || self.own_package(&folder).is_some()
    }

    fn own_package(&self, folder: &FilePath) -> Option<&'a Package> {
        let id = self.snapshot.package_in(folder)?;
        Some(self.snapshot.package(id)).filter(|package| package.is_own)
    }

    fn may_change(&self, fix: &Fix) -> bool {
        fix.edits.iter().all(|edit| match edit {
            Edit::Replace { path, .. } => self.is_inside(path) && !self.is_generated(path),
            Edit::Create { path, .. } => self.is_inside(path),
            Edit::Rename { path, to } => {
                self.is_inside(path) && self.is_inside(to) && !self.is_generated(path)
            }
        })
    }

    fn is_inside(&self, path: &FilePath) -> bool {
        self.roots.iter().any(|root| path.is_within(root))
    }

    /// Whether a program wrote the file: it is shown, never edited.
    fn is_generated(&self, path: &FilePath) -> bool {
        let package = path.parent().and_then(|folder| self.own_package(&folder));
        let mut files = package.into_iter().flat_map(|package| &package.files);
        let file = files.find(|file| file.path == *path);
        file.and_then(SourceFile::go).is_some_and(|go| go.is_generated)
    }
}
