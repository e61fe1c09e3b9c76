//! Scripts in the style of Go's own `testscript`.
//!
//! ```text
//! # a comment
//! env GOOS=windows GOARCH=amd64   sets variables for what follows; `GOOS=` unsets
//! go build ./...                  must succeed; the same as `exec go build ./...`
//! ! go build ./...                must fail
//! hangs 5 ./app                   still runs after so many seconds; is killed with all it started
//! stack 'regular expression'      where it hung, as gdb says; holds where there is no gdb
//! stdout 'regular expression'     what the last command said holds it; ^ and $ are a line's
//! ! stderr .                      what the last command said holds it nowhere
//! grep 'regular expression' FILE  so does a file
//! cd FOLDER · cp FROM TO · rm PATH · mkdir FOLDER · exists PATH
//! ```
//!
//! `$NAME` and `${NAME}` are variables, except in single quotes; `$WORK` is the tree.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use regex::RegexBuilder;

use crate::process::{self, Output};

struct Script<'a> {
    folder: PathBuf,
    variables: BTreeMap<String, String>,
    scratch: &'a Path,
    last: Output,
}

/// Runs a script in a tree. The error names the line and what was said last.
pub(crate) fn run(script: &str, tree: &Path, scratch: &Path) -> Result<(), String> {
    let mut variables = process::environment(scratch)?;
    variables.insert("WORK".to_owned(), tree.display().to_string());
    let last = Output::default();
    let mut state = Script { folder: tree.to_owned(), variables, scratch, last };
    for (index, line) in script.lines().enumerate() {
        state.line(line).map_err(|error| {
            let Output { stdout, stderr, .. } = &state.last;
            format!("line {}: {line}: {error}\nstdout:\n{stdout}\nstderr:\n{stderr}", index + 1)
        })?;
    }
    Ok(())
}

impl Script<'_> {
    fn line(&mut self, line: &str) -> Result<(), String> {
        let words = self.words(line)?;
        let mut words = words.as_slice();
        let mut is_wanted = true;
        if let [first, rest @ ..] = words
            && first == "!"
        {
            (is_wanted, words) = (false, rest);
        }
        let Some((command, arguments)) = words.split_first() else {
            return Ok(());
        };
        let happened = match (command.as_str(), arguments) {
            ("go", _) => self.execute(words)?,
            ("exec", program) => self.execute(program)?,
            ("hangs", [seconds, program @ ..]) => {
                let seconds = seconds.parse().map_err(|_| "hangs SECONDS PROGRAM")?;
                self.hangs(Duration::from_secs(seconds), program)?
            }
            ("stack", [pattern]) => match &self.last.stack {
                Some(stack) => holds(stack, pattern)?,
                None => is_wanted,
            },
            ("stdout", [pattern]) => holds(&self.last.stdout, pattern)?,
            ("stderr", [pattern]) => holds(&self.last.stderr, pattern)?,
            ("grep", [pattern, file]) => holds(&read(&self.folder.join(file))?, pattern)?,
            ("exists", [path]) => self.folder.join(path).exists(),
            ("env", assignments) => self.assign(assignments)?,
            ("cd", [folder]) => {
                self.folder.push(folder);
                self.folder.is_dir()
            }
            ("cp", [from, to]) => {
                fs::copy(self.folder.join(from), self.folder.join(to))
                    .map_err(|it| it.to_string())?;
                true
            }
            ("mkdir", [folder]) => fs::create_dir_all(self.folder.join(folder)).is_ok(),
            ("rm", [path]) => {
                let path = self.folder.join(path);
                fs::remove_file(&path).or_else(|_| fs::remove_dir_all(&path)).is_ok()
            }
            _ => return Err("is not understood".to_owned()),
        };
        match (happened, is_wanted) {
            (true, true) | (false, false) => Ok(()),
            (false, true) => Err("fails".to_owned()),
            (true, false) => Err("does not fail".to_owned()),
        }
    }

    fn execute(&mut self, words: &[String]) -> Result<bool, String> {
        self.last = process::run(words, &self.folder, &self.variables, self.scratch)?;
        Ok(self.last.succeeded)
    }

    fn hangs(&mut self, patience: Duration, words: &[String]) -> Result<bool, String> {
        let (folder, variables, scratch) = (&self.folder, &self.variables, self.scratch);
        self.last = process::run_for(patience, words, folder, variables, scratch)?;
        Ok(self.last.was_killed)
    }

    fn assign(&mut self, assignments: &[String]) -> Result<bool, String> {
        for assignment in assignments {
            let (name, value) = assignment.split_once('=').ok_or("NAME=value")?;
            if value.is_empty() {
                self.variables.remove(name);
            } else {
                self.variables.insert(name.to_owned(), value.to_owned());
            }
        }
        Ok(true)
    }

    /// Splits a line at blanks; single quotes keep them, and keep `$`; `''` in quotes is a quote.
    fn words(&self, line: &str) -> Result<Vec<String>, String> {
        let mut words = Vec::new();
        let mut word: Option<String> = None;
        let mut letters = line.chars().peekable();
        while let Some(letter) = letters.next() {
            match letter {
                '#' if word.is_none() => break,
                ' ' | '\t' => words.extend(word.take()),
                '\'' => {
                    let word = word.get_or_insert_default();
                    loop {
                        match letters.next().ok_or("an open quote")? {
                            '\'' if letters.peek() == Some(&'\'') => {
                                letters.next();
                                word.push('\'');
                            }
                            '\'' => break,
                            other => word.push(other),
                        }
                    }
                }
                '$' => {
                    let is_name = |c: &char| c.is_ascii_alphanumeric() || *c == '_';
                    let braced = letters.next_if_eq(&'{').is_some();
                    let mut name = String::new();
                    while let Some(letter) = letters.next_if(is_name) {
                        name.push(letter);
                    }
                    if braced && letters.next() != Some('}') {
                        return Err("an open brace".to_owned());
                    }
                    let value = self.variables.get(&name).map_or("", String::as_str);
                    word.get_or_insert_default().push_str(value);
                }
                other => word.get_or_insert_default().push(other),
            }
        }
        words.extend(word);
        Ok(words)
    }
}

fn holds(text: &str, pattern: &str) -> Result<bool, String> {
    let pattern = RegexBuilder::new(pattern).multi_line(true).build();
    Ok(pattern.map_err(|error| error.to_string())?.is_match(text))
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}
