//! The protocol's handlers: each puts its message on the session's queue before its first await.

use std::future::{Ready, ready};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex};

use project::FilePath;
use serde::Deserialize;
use serde_json::Value;
use tokio::sync::oneshot;
use tower_lsp::LanguageServer;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{
    CodeActionParams, CodeActionResponse, DidChangeConfigurationParams,
    DidChangeTextDocumentParams, DidChangeWatchedFilesParams, DidChangeWorkspaceFoldersParams,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams,
    ExecuteCommandParams, Hover, HoverParams, InitializeParams, InitializeResult,
    InitializedParams, TextDocumentIdentifier, WorkDoneProgressCancelParams,
};
use workspace::Cancel;

use crate::capabilities::Client;
use crate::commands::Command;
use crate::convert::path_of;
use crate::events::{CommandRequest, Event, Ports, Question, Start};

/// Where handlers put their messages.
pub(crate) struct Backend {
    events: Sender<Event>,
    version: &'static str,
    /// The client asked to shut down.
    shut_down: Arc<AtomicBool>,
    /// Takes the editor's process id, once.
    editor: Mutex<Option<oneshot::Sender<u32>>>,
}

impl Backend {
    /// A backend of this version.
    pub(crate) fn new(
        events: Sender<Event>,
        version: &'static str,
        shut_down: Arc<AtomicBool>,
        editor: oneshot::Sender<u32>,
    ) -> Backend {
        Backend { events, version, shut_down, editor: Mutex::new(Some(editor)) }
    }

    /// `window/workDoneProgress/cancel`, which the trait does not have.
    pub(crate) fn cancel_progress(&self, params: WorkDoneProgressCancelParams) -> Ready<()> {
        self.put(Event::CancelProgress(params.token));
        ready(())
    }

    /// `anyport/ports`: on which ports a Go file is built.
    pub(crate) async fn ports(&self, params: PortsParams) -> Result<Option<Ports>> {
        self.ask(|reply| Question::Ports(params.text_document, reply)).await
    }

    async fn ask<T>(
        &self,
        question: impl FnOnce(oneshot::Sender<Option<T>>) -> Question,
    ) -> Result<Option<T>> {
        let (reply, answer) = oneshot::channel();
        self.put(Event::Ask(question(reply)));
        answer.await.map_err(|_| Error::internal_error())
    }

    fn put(&self, event: Event) {
        // Fails only when the session has ended.
        let _ = self.events.send(event);
    }
}

impl LanguageServer for Backend {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        if let Some(id) = params.process_id
            && let Ok(mut editor) = self.editor.lock()
            && let Some(editor) = editor.take()
        {
            let _ = editor.send(id);
        }
        let client = Client::new(&params.capabilities);
        let answer = client.answer(self.version);
        let options = params.initialization_options.clone().unwrap_or_default();
        let folders = folders(&params);
        self.put(Event::Start(Box::new(Start { client, folders, options })));
        Ok(answer)
    }

    async fn initialized(&self, _: InitializedParams) {
        self.put(Event::Started);
    }

    async fn shutdown(&self) -> Result<()> {
        self.shut_down.store(true, Ordering::Relaxed);
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        let document = params.text_document;
        let (uri, version, text) = (document.uri, document.version, document.text);
        self.put(Event::Open { uri, version, text });
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        let document = params.text_document;
        let changes = params.content_changes;
        self.put(Event::Change { uri: document.uri, version: document.version, changes });
    }

    async fn did_save(&self, params: DidSaveTextDocumentParams) {
        self.put(Event::Save { uri: params.text_document.uri });
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        self.put(Event::Close { uri: params.text_document.uri });
    }

    async fn did_change_watched_files(&self, params: DidChangeWatchedFilesParams) {
        self.put(Event::Watched(params.changes));
    }

    async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        let event = params.event;
        self.put(Event::Folders { added: event.added, removed: event.removed });
    }

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        self.put(Event::SettingsChanged(params.settings));
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        self.ask(|reply| Question::Actions(params, reply)).await
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        let at = params.text_document_position_params;
        self.ask(|reply| Question::Hover(at, reply)).await
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<Value>> {
        let command = Command::read(&params.command, &params.arguments)?;
        let (reply, answer) = oneshot::channel();
        let token = params.work_done_progress_params.work_done_token;
        let cancelled = CancelledWithRequest(Cancel::default());
        let cancel = cancelled.0.clone();
        self.put(Event::Command(CommandRequest { command, token, cancel, reply }));
        answer.await.map(Some).map_err(|_| Error::internal_error())
    }
}

/// `$/cancelRequest` drops the handler: what it waits for is not wanted any more.
struct CancelledWithRequest(Cancel);

impl Drop for CancelledWithRequest {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

/// What `anyport/ports` is asked about.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PortsParams {
    text_document: TextDocumentIdentifier,
}

/// The workspace folders; older clients send a root alone.
fn folders(params: &InitializeParams) -> Vec<FilePath> {
    if let Some(folders) = &params.workspace_folders {
        return folders.iter().filter_map(|folder| path_of(&folder.uri)).collect();
    }
    #[expect(deprecated, reason = "clients that know no workspace folders send it")]
    let root = params.root_uri.as_ref();
    root.and_then(path_of).into_iter().collect()
}
