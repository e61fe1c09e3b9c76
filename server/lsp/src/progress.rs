//! Progress of reading a workspace, shown by clients that can.

use std::collections::BTreeMap;

use project::FilePath;
use tower_lsp::ls_types::{
    ProgressParams, ProgressParamsValue, ProgressToken, WorkDoneProgress, WorkDoneProgressBegin,
    WorkDoneProgressEnd, WorkDoneProgressReport,
};
use workspace::Progress;

use crate::outbox::{Outbox, Say};

/// The workspaces that are being read.
pub(crate) struct Indexing {
    /// The client shows progress that the server starts.
    pub is_shown: bool,
    outbox: Outbox,
    running: BTreeMap<FilePath, Running>,
    count: u32,
}

struct Running {
    token: ProgressToken,
    /// The client said yes: only then may anything be sent under the token.
    is_shown: bool,
    percentage: u32,
}

impl Indexing {
    /// Nothing is being read yet.
    pub(crate) fn new(outbox: Outbox) -> Indexing {
        Indexing { is_shown: false, outbox, running: BTreeMap::new(), count: 0 }
    }

    /// A workspace begins to be read: asks the client whether it shows that.
    pub(crate) fn start(&mut self, root: &FilePath) {
        if !self.is_shown {
            return;
        }
        self.count += 1;
        let token = ProgressToken::String(format!("anyport/indexing/{}", self.count));
        self.outbox.say(Say::CreateProgress(token.clone()));
        let running = Running { token, is_shown: false, percentage: 0 };
        self.running.insert(root.clone(), running);
    }

    /// The client said yes.
    pub(crate) fn created(&mut self, token: &ProgressToken) {
        // The reading may have ended before the client's answer came.
        let running = self.running.iter_mut().find(|(_, running)| running.token == *token);
        if let Some((root, running)) = running {
            running.is_shown = true;
            let begin = WorkDoneProgressBegin {
                title: "anyport: reading".to_owned(),
                cancellable: Some(false),
                message: Some(root.name().to_owned()),
                percentage: Some(running.percentage),
            };
            send(&self.outbox, running, WorkDoneProgress::Begin(begin));
        }
    }

    /// So much is read.
    pub(crate) fn report(&mut self, root: &FilePath, progress: Progress) {
        let Some(running) = self.running.get_mut(root) else { return };
        let percentage = (progress.read * 100).checked_div(progress.total).unwrap_or(0) as u32;
        if percentage > running.percentage {
            running.percentage = percentage.min(100);
            let report = WorkDoneProgressReport {
                cancellable: Some(false),
                message: Some(format!("{} of {} files", progress.read, progress.total)),
                percentage: Some(running.percentage),
            };
            send(&self.outbox, running, WorkDoneProgress::Report(report));
        }
    }

    /// It is read.
    pub(crate) fn end(&mut self, root: &FilePath) {
        if let Some(running) = self.running.remove(root) {
            let end = WorkDoneProgressEnd { message: None };
            send(&self.outbox, &running, WorkDoneProgress::End(end));
        }
    }
}

fn send(outbox: &Outbox, running: &Running, progress: WorkDoneProgress) {
    if running.is_shown {
        let value = ProgressParamsValue::WorkDone(progress);
        outbox.say(Say::Progress(ProgressParams { token: running.token.clone(), value }));
    }
}
