//! One workspace in the session: what it is doing, what it has yet to take over, what was found.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use project::{Changed, Configuration, FilePath, Snapshot};
use rules::{Finding, Part, Stubs, Unmeant};
use workspace::{MatrixOptions, Workspace};

use crate::confirmed::Confirmed;
use crate::convert::is_go;
use crate::documents::{Document, Documents};
use crate::events::{Judged, Question, Updated};
use crate::workers::Changes;

/// How long after a change everything that it affects is judged: at a pause. The changed
/// files are judged at once.
const PAUSE: Duration = Duration::from_millis(250);
/// How often a text may break the workspace before it is left out.
const TRIES: u8 = 2;

/// Where the workspace is.
enum Slot {
    /// Being read.
    Loading,
    /// With a worker that has it take over changes.
    Updating,
    /// Here.
    Idle(Box<Workspace>),
    /// It could not be read; the next change tries again.
    Failed,
}

/// One workspace.
pub(crate) struct Root {
    /// Its folder.
    pub dir: FilePath,
    slot: Slot,
    /// Counts changes: an answer to an older state is stale.
    generation: Arc<AtomicU64>,
    /// Open documents whose texts it has yet to take over.
    texts: BTreeSet<FilePath>,
    /// What changed on disk since.
    disk: BTreeSet<FilePath>,
    /// The settings that it has, or is to take over.
    pub configuration: Configuration,
    has_new_settings: bool,
    /// Files that changed since they were judged.
    touched: BTreeSet<FilePath>,
    /// What is other than when all that changes affect was judged last.
    changed: Changed,
    /// What was written since, as long as everything is declared as it was.
    stubs: Stubs,
    quick_at: Option<Instant>,
    pause_at: Option<Instant>,
    /// The whole of it was judged once.
    is_judged: bool,
    /// Its joined view.
    pub snapshot: Option<Arc<Snapshot>>,
    /// What was found, by file.
    pub findings: BTreeMap<FilePath, Vec<Finding>>,
    /// What the last run over everything took as not meant.
    pub unmeant: Unmeant,
    /// A matrix is to be planned as soon as every change is taken over.
    wants_plan: Option<(Instant, MatrixOptions)>,
    /// What builds said of files, by file.
    pub confirmed: BTreeMap<FilePath, Confirmed>,
    /// The report of the last matrix.
    pub report: Option<FilePath>,
    /// Requests that wait for current findings.
    pub waiting: Vec<Question>,
    /// How often a text, by its hash, broke the workspace.
    broken: BTreeMap<(FilePath, u64), u8>,
    /// The texts that it is taking over.
    in_flight: Vec<(FilePath, u64)>,
}

/// What is to be done next.
pub(crate) enum Step {
    /// Nothing, or nothing yet.
    Wait,
    /// Read it.
    Load,
    /// Have it take over what changed.
    Update(Box<Workspace>, Box<Changes>, bool),
    /// Have its matrix planned.
    Plan(Box<Workspace>, MatrixOptions),
    /// Judge so much of it.
    Check(Arc<Snapshot>, Extent),
}

/// How much of a workspace is judged.
pub(crate) struct Extent {
    /// This part; none for all, modules too.
    pub part: Option<Part>,
    /// That is everything which changes have affected.
    pub is_complete: bool,
}

impl Root {
    /// A workspace that is about to be read with these settings.
    pub(crate) fn new(dir: FilePath, configuration: Configuration) -> Root {
        Root {
            dir,
            slot: Slot::Loading,
            generation: Arc::default(),
            texts: BTreeSet::new(),
            disk: BTreeSet::new(),
            configuration,
            has_new_settings: false,
            touched: BTreeSet::new(),
            changed: Changed::Everything,
            stubs: Stubs::default(),
            quick_at: None,
            pause_at: None,
            is_judged: false,
            snapshot: None,
            findings: BTreeMap::new(),
            unmeant: Unmeant::default(),
            wants_plan: None,
            confirmed: BTreeMap::new(),
            report: None,
            waiting: Vec::new(),
            broken: BTreeMap::new(),
            in_flight: Vec::new(),
        }
    }

