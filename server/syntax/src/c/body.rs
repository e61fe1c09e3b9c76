//! What the body of a function calls, and whether it certainly does.

use std::collections::HashSet;

use super::Call;
use super::declarations::Tokens;
use super::lexer::{Kind, Place};

/// Words that stand before a parenthesis and call nothing; what is in it runs.
const STATEMENTS: [&str; 9] =
    ["if", "while", "for", "switch", "return", "catch", "defined", "__extension__", "throw"];
/// Words before a parenthesis that belong to a type.
const TYPES: [&str; 10] =
    ["void", "int", "char", "long", "short", "float", "double", "unsigned", "signed", "bool"];
/// Words whose parenthesis is not evaluated.
const UNEVALUATED: [&str; 17] = [
    "sizeof",
    "typeof",
    "__typeof__",
    "__typeof",
    "alignof",
    "_Alignof",
    "__alignof__",
    "decltype",
    "typeid",
    "noexcept",
    "_Generic",
    "__attribute__",
    "__attribute",
    "static_assert",
    "_Static_assert",
    "__builtin_types_compatible_p",
    "__builtin_offsetof",
];
/// Words that may stand before a call.
const BEFORE_CALLS: [&str; 12] = [
    "return",
    "else",
    "do",
    "throw",
    "co_await",
    "co_return",
    "co_yield",
    "and",
    "or",
    "not",
    "in",
    "case",
];
/// Functions that do not come back.
const LEAVING: [&str; 9] =
    ["return", "goto", "throw", "exit", "_exit", "_Exit", "abort", "longjmp", "siglongjmp"];
/// Functions that call the function which is handed to them, and which of their arguments that is.
const CALLERS: [(&str, usize); 4] =
    [("pthread_once", 1), ("call_once", 1), ("dispatch_once_f", 2), ("dispatch_sync_f", 2)];
/// Functions that start a thread, which of their arguments it begins with, and who waits for it.
const STARTERS: [(&str, usize, &str); 2] =
    [("pthread_create", 2, "pthread_join"), ("thrd_create", 1, "thrd_join")];

/// The calls of a body. `from..to` are its tokens; `names` what its parameters are called.
pub(super) fn calls(
    tokens: &Tokens<'_>,
    from: usize,
    to: usize,
    names: HashSet<String>,
) -> Vec<Call> {
    let mut body =
        Body { tokens, names, calls: Vec::new(), started: Vec::new(), waits: HashSet::new() };
    body.read(from, to);
    let Body { names, mut calls, started, waits, .. } = body;
    for (starter, call) in started {
        let waiter = STARTERS.iter().find(|(name, ..)| *name == starter).map(|(.., waiter)| waiter);
        if waiter.is_some_and(|waiter| waits.contains(*waiter)) {
            calls.push(call);
        }
    }
    // A local name hides the function of that name.
    calls.retain(|call| !names.contains(&*call.name));
    calls
}

struct Body<'t, 'a> {
    tokens: &'t Tokens<'a>,
    /// Local names.
    names: HashSet<String>,
    calls: Vec<Call>,
    /// Threads, by what started them.
    started: Vec<(&'static str, Call)>,
    /// Functions for waiting that are called.
    waits: HashSet<&'static str>,
}

/// Under which conditions a token runs.
#[derive(Default)]
struct Conditions {
    /// Of the braces around it, from the outermost.
    blocks: Vec<bool>,
    /// Of the statement that begins after `if (…)`.
    is_statement: bool,
    /// After `&&`, `||` and `?` in an expression.
    is_expression: bool,
    /// The function may have returned before.
    may_have_left: bool,
}

impl Conditions {
    fn hold(&self) -> bool {
        let in_block = self.blocks.last().copied().unwrap_or(false);
        !(in_block || self.is_statement || self.is_expression || self.may_have_left)
    }

    fn enter(&mut self) {
        let in_block = self.blocks.last().copied().unwrap_or(false);
        self.blocks.push(in_block || self.is_statement || self.is_expression);
        self.end_statement();
    }

    fn leave(&mut self) {
        self.blocks.pop();
        self.end_statement();
    }

    fn end_statement(&mut self) {
        (self.is_statement, self.is_expression) = (false, false);
    }
}

impl Body<'_, '_> {
    fn read(&mut self, from: usize, to: usize) {
        let mut conditions = Conditions::default();
        let mut at = from;
        while at < to {
            if let Some(after) = self.passed_over(at, to) {
                at = after;
                continue;
            }
            let token = self.tokens.at(at);
            match &*token.text {
                _ if token.kind == Kind::Literal => {}
                "{" => conditions.enter(),
                "}" => conditions.leave(),
                ";" => conditions.end_statement(),
                "&&" | "||" | "?" | "and" | "or" => conditions.is_expression = true,
                "if" | "while" | "for" | "switch" if self.tokens.is_mark(at + 1, "(") => {
                    self.head(at, &mut conditions);
                    at = self.tokens.close(at + 1) + 1;
                    conditions.is_expression = false;
                    conditions.is_statement = true;
                    continue;
                }
                "else" | "catch" => conditions.is_statement = true,
                "return" => {
                    at = self.returned(at, to, &mut conditions);
                    continue;
                }
                word if token.is_word() => {
                    self.word(at, conditions.hold());
                    conditions.may_have_left |= LEAVING.contains(&word)
                        && (self.tokens.is_mark(at + 1, "(") || matches!(word, "goto" | "throw"));
                }
                _ => {}
            }
            at += 1;
        }
    }

