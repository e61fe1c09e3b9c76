//! What `go build` and `go vet` say: events or text, to errors of packages.

use std::collections::BTreeMap;
use std::fmt::Write;

use project::{BuildError, C_RUNTIME, FilePath};
use serde::Deserialize;

use crate::process::Stream;

/// So much is kept of the output of one build, in bytes; the rest is heard and dropped.
const MOST_BYTES: usize = 8 << 20;
/// So many lines are kept of what belongs to no package.
const MOST_STRAY: usize = 200;

/// So many lines are kept of what a C compiler says that is for another port.
const MOST_OF_C: usize = 4;

/// One line of `go build -json`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct BuildEvent {
    import_path: Option<String>,
    action: String,
    output: Option<String>,
}

/// What one run of the go command said.
#[derive(Debug, Default)]
pub(crate) struct Said {
    /// Lines by import path.
    lines: BTreeMap<String, Vec<String>>,
    /// The import paths that failed, as events tell.
    failed: Vec<String>,
    /// Lines of no package.
    pub(crate) stray: Vec<String>,
    /// The package whose lines follow, in text.
    current: Option<String>,
    bytes: usize,
    /// Output was dropped.
    pub(crate) is_cut: bool,
}

/// Why a package does not build.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) errors: Vec<BuildError>,
    /// The compiler stopped at its limit: there are more.
    pub(crate) has_more: bool,
    /// It was not even loaded; then nothing else was built either.
    pub(crate) is_loading: bool,
}

impl Said {
    /// Takes a line in.
    pub(crate) fn hear(&mut self, stream: Stream, line: &str) {
        self.bytes += line.len();
        if self.bytes > MOST_BYTES {
            self.is_cut = true;
            return;
        }
        let event = if stream == Stream::Out {
            serde_json::from_str::<BuildEvent>(line).ok()
        } else {
            None
        };
        let Some(event) = event else { return self.hear_text(line) };
        let Some(path) = event.import_path else { return };
        // A test variant of a package: `path [path.test]`.
        let path = path.split_once(' ').map_or(&*path, |(path, _)| path);
        match (event.action.as_str(), event.output) {
            ("build-output", Some(output)) => {
                let lines = self.lines.entry(path.to_owned()).or_default();
                lines.extend(output.lines().map(str::to_owned));
            }
            ("build-fail", _) => self.failed.push(path.to_owned()),
            _ => {}
        }
    }

    /// Text as `go vet`, and `go build` without `-json`, write it.
    fn hear_text(&mut self, line: &str) {
        if let Some(path) = line.strip_prefix("# ") {
            let path = path.trim_matches(['[', ']']);
            let path = path.split_once(' ').map_or(path, |(path, _)| path).to_owned();
            self.lines.entry(path.clone()).or_default().push(line.to_owned());
            self.failed.push(path.clone());
            self.current = Some(path);
        } else if let Some(rest) = line.strip_prefix("package ") {
            let path = rest.split_once(": ").map_or(rest, |(path, _)| path).to_owned();
            self.lines.entry(path.clone()).or_default().push(line.to_owned());
            self.failed.push(path.clone());
            self.current = Some(path);
        } else if let Some(path) = self.current.as_ref().filter(|_| !line.starts_with("go: ")) {
            self.lines.entry(path.clone()).or_default().push(line.to_owned());
        } else if self.stray.len() < MOST_STRAY && !line.trim().is_empty() {
            self.stray.push(line.to_owned());
        }
    }

    /// The failures, by import path; files are relative to `dir`. A package that was not found
    /// fails where it is imported.
    pub(crate) fn failures(&self, dir: &FilePath) -> BTreeMap<String, Failure> {
        let mut failures: BTreeMap<String, Failure> = BTreeMap::new();
        for path in &self.failed {
            let Some(lines) = self.lines.get(path) else {
                failures.entry(path.clone()).or_default();
                continue;
            };
            let (path, failure) = failure(path, lines, dir);
            let known = failures.entry(path).or_default();
            known.has_more |= failure.has_more;
            known.is_loading |= failure.is_loading;
            for error in failure.errors {
                if !known.errors.contains(&error) {
                    known.errors.push(error);
                }
            }
        }
        failures
    }
}