    /// An open document has another text, or was closed. Judged soon if `is_awaited`, else with the
    /// next thing that is.
    pub(crate) fn text_changed(&mut self, path: &FilePath, is_awaited: bool) {
        self.texts.insert(path.clone());
        self.touched.insert(path.clone());
        self.changed();
        if is_awaited {
            self.schedule();
        }
    }

    /// Something changed on disk.
    pub(crate) fn disk_changed(&mut self, path: FilePath) {
        self.disk.insert(path);
        self.changed();
        self.quick_at = None;
        self.pause_at = Some(Instant::now() + PAUSE);
    }

    /// It gets other settings.
    pub(crate) fn configure(&mut self, configuration: Configuration) {
        if self.configuration != configuration {
            self.configuration = configuration;
            self.has_new_settings = true;
            self.changed();
            self.pause_at = Some(Instant::now());
        }
    }

    /// Judges what changed without waiting for a pause.
    pub(crate) fn hurry(&mut self) {
        if !self.touched.is_empty() {
            self.schedule();
        }
    }

    fn changed(&mut self) {
        self.generation.fetch_add(1, Ordering::Relaxed);
    }

    fn schedule(&mut self) {
        let now = Instant::now();
        self.quick_at = Some(now);
        self.pause_at = Some(now + PAUSE);
    }

    /// The state that it is in.
    pub(crate) fn generation(&self) -> (u64, Arc<AtomicU64>) {
        (self.generation.load(Ordering::Relaxed), Arc::clone(&self.generation))
    }

