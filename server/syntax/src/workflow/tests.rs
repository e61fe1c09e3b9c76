//! Workflow files as people write them.

mod shapes;

use platform::TargetSet;

use super::parse;

/// One line for each command: how its ports came about, ports, cgo, folder, packages, tags, place.
fn told(text: &str) -> String {
    let line = |it: &crate::BuildCommand| {
        format!(
            "{} {} | cgo {} | {}:{} | {} | {}\n",
            match it.claim {
                crate::Claim::Named => "named",
                crate::Claim::Likely => "likely",
                crate::Claim::Shipped => "shipped",
            },
            it.ports.words(TargetSet::all()),
            it.cgo.map_or("?", |cgo| if cgo { "on" } else { "off" }),
            it.dir,
            it.packages.join(" "),
            it.tags.join(" "),
            text[it.span.range()].lines().next().unwrap_or_default(),
        )
    };
    let builds = parse(text);
    let mut lines: String = builds.commands.iter().map(line).collect();
    if let Some(line) = builds.unread {
        let place = text.lines().nth(line as usize - 1).unwrap_or_default().trim();
        let place = place.trim_start_matches("- ").trim_start_matches("run: ");
        lines.extend(["not read: ", place.trim_start_matches("uses: "), "\n"]);
    }
    lines
}

/// A workflow of one job.
fn job(lines: &str) -> String {
    let mut text = "on: push\njobs:\n  build:\n".to_owned();
    for line in lines.lines() {
        text.extend(["    ", line, "\n"]);
    }
    text
}

