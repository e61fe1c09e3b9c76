//! The matrix: plan, builds, and predicted beside actual.

mod fingerprint;
mod outputs;
mod overlay;
mod plan;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use disk::{BuildMemory, BuildRecord, Tree};
use platform::Target;
use project::{BuiltPort, FilePath, PackageState, PortState, Snapshot};
use rules::{Comparison, Prediction};
use toolchain::{Cancel, Event, Go, Job, Limits, Tool};

use self::overlay::Overlay;

/// What a front end asks of a matrix.
#[derive(Clone, Debug, Default)]
pub struct MatrixOptions {
    /// Packages: `./...`, `./cmd/x`, import paths; none: all own ones.
    pub patterns: Vec<String>,
    /// The folder that patterns with a dot begin at; none: the workspace's.
    pub base: Option<FilePath>,
    /// `go vet` instead of `go build`.
    pub vet: bool,
    /// Also what has not changed since it last built.
    pub all: bool,
    /// How many ports at a time; none: as many as there are processors.
    pub jobs: Option<usize>,
    /// How long a port may take.
    pub timeout: Option<Duration>,
    /// Where programs are left; none: nowhere.
    pub output: Option<FilePath>,
}

/// Everything that is needed to build: made from a workspace, and then independent of it.
pub struct MatrixPlan {
    pub(crate) snapshot: Arc<Snapshot>,
    pub(crate) predictions: Vec<Prediction>,
    pub(crate) go: Go,
    pub(crate) jobs: Vec<Job>,
    /// By job: of everything that is built.
    pub(crate) fingerprints: Vec<u64>,
    pub(crate) question: u64,
    pub(crate) memory: Option<BuildMemory>,
    /// Texts of open documents that differ from the disk's.
    pub(crate) unsaved: Vec<(FilePath, Arc<str>)>,
    pub(crate) options: MatrixOptions,
}

/// What came of a matrix.
pub struct Matrix {
    /// What was judged.
    pub snapshot: Arc<Snapshot>,
    /// What was predicted.
    pub predictions: Vec<Prediction>,
    /// By port, in the order of the targets.
    pub ports: Vec<BuiltPort>,
    /// Predicted beside actual.
    pub comparison: Comparison,
    /// How long it took, in seconds.
    pub seconds: f64,
    /// `go vet` was run instead of `go build`.
    pub is_vet: bool,
    unsaved: Vec<(FilePath, Arc<str>)>,
}

impl Matrix {
    /// A file's text as it was built: an open document's, else the disk's.
    pub fn text(&self, path: &FilePath) -> Option<Arc<str>> {
        let unsaved = self.unsaved.iter().find(|(it, _)| it == path);
        unsaved.map(|(_, text)| Arc::clone(text)).or_else(|| disk::Disk.text(path).ok())
    }
}

impl MatrixPlan {
    /// How long each target took when it was last built, in milliseconds; those that never were
    /// left out.
    pub fn former_milliseconds(&self) -> HashMap<Target, u64> {
        let records = self.records();
        let time = |job: &Job| Some((job.target, records.get(&job.target)?.milliseconds));
        self.jobs.iter().filter_map(time).collect()
    }

    /// How many targets there are.
    pub fn len(&self) -> usize {
        self.jobs.len()
    }

    /// Whether nothing is to be built.
    pub fn is_empty(&self) -> bool {
        self.jobs.is_empty()
    }

    fn records(&self) -> HashMap<Target, BuildRecord> {
        let records = self.memory.as_ref().map(BuildMemory::load).unwrap_or_default();
        let ours = records.into_iter().filter(|record| record.question == self.question);
        ours.filter_map(|record| Some((record.target.parse().ok()?, record))).collect()
    }

