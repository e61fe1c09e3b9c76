//! The preprocessor: directives, headers of the package, macros. Headers of the system are not
//! read, and a condition that depends on them is one that nobody can evaluate.

use std::borrow::Cow;
use std::collections::HashSet;
use std::rc::Rc;

use super::conditions::{self, Known};
use super::directives::{Group, Standing};
use super::expand::{Macro, Macros, Use};
use super::file::Language;
use super::lexer::{Kind, Token, tokens};
use super::unit::{Source, Surroundings};

/// No unit is worth looking at more tokens than this.
const MOST_TOKENS: usize = 4_000_000;
/// Headers include headers so far.
const DEEPEST_INCLUDE: usize = 32;

/// What comes out.
pub(super) struct Preprocessed<'a> {
    pub(super) tokens: Vec<Token<'a>>,
    pub(super) uses: Vec<Use>,
    /// The headers that were read, by the number of their file, from 1.
    pub(super) headers: Vec<Box<str>>,
}

/// Preprocesses a unit.
pub(super) fn preprocess<'a>(source: &Source<'a>, around: &Surroundings<'a>) -> Preprocessed<'a> {
    let mut state = Preprocessor {
        around,
        language: source.language,
        macros: Macros::new(MOST_TOKENS),
        unknown: HashSet::new(),
        once: HashSet::new(),
        headers: Vec::new(),
        out: Vec::new(),
        is_stopped: false,
    };
    for (name, value) in around.defines {
        let body = tokens(value, 0, 0);
        let body = body.into_iter().map(|token| Token { starts_line: false, ..token }).collect();
        let defined = Macro { parameters: None, is_variadic: false, body };
        state.macros.known.insert(Cow::Borrowed(*name), Rc::new(defined));
    }
    state.file(&tokens(source.text, 0, source.offset), 0);
    let Preprocessor { out, macros, headers, .. } = state;
    Preprocessed { tokens: out, uses: macros.uses, headers }
}

struct Preprocessor<'s, 'a> {
    around: &'s Surroundings<'a>,
    language: Language,
    macros: Macros<'a>,
    /// Names that may or may not be macros.
    unknown: HashSet<Cow<'a, str>>,
    /// Headers that are read once.
    once: HashSet<usize>,
    headers: Vec<Box<str>>,
    out: Vec<Token<'a>>,
    /// What follows cannot be told.
    is_stopped: bool,
}

