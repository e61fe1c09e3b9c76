//! Parsing of constraint lines: the language, limits, error texts and
//! offsets of Go's package go/build/constraint.

use crate::tag_characters_table::TAG_CHARACTERS;
use crate::{Constraint, ConstraintError};

/// Operands and parentheses in a `//go:build` expression.
const MAX_SIZE: usize = 1000;

/// Operators in a `// +build` line.
const MAX_PLUS_BUILD_SIZE: usize = 100;

/// Whether Go counts the character among those of tags: its letters and digits, `_`, `.`.
fn is_tag_character(character: char) -> bool {
    let code = u32::from(character);
    let at = TAG_CHARACTERS.partition_point(|(_, last)| *last < code);
    TAG_CHARACTERS.get(at).is_some_and(|(first, _)| *first <= code)
}

pub(crate) fn parse_go_build(expression: &str) -> Result<Constraint, ConstraintError> {
    let mut parser = Parser { text: expression.trim(), ..Parser::default() };
    let leading = expression.len() - expression.trim_start().len();
    parser.expression().map_err(|error| {
        // Inside parentheses, an early end means that one is not closed.
        let is_early_end = error.message == "unexpected end of expression";
        let message = if is_early_end && !parser.open.is_empty() {
            "missing close paren".to_owned()
        } else {
            error.message
        };
        ConstraintError { offset: leading + error.offset, message }
    })
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Token<'a> {
    #[default]
    End,
    Tag(&'a str),
    /// `(`, `)`, `!`, `&&`, `||`.
    Sign(&'a str),
}

impl<'a> Token<'a> {
    fn text(self) -> &'a str {
        match self {
            Token::End => "",
            Token::Tag(text) | Token::Sign(text) => text,
        }
    }
}

/// An expression being read: the root, or what stands in a pair of parentheses.
#[derive(Default)]
struct Level {
    /// Where its parenthesis stands.
    position: usize,
    /// Whether `!` stands before the parenthesis.
    is_negated: bool,
    /// What has been or-ed so far, without the conjunction that is being read.
    or: Option<Constraint>,
    /// The conjunction that is being read.
    and: Option<Constraint>,
}

impl Level {
    fn push_operand(&mut self, operand: Constraint) {
        self.and = Some(match self.and.take() {
            Some(left) => left.and(operand),
            None => operand,
        });
    }

    fn end_conjunction(&mut self) {
        if let Some(and) = self.and.take() {
            self.or = Some(match self.or.take() {
                Some(left) => left.or(and),
                None => and,
            });
        }
    }
}

/// Go's recursive descent with the stack made explicit, so that no input can exhaust ours.
#[derive(Default)]
struct Parser<'a> {
    text: &'a str,
    /// Next read position.
    next: usize,
    token: Token<'a>,
    /// Where the token begins.
    position: usize,
    size: usize,
    /// Enclosing expressions, outermost first.
    open: Vec<Level>,
    level: Level,
}

