//! What stands before a function's body: its name, its attributes, its storage.

use std::collections::HashSet;

use super::declarations::Tokens;
use super::lexer::Kind;

/// Words with a parenthesis that name no function.
const NO_NAMES: [&str; 24] = [
    "__attribute__",
    "__attribute",
    "__declspec",
    "__asm__",
    "__asm",
    "asm",
    "alignas",
    "_Alignas",
    "decltype",
    "typeof",
    "__typeof__",
    "noexcept",
    "throw",
    "requires",
    "static_assert",
    "_Static_assert",
    "explicit",
    "void",
    "int",
    "char",
    "long",
    "unsigned",
    "operator",
    "if",
];
/// Words that say where a function lives, not what it returns.
const STORAGE: [&str; 9] = [
    "static",
    "extern",
    "inline",
    "__inline",
    "__inline__",
    "virtual",
    "constexpr",
    "__extension__",
    "_Noreturn",
];

/// The name of what is declared, and its parameters.
#[derive(Clone, Copy, Debug)]
pub(super) struct Declarator {
    /// The name's token.
    pub(super) name: usize,
    /// The parenthesis that opens its parameters.
    pub(super) open: usize,
}

/// Finds the declarator of `from..to`, if what stands there declares or defines a function.
pub(super) fn declarator(tokens: &Tokens<'_>, from: usize, to: usize) -> Option<Declarator> {
    let mut candidates = Vec::new();
    let mut at = from;
    while at < to {
        let token = tokens.at(at);
        match &*token.text {
            "(" | "[" | "{" if token.kind == Kind::Mark => {
                at = tokens.close(at) + 1;
                continue;
            }
            // The initialisers of a C++ constructor.
            ":" if at > from && tokens.is_mark(at - 1, ")") => break,
            "=" => break,
            _ => {}
        }
        if token.is_word()
            && tokens.is_mark(at + 1, "(")
            && at + 1 < to
            && !NO_NAMES.contains(&&*token.text)
        {
            candidates.push(Declarator { name: at, open: at + 1 });
        }
        at += 1;
    }
    // `EXPORT(int) f(void)`: what stands first, or behind `static` alone, is a macro nobody knows.
    let follows_type = |it: &&Declarator| {
        let words = (from..it.name).filter(|&at| tokens.at(at).kind != Kind::Literal);
        words.map(|at| tokens.at(at)).any(|token| !STORAGE.contains(&&*token.text))
    };
    candidates.iter().find(follows_type).or(candidates.first()).copied()
}

/// An attribute: what it says and which tokens it is.
#[derive(Clone, Debug)]
pub(super) struct Attribute {
    /// Without underscores around it.
    pub(super) name: String,
    /// The tokens of its arguments; none without parentheses.
    pub(super) arguments: Option<(usize, usize)>,
    /// Its own tokens: `constructor(101)`.
    pub(super) item: (usize, usize),
    /// The tokens of the whole `__attribute__((…))`.
    pub(super) whole: (usize, usize),
    /// It is alone in there.
    pub(super) is_alone: bool,
}

/// The attributes in `from..to`, parameters left out.
pub(super) fn attributes(tokens: &Tokens<'_>, from: usize, to: usize) -> Vec<Attribute> {
    let mut found = Vec::new();
    let mut at = from;
    while at < to {
        let token = tokens.at(at);
        let is_gnu = token.is("__attribute__") || token.is("__attribute");
        if is_gnu && tokens.is_mark(at + 1, "(") && tokens.is_mark(at + 2, "(") {
            let end = tokens.close(at + 1) + 1;
            items(tokens, (at, end), (at + 3, tokens.close(at + 2)), &mut found);
            at = end;
        } else if token.is("[") && tokens.is_mark(at + 1, "[") {
            let end = tokens.close(at) + 1;
            items(tokens, (at, end), (at + 2, tokens.close(at + 1)), &mut found);
            at = end;
        } else if token.kind == Kind::Mark && matches!(&*token.text, "(" | "[" | "{") {
            at = tokens.close(at) + 1;
        } else {
            at += 1;
        }
    }
    found
}

fn items(
    tokens: &Tokens<'_>,
    whole: (usize, usize),
    (from, to): (usize, usize),
    found: &mut Vec<Attribute>,
) {
    let first = found.len();
    let mut start = from;
    let mut at = from;
    while at <= to && from < to {
        if at < to && tokens.is_mark(at, "(") {
            at = tokens.close(at) + 1;
            continue;
        }
        if at == to || tokens.is_mark(at, ",") {
            if start < at {
                found.push(attribute(tokens, whole, (start, at)));
            }
            start = at + 1;
        }
        at += 1;
    }
    let is_alone = found.len() == first + 1;
    found[first..].iter_mut().for_each(|it| it.is_alone = is_alone);
}

fn attribute(tokens: &Tokens<'_>, whole: (usize, usize), item: (usize, usize)) -> Attribute {
    let open = (item.0..item.1).find(|&at| tokens.is_mark(at, "("));
    // `gnu::constructor`.
    let name = tokens.text(open.unwrap_or(item.1) - 1);
    Attribute {
        name: name.trim_matches('_').to_owned(),
        arguments: open.map(|open| (open + 1, tokens.close(open))),
        item,
        whole,
        is_alone: false,
    }
}

/// What the parameters of a function are called.
pub(super) fn parameter_names(tokens: &Tokens<'_>, open: usize) -> HashSet<String> {
    let close = tokens.close(open);
    let mut names = HashSet::new();
    for at in open + 1..close {
        let is_last = matches!(&*tokens.text(at + 1), "," | "[" | ")" | "=");
        if tokens.at(at).is_word() && is_last {
            names.insert(tokens.text(at).into_owned());
        }
    }
    names
}

/// Whether there are no parameters: `()` and `(void)`.
pub(super) fn takes_nothing(tokens: &Tokens<'_>, open: usize) -> bool {
    let close = tokens.close(open);
    close == open + 1 || (close == open + 2 && tokens.at(open + 1).is("void"))
}
