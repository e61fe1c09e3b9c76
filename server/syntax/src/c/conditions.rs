//! `#if` conditions: true, false, or nobody knows.

use super::lexer::{Kind, Token};

/// What is known of a macro.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// Defined; as which number, if it is one.
    Defined(Option<i64>),
    Undefined,
    /// The compiler, a system header or a flag may define it.
    Unknown,
}

/// Evaluates the tokens after `#if`; none where nobody knows.
pub(super) fn evaluate(tokens: &[Token<'_>], known: &dyn Fn(&str) -> Known) -> Option<bool> {
    let mut parser = Parser { tokens, at: 0, depth: 0, known };
    let value = parser.or();
    (parser.at == tokens.len()).then_some(value?).map(|value| value != 0)
}

struct Parser<'t, 'a> {
    tokens: &'t [Token<'a>],
    at: usize,
    depth: u32,
    known: &'t dyn Fn(&str) -> Known,
}

/// Conditions are not nested deeper than this.
const DEEPEST: u32 = 64;

impl Parser<'_, '_> {
    fn peek(&self) -> &str {
        self.tokens.get(self.at).map_or("", |token| &*token.text)
    }

    fn take(&mut self, mark: &str) -> bool {
        let is_there = self.peek() == mark;
        self.at += usize::from(is_there);
        is_there
    }

    fn or(&mut self) -> Option<i64> {
        let mut value = self.and();
        while self.take("||") {
            let right = self.and();
            value = match (value, right) {
                (Some(a), _) if a != 0 => Some(1),
                (_, Some(b)) if b != 0 => Some(1),
                (Some(_), Some(_)) => Some(0),
                _ => None,
            };
        }
        value
    }

    fn and(&mut self) -> Option<i64> {
        let mut value = self.comparison();
        while self.take("&&") {
            let right = self.comparison();
            value = match (value, right) {
                (Some(0), _) | (_, Some(0)) => Some(0),
                (Some(_), Some(_)) => Some(1),
                _ => None,
            };
        }
        value
    }

    fn comparison(&mut self) -> Option<i64> {
        let left = self.unary();
        for mark in ["==", "!=", "<=", ">=", "<", ">"] {
            if self.take(mark) {
                let right = self.unary();
                let (a, b) = (left?, right?);
                let holds = match mark {
                    "==" => a == b,
                    "!=" => a != b,
                    "<=" => a <= b,
                    ">=" => a >= b,
                    "<" => a < b,
                    _ => a > b,
                };
                return Some(i64::from(holds));
            }
        }
        left
    }

    fn unary(&mut self) -> Option<i64> {
        let mut is_negated = false;
        while self.take("!") {
            is_negated = !is_negated;
        }
        let value = self.primary();
        if is_negated { value.map(|value| i64::from(value == 0)) } else { value }
    }

    fn primary(&mut self) -> Option<i64> {
        if self.take("(") {
            self.depth += 1;
            if self.depth > DEEPEST {
                self.at = self.tokens.len() + 1;
                return None;
            }
            let value = self.or();
            self.depth -= 1;
            return if self.take(")") { value } else { None };
        }
        let token = self.tokens.get(self.at)?;
        self.at += 1;
        match token.kind {
            Kind::Number => number(&token.text),
            Kind::Word if token.is("defined") => {
                let is_parenthesised = self.take("(");
                let name = self.tokens.get(self.at)?;
                self.at += 1;
                if is_parenthesised && !self.take(")") {
                    return None;
                }
                match (self.known)(&name.text) {
                    Known::Defined(_) => Some(1),
                    Known::Undefined => Some(0),
                    Known::Unknown => None,
                }
            }
            Kind::Word if self.peek() == "(" => self.question(&token.text.clone()),
            Kind::Word => match (self.known)(&token.text) {
                Known::Defined(value) => value,
                // A name that is no macro counts as 0.
                Known::Undefined => Some(0),
                Known::Unknown => None,
            },
            Kind::Literal | Kind::Mark => None,
        }
    }

    /// `__has_attribute(constructor)` and the like.
    fn question(&mut self, word: &str) -> Option<i64> {
        let mut depth = 0;
        let mut asked = "";
        while let Some(token) = self.tokens.get(self.at) {
            self.at += 1;
            match &*token.text {
                "(" => depth += 1,
                ")" => depth -= 1,
                text => asked = text,
            }
            if depth == 0 {
                break;
            }
        }
        let is_known = word == "__has_attribute" && asked.trim_matches('_') == "constructor";
        is_known.then_some(1)
    }
}

/// An integer literal, its suffix left out.
pub(super) fn number(text: &str) -> Option<i64> {
    let digits = text.trim_end_matches(['u', 'U', 'l', 'L']);
    match digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
        Some(digits) => i64::from_str_radix(digits, 16).ok(),
        None => digits.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::lexer::tokens;
    use super::*;

    fn value(text: &str) -> Option<bool> {
        evaluate(&tokens(text, 0, 0), &|name| match name {
            "ON" => Known::Defined(Some(1)),
            "EMPTY" => Known::Defined(None),
            "FIVE" => Known::Defined(Some(5)),
            "OFF" => Known::Undefined,
            _ => Known::Unknown,
        })
    }

    #[test]
    fn conditions_are_true_false_or_unknown() {
        for text in ["1", "defined ON", "defined(EMPTY) && !OFF", "FIVE >= 0x4", "WHAT || ON"] {
            assert_eq!(value(text), Some(true), "{text}");
        }
        for text in ["0L", "!defined(ON)", "WHAT && OFF", "(OFF)", "FIVE<5"] {
            assert_eq!(value(text), Some(false), "{text}");
        }
        for text in ["WHAT", "defined WHAT || OFF", "FIVE + 1", "", "(ON", "EMPTY", "F(1)"] {
            assert_eq!(value(text), None, "{text}");
        }
        assert_eq!(value("__has_attribute(__constructor__)"), Some(true));
        assert_eq!(value(&"(".repeat(100_000)), None);
    }
}
