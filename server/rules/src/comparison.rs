//! Predicted beside actual: what rules said that would not build, and what builds said.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use platform::{Target, TargetSet};
use project::{
    BuildError, BuiltPackage, BuiltPort, C_RUNTIME, FilePath, PackageId, PackageState, Snapshot,
    SourceFile,
};
use syntax::go_mod::Replace;

use crate::replacement::{self, Writing, writing};
use crate::{Finding, Predicts};

/// A finding that says what `go build` will not do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prediction {
    /// The finding.
    pub finding: Finding,
    /// The line that it begins on, from 1.
    pub line: usize,
    /// The column that it begins at, in bytes from 1.
    pub column: usize,
}

/// Predicted beside actual, for every port and package.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// By port and package, in the order of the ports' results and of their packages.
    pub cells: Vec<Cell>,
}

/// One package on one target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Index of the port's result.
    pub port: usize,
    /// Index of the package among the port's.
    pub package: usize,
    /// Indices of the predictions about it.
    pub predicted: Vec<usize>,
    /// For each of its errors, the prediction about the same line, if there is one.
    pub foretold: Vec<Option<usize>>,
    /// What came of the comparison.
    pub judgement: Judgement,
}

/// What came of comparing one cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// Whether both say the same.
    pub agreement: Agreement,
    /// Why they differ, or why nothing can be said; empty where they agree.
    pub why: String,
}

/// One error, with everywhere that it was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoldedError<'a> {
    /// The import path of the package that does not build.
    pub package: &'a str,
    /// What was said.
    pub error: &'a BuildError,
    /// Where.
    pub targets: TargetSet,
    /// The prediction about the same line, if there is one.
    pub foretold: Option<usize>,
}

/// Whether prediction and build say the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Agreement {
    /// Both say that it builds, or both that it does not.
    Agrees,
    /// It was predicted to break, and was built.
    PredictedOnly,
    /// It breaks, and nothing predicted it.
    ActualOnly,
    /// It breaks in the same way wherever it was built: an error that is no port's.
    BreaksEverywhere,
    /// The build says nothing about it.
    Untested,
}

impl Agreement {
    /// The word of reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Agreement::Agrees => "agrees",
            Agreement::PredictedOnly => "predicted-only",
            Agreement::ActualOnly => "actual-only",
            Agreement::BreaksEverywhere => "breaks-everywhere",
            Agreement::Untested => "untested",
        }
    }

    /// Whether prediction and build contradict each other.
    pub fn is_disagreement(self) -> bool {
        matches!(self, Agreement::PredictedOnly | Agreement::ActualOnly)
    }
}

impl Comparison {
    /// Compares.
    pub fn new(snapshot: &Snapshot, predictions: &[Prediction], ports: &[BuiltPort]) -> Comparison {
        let by_place = ByPlace::of(snapshot, predictions);
        let everywhere = Everywhere::of(ports);
        let mut cells = Vec::new();
        for (port_at, port) in ports.iter().enumerate() {
            for (package_at, package) in port.packages.iter().enumerate() {
                let predicted = by_place.about(snapshot, package, port.target, predictions);
                let foretold = package
                    .errors
                    .iter()
                    .map(|error| foretold(snapshot, package, error, &predicted, predictions))
                    .collect();
                let judgement = judge(package, &predicted, predictions, &everywhere);
                cells.push(Cell {
                    port: port_at,
                    package: package_at,
                    predicted,
                    foretold,
                    judgement,
                });
            }
        }
        Comparison { cells }
    }

    /// The errors of these ports (those that were compared), in order of first appearance. What is
    /// the same on several targets, and foretold by the same rule, stands there once.
    pub fn errors<'a>(
        &self,
        ports: &'a [BuiltPort],
        predictions: &[Prediction],
    ) -> Vec<FoldedError<'a>> {
        let mut folded: Vec<FoldedError<'a>> = Vec::new();
        let mut known: HashMap<(&str, &BuildError, Option<&str>), usize> = HashMap::new();
        for cell in &self.cells {
            let port = &ports[cell.port];
            let package = &port.packages[cell.package];
            for (error, &foretold) in package.errors.iter().zip(&cell.foretold) {
                let rule = foretold.map(|at| predictions[at].finding.rule);
                let at = *known.entry((&package.import_path, error, rule)).or_insert_with(|| {
                    let (package, targets) = (&*package.import_path, TargetSet::EMPTY);
                    folded.push(FoldedError { package, error, targets, foretold });
                    folded.len() - 1
                });
                folded[at].targets |= TargetSet::from(port.target);
            }
        }
        folded
    }

    /// The cells in which prediction and build contradict each other.
    pub fn disagreements(&self) -> impl Iterator<Item = &Cell> {
        self.cells.iter().filter(|cell| cell.judgement.agreement.is_disagreement())
    }
}

