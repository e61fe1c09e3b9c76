//! Judged targets: which configurations findings are about, and who said so.

use platform::{Assignment, Port, Target, TargetSet};

use crate::evidence::Said;
use crate::{CgoMode, Environment, Inputs, Level};

/// Which configurations are judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Judged {
    /// The judged configurations.
    pub targets: TargetSet,
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
            let (ports, source) = if is_whole {
                (said.ports(), Source::Evidence)
            } else {
                // What the files show adds ports, and says whether cgo is on there.
                (TargetSet::first_class() | said.ports(), Source::Default)
            };
            return Ok(Judged::built(inputs, assignment, said, ports, source));
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

    /// What release and CI files say is built of one package, in a workspace whose ports they
    /// decide; none where they do not say enough.
    pub(crate) fn of_package(
        inputs: &Inputs,
        assignment: &Assignment,
        said: &Said,
        is_all_read: bool,
    ) -> Option<Judged> {
        let universe = assignment.universe();
        let is_whole = said.is_shipped(universe) || is_all_read && said.is_named(universe);
        is_whole.then(|| Judged::built(inputs, assignment, said, said.ports(), Source::Evidence))
    }

    /// These ports, with cgo as the configuration, else the files, else the go command has it.
    fn built(
        inputs: &Inputs,
        assignment: &Assignment,
        said: &Said,
        ports: TargetSet,
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
        Judged::with(targets, universe, source)
    }

    fn with(targets: TargetSet, universe: TargetSet, source: Source) -> Judged {
        let with_cgo = targets.with_both_cgo_settings() & universe & TargetSet::with_cgo();
        Judged { targets, with_cgo, source }
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
