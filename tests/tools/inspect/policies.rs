//! A policy for each key: one binary of a real linker that keeps it, one that does not.

use std::path::PathBuf;

use project::Configuration;

use super::built::port;
use super::signatures::{self, signed};
use super::{built, inspected};
use crate::tools::{run, tool, write};

/// The names of the checks that complain about a file, those that only inform left out.
fn complaints(path: &std::path::Path, policy: &str) -> Vec<&'static str> {
    let policies = Configuration::parse(policy, &[]).expect("a configuration").policy;
    let name = path.file_name().expect("a file").to_string_lossy();
    let list = rules::judge(&inspected(path), &name, None, &policies);
    let loud = list.into_iter().filter(|it| it.level >= project::Level::Warning);
    loud.map(|it| it.check).collect()
}

fn cgo(name: &str) -> PathBuf {
    let found = built::with_cgo().into_iter().find(|(it, _)| *it == name);
    found.expect("it is built").1
}

/// `kept` keeps the policy, and `broken` breaks it by that check alone.
fn check(policy: &str, check: &str, kept: &std::path::Path, broken: &std::path::Path) {
    assert_eq!(complaints(kept, policy), [""; 0], "{policy}: {}", kept.display());
    assert_eq!(complaints(broken, policy), [check], "{policy}: {}", broken.display());
}

#[test]
fn static_and_libc() {
    check("policy.static = true", "static", &cgo("musl-static"), &cgo("musl"));
    check("policy.static = true", "static", &port("linux/arm64"), &cgo("glibc"));
    check("policy.libc = ['none', 'musl']", "libc", &cgo("musl"), &cgo("glibc"));
    check("policy.libc = ['none', 'ucrt']", "libc", &port("windows/amd64"), &cgo("mingw.exe"));
}

#[test]
fn max_glibc() {
    check("policy.max-glibc = '2.17'", "max-glibc", &cgo("zig-glibc"), &cgo("glibc"));
}

#[test]
fn min_macos() {
    let darwin = port("darwin/arm64");
    assert_eq!(complaints(&darwin, "policy.min-macos = '13'"), [""; 0]);
    assert_eq!(complaints(&darwin, "policy.min-macos = '12.7'"), ["min-macos"]);
}

#[test]
fn how_it_is_signed() {
    check("policy.signed = 'ad-hoc'", "signed", &port("darwin/arm64"), &port("darwin/amd64"));
    for name in signatures::PORTS {
        check("policy.signed = 'certificate'", "signed", &signed(name), &port(name));
        assert_eq!(complaints(&signed(name), "policy.signed = 'ad-hoc'"), [""; 0], "{name}");
    }
}

#[test]
fn max_size() {
    let small = built::hello("small", ("linux", "amd64"), &["-ldflags=-s -w"]);
    let large = port("linux/amd64");
    let size = inspected(&small).size;
    check(&format!("policy.max-size = {size}"), "max-size", &small, &large);
}

#[test]
fn dlls() {
    let policy = "policy.dlls = ['kernel32.dll']";
    check(policy, "dlls", &port("windows/amd64"), &cgo("mingw.exe"));
    let policy = "policy.dlls = ['kernel32.dll', 'msvcrt.dll']";
    assert_eq!(complaints(&cgo("mingw.exe"), policy), [""; 0]);
}

/// A program for Windows with this manifest, by MinGW's resource compiler.
fn with_manifest(name: &str, manifest: &str) -> PathBuf {
    write(&built::place("app.manifest"), manifest);
    write(&built::place("app.rc"), "1 24 \"app.manifest\"\n");
    write(&built::place("main.c"), "int main(void) { return 0; }\n");
    let (resources, program) = (built::place("app.res.o"), built::place(name));
    let folder = built::place("");
    let mut windres = tool("x86_64-w64-mingw32-windres");
    run(windres.current_dir(&folder).args(["app.rc", "-O", "coff", "-o"]).arg(&resources));
    let mut gcc = tool("x86_64-w64-mingw32-gcc");
    run(gcc.current_dir(&folder).args(["main.c", "app.res.o", "-o"]).arg(&program));
    program
}

#[test]
fn execution_level() {
    let manifest = |level: &str| {
        format!(
            "<assembly xmlns=\"urn:schemas-microsoft-com:asm.v1\" manifestVersion=\"1.0\">\
             <trustInfo xmlns=\"urn:schemas-microsoft-com:asm.v3\"><security>\
             <requestedPrivileges><requestedExecutionLevel level=\"{level}\" uiAccess=\"false\"/>\
             </requestedPrivileges></security></trustInfo></assembly>"
        )
    };
    let invoker = with_manifest("invoker.exe", &manifest("asInvoker"));
    let administrator = with_manifest("admin.exe", &manifest("requireAdministrator"));
    let policy = "policy.execution-level = 'asInvoker'";
    check(policy, "execution-level", &invoker, &administrator);
    assert_eq!(complaints(&port("windows/amd64"), policy), ["execution-level"]);
    let broken = with_manifest("broken.exe", "<assembly><trustInfo></assembly>");
    assert_eq!(complaints(&broken, ""), ["manifest"]);
}

#[test]
fn names_of_installers() {
    let setup = built::hello("setup.exe", ("windows", "386"), &[]);
    assert_eq!(complaints(&setup, ""), ["installer-name"]);
    assert_eq!(complaints(&port("windows/386"), ""), [""; 0]);
    let wide = built::hello("setup64.exe", ("windows", "amd64"), &[]);
    assert_eq!(complaints(&wide, ""), [""; 0], "Windows looks at 32-bit programs alone");
}

#[test]
fn stacks_and_run_paths() {
    write(&built::place("plain.c"), "int main(void) { return 0; }\n");
    let link = |name: &str, flag: &str| {
        let path = built::place(name);
        run(tool("gcc").arg(built::place("plain.c")).args([flag, "-o"]).arg(&path));
        path
    };
    check("", "executable-stack", &link("fine", "-O2"), &link("stack", "-Wl,-z,execstack"));
    let relative = link("relative", "-Wl,-rpath,$ORIGIN/../lib");
    check("", "absolute-run-path", &relative, &link("absolute", "-Wl,-rpath,/home/me/lib"));
}

#[test]
fn one_byte_of_a_signed_program() {
    for (name, fine) in [
        ("linker", port("darwin/arm64")),
        ("arm64", signed("darwin/arm64")),
        ("amd64", signed("darwin/amd64")),
    ] {
        let broken = signatures::with_one_byte_changed(&fine, &format!("broken-{name}"), 0x8000);
        check("", "code-signature", &fine, &broken);
        let list = complaints(&broken, "policy.signed = 'ad-hoc'");
        assert_eq!(list, ["code-signature", "signed"], "{name}: a signature that does not hold");
    }
}

#[test]
fn a_loader_that_nobody_expects() {
    let pie = built::hello("pie", ("linux", "amd64"), &["-buildmode=pie"]);
    let policy = "policy.static = true";
    check(policy, "static", &port("linux/amd64"), &pie);
    let list = rules::judge(&inspected(&pie), "pie", None, &project::Policies::default());
    assert_eq!(list.iter().map(|it| it.check).collect::<Vec<_>>(), ["missing-loader"]);
}
