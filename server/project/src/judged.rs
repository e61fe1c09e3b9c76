//! Judged targets: which configurations findings are about, and who said so.

use platform::{Assignment, Port, Target, TargetSet};

use crate::evidence::Said;
use crate::{CgoMode, Environment, Inputs, Level};

/// Which configurations are judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Judged {
    /// The judged configurations.
    pub targets: TargetSet,
    /// Those of them on which test files are judged as well: what is only built there, without its
    /// tests, says nothing of these.
    pub tests: TargetSet,
    /// The judged ports with cgo on where they support it: for rules about `#cgo` lines and C code.
    pub with_cgo: TargetSet,
    /// Who chose them.
    pub source: Source,
}

/// Who chose the judged targets; each source caps how loud findings are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// `--targets`.
    CommandLine,
    /// `anyport.toml`, or the editor's settings.
    Configuration,
    /// Release and CI files.
    Evidence,
    /// Nobody: the first-class ports, and those that release and CI files show beside them.
    #[default]
    Default,
}

impl Source {
    /// The loudest that a finding may be.
    pub fn loudest(self) -> Level {
        match self {
            Source::Default => Level::Warning,
            _ => Level::Error,
        }
    }
}

impl Judged {
    /// Decides what is judged. The error names the pattern that cannot be read, or says that the
    /// patterns leave nothing.
    pub(crate) fn decide(
        inputs: &Inputs,
        assignment: &Assignment,
        said: &Said,
        is_all_read: bool,
    ) -> Result<Judged, String> {
        let configuration = &inputs.configuration;
        let universe = assignment.universe();
        let Some(patterns) = configuration.targets.as_deref() else {
            // A release file lists what is shipped. A workflow shows what is tried: that is all
            // there is only where everything that it runs is understood.
            let is_whole = said.is_shipped(universe) || is_all_read && said.lists_all(universe);
            let judged = if is_whole {
                let tests = Some(said.tested_ports()).filter(|ports| !ports.is_empty());
                let tests = tests.unwrap_or(TargetSet::all());
                Judged::built(inputs, assignment, said, (said.ports(), tests), Source::Evidence)
            } else {
                Judged::first_class_and(inputs, assignment, said, TargetSet::first_class())
            };
            return Ok(judged);
        };
        let (plain, explicit) = chosen(patterns, universe)?;
        let mode = configuration.cgo.unwrap_or_default();
        let mut targets = explicit;
        for port in plain.ports() {
            let of_port = plain & port.targets();
            let by_mode = of_port & by_mode(port, mode, &inputs.environment);
            // What is left of a port is judged, even if the mode would have judged the other half.
            targets |= if by_mode.is_empty() { of_port } else { by_mode };
        }
        if targets.is_empty() {
            return Err(format!("the targets leave no port of Go {}", assignment.release));
        }
        Ok(Judged::with(targets, universe, inputs.targets_from))
    }

    /// What is judged in one package of a workspace whose ports nobody has chosen. `said`: of the
    /// package; `of_everything`: of the workspace, where `self` is judged.
    pub(crate) fn of_package(
        &self,
        inputs: &Inputs,
        assignment: &Assignment,
        said: &Said,
        (of_everything, is_all_read): (&Said, bool),
    ) -> Judged {
        let universe = assignment.universe();
        if self.source != Source::Evidence {
            return Judged::first_class_and(inputs, assignment, said, TargetSet::first_class());
        }
        let tests_are_said = !of_everything.tested_ports().is_empty();
        let tests = if tests_are_said { said.tested_ports() } else { TargetSet::all() };
        if said.is_shipped(universe) || is_all_read && said.is_named(universe) {
            return Judged::built(inputs, assignment, said, (said.ports(), tests), self.source);
        }
        // Not what the files are about: a tool, a helper, a library for others.
        let ports = (said.ports(), TargetSet::EMPTY);
        let named = Judged::built(inputs, assignment, said, ports, Source::Default).targets;
        let others = self.targets & (TargetSet::first_class() - named.with_both_cgo_settings());
        let targets = Some(named | others).filter(|targets| !targets.is_empty());
        let targets = targets.unwrap_or(self.targets);
        Judged { tests: targets & tests, ..Judged::with(targets, universe, Source::Default) }
    }

    /// First-class ports, and what the files show beside them.
    fn first_class_and(
        inputs: &Inputs,
        assignment: &Assignment,
        said: &Said,
        first_class: TargetSet,
    ) -> Judged {
        let ports = (first_class | said.ports(), first_class | said.tested_ports());
        Judged::built(inputs, assignment, said, ports, Source::Default)
    }

    /// These ports, with cgo as the configuration, else the files, else the go command has it; the
    /// second are those whose tests are judged.
    fn built(
        inputs: &Inputs,
        assignment: &Assignment,
        said: &Said,
        (ports, tests): (TargetSet, TargetSet),
        source: Source,
    ) -> Judged {
        let universe = assignment.universe();
        let mode = inputs.configuration.cgo.unwrap_or_default();
        let mut targets = TargetSet::EMPTY;
        for port in (ports & universe).ports() {
            let of_port = port.targets() & universe;
            let by_mode = by_mode(port, mode, &inputs.environment);
            let halves = if mode == CgoMode::Auto { said.halves(port, by_mode) } else { by_mode };
            targets |= if halves.intersects(of_port) { halves & of_port } else { of_port };
        }
        Judged { tests: targets & tests, ..Judged::with(targets, universe, source) }
    }

    fn with(targets: TargetSet, universe: TargetSet, source: Source) -> Judged {
        let with_cgo = targets.with_both_cgo_settings() & universe & TargetSet::with_cgo();
        Judged { targets, tests: targets, with_cgo, source }
    }
}

/// What patterns choose: configurations that the cgo mode still divides, and those written with
/// `+cgo`, which it does not.
fn chosen(patterns: &[String], universe: TargetSet) -> Result<(TargetSet, TargetSet), String> {
    let all = TargetSet::parse_patterns(patterns.iter().map(String::as_str))? & universe;
    let is_explicit = |pattern: &&str| pattern.contains('+') && !pattern.starts_with('!');
    let mut explicit = TargetSet::EMPTY;
    for pattern in patterns.iter().map(String::as_str).filter(is_explicit) {
        explicit |= TargetSet::parse_pattern(pattern)?;
    }
    let rest: Vec<&str> =
        patterns.iter().map(String::as_str).filter(|pattern| !is_explicit(pattern)).collect();
    let plain =
        if rest.is_empty() { TargetSet::EMPTY } else { TargetSet::parse_patterns(rest)? & all };
    Ok((plain, explicit & all))
}

/// The halves of a port that a cgo mode judges.
pub(crate) fn by_mode(port: Port, mode: CgoMode, environment: &Environment) -> TargetSet {
    let on = match mode {
        CgoMode::Both => return port.targets(),
        CgoMode::Off => false,
        CgoMode::On => true,
        CgoMode::Auto => environment.cgo_enabled.unwrap_or(environment.host == Some(port)),
    };
    std::iter::once(Target { port, cgo: on && port.supports_cgo() }).collect()
}

#[cfg(test)]
mod tests;
