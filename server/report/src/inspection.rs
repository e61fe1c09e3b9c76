//! Inspections of binaries for people: the coordinates first, then what it needs and promises, then
//! what is wrong with it.

mod contract;
mod formats;
mod html;
mod rows;

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use artifact::{Artifact, Format, Kind};
use project::Level;
use rules::{Complaint, Inspection};
use unicode_width::UnicodeWidthStr;

use crate::words::{count, one_line, wrap};
use crate::{Dress, shown_from};
use contract::{Inspected, Report, Told};
use rows::Rows;

pub use html::inspection_html;

/// Inspections as text; several end with a line that counts.
pub fn inspection_text(inspections: &[Inspection], dress: &Dress) -> String {
    let mut out = String::new();
    for inspection in inspections {
        head(&mut out, inspection, dress);
        if let Ok(artifact) = &inspection.artifact {
            for slice in artifact.slices() {
                if artifact.format == Format::UniversalMachO {
                    let _ = writeln!(out, "\n  slice {}", slice_name(slice));
                }
                rows::of(slice).write(&mut out, dress);
            }
        }
        for complaint in &inspection.complaints {
            complain(&mut out, complaint, dress);
        }
        out.push('\n');
    }
    if inspections.len() > 1 {
        out.push_str(&summary(inspections));
    }
    out
}

/// `dist/app: ELF program, 2.3 MB`.
fn head(out: &mut String, inspection: &Inspection, dress: &Dress) {
    let path = one_line(&shown_from(&inspection.path, &dress.base));
    let bold = if dress.colour { Style::new().bold() } else { Style::new() };
    let _ = writeln!(out, "{bold}{path}{bold:#}: {}", what(inspection));
}

/// `ELF program, 2.3 MB`.
fn what(inspection: &Inspection) -> String {
    match &inspection.artifact {
        Ok(artifact) => {
            format!("{} {}, {}", artifact.format.name(), kind(artifact), bytes(artifact.size))
        }
        Err(error) => one_line(&error.message),
    }
}

fn slice_name(slice: &Artifact) -> &str {
    let machine = &slice.coordinates.architecture;
    machine.goarch.unwrap_or(&machine.name)
}

fn kind(artifact: &Artifact) -> &'static str {
    match (artifact.format, artifact.kind) {
        (_, Kind::Executable) => "program",
        (Format::Pe, Kind::SharedLibrary) => "DLL",
        (Format::Wasm, Kind::SharedLibrary) => "library",
        (_, Kind::SharedLibrary) => "shared library",
        (_, Kind::Object) => "object",
        (_, Kind::Archive) => "of objects",
        (_, Kind::Core) => "core file",
        (_, Kind::Other) => "file",
    }
}

/// `812 bytes`, `3.4 MB`.
fn bytes(size: u64) -> String {
    const UNITS: [(u64, &str); 3] = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")];
    match UNITS.iter().find(|(unit, _)| size >= *unit) {
        Some((unit, name)) => {
            let tenths = size / (unit / 10);
            format!("{}.{} {name}", tenths / 10, tenths % 10)
        }
        None => format!("{size} bytes"),
    }
}

fn complain(out: &mut String, complaint: &Complaint, dress: &Dress) {
    let (word, colour) = match complaint.level {
        Level::Error => ("error", AnsiColor::BrightRed),
        Level::Warning => ("warning", AnsiColor::Yellow),
        Level::Info => ("info", AnsiColor::BrightBlue),
        Level::Hint => ("hint", AnsiColor::BrightGreen),
    };
    let style =
        if dress.colour { Style::new().bold().fg_color(Some(colour.into())) } else { Style::new() };
    let indented = |text: &str, indent: usize| {
        let width = dress.width.saturating_sub(indent).max(30);
        wrap(text, width).replace('\n', &format!("\n{:indent$}", ""))
    };
    let start = word.width() + complaint.check.width() + 4;
    // The first line is shorter by the word and the name before it.
    let message = one_line(&complaint.message);
    let pad = "_".repeat(start.saturating_sub(2));
    let told = indented(&format!("{pad} {message}"), 2);
    let told = told.strip_prefix(&pad).unwrap_or(&told);
    let _ = writeln!(out, "{style}{word}[{}]{style:#}:{told}", complaint.check);
    let _ = writeln!(out, "  = help: {}", indented(&one_line(&complaint.remedy), 10));
}

fn summary(inspections: &[Inspection]) -> String {
    let complaints: Vec<&Complaint> = inspections.iter().flat_map(|it| &it.complaints).collect();
    let unread = inspections.iter().filter(|it| it.artifact.is_err()).count();
    let mut line = format!("inspected {}", count(inspections.len(), "file"));
    let levels = [
        (Level::Error, "error"),
        (Level::Warning, "warning"),
        (Level::Info, "info"),
        (Level::Hint, "hint"),
    ];
    let mut counts: Vec<String> = Vec::new();
    for (level, word) in levels {
        match complaints.iter().filter(|it| it.level == level).count() {
            0 => {}
            number => counts.push(count(number, word)),
        }
    }
    if unread > 0 {
        counts.push(format!("{unread} not read"));
    }
    let _ = writeln!(
        line,
        ": {}",
        if counts.is_empty() { "nothing to complain about".to_owned() } else { counts.join(", ") }
    );
    line
}

/// One object, version 1; its schema is [`inspection_schema`]. Paths are absolute, with `/`.
pub fn inspection_json(inspections: &[Inspection]) -> String {
    let report = Report {
        version: crate::json::Version::One,
        inspections: inspections
            .iter()
            .map(|inspection| Inspected {
                path: inspection.path.to_string(),
                port: inspection
                    .artifact
                    .as_ref()
                    .ok()
                    .and_then(Artifact::port)
                    .map(|it| it.to_string()),
                fault: inspection.artifact.as_ref().err().map(|error| error.message.clone()),
                artifact: inspection.artifact.as_ref().ok().cloned(),
                complaints: inspection
                    .complaints
                    .iter()
                    .map(|complaint| Told {
                        check: complaint.check.to_owned(),
                        level: complaint.level,
                        message: complaint.message.clone(),
                        remedy: complaint.remedy.clone(),
                    })
                    .collect(),
            })
            .collect(),
    };
    serde_json::to_string_pretty(&report).expect("plain data") + "\n"
}

/// The JSON Schema of what [`inspection_json`] gives.
pub fn inspection_schema() -> serde_json::Value {
    crate::json::schema_of::<Report>("anyport inspect --format json")
}

#[cfg(test)]
mod tests;
