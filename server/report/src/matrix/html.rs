//! A matrix as one HTML page that needs nothing else: no network, no script.
//!
//! A grid of packages and ports tells by colour and by symbol; what a cell has to say stands in it
//! and is shown while it is pointed at or has the focus.

use std::fmt::Write;

use project::{BuiltPackage, BuiltPort, PackageState, PortState};
use rules::{Agreement, Cell, FoldedError};

use super::{BuiltMatrix, by_target, outputs, rows, size, time, took};
use crate::html::{escape, foot, head};
use crate::words::clean;

/// More errors than so many are counted, not shown, in one cell.
const MOST_ERRORS: usize = 6;
/// The lines of one error's message that a cell shows.
const MOST_LINES: usize = 8;

/// The page.
pub fn matrix_html(matrix: &BuiltMatrix<'_>) -> String {
    let mut out = String::new();
    let folder = matrix.snapshot.inputs.root.as_str();
    let module = matrix.snapshot.modules.iter().find_map(|it| it.path.as_deref());
    let title = module.unwrap_or(folder);
    let tool = if matrix.is_vet { "go vet" } else { "go build" };
    head(&mut out, &format!("anyport matrix · {tool}"), title, &matrix.summary());
    tiles(matrix, &mut out);
    filters(&mut out);
    grid(matrix, &mut out);
    legend(&mut out);
    disagreements(matrix, &mut out);
    errors(matrix, &mut out);
    outputs::write_html(matrix, &mut out);
    ports(matrix, &mut out);
    foot(&mut out);
    out
}

fn tiles(matrix: &BuiltMatrix<'_>, out: &mut String) {
    let count = |states: &[PortState]| {
        matrix.ports.iter().filter(|port| states.contains(&port.state)).count()
    };
    let good = count(&[PortState::Built, PortState::Unchanged, PortState::NeedsCgo]);
    let disagreements = matrix.comparison.disagreements().count();
    let tiles = [
        ("good", good, "ports build"),
        ("bad", count(&[PortState::Failed, PortState::Refused]), "ports fail"),
        ("odd", disagreements, "disagreements"),
        ("bad", outputs::complaints(matrix.ports).len(), "complaints"),
        ("none", count(&[PortState::Cancelled, PortState::TimedOut]), "ports not finished"),
    ];
    out.push_str("<ul class=\"tiles\">\n");
    for (class, number, words) in tiles {
        let class = if number == 0 { "none" } else { class };
        let _ = writeln!(out, "<li class=\"{class}\"><b>{number}</b> {words}</li>");
    }
    out.push_str("</ul>\n");
}

/// Radio buttons that style sheets can read: no script is needed.
fn filters(out: &mut String) {
    out.push_str("<fieldset class=\"filter\"><legend>Show packages</legend>\n");
    let choices = [("all", "all"), ("bad", "that fail"), ("odd", "with disagreements")];
    for (id, words) in choices {
        let checked = if id == "all" { " checked" } else { "" };
        let _ = writeln!(
            out,
            "<label><input type=\"radio\" name=\"show\" id=\"show-{id}\"{checked}> {words}</label>"
        );
    }
    out.push_str("</fieldset>\n");
}

