//! Settings by every way that clients know, and diagnostics on save.

use serde_json::{Value, json};

use crate::client::{
    Client, Folder, HELIX, MINIMAL, NEOVIM, PROFILES, VSCODE, codes, run, run_all,
};

const BAD: &str = "package m\n\nvar bad int\n";
const OFF: &str = "[levels]\nbad-name = \"off\"\n";

fn off() -> Value {
    json!({"levels": {"bad-name": "off"}})
}

#[test]
fn initialization_options_count() {
    run_all(async |profile| {
        let folder = Folder::new(&[("a.go", BAD)]);
        let mut client = Client::connect(profile);
        client.initialize["initializationOptions"] = json!({"levels": {"bad-name": "hint"}});
        client.start(Some(&folder)).await;
        let uri = folder.uri("a.go");
        client.open(&uri, BAD).await;
        assert_eq!(client.diagnostics(&uri, 1).await[0]["severity"], 4);
    });
}

#[test]
fn changed_settings_count_without_a_restart() {
    run_all(async |profile| {
        let folder = Folder::new(&[("a.go", BAD)]);
        let mut client = Client::open_folder(profile, &folder).await;
        let uri = folder.uri("a.go");
        client.published_as(&uri, |it| it["diagnostics"] != json!([])).await;
        // Clients that can be asked are; their notification says nothing.
        client.settings = off();
        let pushed = if profile == MINIMAL { json!({"anyport": off()}) } else { Value::Null };
        client.notify("workspace/didChangeConfiguration", json!({ "settings": pushed })).await;
        client.published_as(&uri, |it| it["diagnostics"] == json!([])).await;
    });
}

#[test]
fn wrong_settings_are_shown_once_and_the_others_count() {
    for profile in [MINIMAL, VSCODE] {
        run(async {
            let folder = Folder::new(&[("a.go", BAD)]);
            let mut client = Client::connect(profile);
            client.initialize["initializationOptions"] =
                json!({"levels": {"bad-name": "hint"}, "colour": "red"});
            client.settings = json!({"colour": "red"});
            client.start(Some(&folder)).await;
            let uri = folder.uri("a.go");
            client.open(&uri, BAD).await;
            assert_eq!(client.diagnostics(&uri, 1).await[0]["severity"], 4);
            let settings = json!({"settings": {"colour": "red", "levels": {"bad-name": "hint"}}});
            client.notify("workspace/didChangeConfiguration", settings).await;
            client.replace(&uri, 2, BAD).await;
            client.diagnostics(&uri, 2).await;
            let shown = client.heard_of("window/showMessage");
            assert_eq!(shown.len(), 1, "{shown:?}");
            assert!(shown[0].to_string().contains("colour"), "{shown:?}");
        });
    }
}

#[test]
fn on_save_means_on_save() {
    for profile in PROFILES {
        run(async {
            let folder = Folder::new(&[]);
            let mut client = Client::connect(profile);
            client.initialize["initializationOptions"] = json!({"diagnostics": {"run": "save"}});
            client.start(Some(&folder)).await;
            let uri = folder.uri("a.go");
            client.open(&uri, BAD).await;
            assert_eq!(codes(&client.diagnostics(&uri, 1).await), ["bad-name"]);
            client.replace(&uri, 2, "package m\n").await;
            // An answer about the edited text: by now the edit was heard and judged.
            let seen = client.actions(&uri, json!({"diagnostics": []})).await;
            assert_eq!(seen, Vec::<Value>::new());
            client.replace(&uri, 3, "package m\n\n\nvar bad int\n").await;
            folder.write("a.go", "package m\n\n\nvar bad int\n");
            client.save(&uri).await;
            let diagnostics = client.diagnostics(&uri, 3).await;
            assert_eq!(diagnostics[0]["range"]["start"]["line"], 3);
            let versions: Vec<&Value> = client
                .published
                .iter()
                .filter(|it| it["uri"] == uri)
                .map(|it| &it["version"])
                .collect();
            assert_eq!(versions, [1, 3]);
        });
    }
}

#[test]
fn anyport_toml_is_read_again_when_it_changes() {
    run_all(async |profile| {
        let folder = Folder::new(&[("a.go", BAD)]);
        let mut client = Client::open_folder(profile, &folder).await;
        let (uri, toml) = (folder.uri("a.go"), folder.uri("anyport.toml"));
        client.open(&uri, BAD).await;
        assert_eq!(client.diagnostics(&uri, 1).await.len(), 1);
        folder.write("anyport.toml", OFF);
        client.watched(&[(&toml, 1)]).await;
        client.published_as(&uri, |it| it["diagnostics"] == json!([])).await;
        folder.delete("anyport.toml");
        client.watched(&[(&toml, 3)]).await;
        client.published_as(&uri, |it| it["diagnostics"] != json!([])).await;
    });
}

#[test]
fn a_mistake_in_anyport_toml_is_shown_where_it_stands() {
    run_all(async |profile| {
        let folder = Folder::new(&[("a.go", BAD), ("anyport.toml", "tags = []\ntarget = []\n")]);
        let mut client = Client::open_folder(profile, &folder).await;
        let (uri, toml) = (folder.uri("a.go"), folder.uri("anyport.toml"));
        let shown = client.published_as(&toml, |_| true).await;
        assert_eq!(shown.len(), 1);
        assert_eq!(shown[0]["range"]["start"]["line"], 1);
        assert!(shown[0]["message"].as_str().unwrap().contains("targets"), "{shown:?}");
        client.open(&uri, BAD).await;
        assert_eq!(client.diagnostics(&uri, 1).await.len(), 1, "the rest is judged without it");
        folder.write("anyport.toml", OFF);
        client.watched(&[(&toml, 2)]).await;
        client.published_as(&toml, |it| it["diagnostics"] == json!([])).await;
        client.published_as(&uri, |it| it["diagnostics"] == json!([])).await;
    });
}

#[test]
fn anyport_toml_beats_the_editor() {
    run(async {
        let folder = Folder::new(&[("a.go", BAD), ("anyport.toml", OFF)]);
        let mut client = Client::connect(NEOVIM);
        client.initialize["initializationOptions"] = json!({"levels": {"bad-name": "error"}});
        client.start(Some(&folder)).await;
        let uri = folder.uri("a.go");
        client.open(&uri, BAD).await;
        assert_eq!(client.diagnostics(&uri, 1).await, Vec::<Value>::new());
    });
}

#[test]
fn every_folder_has_its_own_settings() {
    for profile in [VSCODE, NEOVIM, HELIX] {
        run(async {
            let (first, second) = (Folder::new(&[("a.go", BAD)]), Folder::new(&[("a.go", BAD)]));
            let mut client = Client::connect(profile);
            let hint = json!({"levels": {"bad-name": "hint"}});
            client.folder_settings.insert(second.uri(""), hint);
            client.start_in(&[&first, &second]).await;
            let severity =
                |wanted: i32| move |it: &Value| it["diagnostics"][0]["severity"] == wanted;
            client.published_as(&first.uri("a.go"), severity(2)).await;
            client.published_as(&second.uri("a.go"), severity(4)).await;
            client.folder_settings.insert(first.uri(""), json!({"levels": {"bad-name": "error"}}));
            client.notify("workspace/didChangeConfiguration", json!({"settings": null})).await;
            client.published_as(&first.uri("a.go"), severity(1)).await;
        });
    }
}
