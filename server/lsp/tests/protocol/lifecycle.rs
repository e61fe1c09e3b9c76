//! From `initialize` to the end.

use serde_json::{Value, json};

use crate::client::{Client, Folder, HELIX, MINIMAL, NEOVIM, VSCODE, actions_params, run, run_all};

#[test]
fn initialize_answers_with_what_the_client_can_do() {
    for (profile, encoding) in
        [(VSCODE, "utf-16"), (NEOVIM, "utf-8"), (HELIX, "utf-8"), (MINIMAL, "utf-16")]
    {
        run(async {
            let folder = Folder::new(&[]);
            let mut client = Client::connect(profile);
            let answer = client.start(Some(&folder)).await;
            assert_eq!(answer["serverInfo"], json!({"name": "anyport", "version": "test"}));
            let capabilities = &answer["capabilities"];
            assert_eq!(capabilities["positionEncoding"], encoding);
            assert_eq!(capabilities["textDocumentSync"]["change"], 2);
            assert_eq!(capabilities["diagnosticProvider"], Value::Null, "push, never both");
            assert_eq!(capabilities["codeActionProvider"].is_object(), profile != MINIMAL);
        });
    }
}

#[test]
fn exit_ends_the_server_while_its_input_stays_open() {
    run_all(async |profile| {
        let folder = Folder::new(&[]);
        let mut client = Client::open_folder(profile, &folder).await;
        assert_eq!(client.request("shutdown", Value::Null).await, Value::Null);
        client.notify("exit", Value::Null).await;
        assert_eq!(client.exit_code().await, 0);
    });
}

#[test]
fn an_end_without_shutdown_is_a_failure() {
    run_all(async |profile| {
        let folder = Folder::new(&[]);
        let mut client = Client::open_folder(profile, &folder).await;
        client.notify("exit", Value::Null).await;
        assert_eq!(client.exit_code().await, 1);

        let mut client = Client::open_folder(profile, &folder).await;
        client.hang_up().await;
        assert_eq!(client.exit_code().await, 1);

        let mut client = Client::connect(profile);
        client.hang_up().await;
        assert_eq!(client.exit_code().await, 1);
    });
}

#[test]
fn the_end_of_the_input_after_shutdown_is_none() {
    run(async {
        let mut client = Client::open_folder(VSCODE, &Folder::new(&[])).await;
        client.request("shutdown", Value::Null).await;
        client.hang_up().await;
        assert_eq!(client.exit_code().await, 0);
    });
}

#[test]
fn requests_out_of_turn_are_refused() {
    run(async {
        let mut client = Client::connect(VSCODE);
        let actions = || actions_params("file:///m/a.go", &json!({"diagnostics": []}));
        let code = |response: Value| response["error"]["code"].clone();

        let id = client.ask("textDocument/codeAction", actions()).await;
        assert_eq!(code(client.response(id).await), -32002);
        client.start(None).await;
        let again = client.initialize.clone();
        let id = client.ask("initialize", again).await;
        assert_eq!(code(client.response(id).await), -32600);
        let id = client.ask("anyport/unheard", json!({})).await;
        assert_eq!(code(client.response(id).await), -32601);
        client.notify("$/unheard", json!({})).await;
        client.request("shutdown", Value::Null).await;
        let id = client.ask("textDocument/codeAction", actions()).await;
        assert_eq!(code(client.response(id).await), -32600);
    });
}

#[test]
fn a_single_file_without_a_folder_is_served() {
    run_all(async |profile| {
        let folder = Folder::new(&[]);
        let mut client = Client::connect(profile);
        client.start(None).await;
        let uri = folder.uri("a.go");
        client.open(&uri, "package m\n\nvar bad int\n").await;
        assert_eq!(client.diagnostics(&uri, 1).await.len(), 1);
    });
}
