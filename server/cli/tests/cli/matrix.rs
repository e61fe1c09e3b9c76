//! `anyport matrix` with a go command that is a script.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// A module and a Go whose go command does what a script says.
struct World {
    folder: tempfile::TempDir,
}

impl World {
    fn new(script: &str) -> World {
        let world = World { folder: tempfile::tempdir().expect("a temporary folder") };
        world.write("goroot/VERSION", "go1.27.3\n");
        world.write("goroot/src/fmt/x.go", "package fmt\n");
        world.write("goroot/bin/go", &format!("#!/bin/sh\n{script}\n"));
        let go = world.path("goroot/bin/go");
        fs::set_permissions(go, fs::Permissions::from_mode(0o755)).expect("the script is there");
        world.write("m/go.mod", "module example.com/m\n\ngo 1.27\n");
        world.write("m/lib/a.go", "package lib\n");
        world.write("m/lib/a_windows.go", "package lib\n");
        world.write(
            "m/cmd/x/main.go",
            "package main\n\nimport _ \"example.com/m/lib\"\n\nfunc main() {}\n",
        );
        world.write("m/only/only_linux.go", "package only\n");
        fs::create_dir(world.path("tmp")).expect("a folder");
        world
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().canonicalize().expect("it is there").join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        let folder = path.parent().expect("it has a folder");
        fs::create_dir_all(folder).expect("folders");
        fs::write(path, text).expect("a file");
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.command_of("matrix");
        command.args(["--color", "never"]).args(arguments);
        command
    }

    fn command_of(&self, subcommand: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_anyport"));
        command
            .arg(subcommand)
            .current_dir(self.path("m"))
            .env_clear()
            .env("PATH", format!("{}:/usr/bin:/bin", self.path("goroot/bin").display()))
            .env("HOME", self.path("home"))
            .env("TMPDIR", self.path("tmp"))
            .env("ANYPORT_CACHE_DIR", self.path("cache"))
            .env("GOOS", "plan9")
            .env("LOG", self.path("log"))
            .env("GIT_LOG", self.path("log"));
        command
    }

    fn run(&self, arguments: &[&str]) -> (Output, String) {
        let output = self.command(arguments).output().expect("the binary is built");
        let text = String::from_utf8(output.stdout.clone()).expect("UTF-8");
        (output, text)
    }

    fn is_tidy(&self) -> bool {
        fs::read_dir(self.path("tmp")).expect("it is there").next().is_none()
    }

    fn log(&self) -> String {
        let text = fs::read_to_string(self.path("log")).unwrap_or_default();
        fs::remove_file(self.path("log")).ok();
        let mut lines: Vec<&str> = text.lines().collect();
        lines.sort_unstable();
        lines.join("\n")
    }
}

const TWO: &str = "--targets=linux/386,windows/amd64";
/// Writes what it was asked to do.
const LOGS: &str = r#"
shift; for it; do last="$last $it"; done
echo "$GOOS/$GOARCH $CGO_ENABLED${last##*--}" >> "$GIT_LOG""#;

#[test]
fn what_has_not_changed_is_not_built_again() {
    let world = World::new(LOGS);
    let (output, text) = world.run(&[TWO]);
    assert_eq!(output.status.code(), Some(0), "{text}{output:?}");
    let both = "linux/386 0 ./cmd/x\nlinux/386 0 ./only\nwindows/amd64 0 ./cmd/x";
    assert_eq!(world.log(), both, "the library comes with the program; `only` is excluded");
    let (_, text) = world.run(&[TWO]);
    assert!(text.contains("2 unchanged"), "{text}");
    assert_eq!(world.log(), "");
    world.write("m/lib/a_windows.go", "package lib\n\nconst Changed = 1\n");
    let (_, text) = world.run(&[TWO]);
    assert!(text.contains("1 built, 1 unchanged"), "{text}");
    assert_eq!(world.log(), "windows/amd64 0 ./cmd/x");
    world.write("m/lib/sum.s", "TEXT\n");
    assert!(world.run(&[TWO]).1.contains("2 built"), "assembly is an input too");
    assert!(world.run(&[TWO, "--all"]).1.contains("2 built"));
    assert!(world.is_tidy());
}

#[test]
fn what_is_embedded_is_an_input() {
    let world = World::new(LOGS);
    let text = "package lib\n\nimport _ \"embed\"\n\n//go:embed data/x\nvar X string\n";
    world.write("m/lib/a.go", text);
    world.write("m/lib/data/x", "1");
    world.run(&[TWO]);
    assert!(world.run(&[TWO]).1.contains("2 unchanged"));
    world.write("m/lib/data/x", "22");
    assert!(world.run(&[TWO]).1.contains("2 built"));
}

/// Fails as Go does: with at most ten errors, unless it is asked for all of them.
const FAILS: &str = r##"
say() { printf '{"ImportPath":"example.com/m/lib","Action":"%s","Output":"%s"}\n' "$1" "$2"; }
[ $GOOS = windows ] || exit 0
say build-output '# example.com/m/lib\n'
say build-output 'lib/a.go:1:1: undefined: x\n'
case "$*" in
*-gcflags=-e*) say build-output 'lib/a.go:2:1: undefined: y\n' ;;
*) say build-output 'lib/a.go:1:1: too many errors\n' ;;
esac
say build-fail
exit 1"##;

