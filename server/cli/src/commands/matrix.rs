//! `anyport matrix`: builds of every judged port, beside what was predicted.

mod display;

use std::time::Duration;

use anyhow::Context;
use project::{Configuration, Level, PortState};
use report::BuiltMatrix;
use rules::hazards::RULES;
use workspace::{Cancel, Go, Matrix, MatrixOptions, Options, Workspace};

use self::display::Display;
use crate::arguments::{Format, MatrixArguments, MatrixFailOn};
use crate::commands::check;
use crate::terminal::Terminal;
use crate::{Ending, complain, machine, paths};

pub(crate) fn run(typed: &MatrixArguments, terminal: &Terminal) -> anyhow::Result<Ending> {
    let above = check::configuration(&typed.targets, &typed.tags, typed.cgo)?;
    let environment = machine::environment(None)?;
    let go = Go::find(&environment, machine::variables())?;
    let options = Options {
        environment,
        above,
        below: Configuration::default(),
        rules: RULES,
        cache: if typed.no_cache { None } else { machine::cache_folder() },
    };
    let place = paths::existing(&typed.directory)?;
    let mut workspace = Workspace::load(&place, options, &|_| ())?;
    let output = typed.output.as_deref().map(paths::absolute).transpose()?;
    let plan = workspace.plan_matrix(
        go,
        MatrixOptions {
            patterns: typed.packages.clone(),
            base: Some(place),
            vet: typed.vet,
            all: typed.all || typed.no_cache,
            jobs: typed.jobs.map(usize::from),
            timeout: typed.timeout.map(Duration::from_secs),
            output,
        },
    )?;
    workspace.remember();
    let cancel = cancelled_by_signals()?;
    let display = Display::new(&plan, typed.jobs);
    let matrix = plan.run(&cancel, &|event| display.event(event))?;
    display.end();
    tell(&matrix, typed, terminal)?;
    if cancel.is_cancelled() {
        complain("cancelled");
    }
    Ok(ending(&matrix, typed.fail_on))
}

/// Ctrl-C, and what ends a terminal or a service, stop the builds; what came of them is told.
fn cancelled_by_signals() -> anyhow::Result<Cancel> {
    let cancel = Cancel::default();
    let handed = cancel.clone();
    ctrlc::set_handler(move || handed.cancel()).context("signals cannot be heard")?;
    Ok(cancel)
}

fn tell(matrix: &Matrix, typed: &MatrixArguments, terminal: &Terminal) -> anyhow::Result<()> {
    let told = BuiltMatrix {
        snapshot: &matrix.snapshot,
        predictions: &matrix.predictions,
        ports: &matrix.ports,
        comparison: &matrix.comparison,
        seconds: matrix.seconds,
        is_vet: matrix.is_vet,
    };
    if let Some(file) = &typed.html {
        std::fs::write(file, report::matrix_html(&told))
            .with_context(|| format!("{}: not written", file.display()))?;
    }
    match typed.format {
        Format::Text => terminal.print(&report::matrix_text(&told, &terminal.dress))?,
        Format::Json => terminal.print(&report::matrix_json(&told))?,
    }
    Ok(())
}

fn ending(matrix: &Matrix, fail_on: MatrixFailOn) -> Ending {
    let is_any = |wanted: fn(PortState) -> bool| matrix.ports.iter().any(|it| wanted(it.state));
    let fails = is_any(|state| state == PortState::Failed);
    let outputs = matrix.ports.iter().flat_map(|port| &port.outputs);
    let mut complaints = outputs.flat_map(|it| &it.opened).flat_map(|it| &it.complaints);
    let is_wrong = complaints.any(|it| it.level == Level::Error);
    let disagrees = matrix.comparison.disagreements().next().is_some();
    match fail_on {
        MatrixFailOn::Failure if fails || is_wrong => Ending::Findings,
        MatrixFailOn::Disagreement if fails || is_wrong || disagrees => Ending::Findings,
        _ if is_any(PortState::is_unsure) => Ending::Unsure,
        _ => Ending::Clean,
    }
}
