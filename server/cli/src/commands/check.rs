//! `anyport check`: findings of the modules that the paths lie in.

use std::path::Path;
use std::time::Instant;

use anyhow::{bail, ensure};
use project::{CgoMode, Configuration, Facts, FilePath, Level};
use report::{Checked, Dress};
use rules::Outcome;
use rules::hazards::RULES;
use workspace::{Options, Workspace};

use crate::arguments::{Cgo, CheckArguments, Format};
use crate::terminal::Terminal;
use crate::{Ending, complain, machine, mend, paths};

/// What was typed, and what it means.
struct Plan {
    paths: Vec<FilePath>,
    options: Options,
    action: Action,
    format: Format,
    /// None: never.
    fail_on: Option<Level>,
}

/// What becomes of safe fixes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Action {
    Report,
    Fix,
    Diff,
}

/// One workspace, checked.
struct Judged {
    workspace: Workspace,
    outcome: Outcome,
    seconds: f64,
}

pub(crate) fn run(typed: &CheckArguments, terminal: &Terminal) -> anyhow::Result<Ending> {
    let plan = plan(typed)?;
    let mut judged = load(&plan, terminal)?;
    let mut is_unsure = false;
    match plan.action {
        Action::Report => {}
        Action::Fix => is_unsure |= fix(&mut judged, terminal)?,
        Action::Diff => diff(&mut judged, terminal)?,
    }
    is_unsure |= !complaints(&judged, terminal).is_empty();
    if plan.action != Action::Diff {
        tell(&judged, plan.format, terminal)?;
    }
    for it in &mut judged {
        it.workspace.remember();
    }
    Ok(ending(&plan, &judged, is_unsure))
}

/// Checks a folder as `anyport check` would for somebody who stands in it.
pub(crate) fn run_in(folder: &Path, terminal: &Terminal) -> anyhow::Result<Ending> {
    let base = paths::absolute(folder)?;
    let there = Terminal { dress: Dress { base, ..terminal.dress.clone() } };
    run(&CheckArguments { paths: vec![folder.to_path_buf()], ..CheckArguments::default() }, &there)
}

/// The second stage: what was typed becomes what it means, or an error that says what is wrong.
fn plan(typed: &CheckArguments) -> anyhow::Result<Plan> {
    let above = configuration(&typed.targets, &typed.tags, typed.cgo)?;
    let environment = machine::environment(typed.host.as_deref())?;
    let cache = if typed.no_cache { None } else { machine::cache_folder() };
    let paths = typed.paths.iter().map(|path| paths::existing(path));
    Ok(Plan {
        paths: paths.collect::<Result<_, _>>()?,
        options: Options {
            environment,
            above,
            below: Configuration::default(),
            rules: RULES,
            cache,
        },
        action: match (typed.fix, typed.diff) {
            (true, _) => Action::Fix,
            (_, true) => Action::Diff,
            _ => Action::Report,
        },
        format: typed.format,
        fail_on: typed.fail_on.level(),
    })
}

/// `--targets`, `--tags` and `--cgo` as settings. The error says what is wrong with the targets.
pub(crate) fn configuration(
    targets: &[String],
    tags: &[String],
    cgo: Option<Cgo>,
) -> anyhow::Result<Configuration> {
    let words = list(targets);
    ensure!(!words.is_empty() || targets.is_empty(), "--targets: the list is empty");
    platform::TargetSet::parse_patterns(words.iter().map(String::as_str))
        .map_err(|message| anyhow::anyhow!("--targets: {message}"))?;
    let tags = list(tags);
    Ok(Configuration {
        targets: (!words.is_empty()).then_some(words),
        cgo: cgo.map(|cgo| match cgo {
            Cgo::Auto => CgoMode::Auto,
            Cgo::Off => CgoMode::Off,
            Cgo::On => CgoMode::On,
            Cgo::Both => CgoMode::Both,
        }),
        tags: (!tags.is_empty()).then_some(tags),
        ..Configuration::default()
    })
}

/// The words of a list: commas are gone already; blanks separate too, as in the go command's
/// `-tags`.
fn list(typed: &[String]) -> Vec<String> {
    typed.iter().flat_map(|words| words.split_whitespace()).map(String::from).collect()
}

/// Reads and judges every workspace that the paths lie in, each once.
fn load(plan: &Plan, terminal: &Terminal) -> anyhow::Result<Vec<Judged>> {
    let mut judged: Vec<Judged> = Vec::new();
    for path in &plan.paths {
        // A folder's own go.mod decides, so that a nested module is not taken for its parent.
        let inside = if paths::native(path).is_dir() { path.join("go.mod") } else { path.clone() };
        if judged.iter().any(|known| known.workspace.holds(&inside)) {
            continue;
        }
        let begun = Instant::now();
        let workspace = Workspace::load(path, plan.options.clone(), &|_| ())
            .map_err(|error| from_here(&error, terminal))?;
        if judged.iter().any(|known| known.workspace.root() == workspace.root()) {
            continue;
        }
        let snapshot = workspace.snapshot();
        let is_module = snapshot.modules.iter().any(|it| it.is_main && it.go_mod.is_some());
        if !is_module && !snapshot.packages.iter().any(|it| it.is_own) {
            bail!("{}: no go.mod and no Go files", report::shown_from(path, &terminal.dress.base));
        }
        let outcome = rules::check_with(RULES, &snapshot);
        judged.push(Judged { workspace, outcome, seconds: begun.elapsed().as_secs_f64() });
    }
    judged.sort_by(|a, b| a.workspace.root().cmp(b.workspace.root()));
    Ok(judged)
}

