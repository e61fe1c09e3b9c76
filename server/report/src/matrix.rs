//! What builds said beside what was predicted: as text, JSON and one HTML page.

mod contract;
mod html;
mod outputs;
mod text;

use std::collections::HashMap;
use std::time::Duration;

use platform::{Target, TargetSet};
use project::{BuildError, BuiltPackage, BuiltPort, FilePath, PackageState, PortState, Snapshot};
use rules::{Agreement, Cell, Comparison, FoldedError, Prediction};

pub use contract::{matrix_json, matrix_json_schema};
pub use html::matrix_html;
pub use text::matrix_text;

/// A matrix, ready to be told.
pub struct BuiltMatrix<'a> {
    /// What was judged.
    pub snapshot: &'a Snapshot,
    /// What was predicted.
    pub predictions: &'a [Prediction],
    /// What came of the builds.
    pub ports: &'a [BuiltPort],
    /// Predicted beside actual.
    pub comparison: &'a Comparison,
    /// How long it took, in seconds.
    pub seconds: f64,
    /// `go vet` was run instead of `go build`.
    pub is_vet: bool,
}

/// One disagreement, with everywhere that it is the same.
struct Disagreement<'a> {
    package: &'a str,
    agreement: Agreement,
    why: &'a str,
    /// The first prediction, or the first error.
    what: String,
    targets: TargetSet,
}

impl<'a> BuiltMatrix<'a> {
    fn cells(&self) -> impl Iterator<Item = (&'a Cell, &'a BuiltPort, &'a BuiltPackage)> {
        let ports = self.ports;
        self.comparison.cells.iter().map(move |cell| {
            let port = &ports[cell.port];
            (cell, port, &port.packages[cell.package])
        })
    }

    /// The errors, those that are the same on several targets once.
    fn errors(&self) -> Vec<FoldedError<'a>> {
        self.comparison.errors(self.ports, self.predictions)
    }

    /// The rule that predicted an error, by its name.
    fn rule(&self, folded: &FoldedError<'_>) -> Option<&'static str> {
        folded.foretold.map(|at| self.predictions[at].finding.rule)
    }

    /// The disagreements, those that are the same on several targets once.
    fn disagreements(&self) -> Vec<Disagreement<'a>> {
        let mut all: Vec<Disagreement<'a>> = Vec::new();
        for (cell, port, package) in self.cells() {
            let agreement = cell.judgement.agreement;
            if !agreement.is_disagreement() {
                continue;
            }
            let what = match (cell.predicted.first(), package.errors.first()) {
                (Some(at), _) => self.predicted(*at),
                (None, Some(error)) => self.said(error),
                (None, None) => "no error was told".to_owned(),
            };
            let path = &*package.import_path;
            let same = all
                .iter_mut()
                .find(|it| it.package == path && it.agreement == agreement && it.what == what);
            if let Some(same) = same {
                same.targets |= TargetSet::from(port.target);
            } else {
                let (why, targets) = (&*cell.judgement.why, TargetSet::from(port.target));
                all.push(Disagreement { package: path, agreement, why, what, targets });
            }
        }
        all
    }

    /// `a.go:3: syscall.Kill does not exist on windows/*`.
    fn predicted(&self, at: usize) -> String {
        let Prediction { finding, line, .. } = &self.predictions[at];
        format!("{}:{line}: {}", self.snapshot.shown(&finding.path), finding.message)
    }

    /// `a.go:3:4: undefined: x`, as much as is known of the place.
    fn said(&self, error: &BuildError) -> String {
        format!("{}{}", self.place(error), error.message)
    }

    fn place(&self, error: &BuildError) -> String {
        match (&error.file, error.line, error.column) {
            (None, ..) => String::new(),
            (Some(file), line, 0) => format!("{}:{line}: ", self.snapshot.shown(file)),
            (Some(file), line, column) => {
                format!("{}:{line}:{column}: ", self.snapshot.shown(file))
            }
        }
    }

    fn targets(&self) -> TargetSet {
        self.ports.iter().map(|port| TargetSet::from(port.target)).collect()
    }

    /// `windows/*, plan9/386`, and how many where words hide that.
    fn words(&self, targets: TargetSet) -> String {
        let words = targets.words(self.targets()).to_string();
        match targets.len() {
            1 => words,
            count => format!("{words} ({count} ports)"),
        }
    }

    /// How many packages of a port are in each of three conditions: built, failed, blocked.
    fn counts(port: &BuiltPort) -> [usize; 3] {
        let mut counts = [0; 3];
        for package in &port.packages {
            match package.state {
                PackageState::Built | PackageState::Unchanged => counts[0] += 1,
                PackageState::Failed => counts[1] += 1,
                PackageState::Blocked(_) => counts[2] += 1,
                _ => {}
            }
        }
        counts
    }

    /// What it came to, in one line: the last of every form.
    pub fn summary(&self) -> String {
        let count = |state: &[PortState]| {
            self.ports.iter().filter(|port| state.contains(&port.state)).count()
        };
        let mut parts = Vec::new();
        let kinds: [(&[PortState], &str); 8] = [
            (&[PortState::Built], "built"),
            (&[PortState::Unchanged], "unchanged"),
            (&[PortState::Failed], "failed"),
            (&[PortState::NeedsCgo], "built but for programs, which need cgo"),
            (&[PortState::Excluded], "without files"),
            (&[PortState::TimedOut], "timed out"),
            (&[PortState::Cancelled], "cancelled"),
            (&[PortState::Refused], "refused by the go command"),
        ];
        for (states, words) in kinds {
            let number = count(states);
            if number > 0 {
                parts.push(format!("{number} {words}"));
            }
        }
        let all = crate::words::count(self.ports.len(), "port");
        let disagreements = self.comparison.disagreements().count();
        let compared = self
            .comparison
            .cells
            .iter()
            .filter(|cell| cell.judgement.agreement != Agreement::Untested)
            .count();
        let compared = match disagreements {
            0 => format!("prediction and build agree in all {compared} cells"),
            number => format!("prediction and build differ in {number} of {compared} cells"),
        };
        let complaints = match outputs::complaints(self.ports).len() {
            0 => String::new(),
            number => format!("; {}", crate::words::count(number, "complaint")),
        };
        format!(
            "{all}: {}; {compared}{complaints}; {}",
            parts.join(", "),
            time(Duration::from_secs_f64(self.seconds))
        )
    }
}

