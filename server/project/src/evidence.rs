//! Evidence: which ports release and CI files build what for.

use std::sync::Arc;

use platform::{Port, TargetSet};
use syntax::{BuildCommand, Builds, Claim};

use crate::imports::{Imports, Resolution};
use crate::{Facts, FilePath, Inputs, Module, Package, PackageId};

/// A kind of file that evidence is read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EvidenceFile {
    /// `.goreleaser.yml` and its like; one file for each system is common (`.goreleaser-linux.yml`).
    GoReleaser,
    /// A GitHub workflow.
    Workflow,
}

/// Folders that it may stand in, beside the root.
const FOLDERS: [&str; 2] = [".config", ".github"];

impl EvidenceFile {
    /// What a path is, by its name, and the folder that the file speaks for.
    pub fn at(path: &FilePath) -> Option<(EvidenceFile, FilePath)> {
        let dir = path.parent()?;
        let is_yaml = matches!(path.name().rsplit_once('.'), Some((_, "yml" | "yaml")));
        let name = path.name().strip_prefix('.').unwrap_or(path.name());
        if is_yaml && name.starts_with("goreleaser") {
            let base = if FOLDERS.contains(&dir.name()) { dir.parent()? } else { dir };
            return Some((EvidenceFile::GoReleaser, base));
        }
        let github = dir.parent().filter(|_| dir.name() == "workflows")?;
        let base = github.parent().filter(|_| is_yaml && github.name() == ".github")?;
        Some((EvidenceFile::Workflow, base))
    }
}

impl Inputs {
    /// The folders whose release and CI files count: the repository's root, the workspace's, and
    /// those of the main modules. Workflows count in the first alone. In that order.
    pub fn evidence_folders(&self) -> Vec<FilePath> {
        let mut folders: Vec<FilePath> = self.repository.iter().cloned().collect();
        for dir in std::iter::once(self.root.clone()).chain(self.main_dirs()) {
            if !folders.contains(&dir) {
                folders.push(dir);
            }
        }
        folders
    }

    /// Whether a path is, or may become, a file that says which targets are judged: anyport.toml,
    /// a release or CI file.
    pub fn decides_targets(&self, path: &FilePath) -> bool {
        if let Some((_, base)) = EvidenceFile::at(path) {
            return self.evidence_folders().contains(&base);
        }
        let top = self.repository.as_ref().unwrap_or(&self.root);
        let is_above = |dir: FilePath| self.root.is_within(&dir) && dir.is_within(top);
        path.name() == "anyport.toml" && path.parent().is_some_and(is_above)
    }
}

/// What release and CI files say of this workspace.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// Every command that is about a main module, by file and place.
    pub clues: Vec<Clue>,
    /// The first place that may build something for ports which are not known, and its line from
    /// 1: with it, what the other places name is not the whole story.
    pub unread: Option<(FilePath, u32)>,
    /// By package, of all commands that build it, or something that imports it.
    by_package: Vec<Said>,
}

/// A command of a release or CI file.
#[derive(Clone, Debug)]
pub struct Clue {
    /// The file.
    pub path: FilePath,
    /// What it says.
    pub command: BuildCommand,
    /// The own packages that it names.
    pub packages: Vec<PackageId>,
}

/// Where something is built, by who says so. What leaves cgo open holds both settings of a port.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Said {
    /// Files that name the system: configurations.
    named: TargetSet,
    /// The same, cgo left open.
    named_open: TargetSet,
    /// Of these, what release files list.
    shipped: TargetSet,
    /// Who names systems names that of the machine as well.
    names_own_system: bool,
    /// The machines that commands run on: configurations.
    likely: TargetSet,
    /// The same, cgo left open.
    likely_open: TargetSet,
    /// Where tests are compiled, with both cgo settings.
    tests: TargetSet,
}

