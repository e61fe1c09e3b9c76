//! Judged targets in the words of anyport.toml.

use platform::{Target, TargetSet};

use crate::judged::by_mode;
use crate::{CgoMode, Environment, Judged, Snapshot};

/// What anyport.toml has to say for certain configurations to be judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declaration {
    /// Patterns, in order.
    pub targets: Vec<String>,
    /// The cgo mode; none where the go command's own choice is meant.
    pub cgo: Option<CgoMode>,
}

impl Declaration {
    /// The shortest that makes just these configurations judged, on a machine as this one.
    pub fn of(targets: TargetSet, universe: TargetSet, environment: &Environment) -> Declaration {
        let modes = [None, Some(CgoMode::Off), Some(CgoMode::On), Some(CgoMode::Both)];
        let candidates = modes.into_iter().filter_map(|mode| {
            let list = with_mode(targets, universe, mode.unwrap_or_default(), environment)?;
            Some(Declaration { targets: list, cgo: mode })
        });
        let cost = |it: &Declaration| {
            let named = it.targets.iter().filter(|pattern| pattern.ends_with("+cgo")).count();
            (it.targets.len() + named, u8::from(it.cgo.is_some()))
        };
        let shortest = candidates.min_by_key(cost);
        // With cgo off, what has it on can always be named.
        shortest.unwrap_or_else(|| Declaration { targets: Vec::new(), cgo: None })
    }
}

/// Patterns that say these configurations under a mode; none where the mode judges too much.
fn with_mode(
    targets: TargetSet,
    universe: TargetSet,
    mode: CgoMode,
    environment: &Environment,
) -> Option<Vec<String>> {
    let mut plain = TargetSet::EMPTY;
    let mut rest = targets;
    for port in targets.ports() {
        let of_port = port.targets() & universe;
        let halves = of_port & by_mode(port, mode, environment);
        let halves = if halves.is_empty() { of_port } else { halves };
        if halves.is_subset_of(targets) {
            plain |= of_port;
            rest -= halves;
        }
    }
    let named = rest.iter().map(|Target { port, cgo }| cgo.then(|| format!("{port}+cgo")));
    let named: Vec<String> = named.collect::<Option<_>>()?;
    Some(plain.as_patterns(universe).into_iter().chain(named).collect())
}

impl Snapshot {
    /// What would be judged if no settings said anything: what release and CI files say, else the
    /// first-class ports and those that CI runs on.
    pub fn judged_by_files(&self) -> Judged {
        let mut open = self.clone();
        let mut inputs = (*self.inputs).clone();
        inputs.configuration = crate::Configuration::default();
        open.inputs = std::sync::Arc::new(inputs);
        open.decide_judged().map_or(self.judged, |()| open.judged)
    }

    /// The configurations as anyport.toml would declare them.
    pub fn declared(&self, targets: TargetSet) -> Declaration {
        Declaration::of(targets, self.assignment.universe(), &self.inputs.environment)
    }
}

#[cfg(test)]
mod tests {
    use platform::{Assignment, Port, Release};

    use super::*;
    use crate::evidence::Said;
    use crate::{Configuration, FilePath, Inputs, Source};

    fn environment() -> Environment {
        Environment { host: Port::find("linux", "amd64"), ..Environment::default() }
    }

    fn declared(targets: &str) -> Declaration {
        let targets: TargetSet =
            targets.split(' ').map(|it| it.parse::<Target>().expect("a target")).collect();
        let universe = TargetSet::of_release(Release::CURRENT);
        let declaration = Declaration::of(targets, universe, &environment());
        let mut inputs = Inputs::new(FilePath::new("/m"));
        inputs.environment = environment();
        inputs.configuration = Configuration {
            targets: Some(declaration.targets.clone()),
            cgo: declaration.cgo,
            ..Configuration::default()
        };
        inputs.targets_from = Source::Configuration;
        let assignment = Assignment::new(Release::CURRENT);
        let judged = Judged::decide(&inputs, &assignment, &Said::default(), true).unwrap();
        assert_eq!(judged.targets, targets, "{declaration:?}");
        declaration
    }

    #[test]
    fn what_is_declared_is_judged() {
        for (targets, patterns, cgo) in [
            ("linux/amd64+cgo darwin/arm64 js/wasm", "darwin/arm64 js/wasm linux/amd64", None),
            ("linux/amd64 linux/arm64", "linux/amd64 linux/arm64", Some(CgoMode::Off)),
            ("linux/amd64+cgo linux/arm64+cgo", "linux/amd64 linux/arm64", Some(CgoMode::On)),
            (
                "linux/amd64 linux/amd64+cgo aix/ppc64",
                "aix/ppc64 linux/amd64 linux/amd64+cgo",
                Some(CgoMode::Off),
            ),
            (
                "linux/amd64 linux/amd64+cgo windows/386 windows/386+cgo",
                "linux/amd64 windows/386",
                Some(CgoMode::Both),
            ),
            (
                "linux/amd64+cgo darwin/arm64+cgo windows/386",
                "linux/amd64 windows/386 darwin/arm64+cgo",
                None,
            ),
        ] {
            let declaration = declared(targets);
            assert_eq!(declaration.targets.join(" "), patterns, "{targets}");
            assert_eq!(declaration.cgo, cgo, "{targets}");
        }
    }
}