#[test]
fn plain_commands_say_everything() {
    let text = job("runs-on: ubuntu-latest
steps:
- uses: actions/checkout@v6
- run: go test ./...
- run: |
    # Other systems.
    GOOS=plan9 GOARCH=arm go build -tags a ./cmd/...
    env GOOS=openbsd CGO_ENABLED=1 go vet
    export GOOS=plan9
    cd sub && GOARCH=386 go test -c ./x 2>&1
    go build ../y
- run: GOOS=js GOARCH=wasm go build
  working-directory: web
");
    let expected = "\
likely linux/amd64 | cgo on | :./... |  | go test ./...
named plan9/arm | cgo off | :./cmd/... | a | GOOS=plan9 GOARCH=arm go build -tags a ./cmd/...
named openbsd/amd64 | cgo on | :. |  | env GOOS=openbsd CGO_ENABLED=1 go vet
named plan9/386 | cgo off | sub:./x |  | cd sub && GOARCH=386 go test -c ./x 2>&1
named plan9/amd64 | cgo off | sub:../y |  | go build ../y
named js/wasm | cgo off | web:. |  | GOOS=js GOARCH=wasm go build
";
    assert_eq!(told(&text), expected);
}

#[test]
fn matrices_name_ports() {
    let text = job("runs-on: ubuntu-latest
strategy:
  matrix:
    goos: [linux, windows, darwin]
    goarch: [amd64, arm64]
    exclude:
    - goos: windows
      goarch: arm64
    include:
    - {goos: aix, goarch: ppc64}
    - {goos: linux, tags: netgo}
steps:
- run: go vet -tags '${{ matrix.tags }}'
  env:
    GOOS: ${{ matrix.goos }}
    GOARCH: ${{ matrix.goarch }}
    CGO_ENABLED: 0
");
    let expected = "\
named linux/amd64, linux/arm64 | cgo off | :. | netgo | go vet -tags '${{ matrix.tags }}'
named aix/ppc64, darwin/*, windows/amd64 | cgo off | :. |  | go vet -tags '${{ matrix.tags }}'
";
    assert_eq!(told(&text), expected);
}

#[test]
fn a_matrix_of_maps_and_runners() {
    let text = job("runs-on: ${{ matrix.target.on }}
strategy:
  matrix:
    target:
    - {on: macos-latest, arch: arm64}
    - {on: windows-11-arm, arch: arm64}
    - {on: ubuntu-24.04, arch: 386}
    - {on: '${{ vars.POOL }}', arch: amd64}
steps:
- run: GOARCH=${{ matrix.target.arch }} go test ./...
");
    let line = "GOARCH=${{ matrix.target.arch }} go test ./...";
    let expected = format!(
        "likely darwin/arm64, windows/arm64 | cgo on | :./... |  | {line}\n\
         likely linux/386 | cgo off | :./... |  | {line}\n\
         not read: {line}\n"
    );
    assert_eq!(told(&text), expected);
}

#[test]
fn variables_of_workflow_and_job_count_without_a_command() {
    let text = "
env: {GOOS: linux}
jobs:
  lint:
    runs-on: ubuntu-latest
    env: &arm
      GOARCH: arm
    steps:
    - uses: golangci/golangci-lint-action@v9
    - uses: golangci/golangci-lint-action@v9
      env: {GOOS: freebsd}
    - uses: someone/go-release-action@v1
      with: {goos: windows, goarch: amd64}
  other:
    runs-on: ubuntu-latest
    env: *arm
    steps:
    - run: make
      env: {GOOS: ''}
";
    let expected = "\
likely freebsd/arm | cgo off | : |  | freebsd
likely windows/amd64 | cgo off | : |  | windows
likely linux/arm | cgo off | : |  | linux
likely linux/arm | cgo off | : |  | make
not read: make
";
    assert_eq!(told(text), expected);
}

#[test]
fn what_needs_a_shell_still_runs_somewhere() {
    let text = job("runs-on: macos-15-intel
steps:
- run: |
    for p in $(go list ./...); do go test $p; done
- run: |
    if x; then make; fi
- run: go test $(go list ./... | grep -v x)
  env: {GOOS: ios, GOARCH: arm64}
");
    let expected = "\
likely darwin/amd64 | cgo on | : |  | for p in $(go list ./...); do go test $p; done
likely darwin/amd64 | cgo on | : |  | if x; then make; fi
named ios/arm64 | cgo off | : |  | go test $(go list ./... | grep -v x)
not read: if x; then make; fi
";
    assert_eq!(told(&text), expected);
}

#[test]
fn virtual_machines_are_runners() {
    let text = job("runs-on: ubuntu-latest
steps:
- uses: vmactions/netbsd-vm@v1
  with:
    run: su action -c 'go test ./...'
- uses: cross-platform-actions/action@v1
  with: {operating_system: freebsd, architecture: arm64, run: go test ./...}
- uses: vmactions/openbsd-vm@v1
  with:
    run: make
");
    let expected = "\
likely netbsd/amd64 | cgo on | : |  | su action -c 'go test ./...'
likely freebsd/arm64 | cgo on | : |  | go test ./...
likely openbsd/amd64 | cgo on | : |  | make
not read: make
";
    assert_eq!(told(&text), expected);
}

#[test]
fn folders_are_the_repositorys() {
    let text = job("runs-on: ubuntu-latest
defaults: {run: {working-directory: src/m}}
steps:
- uses: actions/checkout@v6
  with: {path: src/m}
- uses: actions/checkout@v6
  with: {path: other, repository: a/b}
- run: go test ./...
- run: go test
  working-directory: ${{ github.workspace }}/src/m/sub
- run: go test
  working-directory: other
- run: go test
  working-directory: /tmp
- run: cd ../../.. && go test
- run: go -C x vet
");
    let expected = "\
likely linux/amd64 | cgo on | :./... |  | go test ./...
likely linux/amd64 | cgo on | sub:. |  | go test
likely linux/amd64 | cgo on | x:. |  | go -C x vet
";
    assert_eq!(told(&text), expected);
}

#[test]
fn steps_that_are_certainly_skipped_say_nothing() {
    let text = job("runs-on: ${{ matrix.os }}
strategy: {matrix: {os: [ubuntu-latest, windows-latest]}}
steps:
- if: runner.os == 'Linux'
  run: GOARCH=386 go test
- if: matrix.os != 'ubuntu-latest' && github.event_name == 'push'
  run: go vet
- if: false
  run: GOOS=aix GOARCH=ppc64 go build
");
    let expected = "\
likely linux/386 | cgo off | :. |  | GOARCH=386 go test
likely windows/amd64 | cgo on | :. |  | go vet
";
    assert_eq!(told(&text), expected);
}

#[test]
fn values_that_only_github_knows_say_nothing() {
    let text = job("runs-on: ubuntu-latest
strategy: {matrix: {goos: '${{ fromJSON(vars.GOOS) }}'}}
steps:
- run: go build
  env: {GOOS: '${{ matrix.goos }}'}
- run: GOOS=${{ inputs.os }} go build
- run: GOARCH=nonsense go build
- run: go install example.com/x@latest
");
    assert_eq!(told(&text), "not read: go build\n");
}

#[test]
fn broken_and_huge_files_say_nothing_or_little() {
    let texts = [
        "",
        "jobs: [",
        "jobs: {a: [b]}",
        "jobs: {a: {steps: {run: go test}}}",
        "- jobs",
        "jobs: 3",
    ];
    for text in texts {
        assert_eq!(told(text), "", "{text:?}");
    }
    // Jobs that share a long list of steps, and a matrix of many axes.
    let words = "a, ".repeat(2000);
    let mut text = format!(
        "matrix: &m {{a: &l [{words}], b: *l, c: *l, d: *l, include: *l, exclude: *l}}\n\
         steps: &s\n{}jobs:\n",
        "- {run: 'GOOS=windows go test'}\n".repeat(2000)
    );
    for number in 0..2000 {
        text.extend(["  j", &number.to_string()]);
        text += ": {runs-on: ubuntu-latest, strategy: {matrix: *m}, steps: *s}\n";
    }
    parse(&text);
}
