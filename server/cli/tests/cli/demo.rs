//! `anyport demo`: one module that has every hazard.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use crate::place::Place;

#[test]
fn every_rule_has_a_finding_in_the_demo() {
    let place = Place::new(&[]);
    let told = place.run(&["demo", "weather"]);
    assert_eq!(told.code, 0, "{told}");
    let json = place.run(&["check", "weather", "--format", "json"]).stdout;
    let report: Value = serde_json::from_str(&json).expect("JSON");
    let found: BTreeSet<_> = report["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|finding| finding["rule"].as_str().expect("a name"))
        .collect();
    // A new rule joins the demo in server/cli/demo/.
    // The demo declares its ports, so no system is in doubt.
    let speaks = |rule: &&&'static rules::Rule| !matches!(rule.scope, rules::Scope::Unmeant(_));
    let known: BTreeSet<_> =
        rules::hazards::RULES.iter().filter(speaks).map(|rule| rule.name).collect();
    let missing: Vec<_> = known.difference(&found).collect();
    assert!(missing.is_empty(), "not in the demo: {missing:?}");
    for rule in known {
        assert!(told.stdout.contains(&format!("[{rule}]")), "{rule} is not told of");
    }
}

#[test]
fn the_proposed_commands_work() {
    let place = Place::new(&[]);
    let told = place.run(&["demo", "weather"]).stdout;
    let mut tried = 0;
    for line in told.lines().filter_map(|line| line.trim().strip_prefix("anyport ")) {
        let words: Vec<&str> = line.split("  ").next().unwrap_or(line).split_whitespace().collect();
        let run = place.run(&words);
        let is_here = words == ["check"];
        assert!(run.code < 2 || is_here, "{words:?}: {run}");
        tried += 1;
    }
    assert!(tried >= 4, "{told}");
}

#[test]
fn a_folder_that_holds_something_is_not_touched() {
    let place = Place::new(&[("weather/mine.txt", "mine")]);
    let run = place.run(&["demo", "weather"]);
    assert_eq!(run.code, 2);
    assert_eq!(run.stderr, "anyport: weather: the folder is not empty; name a new one\n");
    assert!(!place.path("weather/go.mod").exists());
}

#[test]
fn what_is_embedded_is_what_is_committed() {
    let place = Place::new(&[]);
    place.run(&["demo", "weather"]);
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("demo");
    assert_eq!(tree(&place.path("weather")), tree(&source));
}

/// Every file below a folder, with its text.
fn tree(root: &Path) -> BTreeSet<(String, String)> {
    let mut files = BTreeSet::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(root).expect("below").display().to_string();
                files.insert((name, std::fs::read_to_string(&path).expect("text")));
            }
        }
    }
    files
}
