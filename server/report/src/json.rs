//! The JSON contract, version 1. The types here are its only source: the schema in `docs/` is made of them.

use rules::{Edit as Change, Fix as Mending};
use syntax::Span;

use crate::lines::{Position, Texts};
use crate::paths::{below, common_folder};
use crate::{Checked, verdict};

mod contract;

pub(crate) use contract::Verdict;
use contract::{Applicability, Edit, Finding, Fix, Module, Port, Related, Report, Stats, Version};

/// One object, version 1; its schema is [`json_schema`]. Several workspaces become one object too:
/// paths are then relative to the folder that holds all of them, and causes are numbered on.
pub fn json(workspaces: &[Checked<'_>]) -> serde_json::Value {
    let report = report(workspaces);
    serde_json::to_value(report).expect("the contract holds only strings, numbers and lists")
}

/// The JSON Schema of what [`json`] gives.
pub fn json_schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(Report);
    schema.insert("title".into(), "anyport check --format json".into());
    schema.to_value()
}

fn report(workspaces: &[Checked<'_>]) -> Report {
    let roots = workspaces.iter().map(|it| &it.snapshot.inputs.root);
    let root = common_folder(roots).unwrap_or_else(|| project::FilePath::new("/"));
    let mut findings = Vec::new();
    let mut causes = 0;
    for checked in workspaces {
        let texts = Texts::of(checked);
        let teller = Teller { texts: &texts, root: &root, causes };
        findings.extend(checked.findings.iter().map(|finding| teller.finding(finding)));
        causes += checked.findings.iter().map(|finding| finding.cause).max().unwrap_or(0);
    }
    let judged = workspaces
        .iter()
        .map(|it| it.snapshot.judged.targets)
        .fold(platform::TargetSet::EMPTY, |all, targets| all | targets);
    let modules = workspaces.iter().flat_map(|it| &it.snapshot.modules).filter(|it| it.is_main);
    Report {
        version: Version::One,
        modules: modules
            .map(|module| Module {
                path: module.path.as_deref().map(Into::into),
                dir: below(&module.dir, &root).into(),
            })
            .collect(),
        targets: judged.iter().map(|target| target.to_string()).collect(),
        findings,
        ports: verdict::judge(workspaces)
            .into_iter()
            .map(|it| Port {
                target: it.target.to_string(),
                verdict: it.verdict,
                packages: it.packages,
                broken: it.broken,
            })
            .collect(),
        stats: stats(workspaces),
    }
}

fn stats(workspaces: &[Checked<'_>]) -> Stats {
    use project::Facts;
    let mut stats = Stats::default();
    for checked in workspaces {
        let snapshot = checked.snapshot;
        for facts in snapshot.inputs.files.values() {
            stats.files += 1;
            stats.outlined += usize::from(matches!(facts, Facts::Header(_)));
            stats.parsed += usize::from(matches!(facts, Facts::Go(_)));
        }
        stats.packages += snapshot.packages.iter().filter(|package| package.is_own).count();
        stats.seconds += checked.seconds;
    }
    stats
}

/// What every finding of one workspace is told with.
struct Teller<'a> {
    texts: &'a Texts<'a>,
    root: &'a project::FilePath,
    /// What is added to its causes' numbers.
    causes: u32,
}

impl Teller<'_> {
    fn finding(&self, finding: &rules::Finding) -> Finding {
        let (start, end) = self.places(&finding.path, finding.span);
        Finding {
            rule: finding.rule.into(),
            predicts: finding.predicts.into(),
            level: finding.level,
            path: self.path(&finding.path),
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            message: finding.message.clone(),
            why: finding.why.clone(),
            targets: finding.targets.iter().map(|target| target.to_string()).collect(),
            cause: format!("c{}", finding.cause + self.causes),
            related: finding.related.iter().map(|related| self.related(related)).collect(),
            fixes: finding.fixes.iter().map(|fix| self.fix(fix)).collect(),
        }
    }

    fn related(&self, related: &rules::Related) -> Related {
        let (start, end) = self.places(&related.path, related.span);
        Related {
            path: self.path(&related.path),
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            message: related.message.clone(),
        }
    }

    fn fix(&self, fix: &Mending) -> Fix {
        Fix {
            title: fix.title.clone(),
            applicability: match fix.applicability {
                rules::Applicability::Safe => Applicability::Safe,
                rules::Applicability::Manual => Applicability::Manual,
            },
            edits: fix.edits.iter().map(|edit| self.edit(edit)).collect(),
        }
    }

    fn edit(&self, edit: &Change) -> Edit {
        match edit {
            Change::Replace { path, span, text } => {
                let (start, end) = self.places(path, *span);
                Edit::Replace {
                    path: self.path(path),
                    start: [start.line, start.column],
                    end: [end.line, end.column],
                    text: text.clone(),
                }
            }
            Change::Create { path, text } => {
                Edit::Create { path: self.path(path), create: true, text: text.clone() }
            }
            Change::Rename { path, to } => {
                Edit::Rename { path: self.path(path), rename: self.path(to) }
            }
        }
    }

    fn path(&self, path: &project::FilePath) -> String {
        below(path, self.root).into()
    }

    /// Where a span begins and ends; the file's beginning when its text is gone.
    fn places(&self, path: &project::FilePath, span: Span) -> (Position, Position) {
        match self.texts.lines(path) {
            Some(lines) => (lines.position(span.start), lines.position(span.end)),
            None => (Position { line: 1, column: 1 }, Position { line: 1, column: 1 }),
        }
    }
}