impl Said {
    fn of(command: &BuildCommand) -> Said {
        let cgo = |on: bool| {
            if !on {
                return command.ports & TargetSet::without_cgo();
            }
            let with = command.ports & TargetSet::with_cgo();
            // A port without cgo is built all the same.
            let without = command.ports.ports().filter(|port| !port.supports_cgo());
            with | without.map(Port::targets).collect::<TargetSet>()
        };
        let stated = command.cgo.map(cgo).unwrap_or_default();
        let open = if command.cgo.is_none() { command.ports } else { TargetSet::EMPTY };
        let tests = if command.tests { command.ports } else { TargetSet::EMPTY };
        if command.claim == Claim::Likely {
            return Said { likely: stated, likely_open: open, tests, ..Said::default() };
        }
        let is_shipped = command.claim == Claim::Shipped;
        Said {
            named: stated,
            named_open: open,
            shipped: if is_shipped { command.ports } else { TargetSet::EMPTY },
            names_own_system: command.names_own_system,
            tests,
            ..Said::default()
        }
    }

    /// What it says of packages that are imported: their tests are left alone.
    fn of_imported(self) -> Said {
        Said { tests: TargetSet::EMPTY, ..self }
    }

    /// Adds what the other says, within some configurations; says whether that was news.
    fn add(&mut self, other: Said, within: TargetSet) -> bool {
        let before = *self;
        let ports = within.with_both_cgo_settings();
        self.named |= other.named & within;
        self.named_open |= other.named_open & ports;
        self.shipped |= other.shipped & ports;
        self.names_own_system |= other.names_own_system;
        self.likely |= other.likely & within;
        self.likely_open |= other.likely_open & ports;
        self.tests |= other.tests & ports;
        *self != before
    }

    /// Whether release files list ports that exist: what is shipped is the whole story, whatever
    /// else is tried.
    pub(crate) fn is_shipped(&self, universe: TargetSet) -> bool {
        self.shipped.intersects(universe)
    }

    /// Whether somebody names systems that exist, to go itself.
    pub(crate) fn is_named(&self, universe: TargetSet) -> bool {
        self.named_ports().intersects(universe)
    }

    /// Whether those who name systems list them all: they name even the machine's own, which is
    /// built anyway.
    pub(crate) fn lists_all(&self, universe: TargetSet) -> bool {
        self.names_own_system && self.is_named(universe)
    }

    /// The ports of the systems that are named, with both cgo settings.
    pub(crate) fn named_ports(&self) -> TargetSet {
        (self.named | self.named_open).with_both_cgo_settings()
    }

    /// Every port that is named, with both cgo settings.
    pub(crate) fn ports(&self) -> TargetSet {
        (self.named_ports() | self.likely | self.likely_open).with_both_cgo_settings()
    }

    /// The ports that tests are compiled for, with both cgo settings.
    pub(crate) fn tested_ports(&self) -> TargetSet {
        self.tests
    }

    /// The configurations of a port that are said to be built; `auto` is what the go command would
    /// do where nobody says.
    pub(crate) fn halves(&self, port: Port, auto: TargetSet) -> TargetSet {
        let of = port.targets();
        if self.named_open.intersects(of) {
            return self.named & of | auto;
        }
        let stated = if self.named.intersects(of) { self.named } else { self.likely };
        if stated.intersects(of) { stated & of } else { auto }
    }
}

impl Evidence {
    /// Reads it off the files.
    pub(crate) fn new(
        inputs: &Inputs,
        modules: &[Module],
        packages: &[Arc<Package>],
        imports: &Imports,
    ) -> Evidence {
        let folders = inputs.evidence_folders();
        let mut clues = Vec::new();
        let mut unread = None;
        for (path, facts) in inputs.files.iter() {
            let Facts::Builds(builds) = facts else { continue };
            let Some((kind, base)) = EvidenceFile::at(path) else { continue };
            let is_root = folders.first() == Some(&base);
            if !is_root && (kind == EvidenceFile::Workflow || !folders.contains(&base)) {
                continue;
            }
            unread = unread.or_else(|| Some((path.clone(), builds.unread?)));
            for command in &builds.commands {
                if let Some(packages) = named(command, &base, modules, packages) {
                    clues.push(Clue { path: path.clone(), command: command.clone(), packages });
                }
            }
        }
        let mut evidence = Evidence { clues, unread, by_package: Vec::new() };
        evidence.follow(packages, imports);
        evidence
    }

    /// The ports of every system that a release file or a go command names for a package, with both
    /// cgo settings.
    pub fn ports_named_for(&self, PackageId(id): PackageId) -> TargetSet {
        self.of_package(id as usize).named_ports()
    }

