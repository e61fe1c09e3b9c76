//! A small client, and folders to open.

use std::collections::BTreeMap;
use std::future::Future;
use std::path::Path;
use std::time::Duration;

use ::rules::Rule;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, DuplexStream, WriteHalf};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::rules::RULES;

/// Far more than anything takes: whoever waits longer hangs.
const PATIENCE: Duration = Duration::from_secs(30);

/// What a client says of itself, as recorded from the real ones.
pub(crate) const VSCODE: &str = include_str!("profiles/vscode.json");
pub(crate) const NEOVIM: &str = include_str!("profiles/neovim.json");
pub(crate) const HELIX: &str = include_str!("profiles/helix.json");
pub(crate) const MINIMAL: &str = include_str!("profiles/minimal.json");
pub(crate) const PROFILES: [&str; 4] = [VSCODE, NEOVIM, HELIX, MINIMAL];

/// A client's connection to a server of its own.
pub(crate) struct Client {
    writer: Option<WriteHalf<DuplexStream>>,
    incoming: mpsc::UnboundedReceiver<Value>,
    server: JoinHandle<u8>,
    next: i64,
    /// What `initialize` says.
    pub(crate) initialize: Value,
    /// Whether it answers the server's requests.
    pub(crate) answers: bool,
    /// What it answers to `workspace/configuration`.
    pub(crate) settings: Value,
    /// What it answers for single folders, by URI.
    pub(crate) folder_settings: BTreeMap<String, Value>,
    responses: BTreeMap<i64, Value>,
    /// Every `textDocument/publishDiagnostics`, in order.
    pub(crate) published: Vec<Value>,
    /// Everything else that the server said of itself, in order.
    pub(crate) heard: Vec<Value>,
    /// Answers without an id.
    pub(crate) refusals: Vec<Value>,
}

/// Runs a test.
pub(crate) fn run(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(test);
    runtime.shutdown_background();
}

