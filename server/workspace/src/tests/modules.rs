//! Packages of the module cache: which version is selected, what replaces it, what is read.

use platform::{Release, TargetSet};
use project::{FilePath, Snapshot};

use super::memory::{files, known, options, set};
use crate::{Options, Workspace};

/// GOMODCACHE.
const CACHE: &str = "/cache";

fn with_cache() -> Options {
    let mut options = options();
    options.environment.module_cache = Some(FilePath::new(CACHE));
    options
}

/// Versions of modules, `path version` and what their go.mod says below the module line; each holds
/// a package `is_VERSION` and one for Windows alone.
fn cache(versions: &[(&str, &str, &str)]) -> String {
    let module = |(path, version, rest): &(&str, &str, &str)| {
        let escape = |text: &str| {
            text.chars().fold(String::new(), |text, letter| match letter {
                'A'..='Z' => format!("{text}!{}", letter.to_ascii_lowercase()),
                _ => format!("{text}{letter}"),
            })
        };
        let (path_in_cache, in_cache) = (escape(path), escape(version));
        let word = version.replace(['.', '-', '+'], "_");
        let folder = format!("{CACHE}/{path_in_cache}@{in_cache}");
        format!(
            "-- {CACHE}/cache/download/{path_in_cache}/@v/{in_cache}.mod --\n\
             module {path}\n{rest}\n\
             -- {folder}/is_{word}/x.go --\npackage x\n\
             -- {folder}/w/w_windows.go --\npackage w\n-- {folder}/w/doc_test.go --\npackage w\n"
        )
    };
    versions.iter().map(module).collect()
}

fn open(archive: &str, versions: &[(&str, &str, &str)]) -> Workspace {
    let archive = archive.to_owned() + &cache(versions);
    Workspace::from_memory("/w", files(&archive), with_cache()).unwrap()
}

/// A module whose package imports those given.
fn importing(go_mod: &str, paths: &[&str]) -> String {
    let imports: Vec<String> = paths.iter().map(|path| format!("import _ {path:?}\n")).collect();
    let imports = imports.concat();
    format!("-- go.mod --\nmodule example.com/m\n{go_mod}\n-- a.go --\npackage m\n{imports}")
}

/// Of these packages, the ones that are found.
fn found<'a>(snapshot: &Snapshot, paths: &[&'a str]) -> Vec<&'a str> {
    let is_known = |path: &&&str| known(snapshot, "/w", path).is_some();
    paths.iter().filter(is_known).copied().collect()
}

#[test]
fn a_tidy_go_mod_selects_what_it_lists() {
    let windows = set(&["windows/*"]);
    let paths = ["example.org/A/w", "example.org/A/is_v1_1_0", "example.org/A/is_v1_2_0"];
    let workspace = open(
        &importing("go 1.17\nrequire example.org/A v1.1.0\n", &paths),
        &[("example.org/A", "v1.1.0", ""), ("example.org/A", "v1.2.0", "")],
    );
    let snapshot = workspace.snapshot();
    assert_eq!(known(&snapshot, "/w", "example.org/A/w"), Some((windows, windows)));
    assert_eq!(found(&snapshot, &paths), paths[..2]);
    assert!(snapshot.wanted().is_empty());
    let read = |path: &str| snapshot.inputs.files.contains_key(&FilePath::new(path));
    assert!(read("/cache/example.org/!a@v1.1.0/w/w_windows.go"));
    assert!(!read("/cache/example.org/!a@v1.1.0/w/doc_test.go"), "a dependency's test is read");
    assert!(!read("/cache/cache/download/example.org/!a/@v/v1.1.0.mod"), "nothing asks for it");
    let module = snapshot.package_in(&FilePath::new("/cache/example.org/!a@v1.1.0/w")).unwrap();
    assert_eq!(&*snapshot.package(module).import_path, "example.org/A/w");
    assert!(!snapshot.package(module).is_own);
}

