//! What the session hears: from the client, in the order of arrival, and from its own workers.

use std::sync::Arc;

use project::{FilePath, Snapshot};
use rules::Outcome;
use serde_json::Value;
use tokio::sync::oneshot;
use tower_lsp::ls_types::{
    CodeActionParams, CodeActionResponse, FileEvent, ProgressToken, TextDocumentContentChangeEvent,
    Uri, WorkspaceFolder,
};
use workspace::{Progress, Workspace};

use crate::capabilities::Client;

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
    /// `textDocument/codeAction`.
    Actions(ActionRequest),
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

/// A request for code actions that waits for its answer.
pub(crate) struct ActionRequest {
    /// The request.
    pub params: CodeActionParams,
    /// Where the answer goes; closed when the request was cancelled.
    pub reply: oneshot::Sender<Option<CodeActionResponse>>,
}

/// A workspace after its changes.
pub(crate) struct Updated {
    /// The workspace.
    pub workspace: Box<Workspace>,
    /// Its joined view.
    pub snapshot: Arc<Snapshot>,
}

/// The answer to a check.
pub(crate) struct Judged {
    /// The state that was judged: stale when the workspace has another one by now.
    pub generation: u64,
    /// The folders of the packages that were judged; none means the whole workspace.
    pub folders: Option<Vec<FilePath>>,
    /// The findings; none when the check was stopped or broke.
    pub outcome: Option<Outcome>,
}