    /// Builds what has to be built, and compares. Whatever happens, nothing that was started is
    /// left running, and no temporary file is left. The error is that of the temporary folder.
    pub fn run(
        mut self,
        cancel: &Cancel,
        event: &(dyn Fn(Event<'_>) + Sync),
    ) -> anyhow::Result<Matrix> {
        let begun = Instant::now();
        let scratch = tempfile::Builder::new()
            .prefix("anyport-matrix-")
            .tempdir()
            .context("a temporary folder cannot be made")?;
        let root = self
            .options
            .output
            .as_ref()
            .map_or_else(|| scratch.path().join("out"), |folder| PathBuf::from(folder.as_str()));
        self.place_outputs(&root)?;
        let overlay = Overlay::write(&self.unsaved, scratch.path())?;
        for job in &mut self.jobs {
            job.flags.extend(overlay.flag());
        }
        let records = self.records();
        let is_known = |(job, fingerprint): &(&Job, &u64)| {
            let record = records.get(&job.target);
            record.is_some_and(|record| record.fingerprint == Some(**fingerprint))
        };
        // What is wanted on disk has to be written, and an unsaved text is in no fingerprint.
        let builds_all =
            self.options.all || self.options.output.is_some() || !self.unsaved.is_empty();
        let pairs = self.jobs.iter().zip(&self.fingerprints);
        let due: Vec<Job> =
            pairs.filter(|it| builds_all || !is_known(it)).map(|(job, _)| job.clone()).collect();
        let cpus = std::thread::available_parallelism().map_or(1, usize::from);
        let jobs = self.options.jobs.unwrap_or(cpus);
        let limits = Limits { jobs, timeout: self.options.timeout };
        let policies = &self.snapshot.inputs.configuration.policy;
        let is_kept = self.options.output.is_some();
        let done = |port: &mut BuiltPort| {
            overlay.take_back(port, &self.snapshot);
            outputs::open(port, policies, cancel);
            if !is_kept {
                // The programs of dozens of ports need not stand on the disk together.
                let _ = std::fs::remove_dir_all(root.join(folder_of(port.target)));
            }
        };
        let built = toolchain::run(&self.go, &due, limits, scratch.path(), cancel, &done, event);
        self.remember(&built);
        let mut by_target: HashMap<Target, BuiltPort> =
            built.into_iter().map(|port| (port.target, port)).collect();
        let ports: Vec<BuiltPort> = self
            .jobs
            .iter()
            .map(|job| {
                let built = by_target.remove(&job.target);
                built.unwrap_or_else(|| unchanged(job, records.get(&job.target)))
            })
            .collect();
        let comparison = Comparison::new(&self.snapshot, &self.predictions, &ports);
        Ok(Matrix {
            snapshot: self.snapshot,
            predictions: self.predictions,
            ports,
            comparison,
            seconds: begun.elapsed().as_secs_f64(),
            is_vet: self.options.vet,
            unsaved: self.unsaved,
        })
    }

    /// Decides where programs are written.
    fn place_outputs(&mut self, root: &std::path::Path) -> anyhow::Result<()> {
        for job in &mut self.jobs {
            let name = folder_of(job.target);
            for (at, round) in job.rounds.iter_mut().enumerate() {
                let Some(output) = &mut round.output else { continue };
                let mut folder = root.join(&name);
                // Programs of one name do not overwrite each other.
                if at > 0 {
                    folder.push((at + 1).to_string());
                }
                std::fs::create_dir_all(&folder)
                    .with_context(|| format!("{}: not made", folder.display()))?;
                let path = folder.to_str().context("the folder's path is not UTF-8")?;
                *output = FilePath::new(path);
            }
        }
        Ok(())
    }

    fn remember(&self, built: &[BuiltPort]) {
        let Some(memory) = &self.memory else { return };
        let by_target: HashMap<Target, u64> =
            self.jobs.iter().map(|job| job.target).zip(self.fingerprints.iter().copied()).collect();
        let records: Vec<BuildRecord> = built
            .iter()
            .filter(|port| !port.state.is_unsure())
            .map(|port| {
                let is_good = port.state != PortState::Failed && self.unsaved.is_empty();
                BuildRecord {
                    target: port.target.to_string(),
                    question: self.question,
                    fingerprint: by_target.get(&port.target).copied().filter(|_| is_good),
                    milliseconds: port.milliseconds,
                    outputs: port.outputs.clone(),
                }
            })
            .collect();
        if !records.is_empty() {
            memory.remember(&records);
        }
    }
}

/// The folder for a target's programs: `linux_amd64+cgo`.
fn folder_of(target: Target) -> String {
    target.to_string().replace('/', "_")
}

/// A port that was not built again.
fn unchanged(job: &Job, record: Option<&BuildRecord>) -> BuiltPort {
    let packages = job.packages.iter().map(|planned| project::BuiltPackage {
        import_path: planned.import_path.clone(),
        dir: Some(planned.dir.clone()),
        state: match &planned.state {
            PackageState::NotRun => PackageState::Unchanged,
            known => known.clone(),
        },
        errors: Vec::new(),
    });
    let packages: Vec<_> = packages.collect();
    let is_excluded = packages.iter().all(|it| it.state == PackageState::Excluded);
    BuiltPort {
        target: job.target,
        state: if is_excluded { PortState::Excluded } else { PortState::Unchanged },
        packages,
        outputs: record.map(|record| record.outputs.clone()).unwrap_or_default(),
        milliseconds: record.map_or(0, |record| record.milliseconds),
        rerun_milliseconds: 0,
        said: Vec::new(),
    }
}

impl MatrixOptions {
    pub(crate) fn tool(&self) -> Tool {
        if self.vet { Tool::Vet } else { Tool::Build }
    }
}
