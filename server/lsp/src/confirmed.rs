//! What builds said of files, beside what rules say of them.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use platform::TargetSet;
use project::{BuildError, FilePath};
use syntax::Span;
use tower_lsp::ls_types::{Diagnostic, DiagnosticSeverity, NumberOrString};
use workspace::Matrix;

use crate::convert::Lines;

/// Whose diagnostics they are: editors show it, and filter by it.
const SOURCE: &str = "anyport matrix";
/// The lines of a message that are shown: C compilers explain at length.
const MOST_LINES: usize = 12;

/// What builds said of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Confirmed {
    /// A hash of the text that was built.
    text: u64,
    /// The errors, in order of their places.
    pub errors: Vec<ConfirmedError>,
}

/// One error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ConfirmedError {
    span: Span,
    message: String,
    /// The rule that foretold it.
    rule: Option<&'static str>,
}

impl Confirmed {
    /// Whether that text was built.
    pub(crate) fn is_about(&self, text: &str) -> bool {
        self.text == hash(text)
    }
}

impl ConfirmedError {
    /// As it is published; `lines` are its file's.
    pub(crate) fn diagnostic(&self, lines: &Lines) -> Diagnostic {
        Diagnostic {
            range: lines.range(self.span),
            severity: Some(DiagnosticSeverity::ERROR),
            code: self.rule.map(|rule| NumberOrString::String(rule.to_owned())),
            source: Some(SOURCE.to_owned()),
            message: self.message.clone(),
            ..Diagnostic::default()
        }
    }
}

/// What a matrix's builds said of files, by file.
pub(crate) fn confirmed(matrix: &Matrix) -> BTreeMap<FilePath, Confirmed> {
    let built: TargetSet = matrix.ports.iter().map(|port| TargetSet::from(port.target)).collect();
    let mut texts: BTreeMap<FilePath, Option<Arc<str>>> = BTreeMap::new();
    let mut all: BTreeMap<FilePath, Confirmed> = BTreeMap::new();
    for folded in matrix.comparison.errors(&matrix.ports, &matrix.predictions) {
        let Some(path) = &folded.error.file else { continue };
        let text = texts.entry(path.clone()).or_insert_with(|| matrix.text(path));
        let Some(text) = text else { continue };
        let finding = folded.foretold.map(|at| &matrix.predictions[at].finding);
        let Some(span) = finding.map_or_else(|| place(text, folded.error), |it| Some(it.span))
        else {
            continue;
        };
        let ports = folded.targets.words(built);
        let said: Vec<&str> = folded.error.message.lines().take(MOST_LINES).collect();
        let said = said.join("\n");
        let message = match finding {
            Some(_) => format!("confirmed on {ports}: {said}"),
            None => format!("fails on {ports}: {said}"),
        };
        let error = ConfirmedError { span, message, rule: finding.map(|it| it.rule) };
        let file = all.entry(path.clone());
        let file = file.or_insert_with(|| Confirmed { text: hash(text), errors: Vec::new() });
        file.errors.push(error);
    }
    for file in all.values_mut() {
        file.errors.sort_by_key(|error| (error.span.start, error.span.end));
    }
    all
}

/// The word at an error's place; the line where no column was told. None outside of the text.
fn place(text: &str, error: &BuildError) -> Option<Span> {
    let line = text.split_inclusive('\n').nth(error.line.checked_sub(1)?)?;
    let start = line.as_ptr() as usize - text.as_ptr() as usize;
    let line = line.trim_end();
    let (from, to) = match error.column.checked_sub(1) {
        None => (line.len() - line.trim_start().len(), line.len()),
        Some(column) => {
            let rest = line.get(column..)?;
            let is_of_word = |c: char| c.is_alphanumeric() || c == '_';
            let word = rest.find(|c| !is_of_word(c)).unwrap_or(rest.len());
            let first = rest.chars().next().map_or(0, char::len_utf8);
            (column, column + word.max(first))
        }
    };
    Some(Span { start: (start + from) as u32, end: (start + to) as u32 })
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use project::BuildError;

    use super::place;

    #[test]
    fn an_error_stands_at_its_word() {
        let text = "package m\r\n\n\tvar x = größe(1)\n";
        let at = |line, column| {
            let error = BuildError { file: None, line, column, message: String::new() };
            place(text, &error).map(|span| &text[span.range()])
        };
        assert_eq!(at(3, 10), Some("größe"));
        assert_eq!(at(3, 17), Some("("));
        assert_eq!(at(3, 0), Some("var x = größe(1)"));
        assert_eq!(at(1, 0), Some("package m"));
        assert_eq!((at(0, 1), at(9, 1), at(1, 40), at(3, 13)), (None, None, None, None));
    }
}
