//! Macros: what their uses become.

use std::borrow::Cow;
use std::collections::HashMap;
use std::rc::Rc;

use super::joined;
use super::lexer::{Kind, Place, Token};

/// A macro.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Macro<'a> {
    /// None for one that takes no parentheses.
    pub(super) parameters: Option<Vec<Cow<'a, str>>>,
    pub(super) is_variadic: bool,
    pub(super) body: Vec<Token<'a>>,
}

/// A use of a macro in the text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Use {
    /// From its name to the parenthesis that closes it.
    pub(super) place: Place,
    /// How many tokens came of it.
    pub(super) tokens: usize,
}

/// Uses of macros in what macros write are followed so far.
const DEEPEST: usize = 64;

/// The macros in force, and every use of one.
#[derive(Default)]
pub(super) struct Macros<'a> {
    pub(super) known: HashMap<Cow<'a, str>, Rc<Macro<'a>>>,
    pub(super) uses: Vec<Use>,
    /// How many tokens may still be looked at: macros can double what they are given.
    pub(super) budget: usize,
    active: Vec<Cow<'a, str>>,
    depth: usize,
}

/// The arguments of a use, and where the use ends.
struct Arguments<'t, 'a> {
    list: Vec<&'t [Token<'a>]>,
    end: usize,
}

impl<'a> Macros<'a> {
    /// None yet, and so many tokens to write.
    pub(super) fn new(budget: usize) -> Macros<'a> {
        Macros { budget, ..Macros::default() }
    }

    /// Expands a text into `out`.
    pub(super) fn expand(&mut self, input: &[Token<'a>], out: &mut Vec<Token<'a>>) {
        self.expand_within(input, None, out);
    }

    /// `outer`: the use of a macro that wrote the text.
    fn expand_within(&mut self, input: &[Token<'a>], outer: Option<u32>, out: &mut Vec<Token<'a>>) {
        let mut at = 0;
        while let Some(token) = input.get(at).filter(|_| self.budget > 0) {
            self.budget -= 1;
            let Some((found, arguments)) = self.use_at(input, at) else {
                out.push(Token { expansion: outer.unwrap_or(0), ..token.clone() });
                at += 1;
                continue;
            };
            let number = outer.unwrap_or_else(|| {
                let place = joined(token.place, input[arguments.end - 1].place);
                self.uses.push(Use { place, tokens: 0 });
                self.uses.len() as u32
            });
            let before = out.len();
            self.depth += 1;
            let written = self.written(&found, token, &arguments.list, number);
            self.active.push(token.text.clone());
            self.expand_within(&written, Some(number), out);
            self.active.pop();
            self.depth -= 1;
            if outer.is_none() {
                self.uses[number as usize - 1].tokens = out.len() - before;
            }
            at = arguments.end;
        }
    }

    /// The macro that is used at a token, with its arguments.
    fn use_at<'t>(
        &mut self,
        input: &'t [Token<'a>],
        at: usize,
    ) -> Option<(Rc<Macro<'a>>, Arguments<'t, 'a>)> {
        let token = &input[at];
        if !token.is_word() || self.depth >= DEEPEST || self.active.contains(&token.text) {
            return None;
        }
        let found = Rc::clone(self.known.get(&token.text)?);
        if found.parameters.is_none() {
            return Some((found, Arguments { list: Vec::new(), end: at + 1 }));
        }
        input.get(at + 1).filter(|token| token.is("("))?;
        let mut depth = 0;
        let mut list = Vec::new();
        let mut start = at + 2;
        for (index, token) in input.iter().enumerate().skip(at + 1) {
            self.budget = self.budget.saturating_sub(1);
            match &*token.text {
                "(" | "[" | "{" if token.kind == Kind::Mark => depth += 1,
                ")" if depth == 1 => {
                    list.push(&input[start..index]);
                    return Some((found, Arguments { list, end: index + 1 }));
                }
                ")" | "]" | "}" if token.kind == Kind::Mark => depth -= 1,
                "," if depth == 1 => {
                    list.push(&input[start..index]);
                    start = index + 1;
                }
                _ => {}
            }
        }
        None
    }

    /// The body of a macro with its arguments in place of its parameters.
    fn written(
        &mut self,
        found: &Macro<'a>,
        name: &Token<'a>,
        arguments: &[&[Token<'a>]],
        number: u32,
    ) -> Vec<Token<'a>> {
        let place = self.uses[number as usize - 1].place;
        let body = &found.body;
        let mut out: Vec<Token<'a>> = Vec::new();
        let mut at = 0;
        while let Some(token) = body.get(at) {
            let pastes = body.get(at + 1).is_some_and(|next| next.is("##"));
            let is_pasted = at > 0 && body[at - 1].is("##");
            if token.is("##") {
                at += 1;
                continue;
            }
            let own = Token {
                place,
                expansion: number,
                is_uncertain: name.is_uncertain,
                starts_line: false,
                ..token.clone()
            };
            let from = out.len();
            match argument(found, &token.text, arguments).filter(|_| token.is_word()) {
                Some(tokens) if pastes || is_pasted => out.extend(tokens),
                Some(tokens) => self.expand_within(&tokens, Some(number), &mut out),
                None if token.is("#") && found.parameters.is_some() => {
                    // A word made a string: no name any more.
                    at += 1;
                    out.push(Token { text: "\"\"".into(), kind: Kind::Literal, ..own });
                }
                None => out.push(own),
            }
            if is_pasted && from > 0 && from < out.len() {
                let right = out.remove(from);
                let left = &mut out[from - 1];
                left.text = format!("{}{}", left.text, right.text).into();
            }
            at += 1;
        }
        out
    }
}

/// What stands for a parameter.
fn argument<'a>(
    found: &Macro<'a>,
    name: &str,
    arguments: &[&[Token<'a>]],
) -> Option<Vec<Token<'a>>> {
    let parameters = found.parameters.as_ref()?;
    let rest = |from: usize| {
        let arguments = arguments.get(from..).unwrap_or_default();
        let comma = arguments.first().and_then(|it| it.first()).map(|token| Token {
            text: ",".into(),
            kind: Kind::Mark,
            ..token.clone()
        });
        let mut all = Vec::new();
        for (index, tokens) in arguments.iter().enumerate() {
            if index > 0 {
                all.extend(comma.clone());
            }
            all.extend_from_slice(tokens);
        }
        all
    };
    if let Some(index) = parameters.iter().position(|parameter| parameter == name) {
        let is_last = found.is_variadic && index + 1 == parameters.len();
        return Some(if is_last {
            rest(index)
        } else {
            arguments.get(index).map(|tokens| tokens.to_vec()).unwrap_or_default()
        });
    }
    None
}
