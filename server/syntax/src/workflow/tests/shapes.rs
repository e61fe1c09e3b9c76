//! Shapes that well-known projects give their workflows.

use super::{job, told};

#[test]
fn a_linter_that_is_told_a_system_builds_nothing() {
    let text = job("runs-on: ubuntu-latest
steps:
- uses: golangci/golangci-lint-action@v9
- uses: golangci/golangci-lint-action@v9
  env: {GOOS: windows}
- uses: golangci/golangci-lint-action@v9
  env: {GOOS: openbsd}
- run: make compile_all
");
    let expected = "\
likely windows/amd64 | cgo off | : |  | windows
likely openbsd/amd64 | cgo off | : |  | openbsd
likely linux/amd64 | cgo on | : |  | make compile_all
not read: make compile_all
";
    assert_eq!(told(&text), expected);
}

#[test]
fn what_a_step_sets_counts_for_those_after_it() {
    let text = job("runs-on: ubuntu-latest
steps:
- run: go vet
- run: |
    echo \"CC=$(echo $NDK/bin/clang)\" >> $GITHUB_ENV
    echo 'GOOS=android' >> $GITHUB_ENV
    echo 'GOARCH=arm64' >> $GITHUB_ENV
    echo 'CGO_ENABLED=1' >> $GITHUB_ENV
- run: go build -tags android -ldflags '-s -X example.com/m.V='${VERSION} -o m-${V} .
- run: go vet
  env: {GOOS: linux}
- run: go env -w GOOS=plan9 GOARCH=386 CGO_ENABLED=0
- run: go vet ./x
- run: if x; then echo GOARCH=$A >> $GITHUB_ENV; fi
- run: go vet
");
    let expected = "\
likely linux/amd64 | cgo on | :. |  | go vet
named android/arm64 | cgo on | :. | android | \
                    go build -tags android -ldflags '-s -X example.com/m.V='${VERSION} -o m-${V} .
named linux/arm64 | cgo on | :. |  | go vet
named android/arm64 | cgo on | :./x |  | go vet ./x
not read: go vet
";
    assert_eq!(told(&text), expected);
}

#[test]
fn what_go_remembers_counts_where_nobody_says() {
    let text = job("runs-on: ubuntu-latest
steps:
- run: |
    go env -w GOOS=plan9 GOARCH=386
    go vet
- run: GOARCH=arm go vet
");
    let expected = "\
named plan9/386 | cgo off | :. |  | go vet
named plan9/arm | cgo off | :. |  | GOARCH=arm go vet
";
    assert_eq!(told(&text), expected);
}

#[test]
fn test_runners_and_wrappers_run_go() {
    let text = job("runs-on: ${{ matrix.os }}
strategy:
  matrix:
    os: [windows-2022, macos-latest]
    include: [{os: windows-2022, runner: xvfb-run}]
steps:
- run: go install gotest.tools/gotestsum@v1.12.3
- run: >
    gotestsum --raw-command --junitfile junit.xml --
    go test -short ./...
- run: gotestsum -- -tags a ./a
- run: ${{ matrix.runner }} go test ./b
- run: sudo -E env PATH=x go test ./c
- run: go run build.go test | go-test-json-to-loki
");
    let ports = |packages: &str, rest: &str| {
        format!("likely darwin/arm64, windows/amd64 | cgo on | :{packages} | {rest}\n")
    };
    let expected = [
        ports("./...", " | gotestsum --raw-command --junitfile junit.xml --"),
        ports("./a", "a | gotestsum -- -tags a ./a"),
        ports("./b", " | ${{ matrix.runner }} go test ./b"),
        ports("./c", " | sudo -E env PATH=x go test ./c"),
        ports("", " | go run build.go test | go-test-json-to-loki"),
    ]
    .concat();
    assert_eq!(told(&text), expected + "not read: go run build.go test | go-test-json-to-loki\n");
}

#[test]
fn go_run_through_make_and_scripts_adds_the_machine() {
    let text = job("runs-on: windows-11-arm
steps:
- run: _scripts/test_windows.ps1 -version go${{ matrix.go }} -arch arm64
- uses: vmactions/netbsd-vm@v1
  with:
    usesh: true
    run: |
      set -eu
      GOARCH=$(uname -m)
      if [ \"${GOARCH}\" = \"x86_64\" ] ; then GOARCH=\"amd64\" ; fi
      make test-e2e
- uses: vmactions/omnios-vm@v1
  with:
    run: |
      FSNOTIFY_BUFFER=4096 su action -c '/opt/ooce/go-1.26/bin/go??? test ./...'
");
    let script = "_scripts/test_windows.ps1 -version go${{ matrix.go }} -arch arm64";
    let expected = format!(
        "likely windows/arm64 | cgo on | : |  | {script}\n\
         likely netbsd/amd64 | cgo on | : |  | set -eu\n\
         likely illumos/amd64 | cgo on | : |  | \
         FSNOTIFY_BUFFER=4096 su action -c '/opt/ooce/go-1.26/bin/go??? test ./...'\n\
         not read: {script}\n"
    );
    assert_eq!(told(&text), expected);
}

#[test]
fn loops_show_the_ports_that_they_spell_out() {
    let text = job("runs-on: ubuntu-latest
steps:
- run: |
    for tgt in a b ; do
      go run build.go -goos windows -goarch amd64 zip $tgt
      # go run build.go -goos windows -goarch 386 zip $tgt
      go run build.go -goos linux -goarch \"$arch\" zip $tgt
    done
- run: |
    for a in $(go tool dist list); do
      export GOOS=${a%%/*}
      go vet ./... || fail=1
    done
");
    let expected = "\
likely windows/amd64 | cgo ? | : |  | for tgt in a b ; do
likely linux/amd64 | cgo on | : |  | for tgt in a b ; do
not read: for tgt in a b ; do
";
    assert_eq!(told(&text), expected);
}

#[test]
fn expressions_choose_architectures_and_machines() {
    let text = job("runs-on: ${{ matrix.arch == 'arm64' && 'ubuntu-24.04-arm' || 'ubuntu-24.04' }}
strategy: {matrix: {goos: [aix, linux], arch: [arm64]}}
steps:
- env:
    GOOS: ${{ matrix.goos }}
    GOARCH: ${{ matrix.goos == 'aix' && 'ppc64' || 'amd64' }}
    CGO_ENABLED: 0
  working-directory: ./cmd/caddy
  run: go build -trimpath -o caddy-\"$GOOS\"-$GOARCH 2> /dev/null
- run: go vet
");
    let expected = "\
named aix/ppc64, linux/amd64 | cgo off | cmd/caddy:. |  | \
                    go build -trimpath -o caddy-\"$GOOS\"-$GOARCH 2> /dev/null
likely linux/arm64 | cgo on | :. |  | go vet
";
    assert_eq!(told(&text), expected);
}

#[test]
fn what_other_files_do_is_noted() {
    for step in ["uses: ./.github/actions/build", "uses: docker/bake-action@v7", "run: nix build"] {
        let text = job(&format!("runs-on: ubuntu-latest\nsteps:\n- {step}\n"));
        let place = step.split_once(": ").expect("a key").1;
        assert_eq!(told(&text), format!("not read: {place}\n"));
    }
    let text = job("uses: someone/builder/.github/workflows/bake.yml@v1\n");
    assert_eq!(told(&text), "not read: someone/builder/.github/workflows/bake.yml@v1\n");
    assert_eq!(told(&job("uses: ./.github/workflows/other.yml\n")), "");
}
