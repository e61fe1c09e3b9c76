//! What goes wrong costs itself, not the session.

use serde_json::{Value, json};

use crate::client::{Client, Folder, NEOVIM, VSCODE, codes, run, run_all};

const TEXT: &str = "package m\n\nvar bad int\n";

async fn assert_it_serves(client: &mut Client, folder: &Folder) {
    let uri = folder.uri("a.go");
    client.open(&uri, TEXT).await;
    assert_eq!(codes(&client.diagnostics(&uri, 1).await), ["bad-name"]);
}

#[test]
fn malformed_frames_are_answered_and_survived() {
    run_all(async |profile| {
        let folder = Folder::new(&[]);
        let mut client = Client::open_folder(profile, &folder).await;
        client.send_bytes(b"Content-Length: 9\r\n\r\n{\"jsonrpc").await;
        client.send_bytes(b"Content-Length: none\r\n\r\n{}").await;
        client.send_bytes(b"Content-Length: 14\r\n\r\n{\"id\": [1, 2]}").await;
        client.send_bytes(b"Content-Length: 2\r\n\r\n[]").await;
        assert_it_serves(&mut client, &folder).await;
        let codes: Vec<&Value> = client.refusals.iter().map(|it| &it["error"]["code"]).collect();
        assert_eq!(codes, [-32700, -32700, -32600, -32600]);
    });
}

#[test]
fn a_frame_over_the_cap_is_refused_and_skipped() {
    run(async {
        let folder = Folder::new(&[]);
        let mut client = Client::open_folder(VSCODE, &folder).await;
        let length = (32 << 20) + 1;
        client.send_bytes(format!("Content-Length: {length}\r\n\r\n").as_bytes()).await;
        client.send_bytes(&vec![b' '; length]).await;
        assert_it_serves(&mut client, &folder).await;
        assert_eq!(client.refusals.len(), 1);
        assert_eq!(client.refusals[0]["error"]["code"], -32700);
    });
}

#[test]
fn messages_that_make_no_sense_change_nothing() {
    run_all(async |profile| {
        let folder = Folder::new(&[]);
        let mut client = Client::open_folder(profile, &folder).await;
        client.notify("textDocument/didOpen", json!({"textDocument": 7})).await;
        client.notify("textDocument/didChange", json!([])).await;
        client.replace(&folder.uri("never-opened.go"), 3, "package m\n").await;
        client.close(&folder.uri("never-opened.go")).await;
        client.open("untitled:Untitled-1", TEXT).await;
        client.replace("untitled:Untitled-1", 2, TEXT).await;
        client.send(&json!({"jsonrpc": "2.0", "id": 4711, "result": null})).await;
        assert_it_serves(&mut client, &folder).await;
    });
}

#[test]
fn an_edit_outside_the_document_does_not_lose_it() {
    run_all(async |profile| {
        let folder = Folder::new(&[]);
        let mut client = Client::open_folder(profile, &folder).await;
        let uri = folder.uri("a.go");
        client.open(&uri, "package m\n").await;
        let range = json!({
            "start": {"line": 70, "character": 3}, "end": {"line": 90, "character": 1}
        });
        client.change(&uri, 2, json!([{"range": range, "text": "\nvar bad int\n"}])).await;
        let diagnostics = client.diagnostics(&uri, 2).await;
        assert_eq!(codes(&diagnostics), ["bad-name"]);
        assert_eq!(diagnostics[0]["range"]["start"], json!({"line": 2, "character": 4}));
    });
}

#[test]
fn a_panicking_rule_costs_its_answer_and_is_named_once() {
    run_all(async |profile| {
        let folder = Folder::new(&[]);
        let mut client = Client::open_folder(profile, &folder).await;
        let uri = folder.uri("a.go");
        client.open(&uri, "package m\n\nvar bad, panics int\n").await;
        assert_eq!(codes(&client.diagnostics(&uri, 1).await), ["bad-name"]);
        client.replace(&uri, 2, "package m\n\nvar bad, worse, panics int\n").await;
        assert_eq!(codes(&client.diagnostics(&uri, 2).await), ["bad-name"]);
        let logged = client.heard_of("window/logMessage");
        let named = logged.iter().filter(|it| it.to_string().contains("panics: "));
        assert_eq!(named.count(), 1, "{logged:?}");
    });
}

#[test]
fn a_client_that_never_answers_is_served() {
    run_all(async |profile| {
        let folder = Folder::new(&[("b.go", "package m\n")]);
        let mut client = Client::connect(profile);
        client.answers = false;
        client.start(Some(&folder)).await;
        for round in 0..200 {
            let settings = json!({"settings": {"anyport": {"tags": [format!("t{round}")]}}});
            client.notify("workspace/didChangeConfiguration", settings).await;
            client.watched(&[(&folder.uri("b.go"), 2)]).await;
        }
        assert_it_serves(&mut client, &folder).await;
        let begun = client.heard_of("$/progress");
        assert_eq!(begun, Vec::<&Value>::new(), "progress that nobody agreed to");
        client.request("shutdown", Value::Null).await;
        client.notify("exit", Value::Null).await;
        assert_eq!(client.exit_code().await, 0);
    });
}

#[test]
fn unreadable_modules_are_survived() {
    run(async {
        let folder = Folder::new(&[("go.mod", "mod\0ule (((\n"), ("go.work", "use (\n")]);
        let mut client = Client::open_folder(NEOVIM, &folder).await;
        assert_it_serves(&mut client, &folder).await;
    });
}
