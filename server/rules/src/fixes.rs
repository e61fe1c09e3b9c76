//! Edits that several rules offer.

use platform::Constraint;
use project::{FilePath, Snapshot, SourceFile};
use syntax::Span;
use syntax::go::{BuildLineForm, Header, Standing};

use crate::{Applicability, Edit, Fix};

/// Adds a condition to a file's build constraint, so that the file no longer claims the targets
/// where the condition does not hold. `None` where its constraint cannot be read.
pub(crate) fn narrow(
    snapshot: &Snapshot,
    file: &SourceFile,
    header: &Header,
    condition: &Constraint,
) -> Option<Fix> {
    let and = |a: &Constraint, b| Constraint::And(Box::new(a.clone()), Box::new(b));
    let constraint = match &header.constraint {
        None => condition.clone(),
        // Where the condition says all that the old constraint said, it stands alone.
        Some(Ok(old)) => {
            let beyond = and(condition, Constraint::Not(Box::new(old.clone())));
            let is_implied = snapshot.assignment.may_hold_on(&beyond).is_empty();
            if is_implied { condition.clone() } else { and(old, condition.clone()) }
        }
        Some(Err(_)) => return None,
    };
    let line = format!("//go:build {constraint}");
    let mut edits = Vec::new();
    let in_force = header.build_lines.iter().filter(|line| line.standing == Standing::InForce);
    for (index, old) in in_force.enumerate() {
        // One line says it all from now on; further `// +build` lines keep what they say, and are
        // read no more.
        if index == 0 && old.form == BuildLineForm::GoBuild {
            edits.push(Edit::Replace {
                path: file.path.clone(),
                span: old.span,
                text: line.clone(),
            });
        }
    }
    if edits.is_empty() {
        edits.push(insert_at_top(file, &line));
    }
    Some(Fix {
        title: format!("Build this file only where `{condition}` holds"),
        applicability: Applicability::Manual,
        edits,
    })
}

/// A constraint line above everything else in the file, where the go command always obeys it.
pub(crate) fn insert_at_top(file: &SourceFile, line: &str) -> Edit {
    Edit::Replace { path: file.path.clone(), span: Span::new(0, 0), text: format!("{line}\n\n") }
}

/// Replaces a span of a file's text.
pub(crate) fn replace(path: &FilePath, span: Span, text: impl Into<String>) -> Edit {
    Edit::Replace { path: path.clone(), span, text: text.into() }
}

/// Takes a span out of a file's text.
pub(crate) fn delete(path: &FilePath, span: Span) -> Edit {
    replace(path, span, "")
}
