//! C, C++ and Objective-C as tokens: comments and line splices are gone, nothing is expanded.

use std::borrow::Cow;

use crate::Span;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Number,
    /// A string or character literal.
    Literal,
    Mark,
}

/// Where a token stands: in the unit's own text, or in the header of that number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// 0 for the unit's own text, else the number of a header in the unit.
    pub file: u32,
    /// Where in that file.
    pub span: Span,
}

/// One token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) kind: Kind,
    /// Where it stands; what a macro wrote stands where the macro is used.
    pub(super) place: Place,
    /// Which use of a macro wrote it, counted from 1; 0 for what is written out.
    pub(super) expansion: u32,
    /// The first token of its line.
    pub(super) starts_line: bool,
    /// Nobody knows whether it is compiled.
    pub(super) is_uncertain: bool,
}

impl Token<'_> {
    pub(super) fn is(&self, text: &str) -> bool {
        self.text == text && self.kind != Kind::Literal
    }

    pub(super) fn is_word(&self) -> bool {
        self.kind == Kind::Word
    }
}

/// Marks of more than one character, the longer ones first.
const MARKS: [&str; 22] = [
    "...", "<<=", ">>=", "::", "->", "##", "&&", "||", "==", "!=", "<=", ">=", "++", "--", "+=",
    "-=", "*=", "/=", "%=", "&=", "|=", "^=",
];

/// The tokens of a text. `offset`: where the text begins in its file.
pub(super) fn tokens(text: &str, file: u32, offset: usize) -> Vec<Token<'_>> {
    let mut lexer = Lexer { text, at: 0, starts_line: true };
    let mut tokens = Vec::new();
    while let Some((kind, start)) = lexer.next() {
        let span = Span::new(offset + start, offset + lexer.at);
        tokens.push(Token {
            text: Cow::Borrowed(&text[start..lexer.at]),
            kind,
            place: Place { file, span },
            expansion: 0,
            starts_line: std::mem::take(&mut lexer.starts_line),
            is_uncertain: false,
        });
    }
    tokens
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    starts_line: bool,
}

impl Lexer<'_> {
    /// The next token's kind and beginning; its end is where the lexer is then.
    fn next(&mut self) -> Option<(Kind, usize)> {
        self.skip_blanks();
        let start = self.at;
        let first = self.rest().chars().next()?;
        if is_word_start(first) {
            self.skip_while(is_word_part);
            let word = &self.text[start..self.at];
            if self.rest().starts_with('"') && word.ends_with('R') && word.len() <= 3 {
                self.skip_raw_string();
                return Some((Kind::Literal, start));
            }
            // A prefix such as L or u8 stays a word of its own, which harms nobody.
            return Some((Kind::Word, start));
        }
        let second = self.rest().chars().nth(1).unwrap_or(' ');
        if first.is_ascii_digit() || (first == '.' && second.is_ascii_digit()) {
            self.skip_number();
            return Some((Kind::Number, start));
        }
        if matches!(first, '"' | '\'') {
            self.skip_literal(first);
            return Some((Kind::Literal, start));
        }
        let rest = self.rest();
        let mark = MARKS.iter().find(|mark| rest.starts_with(**mark));
        self.at += mark.map_or(first.len_utf8(), |mark| mark.len());
        Some((Kind::Mark, start))
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn skip_while(&mut self, is_part: impl Fn(char) -> bool) {
        let rest = self.rest();
        self.at += rest.find(|c| !is_part(c)).unwrap_or(rest.len());
    }

    fn skip_blanks(&mut self) {
        loop {
            let rest = self.rest();
            if rest.starts_with('\n') {
                self.starts_line = true;
                self.at += 1;
            } else if rest.starts_with("\\\n") {
                self.at += 2;
            } else if rest.starts_with("\\\r\n") {
                self.at += 3;
            } else if rest.starts_with("//") {
                self.skip_line_comment();
            } else if let Some(comment) = rest.strip_prefix("/*") {
                // A directive ends with its line, even where a comment goes on.
                self.at += comment.find("*/").map_or(rest.len(), |at| at + 4);
            } else if rest.starts_with(|c: char| c.is_whitespace() || c == '\u{feff}') {
                self.at += rest.chars().next().map_or(0, char::len_utf8);
            } else {
                return;
            }
        }
    }

    /// A comment goes on in the next line where a backslash ends this one.
    fn skip_line_comment(&mut self) {
        loop {
            let rest = self.rest();
            let Some(end) = rest.find('\n') else {
                self.at = self.text.len();
                return;
            };
            let is_continued = rest[..end].trim_end_matches('\r').ends_with('\\');
            self.at += end + usize::from(is_continued);
            if !is_continued {
                return;
            }
        }
    }

    fn skip_number(&mut self) {
        let mut before = ' ';
        let rest = self.rest();
        let end = rest.find(|c| {
            let is_sign = matches!(c, '+' | '-') && matches!(before, 'e' | 'E' | 'p' | 'P');
            before = c;
            !(is_word_part(c) || matches!(c, '.' | '\'') || is_sign)
        });
        self.at += end.unwrap_or(rest.len());
    }

    /// A literal ends at its quote; one that is not closed, with its line.
    fn skip_literal(&mut self, quote: char) {
        self.at += 1;
        while let Some(letter) = self.rest().chars().next() {
            match letter {
                '\n' => return,
                '\\' => {
                    let escaped = self.rest().chars().nth(1).map_or(0, char::len_utf8);
                    self.at += 1 + escaped;
                }
                _ => {
                    self.at += letter.len_utf8();
                    if letter == quote {
                        return;
                    }
                }
            }
        }
    }

    /// `R"x(…)x"`, from its quote.
    fn skip_raw_string(&mut self) {
        let rest = self.rest();
        let delimiter = rest[1..].split('(').next().unwrap_or_default();
        let end = format!("){delimiter}\"");
        self.at += rest.find(&end).map_or(rest.len(), |at| at + end.len());
    }
}

fn is_word_start(c: char) -> bool {
    c == '_' || c == '$' || c.is_alphabetic()
}

fn is_word_part(c: char) -> bool {
    is_word_start(c) || c.is_numeric()
}

#[cfg(test)]
mod tests {
    use super::tokens;

    fn lexed(text: &str) -> Vec<String> {
        tokens(text, 0, 0).into_iter().map(|token| token.text.into_owned()).collect()
    }

    #[test]
    fn words_numbers_literals_and_marks() {
        assert_eq!(
            lexed("a->b(1'000.5e-3, \"x\\\"/*\", 'c') /* f( */ && // g(\\\nh(\n$i::j"),
            [
                "a",
                "->",
                "b",
                "(",
                "1'000.5e-3",
                ",",
                "\"x\\\"/*\"",
                ",",
                "'c'",
                ")",
                "&&",
                "$i",
                "::",
                "j"
            ]
        );
        assert_eq!(lexed("R\"x(a)\")x\" b"), ["R\"x(a)\")x\"", "b"]);
        assert_eq!(lexed("\"open\nb"), ["\"open", "b"]);
        assert_eq!(lexed("#define A \\\r\n  b\n/* open"), ["#", "define", "A", "b"]);
    }

    #[test]
    fn lines_begin_where_they_do() {
        let starts: Vec<bool> =
            tokens("#if a \\\n b\nc d", 0, 0).iter().map(|token| token.starts_line).collect();
        assert_eq!(starts, [true, false, false, false, true, false]);
    }
}
