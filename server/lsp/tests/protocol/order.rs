//! Edits are applied in order, however many come, and no answer is about an older text.

use serde_json::{Value, json};

use crate::client::{
    Client, Folder, HELIX, MINIMAL, NEOVIM, VSCODE, actions_params, codes, run, run_all,
};
use crate::rules::{arrival, open_gate};

/// An edit that puts a text before everything.
fn prepend(text: &str) -> Value {
    let start = json!({"line": 0, "character": 0});
    json!([{"range": {"start": start, "end": start}, "text": text}])
}

#[test]
fn requests_between_edits_see_every_edit_before_them() {
    for profile in [VSCODE, NEOVIM, HELIX] {
        run(async {
            let folder = Folder::new(&[]);
            let mut client = Client::open_folder(profile, &folder).await;
            let uri = folder.uri("a.go");
            client.open(&uri, "package m\n\nvar bad0 int\n").await;
            client.diagnostics(&uri, 1).await;
            let mut asked = Vec::new();
            for version in 2..=301 {
                client.change(&uri, version, prepend("// one more line\n")).await;
                let params = actions_params(&uri, &json!({"diagnostics": []}));
                asked.push((client.ask("textDocument/codeAction", params).await, version));
            }
            for (id, version) in asked {
                let response = client.response(id).await;
                let edit = response["result"][0]["edit"]["documentChanges"][0].clone();
                let seen = edit["textDocument"]["version"].as_i64().unwrap();
                assert!(seen >= i64::from(version), "{version} saw {seen}");
                let line = edit["edits"][0]["range"]["start"]["line"].as_i64().unwrap();
                assert_eq!(line, seen + 1, "the edit is for the version that it names");
            }
            let last = client.diagnostics(&uri, 301).await;
            assert_eq!(last[0]["range"]["start"]["line"], 302);
        });
    }
}

#[test]
fn a_burst_of_edits_ends_in_the_last_text() {
    run_all(async |profile| {
        let folder = Folder::new(&[]);
        let mut client = Client::open_folder(profile, &folder).await;
        let uri = folder.uri("a.go");
        client.open(&uri, "").await;
        let text = "package m\n\nvar bad int // \u{1F600} and that is all of it\n".repeat(40);
        let mut end = (0, 0);
        for (version, character) in (2..).zip(text.chars().take(2000)) {
            let at = json!({"line": end.0, "character": end.1});
            let edit = json!([{"range": {"start": at, "end": at}, "text": character.to_string()}]);
            client.change(&uri, version, edit).await;
            // A position beyond the line's end is its end: no need to count in the client's units.
            end = if character == '\n' { (end.0 + 1, 0) } else { (end.0, 9999) };
        }
        let bad = text.chars().take(2000).collect::<String>().matches("bad int").count();
        assert_eq!(client.diagnostics(&uri, 2001).await.len(), bad);
        let mut last = 0;
        for params in client.published.iter().filter(|params| params["uri"] == uri) {
            let version = params["version"].as_i64().unwrap();
            assert!(version > last, "published {version} after {last}");
            last = version;
        }
    });
}

#[test]
fn stale_results_are_dropped() {
    for (index, profile) in [VSCODE, NEOVIM, HELIX, MINIMAL].into_iter().enumerate() {
        run(async {
            let folder = Folder::new(&[]);
            let mut client = Client::open_folder(profile, &folder).await;
            let uri = folder.uri("a.go");
            client.open(&uri, "package m\n").await;
            client.diagnostics(&uri, 1).await;
            let gate = format!("gateStale{index}");
            client.replace(&uri, 2, &format!("package m\n\nvar {gate}, bad int\n")).await;
            arrival(&gate).await;
            client.replace(&uri, 3, "package m\n\n\nvar bad int\n").await;
            let diagnostics = client.diagnostics(&uri, 3).await;
            open_gate(&gate);
            assert_eq!(diagnostics[0]["range"]["start"]["line"], 3);
            // Whatever the slow answer was, it is behind us once this one is here.
            client.replace(&uri, 4, "package m\n").await;
            assert_eq!(client.diagnostics(&uri, 4).await, Vec::<Value>::new());
            let versions: Vec<&Value> = client
                .published
                .iter()
                .filter(|params| params["uri"] == uri)
                .map(|params| &params["version"])
                .collect();
            assert_eq!(versions, [1, 3, 4]);
        });
    }
}

#[test]
fn a_request_that_waits_can_be_cancelled_and_holds_up_nothing() {
    run(async {
        let folder = Folder::new(&[("b/b.go", "package b\n")]);
        let mut client = Client::open_folder(VSCODE, &folder).await;
        let uri = folder.uri("a.go");
        client.open(&uri, "package m\n").await;
        client.diagnostics(&uri, 1).await;
        client.replace(&uri, 2, "package m\n\nvar gateCancel int\n").await;
        arrival("gateCancel").await;
        let params = actions_params(&uri, &json!({"diagnostics": []}));
        let id = client.ask("textDocument/codeAction", params).await;
        client.notify("$/cancelRequest", json!({ "id": id })).await;
        assert_eq!(client.response(id).await["error"]["code"], -32800);
        let other = folder.uri("b/b.go");
        client.open(&other, "package b\n\nvar bad int\n").await;
        open_gate("gateCancel");
        assert_eq!(codes(&client.diagnostics(&other, 1).await), ["bad-name"]);
    });
}
