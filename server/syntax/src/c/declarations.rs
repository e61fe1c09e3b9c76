//! File scope: which declarations and definitions follow each other, in which class and namespace.

use std::borrow::Cow;

use super::lexer::{Kind, Place, Token};

/// The tokens of a unit, and which of them close each other.
pub(super) struct Tokens<'a> {
    list: Vec<Token<'a>>,
    close: Vec<usize>,
    none: Token<'a>,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(list: Vec<Token<'a>>) -> Tokens<'a> {
        let mut close = vec![list.len(); list.len()];
        let mut open: Vec<usize> = Vec::new();
        for (at, token) in list.iter().enumerate().filter(|(_, it)| it.kind == Kind::Mark) {
            match &*token.text {
                "(" | "[" | "{" => open.push(at),
                ")" | "]" => {
                    let expected = if token.is(")") { "(" } else { "[" };
                    if open.last().is_some_and(|&last| list[last].is(expected)) {
                        close[open.pop().unwrap_or(at)] = at;
                    }
                }
                // A brace closes what stands open in it.
                "}" => {
                    let Some(brace) = open.iter().rposition(|&it| list[it].is("{")) else {
                        continue;
                    };
                    close[open[brace]] = at;
                    for left in open.drain(brace..).skip(1) {
                        close[left] = at;
                    }
                }
                _ => {}
            }
        }
        let none = Token {
            text: Cow::Borrowed(""),
            kind: Kind::Mark,
            place: Place::default(),
            expansion: 0,
            starts_line: false,
            is_uncertain: false,
        };
        Tokens { list, close, none }
    }

    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// A token; one without text beyond the last.
    pub(super) fn at(&self, at: usize) -> &Token<'a> {
        self.list.get(at).unwrap_or(&self.none)
    }

    pub(super) fn slice(&self, from: usize, to: usize) -> &[Token<'a>] {
        self.list.get(from..to).unwrap_or_default()
    }

    pub(super) fn text(&self, at: usize) -> Cow<'a, str> {
        self.at(at).text.clone()
    }

    pub(super) fn is_mark(&self, at: usize, mark: &str) -> bool {
        self.at(at).kind == Kind::Mark && self.at(at).text == mark
    }

    /// What closes the parenthesis, bracket or brace that stands there; the end where nothing does.
    pub(super) fn close(&self, open: usize) -> usize {
        self.close.get(open).copied().unwrap_or(self.list.len())
    }

    /// The function that an argument names: `f`, `&f`, `(type)f`.
    pub(super) fn function_argument(
        &self,
        open: usize,
        index: usize,
    ) -> Option<(Cow<'a, str>, Place)> {
        let end = self.close(open);
        let mut at = open + 1;
        let mut commas = 0;
        while at < end && commas < index {
            let token = self.at(at);
            if token.kind == Kind::Mark && matches!(&*token.text, "(" | "[" | "{") {
                at = self.close(at);
            } else if token.is(",") {
                commas += 1;
            }
            at += 1;
        }
        while at < end && (self.is_mark(at, "(") || self.is_mark(at, "&")) {
            at = if self.is_mark(at, "(") { self.close(at) + 1 } else { at + 1 };
        }
        let token = self.at(at);
        let is_all = matches!(&*self.text(at + 1), "," | ")");
        (at < end && token.is_word() && is_all).then(|| (token.text.clone(), token.place))
    }
}

/// Where a declaration stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Around {
    File,
    /// `extern "C" { … }`.
    ExternC,
    Namespace,
    /// `namespace { … }`.
    Unnamed,
    /// A class: the token of its name.
    Class(usize),
    /// `@implementation`: the token of its name.
    Implementation(usize),
}

/// Something at file scope.
#[derive(Clone, Copy, Debug)]
pub(super) enum Item {
    /// Tokens before a body, and the brace that opens it.
    Definition { from: usize, open: usize, around: Around },
    /// Tokens before a semicolon.
    Declaration { from: usize, to: usize, around: Around },
    /// A method of an Objective-C class.
    Method { from: usize, open: usize, class: usize },
}

/// Everything at file scope and in classes.
pub(super) fn items(tokens: &Tokens<'_>) -> Vec<Item> {
    let mut walk = Walk { tokens, items: Vec::new(), pending: Vec::new() };
    walk.pending.push((0, tokens.len(), Around::File));
    while let Some((from, to, around)) = walk.pending.pop() {
        walk.scope(from, to, around);
    }
    walk.items
}

struct Walk<'t, 'a> {
    tokens: &'t Tokens<'a>,
    items: Vec<Item>,
    pending: Vec<(usize, usize, Around)>,
}

