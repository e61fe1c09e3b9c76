//! Applying fixes to texts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use project::FilePath;
use rules::{Applicability, Edit, Finding, Fix};
use syntax::Span;

/// What applying fixes came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// New texts of the files that changed, by the path that they have before any renaming.
    pub texts: BTreeMap<FilePath, String>,
    /// Files to create, with their texts.
    pub created: BTreeMap<FilePath, String>,
    /// Files to rename, old path and new.
    pub renamed: BTreeMap<FilePath, FilePath>,
    /// How many findings were mended.
    pub mended: usize,
    /// How many were left for another round, since their edits overlap with others, or name places
    /// that the texts do not have.
    pub postponed: usize,
}

/// Applies the first safe fix of every finding that has one; edits that overlap with one taken
/// before wait for another round. Findings that share the very same edit are mended by it together.
pub fn apply_safe_fixes(
    findings: &[Finding],
    text: &dyn Fn(&FilePath) -> Option<Arc<str>>,
) -> Applied {
    let is_safe = |fix: &&Fix| fix.applicability == Applicability::Safe;
    let fixes = findings.iter().filter_map(|finding| finding.fixes.iter().find(is_safe));
    apply(fixes, text)
}

/// Applies one fix, safe or not. None where its edits overlap, or name places that the texts do
/// not have.
pub fn apply_fix(fix: &Fix, text: &dyn Fn(&FilePath) -> Option<Arc<str>>) -> Option<Applied> {
    let applied = apply(std::iter::once(fix), text);
    (applied.mended == 1).then_some(applied)
}

fn apply<'a>(
    fixes: impl Iterator<Item = &'a Fix>,
    text: &dyn Fn(&FilePath) -> Option<Arc<str>>,
) -> Applied {
    let mut taken = Taken::default();
    let mut applied = Applied::default();
    for fix in fixes {
        if taken.take(fix, text) {
            applied.mended += 1;
        } else {
            applied.postponed += 1;
        }
    }
    for (path, edits) in &taken.replaced {
        let before = taken.texts[path].as_ref();
        applied.texts.insert(path.clone(), edited(before, edits));
    }
    applied.created = taken.created;
    applied.renamed = taken.renamed;
    applied
}

/// Edits that were accepted; no two of them overlap.
#[derive(Default)]
struct Taken {
    texts: BTreeMap<FilePath, Arc<str>>,
    replaced: BTreeMap<FilePath, BTreeMap<Span, String>>,
    created: BTreeMap<FilePath, String>,
    renamed: BTreeMap<FilePath, FilePath>,
}

impl Taken {
    /// Takes a whole fix or none of it.
    fn take(&mut self, fix: &Fix, text: &dyn Fn(&FilePath) -> Option<Arc<str>>) -> bool {
        if !fix.edits.iter().all(|edit| self.admits(edit, text)) || overlap_inside(fix) {
            return false;
        }
        for edit in &fix.edits {
            match edit {
                Edit::Replace { path, span, text } => {
                    let edits = self.replaced.entry(path.clone()).or_default();
                    edits.insert(*span, text.clone());
                }
                Edit::Create { path, text } => {
                    self.created.insert(path.clone(), text.clone());
                }
                Edit::Rename { path, to } => {
                    self.renamed.insert(path.clone(), to.clone());
                }
            }
        }
        true
    }

    fn admits(&mut self, edit: &Edit, text: &dyn Fn(&FilePath) -> Option<Arc<str>>) -> bool {
        match edit {
            Edit::Replace { path, span, text: new } => {
                if !self.texts.contains_key(path) {
                    let Some(text) = text(path) else { return false };
                    self.texts.insert(path.clone(), text);
                }
                let fits = self.texts[path].get(span.range()).is_some();
                fits && self.replaced.get(path).is_none_or(|edits| {
                    edits.iter().all(|(other, there)| {
                        !collide(*span, *other) || (span == other && new == there)
                    })
                })
            }
            Edit::Create { path, text: new } => {
                let is_new = self.created.get(path).is_none_or(|there| there == new);
                is_new && text(path).is_none() && !self.renamed.values().any(|to| to == path)
            }
            Edit::Rename { path, to } => {
                let is_new = self.renamed.get(path).is_none_or(|there| there == to)
                    && !self.renamed.iter().any(|(from, there)| there == to && from != path);
                is_new && text(to).is_none() && !self.created.contains_key(to)
            }
        }
    }
}