#[test]
fn an_older_go_mod_selects_the_highest_version_that_anything_requires() {
    let paths = ["example.org/b/is_v1_9_0", "example.org/b/is_v1_10_0"];
    let go_mod = importing("go 1.16\nrequire (\n\texample.org/a v1.0.0\n)\n", &paths);
    let versions = [
        ("example.org/a", "v1.0.0", "go 1.20\nrequire example.org/b v1.9.0\n"),
        ("example.org/b", "v1.9.0", "go 1.20\nrequire example.org/c v1.0.0\n"),
        ("example.org/c", "v1.0.0", "go 1.25\nrequire example.org/b v1.10.0\n"),
        ("example.org/b", "v1.10.0", ""),
    ];
    assert_eq!(found(&open(&go_mod, &versions).snapshot(), &paths), paths[1..]);
    // Today's go.mod files are not followed.
    let today = go_mod.replace("go 1.16", "go 1.17").replace(')', "\texample.org/b v1.9.0\n)");
    assert_eq!(found(&open(&today, &versions).snapshot(), &paths), paths[..1]);
    // Without one of the go.mod files any version may be another.
    assert_eq!(found(&open(&go_mod, &versions[..3]).snapshot(), &paths), [""; 0]);
    let excluded =
        importing("go 1.16\nrequire example.org/a v1.0.0\nexclude example.org/b v1.10.0\n", &paths);
    assert_eq!(found(&open(&excluded, &versions).snapshot(), &paths), paths[..1]);
}

#[test]
fn replacements_lead_elsewhere() {
    let paths = [
        "example.org/a/is_v1_0_0",
        "example.org/a/is_v3_0_0",
        "example.org/b/is_v1_0_0",
        "example.org/b/is_v3_0_0",
        "example.org/c/local",
        "example.org/c/is_v1_0_0",
    ];
    let workspace = open(
        &(importing(
            "go 1.20\nrequire (\n\texample.org/a v1.0.0\n\texample.org/b v1.0.0\n\
             \texample.org/c v1.0.0\n)\nreplace (\n\
             \texample.org/a => example.net/fork v3.0.0\n\
             \texample.org/b v1.1.0 => example.net/fork v3.0.0\n\
             \texample.org/c v1.0.0 => ./c\n\texample.org/c => example.net/fork v3.0.0\n)\n",
            &paths,
        ) + "-- c/go.mod --\nmodule c\n-- c/local/c.go --\npackage c\n"),
        &[
            ("example.org/a", "v1.0.0", ""),
            ("example.org/b", "v1.0.0", ""),
            ("example.org/c", "v1.0.0", ""),
            ("example.net/fork", "v3.0.0", ""),
        ],
    );
    assert_eq!(found(&workspace.snapshot(), &paths), [paths[1], paths[2], paths[4]]);
}

#[test]
fn a_go_work_selects_the_highest_version_and_its_replacements_win() {
    let archive = "-- go.work --\ngo 1.24\nuse (\n\t./a\n\t./b\n)\n\
         replace example.org/y => example.net/workspace v1.0.0\n\
         -- a/go.mod --\nmodule example.com/a\ngo 1.20\nrequire example.org/x v1.0.0\n\
         require example.org/y v1.0.0\nreplace example.org/y => example.net/module v1.0.0\n\
         -- a/a.go --\npackage a\nimport _ \"example.org/x/is_v1_0_0\"\n\
         import _ \"example.org/x/is_v1_5_0\"\nimport _ \"example.org/x/is_v1_6_0\"\n\
         import _ \"example.org/y/workspace\"\nimport _ \"example.org/y/module\"\n\
         -- b/go.mod --\nmodule example.com/b\ngo 1.20\nrequire example.org/x v1.2.0\n\
         require example.org/z v1.0.0\nrequire example.com/a v1.0.0\n\
         -- b/b.go --\npackage b\n\
         -- /cache/example.net/workspace@v1.0.0/workspace/x.go --\npackage x\n\
         -- /cache/cache/download/example.net/workspace/@v/v1.0.0.mod --\n\
         module example.net/workspace\n\
         -- /cache/example.net/module@v1.0.0/module/x.go --\npackage x\n";
    let workspace = open(
        archive,
        &[
            ("example.org/x", "v1.0.0", "go 1.20\n"),
            ("example.org/x", "v1.2.0", "go 1.20\n"),
            // Lists all it needs: what it requires counts, and is not followed.
            ("example.org/z", "v1.0.0", "go 1.20\nrequire example.org/x v1.5.0\n"),
            ("example.org/x", "v1.5.0", "go 1.20\nrequire example.org/z v1.1.0\n"),
            ("example.org/z", "v1.1.0", "go 1.20\nrequire example.org/x v1.5.0\n"),
            ("example.org/x", "v1.6.0", ""),
        ],
    );
    let snapshot = workspace.snapshot();
    let is_known = |path: &str| known(&snapshot, "/w/a", path).is_some();
    assert!(is_known("example.org/x/is_v1_5_0"));
    assert!(!is_known("example.org/x/is_v1_0_0"));
    assert!(!is_known("example.org/x/is_v1_6_0"));
    assert!(is_known("example.org/y/workspace"));
    assert!(!is_known("example.org/y/module"));
}