impl<'a> Preprocessor<'_, 'a> {
    fn file(&mut self, tokens: &[Token<'a>], depth: usize) {
        let mut groups: Vec<Group> = Vec::new();
        let mut at = 0;
        let is_directive = |token: &Token<'_>| token.starts_line && token.is("#");
        while at < tokens.len() && !self.is_stopped {
            if is_directive(&tokens[at]) {
                let rest = &tokens[at + 1..];
                let length = rest.iter().position(|token| token.starts_line).unwrap_or(rest.len());
                self.directive(&rest[..length], &rest[length..], &mut groups, depth);
                at += 1 + length;
                continue;
            }
            let rest = &tokens[at..];
            let length = rest.iter().position(is_directive).unwrap_or(rest.len());
            self.text(&rest[..length], &mut groups);
            at += length;
        }
    }

    fn text(&mut self, tokens: &[Token<'a>], groups: &mut [Group]) {
        let standing = groups.last().map_or(Standing::Compiled, |group| group.standing);
        match standing {
            Standing::Skipped => {}
            Standing::Compiled => self.macros.expand(tokens, &mut self.out),
            Standing::Uncertain => {
                let mut braces = 0;
                for token in tokens {
                    braces += i32::from(token.is("{")) - i32::from(token.is("}"));
                }
                for group in groups.iter_mut() {
                    group.braces += braces;
                }
                if groups.iter().any(|group| group.is_alternative) {
                    return;
                }
                let uncertain = tokens.iter().cloned();
                self.out.extend(uncertain.map(|it| Token { is_uncertain: true, ..it }));
            }
        }
        self.is_stopped |= self.macros.budget == 0;
    }

    fn directive(
        &mut self,
        line: &[Token<'a>],
        after: &[Token<'a>],
        groups: &mut Vec<Group>,
        depth: usize,
    ) {
        let Some((verb, rest)) = line.split_first() else { return };
        let standing = groups.last().map_or(Standing::Compiled, |group| group.standing);
        match &*verb.text {
            "if" | "ifdef" | "ifndef" => {
                let holds = if verb.is("ifndef") && is_guard(rest, after) {
                    Some(!self.is_defined(rest))
                } else {
                    self.holds(&verb.text, rest)
                };
                groups.push(Group::new(standing, holds, self.out.len()));
            }
            "elif" | "elifdef" | "elifndef" | "else" => {
                let Some(group) = groups.last_mut() else { return };
                let is_else = verb.is("else");
                let holds = if is_else { Some(true) } else { self.holds(&verb.text[2..], rest) };
                if !group.next(holds, is_else) {
                    self.stop_before(group.start);
                }
            }
            "endif" => {
                let Some(mut group) = groups.pop() else { return };
                if !group.end() {
                    self.stop_before(group.start);
                }
            }
            "define" => self.define(rest, standing),
            "undef" => {
                let Some(name) = rest.first() else { return };
                self.macros.known.remove(&name.text);
                if standing == Standing::Uncertain {
                    self.unknown.insert(name.text.clone());
                }
            }
            "include" | "import" if standing == Standing::Compiled => self.include(rest, depth),
            _ => {}
        }
    }

    fn stop_before(&mut self, start: usize) {
        self.out.truncate(start);
        self.is_stopped = true;
    }

    fn is_defined(&self, rest: &[Token<'a>]) -> bool {
        rest.first().is_some_and(|name| self.macros.known.contains_key(&name.text))
    }

    /// `if`, `ifdef`, `ifndef`.
    fn holds(&self, verb: &str, rest: &[Token<'a>]) -> Option<bool> {
        let known = |name: &str| self.known(name);
        match verb {
            "if" => conditions::evaluate(rest, &known),
            _ => match self.known(&rest.first()?.text) {
                Known::Defined(_) => Some(verb == "ifdef"),
                Known::Undefined => Some(verb == "ifndef"),
                Known::Unknown => None,
            },
        }
    }

    fn known(&self, name: &str) -> Known {
        if self.unknown.contains(name) {
            return Known::Unknown;
        }
        if let Some(found) = self.macros.known.get(name) {
            let value = match (&found.parameters, &*found.body) {
                (None, [only]) if only.kind == Kind::Number => conditions::number(&only.text),
                _ => None,
            };
            return Known::Defined(value);
        }
        let of_language = |is_defined: bool| {
            if is_defined { Known::Defined(None) } else { Known::Undefined }
        };
        match name {
            "__cplusplus" => return of_language(self.language == Language::Cpp),
            "__OBJC__" => return of_language(self.language == Language::ObjectiveC),
            "__GNUC__" | "__STDC_VERSION__" | "__GNUC_MINOR__" => return Known::Defined(None),
            "__STDC__" => return Known::Defined(Some(1)),
            _ => {}
        }
        match (self.around.predefined)(name) {
            Some(true) => Known::Defined(Some(1)),
            Some(false) => Known::Undefined,
            None => Known::Unknown,
        }
    }

    fn define(&mut self, rest: &[Token<'a>], standing: Standing) {
        let Some((name, rest)) = rest.split_first().filter(|(name, _)| name.is_word()) else {
            return;
        };
        match standing {
            Standing::Skipped => return,
            Standing::Uncertain => {
                self.macros.known.remove(&name.text);
                self.unknown.insert(name.text.clone());
                return;
            }
            Standing::Compiled => {}
        }
        let is_attached =
            |open: &Token<'a>| open.is("(") && open.place.span.start == name.place.span.end;
        let mut found = Macro { parameters: None, is_variadic: false, body: rest.to_vec() };
        if rest.first().is_some_and(is_attached) {
            let Some(close) = rest.iter().position(|token| token.is(")")) else { return };
            let (inside, body) = (&rest[1..close], &rest[close + 1..]);
            let mut parameters: Vec<Cow<'a, str>> = Vec::new();
            for token in inside.iter().filter(|token| token.is_word()) {
                parameters.push(token.text.clone());
            }
            found.is_variadic = inside.iter().any(|token| token.is("..."));
            let is_named = inside.iter().rev().nth(1).is_some_and(Token::is_word);
            if found.is_variadic && !is_named {
                parameters.push("__VA_ARGS__".into());
            }
            (found.parameters, found.body) = (Some(parameters), body.to_vec());
        }
        self.unknown.remove(&name.text);
        self.macros.known.insert(name.text.clone(), Rc::new(found));
    }

    /// A header in quotes, if it is one of the package.
    fn include(&mut self, rest: &[Token<'a>], depth: usize) {
        let Some(literal) = rest.first().filter(|it| it.kind == Kind::Literal) else { return };
        let name = literal.text.trim_matches('"').trim_start_matches("./");
        let headers = self.around.headers;
        let Some(header) = headers.iter().find(|header| header.name == name) else { return };
        let known = self.headers.iter().position(|known| &**known == header.name);
        let number = known.unwrap_or_else(|| {
            self.headers.push(header.name.into());
            self.headers.len() - 1
        }) + 1;
        if depth >= DEEPEST_INCLUDE || self.once.contains(&number) {
            return;
        }
        if header.text.contains("#pragma once") {
            self.once.insert(number);
        }
        let tokens = tokens(header.text, number as u32, 0);
        self.file(&tokens, depth + 1);
    }
}

/// `#ifndef X` above `#define X`: that a header is read once.
fn is_guard(name: &[Token<'_>], after: &[Token<'_>]) -> bool {
    let [name] = name else { return false };
    matches!(after, [mark, verb, defined, ..]
        if mark.is("#") && mark.starts_line && verb.is("define") && defined.text == name.text)
}
