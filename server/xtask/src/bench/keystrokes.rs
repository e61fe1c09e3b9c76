//! How long an editor waits after a key: the real server over pipes.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use serde_json::{Value, json};

/// How many keys are pressed.
const EDITS: usize = 300;
/// Between two keys: a fast typist's pause.
const PAUSE: Duration = Duration::from_millis(60);

/// What was waited.
pub(crate) struct Waits {
    /// The file that was edited, relative to the tree.
    pub(crate) file: String,
    /// In order of size.
    pub(crate) times: Vec<Duration>,
}

impl Waits {
    /// What that many of a hundred keys wait at most.
    pub(crate) fn percentile(&self, percent: usize) -> Duration {
        self.times[(self.times.len() - 1) * percent / 100]
    }
}

/// Edits the file of the largest package that has compile errors, so that each edit moves them;
/// none where there is no such file.
pub(crate) fn measure(anyport: &Path, tree: &Path) -> anyhow::Result<Option<Waits>> {
    let Some((file, line)) = place(anyport, tree)? else { return Ok(None) };
    let path = tree.join(&file).canonicalize()?;
    let text = std::fs::read_to_string(&path)?;
    let uri = format!("file://{}", path.display());
    let mut server = Server::start(anyport, tree)?;
    server.notify(
        "textDocument/didOpen",
        &json!({"textDocument": {"uri": uri, "languageId": "go", "version": 0, "text": text}}),
    )?;
    server.published(&uri, 0)?;
    let mut times = Vec::with_capacity(EDITS);
    for edit in 1..=EDITS {
        std::thread::sleep(PAUSE);
        // A line comes, and the next time it goes.
        let start = json!({"line": line, "character": 0});
        let (end, text) = if edit % 2 == 1 {
            (start.clone(), "\n")
        } else {
            (json!({"line": line + 1, "character": 0}), "")
        };
        let began = Instant::now();
        server.notify(
            "textDocument/didChange",
            &json!({
                "textDocument": {"uri": uri, "version": edit},
                "contentChanges": [{"range": {"start": start, "end": end}, "text": text}],
            }),
        )?;
        server.published(&uri, edit)?;
        times.push(began.elapsed());
    }
    server.stop()?;
    times.sort();
    Ok(Some(Waits { file, times }))
}

/// A file with a compile error in the folder that has the most files with some, and the line
/// of its first one, from 0.
fn place(anyport: &Path, tree: &Path) -> anyhow::Result<Option<(String, u64)>> {
    let output = Command::new(anyport)
        .args(["check", "--no-cache", "--format", "json"])
        .arg(tree)
        .stdin(Stdio::null())
        .output()?;
    let report: Value = serde_json::from_slice(&output.stdout).context("a JSON report")?;
    let mut folders: HashMap<&str, Vec<(&str, u64)>> = HashMap::new();
    for finding in report["findings"].as_array().into_iter().flatten() {
        let (Some(path), Some(line)) = (finding["path"].as_str(), finding["line"].as_u64()) else {
            continue;
        };
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        if finding["predicts"] == "compile-error" {
            folders.entry(folder).or_default().push((path, line - 1));
        }
    }
    let largest = folders.into_values().max_by_key(|places| (places.len(), places[0]));
    Ok(largest.map(|places| (places[0].0.to_owned(), places[0].1)))
}

struct Server {
    child: Child,
    output: BufReader<std::process::ChildStdout>,
}

impl Server {
    fn start(anyport: &Path, tree: &Path) -> anyhow::Result<Server> {
        let mut child = Command::new(anyport)
            .arg("lsp")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let output = BufReader::new(child.stdout.take().context("a pipe")?);
        let mut server = Server { child, output };
        let root = format!("file://{}", tree.canonicalize()?.display());
        let params = json!({
            "processId": null,
            "rootUri": root,
            "capabilities": {"textDocument": {"publishDiagnostics": {"versionSupport": true}}},
            "workspaceFolders": [{"uri": root, "name": "tree"}],
        });
        server
            .send(&json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params}))?;
        while server.receive()?["id"] != 1 {}
        server.notify("initialized", &json!({}))?;
        Ok(server)
    }

    fn notify(&mut self, method: &str, params: &Value) -> anyhow::Result<()> {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}))
    }

    fn send(&mut self, message: &Value) -> anyhow::Result<()> {
        let body = message.to_string();
        let input = self.child.stdin.as_mut().context("a pipe")?;
        write!(input, "Content-Length: {}\r\n\r\n{body}", body.len())?;
        Ok(input.flush()?)
    }

    fn receive(&mut self) -> anyhow::Result<Value> {
        let mut length = None;
        loop {
            let mut line = String::new();
            ensure!(self.output.read_line(&mut line)? > 0, "the server ended");
            let line = line.trim_end();
            if line.is_empty() {
                break;
            }
            if let Some(value) = line.strip_prefix("Content-Length: ") {
                length = Some(value.parse()?);
            }
        }
        let mut body = vec![0; length.context("a length")?];
        self.output.read_exact(&mut body)?;
        Ok(serde_json::from_slice(&body)?)
    }

    /// Waits for the diagnostics of that version.
    fn published(&mut self, uri: &str, version: usize) -> anyhow::Result<()> {
        loop {
            let message = self.receive()?;
            let params = &message["params"];
            let is_it = message["method"] == "textDocument/publishDiagnostics"
                && params["uri"] == uri
                && params["version"] == version
                && params["diagnostics"].as_array().is_some_and(|list| !list.is_empty());
            if is_it {
                return Ok(());
            }
        }
    }

    fn stop(mut self) -> anyhow::Result<()> {
        self.send(&json!({"jsonrpc": "2.0", "id": 2, "method": "shutdown"}))?;
        while self.receive()?["id"] != 2 {}
        self.notify("exit", &Value::Null)?;
        self.child.wait()?;
        Ok(())
    }
}
