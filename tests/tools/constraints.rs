//! Files are built where the go command builds them: names, constraints and tags of all of Go's own
//! source, of golang.org/x/sys and of a generated corpus, judged by go/build itself.
#![expect(clippy::disallowed_methods, reason = "go judges real files")]
#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]
#![expect(clippy::print_stdout, reason = "how much was compared is worth telling")]

mod corpus;

use std::collections::{BTreeSet, HashSet};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use platform::{Assignment, Constraint, FileName, Release, Target, TargetSet};

/// Endings of files that go/build has an opinion on.
const ENDINGS: [&str; 12] =
    ["go", "s", "S", "c", "h", "cc", "cpp", "m", "f90", "sx", "swig", "syso"];

#[test]
fn go_itself_is_built_where_the_go_command_says() {
    let root = go("local", &["env", "GOROOT"], Path::new("."));
    let files = files_below(&Path::new(root.trim()).join("src"));
    assert!(files.len() > 8_000, "{} files in GOROOT/src", files.len());
    compare("GOROOT/src", "local", &files, &[]);
}

#[test]
fn x_sys_is_built_where_the_go_command_says() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("go.mod"), "module example.com/m\n\ngo 1.24.0\n").unwrap();
    let download = ["mod", "download", "-json", "golang.org/x/sys@v0.38.0"];
    let answer: serde_json::Value =
        serde_json::from_str(&go("local", &download, folder.path())).unwrap();
    let files = files_below(Path::new(answer["Dir"].as_str().unwrap()));
    assert!(files.len() > 500, "{} files in x/sys", files.len());
    compare("golang.org/x/sys", "local", &files, &[]);
    compare("golang.org/x/sys, tags set", "local", &files, &["purego", "ignore", "gccgo", "race"]);
}

#[test]
fn generated_files_are_built_where_the_go_command_says() {
    let folder = tempfile::tempdir().unwrap();
    let files = corpus::write(folder.path(), 6_000);
    let many = ["integration", "linux", "nacl", "boringcrypto", "größe", "go1.99", "arm64.v9.0"];
    compare("corpus", "local", &files, &[]);
    compare("corpus, tags set", "local", &files, &many);
    for toolchain in ["go1.21.13", "go1.24.9"] {
        compare(toolchain, toolchain, &files, &["e2e", "cgo"]);
    }
}

#[test]
fn lines_are_read_and_written_as_go_does() {
    let lines = corpus::lines(20_000);
    let input: String =
        lines.iter().map(|line| serde_json::to_string(line).unwrap() + "\n").collect();
    let output = run_program("local", "parse_lines.go", &[], input);
    let mut errors = 0;
    for (line, theirs) in lines.iter().zip(output.lines()) {
        let theirs: String = serde_json::from_str(theirs).unwrap();
        let ours = match line.strip_prefix("//go:build ") {
            Some(expression) => Constraint::parse_go_build(expression.trim_start()),
            None => Constraint::parse_plus_build(line.strip_prefix("// +build ").unwrap()),
        };
        let ours = match ours {
            Ok(constraint) => constraint.to_string(),
            // The go command gives no offset here.
            Err(error) if line.starts_with("// ") => format!("error at -1: {error}"),
            Err(error) => format!("error at {}: {error}", error.offset),
        };
        errors += usize::from(theirs.starts_with("error"));
        assert_eq!(ours, theirs, "{line:?}");
    }
    assert_eq!(output.lines().count(), lines.len());
    println!("{} lines, {errors} of them wrong", lines.len());
}

/// Compares file by file and target by target, and says how many answers were compared.
fn compare(what: &str, toolchain: &str, files: &[PathBuf], tags: &[&str]) {
    let answers = ask_go(toolchain, files, tags);
    let version = go(toolchain, &["env", "GOVERSION"], Path::new("."));
    let release = Release::parse(&version).unwrap();
    let mut assignment = Assignment::new(release);
    assignment.tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
    let named: TargetSet = answers.targets.iter().copied().collect();
    assert_eq!(named, assignment.universe(), "the ports of {release}");
    let mut wrong = Vec::new();
    let mut unreadable = 0;
    let mut sets = HashSet::new();
    for (path, theirs) in files.iter().zip(&answers.files) {
        let ours = judge(path, &assignment);
        // Text that go/build cannot take apart at all is an error of the whole package, not of a
        // constraint. It is an error exactly where we say that the file belongs.
        if theirs.error.starts_with("read ") && ours.taken == theirs.refused {
            unreadable += 1;
        } else if ours != *theirs {
            wrong.push(format!("{}\n  go:   {theirs:?}\n  ours: {ours:?}", path.display()));
        }
        sets.insert(theirs.taken);
    }
    let pairs = files.len() * answers.targets.len();
    println!(
        "{what}: {} files ({unreadable} unreadable), {pairs} pairs, {} sets",
        files.len(),
        sets.len()
    );
    assert!(unreadable <= 1, "go/build reads nearly everything");
    let shown = wrong.len().min(20);
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong[..shown].join("\n"));
}

