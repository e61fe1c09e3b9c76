//! Taking a function out of the comment above `import "C"` and into a file of its own.

use project::{CUnit, Package, Snapshot, SourceFile};
use syntax::Span;
use syntax::c::Function;

use crate::fixes::replace;
use crate::{Applicability, Edit, Fix};

/// Moves a function of a preamble to a C file. `leaves_declaration`: others in the comment, or Go,
/// may call it. None where it needs more of the comment than can go along.
pub(crate) fn move_to_c_file(
    snapshot: &Snapshot,
    package: &Package,
    unit: &CUnit,
    function: &Function,
    leaves_declaration: bool,
) -> Option<Fix> {
    let file = package.files.get(unit.go_file?)?;
    let header = file.header()?;
    let [preamble] = header.preambles.as_slice() else { return None };
    let start = preamble.comment?.start;
    if !function.whole.is_own() || !preamble.is_block {
        return None;
    }
    let own =
        |span: Span| preamble.code.get((span.start - start) as usize..(span.end - start) as usize);
    let text = own(function.whole.span)?;
    let facts = &unit.facts;
    let functions = facts.functions.iter().filter(|it| it.place.is_own());
    let others = functions.clone().filter(|it| it.place != function.place);
    let variables = facts.variables.iter().map(|it| &it.name);
    if others.map(|it| &it.name).chain(variables).any(|name| holds_word(text, name)) {
        return None;
    }
    let mut rest = preamble.code.to_string();
    for other in functions {
        let span = other.whole.span;
        let range = (span.start - start) as usize..(span.end - start) as usize;
        let blank: String = rest.get(range.clone())?.chars().map(blank).collect();
        rest.replace_range(range, &blank);
    }
    let path = new_file(snapshot, package, file)?;
    let constraint = match &header.constraint {
        None => String::new(),
        Some(Ok(constraint)) => format!("//go:build {constraint}\n\n"),
        Some(Err(_)) => return None,
    };
    let kept: Vec<&str> =
        rest.lines().map(str::trim_end).filter(|line| !line.trim().is_empty()).collect();
    let between = if kept.is_empty() { "" } else { "\n\n" };
    let title = format!("Move `{}` to {}", function.name, path.name());
    let created = format!("{constraint}{}{between}{text}\n", kept.join("\n"));
    let left = if leaves_declaration {
        format!("{};", own(function.signature.span)?.trim_end())
    } else {
        String::new()
    };
    let mut gone = function.whole.span;
    if !leaves_declaration {
        // Its line end goes, too.
        let after = preamble.code.get((gone.end - start) as usize..)?;
        gone.end += u32::from(after.starts_with('\n'));
    }
    let edits = vec![replace(&file.path, gone, left), Edit::Create { path, text: created }];
    Some(Fix { title, applicability: Applicability::Manual, edits })
}

fn blank(letter: char) -> char {
    if letter == '\n' { '\n' } else { ' ' }
}

/// A name beside the Go file that is free and means the same ports.
fn new_file(
    snapshot: &Snapshot,
    package: &Package,
    file: &SourceFile,
) -> Option<project::FilePath> {
    let stem = file.path.name().strip_suffix(".go")?;
    let listing = snapshot.listing(&package.dir)?;
    let name = format!("{stem}.c");
    listing.get(&name).is_none().then(|| package.dir.child(&name))
}

/// Whether a text holds a name as a word of its own.
pub(crate) fn holds_word(text: &str, name: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(name).any(|(at, _)| {
        !text[..at].ends_with(is_part) && !text[at + name.len()..].starts_with(is_part)
    })
}
