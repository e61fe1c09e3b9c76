//! Predicted beside actual, with the real go command, where packages cannot even be loaded.
#![expect(clippy::disallowed_methods, reason = "these tests exist to start tools and read files")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::editors::anyport_binary;
use crate::tools::{go_root, repository, run, write};

/// The report of a matrix in that folder.
fn matrix(folder: &Path, memory: &Path, arguments: &[&str]) -> Value {
    let mut command = Command::new(anyport_binary());
    command.args(["matrix", "--format=json", "--fail-on=never"]).args(arguments);
    for variable in ["GOFLAGS", "GOOS", "GOARCH", "GOEXPERIMENT", "CGO_ENABLED"] {
        command.env_remove(variable);
    }
    command.current_dir(folder).env("GOROOT", go_root());
    command.envs([("GOENV", "off"), ("GOWORK", "off"), ("GOPROXY", "off")]);
    let said = run(command.env("ANYPORT_CACHE_DIR", memory));
    serde_json::from_str(&said).expect("JSON")
}

/// `port package: state`, with the rules that predicted its errors.
fn cells(report: &Value) -> Vec<String> {
    let list = |value: &Value| value.as_array().expect("a list").clone();
    let mut cells = Vec::new();
    for port in list(&report["ports"]) {
        for package in list(&port["packages"]) {
            let errors = list(&package["errors"]);
            let rules: Vec<&str> =
                errors.iter().map(|it| it["predicted_by"].as_str().unwrap_or("nothing")).collect();
            let text = |value: &Value| value.as_str().expect("a string").to_owned();
            let (target, name) = (text(&port["target"]), text(&package["package"]));
            cells.push(format!("{target} {name}: {} {rules:?}", text(&package["state"])));
        }
    }
    cells
}

#[test]
fn what_a_program_that_cannot_be_loaded_imports_is_built_all_the_same() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let module = folder.path().join("m");
    for (name, text) in [
        (
            "go.mod",
            "module example.com/m\n\ngo 1.24\n\nrequire example.com/gone v1.0.0\n\n\
             replace example.com/gone => ./gone\n",
        ),
        (
            "main.go",
            "package main\n\nimport (\n\t_ \"example.com/gone\"\n\t_ \"example.com/m/bad\"\n\
             \t_ \"example.com/m/good\"\n)\n\nfunc main() {}\n",
        ),
        ("bad/bad.go", "package bad\n\nvar _ = kind\n"),
        ("bad/kind_linux.go", "package bad\n\nconst kind = 1\n"),
        ("good/good.go", "package good\n"),
    ] {
        let path = module.join(name);
        fs::create_dir_all(path.parent().expect("it has a folder")).expect("folders");
        write(&path, text);
    }
    let ports = ["--cgo=off", "--targets=linux/amd64,windows/amd64"];
    let report = matrix(&module, &folder.path().join("memory"), &ports);
    assert_eq!(
        cells(&report),
        [
            r#"linux/amd64 example.com/m: failed ["replace-local-path"]"#,
            "linux/amd64 example.com/m/bad: built []",
            "linux/amd64 example.com/m/good: built []",
            r#"windows/amd64 example.com/m: failed ["replace-local-path"]"#,
            r#"windows/amd64 example.com/m/bad: failed ["unavailable-symbol"]"#,
            "windows/amd64 example.com/m/good: built []",
        ]
    );
    assert_eq!(report["disagreements"], 0);
}

#[test]
fn the_module_of_the_demo_breaks_as_it_is_predicted() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let module = folder.path().join("m");
    copy(&repository().join("server/cli/demo"), &module);
    let report = matrix(&module, &folder.path().join("memory"), &[]);
    assert_eq!(report["disagreements"], 0, "{:#?}", cells(&report));
    let ports = report["ports"].as_array().expect("ports").iter();
    let packages = ports.flat_map(|port| port["packages"].as_array().expect("packages"));
    let errors = packages.flat_map(|package| package["errors"].as_array().expect("errors"));
    let rules: BTreeSet<&str> = errors.filter_map(|error| error["predicted_by"].as_str()).collect();
    assert_eq!(
        Vec::from_iter(rules),
        [
            "c-files-without-cgo",
            "cgo-flag-rejected",
            "cgo-in-test",
            "duplicate-declaration",
            "missing-body",
            "missing-main",
            "replace-local-path",
            "unavailable-package",
            "unavailable-symbol",
        ]
    );
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("it is there").flatten() {
        let (path, copied) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &copied);
        } else {
            fs::copy(&path, &copied).expect("a copy");
        }
    }
}
