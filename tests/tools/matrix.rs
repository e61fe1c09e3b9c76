//! `anyport matrix` with the real go command: what is built again, and what is left when it is
//! cancelled.
#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "these tests exist to start tools and read files")]

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::editors::anyport_binary;
use crate::tools::{go_root, run, write};

/// How often a run is cancelled, unless `ANYPORT_CANCELS` says otherwise; `ANYPORT_MODULE` names
/// another module to build.
const CANCELS: u64 = 12;
/// The moments lie between nothing and this: milliseconds from the start, or from the first call of
/// the go command.
const LATEST: u64 = 2_500;

/// A module, and a go command that writes down for which port it is called.
struct World {
    folder: tempfile::TempDir,
    anyport: PathBuf,
}

impl World {
    fn new() -> World {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let world = World { folder, anyport: anyport_binary() };
        for (name, text) in [
            ("m/go.mod", "module example.com/m\n\ngo 1.24\n"),
            ("m/text/text.go", "package text\n\nconst Name = \"text\" + kind\n"),
            ("m/text/kind_unix.go", "//go:build unix\n\npackage text\n\nconst kind = \"u\"\n"),
            ("m/text/kind_windows.go", "package text\n\nconst kind = \"w\"\n"),
            (
                "m/store/store.go",
                "package store\n\nimport (\n\t\"os\"\n\n\t\"example.com/m/text\"\n)\n\n\
                 func Write() error { return os.WriteFile(text.Name, nil, 0o600) }\n",
            ),
            (
                "m/cmd/x/main.go",
                "package main\n\nimport (\n\t\"fmt\"\n\n\t\"example.com/m/store\"\n)\n\n\
                 func main() { fmt.Println(store.Write()) }\n",
            ),
            ("m/cmd/y/main.go", "package main\n\nfunc main() { println(\"y\") }\n"),
        ] {
            world.write(name, text);
        }
        world.stand_in_for_go();
        fs::create_dir(world.path("tmp")).expect("a folder");
        world
    }

