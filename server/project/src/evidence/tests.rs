//! What release and CI files mean for packages.

use std::collections::BTreeMap;

use platform::{Release, TargetSet};
use syntax::go;

use super::*;
use crate::{CgoMode, Configuration, Entry, Environment, Judged, Listing, Snapshot, Source};

const ROOT: &str = "/r";

/// A repository in memory: Go files are `package x` with imports, one path a word.
fn joined(files: &[(&str, &str)], change: impl FnOnce(&mut Inputs)) -> Snapshot {
    let root = FilePath::new(ROOT);
    let mut inputs = Inputs::new(root.clone());
    inputs.repository = Some(root.clone());
    inputs.environment = Environment { host: Port::find("linux", "amd64"), ..inputs.environment };
    let mut folders: BTreeMap<FilePath, BTreeMap<Box<str>, Entry>> = BTreeMap::new();
    for (name, text) in files {
        let path = root.join(name);
        let facts = if crate::is_go_file_name(path.name()) {
            let mut source = "package x\n".to_owned();
            for path in text.split_whitespace() {
                source.extend(["import _ \"", path, "\"\n"]);
            }
            Facts::Go(Arc::new(go::parse(&source)))
        } else if *name == "go.mod" || name.ends_with("/go.mod") {
            Facts::GoMod(Arc::new(syntax::go_mod::parse(text)))
        } else if name.contains("goreleaser") {
            syntax::goreleaser::parse(text).into()
        } else {
            syntax::workflow::parse(text).into()
        };
        inputs.files.insert(path.clone(), facts);
        let mut below = path;
        while let Some(dir) = below.parent().filter(|dir| dir.is_within(&root)) {
            let is_file = below.as_str().ends_with(name);
            let entry = if is_file { Entry::File(None) } else { Entry::Folder };
            folders.entry(dir.clone()).or_default().insert(below.name().into(), entry);
            below = dir;
        }
    }
    let listings = folders.into_iter();
    inputs.listings = Arc::new(
        listings.map(|(dir, entries)| (dir, Listing::Folder(Arc::new(entries)))).collect(),
    );
    change(&mut inputs);
    Snapshot::join(Arc::new(inputs), None).unwrap()
}

fn words(set: TargetSet) -> String {
    set.iter().map(|target| target.to_string()).collect::<Vec<_>>().join(" ")
}

/// Who chose, what is judged in the workspace, and in each package that differs from it.
fn told(snapshot: &Snapshot) -> String {
    let mut lines =
        vec![format!("{:?}: {}", snapshot.judged.source, words(snapshot.judged.targets))];
    for (id, package) in (0..).map(PackageId).zip(&snapshot.packages) {
        let judged = snapshot.judged_for(id);
        if judged != snapshot.judged {
            let dir = snapshot.shown(&package.dir);
            let mut line = format!("{dir}: {}", words(judged.targets));
            if judged.tests != judged.targets {
                line.extend([", tests: ", &words(judged.tests)]);
            }
            if judged.source != snapshot.judged.source {
                line.extend([", ", &format!("{:?}", judged.source)]);
            }
            lines.push(line);
        }
    }
    lines.join("\n")
}

const GO_MOD: (&str, &str) = ("go.mod", "module example.com/m\n\ngo 1.27\n");

fn workflow(runs_on: &str, runs: &[&str]) -> String {
    let mut text = format!("jobs:\n  a:\n    runs-on: {runs_on}\n    steps:\n");
    for run in runs {
        text.extend(["    - run: ", run, "\n"]);
    }
    text
}

#[test]
fn a_command_counts_for_its_packages_and_what_they_import() {
    let release =
        "builds: [{main: ./cmd/x, targets: [linux_amd64, windows_amd64], env: [CGO_ENABLED=0]}]";
    let ci = workflow("ubuntu-latest", &["GOOS=plan9 GOARCH=386 go vet ./tool ./free/..."]);
    let files = [
        GO_MOD,
        (".goreleaser.yml", release),
        (".github/workflows/ci.yml", &*ci),
        ("cmd/x/main.go", "example.com/m/lib"),
        ("lib/lib.go", ""),
        ("lib/lib_windows.go", "example.com/m/win"),
        ("win/win.go", ""),
        ("tool/tool.go", "example.com/m/lib"),
        ("free/below/x.go", ""),
        ("helper/x.go", ""),
    ];
    let expected = "\
Evidence: linux/amd64 plan9/386 windows/amd64
cmd/x: linux/amd64 windows/amd64, tests: 
free/below: plan9/386
helper: linux/amd64 windows/amd64, tests: , Default
lib: linux/amd64 plan9/386 windows/amd64, tests: 
tool: plan9/386
win: windows/amd64, tests: ";
    assert_eq!(told(&joined(&files, |_| ())), expected);
}

