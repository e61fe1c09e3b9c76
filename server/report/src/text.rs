//! Findings for people: folded by cause, closed by a line that counts.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fmt::Write;

use platform::TargetSet;
use project::Level;
use rules::{Applicability, Finding};

use crate::chosen_ports::{chosen_ports, port_or_count};
use crate::excerpt::{Told, excerpt};
use crate::lines::Texts;
use crate::words::count;
use crate::{Checked, Dress};

/// The whole report as text; ends with a line that counts.
pub fn text(workspaces: &[Checked<'_>], dress: &Dress) -> String {
    let mut out = String::new();
    for checked in workspaces {
        let texts = Texts::of(checked);
        for told in by_cause(checked) {
            out.push_str(&excerpt(&told, &texts, dress));
            out.push('\n');
        }
    }
    out.push_str(&summary(workspaces));
    out.push('\n');
    out
}

/// The findings folded by cause, in order of first appearance. What breaks is told first, and the
/// finding that is its cause with it.
fn by_cause<'a>(checked: &Checked<'a>) -> Vec<Told<'a>> {
    let mut causes: Vec<(Vec<&'a Finding>, Option<&'a Finding>)> = Vec::new();
    let mut known: HashMap<u32, usize> = HashMap::new();
    for finding in checked.findings {
        let at = *known.entry(finding.cause).or_insert_with(|| {
            causes.push((Vec::new(), None));
            causes.len() - 1
        });
        let (broken, head) = &mut causes[at];
        if finding.is_cause && head.is_none() {
            *head = Some(finding);
        } else {
            broken.push(finding);
        }
    }
    let mut explained = HashSet::new();
    causes
        .into_iter()
        .filter_map(|(mut broken, mut head)| {
            // A cause of nothing that is told here speaks for itself.
            broken.extend(head.take_if(|_| broken.is_empty()));
            let (&finding, others) = broken.split_first()?;
            // A report would be long if a rule explained itself at every finding.
            let says_why = explained.insert((finding.rule, finding.why.as_str()));
            let ports = ports_unsaid(finding, checked);
            Some(Told { finding, others: others.to_vec(), head, says_why, ports })
        })
        .collect()
}

/// `windows/*, plan9/amd64 (5 ports)`, where the message does not say so itself.
fn ports_unsaid(finding: &Finding, checked: &Checked<'_>) -> Option<String> {
    let snapshot = checked.snapshot;
    let package = finding.path.parent().and_then(|dir| snapshot.package_in(&dir));
    let judged = package.map_or(snapshot.judged, |package| snapshot.judged_for(package));
    // Rules speak of the targets, or of the same ports with cgo on: the words are shortest there.
    let (within, note) = if finding.targets.is_subset_of(judged.targets) {
        (judged.targets, "")
    } else if finding.targets.is_subset_of(judged.with_cgo) {
        (judged.with_cgo, ", with cgo on")
    } else {
        (TargetSet::all(), "")
    };
    let words = finding.targets.words(within).to_string();
    if finding.message.contains(&words) {
        return None;
    }
    let ports = finding.targets.ports().count();
    Some(match ports {
        1 => format!("{words}{note}"),
        _ if finding.targets == within => {
            format!("all {ports} judged ports{note}")
        }
        _ => format!("{words}{note} ({ports} ports)"),
    })
}

/// `7 findings (2 errors, 5 warnings) in 3 files on 8 judged ports; 3 can be fixed with --fix`.
fn summary(workspaces: &[Checked<'_>]) -> String {
    let findings: Vec<&Finding> = workspaces.iter().flat_map(|it| it.findings).collect();
    let on = ports(workspaces);
    if findings.is_empty() {
        let packages = workspaces.iter().map(|it| it.snapshot.own_packages().count()).sum();
        return format!("no findings: checked {} on {on}", count(packages, "package"));
    }
    let levels = [
        (Level::Error, "error", "errors"),
        (Level::Warning, "warning", "warnings"),
        (Level::Info, "info", "infos"),
        (Level::Hint, "hint", "hints"),
    ];
    let by_level: Vec<String> = levels
        .iter()
        .filter_map(|(level, one, many)| {
            match findings.iter().filter(|finding| finding.level == *level).count() {
                0 => None,
                1 => Some(format!("1 {one}")),
                number => Some(format!("{number} {many}")),
            }
        })
        .collect();
    let files: BTreeSet<_> = findings.iter().map(|finding| &finding.path).collect();
    let mut line = format!(
        "{} ({}) in {} on {on}",
        count(findings.len(), "finding"),
        by_level.join(", "),
        count(files.len(), "file"),
    );
    let fixable = findings
        .iter()
        .filter(|it| it.fixes.iter().any(|fix| fix.applicability == Applicability::Safe))
        .count();
    if fixable > 0 {
        let _ = write!(line, "; {fixable} can be fixed with --fix");
    }
    line
}

/// What was judged, in all workspaces, and who chose it.
fn ports(workspaces: &[Checked<'_>]) -> String {
    if let [checked] = workspaces {
        return chosen_ports(checked.snapshot);
    }
    let judged =
        workspaces.iter().fold(TargetSet::EMPTY, |all, it| all | it.snapshot.judged.targets);
    port_or_count(judged, "judged port")
}

#[cfg(test)]
mod tests;
