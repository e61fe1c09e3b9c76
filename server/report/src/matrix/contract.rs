//! The JSON contract of a matrix, version 1. These types are its only source: the schema in
//! `docs/` is made of them.

use std::time::Duration;

use project::{Level, Opened};
use schemars::JsonSchema;
use serde::Serialize;

use super::{BuiltMatrix, took};
use crate::json::Version;
use crate::paths::below;

/// What `anyport matrix --format json` prints: one object.
#[derive(Serialize, JsonSchema)]
struct Matrix {
    /// The version of this contract.
    version: Version,
    /// `build` or `vet`: which go command was run.
    tool: &'static str,
    /// By port, in alphabetical order.
    ports: Vec<Port>,
    /// Cells (a package on a port) in which prediction and build contradict each other.
    disagreements: usize,
    /// How long all of it took.
    seconds: f64,
}

/// What came of one port.
#[derive(Serialize, JsonSchema)]
struct Port {
    /// `linux/amd64`, or `linux/amd64+cgo` with cgo on.
    target: String,
    /// `built`, `unchanged`, `failed`, `needs-cgo`, `excluded`, `cancelled`, `timed-out` or
    /// `refused`.
    state: &'static str,
    /// How long the build took; of an unchanged port, the last one.
    seconds: f64,
    /// How long asking for more than the first ten errors of a package took.
    rerun_seconds: f64,
    /// What the go command said of no package.
    said: Vec<String>,
    /// The packages that are judged there.
    packages: Vec<Package>,
    /// The programs that were built.
    outputs: Vec<Output>,
}

/// A package on a port.
#[derive(Serialize, JsonSchema)]
struct Package {
    /// How it is imported.
    #[serde(rename = "package")]
    import_path: String,
    /// Its folder, relative to the workspace root; left out for a dependency.
    #[serde(skip_serializing_if = "Option::is_none")]
    dir: Option<String>,
    /// `built`, `unchanged`, `failed`, `blocked` (it imports what fails), `excluded` (it has no
    /// file for the port), `needs-cgo` or `not-run`.
    state: &'static str,
    /// `agrees`, `predicted-only`, `actual-only`, `breaks-everywhere` or `untested`.
    agreement: &'static str,
    /// Why they do not agree; left out where they do.
    #[serde(skip_serializing_if = "String::is_empty")]
    why: String,
    /// What the build said.
    errors: Vec<Error>,
    /// What was predicted.
    predicted: Vec<Predicted>,
}

/// An error of the go command, a compiler or a linker.
#[derive(Serialize, JsonSchema)]
struct Error {
    /// The file, relative to the workspace root.
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    /// The line from 1; 0 where none was named.
    line: usize,
    /// The column in bytes from 1; 0 where none was named.
    column: usize,
    /// What was said.
    message: String,
    /// The rule that predicted an error on that line.
    #[serde(skip_serializing_if = "Option::is_none")]
    predicted_by: Option<&'static str>,
}

/// A finding that says that the package does not build.
#[derive(Serialize, JsonSchema)]
struct Predicted {
    /// The rule.
    rule: &'static str,
    /// The file, relative to the workspace root.
    path: String,
    /// The line from 1.
    line: usize,
    /// What it says.
    message: String,
}

/// A program.
#[derive(Serialize, JsonSchema)]
struct Output {
    /// How its package is imported.
    package: String,
    /// The file; without `--output` it is gone.
    path: String,
    /// Its size.
    bytes: u64,
    /// What opening it showed, now or when it was built; left out where it was not opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    inspected: Option<Inspected>,
}

/// What opening a program showed. `anyport inspect` tells all of it, where `--output` keeps it.
#[derive(Serialize, JsonSchema)]
struct Inspected {
    /// Why it could not be read; null where it could.
    fault: Option<String>,
    /// `ELF`, `Mach-O`, …; empty where it could not be read.
    format: String,
    /// The port that container and build information name together; null where they do not.
    port: Option<String>,
    /// The C library, or what stands in its place; null where nothing says so.
    abi: Option<String>,
    /// Whether it starts without a loader and shared libraries; null where that means nothing.
    is_static: Option<bool>,
    /// The highest version of glibc that it asks for; null where it asks for none.
    glibc: Option<String>,
    /// The shared libraries that it needs.
    needed: Vec<String>,
    /// What is wrong with it.
    complaints: Vec<Complaint>,
}

