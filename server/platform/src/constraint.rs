//! Build constraints: `//go:build` and `// +build`, read as the go command reads them.

use serde::{Deserialize, Serialize};
use std::fmt;

use crate::constraint_parser;

/// A build constraint as an expression over tags.
///
/// What the parser gives is nested at most 1000 deep (the go command's limit), so walking it by
/// recursion is safe.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Constraint {
    /// Holds where the tag is set.
    Tag(Box<str>),
    /// Holds where the operand does not.
    Not(Box<Constraint>),
    /// Holds where both do.
    And(Box<Constraint>, Box<Constraint>),
    /// Holds where one does.
    Or(Box<Constraint>, Box<Constraint>),
}

/// Why a constraint line cannot be read, in the go command's words.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ConstraintError {
    /// Byte offset into the text that was parsed.
    pub offset: usize,
    /// `unexpected end of expression`, `invalid syntax at ,`, …
    pub message: String,
}

impl Constraint {
    /// Parses what stands after `//go:build`. Offsets of errors count from the start of
    /// `expression`.
    pub fn parse_go_build(expression: &str) -> Result<Constraint, ConstraintError> {
        constraint_parser::parse_go_build(expression)
    }

    /// Parses what stands after `+build`: blanks mean or, commas and, `!` not.
    /// Several lines are and-ed by the caller: [`Constraint::all_of`].
    ///
    /// As in the go command, words that are no tags count as the tag `ignore`, and the only
    /// error is that there is too much of it.
    pub fn parse_plus_build(arguments: &str) -> Result<Constraint, ConstraintError> {
        constraint_parser::parse_plus_build(arguments)
    }

    /// A tag alone.
    pub fn tag(name: &str) -> Constraint {
        Constraint::Tag(name.into())
    }

    /// Holds where this does not. A negation loses its negation.
    #[must_use]
    pub fn negated(self) -> Constraint {
        match self {
            Constraint::Not(operand) => *operand,
            other => Constraint::Not(Box::new(other)),
        }
    }

    /// Holds where both do.
    #[must_use]
    pub fn and(self, other: Constraint) -> Constraint {
        Constraint::And(Box::new(self), Box::new(other))
    }

    /// Holds where one does.
    #[must_use]
    pub fn or(self, other: Constraint) -> Constraint {
        Constraint::Or(Box::new(self), Box::new(other))
    }

    /// Holds where all do; `None` if there are none. However many there are, the result is
    /// nested no deeper than its deepest part and the logarithm of their number.
    pub fn all_of(parts: impl IntoIterator<Item = Constraint>) -> Option<Constraint> {
        let mut row: Vec<Constraint> = parts.into_iter().collect();
        while row.len() > 1 {
            let mut shorter = Vec::with_capacity(row.len().div_ceil(2));
            let mut parts = row.into_iter();
            while let Some(left) = parts.next() {
                shorter.push(match parts.next() {
                    Some(right) => left.and(right),
                    None => left,
                });
            }
            row = shorter;
        }
        row.pop()
    }

    fn is_and(&self) -> bool {
        matches!(self, Constraint::And(..))
    }

    fn is_or(&self) -> bool {
        matches!(self, Constraint::Or(..))
    }

    /// Its tags, each once, in order of appearance.
    pub fn tags(&self) -> Vec<&str> {
        let mut tags: Vec<&str> = Vec::new();
        let mut work = vec![self];
        while let Some(next) = work.pop() {
            match next {
                Constraint::Tag(tag) if !tags.contains(&&**tag) => tags.push(tag),
                Constraint::Tag(_) => {}
                Constraint::Not(operand) => work.push(operand),
                Constraint::And(left, right) | Constraint::Or(left, right) => {
                    work.extend([&**right, left]);
                }
            }
        }
        tags
    }
}

/// What is still to be written.
enum Piece<'a> {
    Text(&'static str),
    Of(&'a Constraint),
}

fn put<'a>(work: &mut Vec<Piece<'a>>, operand: &'a Constraint, is_wrapped: bool) {
    if is_wrapped {
        work.extend([Piece::Text(")"), Piece::Of(operand), Piece::Text("(")]);
    } else {
        work.push(Piece::Of(operand));
    }
}

/// As gofmt writes it after `//go:build `.
impl fmt::Display for Constraint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut work = vec![Piece::Of(self)];
        while let Some(next) = work.pop() {
            let constraint = match next {
                Piece::Text(text) => {
                    f.write_str(text)?;
                    continue;
                }
                Piece::Of(constraint) => constraint,
            };
            match constraint {
                Constraint::Tag(tag) => f.write_str(tag)?,
                Constraint::Not(operand) => {
                    f.write_str("!")?;
                    put(&mut work, operand, operand.is_and() || operand.is_or());
                }
                Constraint::And(left, right) => {
                    put(&mut work, right, right.is_or());
                    work.push(Piece::Text(" && "));
                    put(&mut work, left, left.is_or());
                }
                Constraint::Or(left, right) => {
                    put(&mut work, right, right.is_and());
                    work.push(Piece::Text(" || "));
                    put(&mut work, left, left.is_and());
                }
            }
        }
        Ok(())
    }
}

impl fmt::Display for ConstraintError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ConstraintError {}
