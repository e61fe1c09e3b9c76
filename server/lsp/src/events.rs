//! What the session hears: from the client, in the order of arrival, and from its own workers.

use std::collections::BTreeMap;
use std::sync::Arc;

use project::{Changed, FilePath, Snapshot};
use rules::{Outcome, Part};
use serde::Serialize;
use serde_json::Value;
use tokio::sync::oneshot;
use tower_lsp::ls_types::{
    CodeActionParams, CodeActionResponse, FileEvent, Hover, ProgressToken,
    TextDocumentContentChangeEvent, TextDocumentIdentifier, TextDocumentPositionParams, Uri,
    WorkspaceFolder,
};
use workspace::{Cancel, MatrixPlan, Progress, Workspace};

use crate::capabilities::Client;
use crate::commands::Command;
use crate::confirmed::Confirmed;

/// Something that happened.
pub(crate) enum Event {
    /// `initialize`.
    Start(Box<Start>),
    /// `initialized`: requests may be sent to the client.
    Started,
    /// `textDocument/didOpen`.
    Open { uri: Uri, version: i32, text: String },
    /// `textDocument/didChange`.
    Change { uri: Uri, version: i32, changes: Vec<TextDocumentContentChangeEvent> },
    /// `textDocument/didSave`.
    Save { uri: Uri },
    /// `textDocument/didClose`.
    Close { uri: Uri },
    /// `workspace/didChangeWatchedFiles`.
    Watched(Vec<FileEvent>),
    /// `workspace/didChangeWorkspaceFolders`.
    Folders { added: Vec<WorkspaceFolder>, removed: Vec<WorkspaceFolder> },
    /// `workspace/didChangeConfiguration`, with what it says.
    SettingsChanged(Value),
    /// The client's answer to `workspace/configuration`: a folder (or all) and its settings.
    Settings(Vec<(Option<FilePath>, Value)>),
    /// A question about a document.
    Ask(Question),
    /// `workspace/executeCommand`.
    Command(CommandRequest),
    /// `window/workDoneProgress/cancel`.
    CancelProgress(ProgressToken),
    /// What a command came to.
    Answered { reply: CommandReply, answered: Answered },
    /// A matrix was planned, or could not be; no workspace when it broke over that.
    Planned {
        root: FilePath,
        workspace: Option<Box<Workspace>>,
        plan: Result<Box<MatrixPlan>, String>,
    },
    /// A matrix is so far.
    Building { root: FilePath, percentage: u32, message: String },
    /// A matrix is done, or was cancelled.
    Built { root: FilePath, built: Built },
    /// The client takes progress under this token.
    ProgressCreated(ProgressToken),
    /// A workspace is being read.
    Loading { root: FilePath, progress: Progress },
    /// A workspace was read, or could not be.
    Loaded { root: FilePath, workspace: anyhow::Result<Box<Workspace>> },
    /// A workspace took its changes; none when it broke over them.
    Updated { root: FilePath, updated: Option<Updated> },
    /// Findings.
    Judged { root: FilePath, judged: Judged },
    /// The client is gone.
    Stop,
}

/// What `initialize` says.
pub(crate) struct Start {
    /// What the client can do.
    pub client: Client,
    /// The workspace folders.
    pub folders: Vec<FilePath>,
    /// `initializationOptions`.
    pub options: Value,
}

/// A question about a document, which waits until its text was judged. Where answers go is closed
/// when the request was cancelled.
pub(crate) enum Question {
    /// `textDocument/codeAction`.
    Actions(CodeActionParams, oneshot::Sender<Option<CodeActionResponse>>),
    /// `textDocument/hover`.
    Hover(TextDocumentPositionParams, oneshot::Sender<Option<Hover>>),
    /// `anyport/ports`.
    Ports(TextDocumentIdentifier, oneshot::Sender<Option<Ports>>),
}

impl Question {
    /// The document.
    pub(crate) fn uri(&self) -> &Uri {
        match self {
            Question::Actions(params, _) => &params.text_document.uri,
            Question::Hover(params, _) => &params.text_document.uri,
            Question::Ports(document, _) => &document.uri,
        }
    }
}

/// The answer to `anyport/ports`: on which ports a Go file is built.
#[derive(Debug, Serialize)]
pub(crate) struct Ports {
    /// `38 of 47 ports`.
    pub summary: String,
    /// Which, and what keeps it from building: Markdown.
    pub details: String,
    /// Whether anything does.
    pub breaks: bool,
}

/// Where the answer to a command goes; closed when the request was cancelled.
pub(crate) type CommandReply = oneshot::Sender<Value>;

/// A request for a command that waits for its answer.
pub(crate) struct CommandRequest {
    /// What is to be done.
    pub command: Command,
    /// The client shows progress under this token.
    pub token: Option<ProgressToken>,
    /// The wish to stop: its sender's, and everybody else's.
    pub cancel: Cancel,
    /// Where the answer goes.
    pub reply: CommandReply,
}

/// What a command came to: what is answered, and what is shown, too; or why it cannot be done.
pub(crate) type Answered = Result<(Value, Option<FilePath>), String>;

/// What came of a matrix.
pub(crate) enum Built {
    /// It is done.
    Done {
        /// In one line.
        summary: String,
        /// What is answered.
        answer: Value,
        /// What builds said of files.
        confirmed: BTreeMap<FilePath, Confirmed>,
        /// Where the report was written.
        report: Result<FilePath, String>,
    },
    /// It was cancelled.
    Cancelled,
    /// Something went wrong with it.
    Broken(String),
}

/// A workspace after its changes.
pub(crate) struct Updated {
    /// The workspace.
    pub workspace: Box<Workspace>,
    /// Its joined view.
    pub snapshot: Arc<Snapshot>,
    /// What is other than before.
    pub changed: Changed,
}

/// The answer to a check.
pub(crate) struct Judged {
    /// The state that was judged: stale when the workspace has another one by now.
    pub generation: u64,
    /// What was judged; none means the whole workspace.
    pub part: Option<Part>,
    /// That is everything which changes have affected.
    pub is_complete: bool,
    /// The findings; none when the check was stopped or broke.
    pub outcome: Option<Outcome>,
}