/// Predictions by what they are about.
struct ByPlace<'a> {
    by_dir: HashMap<FilePath, Vec<usize>>,
    /// Those in a go.mod, by the module's folder.
    by_module: HashMap<&'a FilePath, Vec<usize>>,
    /// Those in the go.work.
    of_all: Vec<usize>,
}

impl<'a> ByPlace<'a> {
    fn of(snapshot: &'a Snapshot, predictions: &[Prediction]) -> ByPlace<'a> {
        let mut places =
            ByPlace { by_dir: HashMap::new(), by_module: HashMap::new(), of_all: Vec::new() };
        for (at, prediction) in predictions.iter().enumerate() {
            let path = &prediction.finding.path;
            let is_its = |module: &&project::Module| {
                module.go_mod.as_ref().is_some_and(|(go_mod, _)| go_mod == path)
            };
            if snapshot.inputs.go_work.as_ref() == Some(path) {
                places.of_all.push(at);
            } else if let Some(module) = snapshot.modules.iter().find(is_its) {
                places.by_module.entry(&module.dir).or_default().push(at);
            } else if let Some(dir) = path.parent() {
                places.by_dir.entry(dir).or_default().push(at);
            }
        }
        places
    }

    fn about(
        &self,
        snapshot: &Snapshot,
        package: &BuiltPackage,
        target: Target,
        predictions: &[Prediction],
    ) -> Vec<usize> {
        let Some(dir) = &package.dir else { return Vec::new() };
        let id = snapshot.package_in(dir);
        let module = id.map(|id| &snapshot.modules[snapshot.package(id).module].dir);
        let of_module = module.and_then(|module| self.by_module.get(module));
        let is_judged = |at: &&usize| predictions[**at].finding.targets.contains(target);
        let of_modules = of_module.into_iter().flatten().chain(&self.of_all).filter(is_judged);
        let of_modules = of_modules.filter(|at| match replaced(snapshot, &predictions[**at]) {
            Some(replace) => id.is_some_and(|id| needs(snapshot, id, target, replace)),
            None => true,
        });
        let of_dir = self.by_dir.get(dir).into_iter().flatten().filter(is_judged);
        let mut about: Vec<usize> = of_dir.chain(of_modules).copied().collect();
        about.sort_unstable();
        about
    }
}

/// The directive that a prediction is about, whose folder matters to those alone who import from
/// it: what the go command cannot read at all breaks everything.
fn replaced<'a>(snapshot: &'a Snapshot, prediction: &Prediction) -> Option<&'a Replace> {
    let Finding { path, span, .. } = &prediction.finding;
    let mut files = snapshot.modules.iter().chain(&snapshot.go_work).flat_map(|it| &it.go_mod);
    let (_, facts) = files.find(|(go_mod, _)| go_mod == path)?;
    let replace = facts.replaces.iter().find(|replace| replace.new_path.span == *span)?;
    (writing(replace) == Writing::Folder).then_some(replace)
}

/// Whether a package imports a package of the replaced module, directly or not.
fn needs(snapshot: &Snapshot, id: PackageId, target: Target, replace: &Replace) -> bool {
    let is_built = |file: &SourceFile| !file.is_test && file.built_for.contains(target);
    let reached = snapshot.closure(&[id], target).into_iter().map(|id| snapshot.package(id));
    let mut own = reached.filter(|package| package.is_own);
    own.any(|package| replacement::imports(snapshot, package, replace, &is_built))
}

