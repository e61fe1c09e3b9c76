//! Progress of what takes long, shown by clients that can.

use std::collections::BTreeMap;

use project::FilePath;
use tower_lsp::ls_types::{
    ProgressParams, ProgressParamsValue, ProgressToken, WorkDoneProgress, WorkDoneProgressBegin,
    WorkDoneProgressEnd, WorkDoneProgressReport,
};
use workspace::Progress;

use crate::outbox::{Outbox, Say};

/// What takes long, by the workspace's folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Task {
    /// It is being read.
    Reading(FilePath),
    /// It is being built on every judged port. Can be cancelled.
    Matrix(FilePath),
}

/// What is going on.
pub(crate) struct Tasks {
    /// The client shows progress that the server starts.
    pub is_shown: bool,
    outbox: Outbox,
    running: BTreeMap<Task, Running>,
    count: u32,
}

struct Running {
    token: ProgressToken,
    /// The client said yes, or gave the token: only then may anything be sent under it.
    is_shown: bool,
    percentage: u32,
    message: String,
}

impl Task {
    fn title(&self) -> &'static str {
        match self {
            Task::Reading(_) => "anyport: reading",
            Task::Matrix(_) => "anyport: building",
        }
    }

    fn root(&self) -> &FilePath {
        match self {
            Task::Reading(root) | Task::Matrix(root) => root,
        }
    }

    fn is_cancellable(&self) -> bool {
        matches!(self, Task::Matrix(_))
    }
}

impl Tasks {
    /// Nothing is going on yet.
    pub(crate) fn new(outbox: Outbox) -> Tasks {
        Tasks { is_shown: false, outbox, running: BTreeMap::new(), count: 0 }
    }

    /// Something begins: shown under the token that the request for it brought; else the client is
    /// asked whether it shows it.
    pub(crate) fn start(&mut self, task: Task, token: Option<ProgressToken>) {
        let message = task.root().name().to_owned();
        let running = |token, is_shown| Running { token, is_shown, percentage: 0, message };
        if let Some(token) = token {
            let running = running(token, true);
            begin(&self.outbox, &task, &running);
            self.running.insert(task, running);
        } else if self.is_shown {
            self.count += 1;
            let token = ProgressToken::String(format!("anyport/{}", self.count));
            self.outbox.say(Say::CreateProgress(token.clone()));
            self.running.insert(task, running(token, false));
        }
    }

    /// The client said yes.
    pub(crate) fn created(&mut self, token: &ProgressToken) {
        // It may have ended before the client's answer came.
        let running = self.running.iter_mut().find(|(_, running)| running.token == *token);
        if let Some((task, running)) = running {
            running.is_shown = true;
            begin(&self.outbox, task, running);
        }
    }

    /// What is shown under a token.
    pub(crate) fn of_token(&self, token: &ProgressToken) -> Option<&Task> {
        self.running.iter().find(|(_, it)| it.token == *token).map(|(task, _)| task)
    }

    /// So much of a workspace is read.
    pub(crate) fn read(&mut self, root: &FilePath, progress: Progress) {
        let task = Task::Reading(root.clone());
        let percentage = percentage(progress.read, progress.total);
        if self.running.get(&task).is_some_and(|it| percentage > it.percentage) {
            let message = format!("{} of {} files", progress.read, progress.total);
            self.report(&task, percentage, message);
        }
    }

    /// So much is done.
    pub(crate) fn report(&mut self, task: &Task, percentage: u32, message: String) {
        let Some(running) = self.running.get_mut(task) else { return };
        running.percentage = running.percentage.max(percentage);
        running.message = message;
        let report = WorkDoneProgressReport {
            cancellable: Some(task.is_cancellable()),
            message: Some(running.message.clone()),
            percentage: Some(running.percentage),
        };
        send(&self.outbox, running, WorkDoneProgress::Report(report));
    }

    /// It is done.
    pub(crate) fn end(&mut self, task: &Task, message: Option<String>) {
        if let Some(running) = self.running.remove(task) {
            let end = WorkDoneProgressEnd { message };
            send(&self.outbox, &running, WorkDoneProgress::End(end));
        }
    }
}

/// So much of a hundred.
pub(crate) fn percentage(done: usize, total: usize) -> u32 {
    (done * 100).checked_div(total).unwrap_or(0).min(100) as u32
}

fn begin(outbox: &Outbox, task: &Task, running: &Running) {
    let begin = WorkDoneProgressBegin {
        title: task.title().to_owned(),
        cancellable: Some(task.is_cancellable()),
        message: Some(running.message.clone()),
        percentage: Some(running.percentage),
    };
    send(outbox, running, WorkDoneProgress::Begin(begin));
}

fn send(outbox: &Outbox, running: &Running, progress: WorkDoneProgress) {
    if running.is_shown {
        let value = ProgressParamsValue::WorkDone(progress);
        outbox.say(Say::Progress(ProgressParams { token: running.token.clone(), value }));
    }
}
