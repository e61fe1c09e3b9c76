//! Between bytes and the service: reads frames, calls handlers, writes answers.
//!
//! Every handler is polled once right where its message was read, so that what it does before
//! its first await happens in the order of arrival; the rest runs on its own. A handler
//! that panics costs its own answer.

use std::panic::AssertUnwindSafe;

use futures::{FutureExt, SinkExt, StreamExt};
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::sync::mpsc;
use tower::Service;
use tower_lsp::jsonrpc::{Error, ErrorCode, Id, Request, Response};
use tower_lsp::{ClientSocket, LanguageServer, LspService};

use crate::frames::{Frame, Frames};

/// Bodies over this are refused: far above what an editor sends, far below what hurts.
const FRAME_LIMIT: usize = 32 << 20;

/// Something to write.
pub(crate) enum Message {
    /// To the client: a request or a notification.
    Request(Request),
    /// An answer to the client's request.
    Response(Response),
    /// Nothing comes after this.
    End,
}

enum Incoming {
    Request(Request),
    Response(Response),
}

/// Reads until the end of the input, or until `exit`.
pub(crate) async fn read<R, S>(
    reader: R,
    mut service: LspService<S>,
    socket: ClientSocket,
    outgoing: mpsc::UnboundedSender<Message>,
) where
    R: AsyncRead + Unpin,
    S: LanguageServer,
{
    let (mut requests, mut responses) = socket.split();
    let to_client = outgoing.clone();
    tokio::spawn(async move {
        while let Some(request) = requests.next().await {
            if to_client.send(Message::Request(request)).is_err() {
                break;
            }
        }
    });
    let mut frames = Frames::new(reader, FRAME_LIMIT);
    loop {
        let frame = match frames.next().await {
            Ok(Some(frame)) => frame,
            Ok(None) => break,
            Err(error) => {
                tracing::warn!("reading ended: {error}");
                break;
            }
        };
        let refused = match frame {
            Frame::Body(body) => match parse(&body) {
                Ok(Incoming::Request(request)) => {
                    let is_exit = request.method() == "exit";
                    dispatch(&mut service, request, &outgoing);
                    if is_exit {
                        break;
                    }
                    continue;
                }
                Ok(Incoming::Response(response)) => {
                    // The sink takes an answer at once; it fails only after `exit`.
                    let _ = responses.send(response).await;
                    continue;
                }
                Err(refused) => {
                    if refused.1.code == ErrorCode::ParseError {
                        frames.resume_within(&body);
                    }
                    refused
                }
            },
            Frame::Garbage => (Id::Null, Error::parse_error()),
            Frame::TooLong(length) => {
                let mut error = Error::parse_error();
                error.message = format!("a message of {length} bytes is too long").into();
                (Id::Null, error)
            }
        };
        tracing::warn!("refused a message: {}", refused.1.message);
        let _ = outgoing.send(Message::Response(Response::from_error(refused.0, refused.1)));
    }
}

/// Writes until [`Message::End`], or until the client reads no more.
pub(crate) async fn write<W: AsyncWrite + Unpin>(
    mut writer: W,
    mut messages: mpsc::UnboundedReceiver<Message>,
) {
    while let Some(message) = messages.recv().await {
        let body = match message {
            Message::Request(request) => serde_json::to_vec(&request),
            Message::Response(response) => serde_json::to_vec(&response),
            Message::End => break,
        };
        let Ok(body) = body else { continue };
        let mut frame = format!("Content-Length: {}\r\n\r\n", body.len()).into_bytes();
        frame.extend(body);
        if writer.write_all(&frame).await.is_err() {
            return;
        }
        if messages.is_empty() && writer.flush().await.is_err() {
            return;
        }
    }
    let _ = writer.flush().await;
}

fn parse(body: &[u8]) -> Result<Incoming, (Id, Error)> {
    let value: Value =
        serde_json::from_slice(body).map_err(|_| (Id::Null, Error::parse_error()))?;
    let id = value.get("id").and_then(|id| serde_json::from_value(id.clone()).ok());
    let refused = || (id.unwrap_or(Id::Null), Error::invalid_request());
    if value.get("method").is_some() {
        serde_json::from_value(value).map(Incoming::Request).map_err(|_| refused())
    } else {
        serde_json::from_value(value).map(Incoming::Response).map_err(|_| refused())
    }
}

fn dispatch<S: LanguageServer>(
    service: &mut LspService<S>,
    request: Request,
    outgoing: &mpsc::UnboundedSender<Message>,
) {
    let id = request.id().cloned();
    let method = request.method().to_owned();
    let Ok(call) = std::panic::catch_unwind(AssertUnwindSafe(|| service.call(request))) else {
        answer(outgoing, panicked(id, &method));
        return;
    };
    let mut task = Box::pin(async move {
        match AssertUnwindSafe(call).catch_unwind().await {
            Ok(answer) => answer.unwrap_or_default(),
            Err(_) => panicked(id, &method),
        }
    });
    if let Some(response) = (&mut task).now_or_never() {
        answer(outgoing, response);
    } else {
        let outgoing = outgoing.clone();
        tokio::spawn(async move { answer(&outgoing, task.await) });
    }
}

fn answer(outgoing: &mpsc::UnboundedSender<Message>, response: Option<Response>) {
    if let Some(response) = response {
        // Fails only when the writer has ended, and the session with it.
        let _ = outgoing.send(Message::Response(response));
    }
}

fn panicked(id: Option<Id>, method: &str) -> Option<Response> {
    tracing::error!("the handler of {method} panicked");
    id.map(|id| Response::from_error(id, Error::internal_error()))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use futures::FutureExt;
    use serde_json::{Value, json};
    use tower_lsp::LspService;

    use super::read;
    use crate::backend::Backend;
    use crate::events::Event;

    fn frame(method: &str, id: Option<i32>, params: &Value) -> String {
        let mut message = json!({"jsonrpc": "2.0", "method": method, "params": params});
        if let Some(id) = id {
            message["id"] = json!(id);
        }
        let body = message.to_string();
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }

    #[test]
    fn handlers_begin_in_the_order_of_arrival() {
        let (events, inbox) = std::sync::mpsc::channel();
        let (outgoing, _messages) = tokio::sync::mpsc::unbounded_channel();
        let (editor, _id) = tokio::sync::oneshot::channel();
        let (service, socket) =
            LspService::new(|_| Backend::new(events, "test", Arc::default(), editor));
        let document = json!({"textDocument": {"uri": "file:///m/a.go", "version": 1}});
        let range =
            json!({"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}});
        let mut actions = document.clone();
        actions["range"] = range;
        actions["context"] = json!({"diagnostics": []});
        let input = [
            frame("initialize", Some(1), &json!({"capabilities": {}})),
            frame("textDocument/didSave", None, &document),
            frame("textDocument/codeAction", Some(2), &actions),
            frame("textDocument/didClose", None, &document),
        ]
        .concat();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let _context = runtime.enter();
        // One poll, so that nothing that was spawned gets a turn.
        let done = read(std::io::Cursor::new(input), service, socket, outgoing).now_or_never();
        assert!(done.is_some(), "all of the input is there");
        let heard: Vec<_> = inbox
            .try_iter()
            .map(|event| match event {
                Event::Start(_) => "start",
                Event::Save { .. } => "save",
                Event::Ask(_) => "question",
                Event::Close { .. } => "close",
                _ => "other",
            })
            .collect();
        assert_eq!(heard, ["start", "save", "question", "close"]);
    }
}
