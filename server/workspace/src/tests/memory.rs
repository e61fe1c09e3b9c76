//! Small projects in memory: modules, go.work, vendor/, replacements, judged targets.

use std::collections::BTreeMap;

use platform::TargetSet;
use project::{Availability, Configuration, Environment, FilePath, Package, Snapshot};

use crate::{Options, Workspace};

pub(super) fn options() -> Options {
    Options {
        environment: Environment::default(),
        above: Configuration {
            targets: Some(vec!["all".to_owned()]),
            cgo: Some(project::CgoMode::Both),
            ..Configuration::default()
        },
        below: Configuration::default(),
        rules: &[],
        cache: None,
    }
}

/// Files of an archive: `-- path --` lines, each followed by its text.
pub(super) fn files(archive: &str) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut current: Option<&mut String> = None;
    for line in archive.split_inclusive('\n') {
        if let Some(path) =
            line.trim_end().strip_prefix("-- ").and_then(|line| line.strip_suffix(" --"))
        {
            current = Some(files.entry(path.to_owned()).or_default());
        } else if let Some(text) = &mut current {
            text.push_str(line);
        }
    }
    files
}

fn open(archive: &str) -> Workspace {
    Workspace::from_memory("/w", files(archive), options()).unwrap()
}

fn package<'a>(snapshot: &'a Snapshot, dir: &str) -> &'a Package {
    let id = snapshot.package_in(&FilePath::new(dir));
    snapshot.package(id.unwrap_or_else(|| panic!("no package in {dir}")))
}

pub(super) fn set(patterns: &[&str]) -> TargetSet {
    TargetSet::parse_patterns(patterns.iter().copied()).unwrap()
        & TargetSet::of_release(platform::Release::CURRENT)
}

/// Where an import of the package in `dir` has files and where it builds; none when unknown.
pub(super) fn known(snapshot: &Snapshot, dir: &str, path: &str) -> Option<(TargetSet, TargetSet)> {
    match snapshot.availability(package(snapshot, dir), path) {
        Availability::Unknown => None,
        Availability::Known { has_files_on, builds_on, .. } => Some((has_files_on, builds_on)),
    }
}

#[test]
fn files_are_built_where_name_constraint_and_cgo_say() {
    let workspace = open(
        "-- go.mod --\nmodule example.com/m\n-- a_linux.go --\n//go:build amd64\n\npackage m\n\
         -- b.go --\npackage m\n\nimport \"C\"\n-- doc.go --\npackage documentation\n\
         -- _x.go --\npackage m\n-- c_test.go --\npackage m\n-- empty.go --\n",
    );
    let snapshot = workspace.snapshot();
    let package = package(&snapshot, "/w");
    let of = |name: &str| package.files.iter().find(|f| f.path.name() == name).unwrap().built_for;
    assert_eq!(of("a_linux.go"), set(&["linux/amd64", "android/amd64"]));
    assert_eq!(of("b.go"), set(&["all"]) & TargetSet::with_cgo());
    assert_eq!(of("doc.go"), TargetSet::EMPTY);
    assert_eq!(of("c_test.go"), set(&["all"]));
    assert_eq!(of("empty.go"), set(&["all"]));
    assert_eq!(package.files.len(), 5);
    assert_eq!(&*package.import_path, "example.com/m");
}

#[test]
fn packages_build_where_their_imports_do() {
    let workspace = open(
        "-- go.mod --\nmodule example.com/m\n\
         -- a/a.go --\npackage a\n\nimport _ \"example.com/m/b\"\n\
         -- b/b.go --\npackage b\n\nimport _ \"example.com/m/c\"\n\
         -- b/b_windows.go --\npackage b\n\nimport _ \"example.com/m/a\"\n\
         -- c/c_windows.go --\npackage c\n\
         -- d/d_test.go --\npackage d\n\
         -- e/e.go --\npackage e\n\nimport (\n\t_ \"example.com/m/d\"\n\t_ \"example.com/m/z\"\n)\n",
    );
    let snapshot = workspace.snapshot();
    let (windows, all) = (set(&["windows/*"]), set(&["all"]));
    assert_eq!(known(&snapshot, "/w/a", "example.com/m/c"), Some((windows, windows)));
    assert_eq!(known(&snapshot, "/w/a", "example.com/m/b"), Some((all, windows)));
    assert_eq!(known(&snapshot, "/w/b", "example.com/m/a"), Some((all, windows)));
    // Only tests, no folder, and not a module of ours: nothing is known.
    for path in ["example.com/m/d", "example.com/m/z", "example.com/x", "./b", "nowhere"] {
        assert_eq!(known(&snapshot, "/w/e", path), None, "{path}");
    }
    assert_eq!(known(&snapshot, "/w/e", "C"), Some((all, all)));
    let a = snapshot.package_in(&FilePath::new("/w/a")).unwrap();
    let chain = snapshot.chain_to_missing(a, set(&["linux/*"]));
    assert_eq!(
        chain.iter().map(|it| &**it).collect::<Vec<_>>(),
        ["example.com/m/b", "example.com/m/c"]
    );
    assert!(snapshot.chain_to_missing(a, windows).is_empty());
    let c = snapshot.package_in(&FilePath::new("/w/c")).unwrap();
    let b = snapshot.package_in(&FilePath::new("/w/b")).unwrap();
    assert_eq!(snapshot.importers(c), [(b, 0)]);
    assert_eq!(snapshot.own_files().len(), 6);
    assert!(snapshot.wanted().is_empty());
}

