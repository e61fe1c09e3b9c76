//! Where rules put what they find.

use std::fmt;

use platform::TargetSet;
use project::{FilePath, Level};
use syntax::Span;

use crate::memo::Memo;
use crate::{Finding, Fix, Part, Predicts, Related, Rule};

/// Collects the findings of one rule on one slice (a file, a package, a module). It knows which
/// configurations are judged there, so that a rule only says where a hazard *is*.
pub struct Findings<'a> {
    pub(crate) list: Vec<Found>,
    run: &'a Wanted<'a>,
    judged: TargetSet,
    /// Where nothing is said of test files.
    untested: TargetSet,
    rule: &'static Rule,
    stamp: Finding,
}

/// What a run wants to hear, and what it knows by now.
#[derive(Default)]
pub(crate) struct Wanted<'a> {
    /// Findings in other files are not wanted.
    pub(crate) part: Option<&'a Part>,
    /// What was worked out for other findings.
    pub(crate) memo: Memo,
}

impl Wanted<'_> {
    /// Whether findings in a file are wanted.
    pub(crate) fn holds(&self, path: &FilePath) -> bool {
        self.part.is_none_or(|part| part.holds(path))
    }
}

/// A finding on its way: its cause is not numbered yet.
pub(crate) struct Found {
    pub(crate) finding: Finding,
    pub(crate) cause: Option<Cause>,
    pub(crate) part: Option<String>,
    pub(crate) rule: &'static Rule,
}

/// What findings have in common: the rule that breaks there, and a key of that rule's.
pub(crate) type Cause = (&'static str, String);

/// What a rule says about one finding.
#[derive(Default)]
pub struct Explanation {
    /// One line: what breaks and where, lower case, no full stop.
    pub message: String,
    /// Why; may be empty.
    pub why: String,
    /// Overrides the rule's own.
    pub predicts: Option<Predicts>,
    /// Makes this finding quieter than the rule.
    pub level: Option<project::Level>,
    /// Findings of a rule with one key share one cause; none: a cause of its own.
    pub cause: Option<String>,
    /// What of the cause: several parts of one cause count for themselves where causes are counted.
    pub part: Option<String>,
    /// The name of another rule, whose findings with this key this one is the cause of.
    pub heads: Option<&'static str>,
    /// Other places that explain it.
    pub related: Vec<Related>,
    /// Edits that mend it, the best first.
    pub fixes: Vec<Fix>,
}

/// Where a finding bites, in words when printed: `windows/*, plan9/amd64`.
#[derive(Clone, Copy)]
pub struct Where<'a> {
    /// The judged configurations that it bites on.
    pub targets: TargetSet,
    /// What is judged there.
    pub judged: TargetSet,
    /// What was worked out for other findings of this run.
    pub(crate) memo: &'a Memo,
}

impl fmt::Display for Where<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.targets.words(self.judged))
    }
}

impl<'a> Findings<'a> {
    pub(crate) fn new(
        run: &'a Wanted<'a>,
        rule: &'static Rule,
        level: Level,
        (judged, untested): (TargetSet, TargetSet),
        place: &FilePath,
    ) -> Findings<'a> {
        let stamp = Finding {
            rule: rule.name,
            predicts: rule.predicts,
            level,
            path: place.clone(),
            span: Span::default(),
            message: String::new(),
            why: String::new(),
            targets: TargetSet::EMPTY,
            cause: 0,
            is_cause: false,
            related: Vec::new(),
            fixes: Vec::new(),
        };
        Findings { list: Vec::new(), run, judged, untested, rule, stamp }
    }

    /// The configurations judged here.
    pub fn judged(&self) -> TargetSet {
        self.judged
    }

    /// Whether findings in a file are wanted: there is no need to look for others.
    pub(crate) fn are_wanted_in(&self, path: &FilePath) -> bool {
        self.run.holds(path)
    }

    /// Adds a finding where `breaks_on` meets the judged configurations; nothing where it does
    /// not. The explanation is only made when there is something to say, and somebody listens.
    pub fn add(
        &mut self,
        breaks_on: TargetSet,
        path: &FilePath,
        span: Span,
        explain: impl FnOnce(Where<'_>) -> Explanation,
    ) {
        if !self.are_wanted_in(path) {
            return;
        }
        let is_test = path.name().ends_with("_test.go");
        let judged = if is_test { self.judged - self.untested } else { self.judged };
        let targets = breaks_on & judged;
        if targets.is_empty() {
            return;
        }
        let it = explain(Where { targets, judged, memo: &self.run.memo });
        let finding = Finding {
            path: path.clone(),
            span,
            message: it.message,
            why: it.why,
            targets,
            predicts: it.predicts.unwrap_or(self.stamp.predicts),
            level: it.level.map_or(self.stamp.level, |level| level.min(self.stamp.level)),
            related: it.related,
            fixes: it.fixes,
            is_cause: it.heads.is_some(),
            ..self.stamp.clone()
        };
        let cause = it.cause.map(|key| (it.heads.unwrap_or(self.rule.name), key));
        self.list.push(Found { finding, cause, part: it.part, rule: self.rule });
    }
}
