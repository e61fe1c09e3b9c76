//! Files that change outside of the editor.

use serde_json::{Value, json};

use crate::client::{Client, Folder, HELIX, MINIMAL, NEOVIM, VSCODE, codes, run, run_all};

#[test]
fn go_mod_is_read_again_when_it_changes() {
    run_all(async |profile| {
        let folder = Folder::new(&[("a.go", "package m\n")]);
        let mut client = Client::open_folder(profile, &folder).await;
        let (uri, module) = (folder.uri("a.go"), folder.uri("go.mod"));
        client.open(&uri, "package m\n").await;
        client.diagnostics(&uri, 1).await;
        folder.write("go.mod", "module example.com/bad\n\ngo 1.24\n");
        client.watched(&[(&module, 2)]).await;
        let diagnostics = client.published_as(&module, |it| it["diagnostics"] != json!([])).await;
        assert_eq!(codes(&diagnostics), ["bad-module"]);
        // The open document beats the disk.
        client.open(&module, "module example.com/m\n\ngo 1.24\n").await;
        assert_eq!(client.diagnostics(&module, 1).await, Vec::<Value>::new());
    });
}

#[test]
fn release_files_decide_once_they_are_there() {
    run_all(async |profile| {
        let folder = Folder::new(&[("a.go", "package m\n\nvar bad int\n")]);
        let mut client = Client::open_folder(profile, &folder).await;
        let uri = folder.uri("a.go");
        client.open(&uri, "package m\n\nvar bad int\n").await;
        let severity = |it: &[Value]| it[0]["severity"].clone();
        assert_eq!(severity(&client.diagnostics(&uri, 1).await), 2, "nobody chose the ports");
        folder.write(".goreleaser.yaml", "builds: [{goos: [linux], goarch: [amd64]}]\n");
        client.watched(&[(&folder.uri(".goreleaser.yaml"), 1)]).await;
        client.published_as(&uri, |it| it["diagnostics"][0]["severity"] == 1).await;
    });
}

#[test]
fn clients_register_what_they_can_watch() {
    for (profile, methods) in [
        (VSCODE, vec!["workspace/didChangeWatchedFiles", "workspace/didChangeConfiguration"]),
        (NEOVIM, vec![]),
        (HELIX, vec!["workspace/didChangeWatchedFiles"]),
        (MINIMAL, vec![]),
    ] {
        run(async {
            let folder = Folder::new(&[("a.go", "package m\n\nvar bad int\n")]);
            let mut client = Client::open_folder(profile, &folder).await;
            client.published_as(&folder.uri("a.go"), |_| true).await;
            let registered = |client: &Client| -> Vec<String> {
                client
                    .heard_of("client/registerCapability")
                    .iter()
                    .flat_map(|it| it["params"]["registrations"].as_array().unwrap())
                    .map(|it| it["method"].as_str().unwrap().to_owned())
                    .collect()
            };
            client.until(|client| (registered(client).len() >= methods.len()).then_some(())).await;
            let registered = registered(&client);
            assert_eq!(registered, methods);
        });
    }
}

#[test]
fn a_module_outside_of_the_folder_is_watched_where_patterns_are_relative() {
    run(async {
        let (folder, other) = (Folder::new(&[]), Folder::new(&[]));
        let mut client = Client::open_folder(VSCODE, &folder).await;
        let uri = other.uri("a.go");
        client.open(&uri, "package m\n\nvar bad int\n").await;
        assert_eq!(codes(&client.diagnostics(&uri, 1).await), ["bad-name"]);
        let asked = client.heard_of("client/registerCapability");
        let asked = asked.last().unwrap()["params"]["registrations"][0].to_string();
        assert!(asked.contains(&format!("\"baseUri\":\"{}\"", other.uri(""))), "{asked}");
    });
}

#[test]
fn a_client_that_watches_nothing_is_served_on_save() {
    for profile in [NEOVIM, MINIMAL] {
        run(async {
            let folder = Folder::new(&[("a.go", "package m\n")]);
            let mut client = Client::open_folder(profile, &folder).await;
            let uri = folder.uri("a.go");
            client.open(&uri, "package m\n").await;
            client.diagnostics(&uri, 1).await;
            folder.write("b.go", "package m\n\nvar bad int\n");
            client.save(&uri).await;
            let other = client.published_as(&folder.uri("b.go"), |_| true).await;
            assert_eq!(codes(&other), ["bad-name"]);
        });
    }
}

#[test]
fn a_storm_of_changes_is_survived() {
    run_all(async |profile| {
        let folder = Folder::new(&[]);
        let mut client = Client::open_folder(profile, &folder).await;
        let names: Vec<String> = (0..300).map(|index| format!("p{index}/a.go")).collect();
        for name in &names {
            folder.write(name, "package p\n\nvar bad int\n");
        }
        let uris: Vec<String> = names.iter().map(|name| folder.uri(name)).collect();
        for _ in 0..10 {
            let changes: Vec<(&str, i32)> = uris.iter().map(|uri| (uri.as_str(), 1)).collect();
            client.watched(&changes).await;
        }
        for uri in &uris {
            client.published_as(uri, |it| it["diagnostics"] != json!([])).await;
        }
    });
}

#[test]
fn a_module_that_appears_takes_its_documents() {
    run_all(async |profile| {
        let folder = Folder::new(&[("sub/a.go", "package a\n\nvar bad int\n")]);
        let mut client = Client::open_folder(profile, &folder).await;
        let uri = folder.uri("sub/a.go");
        client.open(&uri, "package a\n\nvar bad int\n").await;
        assert_eq!(codes(&client.diagnostics(&uri, 1).await), ["bad-name"]);
        folder.write("sub/go.mod", "module example.com/bad\n\ngo 1.24\n");
        let module = folder.uri("sub/go.mod");
        client.watched(&[(&module, 1)]).await;
        client.published_as(&module, |it| it["diagnostics"] != json!([])).await;
        client.replace(&uri, 2, "package a\n").await;
        assert_eq!(client.diagnostics(&uri, 2).await, Vec::<Value>::new());
    });
}
