//! The grammars' parsers are the ones that their sources generate, and read all of Go.

use std::path::{Path, PathBuf};

use crate::tools::{go_files, go_sources, read, repository, run, tool, write};

#[test]
fn the_go_parser_is_the_one_that_its_grammar_generates() {
    check_generated("grammars/tree-sitter-go");
}

#[test]
fn the_module_parser_is_the_one_that_its_grammar_generates() {
    check_generated("grammars/tree-sitter-gomod");
}

/// Generates the parser anew, elsewhere, and compares.
fn check_generated(grammar: &str) {
    let folder = repository().join(grammar);
    let elsewhere = tempfile::tempdir().expect("a temporary folder");
    let copied = ["grammar.js", "tree-sitter.json", "package.json", "package-lock.json", ".npmrc"];
    for name in copied {
        let Some(text) = folder.join(name).is_file().then(|| read(&folder.join(name))) else {
            continue;
        };
        write(&elsewhere.path().join(name), &text.expect("a grammar's files are UTF-8"));
    }
    if folder.join("package-lock.json").is_file() {
        run(tool("npm").args(["ci", "--ignore-scripts", "--no-audit"]).current_dir(&elsewhere));
    }
    run(tool("tree-sitter").arg("generate").current_dir(&elsewhere));
    for name in ["parser.c", "grammar.json", "node-types.json"] {
        let path = Path::new("src").join(name);
        let is_same = read(&folder.join(&path)) == read(&elsewhere.path().join(&path));
        assert!(
            is_same,
            "{grammar}/src/{name} is stale: run `npm ci && tree-sitter generate` there"
        );
    }
}

#[test]
fn all_of_go_parses_without_an_error() {
    let files = go_files(&go_sources());
    assert!(files.len() > 5000, "only {} files below GOROOT/src", files.len());
    let is_broken = |path: &&PathBuf| {
        let text = read(path).filter(|text| text.len() <= syntax::go::LARGEST_PARSED);
        text.is_some_and(|text| !syntax::go::parse(&text).is_complete)
    };
    let broken: Vec<_> = files.iter().filter(is_broken).collect();
    assert!(broken.is_empty(), "{} of {} files: {broken:#?}", broken.len(), files.len());
}
