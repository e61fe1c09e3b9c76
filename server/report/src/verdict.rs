//! What the findings say about each judged configuration.

use std::collections::HashMap;

use platform::{Target, TargetSet};
use project::{FilePath, Module, Package, PackageId};

use crate::Checked;
use crate::json::Verdict;

/// One judged configuration, over all workspaces.
pub(crate) struct Judgement {
    pub(crate) target: Target,
    pub(crate) verdict: Verdict,
    /// Own packages with a file there.
    pub(crate) packages: usize,
    /// Those of them that do not build there.
    pub(crate) broken: usize,
}

/// A judgement of every judged configuration, in order.
pub(crate) fn judge(workspaces: &[Checked<'_>]) -> Vec<Judgement> {
    let judged = workspaces
        .iter()
        .map(|it| it.snapshot.judged.targets)
        .fold(TargetSet::EMPTY, |all, targets| all | targets);
    let broken: Vec<_> = workspaces.iter().map(broken_packages).collect();
    judged
        .iter()
        .map(|target| {
            let (mut packages, mut breaks, mut links) = (0, 0, true);
            for (checked, broken) in workspaces.iter().zip(&broken) {
                let packages_of = (0..).map(PackageId).zip(&checked.snapshot.packages);
                for ((id, package), broken) in packages_of.zip(broken) {
                    let is_judged = checked.snapshot.judged_for(id).targets.contains(target);
                    if !package.is_own || !is_judged || !package.built_for.contains(target) {
                        continue;
                    }
                    packages += 1;
                    breaks += usize::from(broken.contains(target));
                    links &= target.cgo || !target.port.needs_cgo_to_link() || !is_main(package);
                }
            }
            let verdict = match (packages, breaks, links) {
                (0, ..) => Verdict::Excluded,
                (_, 1.., _) => Verdict::Breaks,
                (_, 0, false) => Verdict::NeedsCgo,
                (_, 0, true) => Verdict::Builds,
            };
            Judgement { target, verdict, packages, broken: breaks }
        })
        .collect()
}

/// Where each package does not build: by the findings in its folder, or in a file that speaks for
/// its module (go.mod) or for all (go.work).
fn broken_packages(checked: &Checked<'_>) -> Vec<TargetSet> {
    let snapshot = checked.snapshot;
    let mut by_folder: HashMap<&FilePath, Vec<usize>> = HashMap::new();
    for (index, package) in snapshot.packages.iter().enumerate() {
        by_folder.entry(&package.dir).or_default().push(index);
    }
    let mut broken = vec![TargetSet::EMPTY; snapshot.packages.len()];
    for finding in checked.findings {
        if !finding.predicts.stops_build() {
            continue;
        }
        let is_its_go_mod = |module: &Module| {
            module.go_mod.as_ref().is_some_and(|(go_mod, _)| *go_mod == finding.path)
        };
        let modules = snapshot.modules.iter().position(is_its_go_mod);
        if modules.is_some() || snapshot.inputs.go_work.as_ref() == Some(&finding.path) {
            for (package, broken) in snapshot.packages.iter().zip(&mut broken) {
                if modules.is_none_or(|module| package.module == module) {
                    *broken |= finding.targets;
                }
            }
        } else if let Some(folder) = finding.path.parent() {
            for &index in by_folder.get(&folder).into_iter().flatten() {
                broken[index] |= finding.targets;
            }
        }
    }
    broken
}

/// Whether it becomes a program.
fn is_main(package: &Package) -> bool {
    package
        .files
        .iter()
        .filter(|file| !file.is_test)
        .find_map(|file| file.header()?.package.as_ref())
        .is_some_and(|name| &*name.text == "main")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use project::{Facts, SourceFile};
    use rules::Predicts;
    use syntax::Name;
    use syntax::go::Header;

    use super::*;
    use crate::testing::{Made, ROOT, made, targets};

    /// Adds a package of one file to the module in [`ROOT`].
    fn package(made: &mut Made, dir: &str, name: &str, built_for: TargetSet) {
        let dir = FilePath::new(ROOT).join(dir);
        let package = Some(Name { text: name.into(), ..Name::default() });
        let file = SourceFile {
            path: dir.join("a.go"),
            facts: Facts::Header(Arc::new(Header { package, ..Header::default() })),
            built_for,
            is_test: false,
        };
        let package = Package::new(dir, name.into(), 0, true, vec![file]);
        made.snapshot.packages.push(Arc::new(package));
    }

    fn verdicts(made: &Made) -> String {
        let lines = made
            .tell(judge)
            .into_iter()
            .map(|it| format!("{} {:?} {} {}\n", it.target, it.verdict, it.packages, it.broken));
        lines.collect()
    }

    #[test]
    fn a_verdict_follows_from_the_findings_of_a_packages_folder() {
        let mut made = made(&[("lib/a.go", "x")]);
        made.snapshot.judged.targets = targets(&["android/arm", "linux/amd64", "windows/amd64"]);
        made.snapshot.judged.targets &= TargetSet::without_cgo();
        package(&mut made, "lib", "lib", targets(&["linux/*", "windows/*"]));
        package(&mut made, "cmd", "main", targets(&["android/*", "linux/*"]));
        made.add("lib/a.go", "x", "breaks on windows");
        made.add("lib/a.go", "x", "only looks odd").predicts = Predicts::Drift;
        made.findings[1].targets = targets(&["linux/*"]);
        let expected =
            "android/arm NeedsCgo 1 0\nlinux/amd64 Builds 2 0\nwindows/amd64 Breaks 1 1\n";
        assert_eq!(verdicts(&made), expected);
    }

    #[test]
    fn what_stops_a_module_stops_all_its_packages() {
        let mut made = made(&[("go.mod", "module m")]);
        made.snapshot.judged.targets = targets(&["windows/amd64"]) & TargetSet::without_cgo();
        let go_mod = FilePath::new(ROOT).join("go.mod");
        made.snapshot.modules[0].go_mod = Some((go_mod, Arc::default()));
        assert_eq!(verdicts(&made), "windows/amd64 Excluded 0 0\n");
        for dir in ["", "a", "b"] {
            package(&mut made, dir, "lib", TargetSet::all());
        }
        made.add("go.mod", "module", "refused");
        assert_eq!(verdicts(&made), "windows/amd64 Breaks 3 3\n");
    }
}
