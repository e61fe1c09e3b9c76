//! What the author of a `#cgo` condition meant, and how the go command wants it written.
//!
//! The go command judges each blank-separated field alone and ors them.
//! People write what they would write after `//go:build`.

use platform::{Assignment, Constraint, TargetSet};
use syntax::Name;

/// A condition in the form that `#cgo` lines have: a choice of terms, each
/// of which asks for some tags and forbids others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Condition {
    terms: Vec<Term>,
}

/// Tags that all have to hold; in the order of writing, each once.
type Term = Vec<Literal>;

/// A tag or its absence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Literal {
    pub(crate) tag: Box<str>,
    pub(crate) is_negated: bool,
}

/// More terms than a person would read.
const MOST_TERMS: usize = 12;

impl Condition {
    /// Reads the fields of a `#cgo` line as a person would: `&&`, `&`, `/` and `,` mean and,
    /// `||`, `|` and blanks or, brackets group over blanks, a `!` belongs to what follows.
    /// `None` where even that makes no sense.
    pub(crate) fn meant(fields: &[Name]) -> Option<Condition> {
        let mut reader = Reader::default();
        for field in fields {
            reader.read(&field.text)?;
        }
        reader.finish()
    }

    /// Holds where both do.
    pub(crate) fn and(&self, other: &Condition) -> Option<Condition> {
        product(&self.terms, &other.terms).map(|terms| Condition { terms })
    }

    /// The condition that a text states.
    pub(crate) fn of_text(text: &str) -> Option<Condition> {
        let mut reader = Reader::default();
        text.split_whitespace().try_for_each(|word| reader.read(word))?;
        reader.finish()
    }

    /// The same without what changes nothing: terms that hold nowhere, tags that others imply.
    pub(crate) fn simplified(&self, assignment: &Assignment) -> Condition {
        let mut terms: Vec<Term> = Vec::new();
        for term in &self.terms {
            let holds_on = term_holds_on(term, assignment);
            let mut short = term.clone();
            for index in (0..term.len()).rev() {
                let mut without = short.clone();
                without.remove(index);
                if !without.is_empty() && term_holds_on(&without, assignment) == holds_on {
                    short = without;
                }
            }
            if !holds_on.is_empty() {
                add(&mut terms, short);
            }
        }
        if terms.is_empty() { self.clone() } else { Condition { terms } }
    }

    /// The same with other words for some tags.
    pub(crate) fn with_tags(&self, other: impl Fn(&str) -> Option<&'static str>) -> Condition {
        let mut condition = self.clone();
        for literal in condition.terms.iter_mut().flatten() {
            if let Some(tag) = other(&literal.tag) {
                literal.tag = tag.into();
            }
        }
        condition
    }

    /// Every tag or absence of one, in order.
    pub(crate) fn literals(&self) -> impl Iterator<Item = &Literal> {
        self.terms.iter().flatten()
    }

    /// Where it holds.
    pub(crate) fn holds_on(&self, assignment: &Assignment) -> TargetSet {
        let term = |term: &Term| {
            term.iter()
                .fold(assignment.universe(), |set, literal| set & literal.holds_on(assignment))
        };
        self.terms.iter().map(term).fold(TargetSet::EMPTY, |a, b| a | b)
    }

    /// As it has to be written on a `#cgo` line: `linux,amd64 !windows`.
    pub(crate) fn written(&self) -> String {
        let term = |term: &Term| term.iter().map(Literal::written).collect::<Vec<_>>().join(",");
        self.terms.iter().map(term).collect::<Vec<_>>().join(" ")
    }

    /// If it is a choice of nothing but absences, all of them required at once.
    pub(crate) fn all_negations_at_once(&self) -> Option<Condition> {
        let lone = self.terms.iter().all(|term| matches!(&term[..], [it] if it.is_negated));
        lone.then(|| Condition { terms: vec![self.terms.concat()] })
    }
}

fn term_holds_on(term: &Term, assignment: &Assignment) -> TargetSet {
    term.iter().fold(assignment.universe(), |set, literal| set & literal.holds_on(assignment))
}