/// What a pair of braces is.
enum Braces {
    /// A body, or a scope of its own: a declaration begins behind it.
    Whole,
    /// A class, an initialiser: the declaration goes on.
    Part,
}

impl Walk<'_, '_> {
    fn scope(&mut self, from: usize, to: usize, around: Around) {
        let tokens = self.tokens;
        let (mut start, mut at) = (from, from);
        while at < to {
            let token = tokens.at(at);
            match &*token.text {
                _ if token.kind != Kind::Mark => at += 1,
                "(" | "[" => at = tokens.close(at) + 1,
                ";" => {
                    if start < at {
                        self.items.push(Item::Declaration { from: start, to: at, around });
                    }
                    (start, at) = (at + 1, at + 1);
                }
                "{" => {
                    let close = tokens.close(at);
                    if matches!(self.braces(start, at, close, around), Braces::Whole) {
                        start = close + 1;
                    }
                    at = close + 1;
                }
                "}" => (start, at) = (at + 1, at + 1),
                "@" => {
                    at = self.objective_c(at, to);
                    start = at;
                }
                ":" if matches!(around, Around::Class(_)) && is_access(tokens, start, at) => {
                    (start, at) = (at + 1, at + 1);
                }
                _ => at += 1,
            }
        }
    }

    /// Sorts a pair of braces by what stands before it.
    fn braces(&mut self, from: usize, open: usize, close: usize, around: Around) -> Braces {
        let tokens = self.tokens;
        let before = tokens.slice(from, open);
        let first = |index: usize| before.get(index).map_or("", |token| &*token.text);
        let has = |word: &str| before.iter().any(|token| token.is(word));
        if first(0) == "namespace" || (first(0) == "inline" && first(1) == "namespace") {
            let around = if before.len() == 1 { Around::Unnamed } else { Around::Namespace };
            self.pending.push((open + 1, close, around));
            return Braces::Whole;
        }
        if first(0) == "extern" && before.len() == 2 && before[1].kind == Kind::Literal {
            self.pending.push((open + 1, close, Around::ExternC));
            return Braces::Whole;
        }
        if let Around::Implementation(class) = around
            && matches!(first(0), "+" | "-")
        {
            self.items.push(Item::Method { from, open, class });
            return Braces::Whole;
        }
        // A template is compiled where it is used.
        if first(0) == "template" {
            return if has("class") || has("struct") { Braces::Part } else { Braces::Whole };
        }
        if super::header::declarator(tokens, from, open).is_some() && !has("=") {
            self.items.push(Item::Definition { from, open, around });
            return Braces::Whole;
        }
        let class = before.iter().position(|it| it.is("class") || it.is("struct"));
        if let Some(keyword) = class.filter(|_| !has("=") && !has("enum")) {
            let end = before.iter().position(|it| it.is(":")).unwrap_or(before.len());
            let name = before[keyword + 1..end.max(keyword + 1)]
                .iter()
                .rposition(|it| it.is_word() && !it.is("final"));
            if let Some(name) = name {
                let around = Around::Class(from + keyword + 1 + name);
                self.pending.push((open + 1, close, around));
            }
        }
        Braces::Part
    }

    /// At `@`: passes over declarations, and notes what a class implements. Gives where to go on.
    fn objective_c(&mut self, at: usize, to: usize) -> usize {
        let tokens = self.tokens;
        let word = tokens.text(at + 1);
        if !matches!(&*word, "implementation" | "interface" | "protocol") {
            return at + 2;
        }
        let is_end = |it: &usize| tokens.is_mark(*it, "@") && tokens.at(it + 1).is("end");
        // `@protocol A;` ends there.
        let semicolon = (at + 2..to.min(at + 8)).find(|&it| tokens.is_mark(it, ";"));
        if let Some(semicolon) = semicolon.filter(|_| word == "protocol") {
            return semicolon + 1;
        }
        let Some(end) = (at + 2..to).find(is_end) else { return to };
        if word == "implementation" {
            let mut body = at + 3;
            if tokens.is_mark(body, "(") {
                body = tokens.close(body) + 1;
            }
            if tokens.is_mark(body, ":") {
                body += 2;
            }
            if tokens.is_mark(body, "{") {
                body = tokens.close(body) + 1;
            }
            self.pending.push((body, end, Around::Implementation(at + 2)));
        }
        end + 2
    }
}

/// `public:` and the like.
fn is_access(tokens: &Tokens<'_>, from: usize, to: usize) -> bool {
    let words = ["public", "private", "protected", "signals", "slots", "Q_SIGNALS", "Q_SLOTS"];
    to > from && tokens.slice(from, to).iter().all(|token| words.contains(&&*token.text))
}
