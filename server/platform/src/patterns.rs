//! Patterns that name configurations: `linux/*`, `*/arm64`, `first-class`, `!plan9/*`.

use crate::aliases::suggestion;
use crate::{Port, Target, TargetSet, arch, os};

impl TargetSet {
    /// Reads one pattern of the configuration and of `--targets`: `linux/amd64`, `linux/*`,
    /// `*/arm64`, `linux`, `first-class`, `all`; `linux/amd64+cgo` means that configuration alone,
    /// every other form both cgo settings. The error says what is wrong and names the nearest port.
    pub fn parse_pattern(pattern: &str) -> Result<TargetSet, String> {
        let pattern = pattern.trim();
        match pattern {
            "" => return Err("an empty pattern: write `all` for every port".to_owned()),
            "all" => return Ok(TargetSet::all()),
            "first-class" => return Ok(TargetSet::first_class()),
            _ => {}
        }
        if let Some(negated) = pattern.strip_prefix('!') {
            return Err(format!("`!` has nothing to take `{negated}` away from here"));
        }
        if let Some(port) = pattern.strip_suffix("+cgo") {
            return one_with_cgo(port);
        }
        let Some((system, architecture)) = pattern.split_once('/') else {
            return alone(pattern);
        };
        let set = matching(system, architecture);
        if !set.is_empty() {
            return Ok(set);
        }
        let (what, word) = if system != "*" && !os::is_supported_os(system) {
            ("operating system", system)
        } else if architecture != "*" && !arch::is_supported_arch(architecture) {
            ("architecture", architecture)
        } else {
            let listed = list(TargetSet::of_os(system).ports().map(Port::arch));
            return Err(format!("Go has no port {pattern}: {system} runs on {listed}"));
        };
        let hint = meant(system, architecture).unwrap_or_else(|| one_of(what));
        Err(format!("Go has no {what} called `{word}`: {hint}"))
    }

    /// Reads a list of patterns; those that start with `!` take away from what came before, and
    /// a list that starts with one begins from `all`.
    pub fn parse_patterns<'a>(
        patterns: impl IntoIterator<Item = &'a str>,
    ) -> Result<TargetSet, String> {
        let mut set: Option<TargetSet> = None;
        for pattern in patterns {
            set = Some(match pattern.trim().strip_prefix('!') {
                Some(away) => set.unwrap_or_else(TargetSet::all) - TargetSet::parse_pattern(away)?,
                None => set.unwrap_or_default() | TargetSet::parse_pattern(pattern)?,
            });
        }
        Ok(set.unwrap_or_default())
    }
}

/// The ports of a system on an architecture, each of which may be `*`.
fn matching(system: &str, architecture: &str) -> TargetSet {
    let wanted = |port: &Port| {
        (system == "*" || port.os() == system)
            && (architecture == "*" || port.arch() == architecture)
    };
    Port::all().filter(wanted).map(TargetSet::of_port).collect()
}

/// `did you mean linux/amd64`, where the words' nearest neighbours name ports.
fn meant(system: &str, architecture: &str) -> Option<String> {
    let system = suggestion(system).unwrap_or(system);
    let architecture = suggestion(architecture).unwrap_or(architecture);
    let exists = !matching(system, architecture).is_empty();
    exists.then(|| format!("did you mean {system}/{architecture}"))
}

/// `linux/amd64+cgo`, without the ending.
fn one_with_cgo(port: &str) -> Result<TargetSet, String> {
    let set = TargetSet::parse_pattern(port)?;
    let mut ports = set.ports();
    let (Some(only), None) = (ports.next(), ports.next()) else {
        return Err(format!("`+cgo` belongs to one port, and `{port}` names several"));
    };
    let target = Target { port: only, cgo: true };
    if !only.supports_cgo() {
        return Err(format!("Go does not support cgo on {only}"));
    }
    Ok(target.into())
}

/// A word without a slash: a system, and nothing else.
fn alone(word: &str) -> Result<TargetSet, String> {
    if os::is_supported_os(word) {
        return Ok(TargetSet::of_os(word));
    }
    let near = suggestion(word).unwrap_or(word);
    let hint = if os::is_supported_os(near) {
        format!("did you mean {near}")
    } else if arch::is_supported_arch(near) {
        format!("did you mean */{near}")
    } else {
        // `linux-amd64`, as other tools write it.
        let parts = word.split_once(['-', '_', ':', '.']);
        parts
            .and_then(|(system, architecture)| meant(system, architecture))
            .unwrap_or_else(|| one_of("operating system"))
    };
    Err(format!("Go has no operating system called `{word}`: {hint}"))
}

/// The words that would have been right.
fn one_of(what: &str) -> String {
    let word = if what == "architecture" { Port::arch } else { Port::os };
    let mut words: Vec<&str> = Port::all().map(word).collect();
    words.sort_unstable();
    words.dedup();
    format!("it has {}", list(words))
}

fn list<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    words.into_iter().collect::<Vec<_>>().join(", ")
}
