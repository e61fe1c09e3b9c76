//! A flag on a `#cgo` line that the C compiler or linker of another port does not know.

use std::ops::Range;

use platform::{PortFlag, TargetSet, port_flag};
use project::{Level, Package, Snapshot, SourceFile};
use syntax::cgo::{CgoDirective, condition_holds_on};

use crate::cgo_conditions::Condition;
use crate::cgo_lines;
use crate::fixes::replace;
use crate::{Applicability, Edit, Explanation, Findings, Fix, Judges, Predicts, Rule, Scope};

/// See the page.
pub static RULE: Rule = Rule {
    name: "cgo-flag-port",
    level: Level::Warning,
    predicts: Predicts::BuildError,
    judges: Judges::Cgo,
    scope: Scope::GoFile(check),
    docs: include_str!("cgo_flag_port.md"),
    off_by_default: false,
    former_names: &[],
};

fn check(snapshot: &Snapshot, _: &Package, file: &SourceFile, findings: &mut Findings) {
    let preambles = file.header().into_iter().flat_map(|header| &header.preambles);
    for directive in preambles.flat_map(|preamble| &preamble.directives) {
        if directive.error.is_some() || &*directive.verb.text == "pkg-config" {
            continue;
        }
        let applies_on = condition_holds_on(&directive.conditions, &snapshot.assignment);
        let mut applies_on = applies_on & file.built_for;
        // Of a condition that holds elsewhere than it looks, another rule tells.
        let meant = Condition::meant(&directive.conditions);
        if let Some(meant) = meant.filter(|_| !directive.conditions.is_empty()) {
            applies_on &= meant.holds_on(&snapshot.assignment);
        }
        for (flag, arguments) in flags(directive) {
            let span = cgo_lines::span(directive, &arguments);
            let named = cgo_lines::written(&directive.arguments[arguments.clone()]);
            findings.add(applies_on & flag.refused_on, &file.path, span, |place| Explanation {
                message: format!("on {place}, {}", refusal(&flag, &named)),
                why: format!(
                    "It stands on a line that counts there, and {}. A condition before the verb says \
                     where a line counts.",
                    flag.what
                ),
                predicts: flag.is_library.then_some(Predicts::LinkError),
                fixes: confine(snapshot, file, directive, &flag, &arguments, applies_on),
                ..Explanation::default()
            });
        }
    }
}

fn refusal(flag: &PortFlag, named: &str) -> String {
    let who = if flag.is_library { "the linker does not find" } else { "gcc refuses" };
    format!("{who} `{named}`")
}

/// The flags of a line that some ports do not know; those of one kind that follow one another are
/// one.
fn flags(directive: &CgoDirective) -> Vec<(PortFlag, Range<usize>)> {
    let mut flags: Vec<(PortFlag, Range<usize>)> = Vec::new();
    let arguments = &directive.arguments;
    let mut index = 0;
    while let Some(argument) = arguments.get(index) {
        let next = arguments.get(index + 1).map(|next| &*next.value);
        let width = 1 + usize::from(&*argument.value == "-framework" && next.is_some());
        if let Some(flag) = port_flag(&argument.value, next) {
            match flags.last_mut() {
                Some((last, range)) if *last == flag && range.end == index => range.end += width,
                _ => flags.push((flag, index..index + width)),
            }
        }
        index += width;
    }
    flags
}

/// Leaves the flag where it is known: the line gets a condition, or a line of its own takes it.
fn confine(
    snapshot: &Snapshot,
    file: &SourceFile,
    directive: &CgoDirective,
    flag: &PortFlag,
    arguments: &Range<usize>,
    applies_on: TargetSet,
) -> Vec<Fix> {
    let Some(condition) = Condition::of_text(flag.condition) else { return Vec::new() };
    let together = if directive.conditions.is_empty() {
        Some(condition)
    } else {
        Condition::meant(&directive.conditions).and_then(|it| it.and(&condition))
    };
    let Some(together) = together else { return Vec::new() };
    let rest = together.holds_on(&snapshot.assignment) & applies_on;
    let taken = cgo_lines::written(&directive.arguments[arguments.clone()]);
    let (title, edits): (_, Vec<Edit>) = if rest.is_empty() {
        let edit = cgo_lines::without(&file.path, directive, arguments);
        (format!("Remove `{taken}`"), vec![edit])
    } else {
        let written = together.simplified(&snapshot.assignment).written();
        let title = format!("Give `{taken}` to {written} alone");
        if arguments.len() == directive.arguments.len() {
            (title, vec![cgo_lines::with_condition(&file.path, directive, &written)])
        } else {
            let line = format!("#cgo {written} {}: {taken}", directive.verb.text);
            let without = cgo_lines::without(&file.path, directive, arguments);
            (title, vec![below(file, directive, &line), without])
        }
    };
    vec![Fix { title, applicability: Applicability::Manual, edits }]
}

/// Another line below: what is taken out of this one comes after the rest, as before.
fn below(file: &SourceFile, directive: &CgoDirective, line: &str) -> Edit {
    let end = syntax::Span { start: directive.span.end, end: directive.span.end };
    replace(&file.path, end, format!("\n{}{line}", directive.before))
}
