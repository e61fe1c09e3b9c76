//! A comment that looks like a build constraint and is not obeyed, or is refused.

use platform::{Constraint, FileName, TargetSet};
use project::{Level, Package, Snapshot, SourceFile};
use syntax::go::{BuildLine, BuildLineForm, GoFile, Standing};

use crate::fixes::{delete, insert_at_top, replace};
use crate::{Applicability, Explanation, Findings, Fix, Judges, Predicts, Rule, Scope};

/// See the page.
pub static RULE: Rule = Rule {
    name: "ineffective-constraint",
    level: Level::Error,
    predicts: Predicts::Drift,
    judges: Judges::Targets,
    scope: Scope::GoFile(check),
    docs: include_str!("ineffective_constraint.md"),
    off_by_default: false,
    former_names: &[],
};

fn check(snapshot: &Snapshot, _package: &Package, file: &SourceFile, findings: &mut Findings) {
    let Some(facts) = file.go() else { return };
    // The name decides first: where it excludes the file, the go command does not even open it.
    let named = snapshot.assignment.name_holds_on(&FileName::parse(file.path.name()));
    for line in &facts.header.build_lines {
        match (line.standing, line.form) {
            (Standing::InForce, BuildLineForm::GoBuild) => refused(file, line, named, findings),
            (Standing::Repeated, _) => repeated(file, facts, line, named, findings),
            (Standing::Misplaced, BuildLineForm::GoBuild) => {
                misplaced(file, facts, line, findings);
            }
            (Standing::Misplaced | Standing::Detached, BuildLineForm::PlusBuild) => {
                not_read(snapshot, file, facts, line, findings);
            }
            (Standing::OrdinaryComment, _) => nearly(snapshot, file, facts, line, findings),
            _ => {}
        }
    }
    disagreeing(snapshot, file, facts, findings);
}

/// A `//go:build` line that does not parse: the go command refuses the package.
fn refused(file: &SourceFile, line: &BuildLine, named: TargetSet, findings: &mut Findings) {
    let Err(error) = &line.constraint else { return };
    findings.add(named, &file.path, line.span, |on| Explanation {
        message: format!("build constraint cannot be read, the package does not build on {on}"),
        why: format!("The go command says: parsing //go:build line: {}.", error.message),
        predicts: Some(Predicts::BuildError),
        fixes: with_operators(file, line).into_iter().collect(),
        ..Explanation::default()
    });
}

/// `linux, amd64` was the way to write "and" in `// +build`; so was a blank for "or".
fn with_operators(file: &SourceFile, line: &BuildLine) -> Option<Fix> {
    let constraint = Constraint::parse_plus_build(&line.expression.text.replace(", ", ",")).ok()?;
    // What is no tag in a `+build` line reads as `ignore` there.
    if constraint.tags().contains(&"ignore") {
        return None;
    }
    Some(Fix {
        title: format!("Write `//go:build {constraint}`"),
        applicability: Applicability::Manual,
        edits: vec![replace(&file.path, line.span, format!("//go:build {constraint}"))],
    })
}

/// A second `//go:build` line: the go command refuses the package.
fn repeated(
    file: &SourceFile,
    facts: &GoFile,
    line: &BuildLine,
    named: TargetSet,
    findings: &mut Findings,
) {
    findings.add(named, &file.path, line.span, |on| Explanation {
        message: format!("second //go:build line, the package does not build on {on}"),
        why: "The go command says: multiple //go:build comments.".into(),
        predicts: Some(Predicts::BuildError),
        fixes: join_lines(file, facts, line).into_iter().collect(),
        ..Explanation::default()
    });
}

/// Two lines of `// +build` meant "and"; so do the two of `//go:build` that came of them.
fn join_lines(file: &SourceFile, facts: &GoFile, line: &BuildLine) -> Option<Fix> {
    let first =
        facts.header.build_lines.iter().find(|first| {
            first.form == BuildLineForm::GoBuild && first.span.end <= line.span.start
        })?;
    let (Ok(one), Ok(other)) = (&first.constraint, &line.constraint) else { return None };
    let both = one.clone().and(other.clone());
    Some(Fix {
        title: format!("Join both lines: `//go:build {both}`"),
        applicability: Applicability::Manual,
        edits: vec![
            replace(&file.path, first.span, format!("//go:build {both}")),
            delete(&file.path, line.removal),
        ],
    })
}

/// `//go:build` after the package clause: the compiler refuses the file.
fn misplaced(file: &SourceFile, facts: &GoFile, line: &BuildLine, findings: &mut Findings) {
    findings.add(file.built_for, &file.path, line.span, |on| Explanation {
        message: format!("//go:build after the package clause does not compile on {on}"),
        why: "A constraint counts only above the package clause. \
              The compiler says: misplaced compiler directive."
            .into(),
        predicts: Some(Predicts::BuildError),
        fixes: move_up(file, facts, line).into_iter().collect(),
        ..Explanation::default()
    });
}

