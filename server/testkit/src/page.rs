//! The code blocks of a rule's page, which are executed as fixtures.
//!
//! A fence's first word is the language, its second may name the file:
//! `go kill_windows.go`. Without a name, `go` is `page.go`, `gomod` is `go.mod` and `gowork` is `go.work`; `txtar` holds several files.
//! Blocks of other languages are left alone. A Go block without a package clause gets one.

use crate::{Archive, File};

/// One block that is executed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The line of its fence, from 1.
    pub number: usize,
    /// Its files. A module `example.com/m` is theirs unless they bring a go.mod.
    pub archive: Archive,
}

/// The blocks of a page that are executed, in order.
pub fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<(usize, &str, String)> = None;
    for (index, line) in page.split_inclusive('\n').enumerate() {
        match (&mut open, line.trim_end().strip_prefix("```")) {
            (None, Some(info)) => open = Some((index + 1, info.trim(), String::new())),
            (None, None) => {}
            (Some((_, _, text)), None) => text.push_str(line),
            (Some((number, info, text)), Some(_)) => {
                let archive = archive(info, std::mem::take(text));
                blocks.extend(archive.map(|archive| Block { number: *number, archive }));
                open = None;
            }
        }
    }
    blocks
}

fn archive(info: &str, text: String) -> Option<Archive> {
    let mut words = info.split_whitespace();
    let (language, name) = (words.next()?, words.next());
    let (name, text) = match language {
        "go" => (name.unwrap_or("page.go"), with_package(text)),
        "gomod" | "go.mod" => (name.unwrap_or("go.mod"), text),
        "gowork" | "go.work" => (name.unwrap_or("go.work"), text),
        "txtar" => ("", text),
        _ => return None,
    };
    let mut archive = match name {
        "" => Archive::parse(&text),
        name => {
            Archive { comment: String::new(), files: vec![File { name: name.to_owned(), text }] }
        }
    };
    if archive.file("go.mod").is_none() && archive.file("go.work").is_none() {
        let text = "module example.com/m\n\ngo 1.27\n".to_owned();
        archive.files.push(File { name: "go.mod".to_owned(), text });
    }
    Some(archive)
}

fn with_package(text: String) -> String {
    let has_clause = text.lines().any(|line| line.starts_with("package "));
    if has_clause { text } else { format!("package p\n\n{text}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_blocks() {
        let page = "# x\n\n```go\nfunc f() {}\n```\n\n```sh\nls\n```\n```gomod\nmodule m\n```\n\
                    ```txtar\n-- a/b.go --\npackage b\n```\n```go k_windows.go\npackage k\n```\n";
        let blocks = blocks(page);
        let numbers: Vec<_> = blocks.iter().map(|block| block.number).collect();
        assert_eq!(numbers, [3, 10, 13, 17]);
        assert_eq!(blocks[0].archive.file("page.go"), Some("package p\n\nfunc f() {}\n"));
        assert!(blocks[0].archive.file("go.mod").is_some());
        assert_eq!(blocks[1].archive.files.len(), 1);
        assert_eq!(blocks[2].archive.file("a/b.go"), Some("package b\n"));
        assert_eq!(blocks[3].archive.file("k_windows.go"), Some("package k\n"));
    }
}
