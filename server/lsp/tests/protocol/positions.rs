//! Positions count what was negotiated, in multi-byte text too.

use serde_json::{Value, json};

use crate::client::{Client, Folder, VSCODE, run};

const TEXT: &str = "package m\n\nvar /* ä\u{1F600} */ badä, x int\r\n";

fn with_encodings(encodings: &Value) -> String {
    let mut profile: Value = serde_json::from_str(VSCODE).unwrap();
    profile["capabilities"]["general"]["positionEncodings"] = encodings.clone();
    profile.to_string()
}

fn units(text: &str, encoding: &str) -> usize {
    match encoding {
        "utf-8" => text.len(),
        "utf-16" => text.encode_utf16().count(),
        _ => text.chars().count(),
    }
}

#[test]
fn diagnostics_and_edits_count_alike() {
    for encoding in ["utf-8", "utf-16", "utf-32"] {
        run(async {
            let folder = Folder::new(&[]);
            let mut client =
                Client::open_folder(&with_encodings(&json!([encoding])), &folder).await;
            let uri = folder.uri("a.go");
            client.open(&uri, TEXT).await;
            let diagnostics = client.diagnostics(&uri, 1).await;
            let line = TEXT.lines().nth(2).unwrap();
            let (before, name) = (line.find("bad").unwrap(), "badä");
            let start = units(&line[..before], encoding);
            let range = json!({
                "start": {"line": 2, "character": start},
                "end": {"line": 2, "character": start + units(name, encoding)},
            });
            assert_eq!(diagnostics[0]["range"], range, "{encoding}");
            // The same range, sent back, deletes just the name.
            client.change(&uri, 2, json!([{"range": range, "text": "ok, bad"}])).await;
            let diagnostics = client.diagnostics(&uri, 2).await;
            assert_eq!(diagnostics[0]["range"]["start"]["character"], start + 4, "{encoding}");
            assert_eq!(diagnostics[0]["message"], "`bad` is bad\nnames should be good");
        });
    }
}

#[test]
fn a_client_that_offers_nothing_known_counts_utf_16() {
    for offered in [json!([]), json!(["utf-7"]), json!(null)] {
        run(async {
            let folder = Folder::new(&[]);
            let mut client = Client::connect(&with_encodings(&offered));
            let answer = client.start(Some(&folder)).await;
            assert_eq!(answer["capabilities"]["positionEncoding"], "utf-16");
        });
    }
}
