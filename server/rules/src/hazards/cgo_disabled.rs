//! A file that imports "C" drops out where cgo is off, and somebody there needs it.

use platform::TargetSet;
use project::{Level, Package, Snapshot, Source, SourceFile};

use crate::{Explanation, Findings, Judges, Predicts, Related, Rule, Scope, Where};

mod fixes;
mod needs;

use needs::{Dropped, Importer, Need};

/// See the page.
pub static RULE: Rule = Rule {
    name: "cgo-disabled",
    level: Level::Error,
    predicts: Predicts::Drift,
    judges: Judges::Targets,
    scope: Scope::Package(check),
    docs: include_str!("cgo_disabled.md"),
    off_by_default: false,
    former_names: &[],
};

/// As many places as a person looks at.
const MOST_RELATED: usize = 20;

fn check(snapshot: &Snapshot, package: &Package, findings: &mut Findings) {
    let dropped = Dropped::without_cgo(snapshot, package);
    if !dropped.on.iter().any(|on| on.intersects(findings.judged())) {
        return;
    }
    let importers = dropped.importers();
    // Where nobody says that a program is meant for a port, it may need C on purpose.
    let is_meant = snapshot
        .package_in(&package.dir)
        .is_some_and(|id| snapshot.judged_for(id).source != Source::Default);
    // Where the whole package vanishes, one file speaks for it.
    let mut vanishes_on = dropped.vanishes_on();
    for (index, file) in package.files.iter().enumerate() {
        let Some(go) = file.go() else {
            continue;
        };
        let Some(preamble) = go.header.preambles.first() else {
            continue;
        };
        if file.is_test || !go.is_complete {
            continue;
        }
        let gone_on = dropped.on[index] & vanishes_on;
        vanishes_on -= gone_on;
        let loss = Loss {
            package: package.dir.as_str(),
            needs: dropped.needs(index),
            importers: importers.iter().filter(|it| it.on.intersects(gone_on)).collect(),
            is_program: go.header.package.as_ref().is_some_and(|name| &*name.text == "main"),
            asks_for_cgo: asks_for_cgo(file),
            gone_on,
        };
        let span = preamble.import;
        let explain = |place: Where| {
            let (fixes, refusal) = fixes::fixes(&dropped, index, &loss);
            let why = format!("{} {refusal}", why(place.targets)).trim_end().to_owned();
            let is_quiet = !is_meant && loss.needs.is_empty() && loss.importers.is_empty();
            let level = is_quiet.then_some(Level::Info);
            Explanation { why, level, fixes, ..loss.explain(place) }
        };
        findings.add(loss.breaks_on(), &file.path, span, explain);
        if importers.is_empty() && !loss.is_program && !loss.asks_for_cgo {
            findings.add(gone_on - loss.breaks_on(), &file.path, span, |place| Explanation {
                level: Some(Level::Hint),
                ..explain(place)
            });
        }
    }
}

/// What is lost with a file.
struct Loss<'a> {
    /// The package's folder: what is lost with its files has one cause.
    package: &'a str,
    /// Who needs names of it.
    needs: Vec<Need<'a>>,
    /// Who imports the package where nothing is left of it.
    importers: Vec<&'a Importer<'a>>,
    is_program: bool,
    /// Its constraint says so.
    asks_for_cgo: bool,
    /// Where nothing is left of the package.
    gone_on: TargetSet,
}

impl Loss<'_> {
    fn breaks_on(&self) -> TargetSet {
        let needed_on = self.needs.iter().fold(TargetSet::EMPTY, |set, need| set | need.on);
        let imported_on = self.importers.iter().fold(TargetSet::EMPTY, |set, it| set | it.on);
        let is_missed = self.is_program && !self.asks_for_cgo;
        let missed_on = if is_missed { self.gone_on } else { self.gone_on & imported_on };
        needed_on | missed_on
    }

    fn explain(&self, place: Where) -> Explanation {
        let left_out = "without cgo this file is left out";
        let message = if !self.gone_on.intersects(place.targets) {
            format!("{left_out}, and with it, on {place}, {}", self.names())
        } else if self.is_program {
            format!("{left_out}, and on {place} nothing remains of the program")
        } else {
            format!("{left_out}, and on {place} nothing remains of the package")
        };
        let needs = self.needs.iter().map(|need| Related {
            path: need.path.clone(),
            span: need.span,
            message: format!("needs `{}`", need.name),
        });
        let importers = self.importers.iter().map(|importer| Related {
            path: importer.path.clone(),
            span: importer.span,
            message: "imports the package".to_owned(),
        });
        Explanation {
            message,
            cause: Some(self.package.to_owned()),
            related: importers.chain(needs).take(MOST_RELATED).collect(),
            ..Explanation::default()
        }
    }

    /// `One`, `Two` and 3 more names that other files need.
    fn names(&self) -> String {
        let mut names: Vec<&str> = self.needs.iter().map(|need| need.name).collect();
        names.sort_unstable();
        names.dedup();
        let shown: Vec<String> = names.iter().take(3).map(|name| format!("`{name}`")).collect();
        let more = match names.len() - shown.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        format!("{}{more}, which other files need", shown.join(", "))
    }
}

/// Whether a file's constraint names cgo: then it is left out on purpose.
fn asks_for_cgo(file: &SourceFile) -> bool {
    let constraint = file.header().and_then(|header| header.constraint.as_ref());
    constraint.is_some_and(|it| it.as_ref().is_ok_and(|it| it.tags().contains(&"cgo")))
}

fn why(targets: TargetSet) -> String {
    let mut text =
        "The go command leaves files that import \"C\" out where cgo is off, without a word. It \
        is off by default for every port but the machine's own, whatever CC says."
            .to_owned();
    let compilers = targets.ports().filter_map(|port| Some((port, port.cross_compiler()?)));
    let examples: Vec<String> = compilers
        .take(3)
        .map(|(port, compiler)| format!("`CGO_ENABLED=1 CC={compiler}` for {port}"))
        .collect();
    if !examples.is_empty() {
        text.push_str(" To build with it takes a C compiler for the port and its libraries: ");
        text.push_str(&examples.join(", "));
        text.push('.');
    }
    text
}
