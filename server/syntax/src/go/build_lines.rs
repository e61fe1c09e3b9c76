//! Build constraints in comments: which one the go command obeys, and
//! which only look like one.
//!
//! `obeyed` follows go/build's `parseFileHeader` and `shouldBuild` line by line.

use std::ops::Range;

use platform::{Constraint, ConstraintError};

use super::scan::{beginning, comment_at};
use super::{BuildLine, BuildLineForm, Standing};
use crate::{Name, Span};

/// What go/build makes of the lines before the package clause.
#[derive(Default)]
pub(super) struct Obeyed {
    /// Offsets where the `//go:build` comments begin that go/build sees, at most two: it
    /// refuses the file at the second.
    go_build: Vec<usize>,
    /// Where the part ends that may hold `// +build` lines.
    plus_build_end: usize,
}

/// Finds what go/build reads.
pub(super) fn obeyed(text: &str) -> Obeyed {
    let mut obeyed = Obeyed { go_build: Vec::new(), plus_build_end: beginning(text) };
    let mut ended = false;
    let mut in_block = false;
    let mut next = obeyed.plus_build_end;
    while next < text.len() {
        let start = next;
        next = text[start..].find('\n').map_or(text.len(), |length| start + length + 1);
        let line = text[start..next].trim();
        if line.is_empty() && !ended {
            obeyed.plus_build_end = next;
            continue;
        }
        ended |= !line.starts_with("//");
        if !in_block && go_build_expression(line).is_some() {
            obeyed.go_build.push(start + indent(&text[start..next]));
            if obeyed.go_build.len() == 2 {
                break;
            }
        }
        if holds_code(line, &mut in_block) {
            break;
        }
    }
    obeyed
}

