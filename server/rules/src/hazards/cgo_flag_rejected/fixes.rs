//! The right verb, the other verb, or without.

use project::{SourceFile, edit_distance};
use syntax::Span;
use syntax::cgo::{CgoDirective, CgoError, check_flags};

use super::Rejected;
use crate::cgo_lines;
use crate::fixes::replace;
use crate::{Applicability, Edit, Fix};

const VERBS: [&str; 6] = ["CFLAGS", "CPPFLAGS", "CXXFLAGS", "FFLAGS", "LDFLAGS", "pkg-config"];

fn fix(title: String, applicability: Applicability, edits: Vec<Edit>) -> Fix {
    Fix { title, applicability, edits }
}

/// What mends a line's form.
pub(super) fn of_line(file: &SourceFile, directive: &CgoDirective, error: &CgoError) -> Vec<Fix> {
    if error.message.starts_with("invalid #cgo verb") {
        return right_verbs(file, directive);
    }
    missing_colon(file, directive, error).into_iter().collect()
}

/// The verbs that the word is most like; sure if it is one alone.
fn right_verbs(file: &SourceFile, directive: &CgoDirective) -> Vec<Fix> {
    let written = directive.verb.text.to_uppercase().replace('_', "");
    let distance = |verb: &str| edit_distance(&written, &verb.to_uppercase());
    let nearest = VERBS.iter().map(|verb| distance(verb)).min().unwrap_or(usize::MAX);
    if nearest > 2 {
        return Vec::new();
    }
    let verbs: Vec<&&str> = VERBS.iter().filter(|verb| distance(verb) == nearest).collect();
    let applicability = if verbs.len() == 1 { Applicability::Safe } else { Applicability::Manual };
    let is_fit = |verb: &&&str| check_flags(verb, &directive.arguments).is_none();
    let write = |verb: &&str| {
        let edit = replace(&file.path, directive.verb.span, *verb);
        fix(format!("Write `{verb}`"), applicability, vec![edit])
    };
    verbs.into_iter().filter(is_fit).map(write).collect()
}

/// `#cgo CFLAGS -DA` is `#cgo CFLAGS: -DA`.
fn missing_colon(file: &SourceFile, directive: &CgoDirective, error: &CgoError) -> Option<Fix> {
    if !directive.verb.text.is_empty() {
        return None;
    }
    let line = error.message.strip_prefix("invalid #cgo line: ")?.trim();
    // Without a character that go/scanner takes out, offsets in the two are the same.
    if line.len() != directive.span.range().len() {
        return None;
    }
    let (at, verb) =
        VERBS.iter().filter_map(|verb| Some((line.find(&format!(" {verb} "))? + 1, verb))).min()?;
    let after = directive.span.range().start + at + verb.len();
    let edit = replace(&file.path, Span::new(after, after), ":");
    Some(fix(format!("End `{verb}` with a colon"), Applicability::Safe, vec![edit]))
}

/// What mends a line with a flag that is refused.
pub(super) fn of_flag(
    file: &SourceFile,
    directive: &CgoDirective,
    rejected: &Rejected,
) -> Vec<Fix> {
    let taken = &directive.arguments[rejected.arguments.clone()];
    let written = cgo_lines::written(taken);
    let without = cgo_lines::without(&file.path, directive, &rejected.arguments);
    let mut fixes = Vec::new();
    let is_whole = taken.len() == directive.arguments.len();
    for verb in ["LDFLAGS", "CFLAGS"] {
        if &*directive.verb.text == verb || check_flags(verb, taken).is_some() {
            continue;
        }
        let title = format!("Move `{written}` to {verb}");
        let edits = if is_whole {
            vec![replace(&file.path, directive.verb.span, verb)]
        } else {
            let conditions = directive.conditions.iter().map(|it| format!("{it} "));
            let line = format!("#cgo {}{verb}: {written}", conditions.collect::<String>());
            vec![cgo_lines::line_above(&file.path, directive, &line), without.clone()]
        };
        fixes.push(fix(title, Applicability::Manual, edits));
    }
    fixes.push(fix(format!("Delete `{written}`"), Applicability::Manual, vec![without]));
    fixes
}