/// Whether edits of these spans cannot both be made: they share text, or insert at one place.
fn collide(left: Span, right: Span) -> bool {
    if left.start == left.end && right.start == right.end {
        return left.start == right.start;
    }
    left.start < right.end && right.start < left.end || left.start == right.start
}

/// Whether edits of one fix collide.
fn overlap_inside(fix: &Fix) -> bool {
    let mut seen: BTreeSet<(&FilePath, Span)> = BTreeSet::new();
    for edit in &fix.edits {
        if let Edit::Replace { path, span, .. } = edit {
            if seen.iter().any(|(other, there)| *other == path && collide(*span, *there)) {
                return true;
            }
            seen.insert((path, *span));
        }
    }
    false
}

/// The text with these replacements made.
fn edited(before: &str, edits: &BTreeMap<Span, String>) -> String {
    let mut after = String::with_capacity(before.len());
    let mut at = 0;
    for (span, text) in edits {
        after.push_str(&before[at..span.range().start]);
        after.push_str(text);
        at = span.range().end;
    }
    after.push_str(&before[at..]);
    after
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "one two three\n";

    fn file() -> FilePath {
        FilePath::new("/m/a.go")
    }

    fn text(path: &FilePath) -> Option<Arc<str>> {
        (*path == file()).then(|| TEXT.into())
    }

    fn replace(start: usize, end: usize, text: &str) -> Edit {
        Edit::Replace { path: file(), span: Span::new(start, end), text: text.to_owned() }
    }

    fn fix(edits: Vec<Edit>) -> Fix {
        Fix { title: String::new(), applicability: Applicability::Safe, edits }
    }

    fn run(fixes: &[Fix]) -> Applied {
        apply(fixes.iter(), &text)
    }

    #[test]
    fn edits_that_do_not_overlap_are_made_together() {
        let applied = run(&[
            fix(vec![replace(8, 13, "3")]),
            fix(vec![replace(0, 3, "1"), replace(4, 7, "2")]),
        ]);
        assert_eq!(applied.texts[&file()], "1 2 3\n");
        assert_eq!((applied.mended, applied.postponed), (2, 0));
    }

    #[test]
    fn overlapping_edits_wait() {
        let applied = run(&[
            fix(vec![replace(0, 5, "x")]),
            fix(vec![replace(4, 7, "y"), replace(8, 13, "z")]),
            fix(vec![replace(7, 7, "!")]),
            fix(vec![replace(7, 7, "?")]),
        ]);
        assert_eq!(applied.texts[&file()], "xwo! three\n");
        assert_eq!((applied.mended, applied.postponed), (2, 2));
    }

    #[test]
    fn one_edit_may_mend_several_findings() {
        let same = fix(vec![replace(0, 0, "//go:build unix\n\n")]);
        let applied = run(&[same.clone(), same]);
        assert_eq!(applied.texts[&file()], format!("//go:build unix\n\n{TEXT}"));
        assert_eq!((applied.mended, applied.postponed), (2, 0));
    }

    #[test]
    fn places_that_are_not_there_are_refused() {
        let edit = Edit::Replace {
            path: FilePath::new("/m/b.go"),
            span: Span::new(0, 0),
            text: String::new(),
        };
        let applied = run(&[fix(vec![replace(10, 99, "")]), fix(vec![edit])]);
        assert_eq!(applied, Applied { postponed: 2, ..Applied::default() });
    }

    #[test]
    fn files_are_created_and_renamed_once() {
        let new = FilePath::new("/m/b.go");
        let create =
            |text: &str| fix(vec![Edit::Create { path: new.clone(), text: text.to_owned() }]);
        let rename = |to: &FilePath| fix(vec![Edit::Rename { path: file(), to: to.clone() }]);
        let applied = run(&[create("package b\n"), create("package c\n"), rename(&new)]);
        assert_eq!(applied.created[&new], "package b\n");
        assert_eq!((applied.mended, applied.postponed), (1, 2));
        assert_eq!(run(&[rename(&new)]).renamed[&file()], new);
        let existing = fix(vec![Edit::Create { path: file(), text: String::new() }]);
        assert_eq!(apply_fix(&existing, &text), None);
    }
}