#[test]
fn a_module_that_was_not_downloaded_may_hold_anything() {
    let requires = "go 1.20\nrequire (\n\texample.org/a v1.0.0\n\texample.org/a/b v1.0.0\n)\n";
    let paths = ["example.org/a/b/x", "example.org/a/x"];
    let archive = importing(requires, &paths)
        + "-- /cache/example.org/a@v1.0.0/b/x/x.go --\npackage x\n\
           -- /cache/example.org/a@v1.0.0/x/x.go --\npackage x\n";
    assert_eq!(found(&open(&archive, &[]).snapshot(), &paths), paths[1..]);
    let downloaded = archive + "-- /cache/example.org/a/b@v1.0.0/b.go --\npackage b\n";
    assert_eq!(found(&open(&downloaded, &[]).snapshot(), &paths), paths);
}

#[test]
fn another_release_is_read_from_its_sources() {
    let archive = importing("go 1.20\n", &["os", "net/old", "archive/tar"])
        + "-- /go/src/os/os.go --\npackage os\nimport _ \"golang.org/x/sys/cpu\"\n\
           import _ \"internal/new\"\n\
           -- /go/src/internal/new/new_plan9.go --\npackage new\n\
           -- /go/src/vendor/golang.org/x/sys/cpu/cpu_linux.go --\npackage cpu\n\
           -- /go/src/net/old/old.go --\npackage old\n";
    let mut options = with_cache();
    options.environment.goroot = Some(FilePath::new("/go"));
    let open = |options: &Options| {
        Workspace::from_memory("/w", files(&archive), options.clone()).unwrap().snapshot()
    };
    let embedded = open(&options);
    assert_eq!(found(&embedded, &["os", "net/old", "archive/tar"]), ["os", "archive/tar"]);

    options.environment.installed = Some(Release::minor(Release::CURRENT.number() - 1));
    let read = open(&options);
    assert_eq!(found(&read, &["os", "net/old", "archive/tar"]), ["os", "net/old"]);
    let (has_files, builds) = known(&read, "/w", "os").unwrap();
    assert_eq!(has_files, read.assignment.universe());
    assert_eq!(builds, TargetSet::EMPTY, "no port is both");
    let vendored = read.package_in(&FilePath::new("/go/src/vendor/golang.org/x/sys/cpu"));
    let import_path = &*read.package(vendored.unwrap()).import_path;
    assert_eq!(import_path, "vendor/golang.org/x/sys/cpu");
    assert_eq!(known(&read, "/w", "golang.org/x/sys/cpu"), None, "that is the library's alone");

    // What go.mod asks for builds, and its sources are not at hand.
    let newer = archive.replace("go 1.20", &format!("go 1.{}", Release::CURRENT.number()));
    let newer = Workspace::from_memory("/w", files(&newer), options).unwrap().snapshot();
    assert_eq!(found(&newer, &["os", "net/old", "archive/tar"]), ["os", "archive/tar"]);
}