#[test]
fn errors_are_mapped_and_asked_for_to_the_last() {
    let world = World::new(FAILS);
    let (output, text) = world.run(&[TWO, "--format=json"]);
    assert_eq!(output.status.code(), Some(1));
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let port = &value["ports"][1];
    assert_eq!((&port["target"], &port["state"]), (&"windows/amd64".into(), &"failed".into()));
    let states: Vec<_> = port["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| format!("{} {}", it["package"].as_str().unwrap(), it["state"].as_str().unwrap()))
        .collect();
    let expected =
        ["example.com/m/cmd/x blocked", "example.com/m/lib failed", "example.com/m/only excluded"];
    assert_eq!(states, expected);
    let errors = port["packages"][1]["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 2);
    assert_eq!((&errors[1]["path"], &errors[1]["line"]), (&"lib/a.go".into(), &2.into()));
    assert_eq!(value["disagreements"], 1);
    assert!(world.run(&[TWO]).1.contains("1 unchanged, 1 failed"), "a failure is tried again");
}

#[test]
fn what_tests_alone_break_is_not_predicted_of_builds() {
    let world = World::new(LOGS);
    world.write("m/lib/b_linux.go", "package lib\n\nfunc onLinux() {}\n");
    world.write("m/lib/b_test.go", "package lib\n\nvar _ = onLinux\n");
    let (output, text) = world.run(&[TWO, "--fail-on=disagreement"]);
    assert_eq!(output.status.code(), Some(0), "{text}");
    let (output, text) = world.run(&[TWO, "--vet", "--fail-on=disagreement"]);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("lib/b_test.go:3"), "{text}");
}

#[test]
fn a_page_and_the_programs_are_left_where_they_are_wanted() {
    let script = r#"while [ "$1" != -o ]; do shift; done
case "$2" in */) echo program > "$2/x" ;; esac"#;
    let world = World::new(script);
    let (output, text) = world.run(&[TWO, "--html=r.html", "--output=dist", "./cmd/..."]);
    assert_eq!(output.status.code(), Some(0), "{text}{output:?}");
    assert!(world.path("m/dist/linux_386/x").is_file());
    assert!(fs::read_to_string(world.path("m/r.html")).unwrap().contains("example.com/m"));
    let (output, _) = world.run(&["./nowhere"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_go_command_that_refuses_is_quoted() {
    let world = World::new("echo 'go: updates to go.mod needed' >&2; exit 1");
    let (output, text) = world.run(&[TWO]);
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(text.contains("go: updates to go.mod needed") && text.contains("refused"), "{text}");
}

#[test]
fn a_port_may_take_only_so_long() {
    let world = World::new("[ $GOOS = windows ] && sleep 77.125; exit 0");
    let begun = Instant::now();
    let (output, text) = world.run(&[TWO, "--timeout=1"]);
    assert!(begun.elapsed() < Duration::from_secs(20));
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(text.contains("1 built, 1 timed out"), "{text}");
    assert!(!is_running("77.125") && world.is_tidy());
}

#[test]
fn cancelled_at_any_moment_it_leaves_nothing() {
    // The compiler is a grandchild, and temporary files are made all the time.
    // Another run of this test at the same time has processes of its own.
    let nap = format!("88.{}", std::process::id());
    let world = World::new(&format!(
        "mkdir -p \"$GOTMPDIR/go-build$$\"\n( sleep {nap} & sleep 0.02; wait )"
    ));
    for round in 0..50u64 {
        let mut command = world.command(&["--targets=all", "--all", "--jobs=4"]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // From before anything runs to well into the builds, in no order.
        std::thread::sleep(Duration::from_millis(round * 37 % 250));
        end(&mut child, SIGNALS[usize::try_from(round % 3).unwrap()]);
        assert!(!is_running(&nap), "round {round}: a process is left");
        assert!(world.is_tidy(), "round {round}: a file is left");
    }
}

#[test]
fn a_server_that_is_told_to_end_takes_its_builds_along() {
    let nap = format!("99.{}", std::process::id());
    let world = World::new(&format!("mkdir -p \"$GOTMPDIR/x\"\n( sleep {nap} & wait )"));
    for signal in SIGNALS {
        let mut command = world.command_of("lsp");
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut server = command.spawn().unwrap();
        let mut input = server.stdin.take().unwrap();
        let root = format!("file://{}", world.path("m").display());
        for message in [
            format!(
                r#"{{"jsonrpc":"2.0","id":1,"method":"initialize","params":{{"processId":null,"rootUri":"{root}","capabilities":{{}}}}}}"#
            ),
            r#"{"jsonrpc":"2.0","method":"initialized","params":{}}"#.to_owned(),
            r#"{"jsonrpc":"2.0","id":2,"method":"workspace/executeCommand","params":{"command":"anyport.matrix","arguments":[]}}"#.to_owned(),
        ] {
            write!(input, "Content-Length: {}\r\n\r\n{message}", message.len()).unwrap();
        }
        let begun = Instant::now();
        while !is_running(&nap) {
            assert!(begun.elapsed() < Duration::from_mins(1), "nothing is built");
            std::thread::sleep(Duration::from_millis(10));
        }
        end(&mut server, signal);
        assert!(!is_running(&nap), "{signal}: a process is left");
        assert!(world.is_tidy(), "{signal}: a file is left");
    }
}

const SIGNALS: [&str; 3] = ["-INT", "-TERM", "-HUP"];

/// Sends a signal until the process has ended: one that comes before it listens may be ignored.
fn end(child: &mut Child, signal: &str) {
    while child.try_wait().expect("it is ours").is_none() {
        let id = child.id().to_string();
        Command::new("kill").args([signal, &id]).status().expect("it can be sent");
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// Whether some process was started with that argument.
fn is_running(argument: &str) -> bool {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    processes.into_iter().any(|process| {
        let line = fs::read(Path::new(&process.path()).join("cmdline")).unwrap_or_default();
        line.split(|byte| *byte == 0).any(|it| it == argument.as_bytes())
    })
}
