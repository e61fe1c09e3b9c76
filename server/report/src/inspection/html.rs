//! Inspections as one HTML page.

use std::fmt::Write;

use artifact::Format;
use project::Level;
use rules::Inspection;

use super::{rows, slice_name, summary, what};
use crate::html::{escape, foot, head};
use crate::words::one_line;

/// The page.
pub fn inspection_html(inspections: &[Inspection]) -> String {
    let mut out = String::new();
    let title = match inspections {
        [one] => one.path.name().to_owned(),
        many => crate::words::count(many.len(), "file"),
    };
    head(&mut out, "anyport inspect", &one_line(&title), summary(inspections).trim_end());
    for inspection in inspections {
        file(&mut out, inspection);
    }
    foot(&mut out);
    out
}

fn file(out: &mut String, inspection: &Inspection) {
    let path = escape(&one_line(inspection.path.as_str()));
    let what = escape(&what(inspection));
    let _ = write!(out, "<section class=\"card\">\n<h2>{path}</h2>\n<p class=\"why\">{what}</p>\n");
    for complaint in &inspection.complaints {
        let (class, word) = match complaint.level {
            Level::Error => ("failed", "error"),
            Level::Warning => ("odd", "warning"),
            Level::Info => ("", "info"),
            Level::Hint => ("good", "hint"),
        };
        let _ = writeln!(
            out,
            "<p><span class=\"chip {class}\">{word}: {}</span> {}</p><p class=\"why\">{}</p>",
            escape(complaint.check),
            escape(&one_line(&complaint.message)),
            escape(&one_line(&complaint.remedy)),
        );
    }
    if let Ok(artifact) = &inspection.artifact {
        for slice in artifact.slices() {
            out.push_str("<table class=\"facts\">\n");
            if artifact.format == Format::UniversalMachO {
                let _ = writeln!(out, "<caption>slice {}</caption>", escape(slice_name(slice)));
            }
            for (word, text) in rows::of(slice).iter() {
                let _ = writeln!(
                    out,
                    "<tr><th scope=\"row\">{}</th><td>{}</td></tr>",
                    escape(word),
                    escape(text)
                );
            }
            out.push_str("</table>\n");
        }
    }
    out.push_str("</section>\n");
}
