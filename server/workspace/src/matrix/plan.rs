//! What is built where: the judged targets, and on each the packages that have a file there.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use anyhow::bail;
use disk::BuildMemory;
use platform::{FileName, Target};
use project::{C_RUNTIME, FilePath, Package, PackageId, PackageState, Snapshot};
use rules::{Prediction, Predicts};
use toolchain::{Go, Imports, Job, Planned, Round, program_name};

use super::fingerprint::Fingerprints;
use super::{MatrixOptions, MatrixPlan};
use crate::Workspace;

/// Below this, a go command would compile one file after another.
const LEAST_COMPILERS: usize = 2;

impl Workspace {
    /// Plans the matrix of the workspace as it is now, open documents included. The error names a
    /// pattern that means no package.
    pub fn plan_matrix(&self, go: Go, options: MatrixOptions) -> anyhow::Result<MatrixPlan> {
        let snapshot = self.snapshot();
        let chosen = chosen(&snapshot, &options)?;
        let flags = flags(&snapshot, &options);
        let targets: Vec<Target> = snapshot.judged.targets.iter().collect();
        let mut jobs = Vec::new();
        let mut fingerprints = Vec::new();
        let mut inputs = Fingerprints::new(self, &go, &flags);
        for target in targets {
            let (job, built) = job(&snapshot, &chosen, target, &flags, &options);
            if job.packages.is_empty() {
                continue;
            }
            fingerprints.push(inputs.of(target, &built));
            jobs.push(job);
        }
        let mut question = DefaultHasher::new();
        (options.tool(), &options.patterns, &options.base, &flags).hash(&mut question);
        // What is wrong with a program is remembered, too.
        format!("{:?}", snapshot.inputs.configuration.policy).hash(&mut question);
        let cache = self.options.cache.as_ref();
        Ok(MatrixPlan {
            predictions: self.predictions(&snapshot, options.vet),
            unsaved: self.tree.unsaved(),
            memory: cache.map(|folder| BuildMemory::new(folder, self.root())),
            question: question.finish(),
            snapshot,
            go,
            jobs,
            fingerprints,
            options,
        })
    }

    /// What rules say that will not build, with the lines that findings begin on. Of tests only
    /// where they are compiled, which `go vet` does and `go build` does not, and what the go command
    /// refuses to load.
    fn predictions(&self, snapshot: &Snapshot, with_tests: bool) -> Vec<Prediction> {
        let mut texts: BTreeMap<FilePath, Option<Arc<str>>> = BTreeMap::new();
        rules::predictions(self.rules(), snapshot)
            .into_iter()
            .filter(|finding| {
                let is_test = || FileName::parse(finding.path.name()).is_test;
                with_tests || finding.predicts == Predicts::BuildError || !is_test()
            })
            .map(|finding| {
                let path = &finding.path;
                let text = texts.entry(path.clone()).or_insert_with(|| self.text(path));
                let before = text.as_deref().and_then(|it| it.get(..finding.span.start as usize));
                let before = before.unwrap_or_default();
                let line = before.matches('\n').count() + 1;
                let column = before.len() - before.rfind('\n').map_or(0, |at| at + 1) + 1;
                Prediction { finding, line, column }
            })
            .collect()
    }
}

/// The own packages that the patterns mean, in folder order.
fn chosen(snapshot: &Snapshot, options: &MatrixOptions) -> anyhow::Result<Vec<PackageId>> {
    let own: Vec<PackageId> = (0..)
        .map(PackageId)
        .zip(&snapshot.packages)
        .filter(|(_, package)| package.is_own && !package.files.iter().all(|it| it.is_test))
        .map(|(id, _)| id)
        .collect();
    let mut chosen = BTreeSet::new();
    for pattern in &options.patterns {
        let before = chosen.len();
        let base = options.base.as_ref().unwrap_or(&snapshot.inputs.root);
        let (name, is_tree) = match pattern.strip_suffix("...") {
            Some(name) => (name.trim_end_matches('/'), true),
            None => (pattern.trim_end_matches('/'), false),
        };
        let is_path = name.is_empty() || name.starts_with(['.', '/']);
        let dir = if name.starts_with('/') { FilePath::new(name) } else { base.join(name) };
        let matching = own.iter().filter(|id| {
            let package = snapshot.package(**id);
            let path = &*package.import_path;
            match (is_path, is_tree) {
                (true, true) => package.dir.is_within(&dir),
                (true, false) => package.dir == dir,
                (false, true) => path
                    .strip_prefix(name)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/')),
                (false, false) => path == name,
            }
        });
        chosen.extend(matching.copied());
        if chosen.len() == before {
            bail!("{pattern}: no package of this workspace (write ./{pattern} for a folder)");
        }
    }
    Ok(if options.patterns.is_empty() { own } else { chosen.into_iter().collect() })
}

