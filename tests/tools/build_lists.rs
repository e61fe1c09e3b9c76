//! Which folders imports lead to, beside `go list -deps`: generated modules in a generated module
//! cache, with every way in which a build list comes about.
#![expect(clippy::disallowed_methods, reason = "these tests write modules for the go command")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use project::{Configuration, Environment, FilePath};
use workspace::{Options, Workspace};

use crate::go::go;
use crate::random::Random;
use crate::tools::write;

/// Generated module caches, each with its main modules.
const WORLDS: usize = 40;

/// Modules with their versions. Some stand in the path of others.
const MODULES: [(&str, &[&str]); 6] = [
    ("example.org/a", &["v1.0.0", "v1.2.0", "v1.10.0", "v1.10.1-0.20240101000000-abcdefabcdef"]),
    ("example.org/a/b", &["v0.1.0", "v0.2.0-rc.2", "v0.2.0-rc.10", "v0.2.0"]),
    ("example.org/Capital", &["v1.0.0-RC1", "v1.0.0", "v1.0.1"]),
    ("example.org/old", &["v1.0.0", "v2.0.0+incompatible", "v2.1.0+incompatible"]),
    ("example.org/c/v2", &["v2.0.0", "v2.0.1"]),
    ("example.org/d", &["v0.0.0-20200101000000-0123456789ab", "v0.0.1", "v1.9.0", "v1.11.0"]),
];

/// What stands in place of others; the go command wants each to do so once.
const FORKS: [(&str, &[&str]); 3] = [
    ("example.net/Fork1", &["v1.0.0"]),
    ("example.net/fork2", &["v0.0.0-20200101000000-0123456789ab"]),
    ("example.net/fork3", &["v1.1.0"]),
];

/// The lines of go.mod files that decide how far their requirements are followed.
const GO_LINES: [&str; 5] = ["", "go 1.13\n", "go 1.16\n", "go 1.17\n", "go 1.21\n"];

/// A folder with main modules, and a module cache.
struct World {
    random: Random,
    root: PathBuf,
    /// What stands in place of nothing yet.
    unused: Vec<String>,
}

impl World {
    fn write(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().expect("files stand in folders")).unwrap();
        write(&path, text);
    }

    /// `example.org/a v1.0.0` for some of the modules.
    fn requirements(&mut self, own: &str) -> Vec<(&'static str, &'static str)> {
        let mut chosen = Vec::new();
        for (path, versions) in MODULES {
            if path != own && self.random.once_in(3) {
                chosen.push((path, self.random.one_of(versions)));
            }
        }
        chosen
    }

    /// A go.mod's `go` and `require` lines, and a package that imports most of what it requires.
    fn module(&mut self, path: &str) -> (String, String) {
        let mut go_mod = format!("module {path}\n\n{}", self.random.one_of(&GO_LINES));
        let mut package = "package p\n".to_owned();
        for (path, version) in self.requirements(path) {
            go_mod += &format!("require {path} {version}\n");
            if !self.random.once_in(5) {
                package += &format!("import _ {path:?}\n");
            }
        }
        (go_mod, package)
    }

    fn fill_cache(&mut self) {
        for (path, versions) in MODULES.into_iter().chain(FORKS) {
            for version in versions {
                let (go_mod, package) = self.module(path);
                let (path, version) = (escaped(path), escaped(version));
                let folder = format!("cache/{path}@{version}");
                self.write(&format!("{folder}/p.go"), &package);
                if path == "example.org/a" && self.random.once_in(4) {
                    self.write(&format!("{folder}/b/p.go"), "package p\n");
                }
                let download = format!("cache/cache/download/{path}/@v/{version}");
                self.write(&format!("{download}.mod"), &go_mod);
                let unescaped = version.replace("!r!c", "RC");
                self.write(
                    &format!("{download}.info"),
                    &format!("{{\"Version\":{unescaped:?},\"Time\":\"2024-01-01T00:00:00Z\"}}"),
                );
                let hash = "h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
                self.write(&format!("{download}.ziphash"), hash);
            }
        }
    }

    /// `replace` lines for a go.mod or go.work, in whose folder `local` is a module.
    fn replacements(&mut self) -> String {
        let mut lines = String::new();
        for (path, versions) in MODULES {
            if self.random.once_in(3) && !self.unused.is_empty() {
                let version =
                    if self.random.once_in(2) { self.random.one_of(versions) } else { "" };
                let new = self.unused.swap_remove(self.random.below(self.unused.len()));
                lines += &format!("replace {path} {version} => {new}\n");
            }
        }
        lines
    }

    fn excludes(&mut self) -> String {
        let (path, versions) = MODULES[self.random.below(MODULES.len())];
        let version = self.random.one_of(versions);
        if self.random.once_in(3) { format!("exclude {path} {version}\n") } else { String::new() }
    }

    fn main(&mut self, folder: &str, with_replacements: bool) {
        let (mut go_mod, package) = self.module(&format!("example.com/{folder}"));
        if with_replacements {
            go_mod += &self.replacements();
            let (local, package) = self.module("example.com/local");
            self.write(&format!("{folder}/local/go.mod"), &local);
            self.write(&format!("{folder}/local/p.go"), &package);
        }
        go_mod += &self.excludes();
        self.write(&format!("{folder}/go.mod"), &go_mod);
        self.write(&format!("{folder}/p.go"), &package);
    }

    fn go(&self, folder: &Path, is_work: bool, arguments: &[&str]) -> (String, String) {
        let cache = self.root.join("cache");
        let work = folder.join("go.work");
        let environment = [
            ("GOMODCACHE", cache.to_str().unwrap()),
            ("GOFLAGS", if is_work { "" } else { "-mod=mod" }),
            ("GOWORK", if is_work { work.to_str().unwrap() } else { "off" }),
            ("GOSUMDB", "off"),
        ];
        let output = go(folder, arguments, &environment);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (text(&output.stdout), text(&output.stderr))
    }

    /// Folders by import path, of what is found.
    fn listed_by_go(&self, folder: &Path, patterns: &[&str]) -> (BTreeMap<String, String>, String) {
        let format = "{{if not .Standard}}{{if .Dir}}{{.ImportPath}} {{.Dir}}{{end}}{{end}}";
        let is_work = !patterns.is_empty();
        let mut arguments = vec!["list", "-e", "-deps", "-f", format];
        arguments.extend(if is_work { patterns } else { &["."] });
        let (output, said) = self.go(folder, is_work, &arguments);
        let pairs = output.lines().filter_map(|line| line.split_once(' '));
        (pairs.map(|(path, dir)| (path.to_owned(), dir.to_owned())).collect(), said)
    }

    fn listed_by_us(&self, folder: &Path) -> BTreeMap<String, String> {
        let path = FilePath::new(folder.to_str().unwrap());
        let options = Options {
            environment: Environment {
                module_cache: Some(FilePath::new(self.root.join("cache").to_str().unwrap())),
                go_work: Some(String::new()),
                ..Environment::default()
            },
            above: Configuration::default(),
            below: Configuration::default(),
            rules: &[],
            cache: None,
        };
        let workspace = Workspace::load(&path, options, &|_| ()).unwrap();
        let snapshot = workspace.snapshot();
        let packages = snapshot.packages.iter();
        packages.map(|it| (it.import_path.to_string(), it.dir.to_string())).collect()
    }
}

