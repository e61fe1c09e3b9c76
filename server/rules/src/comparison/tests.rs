//! Predictions and results made by hand.

use std::sync::Arc;

use platform::TargetSet;
use project::{Inputs, Level, PortState};
use syntax::Span;

use super::*;
use crate::Predicts;

fn prediction(line: usize, targets: &str) -> Prediction {
    let finding = Finding {
        rule: "unavailable-symbol",
        predicts: Predicts::CompileError,
        level: Level::Error,
        path: FilePath::new("/m/a/a.go"),
        span: Span::default(),
        message: String::new(),
        why: String::new(),
        targets: TargetSet::parse_patterns([targets]).unwrap(),
        cause: 1,
        is_cause: false,
        related: Vec::new(),
        fixes: Vec::new(),
    };
    Prediction { finding, line, column: 1 }
}

fn package(path: &str, state: PackageState, lines: &[usize]) -> BuiltPackage {
    let error = |line: &usize| BuildError {
        file: Some(FilePath::new("/m/a/a.go")),
        line: *line,
        column: 1,
        message: "undefined: x".into(),
    };
    let dir = path.strip_prefix("m/").map(|rest| FilePath::new("/m").join(rest));
    let errors = lines.iter().map(error).collect();
    BuiltPackage { import_path: path.into(), dir, state, errors }
}

fn port(target: &str, packages: Vec<BuiltPackage>) -> BuiltPort {
    BuiltPort {
        target: target.parse().unwrap(),
        state: PortState::Built,
        packages,
        outputs: Vec::new(),
        milliseconds: 0,
        rerun_milliseconds: 0,
        said: Vec::new(),
    }
}

fn compared(predictions: &[Prediction], ports: &[BuiltPort]) -> Comparison {
    let snapshot = Snapshot::join(Arc::new(Inputs::new(FilePath::new("/m"))), None).unwrap();
    Comparison::new(&snapshot, predictions, ports)
}

fn agreements(comparison: &Comparison) -> Vec<&str> {
    comparison.cells.iter().map(|cell| cell.judgement.agreement.as_str()).collect()
}

#[test]
fn a_c_compiler_for_another_port_is_no_disagreement() {
    let failed = || package("runtime/cgo", PackageState::Failed, &[1]);
    let blocked = || package("m/a", PackageState::Blocked("runtime/cgo".into()), &[]);
    let ports = [
        port("linux/arm64+cgo", vec![blocked(), failed()]),
        port("linux/amd64+cgo", vec![package("m/a", PackageState::Built, &[])]),
    ];
    assert_eq!(agreements(&compared(&[], &ports)), ["untested", "untested", "agrees"]);
}

#[test]
fn every_combination_is_told_apart() {
    let ports = [
        port("linux/amd64", vec![package("m/a", PackageState::Built, &[])]),
        port("windows/amd64", vec![package("m/a", PackageState::Failed, &[3, 9])]),
        port("plan9/386", vec![package("m/a", PackageState::Built, &[])]),
        port("js/wasm", vec![package("m/a", PackageState::Failed, &[4])]),
        port("aix/ppc64", vec![package("m/a", PackageState::Blocked("m/b".into()), &[])]),
    ];
    let comparison = compared(&[prediction(3, "windows/*"), prediction(3, "plan9/386")], &ports);
    let expected = ["agrees", "agrees", "predicted-only", "actual-only", "untested"];
    assert_eq!(agreements(&comparison), expected);
    assert_eq!(comparison.cells[1].foretold, [Some(0), None]);
    assert_eq!(comparison.disagreements().count(), 2);
    assert!(comparison.cells[4].judgement.why.contains("m/b"));
}

#[test]
fn what_breaks_everywhere_is_no_disagreement() {
    let failed = || vec![package("m/a", PackageState::Failed, &[3])];
    let both = [port("linux/amd64", failed()), port("windows/amd64", failed())];
    assert_eq!(agreements(&compared(&[], &both)), ["breaks-everywhere"; 2]);
    assert_eq!(agreements(&compared(&[], &both[..1])), ["actual-only"], "one port tells nothing");
}

#[test]
fn a_dependency_that_breaks_is_explained() {
    let ports = [port("linux/amd64", vec![package("other", PackageState::Failed, &[])])];
    let comparison = compared(&[], &ports);
    assert!(comparison.cells[0].judgement.why.starts_with("a dependency"));
}
