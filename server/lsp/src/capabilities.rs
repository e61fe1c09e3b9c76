//! What client and server agree on in `initialize`.

use tower_lsp::ls_types::{
    ClientCapabilities, CodeActionKind, CodeActionOptions, CodeActionProviderCapability,
    ExecuteCommandOptions, HoverProviderCapability, InitializeResult, OneOf, ResourceOperationKind,
    SaveOptions, ServerCapabilities, ServerInfo, TextDocumentSyncCapability, TextDocumentSyncKind,
    TextDocumentSyncOptions, WorkDoneProgressOptions, WorkspaceFoldersServerCapabilities,
    WorkspaceServerCapabilities,
};

use crate::commands;
use crate::convert::Encoding;

/// The kind of the action that applies every safe fix of a document.
pub(crate) const FIX_ALL: CodeActionKind = CodeActionKind::new("source.fixAll.anyport");

/// What the client can do, as far as it matters here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is one capability of the protocol")]
pub(crate) struct Client {
    /// What a position's `character` counts.
    pub encoding: Encoding,
    /// It shows related locations of a diagnostic.
    pub related: bool,
    /// It hands back a diagnostic's `data`.
    pub data: bool,
    /// It takes code actions, not commands alone.
    pub action_literals: bool,
    /// It marks a preferred action.
    pub preferred: bool,
    /// It takes edits for a version of a document.
    pub document_changes: bool,
    /// It creates files as part of an edit.
    pub creates: bool,
    /// It renames files as part of an edit.
    pub renames: bool,
    /// It watches files when asked to.
    pub watches: bool,
    /// It watches below folders outside the workspace.
    pub watches_relative: bool,
    /// It shows progress that the server starts.
    pub progress: bool,
    /// It shows documents.
    pub shows_documents: bool,
    /// It can be asked for its settings.
    pub settings: bool,
    /// It tells of changed settings when asked to.
    pub settings_changes: bool,
}

impl Client {
    /// Reads what a client says of itself.
    pub(crate) fn new(said: &ClientCapabilities) -> Client {
        let offered = said.general.as_ref().and_then(|it| it.position_encodings.as_deref());
        let mut client = Client {
            encoding: Encoding::negotiate(offered.unwrap_or_default()),
            ..Client::default()
        };
        if let Some(documents) = &said.text_document {
            if let Some(published) = &documents.publish_diagnostics {
                client.related = published.related_information == Some(true);
                client.data = published.data_support == Some(true);
            }
            if let Some(action) = &documents.code_action {
                client.action_literals = action.code_action_literal_support.is_some();
                client.preferred = action.is_preferred_support == Some(true);
            }
        }
        if let Some(workspace) = &said.workspace {
            client.settings = workspace.configuration == Some(true);
            client.settings_changes = workspace
                .did_change_configuration
                .as_ref()
                .is_some_and(|it| it.dynamic_registration == Some(true));
            if let Some(edit) = &workspace.workspace_edit {
                // Operations come among document changes: Neovim names them alone.
                let operations = edit.resource_operations.as_deref().unwrap_or_default();
                client.document_changes =
                    edit.document_changes == Some(true) || !operations.is_empty();
                let can = |kind| operations.contains(&kind);
                client.creates = can(ResourceOperationKind::Create);
                client.renames = can(ResourceOperationKind::Rename);
            }
            if let Some(watched) = &workspace.did_change_watched_files {
                client.watches = watched.dynamic_registration == Some(true);
                client.watches_relative =
                    client.watches && watched.relative_pattern_support == Some(true);
            }
        }
        if let Some(window) = &said.window {
            client.progress = window.work_done_progress == Some(true);
            client.shows_documents = window.show_document.as_ref().is_some_and(|it| it.support);
        }
        client
    }

    /// What the server answers.
    pub(crate) fn answer(&self, version: &str) -> InitializeResult {
        let actions = CodeActionOptions {
            code_action_kinds: Some(vec![CodeActionKind::QUICKFIX, FIX_ALL]),
            ..CodeActionOptions::default()
        };
        let sync = TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::INCREMENTAL),
            save: Some(SaveOptions { include_text: Some(false) }.into()),
            ..TextDocumentSyncOptions::default()
        };
        let folders = WorkspaceFoldersServerCapabilities {
            supported: Some(true),
            change_notifications: Some(OneOf::Left(true)),
        };
        let capabilities = ServerCapabilities {
            position_encoding: Some(self.encoding.kind()),
            text_document_sync: Some(TextDocumentSyncCapability::Options(sync)),
            code_action_provider: self
                .action_literals
                .then_some(CodeActionProviderCapability::Options(actions)),
            execute_command_provider: Some(ExecuteCommandOptions {
                commands: commands::NAMES.map(str::to_owned).into(),
                work_done_progress_options: WorkDoneProgressOptions {
                    work_done_progress: Some(true),
                },
            }),
            hover_provider: Some(HoverProviderCapability::Simple(true)),
            workspace: Some(WorkspaceServerCapabilities {
                workspace_folders: Some(folders),
                file_operations: None,
            }),
            ..ServerCapabilities::default()
        };
        InitializeResult {
            capabilities,
            server_info: Some(ServerInfo {
                name: "anyport".to_owned(),
                version: Some(version.to_owned()),
            }),
            ..InitializeResult::default()
        }
    }
}