/// `// +build` after the package clause, or right above it: silently not read.
fn not_read(
    snapshot: &Snapshot,
    file: &SourceFile,
    facts: &GoFile,
    line: &BuildLine,
    findings: &mut Findings,
) {
    if facts.header.constraint.is_some() || !says_where(snapshot, line) {
        return;
    }
    findings.add(file.built_for, &file.path, line.span, |on| Explanation {
        message: format!("+build constraint is not read, the file is built on {on}"),
        why: if line.standing == Standing::Detached {
            "A +build line counts only when a blank line follows it, before the package clause."
        } else {
            "A constraint counts only above the package clause."
        }
        .into(),
        level: Some(Level::Warning),
        fixes: move_up(file, facts, line).into_iter().collect(),
        ..Explanation::default()
    });
}

/// `// go:build`, with a blank: a comment like any other.
fn nearly(
    snapshot: &Snapshot,
    file: &SourceFile,
    facts: &GoFile,
    line: &BuildLine,
    findings: &mut Findings,
) {
    let above_package = line.span.end <= facts.header.package_clause;
    if facts.header.constraint.is_some() || !above_package || !says_where(snapshot, line) {
        return;
    }
    let Ok(constraint) = &line.constraint else { return };
    findings.add(file.built_for, &file.path, line.span, |on| Explanation {
        message: format!("this comment is no build constraint, the file is built on {on}"),
        why: "A constraint is written //go:build, with no blank after the slashes.".into(),
        level: Some(Level::Warning),
        fixes: vec![Fix {
            title: format!("Write `//go:build {constraint}`"),
            applicability: Applicability::Manual,
            edits: vec![replace(&file.path, line.span, format!("//go:build {constraint}"))],
        }],
        ..Explanation::default()
    });
}

/// `// +build` lines beside a `//go:build` line are not read; when they say something else, one of
/// the two is wrong.
fn disagreeing(snapshot: &Snapshot, file: &SourceFile, facts: &GoFile, findings: &mut Findings) {
    let Some(Ok(in_force)) = &facts.header.constraint else { return };
    let superseded: Vec<&BuildLine> = facts
        .header
        .build_lines
        .iter()
        .filter(|line| line.standing == Standing::Superseded)
        .collect();
    let said = superseded.iter().filter_map(|line| line.constraint.clone().ok());
    let Some(said) = said.reduce(Constraint::and) else { return };
    let differs = snapshot.assignment.may_hold_on(&exclusive_or(in_force, &said));
    if differs.is_empty() {
        return;
    }
    findings.add(findings.judged(), &file.path, superseded[0].span, |_| Explanation {
        message: format!("+build says `{said}`, and //go:build, which counts, `{in_force}`"),
        why: "go vet says: +build lines do not match //go:build condition.".into(),
        level: Some(Level::Warning),
        fixes: vec![Fix {
            title: "Delete the +build lines".into(),
            applicability: Applicability::Safe,
            edits: superseded.iter().map(|line| delete(&file.path, line.removal)).collect(),
        }],
        ..Explanation::default()
    });
}

fn exclusive_or(a: &Constraint, b: &Constraint) -> Constraint {
    let but_not = |x: &Constraint, y: &Constraint| x.clone().and(y.clone().negated());
    but_not(a, b).or(but_not(b, a))
}

/// Whether the comment is about ports, and not prose that mentions constraints. Nearly all prose
/// parses as a
/// `+build` line, so there every word has to be a tag that the go command knows.
fn says_where(snapshot: &Snapshot, line: &BuildLine) -> bool {
    let Ok(constraint) = &line.constraint else { return false };
    let tags = constraint.tags();
    let is_known = |tag: &&str| {
        snapshot.assignment.tags.contains(*tag) || !snapshot.assignment.tag_holds_on(tag).is_empty()
    };
    match line.form {
        BuildLineForm::PlusBuild => tags.iter().all(is_known),
        _ => tags.contains(&"ignore") || tags.iter().any(is_known),
    }
}

/// Moves a constraint to the top of the file, as `//go:build`.
fn move_up(file: &SourceFile, facts: &GoFile, line: &BuildLine) -> Option<Fix> {
    if facts.header.constraint.is_some() {
        return None;
    }
    let constraint = line.constraint.as_ref().ok()?;
    Some(Fix {
        title: "Move the constraint above the package clause".into(),
        applicability: Applicability::Manual,
        edits: vec![
            insert_at_top(file, &format!("//go:build {constraint}")),
            delete(&file.path, line.removal),
        ],
    })
}