    /// The files that say anything: release files first, those that name systems before others.
    pub fn files(&self) -> Vec<&FilePath> {
        let mut files: Vec<&FilePath> = Vec::new();
        for claim in [Claim::Shipped, Claim::Named, Claim::Likely] {
            for clue in self.clues.iter().filter(|clue| clue.command.claim == claim) {
                if !files.contains(&&clue.path) {
                    files.push(&clue.path);
                }
            }
        }
        files
    }

    /// What is said of anything at all.
    pub(crate) fn of_everything(&self) -> Said {
        let mut said = Said::default();
        for clue in &self.clues {
            said.add(Said::of(&clue.command), TargetSet::all());
        }
        said
    }

    /// What is said of a package.
    pub(crate) fn of_package(&self, package: usize) -> Said {
        self.by_package.get(package).copied().unwrap_or_default()
    }

    /// Works out what is said of every package: a command counts for those that it names, and for
    /// what they import where it builds them.
    pub(crate) fn follow(&mut self, packages: &[Arc<Package>], imports: &Imports) {
        self.by_package.clear();
        if self.clues.is_empty() {
            return;
        }
        self.by_package.resize(packages.len(), Said::default());
        let mut changed = Vec::new();
        for clue in &self.clues {
            let said = Said::of(&clue.command);
            for &PackageId(id) in &clue.packages {
                if self.by_package[id as usize].add(said, TargetSet::all()) {
                    changed.push(id as usize);
                }
            }
        }
        while let Some(package) = changed.pop() {
            let said = self.by_package[package].of_imported();
            for edge in imports.edges.get(package).into_iter().flatten() {
                let Resolution::Package(PackageId(id)) = imports.resolution(edge.import) else {
                    continue;
                };
                if self.by_package[id as usize].add(said, edge.on) {
                    changed.push(id as usize);
                }
            }
        }
    }
}

/// The own packages that a command is about; none where it is about no main module. One that names
/// packages which are not there (a folder that `./...` passes over) is about its whole module: what
/// it builds imports that.
fn named(
    command: &BuildCommand,
    base: &FilePath,
    modules: &[Module],
    packages: &[Arc<Package>],
) -> Option<Vec<PackageId>> {
    let dir = base.join(&command.dir);
    let holds_dir = |module: &&Module| module.is_main && dir.is_within(&module.dir);
    let module = modules.iter().filter(holds_dir).max_by_key(|it| it.dir.as_str().len())?;
    let of_module = || {
        let ids = (0u32..).zip(packages);
        ids.filter(|(_, it)| it.is_own && modules[it.module].dir == module.dir)
    };
    let is_named =
        |package: &Package| command.packages.iter().any(|pattern| matches(pattern, &dir, package));
    let named = of_module().filter(|(_, package)| is_named(package));
    let mut found: Vec<PackageId> = named.map(|(id, _)| PackageId(id)).collect();
    if found.is_empty() {
        found = of_module().map(|(id, _)| PackageId(id)).collect();
    }
    Some(found)
}

/// Whether a pattern of the go command, given in a folder, matches a package.
fn matches(pattern: &str, dir: &FilePath, package: &Package) -> bool {
    let is_relative = pattern.starts_with('.') && pattern != "...";
    if !is_relative {
        return ["all", "..."].contains(&pattern) || fits(pattern, &package.import_path);
    }
    fits(dir.join(pattern).as_str(), package.dir.as_str())
}

/// Matches with the go command's `...`, which stands for any text.
fn fits(pattern: &str, path: &str) -> bool {
    let Some((start, end)) = pattern.split_once("...") else {
        return pattern == path;
    };
    // `x/...` matches `x` itself.
    if end.is_empty() && start.strip_suffix('/') == Some(path) {
        return true;
    }
    path.strip_prefix(start).is_some_and(|rest| rest.ends_with(end.trim_end_matches("...")))
}

/// What a release or CI file says, as facts.
impl From<Builds> for Facts {
    fn from(builds: Builds) -> Facts {
        Facts::Builds(Arc::new(builds))
    }
}

#[cfg(test)]
mod tests;