fn escaped(text: &str) -> String {
    text.replace("Capital", "!capital").replace("Fork", "!fork").replace("RC", "!r!c")
}

/// Compares what is found; gives how many packages of the module cache were.
fn compare(world: &World, number: usize, folder: &Path, patterns: &[&str]) -> usize {
    let (theirs, said) = world.listed_by_go(folder, patterns);
    let ours = world.listed_by_us(folder);
    let reached: BTreeSet<&String> = theirs.keys().chain(ours.keys()).collect();
    let mut count = 0;
    for path in reached {
        let (Some(their), our) = (theirs.get(path), ours.get(path)) else { continue };
        assert_eq!(our, Some(their), "world {number}: {path} (left: ours)\n{said}");
        count += usize::from(their.contains("/cache/"));
    }
    count
}

fn compared(build: impl Fn(&mut World), folder: &str, patterns: &[&str], tidy: bool) {
    let mut random = Random::new();
    let mut count = 0;
    for number in 0..WORLDS {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().canonicalize().unwrap();
        let forks = FORKS.map(|(path, versions)| format!("{path} {}", versions[0]));
        let unused = forks.into_iter().chain(["./local".to_owned()]).collect();
        let mut world = World { random, root: root.clone(), unused };
        world.fill_cache();
        build(&mut world);
        let folder = root.join(folder);
        if tidy {
            world.go(&folder, false, &["mod", "tidy", "-e"]);
        }
        count += compare(&world, number, &folder, patterns);
        random = world.random;
    }
    assert!(count > WORLDS, "only {count} packages of the module cache were compared");
}

#[test]
fn a_module_alone() {
    compared(|world| world.main("m", false), "m", &[], true);
}

#[test]
fn a_module_with_replacements() {
    compared(|world| world.main("m", true), "m", &[], true);
}

#[test]
fn modules_of_a_go_work() {
    let build = |world: &mut World| {
        world.main("work/x", false);
        world.main("work/y", true);
        let (local, package) = world.module("example.com/local");
        world.write("work/local/go.mod", &local);
        world.write("work/local/p.go", &package);
        let replacements = world.replacements();
        world.write("work/go.work", &format!("go 1.21\nuse ./x\nuse ./y\n{replacements}"));
    };
    compared(build, "work", &["./x", "./y"], false);
}
