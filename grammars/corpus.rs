//! Runs a grammar's `test/corpus/*.txt`, the format of `tree-sitter test`, without node.

use std::path::Path;

use tree_sitter::{Parser, TreeCursor};

/// One case: a name between lines of `=`, source, a line of `-`, the tree.
struct Case<'a> {
    name: &'a str,
    source: &'a str,
    tree: String,
}

fn is_ruler(line: &str, character: char) -> bool {
    line.len() >= 3 && line.trim_end().chars().all(|c| c == character)
}

/// The byte ranges of the rulers of a file, in order.
fn rulers(text: &str, character: char) -> Vec<(usize, usize)> {
    let mut offset = 0;
    let mut found = Vec::new();
    for line in text.split_inclusive('\n') {
        if is_ruler(line, character) {
            found.push((offset, offset + line.len()));
        }
        offset += line.len();
    }
    found
}

fn cases(text: &str) -> Vec<Case<'_>> {
    let headers = rulers(text, '=');
    assert!(headers.len().is_multiple_of(2), "a case's name stands between two rulers");
    let starts: Vec<_> = headers.chunks(2).collect();
    let end = |index: usize| starts.get(index + 1).map_or(text.len(), |next| next[0].0);
    starts
        .iter()
        .enumerate()
        .map(|(index, ruler)| {
            let body = &text[ruler[1].1..end(index)];
            let (dash_start, dash_end) = *rulers(body, '-').last().expect("a line of dashes");
            let tree = body[dash_end..].split_whitespace().collect::<Vec<_>>().join(" ");
            // As the CLI does: the line breaks around the source are not part of it.
            let source = &body[..dash_start];
            let source = source.strip_prefix('\n').unwrap_or(source);
            let source = source.strip_suffix('\n').unwrap_or(source);
            let name = text[ruler[0].1..ruler[1].0].trim();
            Case { name, source, tree: tree.replace(" )", ")") }
        })
        .collect()
}

/// The named nodes with their fields, as the CLI writes them.
fn tree(source: &str) -> String {
    let mut parser = Parser::new();
    parser.set_language(&super::LANGUAGE.into()).expect("a language of this runtime's version");
    let tree = parser.parse(source, None).expect("no time limit is set");
    let mut out = String::new();
    let mut cursor = tree.walk();
    loop {
        open(&cursor, &mut out);
        if cursor.goto_first_child() {
            continue;
        }
        loop {
            if cursor.node().is_named() || cursor.node().is_missing() {
                out.push(')');
            }
            if cursor.goto_next_sibling() {
                break;
            }
            if !cursor.goto_parent() {
                return out;
            }
        }
    }
}

fn open(cursor: &TreeCursor<'_>, out: &mut String) {
    let node = cursor.node();
    if !node.is_named() && !node.is_missing() {
        return;
    }
    if !out.is_empty() {
        out.push(' ');
    }
    if let Some(field) = cursor.field_name() {
        out.push_str(field);
        out.push_str(": ");
    }
    out.push('(');
    if node.is_missing() {
        out.push_str("MISSING ");
    }
    out.push_str(node.kind());
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a grammar's corpus belongs to the grammar")]
fn every_case_parses_as_it_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("test/corpus");
    let mut count = 0;
    for entry in std::fs::read_dir(&folder).expect("the corpus") {
        let path = entry.expect("an entry of the corpus").path();
        let text = std::fs::read_to_string(&path).expect("a file of the corpus");
        for case in cases(&text) {
            assert_eq!(tree(case.source), case.tree, "{}: {}", path.display(), case.name);
            count += 1;
        }
    }
    assert!(count > 0, "no case in {}", folder.display());
}