#[test]
fn what_is_only_built_says_nothing_of_tests() {
    let release = "builds: [{targets: [linux_amd64, windows_amd64], env: [CGO_ENABLED=0]}]";
    let ci = |run: &str| workflow("ubuntu-latest", &[run]);
    let with = |run: &str| {
        let files = [
            GO_MOD,
            (".goreleaser.yml", release),
            (".github/workflows/ci.yml", &ci(run)),
            ("main.go", "example.com/m/lib"),
            ("lib/lib.go", ""),
        ];
        let Judged { targets, tests, .. } = joined(&files, |_| ()).judged;
        format!("{}, tests: {}", words(targets), words(tests))
    };
    let both = "linux/amd64 windows/amd64";
    // Whoever says nothing of tests may run them anywhere.
    assert_eq!(with("go build ./..."), format!("{both}, tests: {both}"));
    for run in ["CGO_ENABLED=0 go test ./...", "CGO_ENABLED=0 go vet ./...", "CGO_ENABLED=0 make"] {
        assert_eq!(with(run), format!("{both}, tests: linux/amd64"), "{run}");
    }
    let run = "GOOS=windows GOARCH=amd64 go test -c ./...";
    assert_eq!(with(run), format!("{both}, tests: windows/amd64"));
}

#[test]
fn ports_beside_the_first_class_ones_are_those_of_their_commands() {
    let ci = workflow("ubuntu-latest", &["GOOS=plan9 GOARCH=386 go build ./cmd/x", "make"]);
    let files = [
        GO_MOD,
        (".github/workflows/ci.yml", &*ci),
        ("cmd/x/main.go", "example.com/m/lib"),
        ("lib/lib.go", ""),
        ("other/other.go", ""),
    ];
    let first_class = "darwin/amd64 darwin/arm64 linux/386 linux/amd64+cgo linux/arm linux/arm64 \
                       windows/386 windows/amd64";
    let with_plan9 = first_class.replace("windows/386", "plan9/386 windows/386");
    let expected = format!("Default: {with_plan9}\nother: {first_class}");
    assert_eq!(told(&joined(&files, |_| ())), expected);
}

#[test]
fn machines_add_ports_and_never_narrow() {
    let first_class = "Default: darwin/amd64 darwin/arm64 linux/386 linux/amd64+cgo linux/arm \
                       linux/arm64 windows/386 windows/amd64";
    let with = |runs_on: &str, run: &str| {
        let ci = workflow(runs_on, &[run]);
        told(&joined(&[GO_MOD, (".github/workflows/ci.yaml", &ci), ("a.go", "")], |_| ()))
    };
    assert_eq!(with("ubuntu-latest", "go test ./..."), first_class);
    assert_eq!(with("ubuntu-latest", "make"), first_class);
    assert_eq!(
        with("windows-11-arm", "go test"),
        format!("{first_class} windows/arm64+cgo"),
        "a port more"
    );
    // What runs there builds with cgo.
    assert!(with("macos-latest", "go test").contains(" darwin/arm64+cgo "));
    let more = with("macos-latest", "GOFLAGS=-v ./build.sh");
    assert!(more.starts_with("Default") && more.contains(" darwin/arm64+cgo "), "{more}");
}

#[test]
fn workflows_narrow_where_they_list_all_systems_and_everything_is_read() {
    let with = |runs: &[&str]| {
        let ci = workflow("macos-latest", runs);
        let snapshot = joined(&[GO_MOD, (".github/workflows/ci.yml", &ci), ("a.go", "")], |_| ());
        (snapshot.judged.source, words(snapshot.judged.targets))
    };
    let (js, darwin) = ("GOOS=js GOARCH=wasm go build", "GOOS=darwin go build");
    let listed = (Source::Evidence, "darwin/arm64+cgo js/wasm".to_owned());
    assert_eq!(with(&[js, darwin]), listed);
    assert_eq!(with(&[js, darwin, "echo made", "golangci-lint run"]), listed);
    // One port beside what is built anyway, a script that nobody reads, a port nobody knows.
    for runs in [&[js, "go test"][..], &[js, darwin, "make cross"], &[js, darwin, "GOOS=$X go vet"]]
    {
        let (source, judged) = with(runs);
        assert_eq!(source, Source::Default, "{runs:?}");
        assert!(judged.contains("js/wasm") && judged.contains("windows/386"), "{judged}");
    }
}

