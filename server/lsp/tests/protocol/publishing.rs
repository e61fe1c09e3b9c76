//! What is published, when, and when it is taken back.

use serde_json::{Value, json};

use crate::client::{Client, Folder, MINIMAL, VSCODE, codes, run, run_all};

const BAD: &str = "package m\n\nvar bad int\n";
const GOOD: &str = "package m\n";

#[test]
fn a_finding_says_what_why_and_how_loud() {
    run(async {
        let folder = Folder::new(&[]);
        let mut client = Client::open_folder(VSCODE, &folder).await;
        let uri = folder.uri("a.go");
        client.open(&uri, BAD).await;
        let diagnostics = client.diagnostics(&uri, 1).await;
        assert_eq!(
            diagnostics,
            [json!({
                "range": {
                    "start": {"line": 2, "character": 4}, "end": {"line": 2, "character": 7}
                },
                "severity": 2,
                "code": "bad-name",
                "source": "anyport",
                "message": "`bad` is bad\nnames should be good",
                "data": {"predicts": "build-error", "fixes": ["Make it good"]},
            })]
        );
    });
}

#[test]
fn files_of_the_folder_are_diagnosed_without_being_opened() {
    run_all(async |profile| {
        let folder = Folder::new(&[("a.go", BAD), ("b/b.go", "package b\n\nvar bad int\n")]);
        let mut client = Client::open_folder(profile, &folder).await;
        for name in ["a.go", "b/b.go"] {
            let uri = folder.uri(name);
            let diagnostics = client.published_as(&uri, |it| it["version"].is_null()).await;
            assert_eq!(codes(&diagnostics), ["bad-name"]);
        }
    });
}

#[test]
fn other_places_are_named() {
    run(async {
        let folder = Folder::new(&[("b.go", "package m\n\nvar /* ä */ twin int\n")]);
        let mut client = Client::open_folder(VSCODE, &folder).await;
        let uri = folder.uri("c.go");
        client.open(&uri, "package m\n\nvar twin int\n").await;
        let diagnostics = client.diagnostics(&uri, 1).await;
        let related = &diagnostics[0]["relatedInformation"][0];
        assert_eq!(related["location"]["uri"], folder.uri("b.go"));
        assert_eq!(related["location"]["range"]["start"], json!({"line": 2, "character": 12}));
    });
}

#[test]
fn closing_a_document_outside_of_every_folder_clears_it() {
    run_all(async |profile| {
        let folder = Folder::new(&[("a.go", BAD)]);
        let mut client = Client::connect(profile);
        client.start(None).await;
        let uri = folder.uri("a.go");
        client.open(&uri, BAD).await;
        assert_eq!(client.diagnostics(&uri, 1).await.len(), 1);
        client.close(&uri).await;
        let cleared = client.published_as(&uri, |it| it["version"].is_null()).await;
        assert_eq!(cleared, Vec::<Value>::new());
    });
}

#[test]
fn closing_an_unsaved_document_shows_what_is_on_disk() {
    run_all(async |profile| {
        let folder = Folder::new(&[("a.go", GOOD), ("b.go", BAD)]);
        let mut client = Client::open_folder(profile, &folder).await;
        let (a, b) = (folder.uri("a.go"), folder.uri("b.go"));
        client.open(&a, BAD).await;
        client.open(&b, GOOD).await;
        assert_eq!(client.diagnostics(&a, 1).await.len(), 1);
        assert_eq!(client.diagnostics(&b, 1).await.len(), 0);
        client.close(&a).await;
        client.close(&b).await;
        let is_of_disk = |it: &Value| it["version"].is_null();
        assert_eq!(client.published_as(&a, is_of_disk).await.len(), 0);
        assert_eq!(client.published_as(&b, is_of_disk).await.len(), 1);
    });
}

#[test]
fn a_deleted_file_is_cleared() {
    run_all(async |profile| {
        let folder = Folder::new(&[("a.go", BAD), ("b.go", GOOD)]);
        let mut client = Client::open_folder(profile, &folder).await;
        let (a, b) = (folder.uri("a.go"), folder.uri("b.go"));
        client.published_as(&a, |it| it["diagnostics"] != json!([])).await;
        folder.delete("a.go");
        if profile == MINIMAL {
            // Nobody watches: a save makes the server look.
            client.open(&b, GOOD).await;
            client.save(&b).await;
        } else {
            client.watched(&[(&a, 3)]).await;
        }
        client.published_as(&a, |it| it["diagnostics"] == json!([])).await;
    });
}

#[test]
fn nothing_is_published_twice() {
    run(async {
        let folder = Folder::new(&[("a.go", BAD), ("b.go", BAD)]);
        let mut client = Client::open_folder(VSCODE, &folder).await;
        let (a, b) = (folder.uri("a.go"), folder.uri("b.go"));
        client.open(&a, BAD).await;
        client.diagnostics(&a, 1).await;
        client.published_as(&b, |_| true).await;
        for version in 2..10 {
            client.replace(&a, version, BAD).await;
            client.diagnostics(&a, version).await;
            client.watched(&[(&folder.uri("go.mod"), 2)]).await;
        }
        let of = |uri: &str| client.published.iter().filter(|it| it["uri"] == uri).count();
        assert_eq!(of(&b), 1, "it never changed");
        let mut seen: Vec<String> = client.published.iter().map(Value::to_string).collect();
        let all = seen.len();
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), all);
    });
}

#[test]
fn a_folder_that_is_removed_is_cleared() {
    run(async {
        let folder = Folder::new(&[("a.go", BAD)]);
        let mut client = Client::open_folder(VSCODE, &folder).await;
        let a = folder.uri("a.go");
        client.published_as(&a, |it| it["diagnostics"] != json!([])).await;
        let this = json!([{"uri": folder.uri(""), "name": "folder"}]);
        let event = json!({"event": {"added": [], "removed": this}});
        client.notify("workspace/didChangeWorkspaceFolders", event).await;
        client.published_as(&a, |it| it["diagnostics"] == json!([])).await;
        let event = json!({"event": {"added": this, "removed": []}});
        client.notify("workspace/didChangeWorkspaceFolders", event).await;
        client.published_as(&a, |it| it["diagnostics"] != json!([])).await;
    });
}

#[test]
fn reading_shows_progress_to_clients_that_agree() {
    run(async {
        let folder = Folder::new(&[("a.go", BAD)]);
        let mut client = Client::open_folder(VSCODE, &folder).await;
        client.published_as(&folder.uri("a.go"), |_| true).await;
        let creates = |client: &Client| client.heard_of("window/workDoneProgress/create").len();
        client.until(|client| (creates(client) > 0).then_some(())).await;
        assert_eq!(creates(&client), 1);
        let kinds: Vec<_> = client
            .heard_of("$/progress")
            .iter()
            .map(|it| it["params"]["value"]["kind"].clone())
            .collect();
        // It may be over before the client has agreed.
        assert!(
            kinds.is_empty() || kinds[0] == "begin" && kinds.last().unwrap() == "end",
            "{kinds:?}"
        );
    });
}
