//! House rules that a machine can check.

use std::collections::BTreeSet;

use crate::repository::{expect_none, files, paths, root};

/// Files that were too long when the rule came. May only shrink.
const LONG_FILES: &[&str] = &[];

#[test]
fn every_rust_file_says_what_it_is_for() {
    let files = files();
    let rust = files.iter().filter(|file| file.is_rust());
    let headless = rust.filter(|file| !file.text.starts_with("//! "));
    let list: Vec<String> = headless.map(|file| file.path.clone()).collect();
    expect_none(&list, "a file starts with `//! ` and a sentence");
}

#[test]
fn lines_are_short() {
    let mut complaints = Vec::new();
    for file in files().iter().filter(|file| file.is_rust() && !file.is_generated()) {
        for (index, line) in file.text.lines().enumerate() {
            // Nobody breaks an address, and rustfmt breaks no string.
            let is_in_string = line.contains(['"', '`']) || line.ends_with('\\');
            let may_be_long = line.contains("https://") || is_in_string;
            if line.chars().count() > 100 && !may_be_long {
                complaints.push(format!("{}:{}", file.path, index + 1));
            }
        }
    }
    expect_none(&complaints, "a line has at most 100 columns");
}

#[test]
fn files_are_short() {
    let mut complaints = Vec::new();
    for file in files().iter().filter(|file| file.is_rust() && !file.is_generated()) {
        let lines = file.text.lines().count();
        let is_listed = LONG_FILES.contains(&file.path.as_str());
        if lines > 400 && !is_listed {
            complaints.push(format!("{}: {lines} lines: split it by topic", file.path));
        } else if lines <= 400 && is_listed {
            complaints.push(format!("{}: short enough now: take it off the list", file.path));
        }
    }
    expect_none(&complaints, "a file has at most 400 lines");
}

#[test]
fn nothing_is_left_to_do() {
    let words = [concat!("FIX", "ME"), concat!("TO", "DO"), concat!("XX", "X")];
    let mut complaints = Vec::new();
    for file in files().iter().filter(|file| !file.is_generated()) {
        for (index, line) in file.text.lines().enumerate() {
            let found = words.iter().find(|word| {
                let mut parts = line.split(|c: char| !c.is_ascii_alphanumeric());
                parts.any(|part| part == **word)
            });
            if let Some(word) = found {
                complaints.push(format!("{}:{}: {word}", file.path, index + 1));
            }
        }
    }
    expect_none(&complaints, "what is left to do stands in the issue tracker");
}

#[test]
fn lines_end_cleanly() {
    let mut complaints = Vec::new();
    // rustfmt looks after Rust.
    let ours = [".toml", ".lua", ".js", ".yml", ".json"];
    for file in files().iter().filter(|file| !file.is_generated()) {
        if !ours.iter().any(|ending| file.path.ends_with(ending)) {
            continue;
        }
        let is_clean = |line: &str| !line.ends_with([' ', '\t', '\r']);
        if let Some(index) = file.text.split('\n').position(|line| !is_clean(line)) {
            complaints.push(format!("{}:{}", file.path, index + 1));
        }
        if !file.text.is_empty() && !file.text.ends_with('\n') {
            complaints.push(format!("{}: no line feed at the end", file.path));
        }
    }
    expect_none(&complaints, "no blanks at the end of a line");
}

#[test]
fn the_top_level_is_small() {
    let folders = ["server", "editors", "grammars", "tests", "docs"];
    let tops = paths().into_iter().filter_map(|(path, _)| Some(path.split_once('/')?.0.to_owned()));
    let odd: BTreeSet<String> =
        tops.filter(|top| !top.starts_with('.') && !folders.contains(&top.as_str())).collect();
    expect_none(&odd.into_iter().collect::<Vec<_>>(), "no other folder on the top level");
    for name in ["Cargo.toml", "README.md", "LICENSE-MIT", "LICENSE-APACHE", "ARCHITECTURE.md"] {
        assert!(root().join(name).is_file(), "{name} stands on the top level");
    }
}

#[test]
fn no_file_is_large() {
    let is_large = |(path, size): &(String, u64)| *size > 200_000 && !path.ends_with("/parser.c");
    let large = paths().into_iter().filter(is_large);
    let list: Vec<String> = large.map(|(path, size)| format!("{path}: {size} bytes")).collect();
    expect_none(&list, "a file has at most 200 kB");
}

#[test]
fn no_path_of_a_developers_machine() {
    let places = [concat!("/wo", "rk/"), concat!("/ro", "ot/")];
    let mut complaints = Vec::new();
    for file in files() {
        for (index, line) in file.text.lines().enumerate() {
            if places.iter().any(|place| is_path_in(line, place)) {
                complaints.push(format!("{}:{}", file.path, index + 1));
            }
        }
    }
    expect_none(&complaints, "no path of one machine");
}

/// Whether the line holds a path below that place.
fn is_path_in(line: &str, place: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || "._-/}*".contains(c);
    line.match_indices(place).any(|(at, _)| {
        let below = &line[at + place.len()..];
        !line[..at].ends_with(is_part) && below.starts_with(char::is_alphanumeric)
    })
}

#[test]
fn derived_files_are_current() {
    let mut complaints = Vec::new();
    for derived in xtask::derived::all(&xtask::root()).expect("the repository is complete") {
        if xtask::derived::read(&root().join(derived.path)).ok() != Some(derived.text) {
            complaints.push(format!("{}: cargo xtask generate {}", derived.path, derived.what));
        }
    }
    expect_none(&complaints, "stale");
}