/// Runs a test for each of the clients.
pub(crate) fn run_all<F: Future<Output = ()>>(test: impl Fn(&'static str) -> F) {
    for profile in PROFILES {
        run(test(profile));
    }
}

async fn patiently<T>(what: &str, future: impl Future<Output = T>) -> T {
    let done = tokio::time::timeout(PATIENCE, future).await.ok();
    done.unwrap_or_else(|| panic!("waited too long for {what}"))
}

impl Client {
    /// Connects. Nothing is said yet.
    pub(crate) fn connect(profile: &str) -> Client {
        Client::connect_with(profile, RULES)
    }

    /// Connects to a server with these rules.
    pub(crate) fn connect_with(profile: &str, rules: &'static [&'static Rule]) -> Client {
        let launch = lsp::Launch {
            environment: project::Environment::default(),
            rules,
            cache: None,
            variables: Vec::new(),
            version: "test",
        };
        Client::connect_to(profile, launch)
    }

    /// Connects to a server that is launched like this.
    pub(crate) fn connect_to(profile: &str, launch: lsp::Launch) -> Client {
        let (near, far) = tokio::io::duplex(64 * 1024);
        let (read, write) = tokio::io::split(far);
        let server = tokio::spawn(lsp::serve(read, write, launch, std::future::pending()));
        let (reader, writer) = tokio::io::split(near);
        let (sender, incoming) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            let mut reader = BufReader::new(reader);
            while let Some(message) = read_message(&mut reader).await {
                let _ = sender.send(message);
            }
        });
        Client {
            writer: Some(writer),
            incoming,
            server,
            next: 1,
            initialize: serde_json::from_str(profile).unwrap(),
            answers: true,
            settings: Value::Null,
            folder_settings: BTreeMap::new(),
            responses: BTreeMap::new(),
            published: Vec::new(),
            heard: Vec::new(),
            refusals: Vec::new(),
        }
    }

    /// Connects and opens a folder.
    pub(crate) async fn open_folder(profile: &str, folder: &Folder) -> Client {
        let mut client = Client::connect(profile);
        client.start(Some(folder)).await;
        client
    }

    /// `initialize` and `initialized`.
    pub(crate) async fn start(&mut self, folder: Option<&Folder>) -> Value {
        self.start_in(folder.as_slice()).await
    }

    /// The same with several workspace folders, where the client knows such.
    pub(crate) async fn start_in(&mut self, folders: &[&Folder]) -> Value {
        let mut params = self.initialize.clone();
        params["processId"] = json!(std::process::id());
        params["rootUri"] = folders.first().map_or(Value::Null, |folder| json!(folder.uri("")));
        if params["capabilities"]["workspace"]["workspaceFolders"] == json!(true) {
            let list = folders.iter().map(|folder| json!({"uri": folder.uri(""), "name": "f"}));
            params["workspaceFolders"] = list.collect();
        }
        let answer = self.request("initialize", params).await;
        self.notify("initialized", json!({})).await;
        answer
    }

    /// Sends bytes as they are.
    pub(crate) async fn send_bytes(&mut self, bytes: &[u8]) {
        let writer = self.writer.as_mut().unwrap();
        patiently("the server to read", writer.write_all(bytes)).await.unwrap();
    }

    /// Sends one message.
    pub(crate) async fn send(&mut self, message: &Value) {
        let body = message.to_string();
        self.send_bytes(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes()).await;
    }

    pub(crate) async fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params})).await;
    }

    /// Sends a request, and leaves the answer for [`Client::response`].
    pub(crate) async fn ask(&mut self, method: &str, params: Value) -> i64 {
        let id = self.next;
        self.next += 1;
        let mut message = json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params});
        if message["params"].is_null() {
            message.as_object_mut().unwrap().remove("params");
        }
        self.send(&message).await;
        id
    }

    /// The whole answer to a request.
    pub(crate) async fn response(&mut self, id: i64) -> Value {
        loop {
            if let Some(response) = self.responses.remove(&id) {
                return response;
            }
            self.hear().await;
        }
    }

    /// Sends a request; its result.
    pub(crate) async fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params).await;
        let response = self.response(id).await;
        assert_eq!(response.get("error"), None, "{method}");
        response["result"].clone()
    }

    /// Hears the next message.
    pub(crate) async fn hear(&mut self) {
        let message =
            patiently("a message", self.incoming.recv()).await.expect("the server is gone");
        let method = message["method"].as_str().map(str::to_owned);
        match (method.as_deref(), message.get("id")) {
            (None, Some(Value::Null) | None) => self.refusals.push(message),
            (None, Some(id)) => {
                self.responses.insert(id.as_i64().unwrap(), message);
            }
            (Some("textDocument/publishDiagnostics"), _) => {
                self.published.push(message["params"].clone());
            }
            (Some(method), Some(id)) => {
                if self.answers {
                    let result = match method {
                        "workspace/configuration" => {
                            let items = message["params"]["items"].as_array().unwrap();
                            let of = |item: &Value| {
                                let folder = item["scopeUri"].as_str().unwrap_or_default();
                                self.folder_settings.get(folder).unwrap_or(&self.settings).clone()
                            };
                            items.iter().map(of).collect()
                        }
                        "window/showDocument" => json!({"success": true}),
                        _ => Value::Null,
                    };
                    self.send(&json!({"jsonrpc": "2.0", "id": id, "result": result})).await;
                }
                self.heard.push(message);
            }
            (Some(_), None) => self.heard.push(message),
        }
    }

    /// Hears until something holds.
    pub(crate) async fn until<T>(&mut self, find: impl Fn(&Client) -> Option<T>) -> T {
        loop {
            if let Some(found) = find(self) {
                return found;
            }
            self.hear().await;
        }
    }

    /// The server's messages of one method.
    pub(crate) fn heard_of(&self, method: &str) -> Vec<&Value> {
        self.heard.iter().filter(|message| message["method"] == method).collect()
    }

    /// Opens a document with version 1.
    pub(crate) async fn open(&mut self, uri: &str, text: &str) {
        let language = uri.strip_suffix(".go").map_or("go.mod", |_| "go");
        self.notify(
            "textDocument/didOpen",
            json!({"textDocument": {
                "uri": uri, "languageId": language, "version": 1, "text": text
            }}),
        )
        .await;
    }

    /// Replaces a document's text.
    pub(crate) async fn replace(&mut self, uri: &str, version: i32, text: &str) {
        self.change(uri, version, json!([{ "text": text }])).await;
    }

    /// Changes a document.
    pub(crate) async fn change(&mut self, uri: &str, version: i32, changes: Value) {
        self.notify(
            "textDocument/didChange",
            json!({
                "textDocument": {"uri": uri, "version": version},
                "contentChanges": changes,
            }),
        )
        .await;
    }

    pub(crate) async fn save(&mut self, uri: &str) {
        self.notify("textDocument/didSave", json!({"textDocument": {"uri": uri}})).await;
    }

    pub(crate) async fn close(&mut self, uri: &str) {
        self.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}})).await;
    }

    /// Tells that files changed on disk: 1 created, 2 changed, 3 deleted.
    pub(crate) async fn watched(&mut self, changes: &[(&str, i32)]) {
        let changes: Vec<Value> =
            changes.iter().map(|(uri, kind)| json!({"uri": uri, "type": kind})).collect();
        self.notify("workspace/didChangeWatchedFiles", json!({ "changes": changes })).await;
    }

    /// The diagnostics that are published for a version of a document.
    pub(crate) async fn diagnostics(&mut self, uri: &str, version: i32) -> Vec<Value> {
        self.published_as(uri, |params| params["version"] == version).await
    }

    /// The last diagnostics of a file, once such were published.
    pub(crate) async fn published_as(
        &mut self,
        uri: &str,
        is_it: impl Fn(&Value) -> bool,
    ) -> Vec<Value> {
        let find = |client: &Client| {
            let mut of_file = client.published.iter().rev();
            let last = of_file.find(|params| params["uri"] == uri)?;
            is_it(last).then(|| last["diagnostics"].as_array().unwrap().clone())
        };
        self.until(find).await
    }

    /// Code actions for a whole document.
    pub(crate) async fn actions(&mut self, uri: &str, context: Value) -> Vec<Value> {
        let params = actions_params(uri, &context);
        let answer = self.request("textDocument/codeAction", params).await;
        answer.as_array().cloned().unwrap_or_default()
    }

    /// Closes the input.
    pub(crate) async fn hang_up(&mut self) {
        let mut writer = self.writer.take().unwrap();
        let _ = writer.shutdown().await;
    }

    /// The server's exit code.
    pub(crate) async fn exit_code(self) -> u8 {
        patiently("the server to end", self.server).await.unwrap()
    }
}

