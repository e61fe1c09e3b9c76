//! Facts of Go files equal what go/parser reads, over all of Go's own sources.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;
use syntax::go::{self, GoFile};

use crate::tools::{go_sources, read, repository, run, tool};

/// What differs between the facts of a file and go/parser's.
fn differences(text: &str, expected: &Value) -> Vec<String> {
    let facts = go::parse(text);
    let header = go::parse_header(text);
    let mut differences = Vec::new();
    let mut compare = |what: &str, ours: String, theirs: String| {
        if ours != theirs {
            differences.push(format!("{what}:\n  ours   {ours}\n  theirs {theirs}"));
        }
    };
    let package = header.package.as_ref().map(|name| &*name.text).unwrap_or_default();
    compare("package", package.into(), string(&expected["package"]));
    compare(
        "imports",
        imports(text, &header),
        listed(&expected["imports"], |import| {
            let (name, path) = (string(&import["name"]), string(&import["path"]));
            format!("{name} {path}@{} {}", import["offset"], string(&import["preamble"]))
        }),
    );
    compare("generated", facts.is_generated.to_string(), expected["generated"].to_string());
    if facts.is_complete {
        compare(
            "declarations",
            declarations(&facts),
            listed(&expected["declarations"], |found| {
                let (name, kind) = (string(&found["name"]), string(&found["kind"]));
                let receiver = string(&found["receiver"]);
                format!("{kind} {receiver} {name}@{} {}", found["offset"], found["has_body"])
            }),
        );
    }
    if facts.is_complete && facts.uses.is_some() {
        let (missing, extra) = uses(&facts, expected);
        let quote =
            |at: usize| format!("{at} {:?}", &text[at..(at + 20).min(text.len())].lines().next());
        compare("uses missed", String::new(), missing.into_iter().map(quote).collect());
        compare("uses invented", extra.into_iter().map(quote).collect(), String::new());
    }
    differences
}

fn string(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn listed(values: &Value, format: impl Fn(&Value) -> String) -> String {
    let values = values.as_array().map(Vec::as_slice).unwrap_or_default();
    values.iter().map(format).collect::<Vec<_>>().join("\n")
}

fn imports(text: &str, header: &go::Header) -> String {
    let format = |import: &go::Import| {
        let name = import.name.as_ref().map(|name| &*name.text).unwrap_or_default();
        let preamble = header.preambles.iter().find(|found| found.import == import.path.span);
        let comment = preamble.and_then(|preamble| preamble.comment);
        let comment = comment.map(|span| &text[span.range()]).unwrap_or_default();
        format!("{name} {}@{} {comment}", import.path.text, import.path.span.start)
    };
    header.imports.iter().map(format).collect::<Vec<_>>().join("\n")
}

fn declarations(facts: &GoFile) -> String {
    let format = |found: &go::Declaration| {
        let receiver = found.receiver.as_deref().unwrap_or_default();
        let (kind, name) = (found.kind, &found.name);
        format!("{kind:?} {receiver} {name}@{} {}", name.span.start, found.has_body)
    };
    facts.declarations.iter().map(format).collect::<Vec<_>>().join("\n")
}

/// The offsets of the uses that we lack, and of those that go/parser does not know. Keys of
/// composite literals are left to us: go/parser does not tell whether they are fields.
fn uses(facts: &GoFile, expected: &Value) -> (BTreeSet<usize>, BTreeSet<usize>) {
    let offsets = |value: &Value| -> BTreeSet<usize> {
        let values = value.as_array().map(Vec::as_slice).unwrap_or_default();
        values.iter().filter_map(|offset| usize::try_from(offset.as_u64()?).ok()).collect()
    };
    let ours: BTreeSet<usize> = facts
        .uses()
        .iter()
        .map(|found| found.package.as_ref().unwrap_or(&found.name).span.range().start)
        .collect();
    let theirs = offsets(&expected["unresolved"]);
    let keys = offsets(&expected["keys"]);
    let extra = ours.difference(&theirs).copied().filter(|offset| !keys.contains(offset));
    (theirs.difference(&ours).copied().collect(), extra.collect())
}

#[test]
fn facts_equal_those_of_go_parser() {
    let program = repository().join("tests/tools/programs/go_facts.go");
    let lines = run(tool("go").arg("run").arg(program).arg(go_sources()));
    let (mut files, mut failures) = (0, Vec::new());
    for line in lines.lines() {
        let expected: Value = serde_json::from_str(line).expect("the program prints JSON");
        let path = string(&expected["path"]);
        let Some(text) = read(Path::new(&path)) else { continue };
        files += 1;
        let found = differences(&text, &expected);
        failures.extend(found.into_iter().map(|difference| format!("{path}: {difference}")));
    }
    assert!(files > 5000, "only {files} files below GOROOT/src");
    assert!(
        failures.is_empty(),
        "{} of {files} files:\n{}",
        failures.len(),
        failures[..failures.len().min(20)].join("\n")
    );
}
