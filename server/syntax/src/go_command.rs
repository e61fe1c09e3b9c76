//! The arguments of a go command: which packages, with which tags.

use crate::Linking;
use crate::build_command::tags;

/// `go build`, `go vet`, `go test` or `go install` of packages of this repository.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct GoCommand {
    /// Packages as written; `.` where none is.
    pub(crate) packages: Vec<Box<str>>,
    pub(crate) tags: Vec<Box<str>>,
    /// What `-C` says.
    pub(crate) dir: Option<Box<str>>,
    pub(crate) linking: Linking,
}

const VERBS: [&str; 4] = ["build", "install", "test", "vet"];

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
        let [program, verb, arguments @ ..] = words else { return None };
        let program = program.rsplit('/').next().unwrap_or(program);
        if !matches!(program, "go" | "go.exe") {
            return None;
        }
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
        command.read(arguments);
        if command.packages.is_empty() {
            command.packages.push(".".into());
        }
        let is_foreign = |package: &str| package.contains('@') || ["std", "cmd"].contains(&package);
        (!command.packages.iter().any(|package| is_foreign(package))).then_some(command)
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
            format!("{} [{}] {}", it.packages.join(" "), it.tags.join(" "), it.dir.is_some())
        })
    }

    #[test]
    fn flags_are_sorted() {
        assert!(VALUED.is_sorted());
    }

    #[test]
    fn packages_and_tags_are_read() {
        for (line, expected) in [
            ("go build", ". [] false"),
            ("go build ./...", "./... [] false"),
            ("/usr/local/go/bin/go vet ./a ./b/...", "./a ./b/... [] false"),
            ("go build -tags a,b -o out ./cmd/x", "./cmd/x [a b] false"),
            ("go test -race -count 1 --tags=a ./... -args -v ./x", "./... [a] false"),
            ("go build -ldflags=-s -v cmd/x/main.go", "./cmd/x [] false"),
            ("go -C sub test ./...", "./... [] true"),
            ("go test -C sub ./...", "./... [] true"),
            ("go build main.go", ". [] false"),
            ("go install golang.org/x/tools/cmd/stringer@latest", "nothing"),
            ("go run ./cmd/x", "nothing"),
            ("go", "nothing"),
            ("gofmt -l .", "nothing"),
            ("go test std", "nothing"),
        ] {
            assert_eq!(told(line), expected, "{line}");
        }
    }
}
