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
fn it_reads_like_a_session_in_its_folder() {
    let place = Place::new(&[]);
    let told = place.run(&["demo", "it's weather"]).stdout;
    let mut lines = told.lines();
    assert_eq!(lines.next(), Some(r"$ cd 'it'\''s weather'"));
    assert_eq!(lines.next(), Some("$ anyport check"));
    let (session, after) = told.split_once("\nThe module stays in ").expect("the end");
    assert!(session.contains("--> clock/zone.go:1:1\n"), "{session}");
    assert!(!session.contains("[folder]"), "{session}");
    assert!(after.starts_with(r"'it'\''s weather': "), "{after}");
    let json = place.run(&["check", "it's weather", "--format", "json"]);
    assert_eq!(json.code, 1, "{json}");
}

#[test]
fn the_proposed_commands_work() {
    let place = Place::new(&[]);
    let told = place.run(&["demo", "weather"]).stdout;
    let mut tried = Vec::new();
    for line in told.lines().filter_map(|line| line.strip_prefix("  anyport ")) {
        let words = line.split("  ").next().unwrap_or(line);
        let typed: Vec<&str> = words.split_whitespace().collect();
        let run = place.command(&typed).current_dir(place.path("weather")).output();
        let run = place.told(&run.expect("the binary starts"));
        match words {
            // Here is no Go, so there is nothing to inspect either.
            "matrix --output dist" => assert!(run.stderr.contains("go command"), "{run}"),
            "inspect dist" => assert!(run.stderr.contains("dist: no such file"), "{run}"),
            _ => assert!(run.code < 2, "{words}: {run}"),
        }
        tried.push(typed[0]);
    }
    assert_eq!(tried, ["explain", "check", "check", "check", "check", "matrix", "inspect"]);
}

#[test]
fn the_picture_shows_what_the_demo_says() {
    let picture = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/demo.svg");
    let picture = std::fs::read_to_string(picture).expect("the picture of README.md");
    let told = Place::new(&[]).run(&["demo", "weather"]).stdout;
    let told: Vec<String> = told.lines().map(dense).collect();
    let rows: Vec<&str> = picture.lines().filter(|line| line.starts_with("<text ")).collect();
    let (prompt, rows) = rows.split_first().expect("rows");
    assert_eq!(row_of(prompt).1, "$anyportcheck");
    let rows: Vec<_> = rows.iter().map(|row| row_of(row)).collect();
    // One finding, then a blank row, then another.
    let findings: Vec<_> = rows.chunk_by(|above, below| below.0 - above.0 < 20).collect();
    assert_eq!(findings.len(), 2, "{findings:?}");
    for finding in findings {
        let shown: Vec<&String> = finding.iter().map(|(_, text)| text).collect();
        let is_told = told.windows(shown.len()).any(|lines| lines.iter().eq(shown.clone()));
        assert!(is_told, "`anyport demo` says something else: {shown:#?}");
    }
}

/// Where a row of the picture stands, and its text.
fn row_of(row: &str) -> (u32, String) {
    let (_, place) = row.split_once("y=\"").expect("a place");
    let (y, spans) = place.split_once('"').expect("a number");
    let text: String = spans.split('<').filter_map(|it| Some(it.split_once('>')?.1)).collect();
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    (y.parse().expect("a number"), dense(&text))
}

/// Without blanks: the picture moves to the right instead.
fn dense(text: &str) -> String {
    text.split_whitespace().collect()
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
