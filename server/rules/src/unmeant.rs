//! Systems that a module is not meant for, as far as anybody can tell: nobody declared the ports,
//! and too much keeps it from building there.

use std::collections::{BTreeMap, BTreeSet};

use platform::{Target, TargetSet};
use project::{FilePath, Module, PackageId, Snapshot, Source};

use crate::findings::Found;
use crate::hazards::cgo_flag_port;
use crate::{Finding, Predicts};

/// A configuration with more causes of errors is not meant.
const MOST_CAUSES: usize = 5;

/// What a run took as not meant: handed on to runs over single packages, so that these say what a
/// run over everything would say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unmeant {
    systems: Vec<UnmeantSystem>,
}

/// An operating system that a module is taken as not meant for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnmeantSystem {
    /// The module's folder.
    pub dir: FilePath,
    /// The judged configurations of the system on which that much keeps the module from building.
    pub targets: TargetSet,
    /// How many causes keep the module from building there.
    pub causes: usize,
}

impl Unmeant {
    /// Whether the ports of a workspace are open to doubt: nobody named them.
    pub fn may_be(snapshot: &Snapshot) -> bool {
        snapshot.judged.source == Source::Default
    }

    /// Counts the causes of errors by module and system. Only a module whose go.mod names
    /// it can be told.
    pub(crate) fn find<'a>(snapshot: &Snapshot, found: impl Iterator<Item = &'a Found>) -> Unmeant {
        let mut causes: BTreeMap<(usize, Target), BTreeSet<Cause>> = BTreeMap::new();
        for (number, found) in found.enumerate() {
            let finding = &found.finding;
            if !tells(finding) {
                continue;
            }
            let Some(package) = finding.path.parent().and_then(|dir| snapshot.package_in(&dir))
            else {
                continue;
            };
            let cause = match &found.cause {
                Some((rule, key)) => Cause::Named(rule, key, found.part.as_deref()),
                None => Cause::OfItsOwn(number),
            };
            let module = snapshot.package(package).module;
            // Where release files or go commands name a system for the package, somebody means it.
            let named = snapshot.evidence.ports_named_for(package);
            for target in (finding.targets - named).iter() {
                causes.entry((module, target)).or_default().insert(cause);
            }
        }
        let mut systems: BTreeMap<(usize, &str), (BTreeSet<Cause>, TargetSet)> = BTreeMap::new();
        // A port of which less is wrong is meant, whatever the others of its system miss: cgo,
        // assembly.
        for ((module, target), causes) in causes {
            if causes.len() > MOST_CAUSES {
                let system = systems.entry((module, target.port.os())).or_default();
                system.0.extend(causes);
                system.1 |= [target].into_iter().collect();
            }
        }
        let systems = systems.into_iter().filter_map(|((module, _), (causes, targets))| {
            let module = &snapshot.modules[module];
            place_of(module)?;
            Some(UnmeantSystem { dir: module.dir.clone(), targets, causes: causes.len() })
        });
        Unmeant { systems: systems.collect() }
    }

    /// Whether nothing is.
    pub fn is_empty(&self) -> bool {
        self.systems.is_empty()
    }

    /// The systems, by module and name.
    pub(crate) fn systems(&self) -> &[UnmeantSystem] {
        &self.systems
    }

    /// Where a package's module is not meant to be built, with both cgo settings.
    pub(crate) fn around(&self, snapshot: &Snapshot, package: PackageId) -> TargetSet {
        let dir = &snapshot.modules[snapshot.package(package).module].dir;
        let of_module = self.systems.iter().filter(|system| system.dir == *dir);
        let all = of_module.map(|system| system.targets).collect::<TargetSet>();
        all.with_both_cgo_settings() - snapshot.evidence.ports_named_for(package)
    }

    /// Everything that is not meant anywhere, with both cgo settings.
    pub fn targets(&self) -> TargetSet {
        let all = self.systems.iter().map(|system| system.targets).collect::<TargetSet>();
        all.with_both_cgo_settings()
    }
}

/// Whether a finding says that its file was not written with its ports in mind: it does not compile
/// there, or its flags are those of another system's compiler.
fn tells(finding: &Finding) -> bool {
    finding.predicts == Predicts::CompileError
        || finding.predicts == Predicts::BuildError && finding.rule == cgo_flag_port::RULE.name
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Cause<'a> {
    Named(&'a str, &'a str, Option<&'a str>),
    OfItsOwn(usize),
}

/// The go.mod and its module line.
pub(crate) fn place_of(module: &Module) -> Option<(&FilePath, syntax::Span)> {
    let (path, facts) = module.go_mod.as_ref()?;
    Some((path, facts.module.as_ref()?.span))
}
