//! Workspaces on disk, kept current through edits and changes; every state equals a fresh load.
#![expect(clippy::disallowed_methods, reason = "these tests change files under a workspace")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use project::{Configuration, FilePath, Source};
use tempfile::TempDir;

use super::memory::{files, options};
use crate::{Options, Workspace};

struct Project {
    dir: TempDir,
    workspace: Workspace,
}

impl Project {
    fn new(archive: &str) -> Project {
        let dir = tempfile::tempdir().unwrap();
        for (path, text) in files(archive) {
            write(&dir.path().join(path), &text);
        }
        let path = FilePath::new(dir.path().canonicalize().unwrap().to_str().unwrap());
        let workspace = Workspace::load(&path, options(), &|_| ()).unwrap();
        Project { dir, workspace }
    }

    fn path(&self, relative: &str) -> FilePath {
        self.workspace.start.join(relative)
    }

    fn write(&self, relative: &str, text: &str) {
        write(&self.dir.path().join(relative), text);
    }

    /// Tells the workspace; then it has to be what a fresh load finds.
    fn changed(&mut self, relative: &[&str]) {
        let paths: Vec<FilePath> = relative.iter().map(|path| self.path(path)).collect();
        self.workspace.disk_changed(&paths).unwrap();
        let options = self.workspace.options.clone();
        let fresh = Workspace::load(&self.workspace.start, options, &|_| ()).unwrap();
        assert_eq!(described(&self.workspace), described(&fresh));
    }

    fn edit(&mut self, relative: &str, text: Option<&str>) {
        let path = self.path(relative);
        self.workspace.set_text(&path, text.map(Arc::from));
    }

