//! Names of the standard library that do not exist everywhere, as go/types finds them.

use std::collections::{BTreeMap, BTreeSet};

use platform::{Release, Target, TargetSet};
use xtask::from_go::std_symbols::{Places, holes};

use crate::tools::{go_sources, repository, run, tool};

/// Where packages have files, and where each of their exported names is, by package.
type Found = BTreeMap<String, (TargetSet, Places)>;

/// What go/types finds in these packages (`a,b`, or `all`) on these targets.
fn found_by_go(packages: &str, targets: TargetSet) -> Found {
    let program = repository().join("tests/tools/programs/std_symbols.go");
    let mut command = tool("go");
    command.arg("run").arg(program).arg(go_sources()).arg(packages);
    command.args(targets.iter().map(|target| target.to_string()));
    let mut found = Found::new();
    for line in run(&mut command).lines() {
        let mut words = line.split(' ');
        let mut word = || words.next().expect("a package and a target").to_owned();
        let (package, target) = (word(), word().parse::<Target>().expect("a target"));
        let (files, names) = found.entry(package).or_default();
        *files |= TargetSet::from(target);
        for name in words.filter(|name| !name.is_empty()) {
            *names.entry(name.to_owned()).or_default() |= TargetSet::from(target);
        }
    }
    found
}

/// Checks that names vary as go/types says, and says how many answers were compared.
fn compare(packages: &str, targets: TargetSet) -> usize {
    let ours = holes(&go_sources()).expect("the sources can be read");
    let mut compared = 0;
    let mut failures = BTreeSet::new();
    let nothing = Places::new();
    for (package, (files, theirs)) in found_by_go(packages, targets) {
        let ours = ours.get(&package).unwrap_or(&nothing);
        for (name, on) in &theirs {
            let expected = ours.get(name).map_or(files, |places| *places & targets);
            compared += files.len();
            if *on != expected {
                failures.insert(format!("{package}.{name}: {expected:?}, and in Go {on:?}"));
            }
        }
        let absent = ours
            .iter()
            .filter(|(name, places)| places.intersects(targets) && !theirs.contains_key(*name));
        failures.extend(absent.map(|(name, _)| format!("{package}.{name} is not in Go")));
    }
    let first: Vec<String> = failures.iter().take(20).cloned().collect();
    assert!(failures.is_empty(), "{} names:\n{}", failures.len(), first.join("\n"));
    compared
}

#[test]
fn packages_that_vary_have_their_names_where_go_has_them() {
    let targets = TargetSet::of_release(Release::CURRENT);
    let varying = holes(&go_sources()).expect("the sources can be read");
    let packages: Vec<&str> = varying.keys().map(String::as_str).collect();
    let compared = compare(&packages.join(","), targets);
    // 624,272 in Go 1.27.3: some 7,000 names on 88 targets.
    assert!(compared > 500_000, "only {compared} answers were compared");
}

#[test]
fn no_other_package_varies() {
    let ports = [
        "linux/amd64",
        "windows/386",
        "darwin/arm64",
        "android/arm",
        "illumos/amd64",
        "openbsd/riscv64",
        "plan9/386",
        "js/wasm",
        "wasip1/wasm",
    ];
    let targets = TargetSet::parse_patterns(ports).expect("ports of the current release");
    let compared = compare("all", targets & TargetSet::of_release(Release::CURRENT));
    // 177,485 in Go 1.27.3.
    assert!(compared > 100_000, "only {compared} answers were compared");
}