impl Literal {
    fn written(&self) -> String {
        format!("{}{}", if self.is_negated { "!" } else { "" }, self.tag)
    }

    fn holds_on(&self, assignment: &Assignment) -> TargetSet {
        let tag = assignment.tag_holds_on(&self.tag);
        if self.is_negated { assignment.universe() - tag } else { tag }
    }
}

/// The fields that the go command cannot read and takes to hold nowhere.
pub(crate) fn unreadable(fields: &[Name]) -> impl Iterator<Item = &Name> {
    fields.iter().filter(|field| {
        let text = &*field.text;
        let constraint = if text.contains(['&', '|', '(', ')']) {
            Constraint::parse_go_build(text)
        } else {
            Constraint::parse_plus_build(text)
        };
        constraint.is_err() || (!text.contains(['&', '|', '(', ')']) && !is_plain(text))
    })
}

/// Whether a field without operators of `//go:build` is made of tags alone. What is not one is read
/// as the tag `ignore`, without an error.
fn is_plain(field: &str) -> bool {
    field.split(',').all(|literal| {
        let tag = literal.strip_prefix('!').unwrap_or(literal);
        !tag.is_empty() && tag.chars().all(is_tag_character)
    })
}

fn is_tag_character(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '.'
}

/// An operand on its way: where it holds and where it does not, both as terms. Keeping both makes
/// negation a swap, so that no tree is needed.
#[derive(Clone, Debug)]
struct Operand {
    holds: Vec<Term>,
    fails: Vec<Term>,
}

impl Operand {
    fn tag(tag: &str) -> Operand {
        let literal = |is_negated| vec![vec![Literal { tag: tag.into(), is_negated }]];
        Operand { holds: literal(false), fails: literal(true) }
    }

    fn not(self) -> Operand {
        Operand { holds: self.fails, fails: self.holds }
    }

    fn and(self, other: &Operand) -> Option<Operand> {
        let holds = product(&self.holds, &other.holds)?;
        let fails = sum(self.fails, &other.fails)?;
        Some(Operand { holds, fails })
    }
}

fn sum(mut terms: Vec<Term>, others: &[Term]) -> Option<Vec<Term>> {
    for term in others {
        add(&mut terms, term.clone());
    }
    (terms.len() <= MOST_TERMS).then_some(terms)
}

fn product(left: &[Term], right: &[Term]) -> Option<Vec<Term>> {
    let mut terms = Vec::new();
    for (left, right) in left.iter().flat_map(|left| right.iter().map(move |right| (left, right))) {
        let mut term = left.clone();
        term.extend(right.iter().filter(|literal| !left.contains(literal)).cloned());
        add(&mut terms, term);
    }
    (terms.len() <= MOST_TERMS).then_some(terms)
}

