//! What was typed. What it means is each command's business.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use project::Level;

/// Finds the GOOS/GOARCH ports on which your Go code will not build, and says why.
#[derive(Parser, Debug)]
#[command(name = "anyport", version, max_term_width = 100, disable_help_subcommand = true)]
pub(crate) struct Arguments {
    /// When to use colours; auto: on a terminal, unless `NO_COLOR` is set
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// Check modules for hazards on every judged port
    Check(CheckArguments),
    /// Write an anyport.toml with the ports that release and CI files name
    Init(InitArguments),
    /// Open built binaries: what they are, need and promise, and what is wrong with them
    Inspect(InspectArguments),
    /// Build every judged port, and compare with what check predicts
    Matrix(MatrixArguments),
    /// List the rules
    Rules(RulesArguments),
    /// Tell all about a rule: what breaks, why, and what to do
    Explain(ExplainArguments),
    /// Run the language server on stdin and stdout (editors start it)
    Lsp(LspArguments),
    /// Write a small module that has every hazard, and check it; Go is not needed
    Demo(DemoArguments),
}

#[derive(Args, Debug, Default)]
#[command(after_help = CHECK_EXAMPLES)]
pub(crate) struct CheckArguments {
    /// Folders or files; each means the whole module (or go.work) that it lies in
    #[arg(value_name = "PATH", default_value = ".", value_hint = ValueHint::AnyPath)]
    pub(crate) paths: Vec<PathBuf>,

    /// Ports to judge, beating anyport.toml: linux/amd64, linux/*, */arm64, first-class, all,
    /// !plan9/*
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub(crate) targets: Vec<String>,

    /// Whether cgo is on: as the go command decides (auto), or off, on, both
    #[arg(long, value_name = "MODE")]
    pub(crate) cgo: Option<Cgo>,

    /// Build tags that are set; every other one is not
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub(crate) tags: Vec<String>,

    /// How to write the findings
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,

    /// Apply safe fixes to the files
    #[arg(long)]
    pub(crate) fix: bool,

    /// Print what --fix would do as a unified diff; write nothing
    #[arg(long, conflicts_with_all = ["fix", "format"])]
    pub(crate) diff: bool,

    /// The lowest level that makes the exit code 1
    #[arg(long, value_name = "LEVEL", default_value = "warning")]
    pub(crate) fail_on: FailOn,

    /// Neither use nor keep what was read from files, for this run and the next
    #[arg(long)]
    pub(crate) no_cache: bool,

    /// Judge as if on this port
    #[arg(long, value_name = "OS/ARCH", hide = true)]
    pub(crate) host: Option<String>,
}

const CHECK_EXAMPLES: &str = "\
Examples:
  anyport check                              the module of the current folder
  anyport check --targets 'linux/*,windows/*'
  anyport check --targets all --format json
  anyport check --diff                       what --fix would change

Exit codes: 0 nothing at or above --fail-on; 1 findings; 2 could not tell (bad usage, unreadable
input, a broken anyport.toml).";

#[derive(Args, Debug)]
pub(crate) struct InitArguments {
    /// A folder or file; it means the whole module (or go.work) that it lies in
    #[arg(value_name = "PATH", default_value = ".", value_hint = ValueHint::AnyPath)]
    pub(crate) path: PathBuf,

    /// Print the file instead of writing it
    #[arg(long)]
    pub(crate) print: bool,

    /// Put it in the place of an anyport.toml that is there
    #[arg(long, conflicts_with = "print")]
    pub(crate) force: bool,

    /// As if on this port
    #[arg(long, value_name = "OS/ARCH", hide = true)]
    pub(crate) host: Option<String>,
}

#[derive(Args, Debug)]
#[command(after_help = INSPECT_EXAMPLES)]
pub(crate) struct InspectArguments {
    /// Binaries, objects, archives; of a folder, every one below it
    #[arg(value_name = "FILE", required = true, value_hint = ValueHint::AnyPath)]
    pub(crate) files: Vec<PathBuf>,

    /// The anyport.toml whose [policy] is checked [default: the one in force where you stand]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) policy: Option<PathBuf>,

    /// The port that they were built for: linux/amd64, or linux/amd64+cgo with cgo on
    #[arg(long, value_name = "OS/ARCH")]
    pub(crate) target: Option<String>,

    /// How to write what was found out
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,

