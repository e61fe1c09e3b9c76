//! Real output of the go command, in both forms.

use super::*;

fn heard(lines: &[(Stream, &str)]) -> BTreeMap<String, Failure> {
    let mut said = Said::default();
    for (stream, line) in lines {
        said.hear(*stream, line);
    }
    said.failures(&FilePath::new("/m"))
}

fn shown(error: &BuildError) -> String {
    let file = error.file.as_ref().map_or("-", FilePath::as_str);
    format!("{file}:{}:{}: {}", error.line, error.column, error.message)
}

#[test]
fn events_become_errors() {
    let lines = [
        r##"{"ImportPath":"m/a","Action":"build-output","Output":"# m/a\n"}"##,
        r#"{"ImportPath":"m/a","Action":"build-output","Output":"a/a.go:3:32: undefined: x\n"}"#,
        r#"{"ImportPath":"m/a","Action":"build-output","Output":"a/a.go:9:1: F redeclared\n"}"#,
        r#"{"ImportPath":"m/a","Action":"build-output","Output":"\ta/b.go:3:6: other one\n"}"#,
        r#"{"ImportPath":"m/a","Action":"build-output","Output":"a/a.go:9:9: too many errors\n"}"#,
        r#"{"ImportPath":"m/a","Action":"build-fail"}"#,
        r#"{"ImportPath":"m/warns","Action":"build-output","Output":"x.c:1: warning: old\n"}"#,
    ];
    let failures = heard(&lines.map(|line| (Stream::Out, line)));
    assert_eq!(failures.keys().collect::<Vec<_>>(), ["m/a"]);
    let failure = &failures["m/a"];
    assert!(failure.has_more && !failure.is_loading);
    let shown: Vec<String> = failure.errors.iter().map(shown).collect();
    let redeclared = "/m/a/a.go:9:1: F redeclared\n\ta/b.go:3:6: other one";
    assert_eq!(shown, ["/m/a/a.go:3:32: undefined: x", redeclared]);
}

#[test]
fn a_c_compiler_for_another_port_is_one_error() {
    let lines = [
        "# runtime/cgo",
        "gcc_arm64.S: Assembler messages:",
        "gcc_arm64.S:30: Error: no such instruction: `stp x29,x30,[sp,'",
        "gcc_arm64.S:34: Error: operand size mismatch for `mov'",
        "gcc_arm64.S:36: Error: no such instruction: `stp x19,x20,[sp,'",
        "gcc_arm64.S:39: Error: no such instruction: `stp x21,x22,[sp,'",
        "gcc_arm64.S:42: Error: no such instruction: `stp x23,x24,[sp,'",
    ];
    let failures = heard(&lines.map(|line| (Stream::Err, line)));
    let errors = &failures["runtime/cgo"].errors;
    assert_eq!(errors.len(), 1);
    assert!(errors[0].message.starts_with("gcc_arm64.S: Assembler messages:\ngcc_arm64.S:30: "));
    assert!(errors[0].message.ends_with("`stp x19,x20,[sp,'\nand 2 more lines"));
}

#[test]
fn a_missing_package_fails_where_it_is_imported() {
    let lines = [
        r#"{"ImportPath":"m/w","Action":"build-output","Output":"package m/b\n"}"#,
        r#"{"ImportPath":"m/w","Action":"build-output","Output":"\timports m/w: no files\n"}"#,
        r#"{"ImportPath":"m/w","Action":"build-fail"}"#,
    ];
    let failures = heard(&lines.map(|line| (Stream::Out, line)));
    let failure = &failures["m/b"];
    assert!(failure.is_loading);
    assert_eq!(failure.errors[0].message, "imports m/w: no files");
}

#[test]
fn text_is_read_as_well() {
    let lines = [
        "go: downloading example.com/x v1.0.0",
        "# m/a",
        "vet: a/a.go:3:32: undefined: x",
        "# m/c",
        "# [m/c]",
        "./c.go:4: wrong verb",
        "package m/e: build constraints exclude all Go files in /m/e",
    ];
    let failures = heard(&lines.map(|line| (Stream::Err, line)));
    let all: Vec<_> = failures.values().flat_map(|it| &it.errors).map(shown).collect();
    let expected = [
        "/m/a/a.go:3:32: undefined: x",
        "/m/c.go:4:0: wrong verb",
        "-:0:0: build constraints exclude all Go files in /m/e",
    ];
    assert_eq!(all, expected);
}

#[test]
fn a_linker_names_no_place() {
    let lines = ["# m/cmd", "runtime.main_main·f: function main is undeclared in the main package"];
    let failures = heard(&lines.map(|line| (Stream::Err, line)));
    assert_eq!(failures["m/cmd"].errors[0].file, None);
}

#[test]
fn endless_output_is_cut() {
    let mut said = Said::default();
    let line = "x".repeat(1 << 16);
    for _ in 0..1000 {
        said.hear(Stream::Err, &line);
    }
    assert!(said.is_cut && said.stray.len() <= MOST_STRAY);
}

#[test]
fn windows_paths_are_absolute() {
    let error = place(r"C:\m\a.go:3:4: undefined: x", &FilePath::new("/m")).unwrap();
    assert_eq!((error.line, error.column), (3, 4));
    assert!(error.file.unwrap().as_str().ends_with(":/m/a.go"));
    assert_eq!(place("é:", &FilePath::new("/m")), None);
}