/// `3.2 s`, `4 min 5 s`.
fn time(took: Duration) -> String {
    match took.as_secs() {
        0..60 => format!("{:.1} s", took.as_secs_f64()),
        seconds => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

/// `1.9 MB`.
fn size(bytes: u64) -> String {
    let tenths = |unit: u64| format!("{}.{}", bytes / unit, bytes % unit / (unit / 10));
    match bytes {
        0..1000 => format!("{bytes} B"),
        1000..1_000_000 => format!("{} kB", tenths(1000)),
        _ => format!("{} MB", tenths(1_000_000)),
    }
}

fn took(port: &BuiltPort) -> Duration {
    Duration::from_millis(port.milliseconds)
}

/// The folder and the packages of a matrix, as rows: every package that any port has.
fn rows(ports: &[BuiltPort]) -> Vec<(&str, Option<&FilePath>)> {
    let mut rows: Vec<(&str, Option<&FilePath>)> = Vec::new();
    let mut known = std::collections::HashSet::new();
    for package in ports.iter().flat_map(|port| &port.packages) {
        if known.insert(&*package.import_path) {
            rows.push((&package.import_path, package.dir.as_ref()));
        }
    }
    // Own packages in folder order, dependencies that fail after them.
    rows.sort_by_key(|(path, dir)| (dir.is_none(), dir.map(FilePath::as_str), *path));
    rows
}

/// Everything of one target's cell, by package.
type ByPackage<'a> = HashMap<&'a str, (&'a Cell, &'a BuiltPackage)>;

fn by_target<'a>(matrix: &BuiltMatrix<'a>) -> HashMap<Target, ByPackage<'a>> {
    let mut all: HashMap<Target, ByPackage<'a>> = HashMap::new();
    for (cell, port, package) in matrix.cells() {
        all.entry(port.target).or_default().insert(&package.import_path, (cell, package));
    }
    all
}

#[cfg(test)]
mod tests;
