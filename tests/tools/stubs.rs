//! Stubs that real Go accepts: formatted, and compiling where the functions were missing.

use std::collections::BTreeMap;
use std::fs;

use project::{CgoMode, Configuration, Environment, FilePath};
use rules::Edit;
use testkit::Archive;
use workspace::{Options, Workspace};

use crate::go::go;
use crate::tools::{run, tool, write};

const PORTS: [(&str, &str); 5] = [
    ("linux", "amd64"),
    ("windows", "amd64"),
    ("darwin", "arm64"),
    ("plan9", "386"),
    ("js", "wasm"),
];

#[test]
fn stubs_are_formatted_and_compile() {
    let scratch = tempfile::tempdir().expect("a temporary folder");
    let root = scratch.path().canonicalize().expect("the temporary folder");
    let archive = Archive::parse(include_str!("stubs/shapes.txtar"));
    for file in &archive.files {
        let path = root.join(&file.name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        write(&path, &file.text);
    }
    run(tool("gofmt").arg("-w").arg(&root));
    let is_sound = |system: &str, architecture: &str| {
        let environment = [("GOOS", system), ("GOARCH", architecture), ("CGO_ENABLED", "0")];
        let output = go(&root, &["vet", "./..."], &environment);
        (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    assert_eq!(is_sound("linux", "amd64"), (true, String::new()));
    assert!(!is_sound("windows", "amd64").0);
    let stubs = stubs(&root);
    let names: Vec<&str> =
        stubs.keys().map(|path| path.rsplit('/').next().unwrap_or(path)).collect();
    let expected =
        ["kinds_other.go", "open_other.go", "shapes_other.go", "system_windows.go", "tty_other.go"];
    assert_eq!(names, expected, "{stubs:#?}");
    for (path, text) in &stubs {
        fs::write(path, text).expect("a free name");
    }
    let unformatted = run(tool("gofmt").arg("-l").arg(&root));
    assert_eq!(unformatted, "", "{stubs:#?}");
    for (system, architecture) in PORTS {
        let (is_sound, said) = is_sound(system, architecture);
        assert!(is_sound, "{system}/{architecture}: {said}\n{stubs:#?}");
    }
    assert!(self::stubs(&root).is_empty());
}

/// The files that the findings offer to create, by path.
fn stubs(root: &std::path::Path) -> BTreeMap<String, String> {
    let options = Options {
        environment: Environment::default(),
        above: Configuration {
            targets: Some(vec!["all".to_owned()]),
            cgo: Some(CgoMode::Off),
            ..Configuration::default()
        },
        below: Configuration::default(),
        rules: rules::hazards::RULES,
        cache: None,
    };
    let path = FilePath::new(root.to_str().expect("a path is text"));
    let workspace = Workspace::load(&path, options, &|_| ()).expect("a module");
    let findings = workspace::check(&workspace).findings;
    let fixes = findings.into_iter().flat_map(|finding| finding.fixes);
    let edits = fixes.flat_map(|fix| fix.edits);
    edits
        .filter_map(|edit| match edit {
            Edit::Create { path, text } => Some((path.to_string(), text)),
            Edit::Replace { .. } | Edit::Rename { .. } => None,
        })
        .collect()
}