    /// What a `return` returns is still evaluated. What follows it is reached by a jump, if at all.
    fn returned(&mut self, at: usize, to: usize, conditions: &mut Conditions) -> usize {
        let end = (at + 1..to).find(|&it| self.tokens.is_mark(it, ";")).unwrap_or(to);
        let mut is_certain = conditions.hold();
        let mut it = at + 1;
        while it < end {
            if let Some(after) = self.passed_over(it, end) {
                it = after;
                continue;
            }
            if matches!(&*self.tokens.at(it).text, "&&" | "||" | "?") {
                is_certain = false;
            }
            if self.tokens.at(it).is_word() {
                self.word(it, is_certain);
            }
            it += 1;
        }
        conditions.may_have_left = true;
        end
    }

    /// The parenthesis of `if` and the like: its first part always runs.
    fn head(&mut self, at: usize, conditions: &mut Conditions) {
        let close = self.tokens.close(at + 1);
        let mut it = at + 2;
        while it < close {
            if let Some(after) = self.passed_over(it, close) {
                it = after;
                continue;
            }
            match &*self.tokens.at(it).text {
                "&&" | "||" | "?" | "and" | "or" => conditions.is_expression = true,
                // The third part of a `for` runs after the first round.
                ";" if self.tokens.at(at).is("for") => conditions.is_expression = true,
                _ if self.tokens.at(it).is_word() => self.word(it, conditions.hold()),
                _ => {}
            }
            it += 1;
        }
    }

    /// What is not evaluated here: the operand of `sizeof`, blocks and lambdas.
    fn passed_over(&self, at: usize, to: usize) -> Option<usize> {
        let tokens = self.tokens;
        let token = tokens.at(at);
        if token.is_word() && UNEVALUATED.contains(&&*token.text) && tokens.is_mark(at + 1, "(") {
            return Some(tokens.close(at + 1) + 1);
        }
        if token.is("^") && tokens.is_mark(at + 1, "{") {
            return Some(tokens.close(at + 1) + 1);
        }
        if token.is("^") && tokens.is_mark(at + 1, "(") {
            let block = tokens.close(at + 1) + 1;
            return tokens.is_mark(block, "{").then(|| tokens.close(block) + 1);
        }
        let before = at.checked_sub(1).map(|before| tokens.at(before));
        let may_be_lambda = token.is("[")
            && before.is_none_or(|it| {
                it.kind == Kind::Mark && !matches!(&*it.text, ")" | "]") || it.is("return")
            });
        if may_be_lambda {
            let mut after = tokens.close(at) + 1;
            if tokens.is_mark(after, "(") {
                after = tokens.close(after) + 1;
            }
            while after < to && tokens.at(after).is_word() {
                after += 1;
            }
            return tokens.is_mark(after, "{").then(|| tokens.close(after) + 1);
        }
        None
    }

    /// A word: a call, a local name, or nothing.
    fn word(&mut self, at: usize, is_certain: bool) {
        let tokens = self.tokens;
        let token = tokens.at(at);
        let before = at.checked_sub(1).map(|before| tokens.at(before));
        let is_after = |mark: &str| before.is_some_and(|it| it.is(mark));
        let follows_type = before.is_some_and(|it| {
            it.is_word() && !BEFORE_CALLS.contains(&&*it.text) && !STATEMENTS.contains(&&*it.text)
        });
        let follows_star = is_after("*")
            && at >= 2
            && tokens.at(at - 2).is_word()
            && (at < 3 || matches!(&*tokens.at(at - 3).text, ";" | "{" | "}" | "("));
        if !tokens.is_mark(at + 1, "(") {
            let declares = matches!(&*tokens.text(at + 1), "=" | ";" | "," | "[" | ")");
            if (follows_type || follows_star || is_after("*") && tokens.is_mark(at + 1, ")"))
                && declares
            {
                self.names.insert(token.text.to_string());
            }
            return;
        }
        let is_member = is_after(".") || is_after("->") || is_after("::") || is_after("@");
        let is_statement = STATEMENTS.contains(&&*token.text) || TYPES.contains(&&*token.text);
        if is_member || is_statement || follows_type || follows_star || token.is_uncertain {
            return;
        }
        let call = |name: &str, place: Place, is_awaited: bool| Call {
            name: name.into(),
            place,
            is_certain,
            is_awaited,
        };
        self.calls.push(call(&token.text, token.place, false));
        if let Some((_, index)) = CALLERS.iter().find(|(name, _)| token.is(name))
            && let Some((name, place)) = tokens.function_argument(at + 1, *index)
        {
            self.calls.push(call(&name, place, false));
        }
        for (starter, index, waiter) in STARTERS {
            if token.is(starter)
                && let Some((name, place)) = tokens.function_argument(at + 1, index)
            {
                self.started.push((starter, call(&name, place, true)));
            } else if token.is(waiter) {
                self.waits.insert(waiter);
            }
        }
    }
}
