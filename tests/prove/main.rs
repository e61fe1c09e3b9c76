//! Every proof of `tests/proofs/`: the real go command fails as a rule says, and no longer does
//! after the remedy.
//!
//! A proof holds two trees, `hazard/…` and `mended/…` (laid over the hazard's; `removed` lists what
//! goes), and a script for each. Four things must hold: each script
//! passes on its tree; the hazard's fails on the mended tree; the rule speaks about the
//! hazard's tree; it is silent about the mended one.
//!
//! Where there is a `fixed.script`, the rule's own fixes are applied to the hazard's tree, the first
//! of each finding, and it must pass on what comes of that.
#![expect(clippy::disallowed_methods, reason = "proofs build trees on disk")]

mod process;
mod script;
#[path = "../fixtures/settings.rs"]
mod settings;

use std::fs;
use std::path::{Path, PathBuf};

use libtest_mimic::{Arguments, Failed, Trial};
use project::FilePath;
use rules::Finding;
use rules::hazards::RULES;
use testkit::Archive;
use workspace::{Options, Workspace};

use crate::settings::Settings;

/// More than any proof has: a fix that does not mend its finding would be applied for ever.
const MOST_FIXES: usize = 100;

fn main() {
    let mut arguments = Arguments::from_args();
    // Each proof starts builds that use every processor themselves.
    arguments.test_threads = arguments.test_threads.or(Some(2));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("proofs");
    let entries = fs::read_dir(folder).expect("the folder is part of the repository");
    let mut paths: Vec<PathBuf> =
        entries.map(|entry| entry.expect("a readable folder").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|it| it == "txtar"));
    paths.sort();
    let trial = |path: PathBuf| {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let rule = name.split('.').next().unwrap_or_default().replace('_', "-");
        Trial::test(format!("proof::{name}"), move || prove(&path, &rule))
    };
    libtest_mimic::run(&arguments, paths.into_iter().map(trial).collect()).exit();
}

fn prove(path: &Path, rule: &str) -> Result<(), Failed> {
    let archive = Archive::parse(&fs::read_to_string(path)?);
    let part = |name: &str| archive.file(name).ok_or(format!("no `{name}`"));
    let (hazard_script, mended_script) = (part("hazard.script")?, part("mended.script")?);
    let settings = Settings::parse(archive.file("config").unwrap_or_default(), false)?;

    let proof = Proof::new(&archive, false)?;
    if !proof.speaks(rule, &settings)? {
        return Err(format!("`{rule}` says nothing about the hazard").into());
    }
    proof.run(hazard_script).map_err(|error| format!("hazard.script: {error}"))?;

    let proof = Proof::new(&archive, true)?;
    if proof.speaks(rule, &settings)? {
        return Err(format!("`{rule}` speaks about the mended tree").into());
    }
    proof.run(mended_script).map_err(|error| format!("mended.script: {error}"))?;

    if let Some(fixed_script) = archive.file("fixed.script") {
        let proof = Proof::new(&archive, false)?;
        proof.apply_fixes(rule, &settings)?;
        proof.run(fixed_script).map_err(|error| format!("fixed.script: {error}"))?;
    }

    if Proof::new(&archive, true)?.run(hazard_script).is_ok() {
        return Err("hazard.script passes on the mended tree: it proves nothing".into());
    }
    Ok(())
}

/// One tree on disk.
struct Proof {
    scratch: tempfile::TempDir,
}

impl Proof {
    fn new(archive: &Archive, is_mended: bool) -> Result<Proof, Failed> {
        let proof = Proof { scratch: tempfile::tempdir()? };
        let mended = archive.below("mended").filter(|_| is_mended);
        for (name, text) in archive.below("hazard").chain(mended) {
            let path = proof.tree().join(name);
            fs::create_dir_all(path.parent().unwrap_or(&path))?;
            fs::write(path, text)?;
        }
        if is_mended {
            for name in archive.file("removed").unwrap_or_default().lines() {
                fs::remove_file(proof.tree().join(name))?;
            }
        }
        Ok(proof)
    }

    /// Some way below the scratch folder, so that `../lib` of a proof stays inside.
    fn tree(&self) -> PathBuf {
        self.scratch.path().join("work/tree")
    }

    /// Runs a script on the tree.
    fn run(&self, text: &str) -> Result<(), String> {
        script::run(text, &self.tree(), self.scratch.path())
    }

    /// Whether a rule finds something in the tree.
    fn speaks(&self, rule: &str, settings: &Settings) -> Result<bool, Failed> {
        Ok(!self.findings(rule, settings)?.is_empty())
    }

    /// What a rule finds in the tree.
    fn findings(&self, rule: &str, settings: &Settings) -> Result<Vec<Finding>, Failed> {
        let options = Options {
            environment: settings.environment.clone(),
            above: settings.above.clone(),
            below: project::Configuration::default(),
            rules: RULES,
            cache: None,
        };
        let tree = fs::canonicalize(self.tree())?;
        let path = FilePath::new(&tree.to_string_lossy());
        let workspace = Workspace::load(&path, options, &|_| ())?;
        let outcome = rules::check(&workspace.snapshot());
        if !outcome.panics.is_empty() {
            return Err(outcome.panics.join("\n").into());
        }
        let mut findings = outcome.findings;
        findings.retain(|finding| finding.rule == rule);
        Ok(findings)
    }

    /// Applies the first fix of each finding of a rule that has one, one after the other.
    fn apply_fixes(&self, rule: &str, settings: &Settings) -> Result<(), Failed> {
        let text = |path: &FilePath| Some(fs::read_to_string(path.as_str()).ok()?.into());
        for _ in 0..MOST_FIXES {
            let findings = self.findings(rule, settings)?;
            let Some(fix) = findings.iter().find_map(|finding| finding.fixes.first()) else {
                return Ok(());
            };
            let applied = workspace::apply_fix(fix, &text)
                .ok_or_else(|| format!("`{}` cannot be applied", fix.title))?;
            for (path, text) in applied.texts.iter().chain(&applied.created) {
                fs::write(path.as_str(), text)?;
            }
            for (path, to) in &applied.renamed {
                fs::rename(path.as_str(), to.as_str())?;
            }
        }
        Err(format!("more than {MOST_FIXES} fixes").into())
    }
}