#[test]
fn nested_modules_and_passed_over_folders_are_not_own() {
    let workspace = open(
        "-- go.mod --\nmodule example.com/m\n\nignore ./gen\nignore node_modules\n\
         -- a.go --\npackage m\n\nimport _ \"example.com/m/testdata/x\"\n\
         -- nested/go.mod --\nmodule example.com/m/nested\n-- nested/n.go --\npackage nested\n\
         -- nested/deep/n.go --\npackage deep\n\
         -- testdata/x/x_linux.go --\npackage x\n-- _y/y.go --\npackage y\n-- .z/z.go --\npackage z\n\
         -- gen/g.go --\npackage gen\n-- web/node_modules/p/p.go --\npackage p\n\
         -- web/gen/g.go --\npackage gen\n",
    );
    let snapshot = workspace.snapshot();
    let own: Vec<&str> =
        snapshot.packages.iter().filter(|it| it.is_own).map(|it| it.dir.as_str()).collect();
    assert_eq!(own, ["/w", "/w/web/gen"]);
    // What is imported all the same is read, and no finding is made in it.
    let linux = set(&["linux/*", "android/*"]);
    assert_eq!(known(&snapshot, "/w", "example.com/m/testdata/x"), Some((linux, linux)));
    assert_eq!(known(&snapshot, "/w", "example.com/m/nested"), None);
    assert!(workspace.holds(&FilePath::new("/w/new/a.go")));
    assert!(!workspace.holds(&FilePath::new("/w/nested/deep/n.go")));
}

#[test]
fn vendored_packages_are_read_transitively() {
    let archive = "-- go.mod --\nmodule example.com/m\n\ngo 1.21\n\
         -- a.go --\npackage m\n\nimport _ \"example.org/x\"\n\
         -- vendor/modules.txt --\n# example.org/x v1.0.0\n\
         -- vendor/example.org/x/x.go --\npackage x\n\nimport _ \"example.org/y/z\"\n\
         -- vendor/example.org/x/x_test.go --\npackage x\n\nimport _ \"example.org/t\"\n\
         -- vendor/example.org/y/z/z_plan9.go --\npackage z\n\
         -- vendor/example.org/unused/u.go --\npackage u\n\
         -- vendor/example.org/t/t.go --\npackage t\n";
    let workspace = open(archive);
    let snapshot = workspace.snapshot();
    let plan9 = set(&["plan9/*"]);
    assert_eq!(known(&snapshot, "/w", "example.org/x"), Some((set(&["all"]), plan9)));
    assert_eq!(known(&snapshot, "/w", "example.org/y/z"), Some((plan9, plan9)));
    assert!(snapshot.modules[0].is_vendored);
    assert_eq!(snapshot.packages.len(), 3);
    assert!(snapshot.packages[1..].iter().all(|it| !it.is_own));
    assert_eq!(&*snapshot.packages[1].import_path, "example.org/x");

    let old = open(&archive.replace("go 1.21", "go 1.13"));
    assert_eq!(known(&old.snapshot(), "/w", "example.org/x"), None);
    let mut flagged = options();
    flagged.environment.go_flags = vec!["-mod=mod".to_owned()];
    let modded = Workspace::from_memory("/w", files(archive), flagged).unwrap();
    assert_eq!(known(&modded.snapshot(), "/w", "example.org/x"), None);
}