    /// The lowest level that makes the exit code 1
    #[arg(long, value_name = "LEVEL", default_value = "warning")]
    pub(crate) fail_on: FailOn,
}

const INSPECT_EXAMPLES: &str = "\
Examples:
  anyport inspect dist/app
  anyport inspect dist                       every binary in a folder
  anyport inspect --target windows/arm64 app.exe
  anyport inspect --format json app | jq '.inspections[].artifact.needed'

Exit codes: 0 nothing at or above --fail-on; 1 complaints; 2 could not tell (bad usage, no binary, a
broken one).";

#[derive(Args, Debug)]
#[command(after_help = MATRIX_EXAMPLES)]
pub(crate) struct MatrixArguments {
    /// Packages of the current module (or go.work): ./..., ./cmd/x, import paths [default: all]
    #[arg(value_name = "PKG")]
    pub(crate) packages: Vec<String>,

    /// The module to build, instead of the current folder's
    #[arg(long, short = 'C', value_name = "PATH", default_value = ".", value_hint = ValueHint::DirPath)]
    pub(crate) directory: PathBuf,

    /// Ports to build, beating anyport.toml: linux/amd64, linux/*, */arm64, first-class, all,
    /// !plan9/*
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub(crate) targets: Vec<String>,

    /// Whether cgo is on: as the go command decides (auto), or off, on, both
    #[arg(long, value_name = "MODE")]
    pub(crate) cgo: Option<Cgo>,

    /// Build tags that are set; every other one is not
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub(crate) tags: Vec<String>,

    /// Run go vet instead of go build
    #[arg(long)]
    pub(crate) vet: bool,

    /// Build also what has not changed since it last built
    #[arg(long)]
    pub(crate) all: bool,

    /// How many ports at a time [default: one per processor]
    #[arg(long, short, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) jobs: Option<u16>,

    /// How long one port may take, in seconds
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) timeout: Option<u64>,

    /// How to write the results
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,

    /// Also write the results to this file, as one HTML page
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) html: Option<PathBuf>,

    /// Leave the programs in this folder, in a folder for each port; builds what has not changed
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) output: Option<PathBuf>,

    /// What makes the exit code 1
    #[arg(long, value_name = "WHAT", default_value = "failure")]
    pub(crate) fail_on: MatrixFailOn,

    /// Neither use nor keep what was read and built, for this run and the next
    #[arg(long)]
    pub(crate) no_cache: bool,
}

const MATRIX_EXAMPLES: &str = "\
Examples:
  anyport matrix                             every package on every judged port
  anyport matrix --targets all ./cmd/...
  anyport matrix --html report.html --output dist

Exit codes: 0 every judged port builds; 1 one does not, or a program breaks the policy (with
--fail-on disagreement, also where prediction and build disagree); 2 could not tell (no go command, cancelled, timed out, refused).";

/// What makes the exit code of a matrix 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum MatrixFailOn {
    /// A port that does not build, and an error in what one built.
    #[default]
    Failure,
    /// That, or a disagreement of prediction and build.
    Disagreement,
    Never,
}

#[derive(Args, Debug)]
pub(crate) struct RulesArguments {
    /// How to write the list
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
}

#[derive(Args, Debug)]
pub(crate) struct ExplainArguments {
    /// The rule's name, as findings show it in brackets
    pub(crate) rule: String,
}

#[derive(Args, Debug)]
pub(crate) struct LspArguments {
    /// Accepted since some editors add it; it is the only way to talk
    #[arg(long, hide = true)]
    pub(crate) stdio: bool,
}

#[derive(Args, Debug)]
pub(crate) struct DemoArguments {
    /// The folder to write the module to; it must be new or empty [default: a temporary folder]
    #[arg(value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    pub(crate) folder: Option<PathBuf>,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

/// How results are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    #[default]
    Text,
    Json,
}

/// Whether cgo is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Cgo {
    Auto,
    Off,
    On,
    Both,
}

/// The lowest level that makes the exit code 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    Hint,
    Info,
    #[default]
    Warning,
    Error,
    Never,
}

impl FailOn {
    /// None: never.
    pub(crate) fn level(self) -> Option<Level> {
        match self {
            FailOn::Hint => Some(Level::Hint),
            FailOn::Info => Some(Level::Info),
            FailOn::Warning => Some(Level::Warning),
            FailOn::Error => Some(Level::Error),
            FailOn::Never => None,
        }
    }
}
