//! The condition of a `#cgo` line does not hold where it looks as if it did.

use platform::{Assignment, TargetSet, suggestion};
use project::{FilePath, Level, Package, Snapshot, SourceFile};
use syntax::Span;
use syntax::cgo::{CgoDirective, condition_holds_on};

use crate::cgo_conditions::{Condition, unreadable};
use crate::fixes::replace;
use crate::{Applicability, Explanation, Findings, Fix, Judges, Predicts, Rule, Scope};

/// See the page.
pub static RULE: Rule = Rule {
    name: "cgo-condition",
    level: Level::Error,
    predicts: Predicts::BuildError,
    judges: Judges::Cgo,
    scope: Scope::GoFile(check),
    docs: include_str!("cgo_condition.md"),
    off_by_default: false,
    former_names: &[],
};

fn check(snapshot: &Snapshot, _: &Package, file: &SourceFile, findings: &mut Findings) {
    let preambles = file.header().into_iter().flat_map(|header| &header.preambles);
    for directive in preambles.flat_map(|preamble| &preamble.directives) {
        if let (Some(first), Some(last)) =
            (directive.conditions.first(), directive.conditions.last())
        {
            let span = Span { start: first.span.start, end: last.span.end };
            judge(&snapshot.assignment, file, directive, span, findings);
        }
    }
}

fn judge(
    assignment: &Assignment,
    file: &SourceFile,
    directive: &CgoDirective,
    span: Span,
    findings: &mut Findings,
) {
    let holds_on = condition_holds_on(&directive.conditions, assignment);
    let Some(looks) = Condition::meant(&directive.conditions) else {
        if unreadable(&directive.conditions).count() == directive.conditions.len() {
            findings.add(file.built_for, &file.path, span, |_| Explanation {
                message: format!("`{}` cannot be read: it holds nowhere", shown(directive)),
                why: GRAMMAR.to_owned(),
                ..Explanation::default()
            });
        }
        return;
    };
    // A tag that the build sets is a word of its own, whatever it looks like.
    let go_word = |tag: &str| {
        if assignment.tags.contains(tag) { None } else { suggestion(tag) }
    };
    let meant = looks.with_tags(go_word);
    let meant_on = meant.holds_on(assignment);
    let here = file.built_for & findings.judged();
    let difference = Difference {
        over: (holds_on - meant_on) & here,
        under: (meant_on - holds_on) & here,
        judged: findings.judged(),
    };
    // Whoever writes `||` means it.
    let says_or = directive.conditions.iter().any(|field| field.text.contains('|'));
    let negations =
        meant.all_negations_at_once().filter(|_| !says_or && is_always_true(&meant, assignment));
    if let Some(together) = negations {
        let breaks_on = file.built_for - together.holds_on(assignment);
        findings.add(breaks_on, &file.path, span, |place| Explanation {
            message: format!(
                "`{}` holds everywhere, on {place} too: one of the two is always true",
                shown(directive)
            ),
            why: GRAMMAR.to_owned(),
            fixes: vec![write(&together, &file.path, span, Applicability::Manual)],
            ..Explanation::default()
        });
        return;
    }
    findings.add(difference.over | difference.under, &file.path, span, |_| {
        let is_sure = looks == meant;
        let applicability = if is_sure { Applicability::Safe } else { Applicability::Manual };
        Explanation {
            message: format!("`{}` {difference}: {}", shown(directive), reason(directive, &looks)),
            why: GRAMMAR.to_owned(),
            fixes: vec![write(&meant, &file.path, span, applicability)],
            ..Explanation::default()
        }
    });
}

const GRAMMAR: &str = "The go command splits the condition of a #cgo line at blanks, judges every field \
    alone, and one that holds suffices. In a field, a comma means and, `!` not; a field that \
    cannot be read, and a word that is no tag, hold nowhere.";

/// How a condition differs from what was meant, where it matters.
struct Difference {
    over: TargetSet,
    under: TargetSet,
    judged: TargetSet,
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (over, under) = (self.over.words(self.judged), self.under.words(self.judged));
        match (self.over.is_empty(), self.under.is_empty()) {
            (false, false) => write!(f, "holds on {over} and not on {under}"),
            (true, _) => write!(f, "does not hold on {under}"),
            (false, true) => write!(f, "holds on {over} too"),
        }
    }
}

/// Why it does: the fields as the go command sees them.
fn reason(directive: &CgoDirective, looks: &Condition) -> String {
    let foreign = looks.literals().find_map(|it| Some((&it.tag, suggestion(&it.tag)?)));
    let idle: Vec<&str> = unreadable(&directive.conditions).map(|field| &*field.text).collect();
    let read: Vec<&str> = directive
        .conditions
        .iter()
        .map(|field| &*field.text)
        .filter(|field| !idle.contains(field))
        .collect();
    match (foreign, read.as_slice()) {
        (Some((word, known)), _) => format!("Go calls `{word}` `{known}`"),
        (None, []) => "the go command cannot read it".to_owned(),
        (None, [one]) => format!("the go command reads `{one}`"),
        (None, several) => format!("the go command reads `{}`", several.join(" || ")),
    }
}

fn shown(directive: &CgoDirective) -> String {
    let fields: Vec<&str> = directive.conditions.iter().map(|field| &*field.text).collect();
    fields.join(" ")
}

/// Whether two of the tags that it forbids exclude each other: one of the two is always absent.
fn is_always_true(condition: &Condition, assignment: &Assignment) -> bool {
    let sets: Vec<TargetSet> =
        condition.literals().map(|it| assignment.tag_holds_on(&it.tag)).collect();
    let excludes = |(index, left): (usize, &TargetSet)| {
        let others = &sets[index + 1..];
        others.iter().any(|right| !left.intersects(*right) && !right.is_empty())
    };
    sets.iter().enumerate().filter(|(_, set)| !set.is_empty()).any(excludes)
}

fn write(condition: &Condition, path: &FilePath, span: Span, applicability: Applicability) -> Fix {
    let text = condition.written();
    Fix { title: format!("Write `{text}`"), applicability, edits: vec![replace(path, span, text)] }
}
