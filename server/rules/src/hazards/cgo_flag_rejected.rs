//! A `#cgo` line that the go command refuses: its form, its verb, or one of its flags.

use project::{Level, Package, Snapshot, SourceFile};
use syntax::cgo::{CgoArgument, CgoDirective, CgoError, check_flags, condition_holds_on};

use crate::cgo_lines;
use crate::missing_names::allowed_on;
use crate::{Explanation, Findings, Judges, Predicts, Rule, Scope};

mod fixes;

/// See the page.
pub static RULE: Rule = Rule {
    name: "cgo-flag-rejected",
    level: Level::Error,
    predicts: Predicts::BuildError,
    judges: Judges::TargetsAndCgo,
    scope: Scope::GoFile(check),
    docs: include_str!("cgo_flag_rejected.md"),
    off_by_default: false,
    former_names: &[],
};

fn check(snapshot: &Snapshot, _: &Package, file: &SourceFile, findings: &mut Findings) {
    let preambles = file.header().into_iter().flat_map(|header| &header.preambles);
    for directive in preambles.flat_map(|preamble| &preamble.directives) {
        // Where its condition is false, the go command looks no further.
        let holds_on = condition_holds_on(&directive.conditions, &snapshot.assignment);
        let refused_on = holds_on & file.built_for;
        if let Some(error) = &directive.error {
            // It reads the line also where it leaves the file out since cgo is off.
            let read_on = holds_on & (file.built_for | allowed_on(snapshot, file));
            findings.add(read_on, &file.path, error.span, |place| Explanation {
                message: format!("on {place}, the go command refuses this line: {}", error.message),
                why: why_refused(error).to_owned(),
                fixes: fixes::of_line(file, directive, error),
                ..Explanation::default()
            });
            continue;
        }
        for rejected in all_rejected(directive) {
            let span = cgo_lines::span(directive, &rejected.arguments);
            findings.add(refused_on, &file.path, span, |place| Explanation {
                message: format!("on {place}, the go command stops: {}", rejected.message),
                why: format!(
                    "A #cgo line may hold the flags of the go command's own list only, for it takes \
                     effect on everyone who builds the package. {} in the environment of a build \
                     lets more flags through.",
                    allowing_variable(&directive.verb.text)
                ),
                fixes: fixes::of_flag(file, directive, &rejected),
                ..Explanation::default()
            });
        }
    }
}

/// A flag that the go command refuses, with its argument if it takes that to be one.
struct Rejected {
    arguments: std::ops::Range<usize>,
    message: String,
}

/// Every flag that is refused: the go command itself stops at the first.
fn all_rejected(directive: &CgoDirective) -> Vec<Rejected> {
    let verb = &*directive.verb.text;
    let mut all = Vec::new();
    let mut rest: &[CgoArgument] = &directive.arguments;
    while let Some(rejected) = check_flags(verb, rest) {
        let start = directive.arguments.len() - rest.len() + rejected.index;
        // `-framework -lm`: the next argument is named in the message and is a flag of its own.
        let end = start + 1;
        all.push(Rejected { arguments: start..end, message: rejected.message });
        rest = &directive.arguments[end..];
    }
    all
}

fn why_refused(error: &CgoError) -> &'static str {
    match () {
        () if error.message.starts_with("malformed") => {
            "An argument may hold letters, digits and some other characters. ${SRCDIR} is replaced by \
             the package's folder; nothing else is expanded, and a backslash escapes."
        }
        () if error.message.starts_with("invalid #cgo verb") => {
            "The verbs are CFLAGS, CPPFLAGS, CXXFLAGS, FFLAGS, LDFLAGS and pkg-config."
        }
        () => "A line reads `#cgo CONDITION… VERB: ARGUMENT…`, each quote in it closed.",
    }
}

/// The environment variable whose pattern lets flags through.
fn allowing_variable(verb: &str) -> String {
    if verb == "pkg-config" { "Nothing".to_owned() } else { format!("CGO_{verb}_ALLOW='…'") }
}
