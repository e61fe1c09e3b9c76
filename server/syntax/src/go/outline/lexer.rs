//! The tokens of a Go text, as far as its top level needs them; what
//! stands in braces is skipped.

use std::ops::Range;

use super::super::recovery::begins_function;
use super::super::scan::{Scan, beginning, comment_at, is_identifier_byte, quoted, raw_string_end};
use crate::Span;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// An identifier, a predeclared name too.
    Name,
    /// A number, string or rune.
    Literal,
    /// `package`.
    Package,
    /// `import`.
    Import,
    /// `const`.
    Const,
    /// `type`.
    Type,
    /// `var`.
    Var,
    /// `func`.
    Func,
    /// `struct` or `interface`: braces follow that belong to a type.
    Body,
    /// `map` or `chan`.
    TypeWord,
    /// `(` or `[`.
    Open,
    /// `{`.
    Brace,
    /// `)`, `]` or `}`.
    Close,
    /// `;`, or the end of a line that stands for one.
    Semicolon,
    /// `=`.
    Equals,
    /// `,`.
    Comma,
    /// `:`.
    Colon,
    /// `.`.
    Dot,
    /// `...`.
    Ellipsis,
    /// Any other operator, or a part of one.
    Operator,
    /// What no declaration holds outside of braces: a keyword of statements, a broken literal, a
    /// character that is none of Go's.
    Odd,
    /// The text's end.
    End,
}

/// A token and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Token {
    pub(super) fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

/// What ends a stretch of code in braces that can be skipped unread.
const STOPS: [bool; 256] = {
    let mut stops = [false; 256];
    let bytes = b"{}\"'`/\n";
    let mut index = 0;
    while index < bytes.len() {
        stops[bytes[index] as usize] = true;
        index += 1;
    }
    stops
};

/// Walks over a text once and keeps its comments and literals.
pub(super) struct Lexer<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    /// The end of the line stands for a semicolon.
    ends_statement: bool,
    /// All comments and literals were closed.
    pub(super) is_clean: bool,
    /// All comments and raw strings were.
    pub(super) is_bounded: bool,
    pub(super) scan: Scan,
}

