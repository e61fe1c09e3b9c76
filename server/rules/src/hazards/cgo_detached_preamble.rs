//! A comment meant as the C code of `import "C"` that does not touch it.

use project::{Level, Package, Snapshot, SourceFile};
use syntax::cgo::{Detached, Preamble};
use syntax::go::Use;

use crate::fixes::{delete, replace};
use crate::{Applicability, Explanation, Findings, Fix, Judges, Predicts, Related, Rule, Scope};

/// See the page.
pub static RULE: Rule = Rule {
    name: "cgo-detached-preamble",
    level: Level::Error,
    predicts: Predicts::BuildError,
    judges: Judges::Cgo,
    scope: Scope::GoFile(check),
    docs: include_str!("cgo_detached_preamble.md"),
    off_by_default: false,
    former_names: &[],
};

fn check(_: &Snapshot, _: &Package, file: &SourceFile, findings: &mut Findings) {
    for preamble in file.header().into_iter().flat_map(|header| &header.preambles) {
        let Some(detached) = &preamble.detached else {
            continue;
        };
        findings.add(file.built_for, &file.path, preamble.import, |_| Explanation {
            message: format!("the C code above is not part of this import: {}", reason(detached)),
            why: WHY.to_owned(),
            predicts: is_idle(file, preamble).then_some(Predicts::Drift),
            level: is_idle(file, preamble).then_some(Level::Warning),
            related: vec![Related {
                path: file.path.clone(),
                span: detached.comment,
                message: "this comment is not compiled".to_owned(),
            }],
            fixes: join(file, preamble, detached).into_iter().collect(),
            ..Explanation::default()
        });
    }
}

/// Whether the file builds all the same: it has no other preamble, and all it uses is what cgo
/// knows by itself.
fn is_idle(file: &SourceFile, preamble: &Preamble) -> bool {
    let Some(go) = file.go().filter(|go| go.is_complete && preamble.comment.is_none()) else {
        return false;
    };
    let of_c = |it: &&Use| it.package.as_ref().is_some_and(|package| &*package.text == "C");
    go.uses().iter().filter(of_c).all(|it| WITHOUT_PREAMBLE.contains(&&*it.name.text))
}

/// The names of C that need no declaration.
const WITHOUT_PREAMBLE: [&str; 26] = [
    "CBytes",
    "CString",
    "GoBytes",
    "GoString",
    "GoStringN",
    "_Bool",
    "char",
    "complexdouble",
    "complexfloat",
    "double",
    "float",
    "int",
    "long",
    "longlong",
    "malloc",
    "ptrdiff_t",
    "schar",
    "short",
    "size_t",
    "uchar",
    "uint",
    "ulong",
    "ulonglong",
    "ushort",
    "void",
    "wchar_t",
];

const WHY: &str = "Only the comment that touches the import of \"C\", or stands above \"C\" in a group, is \
    compiled and read for #cgo lines. Every other one is an ordinary comment, and cgo then `could \
    not determine what C.… refers to`.";

fn reason(detached: &Detached) -> &'static str {
    if detached.above_group { "it stands above a group of imports" } else { "it does not touch it" }
}

/// Joins comment and import where nothing but blank lines, or the group, parts them.
fn join(file: &SourceFile, preamble: &Preamble, detached: &Detached) -> Option<Fix> {
    if detached.above_group {
        // A second comment in the group would be parted from the import that it belongs to.
        if preamble.comment.is_some() {
            return None;
        }
        // A blank line parts the two declarations already unless the comment touches the group.
        let touches = preamble.declaration.start <= detached.comment.end + 1;
        let text = if touches { "\nimport \"C\"\n" } else { "\nimport \"C\"" };
        return Some(Fix {
            title: "Import \"C\" alone, below its comment".to_owned(),
            applicability: Applicability::Safe,
            edits: vec![
                replace(&file.path, detached.comment.after(), text),
                delete(&file.path, preamble.line),
            ],
        });
    }
    let gap = detached.gap?;
    Some(Fix {
        title: "Delete the blank lines between them".to_owned(),
        applicability: Applicability::Safe,
        edits: vec![delete(&file.path, gap)],
    })
}
