//! The anyport binary: arguments, terminal, exit codes. Results go to stdout, talk to stderr.
#![expect(clippy::disallowed_methods, reason = "this crate owns the environment and its outputs")]

mod arguments;
mod commands;
mod machine;
mod mend;
mod paths;
mod terminal;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;
use mimalloc::MiMalloc;

use crate::arguments::{Arguments, Command};
use crate::terminal::{Terminal, is_broken_pipe};

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// What a command came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    /// Nothing to complain about: exit code 0.
    Clean,
    /// Findings loud enough to fail on: 1.
    Findings,
    /// Something could not be read or judged: 2.
    Unsure,
}

impl From<Ending> for ExitCode {
    fn from(ending: Ending) -> ExitCode {
        ExitCode::from(match ending {
            Ending::Clean => 0,
            Ending::Findings => 1,
            Ending::Unsure => 2,
        })
    }
}

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(help) if help.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let _ = help.print();
            return Ending::Unsure.into();
        }
        Err(error) if error.use_stderr() => {
            let message = error.render().to_string();
            complain(message.strip_prefix("error: ").unwrap_or(&message).trim_end());
            return Ending::Unsure.into();
        }
        // `--help` and `--version` come as errors too. A reader who has left early wants no more.
        Err(help) => {
            let _ = help.print();
            return ExitCode::SUCCESS;
        }
    };
    log_to_stderr();
    match run(arguments) {
        Ok(code) => code,
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&format!("{error:#}"));
            Ending::Unsure.into()
        }
    }
}

fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let terminal = Terminal::new(arguments.color)?;
    Ok(match arguments.command {
        Command::Check(typed) => commands::check::run(&typed, &terminal)?.into(),
        Command::Init(typed) => commands::init::run(&typed, &terminal)?.into(),
        Command::Inspect(typed) => commands::inspect::run(&typed, &terminal)?.into(),
        Command::Matrix(typed) => commands::matrix::run(&typed, &terminal)?.into(),
        Command::Rules(typed) => commands::rules::run(&typed, &terminal)?.into(),
        Command::Explain(typed) => commands::explain::run(&typed, &terminal)?.into(),
        Command::Demo(typed) => commands::demo::run(&typed, &terminal)?.into(),
        Command::Lsp(_) => commands::lsp::run()?,
    })
}

/// Talk on stderr. It must not fail a run that has its results.
fn complain(message: &str) {
    let _ = writeln!(std::io::stderr(), "anyport: {message}");
}

/// The log, on stderr; `ANYPORT_LOG=debug` or `ANYPORT_LOG=workspace=trace` makes it talk.
fn log_to_stderr() {
    let filter = tracing_subscriber::EnvFilter::builder()
        .with_default_directive(tracing::level_filters::LevelFilter::WARN.into())
        .with_env_var("ANYPORT_LOG")
        .from_env_lossy();
    // It fails only when there is a log already.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .try_init();
}
