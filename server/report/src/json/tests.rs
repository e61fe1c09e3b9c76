//! The contract, as programs read it.

use expect_test::{expect, expect_file};
use project::FilePath;
use rules::{Applicability, Edit, Fix, Predicts};
use serde_json::Value;

use super::{json, json_schema};
use crate::Checked;
use crate::testing::{Made, ROOT, made, targets};

/// One finding with everything, in a text with multi-byte characters and CRLF line ends.
fn full() -> Made {
    let mut made =
        made(&[("a.go", "package m\r\n\r\nvar ü, bad = 1,\r\n\t2\r\n"), ("b.go", "x\n")]);
    let root = FilePath::new(ROOT);
    let related = made.related("b.go", "x", "here");
    let mut fixes = vec![made.fix("a.go", "bad", "good")];
    fixes.push(Fix {
        title: "Rename".into(),
        applicability: Applicability::Manual,
        edits: vec![
            Edit::Create { path: root.join("c.go"), text: "package m\n".into() },
            Edit::Rename { path: root.join("a.go"), to: root.join("a_linux.go") },
        ],
    });
    let end = made.span("a.go", "2\r").start + 1;
    let finding = made.add("a.go", "bad", "message");
    finding.span.end = end;
    finding.predicts = Predicts::BuildError;
    finding.targets = targets(&["windows/amd64"]);
    finding.why = "why".into();
    finding.related = vec![related];
    finding.fixes = fixes;
    made
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

#[test]
fn a_finding_has_all_fields_of_the_contract() {
    let text = full().tell(json);
    let finding = &text[text.find("\"findings\"").expect("it is there")..];
    let finding = &finding[..finding.find("\n  ],").expect("it ends")];
    expect![[r#"
        "findings": [
            {
              "rule": "some-rule",
              "predicts": "build-error",
              "level": "warning",
              "path": "a.go",
              "line": 3,
              "column": 9,
              "end_line": 4,
              "end_column": 3,
              "message": "message",
              "why": "why",
              "targets": [
                "windows/amd64",
                "windows/amd64+cgo"
              ],
              "cause": "c1",
              "related": [
                {
                  "path": "b.go",
                  "line": 1,
                  "column": 1,
                  "end_line": 1,
                  "end_column": 2,
                  "message": "here"
                }
              ],
              "fixes": [
                {
                  "title": "Write `good`",
                  "applicability": "safe",
                  "edits": [
                    {
                      "path": "a.go",
                      "start": [
                        3,
                        9
                      ],
                      "end": [
                        3,
                        12
                      ],
                      "text": "good"
                    }
                  ]
                },
                {
                  "title": "Rename",
                  "applicability": "manual",
                  "edits": [
                    {
                      "path": "c.go",
                      "create": true,
                      "text": "package m\n"
                    },
                    {
                      "path": "a.go",
                      "rename": "a_linux.go"
                    }
                  ]
                }
              ]
            }"#]]
    .assert_eq(finding);
}

#[test]
fn the_rest_says_what_was_judged() {
    let mut value = parsed(&full().tell(json));
    assert_eq!(value["targets"][0], "linux/amd64");
    assert_eq!(value["ports"][0]["verdict"], "excluded");
    for list in ["findings", "ports", "targets"] {
        value[list] = Value::Null;
    }
    expect![[r#"
        {
          "findings": null,
          "modules": [
            {
              "dir": ".",
              "path": null
            }
          ],
          "ports": null,
          "stats": {
            "files": 0,
            "outlined": 0,
            "packages": 0,
            "parsed": 0,
            "seconds": 0.25
          },
          "targets": null,
          "version": 1
        }
    "#]]
    .assert_eq(&format!("{value:#}\n"));
}

#[test]
fn several_workspaces_become_one_object() {
    let (first, second) = (full(), full());
    let text = |path: &FilePath| first.text(path);
    let mut other = second.snapshot.clone();
    let mut inputs = (*other.inputs).clone();
    inputs.root = FilePath::new("/home/me/other");
    other.inputs = inputs.into();
    let checked =
        |snapshot| Checked { snapshot, findings: &first.findings, text: &text, seconds: 0.5 };
    let value = parsed(&json(&[checked(&first.snapshot), checked(&other)]));
    let causes: Vec<&Value> =
        value["findings"].as_array().expect("a list").iter().map(|it| &it["cause"]).collect();
    assert_eq!(causes, ["c1", "c2"]);
    assert_eq!(value["findings"][0]["path"], "m/a.go", "from the folder of both");
    assert_eq!(value["stats"]["seconds"], 1.0);
    assert_eq!(value["ports"].as_array().map(Vec::len), value["targets"].as_array().map(Vec::len));
}

/// `UPDATE_EXPECT=1 cargo test -p report` writes it anew.
#[test]
fn the_committed_schema_is_current() {
    expect_file!["../../../../docs/check.schema.json"].assert_eq(&format!("{:#}\n", json_schema()));
}
