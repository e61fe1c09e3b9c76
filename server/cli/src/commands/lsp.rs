//! `anyport lsp`: the language server on stdin and stdout.

use std::process::ExitCode;

use rules::hazards::RULES;

use crate::machine;

pub(crate) fn run() -> anyhow::Result<ExitCode> {
    let environment = machine::environment(None)?;
    let version = env!("CARGO_PKG_VERSION");
    let launch = lsp::Launch {
        environment,
        rules: RULES,
        cache: machine::cache_folder(),
        variables: machine::variables().collect(),
        version,
    };
    let code = lsp::run_stdio(launch, |stop| {
        if let Err(error) = ctrlc::set_handler(stop) {
            tracing::warn!("signals cannot be heard: {error}");
        }
    });
    Ok(ExitCode::from(code))
}
