//! What a script runs that may build Go programs in a way that is not read: make, other scripts, Go
//! programs that call go, images.

use crate::go_command::{VERBS, compiles_tests, is_go, program_of};
use crate::plain_script::assigned;

/// What a script may build.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Builders {
    /// Something on the machine that it runs on.
    pub(crate) here: bool,
    /// Something, for nobody knows which ports.
    pub(crate) anywhere: bool,
}

/// Programs that build what a file of theirs says.
const MAKERS: [&str; 12] = [
    "bazel",
    "bazelisk",
    "dagger",
    "earthly",
    "gmake",
    "just",
    "mage",
    "make",
    "mingw32-make",
    "ninja",
    "task",
    "waf",
];

/// Programs that build for machines of other kinds.
const CROSS_BUILDERS: [&str; 14] = [
    "docker",
    "ebitenmobile",
    "fyne",
    "fyne-cross",
    "gogio",
    "gomobile",
    "goxc",
    "gox",
    "ko",
    "podman",
    "promu",
    "wails",
    "xcaddy",
    "xgo",
];

/// What runs a script that its arguments name.
const INTERPRETERS: [&str; 8] =
    ["bash", "cmd", "powershell", "pwsh", "python", "python3", "sh", "zsh"];

/// Words before a program that say nothing about it.
const BEFORE: [&str; 16] = [
    "!", "do", "doas", "elif", "else", "env", "exec", "if", "nice", "nohup", "retry", "sudo",
    "then", "time", "timeout", "xvfb-run",
];

impl Builders {
    /// Looks at every word of a script that may be a program.
    pub(crate) fn in_script(script: &str) -> Builders {
        let lines = script.lines().filter(|line| !line.trim_start().starts_with('#'));
        let parts = lines.flat_map(|line| line.split([';', '&', '|', '(', ')', '`']));
        let mut found = Builders::default();
        for part in parts {
            let words: Vec<&str> =
                part.split_whitespace().map(|word| word.trim_matches(['"', '\''])).collect();
            let one = Builders::of(&words);
            found.here |= one.here;
            found.anywhere |= one.anywhere;
        }
        found
    }

    /// Looks at a command.
    pub(crate) fn of(words: &[&str]) -> Builders {
        let is_before = |word: &&&str| {
            BEFORE.contains(*word)
                || assigned(word).is_some()
                || word.starts_with(|c: char| c == '-' || c.is_ascii_digit())
        };
        let skipped = words.iter().take_while(is_before).count();
        let [program, arguments @ ..] = &words[skipped..] else { return Builders::default() };
        let name = program_of(program);
        let both = Builders { here: true, anywhere: true };
        let is_script = is_below(program)
            || INTERPRETERS.contains(&name) && arguments.iter().any(|word| is_script(word));
        let runs = match (name, arguments) {
            // Programs of others, at a version, build nothing of this repository.
            (name, ["run", rest @ ..]) if is_go(name) => !rest.iter().any(|it| it.contains('@')),
            (name, ["tool", tool, ..]) if is_go(name) => MAKERS.contains(tool),
            (name, _) => MAKERS.contains(&name),
        };
        if is_script || runs {
            return both;
        }
        let builds = match name {
            "docker" | "podman" => {
                arguments.iter().any(|it| ["bake", "build", "compose", "run"].contains(it))
            }
            "nix" => arguments.first() == Some(&"build"),
            name => name == "nix-build" || CROSS_BUILDERS.contains(&name),
        };
        Builders { here: false, anywhere: builds }
    }
}

/// Whether a program is a file of the repository.
fn is_below(program: &str) -> bool {
    let path = program.replace('\\', "/");
    let is_name = |c: char| c.is_alphanumeric() || ['.', '_', '-', '/'].contains(&c);
    let name = path.rsplit('/').next().unwrap_or_default();
    !path.starts_with('/')
        && path.contains('/')
        && path.chars().all(is_name)
        && name.starts_with(|c: char| c.is_alphanumeric() || c == '_')
}

/// Whether a word is a script's name.
fn is_script(word: &str) -> bool {
    let extension = word.rsplit_once('.').map_or("", |(_, extension)| extension);
    let is_known = ["bat", "cmd", "ps1", "py", "sh"].contains(&extension);
    is_known && !word.starts_with(['/', '~', '$', '-'])
}

/// Whether some line of a script, however it is written, seems to build packages with go.
pub(crate) fn seems_to_run_go(script: &str) -> bool {
    seems_to_run(script, |verb| VERBS.contains(&verb))
}

