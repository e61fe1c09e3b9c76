//! The lines of a preamble as the go command sees them: comment marks
//! taken off, each line with the place in the text that it came from.

use std::ops::Range;

use super::CgoDirective;
use crate::Span;

/// A line of a comment's content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ContentLine {
    /// Without comment marks and line end.
    pub(super) content: Span,
    /// What to delete to drop it and nothing else.
    pub(super) line: Span,
}

/// The lines of a comment group: `//` comments, `/* */` comments, or both.
pub(super) fn content_lines(text: &str, group: Span) -> Vec<ContentLine> {
    let end = (group.end as usize).min(text.len());
    let mut lines = Vec::new();
    let mut position = group.start as usize;
    while position < end {
        let rest = &text[position..end];
        if rest.starts_with("//") {
            let length = rest.find('\n').unwrap_or(rest.len());
            let content = position + 2..position + length;
            lines.push(line(text, &content, &(position..content.end)));
            position = content.end;
        } else if let Some(inner) = rest.strip_prefix("/*") {
            let length = inner.find("*/").unwrap_or(inner.len());
            let content = position + 2..position + 2 + length;
            block_lines(text, &content, &mut lines);
            position = (content.end + 2).min(end);
        } else {
            position += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    lines
}

/// The C code of a comment: blanks in place of comment marks and of `#cgo` lines.
pub fn code(text: &str, comment: Span, directives: &[CgoDirective]) -> Box<str> {
    let start = comment.range().start;
    let mut code = vec![b' '; comment.range().len()];
    for line in content_lines(text, comment) {
        let range = line.content.range();
        code[range.start - start..range.end - start].copy_from_slice(&text.as_bytes()[range]);
    }
    for (at, _) in text[comment.range()].match_indices('\n') {
        code[at] = b'\n';
    }
    for directive in directives {
        let range = directive.span.range();
        code[range.start - start..range.end - start].fill(b' ');
    }
    // What was copied are whole lines, and what was blanked whole directives.
    String::from_utf8(code).unwrap_or_default().into()
}

/// The lines between `/*` and `*/`.
fn block_lines(text: &str, block: &Range<usize>, lines: &mut Vec<ContentLine>) {
    let mut start = block.start;
    for part in text[block.clone()].split('\n') {
        let content = start..start + part.len();
        lines.push(line(text, &content, &content));
        start = content.end + 1;
    }
}

/// A line whose removal may take the whole physical line only if nothing
/// but blanks stands around `own`.
fn line(text: &str, content: &Range<usize>, own: &Range<usize>) -> ContentLine {
    let line_start = text[..own.start].rfind('\n').map_or(0, |newline| newline + 1);
    let line_end = text[own.end..].find('\n').map_or(text.len(), |newline| own.end + newline + 1);
    let is_alone =
        text[line_start..own.start].trim().is_empty() && text[own.end..line_end].trim().is_empty();
    let whole = if is_alone { line_start..line_end } else { own.clone() };
    ContentLine {
        content: Span::new(content.start, content.end),
        line: Span::new(whole.start, whole.end),
    }
}