/// The prediction about an error: about the same line; or, where the error is about the package as
/// a whole, one that says so, too.
fn foretold(
    snapshot: &Snapshot,
    package: &BuiltPackage,
    error: &BuildError,
    about: &[usize],
    predictions: &[Prediction],
) -> Option<usize> {
    let is_there = |at: &usize| {
        let Prediction { finding, line, column } = &predictions[*at];
        // Of `syscall.Kill` the compiler names the place of `Kill`.
        let end = column + finding.span.range().len();
        error.file.as_ref() == Some(&finding.path)
            && error.line == *line
            && (error.column == 0 || (*column..=end).contains(&error.column))
    };
    // The go command names an import of the package, if anything.
    let folder = error.file.as_ref().and_then(FilePath::parent);
    let is_of_whole = folder.is_none() || folder != package.dir;
    let is_same_whole = |at: &usize| {
        let finding = &predictions[*at].finding;
        match replaced(snapshot, &predictions[*at]) {
            Some(replace) => error.message.contains(&*replace.old_path.text),
            None if finding.predicts == Predicts::CompileError => {
                [&error.message, &finding.why].iter().all(|it| it.contains(EXCLUDED))
            }
            None => is_of_whole,
        }
    };
    let there = about.iter().copied().find(is_there);
    // Of several, the one that speaks the go command's words.
    let words_of = |at: &usize| {
        let Finding { message, why, .. } = &predictions[*at].finding;
        let words = error.message.split_whitespace();
        Reverse(words.filter(|word| message.contains(word) || why.contains(word)).count())
    };
    there.or_else(|| about.iter().copied().filter(is_same_whole).min_by_key(words_of))
}

/// What the go command says of an import without files.
const EXCLUDED: &str = "build constraints exclude all Go files";

/// The errors that a package has wherever it is built, on more than one target.
struct Everywhere<'a>(HashMap<&'a str, HashSet<&'a BuildError>>);

impl<'a> Everywhere<'a> {
    fn of(ports: &'a [BuiltPort]) -> Everywhere<'a> {
        let mut tested: HashMap<&str, usize> = HashMap::new();
        let mut counts: HashMap<&str, HashMap<&BuildError, usize>> = HashMap::new();
        for package in ports.iter().flat_map(|port| &port.packages) {
            let is_tested = matches!(
                package.state,
                PackageState::Built | PackageState::Unchanged | PackageState::Failed
            );
            *tested.entry(&package.import_path).or_default() += usize::from(is_tested);
            for error in &package.errors {
                let counts = counts.entry(&package.import_path).or_default();
                *counts.entry(error).or_default() += 1;
            }
        }
        let everywhere = counts.into_iter().map(|(path, counts)| {
            let tested = tested[path];
            let errors = counts.into_iter().filter(|(_, count)| tested > 1 && *count >= tested);
            (path, errors.map(|(error, _)| error).collect())
        });
        Everywhere(everywhere.collect())
    }

    fn has_all(&self, package: &BuiltPackage) -> bool {
        let known = self.0.get(&*package.import_path);
        !package.errors.is_empty()
            && known.is_some_and(|known| package.errors.iter().all(|it| known.contains(it)))
    }
}

fn judge(
    package: &BuiltPackage,
    predicted: &[usize],
    predictions: &[Prediction],
    everywhere: &Everywhere<'_>,
) -> Judgement {
    let judgement = |agreement, why: String| Judgement { agreement, why };
    match (&package.state, predicted.first()) {
        (PackageState::Built | PackageState::Unchanged, None) | (PackageState::Failed, Some(_)) => {
            judgement(Agreement::Agrees, String::new())
        }
        (PackageState::Built | PackageState::Unchanged, Some(first)) => {
            let rule = predictions[*first].finding.rule;
            let why = format!("{rule} says that it breaks, and it was built: a false alarm");
            judgement(Agreement::PredictedOnly, why)
        }
        (PackageState::Failed, None) if everywhere.has_all(package) => {
            let why = "the same errors wherever it was built: no port's, gopls shows them";
            judgement(Agreement::BreaksEverywhere, why.into())
        }
        (PackageState::Failed, None) if &*package.import_path == C_RUNTIME => {
            let why = "the C compiler is for another port: CC chooses one";
            judgement(Agreement::Untested, why.into())
        }
        (PackageState::Failed, None) if package.dir.is_none() => {
            let why = "a dependency, and predictions take for granted that dependencies compile";
            judgement(Agreement::ActualOnly, why.into())
        }
        (PackageState::Failed, None) => {
            judgement(Agreement::ActualOnly, "no rule predicts this".into())
        }
        (PackageState::Blocked(path), _) => {
            judgement(Agreement::Untested, format!("it imports {path}, which does not build"))
        }
        (PackageState::Excluded, _) => {
            judgement(Agreement::Untested, "it has no file for this port".into())
        }
        (PackageState::NeedsCgo, _) => {
            judgement(Agreement::Untested, "programs link only with cgo on there".into())
        }
        (PackageState::NotRun, _) => judgement(Agreement::Untested, "it was not run".into()),
    }
}

#[cfg(test)]
mod tests;
