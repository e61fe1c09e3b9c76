//! `anyport lsp`: the language server on stdin and stdout.

use std::process::ExitCode;

use crate::arguments::LspArguments;
use crate::complain;

pub(crate) fn run(_typed: &LspArguments) -> ExitCode {
    complain("the language server is not here yet");
    ExitCode::from(2)
}