/// Whether anything but comments stands on the line. `in_block` says whether it begins, and then
/// whether it ends, inside of a `/* */` comment.
fn holds_code(line: &str, in_block: &mut bool) -> bool {
    let mut line = line;
    while !line.is_empty() {
        if *in_block {
            let Some((_, behind)) = line.split_once("*/") else { return false };
            *in_block = false;
            line = behind.trim();
        } else if line.starts_with("//") {
            return false;
        } else if let Some(behind) = line.strip_prefix("/*") {
            *in_block = true;
            line = behind.trim();
        } else {
            return true;
        }
    }
    false
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// What stands after `//go:build`, trimmed, if the go command takes the comment for a constraint.
fn go_build_expression(comment: &str) -> Option<&str> {
    after_word(comment.trim_end().strip_prefix("//go:build")?)
}

/// What stands after `// +build`, trimmed, if the go command takes the comment for a constraint.
fn plus_build_arguments(comment: &str) -> Option<&str> {
    after_word(comment.strip_prefix("//")?.trim().strip_prefix("+build")?)
}

/// What stands behind a word, trimmed, if the word ends there.
fn after_word(rest: &str) -> Option<&str> {
    (rest.is_empty() || rest.starts_with(char::is_whitespace)).then(|| rest.trim())
}

/// What stands behind a misspelt `//go:build`: `// go:build`, `//go: build`, `//go:build!x`,
/// `/*go:build*/`.
fn nearly_go_build_expression(comment: &str) -> Option<&str> {
    let body = match comment.strip_prefix("/*") {
        Some(block) => block.strip_suffix("*/").unwrap_or(block),
        None => comment.strip_prefix("//")?,
    };
    if body.contains('\n') {
        return None;
    }
    let behind_go = body.trim_start().strip_prefix("go")?.trim_start().strip_prefix(':')?;
    let rest = behind_go.trim_start().strip_prefix("build")?;
    let ends = rest.is_empty() || rest.starts_with(|c: char| c.is_whitespace() || "!(".contains(c));
    ends.then(|| rest.trim())
}

impl Obeyed {
    /// The comment as a build line, if it is or looks like one. `package_clause` is where the
    /// package clause begins.
    fn classify(&self, text: &str, comment: Span, package_clause: usize) -> Option<BuildLine> {
        let written = &text[comment.range()];
        let start = comment.range().start;
        let (form, expression) = if let Some(expression) = go_build_expression(written) {
            (BuildLineForm::GoBuild, expression)
        } else if let Some(arguments) = plus_build_arguments(written) {
            (BuildLineForm::PlusBuild, arguments)
        } else {
            (BuildLineForm::NearlyGoBuild, nearly_go_build_expression(written)?)
        };
        let standing = match form {
            BuildLineForm::NearlyGoBuild => Standing::OrdinaryComment,
            BuildLineForm::GoBuild => match self.go_build.iter().position(|&seen| seen == start) {
                Some(0) => Standing::InForce,
                Some(_) => Standing::Repeated,
                None if start >= package_clause => Standing::Misplaced,
                // A third, or one behind other text on its line.
                None if self.go_build.len() == 2 => Standing::Repeated,
                None => Standing::OrdinaryComment,
            },
            BuildLineForm::PlusBuild if start >= package_clause => Standing::Misplaced,
            BuildLineForm::PlusBuild if !self.go_build.is_empty() => Standing::Superseded,
            BuildLineForm::PlusBuild if start < self.plus_build_end => Standing::InForce,
            BuildLineForm::PlusBuild => Standing::Detached,
        };
        let constraint = match form {
            BuildLineForm::PlusBuild => Constraint::parse_plus_build(expression),
            _ => Constraint::parse_go_build(expression),
        };
        let offset = expression.as_ptr() as usize - text.as_ptr() as usize;
        let span = Span::new(offset, offset + expression.len());
        let expression = Name { text: expression.into(), span };
        let removal = removal(text, comment);
        Some(BuildLine { span: comment, removal, expression, form, standing, constraint })
    }

    /// The build lines among the comments.
    pub(super) fn build_lines(
        &self,
        text: &str,
        comments: &[Span],
        package_clause: usize,
    ) -> Vec<BuildLine> {
        let classify = |&comment| self.classify(text, comment, package_clause);
        comments.iter().filter_map(classify).collect()
    }
}

/// See [`BuildLine::removal`].
fn removal(text: &str, comment: Span) -> Span {
    let Range { start, end } = comment.range();
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[end..].find('\n').map_or(text.len(), |at| end + at + 1);
    if !text[line_start..start].trim().is_empty() || !text[end..line_end].trim().is_empty() {
        return comment;
    }
    let is_blank = |line: Option<&str>| line.is_none_or(|line| line.trim().is_empty());
    let blank_before = is_blank(text[..line_start].lines().next_back());
    let next = text[line_end..].split_inclusive('\n').next();
    let blank_after = next.filter(|line| blank_before && line.trim().is_empty());
    Span::new(line_start, line_end + blank_after.map_or(0, str::len))
}

/// The constraint that the go command evaluates, from all build lines of a file.
pub(super) fn in_force(lines: &[BuildLine]) -> Option<Result<Constraint, ConstraintError>> {
    if lines.iter().any(|line| line.standing == Standing::Repeated) {
        let message = "multiple //go:build comments".to_owned();
        return Some(Err(ConstraintError { offset: 0, message }));
    }
    let mut obeyed = lines.iter().filter(|line| line.standing == Standing::InForce);
    let first = obeyed.next()?;
    if first.form == BuildLineForm::GoBuild {
        return Some(first.constraint.clone());
    }
    // The go command skips `// +build` lines that it cannot parse.
    let readable =
        [first].into_iter().chain(obeyed).filter_map(|line| line.constraint.clone().ok());
    Constraint::all_of(readable).map(Ok)
}

/// The comments before `end`, which holds only comments and what broken text may stand there.
pub(super) fn leading_comments(text: &str, end: usize) -> Vec<Span> {
    let mut comments = Vec::new();
    let mut at = beginning(text);
    while let Some(found) = text.get(at..end).and_then(|rest| rest.find('/')) {
        at += found;
        match comment_at(text, at) {
            Some(comment) => {
                comments.push(comment);
                at = comment.range().end;
            }
            None => at += 1,
        }
    }
    comments
}
