//! The whole cycle in VS Code, with the extension as it is shipped, in a headless browser.
#![expect(clippy::disallowed_methods, reason = "these tests exist to start tools and read files")]

use std::fs;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::editors::{anyport_binary, private_folders, servers_left, write_stopper};
use crate::tools::{go_root, repository, run, tool, tools_folder, write};

const SETTINGS: &str = r#"{
  "security.workspace.trust.enabled": false, "workbench.startupEditor": "none",
  "telemetry.telemetryLevel": "off", "workbench.tips.enabled": false, "update.mode": "none",
  "extensions.autoCheckUpdates": false, "extensions.autoUpdate": false,
  "editor.minimap.enabled": false, "workbench.enableExperiments": false,
  "chat.disableAIFeatures": true, "workbench.secondarySideBar.defaultVisibility": "hidden",
  "extensions.ignoreRecommendations": true, "git.enabled": false
}"#;

/// code-server, the same editor in a browser's window. Ends when dropped.
struct Editor {
    child: Child,
    port: u16,
}

impl Editor {
    fn start(home: &Path, vsix: &Path) -> Editor {
        let user = home.join("user/User");
        fs::create_dir_all(&user).expect("a folder for settings");
        fs::write(user.join("settings.json"), SETTINGS).expect("settings");
        run(code_server(home).arg("--install-extension").arg(vsix));
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let port = free.local_addr().expect("it has an address").port();
        drop(free);
        let mut command = code_server(home);
        command.args(["--auth", "none", "--bind-addr", &format!("127.0.0.1:{port}")]);
        command.args(["--disable-telemetry", "--disable-update-check"]);
        command.args(["--disable-workspace-trust", "--disable-getting-started-override"]);
        let log = fs::File::create(home.join("editor.log")).expect("a log");
        command.stdin(Stdio::null()).stdout(log).stderr(Stdio::null());
        let editor = Editor { child: command.spawn().expect("code-server starts"), port };
        let begun = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(60), "code-server does not listen");
            std::thread::sleep(Duration::from_millis(100));
        }
        editor
    }

    fn stop(mut self) {
        run(Command::new("kill").arg(self.child.id().to_string()));
        self.child.wait().expect("it ends");
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

fn code_server(home: &Path) -> Command {
    let script = "vscode/node_modules/code-server/out/node/entry.js";
    let mut command = tool("node");
    command.arg(tools_folder().join(script));
    command.arg("--config").arg(home.join("code-server.yaml"));
    command.arg("--user-data-dir").arg(home.join("user"));
    command.arg("--extensions-dir").arg(home.join("extensions"));
    command.envs(private_folders(home)).env("GOCACHE", tools_folder().join("go-build"));
    // The editor asks a login shell for PATH, which may know no Go.
    command.env("GOROOT", go_root());
    command
}

#[test]
fn the_whole_cycle_in_vs_code() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let module = home.path().join("stopper");
    write_stopper(&module);
    // No program is that small.
    let policy = "\n[policy]\nmax-size = \"1 kB\"\n";
    let settings = fs::read_to_string(module.join("anyport.toml")).expect("settings");
    write(&module.join("anyport.toml"), &(settings + policy));
    fs::write(module.join("door.wasm"), b"\0asm\x01\0\0\0").expect("an empty program");
    let server = home.path().join("anyport");
    fs::copy(anyport_binary(), &server).expect("the server is built");
    let vsix = home.path().join("anyport.vsix");
    xtask::vsix::pack(&repository(), &server, &vsix).expect("the extension is packed");
    let editor = Editor::start(home.path(), &vsix);

    let screenshots = screenshots();
    let output = tool("node")
        .arg(repository().join("tests/tools/vscode/drive.mjs"))
        .arg(format!("http://127.0.0.1:{}/?folder={}", editor.port, module.display()))
        .args([&module, &screenshots])
        .output()
        .expect("Node.js as `node` on the PATH");
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    editor.stop();
    assert!(output.status.success(), "{told}\n{}\n{}", screenshots.display(), logs(home.path()));
    assert_eq!(told.matches("PASS").count(), 15, "{told}");
    let logs = logs(home.path());
    let complaints = logs.lines().filter(|line| line.contains("[error]") && about_us(line));
    assert_eq!(complaints.collect::<Vec<_>>(), Vec::<&str>::new());
    assert_eq!(servers_left(home.path()), Vec::<String>::new(), "servers outlive the editor");
}

fn about_us(line: &str) -> bool {
    line.contains("anyport")
}

/// Pictures of the last run, for people.
fn screenshots() -> PathBuf {
    let folder = repository().join("target/screenshots/vscode");
    fs::create_dir_all(&folder).expect("a folder for pictures");
    folder
}

/// What the editor's extension host and the extension's own channel wrote.
fn logs(home: &Path) -> String {
    let (mut folders, mut text) = (vec![home.join("user/logs")], String::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "log") {
                text.push_str(&fs::read_to_string(&path).unwrap_or_default());
            }
        }
    }
    text
}
