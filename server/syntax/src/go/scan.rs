//! The little of Go's lexical grammar that comments need: where comments
//! and literals begin and end.

use crate::Span;
use crate::lines::line_end;

/// The byte order mark that a Go file may begin with.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Where the text begins behind a byte order mark.
pub(super) fn beginning(text: &str) -> usize {
    if text.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 }
}

/// Whether the byte may stand in an identifier, as go/build sees it.
pub(super) fn is_identifier_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// The comment that begins at `at`, if one does: without its line end, or with its `*/`. One that
/// is never closed runs to the end of the text.
pub(super) fn comment_at(text: &str, at: usize) -> Option<Span> {
    match text.as_bytes().get(at..at + 2)? {
        b"//" => Some(Span::new(at, line_end(text, at))),
        b"/*" => {
            let body = at + 2;
            let end = text[body..].find("*/").map_or(text.len(), |length| body + length + 2);
            Some(Span::new(at, end))
        }
        _ => None,
    }
}

/// Where the interpreted string or rune literal that begins at `at` ends. One that is never closed
/// ends with its line.
pub(super) fn quoted_end(text: &str, at: usize) -> usize {
    quoted(text, at).0
}

/// The same, and whether it is closed.
pub(super) fn quoted(text: &str, at: usize) -> (usize, bool) {
    let bytes = text.as_bytes();
    let quote = bytes[at];
    let mut position = at + 1;
    while let Some(&byte) = bytes.get(position) {
        match byte {
            b'\n' => return (position, false),
            // Never past a newline: an escaped one does not continue the literal.
            b'\\' if bytes.get(position + 1).is_some_and(|&next| next != b'\n') => position += 2,
            _ if byte == quote => return (position + 1, true),
            _ => position += 1,
        }
    }
    (position.min(bytes.len()), false)
}

/// Where the raw string literal that begins at `at` ends; the text's end where it is never closed.
pub(super) fn raw_string_end(text: &str, at: usize) -> usize {
    let body = at + 1;
    text[body..].find('`').map_or(text.len(), |length| body + length + 1)
}

/// What of a Go text is not code, in order.
#[derive(Default)]
pub(super) struct Scan {
    pub(super) comments: Vec<Span>,
    pub(super) raw_strings: Vec<Span>,
    /// Comments, raw strings, and all other literals in quotes.
    pub(super) not_code: Vec<Span>,
}

impl Scan {
    pub(super) fn add_comment(&mut self, span: Span) {
        self.comments.push(span);
        self.not_code.push(span);
    }

    /// How much was found.
    pub(super) fn lengths(&self) -> [usize; 3] {
        [self.comments.len(), self.raw_strings.len(), self.not_code.len()]
    }

    /// Forgets what was found since.
    pub(super) fn truncate(&mut self, [comments, raw_strings, not_code]: [usize; 3]) {
        self.comments.truncate(comments);
        self.raw_strings.truncate(raw_strings);
        self.not_code.truncate(not_code);
    }

    pub(super) fn add_raw_string(&mut self, span: Span) {
        self.raw_strings.push(span);
        self.not_code.push(span);
    }
}

/// Finds comments and literals.
pub(super) fn scan(text: &str) -> Scan {
    let bytes = text.as_bytes();
    let mut found = Scan::default();
    let mut at = beginning(text);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'/' => match comment_at(text, at) {
                Some(comment) => {
                    found.add_comment(comment);
                    at = comment.range().end;
                }
                None => at += 1,
            },
            b'"' | b'\'' => {
                let end = quoted_end(text, at);
                found.not_code.push(Span::new(at, end));
                at = end;
            }
            b'`' => {
                let end = raw_string_end(text, at);
                found.add_raw_string(Span::new(at, end));
                at = end;
            }
            _ => at += 1,
        }
    }
    found
}
