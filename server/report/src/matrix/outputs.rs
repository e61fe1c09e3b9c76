//! The programs of a matrix: what they turned out to be, and what is wrong with them.

use std::collections::HashMap;
use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use platform::TargetSet;
use project::{BuiltPort, Level, Opened, Output, OutputComplaint};

use super::text::paint;
use super::{BuiltMatrix, size};
use crate::Dress;
use crate::html::escape;
use crate::words::{clean, one_line};

/// More programs than so many are folded away on a page, unless something is wrong with them.
const MOST_OPEN: usize = 60;

/// One complaint, with everywhere that it is the same.
pub(super) struct Complained<'a> {
    package: &'a str,
    complaint: &'a OutputComplaint,
    targets: TargetSet,
}

/// Complaints about programs, those that are the same on several targets once, the worst first.
pub(super) fn complaints<'a>(ports: &'a [BuiltPort]) -> Vec<Complained<'a>> {
    let mut folded: Vec<Complained<'a>> = Vec::new();
    let mut known: HashMap<(&str, &OutputComplaint), usize> = HashMap::new();
    for (port, output) in programs(ports) {
        for complaint in output.opened.iter().flat_map(|it| &it.complaints) {
            let at = *known.entry((&output.package, complaint)).or_insert_with(|| {
                let (package, targets) = (output.package.as_str(), TargetSet::EMPTY);
                folded.push(Complained { package, complaint, targets });
                folded.len() - 1
            });
            folded[at].targets |= TargetSet::from(port.target);
        }
    }
    folded.sort_by_key(|it| std::cmp::Reverse(it.complaint.level));
    folded
}

/// Every program of every port.
fn programs(ports: &[BuiltPort]) -> impl Iterator<Item = (&BuiltPort, &Output)> {
    ports.iter().flat_map(|port| port.outputs.iter().map(move |output| (port, output)))
}

/// The program of a package on a port.
pub(super) fn program<'a>(port: &'a BuiltPort, package: &str) -> Option<&'a Output> {
    port.outputs.iter().find(|output| output.package == package)
}

/// `ELF, no C library, static`; as much as is known.
pub(super) fn words(opened: &Opened) -> String {
    if let Some(fault) = &opened.fault {
        return one_line(fault);
    }
    let mut parts = vec![opened.format.clone()];
    parts.extend(opened.abi.clone());
    parts.extend(opened.glibc.as_ref().map(|version| format!("at least {version}")));
    parts.extend(opened.is_static.map(|it| if it { "static" } else { "dynamic" }.to_owned()));
    one_line(&parts.join(", "))
}

pub(super) fn word(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info => "info",
        Level::Hint => "hint",
    }
}

pub(super) fn write_text(matrix: &BuiltMatrix<'_>, dress: &Dress, out: &mut String) {
    for it in complaints(matrix.ports) {
        let colour = match it.complaint.level {
            Level::Error => AnsiColor::BrightRed,
            Level::Warning => AnsiColor::Yellow,
            Level::Info => AnsiColor::BrightBlue,
            Level::Hint => AnsiColor::BrightGreen,
        };
        let style = paint(dress, Style::new().bold().fg_color(Some(colour.into())));
        let _ = write!(
            out,
            "\n{style}{}[{}]{style:#}: {} on {}: {}\n    = help: {}\n",
            word(it.complaint.level),
            it.complaint.check,
            it.package,
            matrix.words(it.targets),
            one_line(&it.complaint.message),
            one_line(&it.complaint.remedy),
        );
    }
}

pub(super) fn write_html(matrix: &BuiltMatrix<'_>, out: &mut String) {
    let number = programs(matrix.ports).count();
    if number == 0 {
        return;
    }
    out.push_str("<section id=\"programs\"><h2>Programs</h2>\n");
    let complaints = complaints(matrix.ports);
    if !complaints.is_empty() {
        out.push_str("<ol class=\"list\">\n");
        for it in complaints {
            let _ = writeln!(
                out,
                "<li><p><b>{}</b> <span class=\"chip {}\">{}: {}</span> {}</p><p>{}</p>\
                 <p class=\"why\">{}</p></li>",
                escape(it.package),
                chip(it.complaint.level),
                word(it.complaint.level),
                escape(&it.complaint.check),
                escape(&matrix.words(it.targets)),
                escape(&clean(&it.complaint.message)),
                escape(&clean(&it.complaint.remedy)),
            );
        }
        out.push_str("</ol>\n");
    }
    let open = if number <= MOST_OPEN { " open" } else { "" };
    let all = crate::words::count(number, "program");
    let _ = writeln!(
        out,
        "<details{open}><summary>{all}</summary>\n<table class=\"ports\">\n<thead><tr>\
         <th scope=\"col\">program</th><th scope=\"col\">port</th>\
         <th scope=\"col\" class=\"number\">size</th><th scope=\"col\">what it is</th>\
         <th scope=\"col\">needs</th></tr></thead>\n<tbody>"
    );
    for (port, output) in programs(matrix.ports) {
        let (what, needed) =
            output.opened.as_ref().map_or(("not opened".to_owned(), String::new()), |it| {
                (words(it), one_line(&it.needed.join(", ")))
            });
        let _ = writeln!(
            out,
            "<tr><th scope=\"row\">{}</th><td>{}</td><td class=\"number\">{}</td><td>{}</td>\
             <td>{}</td></tr>",
            escape(&output.package),
            escape(&port.target.to_string()),
            size(output.bytes),
            escape(&what),
            escape(&needed),
        );
    }
    out.push_str("</tbody></table></details></section>\n");
}

fn chip(level: Level) -> &'static str {
    match level {
        Level::Error => "failed",
        Level::Warning => "odd",
        Level::Info | Level::Hint => "",
    }
}
