//! C++ objects and variables at file scope: their initialisation runs code before `main`.

use std::collections::HashSet;

use super::body;
use super::declarations::Tokens;
use super::header::attributes;
use super::lexer::Kind;
use super::{Object, Variable};

/// Words that begin a declaration of which nothing runs.
const SILENT: [&str; 22] = [
    "typedef",
    "using",
    "friend",
    "template",
    "static_assert",
    "_Static_assert",
    "namespace",
    "return",
    "goto",
    "case",
    "default",
    "break",
    "continue",
    "if",
    "else",
    "for",
    "while",
    "do",
    "switch",
    "delete",
    "throw",
    "concept",
];
/// Words of a declaration whose initialisation is not code that runs before `main`.
const NOT_RUN: [&str; 7] =
    ["constexpr", "consteval", "constinit", "thread_local", "__thread", "_Thread_local", "inline"];

/// Where the value of a declaration begins, and the name before it.
#[derive(Clone, Copy, Debug)]
struct Parts {
    name: usize,
    /// The first token after the name, its brackets and attributes: `=`, `{`, `(`, or the end.
    value: usize,
}

fn parts(tokens: &Tokens<'_>, from: usize, to: usize) -> Option<Parts> {
    if tokens.at(from).is_word() && SILENT.contains(&&*tokens.text(from)) {
        return None;
    }
    let mut name = None;
    let mut at = from;
    while at < to {
        let token = tokens.at(at);
        match &*token.text {
            "__attribute__" | "__attribute" | "alignas" | "_Alignas" | "__declspec" | "asm"
            | "__asm__" => {
                at = tokens.close(at + 1) + 1;
                continue;
            }
            "[" => {
                at = tokens.close(at) + 1;
                continue;
            }
            "{" if is_type(tokens, from, at) => {
                at = tokens.close(at) + 1;
                continue;
            }
            "=" | "{" => break,
            "(" => {
                // `void (*hook)(int) = f`: a pointer, which is a value.
                let close = tokens.close(at);
                let inner = (at + 1..close).find(|&it| tokens.at(it).is_word());
                if tokens.is_mark(at + 1, "*") {
                    name = inner;
                    at = close + 1;
                    if tokens.is_mark(at, "(") {
                        at = tokens.close(at) + 1;
                    }
                    continue;
                }
                break;
            }
            _ if token.is_word() => name = Some(at),
            _ => {}
        }
        at += 1;
    }
    let name = name.filter(|&name| name > from)?;
    Some(Parts { name, value: at })
}

/// Whether a brace opens the members of a type.
fn is_type(tokens: &Tokens<'_>, from: usize, open: usize) -> bool {
    let words = ["struct", "union", "enum", "class"];
    tokens.slice(from, open).iter().any(|token| words.contains(&&*token.text))
}

/// A variable that is defined with a value.
pub(super) fn variable(tokens: &Tokens<'_>, from: usize, to: usize) -> Option<Variable> {
    let Parts { name, value } = parts(tokens, from, to)?;
    if !tokens.is_mark(value, "=") || tokens.at(name).is_uncertain {
        return None;
    }
    let words = tokens.slice(from, name);
    let has = |word: &str| words.iter().any(|token| token.is(word));
    let is_weak = attributes(tokens, from, value).iter().any(|it| it.name == "weak");
    let token = tokens.at(name);
    // In C++, what is `const` is the unit's own; in C it is not.
    (!is_weak && !has("operator")).then(|| Variable {
        name: (&*token.text).into(),
        place: token.place,
        is_static: has("static"),
    })
}

/// An object or variable whose initialisation runs code, in C++.
pub(super) fn object(
    tokens: &Tokens<'_>,
    from: usize,
    to: usize,
    is_class: &dyn Fn(&str) -> bool,
) -> Option<Object> {
    let Parts { name, value } = parts(tokens, from, to)?;
    let words = tokens.slice(from, name);
    let has = |word: &str| words.iter().any(|token| token.is(word));
    if NOT_RUN.iter().any(|word| has(word))
        || tokens.slice(from, to).iter().any(|it| it.is_uncertain)
    {
        return None;
    }
    let has_value = value < to;
    if has("extern") && !has_value {
        return None;
    }
    let is_parenthesised = tokens.is_mark(value, "(");
    // `Log log(Level level);` declares a function; `Log log("x");` an object.
    let first = tokens.at(value + 1);
    if is_parenthesised && !matches!(first.kind, Kind::Literal | Kind::Number) {
        return None;
    }
    let calls = body::calls(tokens, value, to, HashSet::new());
    let type_name = name.checked_sub(1).map(|at| tokens.at(at)).filter(|it| it.is_word());
    // `Log log = …` may copy what a function returns.
    let constructs = !tokens.is_mark(value, "=");
    let class = type_name.filter(|it| constructs && is_class(&it.text));
    let constructor = class.map(|class| format!("{0}::{0}", class.text).into());
    let token = tokens.at(name);
    let has_arguments = has_value && tokens.close(value) > value + 1;
    (constructor.is_some() || !calls.is_empty()).then(|| Object {
        name: (&*token.text).into(),
        place: token.place,
        constructor,
        has_arguments,
        calls,
    })
}
