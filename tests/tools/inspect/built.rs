//! Binaries of real linkers, each built once for all tests, with the build cache of the tools.
#![expect(clippy::disallowed_methods, reason = "tests start compilers")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use platform::{Port, Release};
use tempfile::TempDir;

use crate::tools::{run, tool};

const GO_MOD: &str = "module example.com/hello\n\ngo 1.27\n";

/// A program that looks up a name, as most do that use cgo without knowing it.
const HELLO: &str = "package main\n\nimport (\n\t\"fmt\"\n\t\"net\"\n)\n\n\
    func main() { fmt.Println(net.LookupHost(\"localhost\")) }\n";

/// A program, or library, that calls C and is called from C.
const CGO: &str = "package main\n\n// #include <stdio.h>\n// #include <stdlib.h>\n\
    // static int twice(int n) { printf(\"%d\\n\", n); return 2 * n; }\nimport \"C\"\n\n\
    //export Add\nfunc Add(a, b C.int) C.int { return a + b }\n\n\
    func main() { println(C.twice(21)) }\n";

/// A function that C++ mangles.
const CPP: &str = "int foo(int n) { return n; }\n";

static FOLDER: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (path, text) in [
        ("hello/go.mod", GO_MOD),
        ("hello/main.go", HELLO),
        ("cgo/go.mod", GO_MOD),
        ("cgo/main.go", CGO),
        ("foo.cc", CPP),
    ] {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a new folder");
        fs::write(path, text).expect("a new file");
    }
    folder
});

/// A file in the folder of what was built.
pub(super) fn place(name: &str) -> PathBuf {
    FOLDER.path().join(name)
}

/// The go command in a folder, with the cache of the tools.
fn go(folder: &str) -> Command {
    let tools = std::env::var_os("ANYPORT_TOOLS").expect("`cargo xtask test` names it");
    let mut command = tool("go");
    for name in ["GOFLAGS", "CGO_CFLAGS", "CGO_LDFLAGS", "GOOS", "GOARCH", "CC"] {
        command.env_remove(name);
    }
    command
        .current_dir(place(folder))
        .env("GOCACHE", Path::new(&tools).join("go-build"))
        .envs([("GOENV", "off"), ("GOWORK", "off"), ("GOPROXY", "off")])
        .args(["build", "-trimpath"]);
    command
}

/// A program for every port that links without cgo.
pub(super) fn ports() -> Vec<(Port, PathBuf)> {
    static PORTS: LazyLock<Vec<(Port, PathBuf)>> = LazyLock::new(|| {
        let release = Release::parse(&crate::go::env("GOVERSION")).expect("a Go release");
        let ports = Port::all().filter(|it| it.exists_in(release) && !it.needs_cgo_to_link());
        let mut built = Vec::new();
        for port in ports {
            let path = place(&port.to_string().replace('/', "-"));
            let mut command = go("hello");
            command.args(["-o".as_ref(), path.as_os_str()]);
            command.envs([("GOOS", port.os()), ("GOARCH", port.arch()), ("CGO_ENABLED", "0")]);
            run(&mut command);
            built.push((port, path));
        }
        built
    });
    PORTS.clone()
}

/// The program for one port.
pub(super) fn port(name: &str) -> PathBuf {
    let found = ports().into_iter().find(|(port, _)| port.to_string() == name);
    found.expect("it is built").1
}

/// Programs with C in them, by the compiler and C library that linked them.
pub(super) fn with_cgo() -> Vec<(&'static str, PathBuf)> {
    static BUILT: LazyLock<Vec<(&'static str, PathBuf)>> = LazyLock::new(|| {
        let fully_static = "-ldflags=-linkmode=external -extldflags=-static";
        // With debug information, Go starts the host's `strip`, which does not know Mach-O. No
        // libresolv need stand beside zig, which ships none: only Go's `net` asks for it.
        let stripped = "-ldflags=-s -w";
        let (linux, windows) = (("linux", "amd64"), ("windows", "amd64"));
        let zig = "python -m ziglang cc -target x86_64-linux-gnu.2.17";
        let zig_macos = "python -m ziglang cc -target aarch64-macos";
        [
            ("glibc", linux, "gcc", None),
            ("musl", linux, "musl-gcc", None),
            ("musl-static", linux, "musl-gcc", Some(fully_static)),
            ("mingw.exe", windows, "x86_64-w64-mingw32-gcc", None),
            ("zig-glibc", linux, zig, None),
            ("zig-macos", ("darwin", "arm64"), zig_macos, Some(stripped)),
        ]
        .map(|(name, (system, processor), compiler, flag)| {
            let path = place(name);
            let mut command = go("cgo");
            command.args(flag).arg("-o").arg(&path);
            command.envs([("GOOS", system), ("GOARCH", processor), ("CGO_ENABLED", "1")]);
            run(command.env("CC", compiler));
            (name, path)
        })
        .to_vec()
    });
    BUILT.clone()
}

/// A build with cgo and gcc, in a build mode.
fn in_mode(mode: &str, name: &str) -> PathBuf {
    let path = place(name);
    let mut command = go("cgo");
    command.arg(format!("-buildmode={mode}")).arg("-o").arg(&path);
    run(command.env("CGO_ENABLED", "1"));
    path
}

pub(super) fn c_archive() -> PathBuf {
    in_mode("c-archive", "libcgo.a")
}

pub(super) fn c_shared() -> PathBuf {
    in_mode("c-shared", "libcgo.so")
}

/// A program without C, for one port, with more arguments for the go command.
pub(super) fn hello(name: &str, port: (&str, &str), arguments: &[&str]) -> PathBuf {
    let path = place(name);
    let mut command = go("hello");
    command.args(arguments).arg("-o").arg(&path);
    run(command.envs([("GOOS", port.0), ("GOARCH", port.1), ("CGO_ENABLED", "0")]));
    path
}

/// An object of a C++ function, for a target of zig's.
pub(super) fn cpp_object(target: &str) -> PathBuf {
    let path = place(&format!("{target}.o"));
    let mut zig = tool("python");
    zig.args(["-m", "ziglang", "c++", "-target", target, "-c", "-o"]);
    run(zig.arg(&path).arg(place("foo.cc")));
    path
}
