//! Paths on `#cgo` lines, and edits of such lines.

use std::ops::Range;

use project::FilePath;
use syntax::Span;
use syntax::cgo::{CgoArgument, CgoDirective};

use crate::Edit;
use crate::fixes::{delete, replace};

/// A path on a `#cgo` line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CgoPath<'a> {
    /// What is looked for there.
    pub(crate) purpose: Purpose,
    /// The path, unquoted, as the go command takes it.
    pub(crate) path: &'a str,
    /// The arguments that name it: one, or a flag and the next.
    pub(crate) arguments: Range<usize>,
}

/// What is looked for at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Headers, in a folder.
    Headers,
    /// A header.
    Header,
    /// Libraries or frameworks, in a folder.
    Libraries,
    /// A library or object file.
    Library,
    /// Shared libraries, in a folder, when the program starts.
    RunPath,
    /// A whole system, headers and libraries.
    SystemRoot,
}

/// Flags whose path follows at once, or after `=` or `,`; where one is the beginning of
/// another, the longer stands first.
const ATTACHED: [(&str, Purpose); 14] = [
    ("--sysroot=", Purpose::SystemRoot),
    ("-F", Purpose::Libraries),
    ("-I", Purpose::Headers),
    ("-L", Purpose::Libraries),
    ("-Wl,--just-symbols,", Purpose::Library),
    ("-Wl,--just-symbols=", Purpose::Library),
    ("-Wl,-R,", Purpose::RunPath),
    ("-Wl,-rpath,", Purpose::RunPath),
    ("-Wl,-rpath-link,", Purpose::Libraries),
    ("-Wl,-rpath-link=", Purpose::Libraries),
    ("-Wl,-rpath=", Purpose::RunPath),
    ("-Wl,-R", Purpose::RunPath),
    ("-Wl,-syslibroot,", Purpose::SystemRoot),
    ("-Wl,-syslibroot=", Purpose::SystemRoot),
];

/// Flags whose path is the next argument.
const WITH_NEXT: [(&str, Purpose); 9] = [
    ("--sysroot", Purpose::SystemRoot),
    ("-F", Purpose::Libraries),
    ("-I", Purpose::Headers),
    ("-L", Purpose::Libraries),
    ("-Wl,-R", Purpose::RunPath),
    ("-Wl,-rpath", Purpose::RunPath),
    ("-include", Purpose::Header),
    ("-isysroot", Purpose::SystemRoot),
    ("-isystem", Purpose::Headers),
];

/// Endings of what the go command takes for a file to link.
const LINKER_INPUTS: [&str; 7] = [".a", ".dll", ".dylib", ".o", ".obj", ".so", ".tbd"];

/// The paths of a `#cgo` line, in order. The line is one that the go command can split.
pub(crate) fn paths(directive: &CgoDirective) -> Vec<CgoPath<'_>> {
    let mut paths = Vec::new();
    if &*directive.verb.text == "pkg-config" {
        return paths;
    }
    let mut index = 0;
    while let Some(argument) = directive.arguments.get(index) {
        let value = &*argument.value;
        let next = directive.arguments.get(index + 1);
        let is_linker_input = || {
            !value.starts_with('-')
                && &*directive.verb.text == "LDFLAGS"
                && LINKER_INPUTS.iter().any(|ending| value.ends_with(ending))
        };
        let with_next = WITH_NEXT.iter().find(|(flag, _)| *flag == value).zip(next);
        if let Some(((_, purpose), next)) = with_next {
            let path = next.value.strip_prefix("-Wl,").unwrap_or(&next.value);
            paths.push(CgoPath { purpose: *purpose, path, arguments: index..index + 2 });
            index += 1;
        } else if let Some((flag, purpose)) = ATTACHED.iter().find(|(it, _)| value.starts_with(it))
        {
            let path = &value[flag.len()..];
            paths.push(CgoPath { purpose: *purpose, path, arguments: index..index + 1 });
        } else if is_linker_input() {
            let purpose = Purpose::Library;
            paths.push(CgoPath { purpose, path: value, arguments: index..index + 1 });
        }
        index += 1;
    }
    paths
}

/// From the first to the last of some arguments of a line.
pub(crate) fn span(directive: &CgoDirective, arguments: &Range<usize>) -> Span {
    let taken = directive.arguments.get(arguments.clone()).unwrap_or_default();
    let (first, last) = (taken.first(), taken.last());
    let start = first.map_or(directive.span.start, |it| it.span.start);
    Span { start, end: last.map_or(directive.span.end, |it| it.span.end) }
}

/// Some arguments as they are written.
pub(crate) fn written(arguments: &[CgoArgument]) -> String {
    arguments.iter().map(|it| &*it.written).collect::<Vec<_>>().join(" ")
}

/// Takes arguments out of a line, and the line when it held no other.
pub(crate) fn without(path: &FilePath, directive: &CgoDirective, gone: &Range<usize>) -> Edit {
    let arguments = &directive.arguments;
    if gone.len() >= arguments.len() {
        return delete(path, directive.line);
    }
    let mut span = span(directive, gone);
    if let Some(next) = arguments.get(gone.end) {
        span.end = next.span.start;
    } else if let Some(previous) = gone.start.checked_sub(1).and_then(|it| arguments.get(it)) {
        span.start = previous.span.end;
    }
    delete(path, span)
}

/// Gives a line another condition.
pub(crate) fn with_condition(path: &FilePath, directive: &CgoDirective, condition: &str) -> Edit {
    match (directive.conditions.first(), directive.conditions.last()) {
        (Some(first), Some(last)) => {
            let span = Span { start: first.span.start, end: last.span.end };
            replace(path, span, condition)
        }
        _ => replace(path, directive.verb.span.before(), format!("{condition} ")),
    }
}

/// Puts another `#cgo` line above this one.
pub(crate) fn line_above(path: &FilePath, directive: &CgoDirective, text: &str) -> Edit {
    replace(path, directive.span.before(), format!("{text}\n{}", directive.before))
}
