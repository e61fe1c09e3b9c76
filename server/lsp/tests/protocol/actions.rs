//! Code actions, applied by the client as they are handed out.

use serde_json::{Value, json};

use crate::client::{Client, Folder, HELIX, MINIMAL, NEOVIM, VSCODE, codes, run};

const TEXT: &str = "package m\r\n\r\nvar /* ä\u{1F600} */ badOne, badTwo int\r\n";

fn context() -> Value {
    json!({"diagnostics": []})
}

fn only(kind: &str) -> Value {
    json!({"diagnostics": [], "only": [kind]})
}

fn titles(actions: &[Value]) -> Vec<&str> {
    actions.iter().map(|it| it["title"].as_str().unwrap()).collect()
}

/// Applies the edits of one action to one document, as a client would.
fn applied(text: &str, action: &Value, uri: &str, encoding: &str) -> String {
    let edit = &action["edit"];
    let edits = match edit["documentChanges"].as_array() {
        Some(changes) => {
            assert_eq!(changes.len(), 1);
            assert_eq!(changes[0]["textDocument"]["uri"], uri);
            assert!(changes[0]["textDocument"]["version"].is_i64());
            changes[0]["edits"].clone()
        }
        None => edit["changes"][uri].clone(),
    };
    let mut edits: Vec<Value> = edits.as_array().unwrap().clone();
    edits.sort_by_key(|it| offset(text, &it["range"]["start"], encoding));
    let mut text = text.to_owned();
    for edit in edits.iter().rev() {
        let range = offset(&text, &edit["range"]["start"], encoding)
            ..offset(&text, &edit["range"]["end"], encoding);
        text.replace_range(range, edit["newText"].as_str().unwrap());
    }
    text
}

fn offset(text: &str, position: &Value, encoding: &str) -> usize {
    let number = position["line"].as_u64().unwrap() as usize;
    let character = position["character"].as_u64().unwrap() as usize;
    let start: usize = text.split_inclusive('\n').take(number).map(str::len).sum();
    let mut units = 0;
    for (index, it) in text[start..].char_indices() {
        if units >= character {
            return start + index;
        }
        units += if encoding == "utf-8" { it.len_utf8() } else { it.len_utf16() };
    }
    text.len()
}

#[test]
fn a_quick_fix_makes_its_finding_vanish() {
    for (profile, encoding) in [(VSCODE, "utf-16"), (NEOVIM, "utf-8"), (HELIX, "utf-8")] {
        run(async {
            let folder = Folder::new(&[]);
            let mut client = Client::open_folder(profile, &folder).await;
            let uri = folder.uri("a.go");
            client.open(&uri, TEXT).await;
            let diagnostics = client.diagnostics(&uri, 1).await;
            assert_eq!(codes(&diagnostics), ["bad-name", "bad-name"]);
            let actions = client.actions(&uri, only("quickfix")).await;
            assert_eq!(
                titles(&actions),
                ["Make it good", "Make it good", "Silence `bad-name` on this line"]
            );
            assert_eq!(actions[1]["diagnostics"], json!([diagnostics[1]]));
            assert_eq!(actions[1]["isPreferred"], true);
            let text = applied(TEXT, &actions[1], &uri, encoding);
            assert_eq!(text, TEXT.replace("badTwo", "goodTwo"));
            client.replace(&uri, 2, &text).await;
            assert_eq!(client.diagnostics(&uri, 2).await, [diagnostics[0].clone()]);
        });
    }
}

#[test]
fn every_safe_fix_is_applied_at_once() {
    run(async {
        let folder = Folder::new(&[]);
        let mut client = Client::open_folder(VSCODE, &folder).await;
        let uri = folder.uri("a.go");
        client.open(&uri, TEXT).await;
        for kind in ["source", "source.fixAll", "source.fixAll.anyport"] {
            let actions = client.actions(&uri, only(kind)).await;
            assert_eq!(titles(&actions), ["Apply all safe fixes of anyport"], "{kind}");
            assert_eq!(actions[0]["kind"], "source.fixAll.anyport");
            let text = applied(TEXT, &actions[0], &uri, "utf-16");
            assert_eq!(text, TEXT.replace("bad", "good"));
        }
        assert_eq!(client.actions(&uri, only("source.fixAll.other")).await, Vec::<Value>::new());
        assert_eq!(client.actions(&uri, only("refactor")).await, Vec::<Value>::new());
        assert_eq!(client.actions(&uri, context()).await.len(), 4);
        let automatic = json!({"diagnostics": [], "triggerKind": 2});
        assert_eq!(client.actions(&uri, automatic).await.len(), 3);
    });
}