/// Flags that are the same on every target.
fn flags(snapshot: &Snapshot, options: &MatrixOptions) -> Vec<String> {
    let mut flags = Vec::new();
    if let Some(tags) = &snapshot.inputs.configuration.tags {
        flags.push(format!("-tags={}", tags.join(",")));
    }
    if snapshot.inputs.environment.go_flag("p").is_none() {
        // Every port's go command would otherwise start as many compilers as there are processors.
        let cpus = std::thread::available_parallelism().map_or(1, usize::from);
        let jobs = options.jobs.unwrap_or(cpus).max(1);
        flags.push(format!("-p={}", (cpus / jobs).max(LEAST_COMPILERS)));
    }
    flags
}

/// The job of a target, and the packages that it builds.
fn job(
    snapshot: &Arc<Snapshot>,
    chosen: &[PackageId],
    target: Target,
    flags: &[String],
    options: &MatrixOptions,
) -> (Job, Vec<PackageId>) {
    let judged: Vec<PackageId> = chosen
        .iter()
        .copied()
        .filter(|id| snapshot.judged_for(*id).targets.contains(target))
        .collect();
    let packages: Vec<Planned> = judged.iter().map(|id| planned(snapshot, *id, target)).collect();
    let built: Vec<usize> =
        (0..packages.len()).filter(|at| packages[*at].state == PackageState::NotRun).collect();
    let ids: Vec<PackageId> = built.iter().map(|at| judged[*at]).collect();
    let rounds = if options.vet {
        vec![Round { packages: built, output: None }]
    } else {
        rounds(snapshot, &judged, &built, &packages, target)
    };
    let job = Job {
        target,
        dir: snapshot.inputs.root.clone(),
        tool: options.tool(),
        flags: flags.to_vec(),
        packages,
        rounds: rounds.into_iter().filter(|round| !round.packages.is_empty()).collect(),
        imports: imports(Arc::clone(snapshot), judged, target),
    };
    (job, ids)
}

fn planned(snapshot: &Snapshot, id: PackageId, target: Target) -> Planned {
    let package = snapshot.package(id);
    let state = if !package.built_for.contains(target) {
        PackageState::Excluded
    } else if !target.cgo && target.port.needs_cgo_to_link() && is_program(snapshot, id) {
        PackageState::NeedsCgo
    } else {
        PackageState::NotRun
    };
    let shown = package.dir.relative_to(&snapshot.inputs.root);
    let argument = match shown {
        Some("") => ".".to_owned(),
        Some(rest) => format!("./{rest}"),
        None => package.dir.to_string(),
    };
    let import_path = if package.import_path.is_empty() {
        argument.clone().into()
    } else {
        package.import_path.clone()
    };
    Planned { import_path, dir: package.dir.clone(), argument: argument.into(), state }
}

/// Programs are written, as many at a time as have different names; what none of them imports is
/// compiled afterwards, since a go command that writes programs passes over everything else.
fn rounds(
    snapshot: &Snapshot,
    judged: &[PackageId],
    built: &[usize],
    packages: &[Planned],
    target: Target,
) -> Vec<Round> {
    let (programs, libraries): (Vec<usize>, Vec<usize>) =
        built.iter().partition(|at| is_program(snapshot, judged[**at]));
    let mut rounds: Vec<(BTreeSet<&str>, Vec<usize>)> = Vec::new();
    for &at in &programs {
        let name = program_name(&packages[at].import_path);
        match rounds.iter_mut().find(|(names, _)| !names.contains(name)) {
            Some((names, round)) => {
                names.insert(name);
                round.push(at);
            }
            None => rounds.push((BTreeSet::from([name]), vec![at])),
        }
    }
    let roots: Vec<PackageId> = programs.iter().map(|at| judged[*at]).collect();
    let reached: BTreeSet<PackageId> = snapshot.closure(&roots, target).into_iter().collect();
    let left = libraries.into_iter().filter(|at| !reached.contains(&judged[*at])).collect();
    let nowhere = FilePath::new("/");
    let written = |(_, packages)| Round { packages, output: Some(nowhere.clone()) };
    let mut rounds: Vec<Round> = rounds.into_iter().map(written).collect();
    rounds.push(Round { packages: left, output: None });
    rounds
}

fn is_program(snapshot: &Snapshot, id: PackageId) -> bool {
    let files = snapshot.package(id).files.iter().filter(|file| !file.is_test);
    files.filter_map(project::SourceFile::package_name).any(|name| name == "main")
}

/// See [`Job::imports`].
fn imports(snapshot: Arc<Snapshot>, judged: Vec<PackageId>, target: Target) -> Imports {
    Arc::new(move |at| {
        let reached = snapshot.closure(&[judged[at]], target);
        let others = reached.iter().copied().filter(|id| *id != judged[at]);
        let mut imports: BTreeSet<Box<str>> =
            others.map(|id| snapshot.package(id).import_path.clone()).collect();
        if target.cgo && reached.iter().any(|id| uses_cgo(snapshot.package(*id), target)) {
            imports.insert(C_RUNTIME.into());
        }
        imports
    })
}

fn uses_cgo(package: &Package, target: Target) -> bool {
    let files = package.files.iter().filter(|it| !it.is_test && it.built_for.contains(target));
    let mut imports = files.filter_map(|file| file.header()).flat_map(|header| &header.imports);
    imports.any(|import| &*import.path.text == "C")
}