/// What is made of a file.
#[derive(Debug, PartialEq, Eq)]
struct Answer {
    taken: TargetSet,
    refused: TargetSet,
    error: String,
}

/// What our crates make of a file.
fn judge(path: &Path, assignment: &Assignment) -> Answer {
    let name = path.file_name().unwrap().to_str().unwrap();
    let by_name = assignment.name_holds_on(&FileName::parse(name));
    let none = TargetSet::EMPTY;
    let is_binary = path.extension().is_some_and(|ending| ending == "syso");
    let bytes = std::fs::read(path).unwrap();
    let header = syntax::go::parse_header(&String::from_utf8_lossy(&bytes));
    match header.constraint {
        _ if is_binary => Answer { taken: by_name, refused: none, error: String::new() },
        None => Answer { taken: by_name, refused: none, error: String::new() },
        Some(Ok(constraint)) => {
            let taken = by_name & assignment.holds_on(&constraint);
            Answer { taken, refused: none, error: String::new() }
        }
        Some(Err(_)) if by_name.is_empty() => {
            Answer { taken: none, refused: none, error: String::new() }
        }
        Some(Err(error)) => {
            let prefix = if error.message.starts_with("multiple") {
                String::new()
            } else {
                "parsing //go:build line: ".to_owned()
            };
            let error = format!("{name}: {prefix}{}", error.message);
            Answer { taken: none, refused: by_name, error }
        }
    }
}

struct Answers {
    targets: Vec<Target>,
    files: Vec<Answer>,
}

/// What go/build of that toolchain makes of the files.
fn ask_go(toolchain: &str, files: &[PathBuf], tags: &[&str]) -> Answers {
    let names: Vec<String> = files.iter().map(|path| path.display().to_string()).collect();
    let output = run_program(toolchain, "match_files.go", &[&tags.join(",")], names.join("\n"));
    let mut lines = output.lines();
    let targets: Vec<Target> =
        lines.next().unwrap().split_whitespace().map(|word| word.parse().unwrap()).collect();
    let answers = lines.map(|line| {
        let (letters, error) = line.split_once('\t').unwrap();
        let of = |wanted: char| {
            let chosen = targets.iter().zip(letters.chars()).filter(|(_, c)| *c == wanted);
            chosen.map(|(target, _)| *target).collect()
        };
        let error: String = serde_json::from_str(error).unwrap();
        Answer { taken: of('1'), refused: of('e'), error }
    });
    let answers = Answers { files: answers.collect(), targets };
    assert_eq!(answers.files.len(), files.len());
    answers
}

/// Runs one of the Go programs beside this file.
fn run_program(toolchain: &str, name: &str, arguments: &[&str], input: String) -> String {
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("tools/constraints").join(name);
    let mut command = Command::new("go");
    command.arg("run").arg(program).args(arguments).env("GOTOOLCHAIN", toolchain);
    command.env("GOFLAGS", "").stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().expect("go must be on PATH");
    let mut pipe = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || pipe.write_all(input.as_bytes()));
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{name} failed");
    writer.join().unwrap().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

fn go(toolchain: &str, arguments: &[&str], folder: &Path) -> String {
    let mut command = Command::new("go");
    command.args(arguments).env("GOTOOLCHAIN", toolchain).current_dir(folder);
    let output = command.output().expect("go must be on PATH");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The files below a folder that go/build has an opinion on, in order.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = BTreeSet::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let kind = std::fs::symlink_metadata(&path).unwrap();
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file() && has_known_ending(&path) {
                files.insert(path);
            }
        }
    }
    files.into_iter().collect()
}

fn has_known_ending(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ENDINGS.iter().any(|known| ending == *known))
}
