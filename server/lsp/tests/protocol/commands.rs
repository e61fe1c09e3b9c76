//! Commands, with a go command that is a script: what is built, shown, cancelled and cleaned up.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::{Duration, Instant};

use project::{Environment, FilePath};
use serde_json::{Value, json};

use crate::client::{Client, Folder, MINIMAL, NEOVIM, VSCODE, run, run_all};
use crate::rules::RULES;

/// Says that a line of a.go does not compile on Windows.
const FAILS: &str = r##"
say() { printf '{"ImportPath":"example.com/m","Action":"%s","Output":"%s"}\n' "$1" "$2"; }
[ $GOOS = windows ] || exit 0
say build-output '# example.com/m\n'
say build-output './a.go:3:9: undefined: x\n'
say build-fail
exit 1"##;
/// Never ends by itself; its process ids stand in a file.
const HANGS: &str = r#"sleep 99.125 & echo $$ $! >> "$GIT_LOG"; wait"#;
const A: &str = "package m\n\nvar A = x\n";

/// A module, a Go whose go command is a script, and a folder for what is kept.
struct World {
    folder: Folder,
    machine: Folder,
}

impl World {
    fn new(script: &str) -> World {
        let machine = Folder::new(&[("go/VERSION", "go1.27.3\n"), ("go/src/fmt/x.go", "")]);
        machine.write("go/bin/go", &format!("#!/bin/sh\n{script}\n"));
        let go = machine.path().join("go/bin/go");
        fs::set_permissions(go, fs::Permissions::from_mode(0o755)).unwrap();
        World { folder: Folder::new(&[("a.go", A)]), machine }
    }

    fn log(&self) -> String {
        fs::read_to_string(self.machine.path().join("log")).unwrap_or_default()
    }

    async fn open(&self, profile: &str) -> Client {
        let path = |name: &str| FilePath::new(self.machine.path().join(name).to_str().unwrap());
        let variables = [
            ("PATH", "/usr/bin:/bin".to_owned()),
            ("GIT_LOG", path("log").to_string()),
            ("HOME", path("home").to_string()),
        ];
        let launch = lsp::Launch {
            environment: Environment { goroot: Some(path("go")), ..Environment::default() },
            rules: RULES,
            cache: Some(path("cache")),
            variables: variables.map(|(name, value)| (name.to_owned(), value)).into(),
            version: "test",
        };
        let mut client = Client::connect_to(profile, launch);
        let targets = json!({"targets": ["linux/amd64", "windows/amd64"]});
        client.initialize["initializationOptions"] = targets.clone();
        client.settings = targets;
        client.start(Some(&self.folder)).await;
        client
    }

    /// Asks for a matrix, and waits until something of it hangs.
    async fn hang(&self, client: &mut Client) -> i64 {
        let id = client.ask("workspace/executeCommand", matrix(&json!({}))).await;
        let begun = Instant::now();
        while self.log().is_empty() {
            assert!(begun.elapsed() < Duration::from_secs(30), "nothing was started");
            std::thread::sleep(Duration::from_millis(5));
            tokio::task::yield_now().await;
        }
        id
    }

    /// Waits until nothing runs that the script started.
    fn assert_that_nothing_runs(&self) {
        let begun = Instant::now();
        for id in self.log().split_whitespace() {
            while is_running(id) {
                assert!(begun.elapsed() < Duration::from_secs(30), "process {id} is left");
                std::thread::sleep(Duration::from_millis(5));
            }
        }
    }
}

/// Whether a process is there that nobody has killed yet; what is left of one has no command line.
fn is_running(id: &str) -> bool {
    let line = fs::read(Path::new("/proc").join(id).join("cmdline")).unwrap_or_default();
    !line.is_empty()
}

fn command(name: &str, argument: &Value) -> Value {
    json!({"command": name, "arguments": [argument]})
}

fn matrix(argument: &Value) -> Value {
    command("anyport.matrix", argument)
}

fn sources(diagnostics: &[Value]) -> Vec<&str> {
    diagnostics.iter().map(|it| it["source"].as_str().unwrap()).collect()
}

