//! The arguments of a go command: which packages, with which tags, and what it is wrapped in.

use crate::Linking;
use crate::build_command::tags;
use crate::plain_script::{assigned, commands};

/// `go build`, `go vet`, `go test` or `go install` of packages of this repository.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct GoCommand {
    /// Packages as written; `.` where none is. Empty where a shell would have to say which.
    pub(crate) packages: Vec<Box<str>>,
    pub(crate) tags: Vec<Box<str>>,
    /// What `-C` says.
    pub(crate) dir: Option<Box<str>>,
    pub(crate) linking: Linking,
    /// Whether it compiles tests.
    pub(crate) tests: bool,
    /// Variables that stand between it and what it is wrapped in.
    pub(crate) variables: Vec<(String, String)>,
}

/// What builds packages.
pub(crate) const VERBS: [&str; 4] = ["build", "install", "test", "vet"];

/// Of these, what compiles their tests.
const TEST_VERBS: [&str; 2] = ["test", "vet"];

/// Programs that run the command in their arguments.
const WRAPPERS: [&str; 21] = [
    "catchsegv",
    "dbus-run-session",
    "devbox",
    "doas",
    "env",
    "flox",
    "mise",
    "nice",
    "nix",
    "nix-shell",
    "nohup",
    "retry",
    "setarch",
    "stdbuf",
    "strace",
    "sudo",
    "time",
    "timeout",
    "unbuffer",
    "xargs",
    "xvfb-run",
];

/// Those that run it on a machine of another kind.
const ELSEWHERE: [&str; 6] = ["adb", "docker", "kubectl", "podman", "ssh", "wsl"];

/// Programs that take a script as an argument.
const SHELLS: [&str; 8] = ["bash", "dash", "nix", "nix-shell", "pwsh", "sh", "su", "zsh"];

/// Flags whose value is a word of its own.
const VALUED: [&str; 44] = [
    "C",
    "asmflags",
    "bench",
    "benchtime",
    "blockprofile",
    "blockprofilerate",
    "buildmode",
    "compiler",
    "count",
    "covermode",
    "coverpkg",
    "coverprofile",
    "cpu",
    "cpuprofile",
    "exec",
    "fuzz",
    "fuzzminimizetime",
    "fuzztime",
    "gccgoflags",
    "gcflags",
    "installsuffix",
    "ldflags",
    "list",
    "memprofile",
    "memprofilerate",
    "mod",
    "modfile",
    "mutexprofile",
    "mutexprofilefraction",
    "o",
    "outputdir",
    "overlay",
    "p",
    "parallel",
    "pgo",
    "pkgdir",
    "run",
    "shuffle",
    "skip",
    "tags",
    "timeout",
    "toolexec",
    "trace",
    "vettool",
];

impl GoCommand {
    /// Reads a command's words; none where it is no such command, or one for packages of others.
    pub(crate) fn parse(words: &[String]) -> Option<GoCommand> {
        let program = program_of(words.first()?);
        if is_go(program) {
            return GoCommand::unwrapped(&words[1..]);
        }
        let rest = &words[1..];
        let after_dashes = rest.iter().position(|word| word == "--").map(|at| &rest[at + 1..]);
        match program {
            program if ELSEWHERE.contains(&program) => None,
            "gotestsum" => GoCommand::of_gotestsum(rest, after_dashes),
            program if SHELLS.contains(&program) && rest.iter().any(|it| it.contains(' ')) => {
                GoCommand::in_script(rest.iter().find(|word| word.contains(' '))?)
            }
            // A program that only a shell could name.
            program if WRAPPERS.contains(&program) || words[0].contains('$') => {
                let mut command = GoCommand::below(rest)?;
                if program == "xargs" {
                    command.packages.clear();
                }
                Some(command)
            }
            _ => GoCommand::parse(after_dashes?),
        }
    }

