//! What cannot be answered: exit code 2, and a message that says why.

use expect_test::expect;

use crate::place::{GO_MOD, Place};

#[test]
fn bad_usage() {
    let place = Place::new(&[("go.mod", GO_MOD), ("a.go", "package m\n")]);
    let said = |words: &[&str]| place.run(words).to_string();
    expect![[r#"
        stderr: anyport: unexpected argument '--target' found
        stderr: 
        stderr:   tip: a similar argument exists: '--targets'
        stderr: 
        stderr: Usage: anyport check --targets <LIST> [PATH]...
        stderr: 
        stderr: For more information, try '--help'.
        exit code 2
    "#]]
    .assert_eq(&said(&["check", "--target", "linux/amd64"]));
    expect![[r#"
        stderr: anyport: --targets: Go has no architecture called `amd46`: did you mean linux/amd64
        exit code 2
    "#]]
    .assert_eq(&said(&["check", "--targets", "linux/amd46"]));
    expect![[r#"
        stderr: anyport: invalid value 'warnings' for '--fail-on <LEVEL>'
        stderr:   [possible values: hint, info, warning, error, never]
        stderr: 
        stderr:   tip: a similar value exists: 'warning'
        stderr: 
        stderr: For more information, try '--help'.
        exit code 2
    "#]]
    .assert_eq(&said(&["check", "--fail-on", "warnings"]));
    expect![[r#"
        stderr: anyport: the argument '--diff' cannot be used with '--fix'
        stderr: 
        stderr: Usage: anyport check --diff [PATH]...
        stderr: 
        stderr: For more information, try '--help'.
        exit code 2
    "#]]
    .assert_eq(&said(&["check", "--diff", "--fix"]));
    expect![[r#"
        stderr: anyport: unrecognized subcommand 'chekc'
        stderr: 
        stderr:   tip: a similar subcommand exists: 'check'
        stderr: 
        stderr: Usage: anyport [OPTIONS] <COMMAND>
        stderr: 
        stderr: For more information, try '--help'.
        exit code 2
    "#]]
    .assert_eq(&said(&["chekc"]));
    expect![[r#"
        stderr: anyport: invalid value 'maybe' for '--cgo <MODE>'
        stderr:   [possible values: auto, off, on, both]
        stderr: 
        stderr: For more information, try '--help'.
        exit code 2
    "#]]
    .assert_eq(&said(&["check", "--cgo", "maybe"]));
    expect![[r#"
        stderr: anyport: --targets: the list is empty
        exit code 2
    "#]]
    .assert_eq(&said(&["check", "--targets", ""]));
    expect![[r#"
        stderr: anyport: the targets leave no port of Go 1.27
        exit code 2
    "#]]
    .assert_eq(&said(&["check", "--targets", "linux/amd64,!linux/*"]));
}

#[test]
fn paths_that_are_not_there_or_hold_no_go() {
    let place = Place::new(&[("notes/a.txt", "no Go\n")]);
    expect![[r#"
        stderr: anyport: missing: no such file or folder
        exit code 2
    "#]]
    .assert_eq(&place.run(&["check", "missing"]).to_string());
    expect![[r#"
        stderr: anyport: missing/...: no such file or folder
        exit code 2
    "#]]
    .assert_eq(&place.run(&["check", "missing/..."]).to_string());
    expect![[r#"
        stderr: anyport: notes: no go.mod and no Go files
        exit code 2
    "#]]
    .assert_eq(&place.run(&["check", "notes"]).to_string());
}

#[test]
fn a_broken_configuration() {
    let place = Place::new(&[("go.mod", GO_MOD), ("a.go", "package m\n")]);
    let said = |text: &str| {
        place.write("anyport.toml", text);
        place.run(&["check"]).to_string()
    };
    expect![[r#"
        stderr: anyport: anyport.toml:1:1: unknown key `target`, did you mean `targets`?
        exit code 2
    "#]]
    .assert_eq(&said("target = [\"linux/amd64\"]\n"));
    expect![[r#"
        stderr: anyport: anyport.toml:1:25: unclosed array, expected `]`
        exit code 2
    "#]]
    .assert_eq(&said("targets = [\"linux/amd64\"\n"));
    expect![[r#"
        stderr: anyport: anyport.toml:1:12: Go has no port solaris/arm: solaris runs on amd64
        exit code 2
    "#]]
    .assert_eq(&said("targets = [\"solaris/arm\"]\n"));
    expect![[r#"
        stderr: anyport: anyport.toml:2:1: unknown rule `never-bilt`, did you mean `never-built`?
        exit code 2
    "#]]
    .assert_eq(&said("[levels]\nnever-bilt = \"off\"\n"));
}

#[test]
fn a_file_that_is_not_utf8_is_named() {
    let place = Place::new(&[("go.mod", GO_MOD), ("a.go", "package m\n")]);
    place.write("b.go", b"package m\n\nvar _ = \"\xff\"\n");
    expect![[r#"
        no findings: checked 1 package on 8 first-class ports
        stderr: anyport: b.go: not read: no permission, not UTF-8, or too large
        exit code 2
    "#]]
    .assert_eq(&place.run(&["check"]).to_string());
}

#[cfg(unix)]
#[test]
fn a_path_that_is_not_utf8_is_refused() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let place = Place::new(&[("go.mod", GO_MOD)]);
    let name = OsStr::from_bytes(b"f\xff");
    if std::fs::create_dir(place.path("").join(name)).is_err() {
        // Some file systems refuse such names, and so the question does not arise.
        return;
    }
    let output = place.command(&["check"]).arg(name).output().expect("it starts");
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.starts_with("anyport: ") && said.contains("not UTF-8"), "{said}");
}

#[test]
fn help_and_version_are_results() {
    let place = Place::new(&[]);
    let run = place.run(&["--version"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert_eq!(run.stdout, format!("anyport {}\n", env!("CARGO_PKG_VERSION")));
    let help = place.run(&["check", "--help"]);
    assert_eq!((help.code, help.stderr.as_str()), (0, ""));
    for word in ["--targets", "--cgo", "--tags", "--format", "--fix", "--diff", "--fail-on"] {
        assert!(help.stdout.contains(word), "{word}");
    }
}
