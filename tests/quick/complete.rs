//! A rule is a folder's worth of files, found by existence; and its list is nowhere written by
//! hand.

use std::collections::BTreeSet;

use rules::hazards::RULES;

use crate::repository::{expect_none, files, paths};

const HAZARDS: &str = "server/rules/src/hazards/";

#[test]
fn every_rule_has_page_fixture_and_proof() {
    let paths: BTreeSet<String> = paths().into_iter().map(|(path, _)| path).collect();
    let mut missing = Vec::new();
    for rule in RULES {
        let module = rule.name.replace('-', "_");
        for path in [
            format!("{HAZARDS}{module}.rs"),
            format!("{HAZARDS}{module}.md"),
            format!("tests/rules/{module}.txtar"),
            format!("tests/proofs/{module}.txtar"),
        ] {
            if !paths.contains(&path) {
                missing.push(path);
            }
        }
    }
    expect_none(&missing, "missing (`cargo xtask new-rule` writes skeletons)");
}

#[test]
fn every_page_fixture_and_proof_has_a_rule() {
    let mut orphans = Vec::new();
    for (path, _) in paths() {
        let folders = [(HAZARDS, ".md"), ("tests/rules/", ".txtar"), ("tests/proofs/", ".txtar")];
        for (folder, ending) in folders {
            let name = path.strip_prefix(folder).and_then(|name| name.strip_suffix(ending));
            let Some(name) = name else {
                continue;
            };
            // A rule may have further fixtures: `cgo_disabled.windows.txtar`.
            let rule = name.split('.').next().unwrap_or(name).replace('_', "-");
            if !RULES.iter().any(|it| it.name == rule) {
                orphans.push(path.clone());
            }
        }
    }
    expect_none(&orphans, "no rule of that name");
}

#[test]
fn names_are_unique_and_in_order() {
    let names: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
    assert!(names.is_sorted(), "{names:?}");
    let former = RULES.iter().flat_map(|rule| rule.former_names).copied();
    let all: Vec<&str> = names.iter().copied().chain(former).collect();
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "{all:?}");
    for rule in RULES {
        assert!(!rule.summary().is_empty(), "{}: the page has no first paragraph", rule.name);
    }
}

#[test]
fn no_list_of_rules_is_written_by_hand() {
    // The extension's settings are generated, and a test says that they are current.
    let settings = "editors/vscode/package.json";
    let may = [HAZARDS, "server/rules/src/hazards.rs", "tests/", "README.md", "docs/", settings];
    let mut complaints = Vec::new();
    for file in files() {
        if may.iter().any(|place| file.path.starts_with(place)) {
            continue;
        }
        let quoted = |name: &str| file.text.contains(&format!("\"{name}\""));
        let named = RULES.iter().filter(|rule| quoted(rule.name)).count();
        if named > 3 {
            complaints.push(format!("{}: names {named} rules", file.path));
        }
    }
    expect_none(&complaints, "rules are listed by their folder alone");
}