fn grid(matrix: &BuiltMatrix<'_>, out: &mut String) {
    out.push_str("<div class=\"scroll\" tabindex=\"0\" aria-label=\"packages by port\">\n<table>\n<thead>\n<tr><th scope=\"col\" class=\"corner\">package</th>");
    let mut system = "";
    let mut classes = Vec::new();
    for port in matrix.ports {
        // A line where another operating system begins.
        let class = if port.target.port.os() == system { "" } else { " edge" };
        system = port.target.port.os();
        classes.push(class);
        let _ = write!(
            out,
            "<th scope=\"col\" class=\"port{class}\"><span class=\"{}\">{}</span></th>",
            port.state.as_str(),
            escape(&port.target.to_string())
        );
    }
    out.push_str("</tr>\n</thead>\n<tbody>\n");
    let cells = by_target(matrix);
    let module = matrix.snapshot.modules.iter().find_map(|it| it.path.as_deref());
    for (path, dir) in rows(matrix.ports) {
        let of_row: Vec<_> =
            matrix.ports.iter().map(|port| cells.get(&port.target)?.get(path).copied()).collect();
        let is_bad = of_row.iter().flatten().any(|(_, it)| it.state == PackageState::Failed);
        let is_odd =
            of_row.iter().flatten().any(|(cell, _)| cell.judgement.agreement.is_disagreement());
        let class = match (is_bad, is_odd) {
            (true, true) => "bad odd",
            (true, false) => "bad",
            (false, true) => "odd",
            (false, false) => "",
        };
        let name = module.and_then(|module| path.strip_prefix(module)).unwrap_or(path);
        let name = match name.trim_start_matches('/') {
            // The package of the module's own folder, whose path is the page's title.
            "" => last_words(path),
            rest => rest,
        };
        let note = if dir.is_none() { " <em>dependency</em>" } else { "" };
        let _ = write!(
            out,
            "<tr class=\"{class}\"><th scope=\"row\" title=\"{}\">{}{note}</th>",
            escape(path),
            escape(name)
        );
        for ((port, it), edge) in matrix.ports.iter().zip(&of_row).zip(&classes) {
            match it {
                Some((cell, package)) => one(matrix, cell, port, package, edge, out),
                None => {
                    let _ = write!(out, "<td class=\"absent{edge}\"></td>");
                }
            }
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n</div>\n");
}

/// The last element of an import path, with the one before it if it is a major version.
fn last_words(path: &str) -> &str {
    let is_version = |word: &str| {
        word.strip_prefix('v')
            .is_some_and(|it| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit()))
    };
    match path.rsplit_once('/') {
        Some((before, word)) if is_version(word) => {
            before.rsplit_once('/').map_or(path, |(first, _)| &path[first.len() + 1..])
        }
        Some((_, word)) => word,
        None => path,
    }
}

/// One cell. Those with something to say can be focused.
fn one(
    matrix: &BuiltMatrix<'_>,
    cell: &Cell,
    port: &BuiltPort,
    package: &BuiltPackage,
    edge: &str,
    out: &mut String,
) {
    let state = package.state.as_str();
    let agreement = cell.judgement.agreement;
    let odd = if agreement.is_disagreement() { " odd" } else { "" };
    let opened = outputs::program(port, &package.import_path).and_then(|it| it.opened.as_ref());
    let is_flawed = opened.is_some_and(|it| !it.complaints.is_empty());
    let flawed = if is_flawed { " flawed" } else { "" };
    let mark = symbol(&package.state);
    let is_quiet = odd.is_empty()
        && !is_flawed
        && matches!(
            package.state,
            PackageState::Built | PackageState::Unchanged | PackageState::Excluded
        );
    if is_quiet {
        let what = opened.map_or(String::new(), |it| format!("; {}", outputs::words(it)));
        let about = format!("{}: {state}{what}", port.target);
        let _ = write!(
            out,
            "<td class=\"{state}{edge}\" title=\"{0}\"><span aria-label=\"{0}\">{mark}</span></td>",
            escape(&about)
        );
        return;
    }
    let _ = write!(
        out,
        "<td class=\"{state}{odd}{flawed}{edge}\"><button type=\"button\" aria-label=\"{}\">{mark}</button>\
         <div class=\"tip\" role=\"tooltip\"><p><b>{}</b> on {}: {state}</p>",
        escape(&format!(
            "{} on {}: {state}, {}",
            package.import_path,
            port.target,
            agreement.as_str()
        )),
        escape(&package.import_path),
        escape(&port.target.to_string()),
    );
    for (error, foretold) in package.errors.iter().zip(&cell.foretold).take(MOST_ERRORS) {
        let lines: Vec<&str> = error.message.lines().take(MOST_LINES).collect();
        let by = foretold.map(|at| matrix.predictions[at].finding.rule);
        let by = by.map_or(String::new(), |rule| format!(" <i>{}</i>", escape(rule)));
        let text = format!("{}{}", matrix.place(error), lines.join("\n"));
        let _ = write!(out, "<pre>{}{by}</pre>", escape(&clean(&text)));
    }
    let more = package.errors.len().saturating_sub(MOST_ERRORS);
    if more > 0 {
        let _ = write!(out, "<p>and {more} more</p>");
    }
    if agreement.is_disagreement() {
        for at in &cell.predicted {
            let _ = write!(out, "<pre>predicted: {}</pre>", escape(&clean(&matrix.predicted(*at))));
        }
    }
    if let Some(opened) = opened {
        let _ = write!(out, "<p>{}</p>", escape(&outputs::words(opened)));
        for complaint in &opened.complaints {
            let (word, check) = (outputs::word(complaint.level), &complaint.check);
            let message = clean(&complaint.message);
            let _ = write!(out, "<pre>{}</pre>", escape(&format!("{word}[{check}]: {message}")));
        }
    }
    if !cell.judgement.why.is_empty() {
        let _ = write!(out, "<p class=\"why\">{}</p>", escape(&cell.judgement.why));
    }
    out.push_str("</div></td>");
}

fn legend(out: &mut String) {
    let entries = [
        (PackageState::Built, "built"),
        (PackageState::Unchanged, "unchanged since it last built"),
        (PackageState::Failed, "failed"),
        (PackageState::Blocked("".into()), "imports what fails"),
        (PackageState::NeedsCgo, "program that links only with cgo"),
        (PackageState::Excluded, "no file for the port"),
        (PackageState::NotRun, "not run"),
    ];
    out.push_str("<ul class=\"legend\">\n");
    for (state, words) in entries {
        let _ = writeln!(
            out,
            "<li><span class=\"key {}\">{}</span> {words}</li>",
            state.as_str(),
            symbol(&state)
        );
    }
    out.push_str(
        "<li><span class=\"key failed odd\">✗</span> prediction and build disagree</li>\n\
         <li><span class=\"key built flawed\">✓</span> something is wrong with the program</li>\n",
    );
    out.push_str("</ul>\n");
}

fn disagreements(matrix: &BuiltMatrix<'_>, out: &mut String) {
    let all = matrix.disagreements();
    if all.is_empty() {
        return;
    }
    out.push_str("<section><h2>Disagreements</h2>\n<ol class=\"list\">\n");
    for it in all {
        let kind = match it.agreement {
            Agreement::PredictedOnly => "predicted, and it builds",
            _ => "not predicted",
        };
        let _ = writeln!(
            out,
            "<li><p><b>{}</b> <span class=\"chip odd\">{kind}</span> {}</p><pre>{}</pre>\
             <p class=\"why\">{}</p></li>",
            escape(it.package),
            escape(&matrix.words(it.targets)),
            escape(&clean(&it.what)),
            escape(it.why),
        );
    }
    out.push_str("</ol></section>\n");
}

fn errors(matrix: &BuiltMatrix<'_>, out: &mut String) {
    let all = matrix.errors();
    if all.is_empty() {
        return;
    }
    let _ = writeln!(out, "<section><h2>Errors</h2>\n<ol class=\"list\">");
    // One package breaks in many lines at the same places: that is said once.
    let is_alike = |a: &FoldedError<'_>, b: &FoldedError<'_>| {
        (a.package, a.targets, matrix.rule(a)) == (b.package, b.targets, matrix.rule(b))
    };
    for alike in all.chunk_by(is_alike) {
        let Some(first) = alike.first() else { continue };
        let by = match matrix.rule(first) {
            Some(rule) => format!("<span class=\"chip good\">predicted by {}</span>", escape(rule)),
            None => "<span class=\"chip\">not predicted</span>".to_owned(),
        };
        let _ = write!(
            out,
            "<li><p><b>{}</b> {by} {}</p>",
            escape(first.package),
            escape(&matrix.words(first.targets)),
        );
        for folded in alike {
            let text = format!("{}{}", matrix.place(folded.error), folded.error.message);
            let _ = write!(out, "<pre>{}</pre>", escape(&clean(&text)));
        }
        out.push_str("</li>\n");
    }
    out.push_str("</ol></section>\n");
}

fn ports(matrix: &BuiltMatrix<'_>, out: &mut String) {
    out.push_str(
        "<section><h2>Ports</h2>\n<table class=\"ports\">\n<thead><tr><th scope=\"col\">port</th>\
         <th scope=\"col\">state</th><th scope=\"col\" class=\"number\">time</th>\
         <th scope=\"col\" class=\"number\">programs</th><th scope=\"col\" class=\"number\">size</th>\
         <th scope=\"col\">the go command says</th></tr></thead>\n<tbody>\n",
    );
    for port in matrix.ports {
        let bytes: u64 = port.outputs.iter().map(|output| output.bytes).sum();
        let said: Vec<String> = port.said.iter().map(|line| escape(&clean(line))).collect();
        let _ = writeln!(
            out,
            "<tr><th scope=\"row\">{}</th><td><span class=\"chip {1}\">{1}</span></td>\
             <td class=\"number\">{2}</td><td class=\"number\">{3}</td>\
             <td class=\"number\">{4}</td><td>{5}</td></tr>",
            escape(&port.target.to_string()),
            port.state.as_str(),
            time(took(port)),
            port.outputs.len(),
            if bytes == 0 { "–".to_owned() } else { size(bytes) },
            said.join("<br>"),
        );
    }
    out.push_str("</tbody></table></section>\n");
}

fn symbol(state: &PackageState) -> &'static str {
    match state {
        PackageState::Built => "✓",
        PackageState::Unchanged => "=",
        PackageState::Failed => "✗",
        PackageState::Blocked(_) => "↑",
        PackageState::Excluded => "·",
        PackageState::NeedsCgo => "c",
        PackageState::NotRun => "?",
    }
}

#[cfg(test)]
mod tests {
    use super::last_words;

    #[test]
    fn a_package_is_named_shortly_but_not_by_its_version() {
        assert_eq!(last_words("example.com/tool"), "tool");
        assert_eq!(last_words("example.com/tool/v2"), "tool/v2");
        assert_eq!(last_words("example.com/vim"), "vim");
        assert_eq!(last_words("tool"), "tool");
    }
}
