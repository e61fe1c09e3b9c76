//! `anyport lsp` as an editor starts it: a process with pipes.
#![expect(clippy::disallowed_methods, reason = "the test starts the binary and writes its folder")]

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader, Write};
    use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
    use std::sync::mpsc::{Receiver, channel};
    use std::time::Duration;

    use serde_json::{Value, json};

    /// Far more than anything takes: whoever waits longer hangs.
    const PATIENCE: Duration = Duration::from_secs(30);

    /// A server process.
    struct Server {
        input: Option<ChildStdin>,
        messages: Receiver<Value>,
        status: Receiver<ExitStatus>,
    }

    impl Server {
        fn start(configure: impl FnOnce(&mut Command)) -> Server {
            let mut command = Command::new(env!("CARGO_BIN_EXE_anyport"));
            command.arg("lsp").stdin(Stdio::piped()).stdout(Stdio::piped());
            configure(&mut command);
            let mut child: Child = command.spawn().unwrap();
            let input = child.stdin.take();
            let mut output = BufReader::new(child.stdout.take().unwrap());
            let (sender, messages) = channel();
            std::thread::spawn(move || {
                while let Some(message) = read_message(&mut output) {
                    let _ = sender.send(message);
                }
            });
            let (sender, status) = channel();
            std::thread::spawn(move || {
                let _ = sender.send(child.wait().unwrap());
            });
            Server { input, messages, status }
        }

        fn send(&mut self, message: &Value) {
            let body = message.to_string();
            let input = self.input.as_mut().unwrap();
            write!(input, "Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
            input.flush().unwrap();
        }

        fn request(&mut self, id: i32, method: &str, params: Value) -> Value {
            let mut message = json!({"jsonrpc": "2.0", "id": id, "method": method});
            if !params.is_null() {
                message["params"] = params;
            }
            self.send(&message);
            self.until(|message| message["id"] == id && message.get("method").is_none())
        }

        fn notify(&mut self, method: &str, params: Value) {
            let mut message = json!({"jsonrpc": "2.0", "method": method});
            if !params.is_null() {
                message["params"] = params;
            }
            self.send(&message);
        }

        fn until(&mut self, is_it: impl Fn(&Value) -> bool) -> Value {
            loop {
                let message = self.messages.recv_timeout(PATIENCE).expect("a message");
                if is_it(&message) {
                    return message;
                }
            }
        }

        fn initialize(&mut self, params: Value) {
            let answer = self.request(1, "initialize", params);
            assert_eq!(answer["result"]["serverInfo"]["name"], "anyport");
            self.notify("initialized", json!({}));
        }

        fn exit_code(&self) -> Option<i32> {
            self.status.recv_timeout(PATIENCE).expect("the server ends").code()
        }
    }

    fn read_message(output: &mut impl BufRead) -> Option<Value> {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if output.read_line(&mut line).ok()? == 0 {
                return None;
            }
            match line.trim_end().strip_prefix("Content-Length: ") {
                Some(value) => length = value.parse().ok()?,
                None => break,
            }
        }
        let mut body = vec![0; length];
        output.read_exact(&mut body).ok()?;
        serde_json::from_slice(&body).ok()
    }

    fn nobody() -> Value {
        json!({"processId": null, "rootUri": null, "capabilities": {}})
    }

    #[test]
    fn exit_ends_the_process_while_its_input_stays_open() {
        let mut server = Server::start(|_| ());
        server.initialize(nobody());
        server.request(2, "shutdown", Value::Null);
        server.notify("exit", Value::Null);
        assert_eq!(server.exit_code(), Some(0));
    }

    #[test]
    fn the_end_of_its_input_ends_the_process() {
        let mut server = Server::start(|_| ());
        server.initialize(nobody());
        server.input = None;
        assert_eq!(server.exit_code(), Some(1));
    }

    #[cfg(unix)]
    #[test]
    fn the_death_of_the_editor_ends_the_process() {
        // `cat` lives until its input ends: with this test at the latest.
        let mut editor =
            Command::new("cat").stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        let mut server = Server::start(|_| ());
        let params = json!({"processId": editor.id(), "rootUri": null, "capabilities": {}});
        server.initialize(params);
        // It serves as long as the editor lives.
        server.request(2, "anyport/unheard", json!({}));
        editor.kill().unwrap();
        editor.wait().unwrap();
        assert_eq!(server.exit_code(), Some(1));
    }

    #[cfg(unix)]
    #[test]
    fn opening_a_folder_runs_nothing() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        let (tools, module) = (folder.path().join("bin"), folder.path().join("m"));
        let ran = folder.path().join("ran");
        std::fs::create_dir_all(&tools).unwrap();
        std::fs::create_dir_all(&module).unwrap();
        for name in ["go", "git", "gopls", "cc", "gcc", "clang", "pkg-config", "sh", "env"] {
            let tool = tools.join(name);
            std::fs::write(&tool, format!("#!/bin/sh\n: > '{}'\n", ran.display())).unwrap();
            std::fs::set_permissions(&tool, std::fs::Permissions::from_mode(0o755)).unwrap();
        }
        let text = "//go:build windwos\n\npackage m\n\n// #cgo LDFLAGS: -L/opt/x\nimport \"C\"\n";
        std::fs::write(module.join("go.mod"), "module example.com/m\n\ngo 1.24\n").unwrap();
        std::fs::write(module.join("a.go"), text).unwrap();

        let mut server = Server::start(|command| {
            command.env("PATH", &tools);
        });
        let root = format!("file://{}", module.display());
        server.initialize(json!({"processId": null, "rootUri": root, "capabilities": {}}));
        let uri = format!("{root}/a.go");
        let document = json!({"uri": uri, "languageId": "go", "version": 1, "text": text});
        server.notify("textDocument/didOpen", json!({ "textDocument": document }));
        let published = server.until(|message| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["version"] == 1
        });
        assert_ne!(published["params"]["diagnostics"], json!([]));
        server.request(2, "shutdown", Value::Null);
        server.notify("exit", Value::Null);
        assert_eq!(server.exit_code(), Some(0));
        assert!(!ran.exists(), "a tool was run");
    }
}
