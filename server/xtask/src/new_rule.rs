//! `cargo xtask new-rule NAME`: the four files of a rule, to be filled in.

use std::path::Path;

use anyhow::ensure;

use crate::derived;

/// Writes rule, page, fixture and proof, and brings the derived files up to date. Says what it
/// wrote.
pub fn new_rule(root: &Path, name: &str) -> anyhow::Result<Vec<String>> {
    let is_kebab = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let starts = name.starts_with(|c: char| c.is_ascii_lowercase());
    ensure!(
        starts && name.chars().all(is_kebab) && !name.ends_with('-') && !name.contains("--"),
        "a rule's name is kebab-case, like `never-built`: not `{name}`"
    );
    let module = name.replace('-', "_");
    let files = [
        (format!("server/rules/src/hazards/{module}.rs"), RULE),
        (format!("server/rules/src/hazards/{module}.md"), PAGE),
        (format!("tests/rules/{module}.txtar"), FIXTURE),
        (format!("tests/proofs/{module}.txtar"), PROOF),
    ];
    for (path, _) in &files {
        ensure!(!root.join(path).exists(), "{path} is there already");
    }
    let mut written = Vec::new();
    for (path, template) in files {
        let text = template.replace("RULE_NAME", name).replace("RULE_MODULE", &module);
        derived::write(&root.join(&path), &text)?;
        written.push(path);
    }
    for derived in derived::all(root)? {
        derived::write(&root.join(derived.path), &derived.text)?;
        written.push(derived.path.to_owned());
    }
    Ok(written)
}

const RULE: &str = r#"//! Say in one sentence when this rule fires.

use project::{Level, Package, Snapshot, SourceFile};

use crate::{Findings, Judges, Predicts, Rule, Scope};

/// See the page.
pub static RULE: Rule = Rule {
    name: "RULE_NAME",
    level: Level::Warning,
    predicts: Predicts::Drift,
    judges: Judges::Targets,
    scope: Scope::GoFile(check),
    docs: include_str!("RULE_MODULE.md"),
    off_by_default: false,
    former_names: &[],
};

fn check(_: &Snapshot, _: &Package, _file: &SourceFile, _findings: &mut Findings) {}
"#;

const PAGE: &str = r#"# RULE_NAME

Say in one paragraph what breaks and why.

```go
package p // want RULE_NAME "package": *
```

Say what to do about it.

```go
package p
```
"#;

const FIXTURE: &str = r#"Tell the story: what fires, and what stays silent, and why.

-- go.mod --
module example.com/m

go 1.27
-- fires.go --
package m // want RULE_NAME "package": *
-- silent.go --
package m
"#;

const PROOF: &str = "\
Tell what the real tool does: the error that it gives, and that the remedy takes it away.

-- hazard/go.mod --
module example.com/m

go 1.27
-- hazard/fires.go --
package m
-- hazard.script --
! go build ./...
stderr 'the text of the error'
-- mended/fires.go --
package m
-- mended.script --
go build ./...
";
