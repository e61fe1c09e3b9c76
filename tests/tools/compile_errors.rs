//! Predicted compile errors beside those of `go build`, line by line, on six ports.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use platform::Target;
use project::{Configuration, Environment, FilePath};
use regex::Regex;
use rules::Predicts;
use testkit::Archive;
use workspace::{Options, Workspace};

use crate::go::go;
use crate::tools::write;

const PORTS: [&str; 6] =
    ["darwin/arm64", "js/wasm", "linux/386", "linux/amd64", "linux/arm64", "windows/amd64"];

/// A line with an error, on a port.
type Errors = BTreeSet<(String, usize, &'static str)>;

#[test]
fn predictions_are_what_go_build_says() {
    let scratch = tempfile::tempdir().expect("a temporary folder");
    let root = scratch.path().canonicalize().expect("the temporary folder");
    let archive = Archive::parse(include_str!("compile_errors/packages.txtar"));
    for file in &archive.files {
        let path = root.join(&file.name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        write(&path, &file.text);
    }
    let (ours, theirs) = (predicted(&root), said(&root));
    let invented: Vec<_> = ours.difference(&theirs).collect();
    let missed: Vec<_> = theirs.difference(&ours).collect();
    assert!(invented.is_empty() && missed.is_empty(), "not so: {invented:#?}\nmissed: {missed:#?}");
    assert!(theirs.len() > 80, "{} errors", theirs.len());
}

fn predicted(root: &Path) -> Errors {
    let path = FilePath::new(root.to_str().expect("a path is text"));
    let options = Options {
        environment: Environment::default(),
        above: Configuration {
            targets: Some(PORTS.map(str::to_owned).to_vec()),
            cgo: Some(project::CgoMode::Off),
            ..Configuration::default()
        },
        below: Configuration::default(),
        rules: rules::hazards::RULES,
        cache: None,
    };
    let workspace = Workspace::load(&path, options, &|_| ()).expect("a module");
    let mut errors = Errors::new();
    for finding in workspace::check(&workspace).findings {
        let is_error = finding.predicts == Predicts::CompileError || finding.rule == "missing-body";
        let text = workspace.text(&finding.path).expect("the file's text");
        let line = text[..finding.span.range().start].lines().count().max(1);
        let name =
            finding.path.as_str().rsplit_once(root.to_str().expect("text")).expect("inside").1;
        for port in PORTS.into_iter().filter(|_| is_error) {
            let target: Target = port.parse().expect("a port");
            if finding.targets.contains(target) {
                errors.insert((name.trim_start_matches('/').to_owned(), line, port));
            }
        }
    }
    errors
}

fn said(root: &Path) -> Errors {
    let error = Regex::new(r"(?m)^([^\s:]+\.go):(\d+):\d+: (?:.*)$").expect("a pattern");
    let mut errors = Errors::new();
    for port in PORTS {
        let (system, architecture) = port.split_once('/').expect("a port");
        let environment = [("GOOS", system), ("GOARCH", architecture), ("CGO_ENABLED", "0")];
        let output = go(root, &["build", "-gcflags=-e", "./..."], &environment);
        let text = String::from_utf8_lossy(&output.stderr);
        for found in error.captures_iter(&text) {
            let line = found[2].parse().expect("a number");
            errors.insert((found[1].trim_start_matches("./").to_owned(), line, port));
        }
    }
    errors
}
