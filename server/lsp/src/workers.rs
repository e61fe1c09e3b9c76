//! Work that takes time, away from the session: reading, updating and judging workspaces. Every
//! answer comes back as an event; work that panics costs that answer.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::Sender;

use project::{FilePath, Snapshot};
use rayon::{ThreadPool, ThreadPoolBuilder};
use rules::{Rule, Stubs, Unmeant};
use workspace::{Go, MatrixOptions, Options, Progress, Workspace};

use crate::events::{Answered, CommandReply, Event, Judged, Updated};
use crate::root::Extent;

/// The workers.
pub(crate) struct Workers {
    pool: ThreadPool,
    events: Sender<Event>,
}

/// What a workspace is to take over.
#[derive(Default)]
pub(crate) struct Changes {
    /// Texts of open documents; none for one that was closed.
    pub texts: Vec<(FilePath, Option<Arc<str>>)>,
    /// What changed on disk.
    pub disk: Vec<FilePath>,
    /// New settings.
    pub options: Option<Options>,
}

/// What to judge.
pub(crate) struct Check {
    /// The workspace.
    pub root: FilePath,
    /// Its joined view.
    pub snapshot: Arc<Snapshot>,
    /// So much of it.
    pub extent: Extent,
    /// The state that the Snapshot is of.
    pub generation: u64,
    /// The state that the workspace is in by now.
    pub current: Arc<AtomicU64>,
    /// What the last run over everything took as not meant.
    pub unmeant: Unmeant,
    /// The stubs that are known.
    pub stubs: Stubs,
    /// With these rules.
    pub rules: &'static [&'static Rule],
}

impl Workers {
    /// Starts as many as there are cores; at least four, so that slow checks
    /// delay no other.
    pub(crate) fn new(events: Sender<Event>) -> Workers {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let pool = ThreadPoolBuilder::new()
            .num_threads(cores.max(4))
            .thread_name(|index| format!("worker {index}"))
            .build()
            .expect("a process that runs can start threads");
        Workers { pool, events }
    }

    fn run(&self, work: impl FnOnce(&Sender<Event>) -> Event + Send + 'static) {
        let events = self.events.clone();
        self.pool.spawn(move || {
            let event = work(&events);
            let _ = events.send(event);
        });
    }

    /// Reads a workspace.
    pub(crate) fn load(&self, root: FilePath, options: Options) {
        self.run(move |events| {
            let told = AtomicUsize::new(0);
            let report = |progress: Progress| {
                // One event for each percent is plenty.
                let percent = (progress.read * 100).checked_div(progress.total).unwrap_or(0);
                if told.fetch_max(percent, Ordering::Relaxed) < percent {
                    let _ = events.send(Event::Loading { root: root.clone(), progress });
                }
            };
            let load = || {
                let mut workspace = Workspace::open(&root, options, &report);
                workspace.remember();
                Ok(Box::new(workspace))
            };
            let workspace = catch_unwind(AssertUnwindSafe(load))
                .unwrap_or_else(|_| Err(anyhow::anyhow!("reading {root} broke")));
            Event::Loaded { root, workspace }
        });
    }

    /// Has a workspace take over changes.
    pub(crate) fn update(&self, root: FilePath, workspace: Box<Workspace>, changes: Box<Changes>) {
        self.run(move |_| {
            let take_over = AssertUnwindSafe(move || take_over(workspace, *changes));
            let updated = catch_unwind(take_over).ok();
            Event::Updated { root, updated }
        });
    }

    /// Drops something large, for which nobody has to wait.
    pub(crate) fn discard(&self, old: impl Send + 'static) {
        self.pool.spawn(|| drop(old));
    }

    /// Plans a workspace's matrix.
    pub(crate) fn plan(
        &self,
        root: FilePath,
        workspace: Box<Workspace>,
        go: Go,
        options: MatrixOptions,
    ) {
        self.run(move |_| {
            let plan = AssertUnwindSafe(move || {
                let plan = workspace.plan_matrix(go, options);
                (workspace, plan.map(Box::new).map_err(|error| format!("{error:#}")))
            });
            let (workspace, plan) = match catch_unwind(plan) {
                Ok((workspace, plan)) => (Some(workspace), plan),
                Err(_) => (None, Err(format!("planning the matrix of {root} broke"))),
            };
            Event::Planned { root, workspace, plan }
        });
    }

    /// Does what a command asks for.
    pub(crate) fn answer(
        &self,
        reply: CommandReply,
        work: impl FnOnce() -> Answered + Send + 'static,
    ) {
        self.run(move |_| {
            let broke = |_| Err("it broke, which is a bug in anyport".to_owned());
            let answered = catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(broke);
            Event::Answered { reply, answered }
        });
    }

    /// Where the workers' answers go.
    pub(crate) fn events(&self) -> Sender<Event> {
        self.events.clone()
    }

    /// Judges, unless the state is an older one by then.
    pub(crate) fn check(&self, check: Check) {
        self.run(move |_| {
            let Check { root, snapshot, extent, generation, current, unmeant, stubs, rules } =
                check;
            let is_stale = || current.load(Ordering::Relaxed) != generation;
            let Extent { part, is_complete } = extent;
            let judge = || match &part {
                Some(part) => {
                    rules::check_part(rules, &snapshot, part, &unmeant, &stubs, &is_stale)
                }
                None => rules::check_until(rules, &snapshot, &is_stale),
            };
            let outcome = catch_unwind(AssertUnwindSafe(judge)).unwrap_or_default();
            Event::Judged { root, judged: Judged { generation, part, is_complete, outcome } }
        });
    }
}

fn take_over(mut workspace: Box<Workspace>, changes: Changes) -> Updated {
    // Their errors are those of the settings, which the workspace keeps.
    if let Some(options) = changes.options {
        let _ = workspace.set_options(options);
    }
    if !changes.disk.is_empty() {
        let _ = workspace.disk_changed(&changes.disk);
    }
    workspace.set_texts(changes.texts);
    let snapshot = workspace.snapshot();
    Updated { snapshot, changed: workspace.take_changed(), workspace }
}
