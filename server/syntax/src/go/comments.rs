//! Facts that stand in comments: directives, ignores, the mark of generated code.

use super::{Directive, GoFile, Header, build_lines};
use crate::{Ignore, Span};

/// The facts that a file's comments are, beside those of its header.
pub(super) fn facts(text: &str, mut header: Header, comments: &[Span]) -> GoFile {
    let package_clause = header.package_clause as usize;
    header.build_lines = build_lines::obeyed(text).build_lines(text, comments, package_clause);
    GoFile {
        directives: directives(text, comments),
        ignores: ignores(text, comments, package_clause),
        is_generated: is_generated(text, comments, package_clause),
        header,
        ..GoFile::default()
    }
}

/// `//go:linkname`, `//export`, `//nolint:x` and the like. Build lines and ignores are facts of
/// their own.
fn directives(text: &str, comments: &[Span]) -> Vec<Directive> {
    comments.iter().filter_map(|&comment| directive(text, comment)).collect()
}

fn directive(text: &str, span: Span) -> Option<Directive> {
    let body = text[span.range()].strip_prefix("//")?;
    let (verb, arguments) = body.split_once([' ', '\t']).unwrap_or((body, ""));
    let is_ours = verb == "go:build" || verb.starts_with("anyport:");
    (is_directive(verb) && !is_ours).then(|| Directive {
        verb: verb.into(),
        arguments: arguments.trim().into(),
        span,
    })
}

/// As go/ast decides: `export`, `extern`, `line`, or `tool:name`.
fn is_directive(verb: &str) -> bool {
    let is_word_character = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    match verb.split_once(':') {
        None => matches!(verb, "export" | "extern" | "line"),
        Some((tool, name)) => {
            !tool.is_empty()
                && tool.chars().all(is_word_character)
                && name.starts_with(is_word_character)
        }
    }
}

/// The comments that silence findings.
fn ignores(text: &str, comments: &[Span], package_clause: usize) -> Vec<Ignore> {
    comments.iter().flat_map(|&comment| Ignore::read(text, comment, package_clause)).collect()
}

/// Whether a comment before the package clause marks the file as generated, as go/ast's
/// `IsGenerated` decides.
fn is_generated(text: &str, comments: &[Span], package_clause: usize) -> bool {
    let leading = comments.iter().take_while(|comment| comment.range().start < package_clause);
    leading.flat_map(|comment| text[comment.range()].lines()).any(|line| {
        line.strip_prefix("// Code generated ").is_some_and(|rest| rest.ends_with(" DO NOT EDIT."))
    })
}