/// A request for the actions of a whole document.
pub(crate) fn actions_params(uri: &str, context: &Value) -> Value {
    json!({
        "textDocument": {"uri": uri},
        "range": {"start": {"line": 0, "character": 0}, "end": {"line": 9999, "character": 0}},
        "context": context,
    })
}

async fn read_message(reader: &mut (impl AsyncBufReadExt + Unpin)) -> Option<Value> {
    let mut length = None;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        match line.trim_end() {
            "" => break,
            field => {
                if let Some(value) = field.strip_prefix("Content-Length: ") {
                    length = value.parse().ok();
                }
            }
        }
    }
    let mut body = vec![0; length?];
    reader.read_exact(&mut body).await.ok()?;
    Some(serde_json::from_slice(&body).expect("the server sends JSON"))
}

/// A folder on disk that is gone after the test.
pub(crate) struct Folder {
    dir: TempDir,
}

impl Folder {
    /// With these files, and a go.mod.
    pub(crate) fn new(files: &[(&str, &str)]) -> Folder {
        let folder = Folder { dir: TempDir::new().unwrap() };
        folder.write("go.mod", "module example.com/m\n\ngo 1.24\n");
        for (name, text) in files {
            folder.write(name, text);
        }
        folder
    }

    /// Writes a file.
    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Deletes a file.
    pub(crate) fn delete(&self, name: &str) {
        std::fs::remove_file(self.path().join(name)).unwrap();
    }

    /// Its path.
    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    /// A file's URI; the folder's own for no name.
    pub(crate) fn uri(&self, name: &str) -> String {
        let path = self.path().to_str().unwrap().replace('\\', "/");
        let root = format!("file://{}{path}", if path.starts_with('/') { "" } else { "/" });
        if name.is_empty() { root } else { format!("{root}/{name}") }
    }
}

/// The codes of diagnostics, in order.
pub(crate) fn codes(diagnostics: &[Value]) -> Vec<&str> {
    diagnostics.iter().map(|it| it["code"].as_str().unwrap()).collect()
}
