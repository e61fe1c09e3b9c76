//! Comments that silence findings: `//anyport:ignore rule reason`.

use crate::Span;
use crate::lines::{line_end, line_start, next_line};
use serde::{Deserialize, Serialize};

/// One comment that silences one rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ignore {
    /// The rule's name.
    pub rule: Box<str>,
    /// Why, as the author wrote it; may be empty.
    pub reason: Box<str>,
    /// The comment.
    pub span: Span,
    /// What it covers: a line without its end, or the whole text.
    pub covers: Span,
    /// What to delete to drop it: the comment and the blanks before it; where its line holds
    /// nothing else, the line with its line end.
    pub removal: Span,
}

impl Ignore {
    /// Reads a line comment that begins with `//` or `#`: one result per rule that it names.
    /// `head_end` is where the part of the text ends in which it covers the whole text.
    pub(crate) fn read(text: &str, comment: Span, head_end: usize) -> Vec<Ignore> {
        let written = &text[comment.range()];
        let body = written.strip_prefix("//").or_else(|| written.strip_prefix('#'));
        let Some(rest) = body.and_then(|body| body.trim_start().strip_prefix("anyport:ignore"))
        else {
            return Vec::new();
        };
        if !rest.starts_with([' ', '\t']) {
            return Vec::new();
        }
        let rest = rest.trim();
        let (rules, reason) = rest.split_once([' ', '\t']).unwrap_or((rest, ""));
        let covers = if comment.range().end <= head_end {
            Span::new(0, text.len())
        } else {
            covered_lines(text, comment)
        };
        let removal = removal(text, comment);
        let rules = rules.split(',').filter(|rule| !rule.is_empty());
        rules
            .map(|rule| Ignore {
                rule: rule.into(),
                reason: reason.trim().into(),
                span: comment,
                covers,
                removal,
            })
            .collect()
    }
}

/// Whether only blanks stand before it on its line.
fn is_alone(text: &str, comment: Span) -> bool {
    let start = comment.range().start;
    text[line_start(text, start)..start].trim().is_empty()
}

/// The line of a comment; where nothing else stands in it, the next line too, past further such
/// comments.
fn covered_lines(text: &str, comment: Span) -> Span {
    let start = line_start(text, comment.range().start);
    let mut line = start;
    if is_alone(text, comment) {
        line = next_line(text, line);
        while names_ignore(&text[line..line_end(text, line)]) {
            line = next_line(text, line);
        }
    }
    Span::new(start, line_end(text, line))
}

fn names_ignore(line: &str) -> bool {
    line.trim_start().trim_start_matches(['/', '#']).trim_start().starts_with("anyport:ignore")
}

fn removal(text: &str, comment: Span) -> Span {
    let range = comment.range();
    if is_alone(text, comment) {
        return Span::new(line_start(text, range.start), next_line(text, range.end));
    }
    Span::new(text[..range.start].trim_end_matches([' ', '\t']).len(), range.end)
}

#[cfg(test)]
mod tests {
    use super::Ignore;
    use crate::Span;

    /// Rule, reason, what is covered and what would be removed, per ignore of the comment that
    /// begins at the first `//`.
    fn read(text: &str) -> Vec<(String, String, &str, &str)> {
        let start = text.find("//").expect("the text holds a comment");
        let end = text[start..].find('\n').map_or(text.len(), |length| start + length);
        let head_end = text.find("package").unwrap_or(0);
        Ignore::read(text, Span::new(start, end), head_end)
            .into_iter()
            .map(|ignore| {
                let covered = &text[ignore.covers.range()];
                let removed = &text[ignore.removal.range()];
                (ignore.rule.into(), ignore.reason.into(), covered, removed)
            })
            .collect()
    }

    #[test]
    fn at_the_end_of_a_line_it_covers_that_line() {
        assert_eq!(
            read("a\nb  //anyport:ignore x why not\nc"),
            [(
                "x".into(),
                "why not".into(),
                "b  //anyport:ignore x why not",
                "  //anyport:ignore x why not"
            )]
        );
    }

    #[test]
    fn alone_on_a_line_it_covers_the_next() {
        assert_eq!(
            read("a\n\t// anyport:ignore x,y\nb\nc"),
            [
                (
                    "x".into(),
                    String::new(),
                    "\t// anyport:ignore x,y\nb",
                    "\t// anyport:ignore x,y\n"
                ),
                (
                    "y".into(),
                    String::new(),
                    "\t// anyport:ignore x,y\nb",
                    "\t// anyport:ignore x,y\n"
                ),
            ]
        );
    }

    #[test]
    fn several_above_one_line_all_cover_it() {
        let found = read("//anyport:ignore x\n//anyport:ignore y\nb\nc");
        assert_eq!(found[0].2, "//anyport:ignore x\n//anyport:ignore y\nb");
    }

    #[test]
    fn above_the_package_clause_it_covers_the_text() {
        let text = "//anyport:ignore x\n\npackage p\n\nfunc f() {}\n";
        assert_eq!(read(text)[0].2, text);
    }

    #[test]
    fn on_the_last_line_it_covers_what_there_is() {
        assert_eq!(read("//anyport:ignore x")[0].2, "//anyport:ignore x");
    }

    #[test]
    fn other_words_silence_nothing() {
        for text in ["//anyport:ignored x", "//anyport:ignore", "//anyport:ignore ,", "//nolint:x"]
        {
            assert_eq!(read(text), [], "{text}");
        }
    }
}