/// The errors in a package's lines, and the import path that they are about.
fn failure(path: &str, lines: &[String], dir: &FilePath) -> (String, Failure) {
    let is_loading = lines.first().is_some_and(|line| !line.starts_with("# "));
    let mut failure = Failure { is_loading, ..Failure::default() };
    if let Some(chain) = lines.first().and_then(|line| line.strip_prefix("package ")) {
        let (about, message) = chain_of_imports(chain, &lines[1..]);
        failure.errors.push(BuildError { file: None, line: 0, column: 0, message });
        return (about, failure);
    }
    for line in lines.iter().filter(|line| !line.starts_with("# ") && !line.is_empty()) {
        if line.ends_with("too many errors") {
            failure.has_more = true;
            continue;
        }
        let line = line.strip_prefix("vet: ").unwrap_or(line);
        match (place(line, dir), failure.errors.last_mut()) {
            (Some(error), _) if !is_remark(&error.message) => failure.errors.push(error),
            (None, None) => failure.errors.push(BuildError {
                file: None,
                line: 0,
                column: 0,
                message: line.to_owned(),
            }),
            // Gcc tells what encloses an error, and other compilers what explains it.
            (_, Some(error)) => {
                error.message.push('\n');
                error.message.push_str(line);
            }
            (Some(_), None) => {}
        }
    }
    if path == C_RUNTIME {
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        failure.errors = vec![of_c_compiler(&lines)];
    }
    (path.to_owned(), failure)
}

/// What a C compiler says that is for another port: hundreds of lines, and one error.
fn of_c_compiler(lines: &[&str]) -> BuildError {
    let told: Vec<&str> = lines.iter().filter(|it| !it.starts_with("# ")).copied().collect();
    let mut message = told[..told.len().min(MOST_OF_C)].join("\n");
    if let Some(more) = told.len().checked_sub(MOST_OF_C + 1) {
        let _ = write!(message, "\nand {} more lines", more + 1);
    }
    BuildError { file: None, line: 0, column: 0, message }
}

fn is_remark(message: &str) -> bool {
    message.starts_with("warning: ") || message.starts_with("note: ")
}

/// `a`, `\timports b`, `\timports c: what is wrong with it`: the last but one, and the rest.
fn chain_of_imports(first: &str, others: &[String]) -> (String, String) {
    let importer = |line: &str| {
        let path = line.trim_start().trim_start_matches("imports ");
        path.split([' ', ':']).next().unwrap_or_default().to_owned()
    };
    match others {
        [] => match first.split_once(": ") {
            Some((path, message)) => (path.to_owned(), message.to_owned()),
            None => (first.to_owned(), first.to_owned()),
        },
        [last] => (importer(first), last.trim().to_owned()),
        [.., before, last] => (importer(before), last.trim().to_owned()),
    }
}

/// `path:line:column: message`, the column optional. None for other lines.
fn place(line: &str, dir: &FilePath) -> Option<BuildError> {
    if line.starts_with([' ', '\t']) {
        return None;
    }
    // A drive letter is no path.
    let skip = if line.get(1..3).is_some_and(|it| it == ":\\" || it == ":/") { 2 } else { 0 };
    let at = skip + line[skip..].find(':')?;
    let (path, rest) = (&line[..at], &line[at + 1..]);
    let (number, rest) = rest.split_once(':')?;
    let number = number.parse().ok()?;
    let (column, message) = match rest.split_once(": ") {
        Some((column, message)) if column.parse::<usize>().is_ok() => {
            (column.parse().ok()?, message)
        }
        _ => (0, rest.trim_start()),
    };
    if path.is_empty() || path.contains('\t') {
        return None;
    }
    let path = path.replace('\\', "/");
    let is_absolute = path.starts_with('/') || skip == 2;
    let file = if is_absolute { FilePath::new(&path) } else { dir.join(&path) };
    Some(BuildError { file: Some(file), line: number, column, message: message.to_owned() })
}

#[cfg(test)]
mod tests;
