//! Build constraints: `//go:build` and `// +build`, read as the go command reads them.

use std::fmt;

/// A build constraint as an expression over tags.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
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
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ConstraintError {
    /// Byte offset into the text that was parsed.
    pub offset: usize,
    /// `unexpected end of expression`, `invalid syntax at ,`, …
    pub message: String,
}

impl Constraint {
    /// Parses what stands after `//go:build`.
    pub fn parse_go_build(_expression: &str) -> Result<Constraint, ConstraintError> {
        Err(ConstraintError { offset: 0, message: String::new() })
    }

    /// Parses what stands after `+build`: blanks mean or, commas and, `!` not.
    /// Several lines are and-ed by the caller.
    pub fn parse_plus_build(_arguments: &str) -> Result<Constraint, ConstraintError> {
        Err(ConstraintError { offset: 0, message: String::new() })
    }

    /// Its tags, each once, in order of appearance.
    pub fn tags(&self) -> Vec<&str> {
        Vec::new()
    }
}

/// As gofmt writes it after `//go:build `.
impl fmt::Display for Constraint {
    fn fmt(&self, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}
