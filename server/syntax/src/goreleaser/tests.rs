//! GoReleaser files as people write them.

use platform::TargetSet;

use super::parse;

/// One line for each build: ports, cgo, folder, package, tags, and the text at its place.
fn told(text: &str) -> String {
    let line = |it: &crate::BuildCommand| {
        format!(
            "{} | cgo {:?} | {} {} | {} | {}\n",
            it.ports.words(TargetSet::all()),
            it.cgo,
            it.dir,
            it.packages.join(" "),
            it.tags.join(" "),
            text[it.span.range()].lines().next().unwrap_or_default(),
        )
    };
    parse(text).commands.iter().map(line).collect()
}

#[test]
fn systems_times_architectures() {
    let text = "
builds:
  - main: ./cmd/x
    env: [CGO_ENABLED=0, GOFLAGS=-mod=mod]
    goos: [linux, darwin, plan9]
    goarch: [amd64, arm64, 386]
    ignore:
      - goos: linux
        goarch: '386'
    tags: [netgo, 'a,b']
    flags: -trimpath -tags=c
";
    let expected = "darwin/*, linux/amd64, linux/arm64, plan9/386, plan9/amd64 \
                    | cgo Some(false) |  ./cmd/x | netgo a b c | linux\n";
    assert_eq!(told(text), expected);
}

#[test]
fn what_nobody_says_is_what_goreleaser_takes() {
    let eight = "darwin/*, linux/386, linux/amd64, linux/arm64, windows/* (not arm) \
                 | cgo None |  . |  | ";
    assert_eq!(told("version: 2\n"), format!("{eight}2\n"));
    assert_eq!(told("builds:\n  - binary: x\n"), format!("{eight}x\n"));
    assert_eq!(told("builds:\n  - goarch: amd64\n"), {
        "darwin/amd64, linux/amd64, windows/amd64 | cgo None |  . |  | amd64\n"
    });
    assert_eq!(told("builds: []\nbuild: {main: cmd/x.go, goos: aix, goarch: ppc64}\n"), {
        "aix/ppc64 | cgo None |  ./cmd |  | aix\n"
    });
}

#[test]
fn what_another_file_may_say_is_not_guessed() {
    let text = "version: 2\nincludes:\n  - from_url: {url: x/y.yaml}\n";
    assert_eq!(told(text), "");
    assert_eq!(parse(text).unread, Some(3));
}

#[test]
fn a_variant_that_is_left_keeps_the_port() {
    let with = |ignored: &str| {
        told(&format!(
            "builds:\n  - goos: [linux]\n    goarch: [arm]\n    goarm: [6, 7]\n    ignore:\n{ignored}"
        ))
    };
    assert!(with("      - {goos: linux, goarm: 6}\n").starts_with("linux/arm |"));
    assert_eq!(with("      - {goarm: 6}\n      - {goarch: arm, goarm: 7}\n"), "");
    assert!(with("      - {}\n      - {goamd64: v1}\n").starts_with("linux/arm |"));
}

#[test]
fn targets_stand_for_the_whole_matrix() {
    let text = "builds:\n  - goos: [aix]\n    targets: [linux_amd64_v1, darwin_arm64, nonsense]\n";
    assert_eq!(told(text), "darwin/arm64, linux/amd64 | cgo None |  . |  | linux_amd64_v1\n");
    let text = "builds:\n  - targets: [go_first_class]\n";
    assert_eq!(super::parse(text).commands[0].ports, TargetSet::first_class());
}

#[test]
fn anchors_overrides_and_templates() {
    let text = "
env: [CGO_ENABLED=0]
builds:
  - &base
    id: a
    goos: [linux]
    goarch: [amd64, arm64]
    overrides:
      - {goos: linux, goarch: amd64, env: [CGO_ENABLED=1]}
  - <<: *base
    id: b
    main: '{{ .Main }}'
  - <<: *base
    dir: sub
    main: x/y/main.go
    overrides: []
    env: ['CGO_ENABLED={{ 1 }}']
  - {skip: true}
  - {builder: rust}
  - {dir: ../elsewhere}
  - main: example.com/m/cmd/x
    targets: [js_wasm]
";
    let expected = "linux/amd64 | cgo Some(true) |  . |  | linux\n\
                    linux/arm64 | cgo Some(false) |  . |  | linux\n\
                    linux/amd64, linux/arm64 | cgo Some(false) | sub ./x/y |  | linux\n\
                    js/wasm | cgo Some(false) |  example.com/m/cmd/x |  | js_wasm\n";
    assert_eq!(told(text), expected);
}

#[test]
fn what_a_template_stands_for_is_not_known() {
    let builds = parse("builds:\n  - goos: ['{{ .Env.OS }}', linux]\n    goarch: [amd64]\n");
    assert_eq!(builds.commands.len(), 1);
    assert_eq!(builds.commands[0].claim, crate::Claim::Likely);
    assert!(builds.unread.is_some());
}

#[test]
fn broken_and_strange_files_say_nothing_or_little() {
    let texts =
        ["", "builds: [", "- a\n- b\n", "just text", "builds: {a: b}\nbuild: 3\n: :\n\t", "\u{0}"];
    for text in texts {
        assert_eq!(told(text), "", "{text:?}");
    }
    // Thousands of builds that share long lists.
    let words = "linux, ".repeat(5000);
    let mut text = format!("a: &a [{words}]\nbuilds:\n");
    for _ in 0..20_000 {
        text += "  - {goos: *a, goarch: *a, targets: *a}\n";
    }
    assert!(parse(&text).commands.is_empty());
}
