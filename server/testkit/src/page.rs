//! The code blocks of a rule's page, which are executed as fixtures.
//!
//! A fence's first word is the language, its second may name the file:
//! `go kill_windows.go`. Without a name, `go` is `page.go`, `gomod` is `go.mod` and `gowork` is
//! `go.work`; `txtar` holds several files. Blocks of other languages are left alone. A Go block
//! without a package clause gets one.

use crate::{Archive, File};

/// One block that is executed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The line of its fence, from 1.
    pub number: usize,
    /// Its files. A module `example.com/m` is theirs unless they bring a go.mod.
    pub archive: Archive,
    /// The file that the block is, and what was put before its text; none for an archive.
    file: Option<(String, &'static str)>,
    /// How many lines stand between the fences.
    lines: usize,
    /// The go.mod is not the block's.
    lends_module: bool,
}

const PACKAGE: &str = "package p\n\n";
const MODULE: &str = "module example.com/m\n\ngo 1.27\n";

impl Block {
    /// The page with this block's text made anew from an archive.
    #[must_use]
    pub fn replace(&self, page: &str, archive: &Archive) -> String {
        let text = if let Some((name, before)) = &self.file {
            let text = archive.file(name).unwrap_or_default();
            text.strip_prefix(before).unwrap_or(text).to_owned()
        } else {
            let mut archive = archive.clone();
            archive.files.retain(|file| !(self.lends_module && file.name == "go.mod"));
            archive.to_string()
        };
        let lines: Vec<&str> = page.split_inclusive('\n').collect();
        let (before, rest) = lines.split_at(self.number.min(lines.len()));
        let (_, after) = rest.split_at(self.lines.min(rest.len()));
        before.concat() + &text + &after.concat()
    }
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
                blocks.extend(block(*number, info, text));
                open = None;
            }
        }
    }
    blocks
}

fn block(number: usize, info: &str, text: &str) -> Option<Block> {
    let mut words = info.split_whitespace();
    let (language, name) = (words.next()?, words.next());
    let has_clause = text.lines().any(|line| line.starts_with("package "));
    let file = match language {
        "go" => Some((name.unwrap_or("page.go"), if has_clause { "" } else { PACKAGE })),
        "gomod" | "go.mod" => Some((name.unwrap_or("go.mod"), "")),
        "gowork" | "go.work" => Some((name.unwrap_or("go.work"), "")),
        "txtar" => None,
        _ => return None,
    };
    let mut archive = match file {
        None => Archive::parse(text),
        Some((name, before)) => Archive {
            comment: String::new(),
            files: vec![File { name: name.to_owned(), text: format!("{before}{text}") }],
        },
    };
    let lends_module = archive.file("go.mod").is_none() && archive.file("go.work").is_none();
    if lends_module {
        archive.files.push(File { name: "go.mod".to_owned(), text: MODULE.to_owned() });
    }
    let file = file.map(|(name, before)| (name.to_owned(), before));
    Some(Block { number, archive, file, lines: text.lines().count(), lends_module })
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

    #[test]
    fn replaces_a_block() {
        let page = "a\n```go\nfunc f() {}\n```\nb\n```txtar\n-- b.go --\npackage b\n```\nc\n";
        let found = blocks(page);
        assert_eq!(found[0].replace(page, &found[0].archive), page);
        let mut archive = found[1].archive.clone();
        archive.files[0].text = "package c\n// d\n".to_owned();
        let replaced = found[1].replace(page, &archive);
        assert_eq!(replaced, page.replace("package b\n", "package c\n// d\n"));
    }
}