    /// When it wants to be asked for its next step; none while a worker has it, or nothing is due.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        match self.slot {
            Slot::Loading | Slot::Updating => None,
            Slot::Idle(_) | Slot::Failed => {
                let plan_at = self.wants_plan.as_ref().map(|(at, _)| *at);
                [self.quick_at, self.pause_at, plan_at].into_iter().flatten().min()
            }
        }
    }

    /// The next step.
    pub(crate) fn step(&mut self, now: Instant, documents: &mut Documents) -> Step {
        if self.deadline().is_none_or(|at| at > now) {
            return Step::Wait;
        }
        match std::mem::replace(&mut self.slot, Slot::Updating) {
            Slot::Failed => {
                self.slot = Slot::Loading;
                (self.quick_at, self.pause_at) = (None, None);
                Step::Load
            }
            Slot::Idle(workspace) => {
                if !self.texts.is_empty() || !self.disk.is_empty() || self.has_new_settings {
                    let has_new_settings = std::mem::take(&mut self.has_new_settings);
                    return Step::Update(
                        workspace,
                        Box::new(self.changes(documents)),
                        has_new_settings,
                    );
                }
                if let Some((_, options)) = self.wants_plan.take() {
                    return Step::Plan(workspace, options);
                }
                let snapshot = workspace.snapshot();
                self.snapshot = Some(Arc::clone(&snapshot));
                self.slot = Slot::Idle(workspace);
                let is_pause = self.pause_at.is_some_and(|at| at <= now);
                self.quick_at = None;
                let part = if is_pause { self.affected(&snapshot) } else { self.touched() };
                let is_complete = is_pause || part.is_none();
                if is_complete {
                    self.pause_at = None;
                }
                Step::Check(snapshot, Extent { part, is_complete })
            }
            slot @ (Slot::Loading | Slot::Updating) => {
                self.slot = slot;
                Step::Wait
            }
        }
    }

    /// The stubs that are known to a check.
    pub(crate) fn stubs(&mut self, is_complete: bool) -> Stubs {
        if is_complete {
            self.stubs = Stubs::default();
        }
        self.stubs.clone()
    }

    /// The files that changed; none where more may have changed than Go files.
    fn touched(&self) -> Option<Part> {
        let is_part = self.is_judged && self.touched.iter().all(is_go);
        is_part.then(|| Part::Files(self.touched.clone()))
    }

    /// The packages of which something else may be said; none where that is all of them.
    fn affected(&self, snapshot: &Snapshot) -> Option<Part> {
        // Which systems are not meant is a matter of everything that is found.
        if !self.is_judged || Unmeant::may_be(snapshot) {
            return None;
        }
        let affected = snapshot.affected_by(&self.changed)?;
        let folders = affected.iter().map(|id| snapshot.package(*id).dir.clone());
        Some(Part::Folders(folders.collect()))
    }

    fn changes(&mut self, documents: &mut Documents) -> Changes {
        let mut texts = Vec::new();
        self.in_flight.clear();
        for path in std::mem::take(&mut self.texts) {
            let mut text = documents.get_mut(&path).map(Document::text);
            if let Some(it) = &text {
                let mut hasher = DefaultHasher::new();
                it.hash(&mut hasher);
                let key = (path.clone(), hasher.finish());
                if self.broken.get(&key).is_some_and(|&times| times >= TRIES) {
                    text = None;
                } else {
                    self.in_flight.push(key);
                }
            }
            texts.push((path, text));
        }
        let disk = std::mem::take(&mut self.disk).into_iter().collect();
        Changes { texts, disk, options: None }
    }

    /// It was read; open documents are to be laid over it.
    pub(crate) fn loaded(&mut self, workspace: Option<Box<Workspace>>, open: Vec<FilePath>) {
        self.slot = match workspace {
            Some(workspace) => Slot::Idle(workspace),
            None => Slot::Failed,
        };
        self.texts.extend(open.iter().cloned());
        self.touched.extend(open);
        self.changed();
        self.is_judged = false;
        self.changed = Changed::Everything;
        self.quick_at = None;
        // Failed: waits for the next change.
        self.pause_at = matches!(self.slot, Slot::Idle(_)).then(Instant::now);
    }

    /// It took over its changes. False when it broke over them and has to be read again.
    pub(crate) fn updated(&mut self, updated: Option<Updated>) -> bool {
        if let Some(updated) = updated {
            self.slot = Slot::Idle(updated.workspace);
            self.snapshot = Some(updated.snapshot);
            self.changed.add(&updated.changed);
            if !updated.changed.is_in_bodies() {
                self.stubs = Stubs::default();
            }
            return true;
        }
        for key in std::mem::take(&mut self.in_flight) {
            *self.broken.entry(key).or_default() += 1;
        }
        self.slot = Slot::Loading;
        false
    }

    /// Has its matrix planned as soon as every change is taken over. Where it could not be read,
    /// that is tried again.
    pub(crate) fn plan(&mut self, options: MatrixOptions) {
        self.wants_plan = Some((Instant::now(), options));
    }

    /// The wish for a matrix is gone, or cannot be fulfilled.
    pub(crate) fn forget_plan(&mut self) {
        self.wants_plan = None;
    }

    /// It is back from having its matrix planned. False when it broke over that and has to be read
    /// again.
    pub(crate) fn planned(&mut self, workspace: Option<Box<Workspace>>) -> bool {
        let is_here = workspace.is_some();
        self.slot = workspace.map_or(Slot::Loading, Slot::Idle);
        is_here
    }

    /// Takes findings in. False when they are those of an older state, or there are none.
    pub(crate) fn judged(&mut self, judged: &mut Judged) -> bool {
        if judged.generation != self.generation().0 {
            return false;
        }
        self.touched.clear();
        self.is_judged |= judged.part.is_none();
        let Some(outcome) = &mut judged.outcome else {
            // What was found before is about an older text: no edit may come of it.
            self.findings.clear();
            self.changed = Changed::Everything;
            return false;
        };
        if judged.is_complete {
            self.changed = Changed::NOTHING;
        }
        match &judged.part {
            None => {
                self.findings.clear();
                self.unmeant = std::mem::take(&mut outcome.unmeant);
            }
            Some(part) => self.findings.retain(|path, _| !part.holds(path)),
        }
        for finding in outcome.findings.drain(..) {
            self.findings.entry(finding.path.clone()).or_default().push(finding);
        }
        true
    }

    /// The workspace, if it is here and every answer about it is current.
    pub(crate) fn current(&self) -> Option<&Workspace> {
        match &self.slot {
            Slot::Idle(workspace) if self.is_judged && self.touched.is_empty() => Some(workspace),
            _ => None,
        }
    }

    /// Whether it is being read.
    pub(crate) fn is_loading(&self) -> bool {
        matches!(self.slot, Slot::Loading)
    }

    /// Whether it could not be read: nobody can say when there will be answers.
    pub(crate) fn is_unreadable(&self) -> bool {
        matches!(self.slot, Slot::Failed)
    }
}