impl<'t> Lexer<'t> {
    pub(super) fn new(text: &'t str) -> Lexer<'t> {
        Lexer {
            text,
            bytes: text.as_bytes(),
            at: beginning(text),
            ends_statement: false,
            is_clean: true,
            is_bounded: true,
            scan: Scan::default(),
        }
    }

    /// Where the last token ends.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// A token's first byte.
    pub(super) fn byte(&self, token: Token) -> u8 {
        self.bytes[token.start]
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    /// The next token. Where lines end as Go's do, semicolons come of themselves.
    pub(super) fn next(&mut self) -> Token {
        while let Some(byte) = self.peek(0) {
            match byte {
                b'\n' if self.ends_statement => return self.semicolon(),
                b' ' | b'\t' | b'\r' | b'\n' | b'\x0c' => self.at += 1,
                b'/' => {
                    let start = self.at;
                    if !self.comment() {
                        return self.token(Kind::Operator, 1);
                    }
                    let is_broken = self.text[start..self.at].contains('\n');
                    if is_broken && self.ends_statement {
                        return self.semicolon();
                    }
                }
                _ => return self.code(byte),
            }
        }
        if self.ends_statement { self.semicolon() } else { self.token(Kind::End, 0) }
    }

    fn semicolon(&mut self) -> Token {
        self.token(Kind::Semicolon, 0)
    }

    /// A token of that length begins here.
    fn token(&mut self, kind: Kind, length: usize) -> Token {
        let start = self.at;
        self.at += length;
        self.ends_statement = matches!(kind, Kind::Name | Kind::Literal | Kind::Close);
        Token { kind, start, end: self.at }
    }

    /// A token that is neither blank nor comment.
    fn code(&mut self, byte: u8) -> Token {
        match byte {
            b'(' | b'[' => self.token(Kind::Open, 1),
            b')' | b']' | b'}' => self.token(Kind::Close, 1),
            b'{' => self.token(Kind::Brace, 1),
            b';' => self.token(Kind::Semicolon, 1),
            b',' => self.token(Kind::Comma, 1),
            b':' => self.token(Kind::Colon, 1),
            b'"' | b'\'' | b'`' => self.literal(byte),
            b'.' if self.peek(1) == Some(b'.') && self.peek(2) == Some(b'.') => {
                self.token(Kind::Ellipsis, 3)
            }
            b'.' if self.peek(1).is_some_and(|next| next.is_ascii_digit()) => self.number(),
            b'.' => self.token(Kind::Dot, 1),
            b'=' | b'!' | b'<' | b'>' if self.peek(1) == Some(b'=') => {
                self.token(Kind::Operator, 2)
            }
            b'=' => self.token(Kind::Equals, 1),
            b'!' | b'<' | b'>' | b'+' | b'-' | b'*' | b'%' | b'&' | b'|' | b'^' | b'~' => {
                self.token(Kind::Operator, 1)
            }
            b'0'..=b'9' => self.number(),
            _ if is_identifier_byte(byte) => self.word(),
            _ => self.token(Kind::Odd, 1),
        }
    }

    fn word(&mut self) -> Token {
        let rest = &self.bytes[self.at..];
        let length = rest.iter().position(|&byte| !is_identifier_byte(byte));
        let word = &self.text[self.at..self.at + length.unwrap_or(rest.len())];
        let kind = match word {
            "package" => Kind::Package,
            "import" => Kind::Import,
            "const" => Kind::Const,
            "type" => Kind::Type,
            "var" => Kind::Var,
            "func" => Kind::Func,
            "struct" | "interface" => Kind::Body,
            "map" | "chan" => Kind::TypeWord,
            "break" | "case" | "continue" | "default" | "defer" | "else" | "fallthrough"
            | "for" | "go" | "goto" | "if" | "range" | "return" | "select" | "switch" => Kind::Odd,
            _ if word.is_ascii() || word.chars().all(|c| c.is_alphanumeric() || c == '_') => {
                Kind::Name
            }
            _ => Kind::Odd,
        };
        self.token(kind, word.len())
    }

    /// A number, whether or not its digits are right.
    fn number(&mut self) -> Token {
        let rest = &self.bytes[self.at..];
        let mut previous = b'0';
        let length = rest.iter().position(|&byte| {
            let is_sign = matches!(byte, b'+' | b'-') && matches!(previous | 0x20, b'e' | b'p');
            previous = byte;
            !(byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.') || is_sign)
        });
        self.token(Kind::Literal, length.unwrap_or(rest.len()))
    }

    /// Skips a literal and says whether it is whole.
    fn skip_literal(&mut self, quote: u8) -> bool {
        let start = self.at;
        let is_whole;
        if quote == b'`' {
            self.at = raw_string_end(self.text, start);
            self.scan.add_raw_string(Span::new(start, self.at));
            is_whole = self.at > start + 1 && self.bytes[self.at - 1] == quote;
            self.is_bounded &= is_whole;
        } else {
            let (end, is_closed) = quoted(self.text, start);
            self.at = end;
            self.scan.not_code.push(Span::new(start, end));
            is_whole = is_closed && (quote == b'"' || is_rune(&self.text[start..end]));
        }
        self.is_clean &= is_whole;
        is_whole
    }

    fn literal(&mut self, quote: u8) -> Token {
        let start = self.at;
        let kind = if self.skip_literal(quote) { Kind::Literal } else { Kind::Odd };
        let length = std::mem::replace(&mut self.at, start) - start;
        self.token(kind, length)
    }

    /// Skips the comment that begins here, if one does.
    fn comment(&mut self) -> bool {
        let Some(span) = comment_at(self.text, self.at) else { return false };
        self.at = span.range().end;
        let is_block = self.bytes[span.range().start + 1] == b'*';
        let is_closed =
            !is_block || (span.range().len() >= 4 && self.text[..self.at].ends_with("*/"));
        self.is_clean &= is_closed;
        self.is_bounded &= is_closed;
        self.scan.add_comment(span);
        true
    }

    /// Skips what stands behind the `{` of a function, up to and with its `}`, and says whether that
    /// is there. Where it is not, the function ends before the next line that begins with the
    /// keyword of a declaration. A mistake in it leaves the rest as certain as it was.
    pub(super) fn skip_body(&mut self) -> bool {
        let (start, scan) = (self.at, self.scan.lengths());
        let is_closed = self.skip_braces();
        if !is_closed {
            self.at = start;
            self.scan.truncate(scan);
            self.ends_statement = false;
            while let Some(byte) = self.stop() {
                if byte == b'\n' && begins_declaration(&self.text[self.at..]) {
                    break;
                }
            }
        }
        is_closed
    }

    /// Skips what stands behind a `{`, up to and with its `}`, and says whether it is there. Stops
    /// at a line that begins a function: braces hold none, so one was not closed.
    pub(super) fn skip_braces(&mut self) -> bool {
        let mut depth = 1;
        while let Some(byte) = self.stop() {
            match byte {
                b'{' => depth += 1,
                b'}' => depth -= 1,
                _ if begins_function(self.text, self.at) => return false,
                _ => {}
            }
            if depth == 0 {
                self.ends_statement = true;
                return true;
            }
        }
        false
    }

    /// Goes past the next brace or line end, whichever comes first, and says which it was; none at
    /// the text's end.
    fn stop(&mut self) -> Option<u8> {
        loop {
            let rest = &self.bytes[self.at..];
            let Some(length) = rest.iter().position(|&byte| STOPS[usize::from(byte)]) else {
                self.at = self.bytes.len();
                return None;
            };
            self.at += length;
            match rest[length] {
                b'/' => {
                    if !self.comment() {
                        self.at += 1;
                    }
                }
                quote @ (b'"' | b'\'' | b'`') => {
                    self.skip_literal(quote);
                }
                byte => {
                    self.at += 1;
                    return Some(byte);
                }
            }
        }
    }

    /// After a token that has no place here: goes to the next line that begins with a declaration's
    /// keyword.
    pub(super) fn skip_to_declaration(&mut self, odd: Token) {
        self.ends_statement = false;
        let is_keyword =
            |kind| matches!(kind, Kind::Import | Kind::Const | Kind::Type | Kind::Var | Kind::Func);
        if is_keyword(odd.kind) && self.text[..odd.start].ends_with('\n') {
            self.at = odd.start;
            return;
        }
        if begins_declaration(&self.text[self.at..]) && self.text[..self.at].ends_with('\n') {
            return;
        }
        while let Some(byte) = self.stop() {
            if byte == b'\n' && begins_declaration(&self.text[self.at..]) {
                return;
            }
        }
    }
}

fn begins_declaration(line: &str) -> bool {
    let keyword = ["import", "const", "type", "var", "func"];
    let rest = keyword.into_iter().find_map(|keyword| line.strip_prefix(keyword));
    rest.is_some_and(|rest| rest.starts_with([' ', '\t', '(']))
}

/// Whether a closed literal in single quotes holds one character.
fn is_rune(literal: &str) -> bool {
    let mut characters = literal[1..literal.len() - 1].chars();
    characters.next().is_some_and(|first| first == '\\' || characters.next().is_none())
}
