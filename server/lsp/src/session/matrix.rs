//! A matrix from the wish for it to its report: planned by a worker as soon as the workspace has
//! taken over every change, then built by a thread of its own, beside everything else.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::Sender;
use std::sync::{Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use platform::Target;
use project::{FilePath, PortState};
use report::BuiltMatrix;
use serde_json::json;
use tower_lsp::ls_types::{MessageType, ProgressToken};
use workspace::{BuildEvent, Cancel, Go, Matrix, MatrixOptions, MatrixPlan, Workspace};

use super::{Session, options};
use crate::commands::MatrixArguments;
use crate::confirmed::confirmed;
use crate::convert::uri_of;
use crate::events::{Built, CommandReply, Event};
use crate::pages;
use crate::progress::{Task, percentage};

/// More ports than so many are counted, not named.
const MOST_NAMED: usize = 3;

/// A matrix that is wished for, planned, or built.
pub(super) struct Building {
    go: Go,
    cancel: Cancel,
    reply: CommandReply,
    /// None until it is planned.
    thread: Option<JoinHandle<()>>,
}

impl Building {
    /// The go command.
    pub(super) fn go(&self) -> Go {
        self.go.clone()
    }

    /// Has it stop.
    pub(super) fn cancel(&self) {
        self.cancel.cancel();
    }
}

impl Session {
    pub(super) fn start_matrix(
        &mut self,
        path: Option<&FilePath>,
        arguments: MatrixArguments,
        token: Option<ProgressToken>,
        cancel: Cancel,
        reply: CommandReply,
    ) {
        let begun = self.workspace_of(path).and_then(|dir| {
            if self.matrices.contains_key(&dir) {
                return Err(format!("{dir} is being built already"));
            }
            let variables = self.launch.variables.iter().cloned();
            let go = Go::find(&self.launch.environment, variables);
            Ok((dir, go.map_err(|error| format!("{error:#}"))?))
        });
        let (dir, go) = match begun {
            Ok(begun) => begun,
            Err(why) => return self.refuse(reply, &why),
        };
        let Some(root) = self.roots.get_mut(&dir) else { return };
        let MatrixArguments { packages: patterns, vet, all } = arguments;
        root.plan(MatrixOptions { patterns, vet, all, ..MatrixOptions::default() });
        self.tasks.start(Task::Matrix(dir.clone()), token);
        self.matrices.insert(dir, Building { go, cancel, reply, thread: None });
    }

    pub(super) fn planned(
        &mut self,
        dir: &FilePath,
        workspace: Option<Box<Workspace>>,
        plan: Result<Box<MatrixPlan>, String>,
    ) {
        if let Some(root) = self.roots.get_mut(dir)
            && !root.planned(workspace)
        {
            let options = options(&self.launch, root.configuration.clone());
            self.workers.load(dir.clone(), options);
            self.tell(MessageType::ERROR, format!("planning the matrix of {dir} broke"));
        }
        let Some(building) = self.matrices.get_mut(dir) else { return };
        let begun = plan.and_then(|plan| {
            let (root, events) = (dir.clone(), self.workers.events());
            let (cancel, cache) = (building.cancel.clone(), self.launch.cache.clone());
            let work = move || {
                let work =
                    AssertUnwindSafe(|| build(*plan, &root, &events, &cancel, cache.as_ref()));
                let broke = |_| Built::Broken(format!("building {root} broke"));
                let built = catch_unwind(work).unwrap_or_else(broke);
                let _ = events.send(Event::Built { root, built });
            };
            thread::Builder::new()
                .name("matrix".to_owned())
                .spawn(work)
                .map_err(|it| it.to_string())
        });
        match begun {
            Ok(thread) => building.thread = Some(thread),
            Err(why) => self.built(dir, Built::Broken(why)),
        }
    }

    pub(super) fn built(&mut self, dir: &FilePath, built: Built) {
        let Some(building) = self.matrices.remove(dir) else { return };
        if let Some(thread) = building.thread {
            // It has said its last word.
            let _ = thread.join();
        }
        let task = Task::Matrix(dir.clone());
        match built {
            Built::Done { summary, answer, confirmed, report } => {
                self.tasks.end(&task, Some(summary));
                if let Some(root) = self.roots.get_mut(dir) {
                    root.confirmed = confirmed;
                    root.report = report.clone().ok();
                    self.last_built = Some(dir.clone());
                    self.publish(dir, None);
                }
                let _ = building.reply.send(answer);
                match report {
                    Ok(report) => self.show(&report, None),
                    Err(why) => self.tell(MessageType::WARNING, format!("no report: {why}")),
                }
            }
            Built::Cancelled => {
                self.tasks.end(&task, Some("cancelled".to_owned()));
                let _ = building.reply.send(json!({ "cancelled": true }));
            }
            Built::Broken(why) => {
                self.tasks.end(&task, None);
                self.refuse(building.reply, &why);
            }
        }
    }

    /// Refuses what waits for a workspace that cannot be read.
    pub(super) fn refuse_unreadable(&mut self) {
        let waits = |(_, building): &(&FilePath, &Building)| building.thread.is_none();
        let waiting: Vec<FilePath> =
            self.matrices.iter().filter(waits).map(|(dir, _)| dir.clone()).collect();
        for dir in waiting {
            if let Some(root) = self.roots.get_mut(&dir).filter(|root| root.is_unreadable()) {
                root.forget_plan();
                self.built(&dir, Built::Broken(format!("{dir} cannot be read")));
            }
        }
    }

    /// A workspace is let go of.
    pub(super) fn forget_matrix(&mut self, dir: &FilePath) {
        let Some(building) = self.matrices.get(dir) else { return };
        building.cancel();
        if building.thread.is_none() {
            self.built(dir, Built::Cancelled);
        }
    }

    /// Ends whatever was started, and waits for that.
    pub(super) fn stop_matrices(&mut self) {
        for building in self.matrices.values() {
            building.cancel();
        }
        for thread in std::mem::take(&mut self.matrices).into_values().filter_map(|it| it.thread) {
            let _ = thread.join();
        }
    }
}

/// Builds, and writes the report.
fn build(
    plan: MatrixPlan,
    root: &FilePath,
    events: &Sender<Event>,
    cancel: &Cancel,
    cache: Option<&FilePath>,
) -> Built {
    let watch = Watch { root, events, state: Mutex::default() };
    match plan.run(cancel, &|event| watch.hear(event)) {
        Err(error) => Built::Broken(format!("{error:#}")),
        Ok(_) if cancel.is_cancelled() => Built::Cancelled,
        Ok(matrix) => done(&matrix, root, cache),
    }
}

fn done(matrix: &Matrix, root: &FilePath, cache: Option<&FilePath>) -> Built {
    let told = BuiltMatrix {
        snapshot: &matrix.snapshot,
        predictions: &matrix.predictions,
        ports: &matrix.ports,
        comparison: &matrix.comparison,
        seconds: matrix.seconds,
        is_vet: matrix.is_vet,
    };
    let report = pages::write(cache, &pages::report_of(root), &report::matrix_html(&told));
    let failed = matrix.ports.iter().filter(|port| port.state == PortState::Failed);
    let failed: Vec<String> = failed.map(|port| port.target.to_string()).collect();
    let uri = report.as_ref().ok().and_then(uri_of);
    let summary = told.summary();
    let answer = json!({
        "cancelled": false,
        "summary": summary,
        "failed": failed,
        "disagreements": matrix.comparison.disagreements().count(),
        "report": uri.map(|uri| uri.as_str().to_owned()),
    });
    Built::Done { summary, answer, confirmed: confirmed(matrix), report }
}

/// Makes progress of what happens.
struct Watch<'a> {
    root: &'a FilePath,
    events: &'a Sender<Event>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    running: Vec<Target>,
    done: usize,
    all: usize,
}

impl Watch<'_> {
    fn hear(&self, event: BuildEvent<'_>) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match event {
            BuildEvent::Planned(targets) => state.all = targets.len(),
            BuildEvent::Started(target) => state.running.push(target),
            BuildEvent::Output(..) => return,
            BuildEvent::Finished(port) => {
                state.running.retain(|it| *it != port.target);
                state.done += 1;
            }
        }
        let _ = self.events.send(Event::Building {
            root: self.root.clone(),
            percentage: percentage(state.done, state.all),
            message: state.message(),
        });
    }
}

impl State {
    /// `3 of 12: linux/amd64, windows/386`.
    fn message(&self) -> String {
        let named: Vec<String> =
            self.running.iter().take(MOST_NAMED).map(Target::to_string).collect();
        let more = match self.running.len().saturating_sub(MOST_NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let colon = if named.is_empty() { "" } else { ": " };
        format!("{} of {}{colon}{}{more}", self.done, self.all, named.join(", "))
    }
}