/// An error that begins with an absolute path, as the reader would write that path.
fn from_here(error: &anyhow::Error, terminal: &Terminal) -> anyhow::Error {
    let message = format!("{error:#}");
    let below = format!("{}/", terminal.dress.base);
    anyhow::anyhow!("{}", message.strip_prefix(&below).unwrap_or(&message))
}

/// Writes the fixes to the files and judges anew what came of it. Says whether something went
/// wrong.
fn fix(judged: &mut [Judged], terminal: &Terminal) -> anyhow::Result<bool> {
    let (mut is_unsure, mut findings, mut files) = (false, 0, 0);
    for it in judged {
        let before = it.outcome.findings.len();
        let mended = mend::in_memory(&mut it.workspace);
        let written = mended.texts.iter().map(|(path, (before, after))| {
            it.workspace.set_text(path, None);
            (path, mend::write(path, before.as_deref(), after))
        });
        let written: Vec<_> = written.collect();
        let renamed = mended.renamed.iter().map(|(path, to)| (path, mend::rename(path, to)));
        for (path, result) in written.into_iter().chain(renamed) {
            match result {
                Ok(()) => files += 1,
                Err(error) => {
                    let shown = report::shown_from(path, &terminal.dress.base);
                    complain(&format!("{shown}: {error:#}"));
                    is_unsure = true;
                }
            }
        }
        let names = mended.renamed.iter().flat_map(|(path, to)| [path, to]);
        let touched: Vec<_> = mended.texts.keys().chain(names).cloned().collect();
        if !touched.is_empty() {
            it.workspace.disk_changed(&touched)?;
            it.outcome = rules::check_with(RULES, &it.workspace.snapshot());
            findings += before.saturating_sub(it.outcome.findings.len());
        }
    }
    complain(&format!("fixed {} in {}", count(findings, "finding"), count(files, "file")));
    Ok(is_unsure)
}

/// Prints what `fix` would write. The findings stay those of the files as they are.
fn diff(judged: &mut [Judged], terminal: &Terminal) -> anyhow::Result<()> {
    let (mut findings, mut files) = (0, 0);
    for it in judged {
        let mended = mend::in_memory(&mut it.workspace);
        terminal.print(&mend::diff(&mended, &terminal.dress))?;
        findings += mended.findings;
        files += mended.files();
    }
    complain(&format!(
        "--fix would fix {} in {}",
        count(findings, "finding"),
        count(files, "file")
    ));
    Ok(())
}

/// Says what could not be judged.
fn complaints(judged: &[Judged], terminal: &Terminal) -> Vec<String> {
    let mut said = Vec::new();
    for it in judged {
        let snapshot = it.workspace.snapshot();
        for panic in &it.outcome.panics {
            said.push(format!("a rule failed, which is a bug in anyport: {panic}"));
        }
        for package in snapshot.own_packages() {
            for file in &package.files {
                if matches!(file.facts, Facts::Unreadable) {
                    let shown = report::shown_from(&file.path, &terminal.dress.base);
                    said.push(format!("{shown}: not read: no permission, not UTF-8, or too large"));
                }
            }
        }
    }
    for message in &said {
        complain(message);
    }
    said
}

/// Prints the findings.
fn tell(judged: &[Judged], format: Format, terminal: &Terminal) -> anyhow::Result<()> {
    let snapshots: Vec<_> = judged.iter().map(|it| it.workspace.snapshot()).collect();
    let texts: Vec<_> = judged.iter().map(|it| |path: &FilePath| it.workspace.text(path)).collect();
    let checked: Vec<_> = judged
        .iter()
        .zip(&snapshots)
        .zip(&texts)
        .map(|((it, snapshot), text)| Checked {
            snapshot,
            findings: &it.outcome.findings,
            text,
            seconds: it.seconds,
        })
        .collect();
    match format {
        Format::Text => terminal.print(&report::text(&checked, &terminal.dress))?,
        Format::Json => terminal.print(&report::json(&checked))?,
    }
    Ok(())
}

fn ending(plan: &Plan, judged: &[Judged], is_unsure: bool) -> Ending {
    let loudest =
        judged.iter().flat_map(|it| &it.outcome.findings).map(|finding| finding.level).max();
    match (loudest, plan.fail_on) {
        (Some(loudest), Some(fail_on)) if loudest >= fail_on => Ending::Findings,
        _ if is_unsure => Ending::Unsure,
        _ => Ending::Clean,
    }
}

fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
