//! `anyport init`: what it writes, and when it does not.

use expect_test::expect;

use crate::place::{GO_MOD, Place};

const RELEASE: &str = "\
builds:
- env: [CGO_ENABLED=0]
  main: ./cmd/app
  tags: [netgo]
  goos: [linux, windows]
  goarch: [amd64, arm64]
  ignore:
  - {goos: windows, goarch: arm64}
";

const WORKFLOW: &str = "\
on: push
jobs:
  test:
    runs-on: macos-latest
    steps:
    - run: go test ./...
    - run: GOOS=plan9 GOARCH=386 go vet ./...
    - run: make cross
";

/// A program that is released, in a repository with a workflow.
fn released() -> Place {
    Place::new(&[
        ("go.mod", GO_MOD),
        ("cmd/app/main.go", "package main\n\nfunc main() {}\n"),
        (".goreleaser.yml", RELEASE),
        (".github/workflows/ci.yml", WORKFLOW),
    ])
}

#[test]
fn what_files_say_is_written_with_the_places_that_say_it() {
    let place = released();
    expect![[r#"
        stderr: anyport: wrote anyport.toml: 5 ports; look it over, then commit it
        exit code 0
    "#]]
    .assert_eq(&place.run(&["init"]).to_string());
    expect![[r##"
        # The ports that this project is for. A pattern is linux/amd64, linux/*, */arm64, all or
        # first-class; !plan9/* takes away from what stands before it.
        #
        # Release and CI files name them:
        #   .github/workflows/ci.yml:6 may build darwin/arm64, cgo on
        #   .github/workflows/ci.yml:7 builds plan9/386, cgo off
        #   .goreleaser.yml:5 builds linux/amd64, linux/arm64, windows/amd64, cgo off (./cmd/app)
        targets = ["darwin/arm64", "linux/amd64", "linux/arm64", "plan9/386", "windows/amd64"]
        cgo = "off"
        tags = ["netgo"]
    "##]]
    .assert_eq(&place.read("anyport.toml"));
    let judged = place.run(&["check"]).ending();
    assert_eq!(
        judged,
        "no findings: checked 1 package on 5 judged ports of anyport.toml\nexit code 0\n"
    );
}

#[test]
fn what_is_read_only_in_part_says_so() {
    let place = Place::new(&[
        ("go.mod", GO_MOD),
        ("a.go", "package m\n"),
        (".github/workflows/ci.yml", WORKFLOW),
    ]);
    expect![[r##"
        # The ports that this project is for. A pattern is linux/amd64, linux/*, */arm64, all or
        # first-class; !plan9/* takes away from what stands before it.
        #
        # Release and CI files name them:
        #   .github/workflows/ci.yml:6 may build darwin/arm64, cgo on
        #   .github/workflows/ci.yml:7 builds plan9/386, cgo off
        # They need not be all of them, so Go's first-class ports are judged as well:
        # what .github/workflows/ci.yml:8 runs is not read.
        targets = ["first-class", "plan9/386"]
        exit code 0
    "##]]
    .assert_eq(&place.run(&["init", "--print"]).to_string());
    let judged = place.run(&["check"]).ending();
    expect![[r#"
        no findings: checked 1 package on 8 first-class ports and 1 that ci.yml names
        exit code 0
    "#]]
    .assert_eq(&judged);
}

#[test]
fn nobody_says_anything() {
    let place = Place::new(&[("go.mod", GO_MOD), ("a.go", "package m\n")]);
    expect![[r##"
        # The ports that this project is for. A pattern is linux/amd64, linux/*, */arm64, all or
        # first-class; !plan9/* takes away from what stands before it.
        #
        # Nothing here says which they are: no release file, no workflow.
        # Until somebody does, the first-class ports of Go are judged:
        # targets = ["first-class"]
        exit code 0
    "##]]
    .assert_eq(&place.run(&["init", "--print"]).to_string());
    assert!(place.run(&["init"]).stderr.contains("declares none yet"));
    // Nothing is declared, and nothing is broken.
    expect![[r#"
        no findings: checked 1 package on 8 first-class ports
        exit code 0
    "#]]
    .assert_eq(&place.run(&["check"]).ending());
}

#[test]
fn a_file_that_is_there_is_left_alone_unless_forced() {
    let place = released();
    place.write("anyport.toml", "targets = [\"linux/386\"]\n");
    let run = place.run(&["init"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("--force"), "{run}");
    assert_eq!(place.read("anyport.toml"), "targets = [\"linux/386\"]\n");
    let printed = place.run(&["init", "--print"]).stdout;
    assert_eq!(place.run(&["init", "--force"]).code, 0);
    assert_eq!(place.read("anyport.toml"), printed);
}
