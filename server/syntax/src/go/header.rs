//! Reads what stands before the first declaration, without tree-sitter:
//! as go/build's `readGoInfo`, and on broken text whatever can be read.

use super::build_lines;
use super::preamble::{Comment, ImportDeclaration, ImportSpec, preambles};
use super::scan::{beginning, comment_at, is_identifier_byte, quoted_end, raw_string_end};
use super::{Header, Import};
use crate::lines::{self, line_start};
use crate::unquote::unquote;
use crate::{Name, Span};

/// The keywords that end the imports.
const DECLARATION_KEYWORDS: [&str; 4] = ["func", "type", "var", "const"];

/// Reads the header. Only the build lines before the package clause are among its facts.
pub(super) fn read(text: &str) -> Header {
    read_to_end(text).0
}

/// Reads the header of a text that is cut off; none where it may not end before the cut.
pub(super) fn read_if_whole(text: &str) -> Option<Header> {
    let (header, end) = read_to_end(text);
    (end < text.len()).then_some(header)
}

/// Reads the header, and says where the keyword of the first declaration ends: at or behind the
/// text's end where there is none.
fn read_to_end(text: &str) -> (Header, usize) {
    let mut reader = Reader::new(text);
    let mut header = Header::default();
    let package_clause = reader.package_clause();
    if package_clause < text.len() {
        header.package = reader.identifier();
        reader.imports(&mut header);
    }
    header.package_clause = Span::new(package_clause, package_clause).start;
    let comments = build_lines::leading_comments(text, package_clause);
    header.build_lines = build_lines::obeyed(text).build_lines(text, &comments, package_clause);
    header.constraint = build_lines::in_force(&header.build_lines);
    (header, reader.at + reader.word().len())
}

/// Walks the tokens of a header and keeps the comments between them.
struct Reader<'t> {
    text: &'t str,
    at: usize,
    /// The line of `at`, from 0.
    line: u32,
    /// The line that the last token ended on.
    previous_line: Option<u32>,
    /// The comments since the last token.
    comments: Vec<Comment>,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str) -> Reader<'t> {
        Reader { text, at: beginning(text), line: 0, previous_line: None, comments: Vec::new() }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Moves past a token or part of one.
    fn advance(&mut self, to: usize) {
        self.line += lines::count(&self.text[self.at..to]) as u32;
        self.at = to;
        self.previous_line = Some(self.line);
        self.comments.clear();
    }

    /// Skips blanks, semicolons and comments; keeps the comments since the last token.
    fn trivia(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b'\n' => {
                    self.line += 1;
                    self.at += 1;
                }
                b' ' | b'\t' | b'\r' | b'\x0c' => self.at += 1,
                b';' => self.advance(self.at + 1),
                b'/' => {
                    let Some(span) = comment_at(self.text, self.at) else { return };
                    let line = self.line;
                    self.line += lines::count(&self.text[span.range()]) as u32;
                    self.comments.push(Comment { span, line, end_line: self.line });
                    self.at = span.range().end;
                }
                _ => return,
            }
        }
    }

    /// The identifier that begins here; empty where none does.
    fn word(&self) -> &'t str {
        let rest = &self.text[self.at..];
        let length = rest.bytes().position(|byte| !is_identifier_byte(byte));
        &rest[..length.unwrap_or(rest.len())]
    }

    /// Skips to the package clause and past its keyword, and says where it begins: the text's end
    /// where there is none.
    fn package_clause(&mut self) -> usize {
        loop {
            self.trivia();
            if self.at >= self.text.len() {
                return self.text.len();
            }
            let start = self.at;
            if self.word() == "package" {
                self.advance(start + "package".len());
                return start;
            }
            // Broken text: look for a clause at the beginning of a later line.
            self.skip_line();
        }
    }

    fn skip_line(&mut self) {
        let rest = &self.text[self.at..];
        let to = rest.find('\n').map_or(self.text.len(), |length| self.at + length);
        self.advance(to);
    }

    fn identifier(&mut self) -> Option<Name> {
        self.trivia();
        let word = self.word();
        if word.is_empty() {
            return None;
        }
        let span = Span::new(self.at, self.at + word.len());
        self.advance(span.range().end);
        Some(Name { text: word.into(), span })
    }

    fn imports(&mut self, header: &mut Header) {
        loop {
            self.trivia();
            if self.at >= self.text.len() {
                return;
            }
            match self.word() {
                "import" => self.import_declaration(header),
                word if DECLARATION_KEYWORDS.contains(&word) => return,
                // Nothing else may follow in Go, so the text is broken: look for more imports.
                _ => self.skip_line(),
            }
        }
    }

    fn import_declaration(&mut self, header: &mut Header) {
        let mut declaration = ImportDeclaration {
            start: self.at,
            line: self.line,
            previous_line: self.previous_line,
            comments: std::mem::take(&mut self.comments),
            is_grouped: false,
            specs: Vec::new(),
        };
        self.advance(self.at + "import".len());
        self.trivia();
        let end = if self.peek() == Some(b'(') {
            declaration.is_grouped = true;
            self.advance(self.at + 1);
            self.import_group(&mut declaration.specs)
        } else {
            let spec = self.import_spec();
            declaration.specs.extend(spec);
            self.at
        };
        let span = Span::new(declaration.start, end);
        header.preambles.extend(preambles(self.text, span, &declaration));
        header.imports.extend(declaration.specs.into_iter().map(|spec| Import {
            path: spec.path,
            name: spec.name,
            declaration: span,
            is_grouped: declaration.is_grouped,
        }));
    }

    /// Reads specs up to `)`, and says where the group ends.
    fn import_group(&mut self, specs: &mut Vec<ImportSpec>) -> usize {
        let mut end = self.at;
        loop {
            self.trivia();
            match self.peek() {
                None => return end,
                Some(b')') => {
                    self.advance(self.at + 1);
                    return self.at;
                }
                Some(_) => {}
            }
            let starts_line = self.text[line_start(self.text, self.at)..self.at].trim().is_empty();
            let word = self.word();
            // A group that is still open while the next declaration begins.
            if starts_line && (word == "import" || DECLARATION_KEYWORDS.contains(&word)) {
                return end;
            }
            match self.import_spec() {
                Some(spec) => {
                    specs.push(spec);
                    end = self.at;
                }
                None => self.skip_line(),
            }
        }
    }

    /// Reads an optional name and a path.
    fn import_spec(&mut self) -> Option<ImportSpec> {
        self.trivia();
        let (start, line, previous_line) = (self.at, self.line, self.previous_line);
        let comments = self.comments.clone();
        let name = if self.peek() == Some(b'.') {
            let span = Span::new(self.at, self.at + 1);
            self.advance(self.at + 1);
            Some(Name { text: ".".into(), span })
        } else if DECLARATION_KEYWORDS.contains(&self.word()) {
            None
        } else {
            self.identifier()
        };
        self.trivia();
        let end = match self.peek() {
            Some(b'"') => quoted_end(self.text, self.at),
            Some(b'`') => raw_string_end(self.text, self.at),
            _ => return None,
        };
        let literal = &self.text[self.at..end];
        let span = Span::new(self.at, end);
        self.advance(end);
        // A string that is still being typed names nothing.
        let is_closed = literal.len() >= 2 && literal.ends_with(&literal[..1]);
        let path = Name { text: unquote(literal), span };
        is_closed.then_some(ImportSpec { start, line, previous_line, comments, path, name })
    }
}
