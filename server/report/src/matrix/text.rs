//! A matrix for a terminal: a table of ports, errors folded, disagreements, a line that counts.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use project::{BuiltPort, PortState};
use rules::Agreement;

use super::{BuiltMatrix, size, took};
use crate::Dress;
use crate::words::clean;

/// The whole report as text; ends with a line that counts.
pub fn matrix_text(matrix: &BuiltMatrix<'_>, dress: &Dress) -> String {
    let mut out = String::new();
    table(matrix, dress, &mut out);
    for port in matrix.ports.iter().filter(|port| !port.said.is_empty()) {
        if matches!(port.state, PortState::Built | PortState::Unchanged) {
            continue;
        }
        let _ = write!(out, "\n{}: the go command says\n", port.target);
        for line in &port.said {
            let _ = writeln!(out, "    {}", clean(line));
        }
    }
    for folded in matrix.errors() {
        let bold = paint(dress, Style::new().bold());
        let place = matrix.place(folded.error);
        let (about, place) = if place.is_empty() { (folded.package, ": ") } else { ("", &*place) };
        let message = clean(&folded.error.message).replace('\n', "\n    ");
        let _ = write!(out, "\n{bold}{about}{place}{bold:#}{message}\n");
        let by = matrix
            .rule(&folded)
            .map_or("not predicted".to_owned(), |rule| format!("predicted by {rule}"));
        let _ = writeln!(out, "    on {}; {by}", matrix.words(folded.targets));
    }
    disagreements(matrix, dress, &mut out);
    super::outputs::write_text(matrix, dress, &mut out);
    let _ = write!(out, "\n{}\n", matrix.summary());
    out
}

fn table(matrix: &BuiltMatrix<'_>, dress: &Dress, out: &mut String) {
    let names = matrix.ports.iter().map(|port| port.target.to_string());
    let width = names.map(|name| name.len()).max().unwrap_or(0).max(4);
    for port in matrix.ports {
        let style = paint(dress, style(port.state));
        let name = port.target.to_string();
        let state = format!("{} {}", symbol(port.state), port.state.as_str());
        let time = if port.milliseconds == 0 { String::new() } else { super::time(took(port)) };
        let bytes: u64 = port.outputs.iter().map(|output| output.bytes).sum();
        let bytes = if bytes == 0 { String::new() } else { size(bytes) };
        let line = format!(
            "{name:width$}  {style}{state:<12}{style:#} {time:>11} {bytes:>10}  {}",
            packages(port)
        );
        out.push_str(line.trim_end());
        out.push('\n');
    }
}

/// `3 packages`, `1 of 3 packages failed, 2 blocked`.
fn packages(port: &BuiltPort) -> String {
    let [built, failed, blocked] = BuiltMatrix::counts(port);
    let all = crate::words::count(built + failed + blocked, "package");
    match (built + failed + blocked, failed, blocked) {
        (0, ..) => String::new(),
        (_, 0, 0) => all,
        (_, _, 0) => format!("{failed} of {all} failed"),
        _ => format!("{failed} of {all} failed, {blocked} blocked"),
    }
}

fn disagreements(matrix: &BuiltMatrix<'_>, dress: &Dress, out: &mut String) {
    let yellow = paint(dress, AnsiColor::Yellow.on_default());
    for it in matrix.disagreements() {
        let what = match it.agreement {
            Agreement::PredictedOnly => "predicted, and it builds",
            _ => "not predicted",
        };
        let _ = write!(
            out,
            "\n{yellow}disagreement{yellow:#}: {} on {}: {what}\n    {}\n    {}\n",
            it.package,
            matrix.words(it.targets),
            clean(&it.what).replace('\n', "\n    "),
            it.why,
        );
    }
}

pub(super) fn paint(dress: &Dress, style: Style) -> Style {
    if dress.colour { style } else { Style::new() }
}

fn style(state: PortState) -> Style {
    match state {
        PortState::Built | PortState::Unchanged => AnsiColor::Green.on_default(),
        PortState::Failed | PortState::Refused => AnsiColor::Red.on_default().bold(),
        PortState::NeedsCgo | PortState::TimedOut | PortState::Cancelled => {
            AnsiColor::Yellow.on_default()
        }
        PortState::Excluded => Style::new().dimmed(),
    }
}

fn symbol(state: PortState) -> char {
    match state {
        PortState::Built => '✓',
        PortState::Unchanged => '=',
        PortState::Failed | PortState::Refused => '✗',
        PortState::NeedsCgo => 'c',
        PortState::Excluded => '·',
        PortState::Cancelled | PortState::TimedOut => '?',
    }
}
