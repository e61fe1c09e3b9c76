//! Edits that several rules offer.

use platform::Constraint;
use project::{FilePath, Snapshot, SourceFile};
use syntax::Span;
use syntax::go::{BuildLineForm, Header};

use crate::{Applicability, Edit, Fix};

/// Adds a condition to a file's build constraint, so that the file no longer claims the targets
/// where the condition does not hold. `None` where its constraint cannot be read.
pub(crate) fn narrow(
    snapshot: &Snapshot,
    file: &SourceFile,
    header: &Header,
    condition: &Constraint,
) -> Option<Fix> {
    let constraint = match &header.constraint {
        None => condition.clone(),
        // Where the condition says all that the old constraint said, it stands alone.
        Some(Ok(old)) => {
            let beyond = condition.clone().and(old.clone().negated());
            let is_implied = snapshot.assignment.may_hold_on(&beyond).is_empty();
            if is_implied { condition.clone() } else { old.clone().and(condition.clone()) }
        }
        Some(Err(_)) => return None,
    };
    let line = format!("//go:build {constraint}");
    // Beside a `//go:build` line, `// +build` lines keep what they say, and are read no more.
    let old = header.lines_in_force().find(|line| line.form == BuildLineForm::GoBuild);
    let edit = match old {
        Some(old) => replace(&file.path, old.span, line),
        None => insert_at_top(file, &line),
    };
    Some(Fix {
        title: format!("Build this file only where `{condition}` holds"),
        applicability: Applicability::Manual,
        edits: vec![edit],
    })
}

/// A constraint line above everything else in the file, where the go command always obeys it.
pub(crate) fn insert_at_top(file: &SourceFile, line: &str) -> Edit {
    replace(&file.path, Span::new(0, 0), format!("{line}\n\n"))
}

/// Replaces a span of a file's text.
pub(crate) fn replace(path: &FilePath, span: Span, text: impl Into<String>) -> Edit {
    Edit::Replace { path: path.clone(), span, text: text.into() }
}

/// Takes a span out of a file's text.
pub(crate) fn delete(path: &FilePath, span: Span) -> Edit {
    replace(path, span, "")
}