#[test]
fn local_replacements_are_followed() {
    let archive = "-- app/go.mod --\nmodule example.com/app\n\nrequire (\n\texample.org/lib v1.0.0\n\
         \texample.org/old v1.0.0\n\texample.org/abs v1.0.0\n)\n\nreplace (\n\texample.org/lib => ../lib\n\
         \texample.org/old v0.9.0 => ../lib\n\texample.org/gone => ../gone\n\
         \texample.org/file => ./a.go\n\texample.org/case => ../LIB\n\
         \texample.org/abs => /w/lib\n\texample.org/outside => /elsewhere/lib\n)\n\
         -- app/a.go --\npackage app\n\nimport _ \"example.org/lib/sub\"\n\
         -- lib/go.mod --\nmodule example.org/lib\n-- lib/lib.go --\npackage lib\n\
         -- lib/sub/sub_js.go --\npackage sub\n\
         -- lib/inner/go.mod --\nmodule example.org/lib/inner\n-- lib/inner/i/i.go --\npackage i\n";
    let open_app = |archive: &str| {
        let tree = disk::Memory::new(&FilePath::new("/w"), files(archive));
        Workspace::open_in(
            std::sync::Arc::new(tree),
            &FilePath::new("/w/app/a.go"),
            options(),
            &|_| (),
        )
    };
    let workspace = open_app(archive);
    let snapshot = workspace.snapshot();
    assert_eq!(workspace.root().as_str(), "/w/app");
    let js = set(&["js/wasm"]);
    assert_eq!(known(&snapshot, "/w/app", "example.org/lib/sub"), Some((js, js)));
    for path in ["example.org/old", "example.org/gone", "example.org/file", "example.org/case"] {
        assert_eq!(known(&snapshot, "/w/app", path), None, "{path}");
    }
    assert_eq!(known(&snapshot, "/w/app", "example.org/outside"), None);
    let listing = |dir: &str| snapshot.listing(&FilePath::new(dir)).cloned();
    assert_eq!(listing("/w/gone"), Some(project::Listing::Missing));
    assert_eq!(listing("/w/app/a.go"), Some(project::Listing::NotAFolder));
    // The folder above tells the right case.
    assert!(listing("/w").is_some_and(|above| above.get("lib").is_some()));
    // One folder may replace two modules.
    let paths: Vec<_> = snapshot.modules.iter().map(|module| module.path.as_deref()).collect();
    assert_eq!(paths, [Some("example.com/app"), Some("example.org/abs"), Some("example.org/lib")]);
    assert!(snapshot.modules.iter().skip(1).all(|module| !module.is_main));

    let inner = open_app(&archive.replace("lib/sub\"", "lib/inner/i\""));
    assert_eq!(known(&inner.snapshot(), "/w/app", "example.org/lib/inner/i"), None);
}

#[test]
fn a_go_work_joins_the_modules_that_it_uses() {
    let archive = "-- go.work --\ngo 1.24\n\nuse (\n\t./a\n\t./b\n\t./missing\n)\n\
         -- a/go.mod --\nmodule example.com/a\n-- a/a.go --\npackage a\n\nimport _ \"example.com/b/x\"\n\
         -- b/go.mod --\nmodule example.com/b\n\ntoolchain go1.99.1\n-- b/x/x_linux.go --\npackage x\n\
         -- c/go.mod --\nmodule example.com/c\n-- c/c.go --\npackage c\n";
    let workspace = open(archive);
    let snapshot = workspace.snapshot();
    assert_eq!(workspace.root().as_str(), "/w");
    let main: Vec<_> = snapshot.modules.iter().map(|module| module.path.as_deref()).collect();
    assert_eq!(main, [Some("example.com/a"), Some("example.com/b")]);
    assert!(snapshot.go_work.is_some());
    assert_eq!(snapshot.assignment.release, platform::Release::minor(99));
    let linux = TargetSet::of_release(snapshot.assignment.release)
        & TargetSet::parse_patterns(["linux/*", "android/*"]).unwrap();
    assert_eq!(known(&snapshot, "/w/a", "example.com/b/x"), Some((linux, linux)));
    assert!(snapshot.listing(&FilePath::new("/w/missing")).is_some());
    assert!(!workspace.holds(&FilePath::new("/w/c/c.go")));

    let tree = std::sync::Arc::new(disk::Memory::new(&FilePath::new("/w"), files(archive)));
    let alone = Workspace::open_in(tree, &FilePath::new("/w/c"), options(), &|_| ());
    assert_eq!(alone.root().as_str(), "/w/c");
    assert!(alone.snapshot().go_work.is_none());
    let mut off = options();
    off.environment.go_work = Some("off".to_owned());
    let tree = std::sync::Arc::new(disk::Memory::new(&FilePath::new("/w"), files(archive)));
    let off = Workspace::open_in(tree, &FilePath::new("/w/a"), off, &|_| ());
    assert_eq!(off.root().as_str(), "/w/a");
}

#[test]
fn tags_come_from_the_settings_else_from_goflags() {
    let archive = "-- go.mod --\nmodule example.com/m\n-- a.go --\n//go:build mine\n\npackage m\n";
    let built_for = |options: Options| {
        let workspace = Workspace::from_memory("/w", files(archive), options).unwrap();
        workspace.snapshot().packages[0].built_for
    };
    assert_eq!(built_for(options()), TargetSet::EMPTY);
    let mut flagged = options();
    flagged.environment.go_flags = vec!["-tags=other,mine".to_owned()];
    assert_eq!(built_for(flagged.clone()), set(&["all"]));
    flagged.above.tags = Some(vec!["other".to_owned()]);
    assert_eq!(built_for(flagged), TargetSet::EMPTY);
    let mut configured = options();
    configured.below.tags = Some(vec!["mine".to_owned()]);
    assert_eq!(built_for(configured), set(&["all"]));
}
