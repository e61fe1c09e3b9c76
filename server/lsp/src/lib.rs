//! The language server. The only crate that knows LSP types, UTF-16 and JSON-RPC.
//!
//! Bytes come in by [`transport`], handlers ([`backend`]) put them on one queue,
//! and one [`session`] hears them in order; whatever takes time is done
//! by [`workers`].

mod backend;
mod capabilities;
mod code_actions;
mod commands;
mod confirmed;
mod convert;
mod diagnostics;
mod documents;
mod edits;
mod events;
mod frames;
mod hover;
mod outbox;
mod pages;
mod parent;
mod progress;
mod root;
mod session;
mod settings;
mod silence;
mod transport;
mod watch;
mod workers;

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use futures::future::select;
use project::Environment;
use rules::Rule;
use tokio::io::{AsyncRead, AsyncWrite};
use tower_lsp::LspService;

/// How long what was started may take to end.
const LAST_BREATH: Duration = Duration::from_secs(5);

/// How long a client may take to read the last answers.
const FAREWELL: Duration = Duration::from_secs(1);

/// What the front end hands down.
#[derive(Clone)]
pub struct Launch {
    /// The machine.
    pub environment: Environment,
    /// The rules to run.
    pub rules: &'static [&'static Rule],
    /// The folder in which facts are kept from one run to the next.
    pub cache: Option<project::FilePath>,
    /// The environment's variables, for what commands start.
    pub variables: Vec<(String, String)>,
    /// As the client shows it.
    pub version: &'static str,
}

/// Serves one client over standard input and output. Returns the exit code: 0 when the client
/// asked to shut down before it ended the session, else 1.
///
/// `on_signal` is handed what a signal to end the process has to call: builds are processes of
/// their own and would stay behind.
pub fn run_stdio(launch: Launch, on_signal: impl FnOnce(Box<dyn FnMut() + Send>)) -> u8 {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_time().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            tracing::error!("the runtime does not start: {error}");
            return 1;
        }
    };
    let (stop, stopped) = tokio::sync::oneshot::channel();
    let mut stop = Some(stop);
    on_signal(Box::new(move || {
        let _ = stop.take().map(|stop| stop.send(()));
    }));
    let stopped = async {
        // Where no signal can be heard, none comes.
        if stopped.await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    let code = runtime.block_on(serve(tokio::io::stdin(), tokio::io::stdout(), launch, stopped));
    // A read of standard input that is under way cannot be called back: leave it.
    runtime.shutdown_background();
    code
}

/// Serves one client over these streams. Returns the exit code, as [`run_stdio`] does. Ends at the
/// end of the input, on `exit`, when the client's process dies, and when it is `stopped`.
pub async fn serve<R, W>(
    reader: R,
    writer: W,
    launch: Launch,
    stopped: impl Future<Output = ()>,
) -> u8
where
    R: AsyncRead + Unpin + Send + 'static,
    W: AsyncWrite + Unpin + Send + 'static,
{
    let (events, inbox) = mpsc::channel();
    let (outbox, says) = outbox::Outbox::new();
    let (outgoing, messages) = tokio::sync::mpsc::unbounded_channel();
    let (editor, editor_id) = tokio::sync::oneshot::channel();
    let shut_down = Arc::new(AtomicBool::new(false));

    let version = launch.version;
    let session = session::Session::new(launch, outbox, events.clone());
    let (ended, session_end) = tokio::sync::oneshot::channel::<()>();
    let spawned = std::thread::Builder::new().name("session".to_owned()).spawn(move || {
        session.run(&inbox);
        drop(ended);
    });
    if let Err(error) = spawned {
        tracing::error!("the session does not start: {error}");
        return 1;
    }
    let (service, socket) = LspService::build(|client| {
        tokio::spawn(outbox::run(client, says, events.clone()));
        backend::Backend::new(events.clone(), version, Arc::clone(&shut_down), editor)
    })
    .custom_method("window/workDoneProgress/cancel", backend::Backend::cancel_progress)
    .custom_method("anyport/ports", backend::Backend::ports)
    .finish();
    let writing = tokio::spawn(transport::write(writer, messages));
    let reading = pin!(transport::read(reader, service, socket, outgoing.clone()));
    select(select(reading, pin!(parent::death(editor_id))), pin!(stopped)).await;

    let _ = events.send(events::Event::Stop);
    // Builds are killed, and their temporary files deleted, before the process ends.
    let _ = tokio::time::timeout(LAST_BREATH, session_end).await;
    let _ = outgoing.send(transport::Message::End);
    let _ = tokio::time::timeout(FAREWELL, writing).await;
    u8::from(!shut_down.load(Ordering::Relaxed))
}