    fn packages(&self) -> Vec<String> {
        let snapshot = self.workspace.snapshot();
        let own = snapshot.own_packages();
        own.map(|package| {
            let names: Vec<&str> = package.files.iter().map(|file| file.path.name()).collect();
            format!("{}: {}", package.import_path, names.join(" "))
        })
        .collect()
    }
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// All that rules can see: modules, packages with files, facts and targets, dependencies too.
fn described(workspace: &Workspace) -> String {
    let snapshot = workspace.snapshot();
    let mut text =
        format!("{:#?}\n{:?} {:?}\n", snapshot.modules, snapshot.judged, snapshot.evidence);
    for package in &snapshot.packages {
        let id = snapshot.package_in(&package.dir).unwrap();
        writeln!(text, "{package:#?}\n{:?}", snapshot.importers(id)).expect("a string takes all");
        for import in package.files.iter().flat_map(|file| &file.header().unwrap().imports) {
            let found = snapshot.availability(package, &import.path.text);
            writeln!(text, "{found:?}").expect("a string takes all");
        }
    }
    text
}

#[test]
fn edits_inside_a_file_are_followed_along_imports() {
    let mut project = Project::new(START);
    let builds = |project: &Project| {
        let snapshot = project.workspace.snapshot();
        let it = snapshot.availability(&snapshot.packages[0], "example.com/m/b");
        let project::Availability::Known { builds_on, .. } = it else { panic!("{it:?}") };
        builds_on
    };
    let everywhere = builds(&project);
    for constraint in ["//go:build linux\n\n", "//go:build js || cgo\n\n", "// nothing\n"] {
        project.write("b/b.go", &format!("{constraint}package b\n"));
        project.changed(&["b/b.go"]);
        assert_eq!(builds(&project) == everywhere, constraint == "// nothing\n");
    }
    project.write("a.go", "//go:build windows\n\npackage m\n\nimport _ \"example.com/m/b\"\n");
    project.changed(&["a.go"]);
    project.write("a.go", "package m\n");
    project.changed(&["a.go"]);
}

const START: &str = "-- go.mod --\nmodule example.com/m\n-- a.go --\npackage m\n\n\
    import _ \"example.com/m/b\"\n-- b/b.go --\npackage b\n";

#[test]
fn files_and_folders_come_and_go() {
    let mut project = Project::new(START);
    project.write("b/b.go", "package b\n\nfunc F() {}\n");
    project.changed(&["b/b.go"]);
    project.write("b/c.go", "package b\n");
    project.changed(&["b/c.go"]);
    assert_eq!(project.packages(), ["example.com/m: a.go", "example.com/m/b: b.go c.go"]);
    project.write("d/e/e.go", "package e\n");
    project.changed(&["d/e/e.go"]);
    project.write("f/f.go", "package f\n");
    project.changed(&["f"]);
    assert_eq!(project.packages().len(), 4);
    fs::remove_file(project.dir.path().join("b/c.go")).unwrap();
    project.changed(&["b/c.go"]);
    fs::rename(project.dir.path().join("d"), project.dir.path().join("g")).unwrap();
    project.changed(&["d", "g"]);
    fs::remove_dir_all(project.dir.path().join("b")).unwrap();
    project.changed(&["b/b.go"]);
    assert_eq!(
        project.packages(),
        ["example.com/m: a.go", "example.com/m/f: f.go", "example.com/m/g/e: e.go"]
    );
}

#[test]
fn assembly_that_is_built_elsewhere_moves_with_its_constraint() {
    let mut project = Project::new(
        "-- go.mod --\nmodule example.com/m\n\ngo 1.27\n\
         -- sum.go --\npackage m\n\nfunc Sum() int\n\
         -- sum.s --\n//go:build amd64\n\nTEXT \u{b7}Sum(SB), $0\n",
    );
    let objects_on = |project: &Project| project.workspace.snapshot().packages[0].objects_on;
    let before = objects_on(&project);
    project.write("sum.s", "//go:build arm64\n\nTEXT \u{b7}Sum(SB), $0\n");
    project.changed(&["sum.s"]);
    assert_ne!(objects_on(&project), before);
    project.edit("sum.s", Some("//go:build amd64\n"));
    assert_eq!(objects_on(&project), before);
}

#[test]
fn long_dependencies_change_behind_their_headers_and_in_them() {
    let long = |import: &str| format!("package v\n\n{import}\nfunc F() {{}}\n// {:5000}", "");
    let mut project = Project::new(
        "-- go.mod --\nmodule example.com/m\n\ngo 1.27\n\nrequire example.com/v v1.0.0\n\
         -- a.go --\npackage m\n\nimport _ \"example.com/v\"\n\
         -- vendor/modules.txt --\n# example.com/v v1.0.0\n## explicit\nexample.com/v\n\
         -- vendor/example.com/v/v.go --\npackage v\n",
    );
    let file = "vendor/example.com/v/v.go";
    for text in [long(""), long("import \"os\"\n"), long("// \n") + "// more", long("\n")] {
        project.write(file, &text);
        project.changed(&[file]);
        assert_eq!(project.workspace.text(&project.path(file)).as_deref(), Some(&*text));
    }
}

#[test]
fn modules_and_settings_come_and_go() {
    let mut project = Project::new(START);
    project.write("b/go.mod", "module example.com/m/b\n");
    project.changed(&["b/go.mod"]);
    assert_eq!(project.packages(), ["example.com/m: a.go"]);
    project.write("go.work", "go 1.27\n\nuse (\n\t.\n\t./b\n)\n");
    project.changed(&["go.work"]);
    assert_eq!(project.packages().len(), 2);
    assert!(project.workspace.snapshot().go_work.is_some());
    fs::remove_file(project.dir.path().join("go.work")).unwrap();
    fs::remove_file(project.dir.path().join("b/go.mod")).unwrap();
    project.changed(&["go.work", "b/go.mod"]);
    assert_eq!(project.packages().len(), 2);
    project.write("anyport.toml", "tags = [\"x\"]\n");
    project.changed(&["anyport.toml"]);
    assert!(project.workspace.snapshot().assignment.tags.contains("x"));

    project.write("anyport.toml", "target = 1\n");
    let path = project.path("anyport.toml");
    let error = project.workspace.disk_changed(std::slice::from_ref(&path)).unwrap_err();
    assert!(error.to_string().starts_with(&format!("{path}:1:1: unknown key")), "{error}");
    assert!(Workspace::load(&path, options(), &|_| ()).is_err());
    // It goes on as if the file were not there.
    assert_eq!(project.packages().len(), 2);
    assert!(project.workspace.configuration_error().is_some());
    project.edit("anyport.toml", Some("tags = [\"y\"]\n"));
    assert_eq!(project.workspace.configuration_error(), None);
    assert!(project.workspace.snapshot().assignment.tags.contains("y"));
}

#[test]
fn replacements_and_vendored_packages_come_and_go() {
    let mut project = Project::new(START);
    project.write("lib/go.mod", "module example.org/lib\n");
    project.write("lib/x/x_linux.go", "package x\n");
    project.write(
        "go.mod",
        "module example.com/m\n\nrequire example.org/lib v1.0.0\n\nreplace example.org/lib => ./lib\n",
    );
    project.changed(&["lib", "go.mod"]);
    project.write("b/b.go", "package b\n\nimport _ \"example.org/lib/x\"\n");
    project.changed(&["b/b.go"]);
    assert_eq!(project.workspace.snapshot().packages.len(), 3);
    project.write("lib/x/y.go", "package x\n");
    project.changed(&["lib/x/y.go"]);
    project.write("go.mod", "module example.com/m\n");
    project.write("vendor/modules.txt", "# example.org/lib v1.0.0\n");
    project.write("vendor/example.org/lib/x/x.go", "package x\n");
    project.changed(&["go.mod", "vendor/modules.txt", "vendor/example.org/lib/x/x.go"]);
    assert!(project.workspace.snapshot().modules[0].is_vendored);
    assert_eq!(project.workspace.snapshot().packages.len(), 3);
}

#[test]
fn release_and_ci_files_come_change_and_go() {
    let mut project = Project::new(START);
    let open = Options { above: Configuration::default(), ..options() };
    project.workspace.set_options(open).unwrap();
    let source = |project: &Project| project.workspace.snapshot().judged.source;
    let count = |project: &Project| project.workspace.snapshot().evidence.clues.len();
    project.write(".goreleaser.yml", "builds: [{targets: [plan9_386]}, {targets: [aix_ppc64]}]\n");
    project.changed(&[".goreleaser.yml"]);
    assert_eq!((source(&project), count(&project)), (Source::Evidence, 2));
    // One that is broken for the moment says nothing.
    project.edit(".goreleaser.yml", Some("builds: ["));
    assert_eq!(source(&project), Source::Default);
    project.edit(".goreleaser.yml", None);
    fs::remove_file(project.dir.path().join(".goreleaser.yml")).unwrap();
    let job = "jobs: {a: {runs-on: ubuntu-latest, env: {GOOS: linux}, steps: [{run: go vet}]}}\n";
    project.write(".github/workflows/ci.yaml", job);
    project.write(".github/other/ci.yaml", job);
    project.changed(&[".goreleaser.yml", ".github/workflows/ci.yaml", ".github/other/ci.yaml"]);
    assert_eq!((source(&project), count(&project)), (Source::Evidence, 1));
    // An edit of a Go file takes over what was decided.
    project.write("b/b.go", "package b\n\nvar Other = 1\n");
    project.changed(&["b/b.go"]);
    assert_eq!(source(&project), Source::Evidence);
    project.write("anyport.toml", "targets = [\"all\"]\n");
    project.changed(&["anyport.toml"]);
    assert_eq!((source(&project), count(&project)), (Source::Configuration, 1));
}

#[test]
fn open_documents_lie_over_the_disk() {
    let mut project = Project::new(START);
    let path = project.path("b/b.go");
    project.edit("b/b.go", Some("package b\n\nvar Open = 1\n"));
    project.write("b/b.go", "package b\n\nvar Disk = 1\n");
    project.workspace.disk_changed(std::slice::from_ref(&path)).unwrap();
    assert!(project.workspace.text(&path).unwrap().contains("Open"));
    project.edit("b/new.go", Some("package b\n"));
    assert_eq!(project.packages()[1], "example.com/m/b: b.go new.go");
    project.edit("b/new.go", None);
    assert_eq!(project.packages()[1], "example.com/m/b: b.go");
    project.edit("b/b.go", None);
    assert!(project.workspace.text(&path).unwrap().contains("Disk"));
    project.changed(&[]);
    // A text that was not judged is not shown as if it had been.
    project.write("b/b.go", "package b\n\nvar Later = 1\n");
    assert_eq!(project.workspace.text(&path), None);

    project.edit("go.mod", Some("module example.com/n\n"));
    assert_eq!(project.packages()[1], "example.com/n/b: b.go");
    project.edit("go.mod", Some("module example.com/n\n\nignore ./b\n"));
    assert_eq!(project.packages(), ["example.com/n: a.go"]);
    project.edit("go.mod", None);
    project.edit("go.work", Some("use ./b\n"));
    assert!(project.workspace.snapshot().go_work.is_none());
    project.edit("go.work", Some("use .\n"));
    assert!(project.workspace.snapshot().go_work.is_some());
}

#[test]
fn an_edit_inside_of_a_function_reaches_no_other_package() {
    let mut project = Project::new(START);
    project.edit("b/b.go", Some("package b\n\nfunc F() {}\n"));
    project.workspace.take_changed();
    let mut affected = |text: &str| {
        project.edit("b/b.go", Some(text));
        let changed = project.workspace.take_changed();
        let snapshot = project.workspace.snapshot();
        let affected = snapshot.affected_by(&changed).unwrap().into_iter();
        let affected = affected.map(|id| snapshot.package(id).import_path.to_string());
        (changed.is_in_bodies(), affected.collect::<Vec<_>>().join(" "))
    };
    let alone = (true, "example.com/m/b".to_owned());
    let with_importers = (false, "example.com/m example.com/m/b".to_owned());
    for (text, expected) in [
        ("package b\n\n// F does.\nfunc F() { g() }\n", &alone),
        ("package b\n\nfunc F() {\n\tif x() {\n\t}\n}\n", &alone),
        ("package b\n\nfunc F(int) {}\n", &with_importers),
        ("package b\n\nfunc F(int) {}\n\ntype T int\n", &with_importers),
        ("package b\n\nfunc F(int) { x( }\n\ntype T int\n", &alone),
        // Nobody knows where it ends.
        ("package b\n\nfunc F(int) { {\n\ntype T int\n", &with_importers),
    ] {
        assert_eq!(affected(text), *expected, "{text}");
    }
}

#[test]
fn files_that_cannot_be_read_cost_themselves_alone() {
    let project = Project::new(START);
    fs::write(project.dir.path().join("b/latin_linux.go"), b"package b // \xe9\n").unwrap();
    fs::write(project.dir.path().join("b/large.go"), vec![b' '; 9 << 20]).unwrap();
    fs::write(project.dir.path().join("b/empty.go"), b"").unwrap();
    let workspace = Workspace::load(&project.workspace.start, options(), &|_| ()).unwrap();
    let snapshot = workspace.snapshot();
    let package = snapshot.package(snapshot.package_in(&project.path("b")).unwrap());
    let readable = package.files.iter().map(|file| (file.path.name(), file.header().is_some()));
    assert_eq!(
        readable.collect::<Vec<_>>(),
        [("b.go", true), ("empty.go", true), ("large.go", false), ("latin_linux.go", false)]
    );
    // Of what it says only the name is known.
    assert_eq!(package.files[2].built_for, snapshot.assignment.universe());
    assert!(package.files[3].built_for.is_subset_of(package.files[2].built_for));
    assert_ne!(package.files[3].built_for, package.files[2].built_for);
}