    /// The go command somewhere in a wrapper's arguments.
    fn below(words: &[String]) -> Option<GoCommand> {
        let names = |it: &String| is_go(program_of(it)) || program_of(it) == "gotestsum";
        let at = words.iter().position(names)?;
        let mut command = GoCommand::parse(&words[at..])?;
        command.variables.extend(words[..at].iter().filter_map(|word| assigned(word)));
        Some(command)
    }

    /// The first in a script that is one argument.
    fn in_script(script: &str) -> Option<GoCommand> {
        // A script in a script in a script is nobody's.
        let mut plain = commands(script)?.into_iter();
        plain.find_map(|plain| {
            let (first, rest) = plain.words.split_first()?;
            let mut command = is_go(program_of(first)).then(|| GoCommand::unwrapped(rest))??;
            command.variables.extend(plain.variables);
            Some(command)
        })
    }

    /// `gotestsum ./...`, `gotestsum -- -race ./...`, `gotestsum --raw-command -- go test ./...`.
    fn of_gotestsum(words: &[String], after_dashes: Option<&[String]>) -> Option<GoCommand> {
        if words.iter().any(|word| word.trim_start_matches('-') == "raw-command") {
            return GoCommand::parse(after_dashes?);
        }
        let mut command = GoCommand { tests: true, ..GoCommand::default() };
        command.read(after_dashes.unwrap_or_default());
        let before = words.iter().take_while(|word| *word != "--");
        let named = before.filter_map(|word| {
            let list = word.trim_start_matches('-').strip_prefix("packages=");
            list.or_else(|| word.starts_with('.').then_some(word.as_str()))
        });
        command.packages.extend(named.flat_map(str::split_whitespace).map(package_of));
        if command.packages.is_empty() {
            command.packages.push("./...".into());
        }
        command.known()
    }

    /// What follows `go`.
    fn unwrapped(words: &[String]) -> Option<GoCommand> {
        let [verb, arguments @ ..] = words else { return None };
        // `go -C dir build`.
        let mut command = GoCommand::default();
        let mut arguments = arguments;
        let mut verb = verb.as_str();
        if verb == "-C" {
            let [dir, next, rest @ ..] = arguments else { return None };
            command.dir = Some(dir.as_str().into());
            (verb, arguments) = (next, rest);
        }
        if !VERBS.contains(&verb) {
            return None;
        }
        command.tests = compiles_tests(verb);
        command.read(arguments);
        if command.packages.is_empty() {
            command.packages.push(".".into());
        }
        command.known()
    }

    /// Without packages that only a shell could name; none for packages of others.
    fn known(mut self) -> Option<GoCommand> {
        let is_foreign =
            |package: &str| package.contains('@') || ["std", "cmd", "tool"].contains(&package);
        if self.packages.iter().any(|package| is_foreign(package)) {
            return None;
        }
        if self.packages.iter().any(|package| package.contains(['$', '`', '*', '?'])) {
            self.packages.clear();
        }
        self.tags.retain(|tag| !tag.contains(['$', '`']));
        Some(self)
    }

    fn read(&mut self, arguments: &[String]) {
        let mut words = arguments.iter();
        while let Some(word) = words.next() {
            let Some(flag) = word.strip_prefix('-').filter(|flag| !flag.is_empty()) else {
                if !word.is_empty() {
                    self.packages.push(package_of(word));
                }
                continue;
            };
            let flag = flag.strip_prefix('-').unwrap_or(flag);
            // What follows is the tests' own.
            if flag == "args" {
                return;
            }
            let (name, value) = match flag.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None if VALUED.binary_search(&flag.trim_start_matches("test.")).is_ok() => {
                    (flag, words.next().map(String::as_str))
                }
                None => (flag, None),
            };
            match (name, value) {
                ("tags", Some(value)) => self.tags = tags(value),
                ("C", Some(value)) => self.dir = Some(value.into()),
                (name, Some(value)) => self.linking.flag(name, value),
                _ => {}
            }
        }
    }
}