    /// A GOROOT like the real one, but for a go command that logs.
    fn stand_in_for_go(&self) {
        let real = go_root();
        fs::create_dir_all(self.path("goroot/bin")).expect("folders");
        for name in ["VERSION", "src", "pkg", "lib"] {
            symlink(real.join(name), self.path("goroot").join(name)).expect("a link");
        }
        let real = real.display();
        let script = format!(
            "#!/bin/sh\necho \"$GOOS/$GOARCH\" >> \"$GO_LOG\"\n\
             GOROOT={real} exec {real}/bin/go \"$@\"\n"
        );
        self.write("goroot/bin/go", &script);
        let executable = fs::Permissions::from_mode(0o755);
        fs::set_permissions(self.path("goroot/bin/go"), executable).expect("it is ours");
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().canonicalize().expect("it is there").join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("it has a folder")).expect("folders");
        write(&path, text);
    }

    fn matrix(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.anyport);
        command.arg("matrix").args(["--cgo=off", "--format=json"]).args(arguments);
        for variable in ["GOFLAGS", "GOOS", "GOARCH", "GOEXPERIMENT"] {
            command.env_remove(variable);
        }
        command
            .current_dir(self.path("m"))
            .env("GOROOT", self.path("goroot"))
            .env("GOENV", "off")
            .env("GO_LOG", self.path("log"))
            .env("ANYPORT_CACHE_DIR", self.path("memory"))
            .env("TMPDIR", self.path("tmp"));
        command
    }

    /// The state of every port, and for which the go command was called.
    fn build(&self, arguments: &[&str]) -> (Vec<String>, Vec<String>) {
        fs::remove_file(self.path("log")).ok();
        let said = run(&mut self.matrix(arguments));
        let said: serde_json::Value = serde_json::from_str(&said).expect("JSON");
        let ports = said["ports"].as_array().expect("ports");
        let text = |value: &serde_json::Value| value.as_str().expect("a string").to_owned();
        let states = ports
            .iter()
            .map(|port| format!("{} {}", text(&port["target"]), text(&port["state"])))
            .collect();
        let log = fs::read_to_string(self.path("log")).unwrap_or_default();
        let mut called: Vec<String> = log.lines().map(str::to_owned).collect();
        called.sort_unstable();
        called.dedup();
        (states, called)
    }

    /// Waits until the go command was called.
    fn wait_for_go(&self) {
        let begun = Instant::now();
        while !self.path("log").exists() {
            assert!(begun.elapsed() < Duration::from_mins(2), "nothing is built");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn is_tidy(&self) -> bool {
        fs::read_dir(self.path("tmp")).expect("it is there").next().is_none()
    }
}

#[test]
fn what_has_not_changed_is_not_built_again() {
    let world = World::new();
    let ports = "--targets=linux/amd64,linux/arm64,windows/amd64,windows/arm64";
    let all = |linux: &str, windows: &str| {
        ["linux/amd64", "linux/arm64", "windows/amd64", "windows/arm64"].map(|port| {
            let state = if port.starts_with("linux") { linux } else { windows };
            format!("{port} {state}")
        })
    };
    let (states, called) = world.build(&[ports]);
    assert_eq!(states, all("built", "built"));
    assert_eq!(called.len(), 4, "{called:?}");
    let (states, called) = world.build(&[ports]);
    assert_eq!(states, all("unchanged", "unchanged"));
    assert!(called.is_empty(), "{called:?}");
    world.write("m/text/kind_windows.go", "package text\n\nconst kind = \"windows\"\n");
    let (states, called) = world.build(&[ports]);
    assert_eq!(states, all("unchanged", "built"));
    assert_eq!(called, ["windows/amd64", "windows/arm64"]);
    world.write("m/text/text.go", "package text\n\nconst Name = \"name\" + kind\n");
    assert_eq!(world.build(&[ports]).0, all("built", "built"));
    assert!(world.is_tidy());
}

#[test]
fn cancelled_at_any_moment_it_leaves_nothing() {
    let world = World::new();
    let cancels = std::env::var("ANYPORT_CANCELS").ok().and_then(|it| it.parse().ok());
    let module = std::env::var_os("ANYPORT_MODULE").map(PathBuf::from);
    let mut built = 0;
    for round in 0..cancels.unwrap_or(CANCELS) {
        // An empty build cache: there is always something to compile.
        let cache = world.path(&format!("build-cache-{round}"));
        let mut command = world.matrix(&["--targets=first-class", "--all", "--jobs=2"]);
        command.current_dir(module.clone().unwrap_or_else(|| world.path("m")));
        command.env("GOCACHE", &cache).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().expect("it was built");
        // From before anything runs to well into the builds, in no order.
        if round % 2 == 1 {
            world.wait_for_go();
        }
        std::thread::sleep(Duration::from_millis(round * 1_117 % LATEST));
        built += u32::from(!running_for(&cache).is_empty());
        end(&mut child, ["-INT", "-TERM", "-HUP"][usize::try_from(round % 3).expect("small")]);
        let left = running_for(&cache);
        assert!(left.is_empty(), "round {round}: left running: {left:?}");
        assert!(world.is_tidy(), "round {round}: a file is left");
        fs::remove_dir_all(cache).ok();
        fs::remove_file(world.path("log")).ok();
    }
    assert!(built > 0, "no run was cancelled in the middle of a build");
}

/// Sends a signal until the process has ended: one that comes before it listens may be ignored.
fn end(child: &mut Child, signal: &str) {
    let begun = Instant::now();
    while child.try_wait().expect("it is ours").is_none() {
        assert!(begun.elapsed() < Duration::from_secs(30), "it does not end");
        let id = child.id().to_string();
        Command::new("kill").args([signal, &id]).status().expect("it can be sent");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Command lines of processes, but for anyport, that were told of this build cache.
fn running_for(cache: &Path) -> Vec<String> {
    let told = format!("GOCACHE={}", cache.display());
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let lines = processes.filter_map(|process| {
        let environment = fs::read(process.path().join("environ")).ok()?;
        let is_told = environment.split(|byte| *byte == 0).any(|it| it == told.as_bytes());
        let line = fs::read(process.path().join("cmdline")).ok().filter(|_| is_told)?;
        Some(String::from_utf8_lossy(&line).replace('\0', " "))
    });
    lines.filter(|line| !line.contains(" matrix ")).collect()
}