#[test]
fn a_matrix_shows_progress_results_and_a_report() {
    run(async {
        let world = World::new(FAILS);
        let mut client = world.open(VSCODE).await;
        let a = world.folder.uri("a.go");
        client.open(&a, A).await;
        let answer = client.request("workspace/executeCommand", matrix(&json!({"uri": a}))).await;
        assert_eq!((&answer["cancelled"], &answer["disagreements"]), (&json!(false), &json!(1)));
        assert_eq!(answer["failed"], json!(["windows/amd64"]));
        let is_whole = |params: &Value| params["diagnostics"] != json!([]);
        let told = client.published_as(&a, is_whole).await;
        assert_eq!(sources(&told), ["anyport matrix"]);
        assert_eq!(told[0]["message"], "fails on windows/amd64: undefined: x");
        assert_eq!(told[0]["range"]["start"], json!({"line": 2, "character": 8}));
        let shown =
            client.until(|it| it.heard_of("window/showDocument").first().map(|it| (*it).clone()));
        let shown = shown.await["params"].clone();
        assert_eq!((&shown["uri"], &shown["external"]), (&answer["report"], &json!(true)));
        let page = shown["uri"].as_str().unwrap().strip_prefix("file://").unwrap();
        assert!(fs::read_to_string(page).unwrap().contains("example.com/m"));
        let kinds: Vec<_> = client
            .heard_of("$/progress")
            .iter()
            .map(|it| &it["params"]["value"])
            .filter(|it| it["kind"] != "begin" || it["title"] == "anyport: building")
            .map(|it| it["kind"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(kinds.iter().filter(|it| *it == "begin").count(), 1, "{kinds:?}");
        assert_eq!(kinds.last().unwrap(), "end");
    });
}

#[test]
fn of_several_modules_the_one_that_was_built_last_shows_its_report() {
    run(async {
        let world = World::new(FAILS);
        world.folder.write("other/go.mod", "module example.com/other\n\ngo 1.27\n");
        world.folder.write("other/b.go", A);
        let mut client = world.open(VSCODE).await;
        for name in ["a.go", "other/b.go"] {
            client.open(&world.folder.uri(name), A).await;
        }
        let show = || command("anyport.showReport", &json!({}));
        let answer = client.request("workspace/executeCommand", show()).await;
        let why = answer["refused"].as_str().unwrap();
        assert!(why.starts_with("several Go modules are open"), "{why}");
        let uri = world.folder.uri("other/b.go");
        let built = client.request("workspace/executeCommand", matrix(&json!({"uri": uri}))).await;
        let answer = client.request("workspace/executeCommand", show()).await;
        assert_eq!(answer["report"], built["report"]);
    });
}

#[test]
fn results_stand_beside_findings_until_the_text_changes() {
    run_all(async |profile| {
        let text = "package m\n\nvar bad = x\n";
        let world = World::new(FAILS.replace("3:9", "3:11").as_str());
        world.folder.write("a.go", text);
        let mut client = world.open(profile).await;
        let a = world.folder.uri("a.go");
        client.open(&a, text).await;
        client.request("workspace/executeCommand", matrix(&json!({}))).await;
        let both = |params: &Value| params["diagnostics"].as_array().unwrap().len() == 2;
        let told = client.published_as(&a, both).await;
        assert_eq!(sources(&told), ["anyport", "anyport matrix"]);
        client.replace(&a, 2, &format!("{text}\n")).await;
        let told = client.diagnostics(&a, 2).await;
        assert_eq!(sources(&told), ["anyport"]);
        client.replace(&a, 3, text).await;
        assert_eq!(client.diagnostics(&a, 3).await.len(), 2, "that is what was built");
    });
}

#[test]
fn a_progress_that_is_cancelled_ends_the_builds() {
    run(async {
        let world = World::new(HANGS);
        let mut client = world.open(VSCODE).await;
        let id = world.hang(&mut client).await;
        let begin = |client: &Client| {
            let begun = client
                .heard_of("$/progress")
                .into_iter()
                .find(|it| it["params"]["value"]["title"] == "anyport: building");
            begun.map(|it| it["params"]["token"].clone())
        };
        let token = client.until(begin).await;
        client.notify("window/workDoneProgress/cancel", json!({ "token": token })).await;
        assert_eq!(client.response(id).await["result"], json!({"cancelled": true}));
        world.assert_that_nothing_runs();
        assert!(client.heard_of("window/showDocument").is_empty());
    });
}

#[test]
fn a_request_that_is_cancelled_ends_the_builds() {
    run_all(async |profile| {
        let world = World::new(HANGS);
        let mut client = world.open(profile).await;
        let id = world.hang(&mut client).await;
        let again = client.ask("workspace/executeCommand", matrix(&json!({}))).await;
        let refused = client.response(again).await["result"]["refused"].clone();
        assert!(refused.as_str().unwrap().ends_with("is being built already"), "{refused}");
        client.notify("$/cancelRequest", json!({ "id": id })).await;
        assert_eq!(client.response(id).await["error"]["code"], -32800);
        world.assert_that_nothing_runs();
    });
}

#[test]
fn the_end_of_the_session_ends_the_builds() {
    run(async {
        let world = World::new(HANGS);
        let mut client = world.open(NEOVIM).await;
        world.hang(&mut client).await;
        client.hang_up().await;
        client.exit_code().await;
        world.assert_that_nothing_runs();
    });
}

#[test]
fn progress_is_shown_under_the_token_of_the_request() {
    run(async {
        let world = World::new(FAILS);
        let mut client = world.open(MINIMAL).await;
        let mut params = matrix(&json!({}));
        params["workDoneToken"] = json!("mine");
        client.request("workspace/executeCommand", params).await;
        let mine = client.heard_of("$/progress");
        assert!(mine.iter().all(|it| it["params"]["token"] == "mine") && mine.len() >= 3);
        let end = &mine.last().unwrap()["params"]["value"];
        assert_eq!(end["kind"], "end");
        assert!(end["message"].as_str().unwrap().contains("1 built, 1 failed"), "{end}");
        let shown =
            client.until(|it| it.heard_of("window/showMessage").first().map(|it| (*it).clone()));
        let message = shown.await["params"]["message"].clone();
        assert!(message.as_str().unwrap().starts_with("anyport: see "), "{message}");
    });
}

#[test]
fn unsaved_texts_are_built() {
    // As the go command does, it names the copy that it was given.
    let script = r#"
for it; do case $it in -overlay=*) overlay=${it#*=} ;; esac; done
copy=$(sed 's/.*:"\([^"]*unsaved-0-a.go\)".*/\1/' "$overlay")
cat "$copy" >> "$GIT_LOG"
say() { printf '{"ImportPath":"example.com/m","Action":"%s","Output":"%s"}\n' "$1" "$2"; }
say build-output '# example.com/m\n'
say build-output "$copy:3:9: undefined: y\\n\t$copy:1:1: here\n"
say build-fail
exit 1"#;
    run(async {
        let world = World::new(script);
        let mut client = world.open(VSCODE).await;
        let a = world.folder.uri("a.go");
        client.open(&a, A).await;
        client.replace(&a, 2, "package m\n\nvar A = y\n").await;
        client.request("workspace/executeCommand", matrix(&json!({}))).await;
        assert_eq!(world.log(), "package m\n\nvar A = y\n".repeat(2));
        let is_whole = |params: &Value| params["diagnostics"] != json!([]);
        let told = client.published_as(&a, is_whole).await;
        let message = "fails on linux/amd64, windows/amd64: undefined: y\n\ta.go:1:1: here";
        assert_eq!(told[0]["message"], message);
    });
}

#[test]
fn what_cannot_be_built_is_refused_with_the_reason() {
    run(async {
        let folder = Folder::new(&[("a.go", A)]);
        let mut client = Client::open_folder(VSCODE, &folder).await;
        let mut refused = async |params: Value| {
            let id = client.ask("workspace/executeCommand", params).await;
            client.response(id).await["result"]["refused"].as_str().unwrap().to_owned()
        };
        let why = refused(matrix(&json!({}))).await;
        assert_eq!(why, "no go command: put the folder of `go` in PATH");
        let why = refused(matrix(&json!({"uri": "file:///nowhere/x.go"}))).await;
        assert_eq!(why, "/nowhere/x.go is in no Go module that is open");
        let why = refused(command("anyport.showReport", &json!({}))).await;
        assert!(why.ends_with("has no matrix yet: anyport.matrix builds it"), "{why}");
        let why = refused(command("anyport.explain", &json!({"rule": "bat-name"}))).await;
        assert_eq!(why, "no rule is called bat-name; did you mean bad-name?");
        let told = client.heard_of("window/showMessage");
        assert_eq!(
            told[0]["params"]["message"],
            "anyport: no go command: put the folder of `go` in PATH"
        );
    });
}

#[test]
fn binaries_and_rules_are_shown() {
    run(async {
        let world = World::new(FAILS);
        let module = world.machine.path().join("x.wasm");
        fs::write(module, b"\0asm\x01\0\0\0").unwrap();
        let mut client = world.open(VSCODE).await;
        let asked = command("anyport.inspect", &json!({"uri": world.machine.uri("x.wasm")}));
        let answer = client.request("workspace/executeCommand", asked).await;
        assert_eq!(answer["inspections"][0]["artifact"]["format"], "wasm");
        let asked = command("anyport.explain", &json!({"rule": "bad-name"}));
        let answer = client.request("workspace/executeCommand", asked).await;
        assert!(answer["markdown"].is_string());
        let shown = |it: &Client| {
            let shown = it.heard_of("window/showDocument").into_iter();
            let uris: Vec<String> =
                shown.map(|it| it["params"]["uri"].as_str().unwrap().to_owned()).collect();
            (uris.len() == 2).then_some(uris)
        };
        let shown = client.until(shown).await;
        assert!(shown[0].ends_with("/inspection.html") && shown[1].ends_with("/bad-name.md"));
    });
}