impl Parser<'_> {
    fn expression(&mut self) -> Result<Constraint, ConstraintError> {
        loop {
            let is_negated = self.start_operand()?;
            let operand = match self.token {
                Token::Sign("(") => {
                    let inner = Level { position: self.position, is_negated, ..Level::default() };
                    self.open.push(std::mem::replace(&mut self.level, inner));
                    continue;
                }
                Token::Tag(tag) => negate(Constraint::tag(tag), is_negated),
                Token::End => return Err(self.error_here("unexpected end of expression")),
                Token::Sign(sign) => {
                    return Err(self.error_here(format!("unexpected token {sign}")));
                }
            };
            self.lex()?;
            self.level.push_operand(operand);
            if let Some(whole) = self.after_operand()? {
                return Ok(whole);
            }
        }
    }

    /// Counts an operand and reads its first token after `!`, which it reports.
    fn start_operand(&mut self) -> Result<bool, ConstraintError> {
        self.size += 1;
        if self.size > MAX_SIZE {
            return Err(self.error_here("build expression too large"));
        }
        self.lex()?;
        if self.token != Token::Sign("!") {
            return Ok(false);
        }
        self.lex()?;
        if self.token == Token::Sign("!") {
            return Err(self.error_here("double negation not allowed"));
        }
        Ok(true)
    }

    /// Takes operators and closing parentheses, until an operand must follow (`None`) or the whole
    /// is read.
    fn after_operand(&mut self) -> Result<Option<Constraint>, ConstraintError> {
        loop {
            if self.token == Token::Sign("&&") {
                return Ok(None);
            }
            self.level.end_conjunction();
            if self.token == Token::Sign("||") {
                return Ok(None);
            }
            let Some(outer) = self.open.pop() else {
                if self.token != Token::End {
                    let message = format!("unexpected token {}", self.token.text());
                    return Err(self.error_here(message));
                }
                return Ok(self.level.or.take());
            };
            if self.token != Token::Sign(")") {
                let offset = self.level.position;
                return Err(ConstraintError { offset, message: "missing close paren".into() });
            }
            let inner = std::mem::replace(&mut self.level, outer);
            self.lex()?;
            if let Some(group) = inner.or {
                self.level.push_operand(negate(group, inner.is_negated));
            }
        }
    }

    fn lex(&mut self) -> Result<(), ConstraintError> {
        let rest = self.text[self.next..].trim_start_matches([' ', '\t']);
        let start = self.text.len() - rest.len();
        let invalid = |character: char| ConstraintError {
            offset: start,
            message: format!("invalid syntax at {character}"),
        };
        let length = match rest.chars().next() {
            None => 0,
            Some('(' | ')' | '!') => 1,
            Some('&') if rest.starts_with("&&") => 2,
            Some('|') if rest.starts_with("||") => 2,
            Some(first) => {
                let end = rest.find(|character| !is_tag_character(character));
                match end.unwrap_or(rest.len()) {
                    0 => return Err(invalid(first)),
                    end => {
                        self.token = Token::Tag(&rest[..end]);
                        (self.position, self.next) = (start, start + end);
                        return Ok(());
                    }
                }
            }
        };
        let sign = &rest[..length];
        self.token = if length == 0 { Token::End } else { Token::Sign(sign) };
        (self.position, self.next) = (start, start + length);
        Ok(())
    }

    fn error_here(&self, message: impl Into<String>) -> ConstraintError {
        ConstraintError { offset: self.position, message: message.into() }
    }
}

fn negate(operand: Constraint, is_negated: bool) -> Constraint {
    if is_negated { Constraint::Not(Box::new(operand)) } else { operand }
}

pub(crate) fn parse_plus_build(arguments: &str) -> Result<Constraint, ConstraintError> {
    let mut size = 0;
    let mut too_complex = |offset: usize| {
        size += 1;
        if size <= MAX_PLUS_BUILD_SIZE {
            return Ok(());
        }
        let message = "expression too complex for // +build lines".to_owned();
        Err(ConstraintError { offset, message })
    };
    let mut whole: Option<Constraint> = None;
    for clause in arguments.split_whitespace() {
        let offset = clause.as_ptr() as usize - arguments.as_ptr() as usize;
        let mut conjunction: Option<Constraint> = None;
        for literal in clause.split(',') {
            let literal = plus_build_literal(literal);
            conjunction = Some(match conjunction {
                Some(left) => {
                    too_complex(offset)?;
                    left.and(literal)
                }
                None => literal,
            });
        }
        whole = match (whole, conjunction) {
            (Some(left), Some(right)) => {
                too_complex(offset)?;
                Some(left.or(right))
            }
            (left, right) => left.or(right),
        };
    }
    Ok(whole.unwrap_or_else(|| Constraint::tag("ignore")))
}

/// `tag` or `!tag`. What is no tag becomes one that nobody sets.
fn plus_build_literal(literal: &str) -> Constraint {
    if literal == "!" || literal.starts_with("!!") {
        return Constraint::tag("ignore");
    }
    let word = literal.strip_prefix('!').unwrap_or(literal);
    let is_tag = !word.is_empty() && word.chars().all(is_tag_character);
    negate(Constraint::tag(if is_tag { word } else { "ignore" }), word.len() < literal.len())
}