#[test]
fn a_finding_can_be_silenced() {
    for text in [
        "package m\n\nvar bad int\n",
        "package m\n\nvar bad int // why not\n",
        "package m\n\nfunc f() {\n}\n\nvar (\n\tbad = `x\n`\n)",
    ] {
        run(async {
            let folder = Folder::new(&[]);
            let mut client = Client::open_folder(NEOVIM, &folder).await;
            let uri = folder.uri("a.go");
            client.open(&uri, text).await;
            let actions = client.actions(&uri, only("quickfix")).await;
            let silence = actions.last().unwrap();
            assert_eq!(silence["title"], "Silence `bad-name` on this line");
            let text = applied(text, silence, &uri, "utf-8");
            client.replace(&uri, 2, &text).await;
            assert_eq!(client.diagnostics(&uri, 2).await, Vec::<Value>::new(), "{text}");
        });
    }
}

#[test]
fn actions_are_those_of_the_range() {
    run(async {
        let folder = Folder::new(&[]);
        let mut client = Client::open_folder(HELIX, &folder).await;
        let uri = folder.uri("a.go");
        client.open(&uri, "package m\n\nvar bad int\n\nvar badToo int\n").await;
        let at = json!({"line": 4, "character": 5});
        let params = json!({
            "textDocument": {"uri": uri}, "range": {"start": at, "end": at}, "context": context(),
        });
        let actions = client.request("textDocument/codeAction", params).await;
        let quick: Vec<&Value> =
            actions.as_array().unwrap().iter().filter(|it| it["kind"] == "quickfix").collect();
        assert_eq!(quick.len(), 2);
        assert_eq!(quick[0]["diagnostics"][0]["range"]["start"]["line"], 4);
    });
}

#[test]
fn files_are_created_and_renamed_only_by_clients_that_can() {
    run(async {
        let folder = Folder::new(&[]);
        let uri = folder.uri("a.go");
        let mut client = Client::open_folder(VSCODE, &folder).await;
        client.open(&uri, "package m\n\nvar moved int\n").await;
        let actions = client.actions(&uri, only("quickfix")).await;
        assert_eq!(titles(&actions)[..2], ["Create a file", "Rename the file"]);
        let created = &actions[0]["edit"]["documentChanges"];
        assert_eq!(created[0]["kind"], "create");
        assert_eq!(created[0]["uri"], folder.uri("created.go"));
        assert_eq!(created[1]["edits"][0]["newText"], "package m\n");
        let renamed = &actions[1]["edit"]["documentChanges"][0];
        assert_eq!(renamed["kind"], "rename");
        assert_eq!(renamed["oldUri"], uri);

        let mut client = Client::connect(VSCODE);
        client.initialize["capabilities"]["workspace"]["workspaceEdit"] = json!({});
        client.start(Some(&folder)).await;
        client.open(&uri, "package m\n\nvar moved int\n").await;
        let actions = client.actions(&uri, only("quickfix")).await;
        assert_eq!(titles(&actions), ["Silence `moved` on this line"]);
        assert!(actions[0]["edit"]["changes"][&uri].is_array());
    });
}

#[test]
fn a_client_that_knows_commands_alone_gets_none() {
    run(async {
        let folder = Folder::new(&[]);
        let mut client = Client::open_folder(MINIMAL, &folder).await;
        let uri = folder.uri("a.go");
        client.open(&uri, TEXT).await;
        client.diagnostics(&uri, 1).await;
        assert_eq!(client.actions(&uri, context()).await, Vec::<Value>::new());
        assert_eq!(client.actions(&folder.uri("unheard.go"), context()).await, Vec::<Value>::new());
    });
}
