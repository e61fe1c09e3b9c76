//! The driver: rules over a Snapshot, levels, silencing, order.

use project::{PackageId, Snapshot};

use crate::{Finding, Rule, hazards::RULES};

/// The findings of a run, and what went wrong in making them.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// In order of path, place, rule.
    pub findings: Vec<Finding>,
    /// Rules that panicked: `rule: place: message`. Their answers on that slice are missing.
    pub panics: Vec<String>,
}

/// Judges the whole workspace with every rule.
pub fn check(snapshot: &Snapshot) -> Outcome {
    check_with(RULES, snapshot)
}

/// Judges the whole workspace with these rules.
pub fn check_with(_rules: &[&'static Rule], _snapshot: &Snapshot) -> Outcome {
    Outcome::default()
}

/// Judges these packages alone (their files, not the modules); `stop` is asked between packages.
/// `None` when it said yes.
pub fn check_packages(
    _rules: &[&'static Rule],
    _snapshot: &Snapshot,
    _packages: &[PackageId],
    _stop: &(dyn Fn() -> bool + Sync),
) -> Option<Outcome> {
    Some(Outcome::default())
}
