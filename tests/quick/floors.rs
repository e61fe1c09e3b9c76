//! The floors: a crate depends on crates of lower floors alone.

use std::fs;

use crate::repository::{expect_none, root};

/// The floor of each crate, as ARCHITECTURE.md shows them.
const FLOORS: &[(&str, u8)] = &[
    ("platform", 0),
    ("syntax", 1),
    ("artifact", 1),
    ("project", 2),
    ("rules", 3),
    ("disk", 3),
    ("toolchain", 3),
    ("workspace", 4),
    ("report", 4),
    ("lsp", 5),
    ("cli", 6),
];

/// Never shipped. They may see [`TOOLS_OF_THE_WORKSHOP`], and nothing else of ours.
const WORKSHOP: &[&str] = &["testkit", "xtask"];

/// What the workshop generates, judges and mutates by.
const TOOLS_OF_THE_WORKSHOP: &[&str] = &["platform", "syntax", "artifact"];

/// What values pass through and no world comes in by.
const PURE: &[&str] = &["platform", "syntax", "artifact", "project", "rules", "report"];

/// Crates from outside that belong to one owner, or to few.
const OWNERS: &[(&str, &[&str])] = &[
    ("tree-sitter", &["syntax", "tree-sitter-go", "tree-sitter-gomod"]),
    ("tree-sitter-go", &["syntax"]),
    ("tree-sitter-gomod", &["syntax"]),
    ("object", &["artifact"]),
    ("tower-lsp", &["lsp"]),
    ("ropey", &["lsp"]),
    ("tokio", &["lsp", "cli", "toolchain"]),
    ("clap", &["cli"]),
];

struct Manifest {
    folder: String,
    dependencies: Vec<String>,
    is_linted: bool,
}

fn manifests(of: &str) -> Vec<Manifest> {
    let entries = fs::read_dir(root().join(of)).expect("the folder is there");
    let mut manifests = Vec::new();
    for entry in entries {
        let entry = entry.expect("a readable folder");
        let path = entry.path().join("Cargo.toml");
        let Ok(text) = fs::read_to_string(&path) else {
            continue;
        };
        let table: toml::Table = text.parse().expect("a manifest");
        let names = ["dependencies", "build-dependencies"];
        let tables = names.iter().filter_map(|name| table.get(*name)?.as_table());
        let dependencies = tables.flat_map(|table| table.keys().cloned()).collect();
        let lints = table.get("lints").and_then(|it| it.get("workspace")?.as_bool());
        let folder = entry.file_name().to_string_lossy().into_owned();
        manifests.push(Manifest { folder, dependencies, is_linted: lints == Some(true) });
    }
    manifests.sort_by(|a, b| a.folder.cmp(&b.folder));
    manifests
}

fn floor(name: &str) -> Option<u8> {
    FLOORS.iter().find(|(it, _)| *it == name).map(|(_, floor)| *floor)
}

#[test]
fn crates_depend_on_lower_floors_alone() {
    let mut complaints = Vec::new();
    for Manifest { folder, dependencies, .. } in manifests("server") {
        let is_workshop = WORKSHOP.contains(&folder.as_str());
        if !is_workshop && floor(&folder).is_none() {
            complaints.push(format!("{folder} stands on no floor"));
        }
        for name in &dependencies {
            let is_fine = match (floor(&folder), floor(name)) {
                (Some(above), Some(below)) => below < above,
                (None, Some(_)) => TOOLS_OF_THE_WORKSHOP.contains(&name.as_str()),
                (_, None) => !WORKSHOP.contains(&name.as_str()),
            };
            if !is_fine {
                complaints.push(format!("{folder} depends on {name}"));
            }
        }
    }
    expect_none(&complaints, "a crate sees lower floors alone");
}

#[test]
fn what_comes_from_outside_has_an_owner() {
    let mut complaints = Vec::new();
    for Manifest { folder, dependencies, .. } in
        manifests("server").iter().chain(&manifests("grammars"))
    {
        for (name, owners) in OWNERS {
            if dependencies.iter().any(|it| it == name) && !owners.contains(&folder.as_str()) {
                complaints.push(format!("{folder} depends on {name}, which is {owners:?}'s"));
            }
        }
    }
    expect_none(&complaints, "one owner for each outside thing");
}

#[test]
fn every_crate_is_linted_as_the_workspace_says() {
    let missing = manifests("server").into_iter().filter(|manifest| !manifest.is_linted);
    let list: Vec<String> = missing.map(|manifest| manifest.folder).collect();
    expect_none(&list, "no `[lints] workspace = true`");
}

#[test]
fn pure_crates_touch_no_world() {
    let worlds = [
        "std::fs",
        "std::process",
        "std::net",
        "env::var",
        "env::current",
        "SystemTime",
        "Instant",
    ];
    let mut complaints = Vec::new();
    for file in crate::repository::files() {
        let crate_name = file.path.strip_prefix("server/").and_then(|path| path.split('/').next());
        let is_pure = crate_name.is_some_and(|name| PURE.contains(&name));
        if !is_pure || !file.is_rust() || file.is_generated() || crate::owners::is_test(&file.path)
        {
            continue;
        }
        let (shipped, _) = crate::owners::split_at_tests(&file.text);
        for world in worlds.iter().filter(|world| shipped.contains(**world)) {
            complaints.push(format!("{}: {world}", file.path));
        }
    }
    expect_none(&complaints, "values in, values out");
}