/// Whether what follows `go` compiles tests.
pub(crate) fn compiles_tests(verb: &str) -> bool {
    TEST_VERBS.contains(&verb)
}

/// The name of a program, however it is called.
pub(crate) fn program_of(word: &str) -> &str {
    let name = word.rsplit(['/', '\\']).next().unwrap_or(word);
    name.strip_suffix(".exe").unwrap_or(name)
}

/// `go`, and how systems call one of its releases (`go126`, `go1.26`, `go???` where a shell looks).
pub(crate) fn is_go(program: &str) -> bool {
    let is_release = |rest: &str| rest.chars().all(|c| c.is_ascii_digit() || ".?*".contains(c));
    program.strip_prefix("go").is_some_and(is_release)
}

/// A file stands for its folder.
fn package_of(word: &str) -> Box<str> {
    let word = word.replace('\\', "/");
    if !word.to_ascii_lowercase().ends_with(".go") {
        return word.into();
    }
    match word.rsplit_once('/') {
        Some((dir, _)) if dir.starts_with('.') => dir.into(),
        Some((dir, _)) => format!("./{dir}").into(),
        None => ".".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(line: &str) -> String {
        let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        GoCommand::parse(&words).map_or("nothing".to_owned(), |it| {
            let tests = if it.tests { " tests" } else { "" };
            let (packages, tags) = (it.packages.join(" "), it.tags.join(" "));
            format!("{packages} [{tags}] {}{tests}", it.dir.is_some())
        })
    }

    #[test]
    fn flags_are_sorted() {
        assert!(VALUED.is_sorted());
    }

    #[test]
    fn a_script_in_an_argument_is_read() {
        let words = ["su", "action", "-c", "GOOS=plan9 go test ./..."].map(str::to_owned);
        let command = GoCommand::parse(&words).expect("a go command");
        assert_eq!(command.variables, [("GOOS".to_owned(), "plan9".to_owned())]);
        assert_eq!(&*command.packages[0], "./...");
    }

    #[test]
    fn packages_and_tags_are_read() {
        for (line, expected) in [
            ("go build", ". [] false"),
            ("go build ./...", "./... [] false"),
            ("/usr/local/go/bin/go vet ./a ./b/...", "./a ./b/... [] false tests"),
            ("go build -tags a,b -o out ./cmd/x", "./cmd/x [a b] false"),
            ("go test -race -count 1 --tags=a ./... -args -v ./x", "./... [a] false tests"),
            ("go build -ldflags=-s -v cmd/x/main.go", "./cmd/x [] false"),
            ("go -C sub test ./...", "./... [] true tests"),
            ("go test -C sub ./...", "./... [] true tests"),
            ("go build main.go", ". [] false"),
            ("go install golang.org/x/tools/cmd/stringer@latest", "nothing"),
            ("go run ./cmd/x", "nothing"),
            ("go", "nothing"),
            ("gofmt -l .", "nothing"),
            ("go test std", "nothing"),
            ("go install tool", "nothing"),
            ("go test $(go list) ./x", " [] false tests"),
            ("xvfb-run -a go test -tags=a ./x", "./x [a] false tests"),
            ("sudo -E env A=b go test", ". [] false tests"),
            ("go list ./...", "nothing"),
            ("xargs go vet", " [] false tests"),
            ("nix develop -c go test ./...", "./... [] false tests"),
            ("$RUNNER go test ./...", "./... [] false tests"),
            ("gotestsum", "./... [] false tests"),
            ("gotestsum --format testname ./a/...", "./a/... [] false tests"),
            ("gotestsum --junitfile x.xml -- -race -tags a ./b", "./b [a] false tests"),
            ("gotestsum --raw-command -- vimto -kernel x -- go test ./...", "./... [] false tests"),
            ("docker run golang -- go test ./...", "nothing"),
            ("/opt/go-1.26/bin/go126 test", ". [] false tests"),
        ] {
            assert_eq!(told(line), expected, "{line}");
        }
    }
}