/// Whether some line of a script, however it is written, seems to compile tests with go.
pub(crate) fn seems_to_compile_tests(script: &str) -> bool {
    seems_to_run(script, compiles_tests)
}

fn seems_to_run(script: &str, is_wanted: impl Fn(&str) -> bool) -> bool {
    script.lines().any(|line| {
        if line.trim_start().starts_with('#') || line.contains('@') {
            return false;
        }
        let words: Vec<&str> = line
            .split(|c: char| c.is_whitespace() || "\"'`();|&".contains(c))
            .filter(|word| !word.is_empty())
            .collect();
        words.windows(2).any(|pair| is_go(program_of(pair[0])) && is_wanted(pair[1]))
    })
}

/// Whether a script chooses a port itself.
pub(crate) fn sets_port(script: &str) -> bool {
    ["GOOS", "GOARCH"].into_iter().any(|name| {
        script.match_indices(name).any(|(at, _)| {
            let is_read = script[..at].ends_with(['$', '{']);
            let after = script[at + name.len()..].trim_start();
            !is_read && after.starts_with('=')
        })
    })
}

/// Pairs that a line of a script names: `GOOS=linux GOARCH=arm`, `-goos linux -goarch arm`. The
/// architecture is missing where the line does not say it.
pub(crate) fn named_pairs(script: &str) -> Vec<(&str, Option<&str>)> {
    let mut found = Vec::new();
    for line in script.lines().filter(|line| !line.trim_start().starts_with('#')) {
        let words: Vec<&str> = line
            .split(|c: char| c.is_whitespace() || "\"';=,".contains(c))
            .filter(|word| !word.is_empty())
            .collect();
        let after = |key: &str| {
            let is_key = |word: &&str| word.trim_start_matches('-').eq_ignore_ascii_case(key);
            let at = words.iter().position(is_key)?;
            words.get(at + 1).copied()
        };
        let pair = after("goos").map(|system| (system, after("goarch")));
        found.extend(pair.filter(|pair| !found.contains(pair)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_build_is_seen() {
        for script in [
            "make",
            "sudo make test",
            "if x; then\n  ./x.sh\nfi",
            "FOO=1 hack/make -a",
            r"hack\make.ps1 -Daemon",
            "bash scripts/x.sh",
            "python3 build.py",
            "go run build.go -goos windows",
            "go tool mage",
            "x && just build",
            "echo $(make version)",
        ] {
            let expected = Builders { here: true, anywhere: true };
            assert_eq!(Builders::in_script(script), expected, "{script}");
        }
        for script in ["docker buildx build .", "~/go/bin/promu crossbuild", "nix build"] {
            let expected = Builders { here: false, anywhere: true };
            assert_eq!(Builders::in_script(script), expected, "{script}");
        }
        for script in [
            "go build ./...",
            "go run golang.org/x/vuln/cmd/govulncheck@latest",
            "go tool staticcheck",
            "# make",
            "echo 'nothing to make'",
            "docker login",
            "/usr/bin/env",
            "curl https://example.com/x.sh",
            "$(which go) version",
            "golangci-lint run",
            r#"jq -r "def a: \"(^|[^/])[:alnum:]_./-])[a-z]+/x\" | .[][]""#,
        ] {
            assert_eq!(Builders::in_script(script), Builders::default(), "{script}");
        }
    }

    #[test]
    fn go_is_seen_in_any_script() {
        assert!(seems_to_run_go("if x; then\n  CGO_ENABLED=0 go test ./... | tee x\nfi"));
        assert!(seems_to_run_go("su a -c '/usr/pkg/bin/go??? test -v ./...'"));
        assert!(!seems_to_run_go("go install example.com/x@latest"));
        assert!(seems_to_compile_tests("for x in a b; do go vet $x; done"));
        assert!(!seems_to_compile_tests("if x; then go build ./test; fi"));
        assert!(!seems_to_run_go("go generate ./...\nmango build\ncargo test"));
    }

    #[test]
    fn ports_are_seen_where_they_are_set() {
        assert!(sets_port("GOOS=x go build"));
        assert!(sets_port("$env:GOARCH = 'x'"));
        assert!(!sets_port("go build -o x-$GOOS-${GOARCH}\necho $GOOS=x"));
        let script = "go run build.go -goos windows -goarch amd64 zip\n\
                      # GOOS=a\nGOARCH=arm GOOS='linux' ./x\nexport GOOS=plan9\n";
        let expected = [("windows", Some("amd64")), ("linux", Some("arm")), ("plan9", None)];
        assert_eq!(named_pairs(script), expected);
    }
}