#[test]
fn what_is_shipped_is_the_whole_story_whatever_else_runs() {
    let builds = "builds: [{targets: [linux_arm64, plan9_386]}]";
    let ci = workflow("windows-latest", &["make test"]);
    let files =
        [GO_MOD, ("a.go", ""), (".goreleaser-x.yml", builds), (".github/workflows/ci.yml", &ci)];
    let snapshot = joined(&files, |_| ());
    assert_eq!(told(&snapshot), "Evidence: linux/arm64 plan9/386 windows/amd64+cgo");
    let named = words(snapshot.evidence.of_everything().named_ports());
    assert_eq!(named, "linux/arm64 linux/arm64+cgo plan9/386");
    assert_eq!(snapshot.evidence.files().len(), 2);
}

#[test]
fn only_what_is_about_a_main_module_counts() {
    let builds = "builds: [{targets: [plan9_386]}]";
    let nested = [
        GO_MOD,
        ("a.go", ""),
        ("sub/go.mod", "module example.com/sub\n\ngo 1.27\n"),
        ("sub/.goreleaser.yaml", builds),
        ("sub/.github/workflows/ci.yml", &*workflow("x", &["GOOS=aix GOARCH=ppc64 go build"])),
        ("sub/a.go", ""),
    ];
    assert_eq!(joined(&nested, |_| ()).judged.source, Source::Default);
    let snapshot = joined(&nested, |inputs| inputs.root = FilePath::new("/r/sub"));
    assert_eq!(told(&snapshot), "Evidence: plan9/386");
    // A folder that `./...` passes over still imports the module.
    let demo = [
        GO_MOD,
        ("a.go", ""),
        (".config/goreleaser.yml", "builds: [{main: ./_demo, targets: [js_wasm]}]"),
    ];
    assert_eq!(told(&joined(&demo, |_| ())), "Evidence: js/wasm");
}

#[test]
fn whoever_speaks_first_decides() {
    let files = [
        GO_MOD,
        ("a.go", ""),
        (".goreleaser.yml", "builds: [{targets: [plan9_386, linux_arm64]}]"),
    ];
    let snapshot = joined(&files, |inputs| {
        inputs.configuration.targets = Some(vec!["linux/arm".to_owned()]);
        inputs.targets_from = Source::Configuration;
    });
    assert_eq!(told(&snapshot), "Configuration: linux/arm");
    assert_eq!(snapshot.evidence.clues.len(), 1, "it is known nevertheless");
    let snapshot = joined(&files, |inputs| {
        inputs.configuration = Configuration { cgo: Some(CgoMode::On), ..Configuration::default() };
    });
    assert_eq!(told(&snapshot), "Evidence: linux/arm64+cgo plan9/386");
    let snapshot = joined(&files, |inputs| inputs.environment.installed = Release::parse("1.21"));
    assert_eq!(snapshot.judged.source, Source::Evidence);
    let gone = [GO_MOD, ("a.go", ""), (".goreleaser.yml", "builds: [{targets: [windows_arm]}]")];
    assert_eq!(joined(&gone, |_| ()).judged.source, Source::Default, "no such port today");
}

#[test]
fn cgo_is_on_where_the_files_say_so() {
    let with = |cgo: &str| {
        let text = format!("builds: [{{targets: [linux_amd64, darwin_arm64], env: [{cgo}]}}]");
        words(joined(&[GO_MOD, ("a.go", ""), ("goreleaser.yml", &text)], |_| ()).judged.targets)
    };
    assert_eq!(with(""), "darwin/arm64 linux/amd64+cgo");
    assert_eq!(with("CGO_ENABLED=0"), "darwin/arm64 linux/amd64");
    assert_eq!(with("CGO_ENABLED=1"), "darwin/arm64+cgo linux/amd64+cgo");
}

#[test]
fn patterns_match_as_the_go_command_does() {
    for (pattern, path, expected) in [
        ("a/...", "a", true),
        ("a/...", "a/b/c", true),
        ("a/...", "ab", false),
        ("a...", "ab", true),
        ("a/.../c", "a/b/c", true),
        ("a", "a/b", false),
    ] {
        assert_eq!(fits(pattern, path), expected, "{pattern} {path}");
    }
}
