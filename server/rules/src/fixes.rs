//! Edits that several rules offer.

use platform::{Constraint, TargetSet};
use project::{FilePath, Package, Snapshot, SourceFile};
use syntax::Span;
use syntax::go::{BuildLineForm, Header};

use crate::narrowing::is_missed;
use crate::{Applicability, Edit, Fix, Where};

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

/// Builds the file only where something that it needs is `available`. `on`: where it is missing.
/// None where others need the file there.
pub(crate) fn narrow_to(
    snapshot: &Snapshot,
    package: &Package,
    file: &SourceFile,
    available: TargetSet,
    on: Where,
) -> Option<Fix> {
    // Its own condition reads best; what matters is that it holds where the file is built.
    let within = file.built_for | on.targets;
    on.memo.narrowed.of((file.path.clone(), available & within, within), || {
        if is_missed(snapshot, package, file, within - available) {
            return None;
        }
        let constraint = (available & within).as_constraint(within)?;
        let constraint = Constraint::parse_go_build(&constraint).ok()?;
        narrow(snapshot, file, file.header()?, &constraint)
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