/// One thing that is wrong with a program.
#[derive(Serialize, JsonSchema)]
struct Complaint {
    /// The check's name; those of the policy are called like its keys.
    check: String,
    /// How bad it is.
    level: Level,
    /// What is wrong, on one line.
    message: String,
    /// What to do.
    remedy: String,
}

impl Inspected {
    fn of(opened: &Opened) -> Inspected {
        let complaints = opened.complaints.iter().map(|it| Complaint {
            check: it.check.clone(),
            level: it.level,
            message: it.message.clone(),
            remedy: it.remedy.clone(),
        });
        Inspected {
            fault: opened.fault.clone(),
            format: opened.format.clone(),
            port: opened.port.clone(),
            abi: opened.abi.clone(),
            is_static: opened.is_static,
            glibc: opened.glibc.clone(),
            needed: opened.needed.clone(),
            complaints: complaints.collect(),
        }
    }
}

/// One object, version 1, laid out for people; its schema is [`matrix_json_schema`].
pub fn matrix_json(matrix: &BuiltMatrix<'_>) -> String {
    let mut text = serde_json::to_string_pretty(&told(matrix))
        .expect("the contract holds only strings, numbers and lists");
    text.push('\n');
    text
}

/// The JSON Schema of what [`matrix_json`] gives.
pub fn matrix_json_schema() -> serde_json::Value {
    crate::json::schema_of::<Matrix>("anyport matrix --format json")
}

fn told(matrix: &BuiltMatrix<'_>) -> Matrix {
    let mut ports: Vec<Port> = matrix
        .ports
        .iter()
        .map(|port| Port {
            target: port.target.to_string(),
            state: port.state.as_str(),
            seconds: took(port).as_secs_f64(),
            rerun_seconds: Duration::from_millis(port.rerun_milliseconds).as_secs_f64(),
            said: port.said.clone(),
            packages: Vec::new(),
            outputs: port
                .outputs
                .iter()
                .map(|it| Output {
                    package: it.package.clone(),
                    path: it.path.clone(),
                    bytes: it.bytes,
                    inspected: it.opened.as_ref().map(Inspected::of),
                })
                .collect(),
        })
        .collect();
    for (cell, _, _) in matrix.cells() {
        ports[cell.port].packages.push(package(matrix, cell));
    }
    Matrix {
        version: Version::One,
        tool: if matrix.is_vet { "vet" } else { "build" },
        ports,
        disagreements: matrix.comparison.disagreements().count(),
        seconds: matrix.seconds,
    }
}

fn package(matrix: &BuiltMatrix<'_>, cell: &rules::Cell) -> Package {
    let package = &matrix.ports[cell.port].packages[cell.package];
    let root = &matrix.snapshot.inputs.root;
    let errors = package.errors.iter().zip(&cell.foretold);
    Package {
        import_path: package.import_path.to_string(),
        dir: package.dir.as_ref().map(|dir| below(dir, root).to_owned()),
        state: package.state.as_str(),
        agreement: cell.judgement.agreement.as_str(),
        why: cell.judgement.why.clone(),
        errors: errors
            .map(|(error, foretold)| Error {
                path: error.file.as_ref().map(|file| below(file, root).to_owned()),
                line: error.line,
                column: error.column,
                message: error.message.clone(),
                predicted_by: foretold.map(|at| matrix.predictions[at].finding.rule),
            })
            .collect(),
        predicted: cell
            .predicted
            .iter()
            .map(|at| &matrix.predictions[*at])
            .map(|it| Predicted {
                rule: it.finding.rule,
                path: below(&it.finding.path, root).to_owned(),
                line: it.line,
                message: it.finding.message.clone(),
            })
            .collect(),
    }
}