/// Adds a term to a choice, unless one says as much already; those that it makes idle go.
fn add(terms: &mut Vec<Term>, term: Term) {
    let implies =
        |strict: &Term, loose: &Term| loose.iter().all(|literal| strict.contains(literal));
    if !terms.iter().any(|other| implies(&term, other)) {
        terms.retain(|other| !implies(other, &term));
        terms.push(term);
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Operator {
    Open,
    Or,
    And,
    Not,
}

/// A reader by operator precedence: no recursion, whatever the input.
#[derive(Default)]
struct Reader {
    operands: Vec<Operand>,
    operators: Vec<Operator>,
    /// The last token ended an operand, so that a new one means or.
    after_operand: bool,
}

impl Reader {
    fn read(&mut self, field: &str) -> Option<()> {
        let mut rest = field;
        while let Some(first) = rest.chars().next() {
            let length = if is_tag_character(first) {
                let end = rest.find(|c| !is_tag_character(c)).unwrap_or(rest.len());
                self.operand(Operand::tag(&rest[..end]))?;
                end
            } else {
                self.operator(first)?;
                let doubled = matches!(first, '&' | '|') && rest[1..].starts_with(first);
                1 + usize::from(doubled)
            };
            rest = rest.get(length..)?;
        }
        Some(())
    }

    fn operand(&mut self, operand: Operand) -> Option<()> {
        if self.after_operand {
            self.binary(Operator::Or)?;
        }
        self.operands.push(operand);
        self.after_operand = true;
        Some(())
    }

    fn operator(&mut self, character: char) -> Option<()> {
        match character {
            '&' | ',' | '/' => self.binary(Operator::And),
            '|' => self.binary(Operator::Or),
            '!' | '(' => {
                if self.after_operand {
                    self.binary(Operator::Or)?;
                }
                let is_bracket = character == '(';
                self.operators.push(if is_bracket { Operator::Open } else { Operator::Not });
                Some(())
            }
            ')' if self.after_operand => {
                while self.operators.last().is_some_and(|top| *top != Operator::Open) {
                    self.apply()?;
                }
                self.operators.pop().map(|_| ())
            }
            _ => None,
        }
    }

    fn binary(&mut self, operator: Operator) -> Option<()> {
        if !self.after_operand {
            return None;
        }
        while self.operators.last().is_some_and(|top| *top >= operator) {
            self.apply()?;
        }
        self.operators.push(operator);
        self.after_operand = false;
        Some(())
    }

    fn apply(&mut self) -> Option<()> {
        let operator = self.operators.pop()?;
        let right = self.operands.pop()?;
        let result = match operator {
            Operator::Not => right.not(),
            Operator::And => self.operands.pop()?.and(&right)?,
            Operator::Or => self.operands.pop()?.not().and(&right.not())?.not(),
            Operator::Open => return None,
        };
        self.operands.push(result);
        Some(())
    }

    fn finish(mut self) -> Option<Condition> {
        if !self.after_operand {
            return None;
        }
        while !self.operators.is_empty() {
            self.apply()?;
        }
        match self.operands.as_slice() {
            [whole] => Some(Condition { terms: whole.holds.clone() }),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use syntax::Span;

    fn fields(text: &str) -> Vec<Name> {
        let name = |text: &str| Name { text: text.into(), span: Span::default() };
        text.split_whitespace().map(name).collect()
    }

    #[test]
    fn conditions_are_read_as_people_mean_them() {
        for (written, meant) in [
            ("linux", "linux"),
            ("linux && amd64", "linux,amd64"),
            ("linux&&amd64", "linux,amd64"),
            ("linux & amd64", "linux,amd64"),
            ("linux , amd64", "linux,amd64"),
            ("linux, amd64 darwin", "linux,amd64 darwin"),
            ("linux/amd64", "linux,amd64"),
            ("linux || darwin", "linux darwin"),
            ("linux darwin", "linux darwin"),
            ("! windows", "!windows"),
            ("!!windows", "windows"),
            ("! (windows || darwin)", "!windows,!darwin"),
            ("!(windows && amd64)", "!windows !amd64"),
            ("(linux && amd64) || darwin", "linux,amd64 darwin"),
            ("linux && (amd64 || arm64)", "linux,amd64 linux,arm64"),
            ("(linux darwin) && amd64", "linux,amd64 darwin,amd64"),
            ("linux && linux", "linux"),
        ] {
            let condition = Condition::meant(&fields(written)).map(|it| it.written());
            assert_eq!(condition.as_deref(), Some(meant), "{written}");
        }
    }

    #[test]
    fn nonsense_stays_nonsense() {
        for text in ["&& linux", "linux &&", "(linux", "linux)", "linux;darwin", "!", "()", ""] {
            assert_eq!(Condition::meant(&fields(text)), None, "{text}");
        }
    }

    #[test]
    fn what_multiplies_is_given_up() {
        let text = "(a || b) && ".repeat(9) + "c";
        assert_eq!(Condition::meant(&fields(&text)).map(|it| it.written()), Some("a,c b,c".into()));
        let pair = |n: usize| format!("(a{n} || b{n}) && ");
        let text = (0..9).map(pair).collect::<String>() + "c";
        assert_eq!(Condition::meant(&fields(&text)), None);
        assert!(Condition::meant(&fields(&"(! ".repeat(100_000))).is_none());
    }
}
