//! `anyport inspect`: what binaries are, need and promise, and what is wrong with them.

use anyhow::{anyhow, ensure};
use platform::Target;
use project::{FilePath, Level, Policies};
use rules::{Inspection, Request};

use crate::arguments::{Format, InspectArguments};
use crate::terminal::Terminal;
use crate::{Ending, machine, paths};

pub(crate) fn run(typed: &InspectArguments, terminal: &Terminal) -> anyhow::Result<Ending> {
    let request = typed.target.as_deref().map(request).transpose()?;
    let policies = policies(typed, terminal)?;
    let files = files(typed, terminal)?;
    let inspections: Vec<Inspection> =
        files.iter().map(|file| workspace::inspect(file, request.as_ref(), &policies)).collect();
    match typed.format {
        Format::Text => terminal.print(&report::inspection_text(&inspections, &terminal.dress))?,
        Format::Json => terminal.print(&report::inspection_json(&inspections))?,
    }
    Ok(ending(typed.fail_on.level(), &inspections))
}

fn request(typed: &str) -> anyhow::Result<Request> {
    if let Ok(target) = typed.parse::<Target>() {
        return Ok(Request { target, mode: None });
    }
    // The pattern's error names the nearest port.
    let message = platform::TargetSet::parse_pattern(typed).err();
    let message = message.unwrap_or_else(|| format!("`{typed}` is not one port: linux/amd64"));
    Err(anyhow!("--target: {message}"))
}

fn policies(typed: &InspectArguments, terminal: &Terminal) -> anyhow::Result<Policies> {
    let read = match &typed.policy {
        Some(file) => workspace::policies_of(&paths::existing(file)?),
        None => workspace::policies_for(&terminal.dress.base, &machine::environment(None)?),
    };
    read.map_err(|error| {
        let message = error.to_string();
        let below = format!("{}/", terminal.dress.base);
        anyhow!("{}", message.strip_prefix(&below).unwrap_or(&message))
    })
}

/// The files that are meant, each once.
fn files(typed: &InspectArguments, terminal: &Terminal) -> anyhow::Result<Vec<FilePath>> {
    let mut files: Vec<FilePath> = Vec::new();
    for path in &typed.files {
        let path = paths::existing(path)?;
        let found = if paths::native(&path).is_dir() {
            let found = workspace::binaries_below(&path);
            let shown = report::shown_from(&path, &terminal.dress.base);
            ensure!(!found.is_empty(), "{shown}: no binaries in this folder");
            found
        } else {
            vec![path]
        };
        for file in found {
            if !files.contains(&file) {
                files.push(file);
            }
        }
    }
    Ok(files)
}

fn ending(fail_on: Option<Level>, inspections: &[Inspection]) -> Ending {
    let loudest = inspections.iter().flat_map(|it| &it.complaints).map(|it| it.level).max();
    match (loudest, fail_on) {
        (Some(loudest), Some(fail_on)) if loudest >= fail_on => Ending::Findings,
        _ if inspections.iter().any(|it| it.artifact.is_err()) => Ending::Unsure,
        _ => Ending::Clean,
    }
}
