//! Judged targets: which configurations findings are about, and who said so.

use platform::{Assignment, Port, Target, TargetSet};

use crate::{CgoMode, Configuration, Environment, Level};

/// Which configurations are judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// The judged configurations.
    pub targets: TargetSet,
    /// The judged ports with cgo on where they support it: for rules about `#cgo` lines and C code.
    pub with_cgo: TargetSet,
    /// Who chose them.
    pub source: Source,
}

/// Who chose the judged targets; each source caps how loud findings are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// `--targets`.
    CommandLine,
    /// `anyport.toml`, or the editor's settings.
    Configuration,
    /// Release and CI files.
    Evidence,
    /// Nobody: the first-class ports.
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
    pub fn decide(
        configuration: &Configuration,
        source: Source,
        assignment: &Assignment,
        environment: &Environment,
    ) -> Result<Judged, String> {
        let universe = assignment.universe();
        let patterns = configuration.targets.as_deref();
        let (plain, explicit) = match patterns {
            None => (TargetSet::first_class() & universe, TargetSet::EMPTY),
            Some(patterns) => chosen(patterns, universe)?,
        };
        let source = if patterns.is_some() { source } else { Source::Default };
        let mode = configuration.cgo.unwrap_or_default();
        let mut targets = explicit;
        for port in plain.ports() {
            let of_port = plain & port.targets();
            let by_mode = of_port & by_mode(port, mode, environment);
            // What is left of a port is judged, even if the mode would have judged the other half.
            targets |= if by_mode.is_empty() { of_port } else { by_mode };
        }
        if targets.is_empty() {
            return Err(format!("the targets leave no port of Go {}", assignment.release));
        }
        let with_cgo = targets.with_both_cgo_settings() & universe & TargetSet::with_cgo();
        Ok(Judged { targets, with_cgo, source })
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
fn by_mode(port: Port, mode: CgoMode, environment: &Environment) -> TargetSet {
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
