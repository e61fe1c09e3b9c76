//! Where files are built: the join's answer for all of GOROOT/src is the go command's.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use platform::{Port, Target};
use project::{Facts, FilePath, Inputs, Listing, Snapshot, is_go_file_name};
use serde_json::Value;

use crate::tools::{go_sources, run, tool};

/// Ports, and whether cgo can be on there.
const PORTS: [(&str, &str); 8] = [
    ("linux", "amd64"),
    ("windows", "386"),
    ("darwin", "arm64"),
    ("android", "arm"),
    ("illumos", "amd64"),
    ("openbsd", "riscv64"),
    ("plan9", "386"),
    ("js", "wasm"),
];

fn go(dir: &str, target: Target, arguments: &[&str]) -> String {
    let mut command = tool("go");
    command.args(arguments).current_dir(dir).envs([("GOFLAGS", ""), ("GOWORK", "off")]);
    command.env("GOOS", target.port.os()).env("GOARCH", target.port.arch());
    run(command.env("CGO_ENABLED", if target.cgo { "1" } else { "0" }))
}

/// Per folder, the files that the go command builds and those that it leaves out.
type Files = BTreeMap<String, (BTreeSet<String>, BTreeSet<String>)>;

fn listed_by_go(dir: &str, target: Target) -> Files {
    let fields = "Dir,GoFiles,CgoFiles,TestGoFiles,XTestGoFiles,IgnoredGoFiles";
    let output = go(dir, target, &["list", "-e", &format!("-json={fields}"), "./..."]);
    let packages = serde_json::Deserializer::from_str(&output).into_iter::<Value>();
    let mut files = Files::new();
    for package in packages.map(Result::unwrap) {
        let names = |field: &str| {
            let names = package[field].as_array().into_iter().flatten();
            names.map(|name| name.as_str().unwrap().to_owned()).collect::<BTreeSet<_>>()
        };
        let built =
            ["GoFiles", "CgoFiles", "TestGoFiles", "XTestGoFiles"].into_iter().flat_map(names);
        // The go command names files that it passes over too.
        let ignored = names("IgnoredGoFiles").into_iter().filter(|name| is_go_file_name(name));
        let dir = FilePath::new(package["Dir"].as_str().unwrap());
        files.insert(dir.to_string(), (built.collect(), ignored.collect()));
    }
    files
}

fn snapshot(root: &FilePath) -> Snapshot {
    let listings: BTreeMap<_, _> = disk::walk(&disk::Disk, root, &[]).into_iter().collect();
    let mut inputs = Inputs::new(root.clone());
    let text = |path: &FilePath| disk::read_text(path, u64::MAX).unwrap();
    let go_mod = root.child("go.mod");
    let facts = syntax::go_mod::parse(&text(&go_mod));
    inputs.files.insert(go_mod, Facts::GoMod(Arc::new(facts)));
    for (dir, listing) in &listings {
        for name in Listing::go_files(listing) {
            let path = dir.child(name);
            let header = syntax::go::parse_header(&text(&path));
            inputs.files.insert(path, Facts::Header(Arc::new(header)));
        }
    }
    inputs.listings = Arc::new(listings);
    Snapshot::join(Arc::new(inputs), None).unwrap()
}

fn listed_by_us(snapshot: &Snapshot, target: Target) -> Files {
    let mut files = Files::new();
    for package in snapshot.packages.iter().filter(|package| package.is_own) {
        let (built, ignored) = files.entry(package.dir.to_string()).or_default();
        for file in &package.files {
            let is_built = file.built_for.contains(target);
            if is_built { &mut *built } else { &mut *ignored }.insert(file.path.name().to_owned());
        }
    }
    // Patterns do not match packages without a file, nor the one that documents predeclared names.
    files.retain(|dir, (built, _)| !built.is_empty() && !dir.ends_with("/src/builtin"));
    files
}

fn agrees_below(folder: &str) {
    let sources = go_sources();
    let root = FilePath::new(sources.to_str().unwrap()).join(folder);
    let snapshot = snapshot(&root);
    let mut compared = 0;
    for (os, arch) in PORTS {
        let port = Port::find(os, arch).unwrap();
        for target in port.targets().iter() {
            let theirs = listed_by_go(root.as_str(), target);
            let ours = listed_by_us(&snapshot, target);
            for dir in theirs.keys().chain(ours.keys()) {
                assert_eq!(ours.get(dir), theirs.get(dir), "{target}: {dir} (left: ours)");
            }
            compared +=
                theirs.values().map(|(built, ignored)| built.len() + ignored.len()).sum::<usize>();
        }
    }
    // 19,512 and 58,598 in Go 1.27.3.
    assert!(compared > 15_000, "only {compared} answers were compared");
}

#[test]
fn every_file_of_the_standard_library_is_built_where_go_builds_it() {
    agrees_below(".");
}

#[test]
fn every_file_of_the_go_command_is_built_where_go_builds_it() {
    agrees_below("cmd");
}
