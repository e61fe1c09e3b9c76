//! What the session says to the client, without waiting for it.

use std::sync::mpsc::Sender;

use project::FilePath;
use serde_json::Value;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tower_lsp::Client;
use tower_lsp::ls_types::notification::{Progress, PublishDiagnostics};
use tower_lsp::ls_types::{
    ConfigurationItem, MessageType, ProgressParams, ProgressToken, PublishDiagnosticsParams,
    Registration, ShowDocumentParams,
};

use crate::convert::uri_of;
use crate::events::Event;

/// One thing to say.
#[derive(Debug)]
pub(crate) enum Say {
    /// `textDocument/publishDiagnostics`.
    Publish(PublishDiagnosticsParams),
    /// `window/showMessage`.
    Show(MessageType, String),
    /// `window/logMessage`.
    Log(MessageType, String),
    /// `$/progress`.
    Progress(ProgressParams),
    /// `window/workDoneProgress/create`; the answer comes as an event.
    CreateProgress(ProgressToken),
    /// `window/showDocument`; a client that does not show it gets the message.
    ShowDocument(ShowDocumentParams, String),
    /// `client/registerCapability`.
    Register(Vec<Registration>),
    /// `workspace/configuration`, for all and for each of these folders.
    AskSettings(Vec<FilePath>),
}

/// The session's end.
#[derive(Clone)]
pub(crate) struct Outbox(UnboundedSender<Say>);

impl Outbox {
    /// An outbox, and what [`run`] drains.
    pub(crate) fn new() -> (Outbox, UnboundedReceiver<Say>) {
        let (sender, receiver) = mpsc::unbounded_channel();
        (Outbox(sender), receiver)
    }

    /// Says something. Lost when the client is gone.
    pub(crate) fn say(&self, say: Say) {
        let _ = self.0.send(say);
    }
}

/// Hands on what the session says. A client that never answers a request holds up nothing but that
/// request.
pub(crate) async fn run(client: Client, mut says: UnboundedReceiver<Say>, events: Sender<Event>) {
    while let Some(say) = says.recv().await {
        match say {
            Say::Publish(params) => client.send_notification::<PublishDiagnostics>(params).await,
            Say::Show(kind, message) => client.show_message(kind, message).await,
            Say::Log(kind, message) => client.log_message(kind, message).await,
            Say::Progress(params) => client.send_notification::<Progress>(params).await,
            Say::CreateProgress(_)
            | Say::ShowDocument(..)
            | Say::Register(_)
            | Say::AskSettings(_) => {
                tokio::spawn(request(client.clone(), say, events.clone()));
            }
        }
    }
}

async fn request(client: Client, say: Say, events: Sender<Event>) {
    match say {
        Say::CreateProgress(token) => {
            if client.create_work_done_progress(token.clone()).await.is_ok() {
                let _ = events.send(Event::ProgressCreated(token));
            }
        }
        Say::ShowDocument(params, message) => {
            if !client.show_document(params).await.unwrap_or(false) {
                client.show_message(MessageType::INFO, message).await;
            }
        }
        Say::Register(registrations) => {
            if let Err(error) = client.register_capability(registrations).await {
                tracing::warn!("the client registers nothing: {error}");
            }
        }
        Say::AskSettings(folders) => {
            if let Some(settings) = ask_settings(&client, folders).await {
                let _ = events.send(Event::Settings(settings));
            }
        }
        Say::Publish(_) | Say::Show(..) | Say::Log(..) | Say::Progress(_) => {}
    }
}

/// The settings of all, and of each folder.
async fn ask_settings(
    client: &Client,
    folders: Vec<FilePath>,
) -> Option<Vec<(Option<FilePath>, Value)>> {
    let section = || Some("anyport".to_owned());
    let mut scopes = vec![None];
    let mut items = vec![ConfigurationItem { scope_uri: None, section: section() }];
    for folder in folders {
        if let Some(uri) = uri_of(&folder) {
            items.push(ConfigurationItem { scope_uri: Some(uri), section: section() });
            scopes.push(Some(folder));
        }
    }
    match client.configuration(items).await {
        Ok(values) => Some(scopes.into_iter().zip(values).collect()),
        Err(error) => {
            tracing::warn!("the client hands out no settings: {error}");
            None
        }
    }
}
