//! A build constraint names a system or architecture that Go calls something else.

use platform::{Constraint, FileName};
use project::{Level, Package, Snapshot, SourceFile};
use syntax::Span;
use syntax::go::BuildLine;

use crate::fixes::replace;
use crate::{Applicability, Explanation, Findings, Fix, Judges, Predicts, Rule, Scope};

/// See the page.
pub static RULE: Rule = Rule {
    name: "unsupported-port",
    level: Level::Warning,
    predicts: Predicts::Drift,
    judges: Judges::Targets,
    scope: Scope::GoFile(check),
    docs: include_str!("unsupported_port.md"),
    off_by_default: false,
    former_names: &[],
};

fn check(snapshot: &Snapshot, _package: &Package, file: &SourceFile, findings: &mut Findings) {
    let Some(header) = file.header() else { return };
    for line in header.lines_in_force() {
        let Ok(constraint) = &line.constraint else { continue };
        let tags = constraint.tags();
        for tag in &tags {
            let Some(meant) = platform::suggestion(tag) else { continue };
            // `darwin || macos` says it both ways, and harms nobody.
            if tags.contains(&meant) || is_set_by_project(snapshot, tag) {
                continue;
            }
            report(snapshot, file, line, constraint, (tag, meant), findings);
        }
    }
}

fn report(
    snapshot: &Snapshot,
    file: &SourceFile,
    line: &BuildLine,
    constraint: &Constraint,
    (tag, meant): (&str, &'static str),
    findings: &mut Findings,
) {
    let Some(span) = place_of(line, tag) else { return };
    let intended = with_tag_replaced(constraint, tag, meant);
    let named = snapshot.assignment.name_holds_on(&FileName::parse(file.path.name()));
    let built = snapshot.assignment.holds_on(constraint);
    let wanted = snapshot.assignment.holds_on(&intended);
    let differs = named & ((built - wanted) | (wanted - built));
    let left_out = !(named & (wanted - built)).is_empty();
    findings.add(differs, &file.path, span, |on| Explanation {
        message: if left_out {
            format!("no port sets the tag `{tag}`: this file is not built on {on}")
        } else {
            format!("no port sets the tag `{tag}`: this file is also built on {on}")
        },
        why: format!(
            "Go calls it `{meant}`; the go command takes any other word for a custom tag."
        ),
        cause: Some(tag.to_owned()),
        fixes: vec![Fix {
            title: format!("Write `{meant}`"),
            applicability: Applicability::Manual,
            edits: vec![replace(&file.path, span, meant)],
        }],
        ..Explanation::default()
    });
}

/// A tag that the configuration sets is the project's own, and so is a slip of the pen that several
/// files agree on.
fn is_set_by_project(snapshot: &Snapshot, tag: &str) -> bool {
    if snapshot.assignment.tags.contains(tag) {
        return true;
    }
    let uses = |file: &&SourceFile| {
        let constraint = file.header().and_then(|header| header.constraint.as_ref()?.as_ref().ok());
        constraint.is_some_and(|constraint| constraint.tags().contains(&tag))
    };
    let own = snapshot.own_packages();
    !platform::is_other_name(tag) && own.flat_map(|package| &package.files).filter(uses).count() > 1
}

/// The tag's first place in the line, as a whole word.
fn place_of(line: &BuildLine, tag: &str) -> Option<Span> {
    let text = &*line.expression.text;
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    text.match_indices(tag).find_map(|(at, _)| {
        let before = text[..at].chars().next_back().is_some_and(is_word);
        let after = text[at + tag.len()..].chars().next().is_some_and(is_word);
        let start = line.expression.span.start as usize + at;
        (!before && !after).then(|| Span::new(start, start + tag.len()))
    })
}

/// The constraint with one tag in another's place.
fn with_tag_replaced(constraint: &Constraint, tag: &str, meant: &str) -> Constraint {
    // The text is short, and the parser refuses what nests too deeply: reading it anew is simplest.
    let text = constraint.to_string();
    let replaced: String = text
        .split_inclusive(|c: char| " ()!".contains(c))
        .map(|piece| {
            let word = piece.trim_end_matches(|c: char| " ()!".contains(c));
            if word == tag { piece.replacen(tag, meant, 1) } else { piece.to_owned() }
        })
        .collect();
    Constraint::parse_go_build(&replaced).unwrap_or_else(|_| constraint.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_replaced_as_whole_words() {
        let parse = |text| Constraint::parse_go_build(text).expect("a constraint");
        let replaced = with_tag_replaced(&parse("!macos && (macosx || linux)"), "macos", "darwin");
        assert_eq!(replaced.to_string(), "!darwin && (macosx || linux)");
    }
}
