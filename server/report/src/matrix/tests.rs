//! A small matrix in every form.

use std::sync::Arc;

use expect_test::{expect, expect_file};
use platform::TargetSet;
use project::{FilePath, Inputs, Level};
use rules::{Finding, Predicts};
use syntax::Span;

use super::*;
use crate::Dress;

/// What a hostile compiler might say.
const HOSTILE: &str = "undefined: <script>alert(\"x\")</script>\u{1b}[31m";

fn package(path: &str, state: PackageState, message: &str) -> BuiltPackage {
    let file = FilePath::new("/w/a/a.go");
    let error = BuildError { file: Some(file), line: 3, column: 4, message: message.to_owned() };
    let errors = if message.is_empty() { Vec::new() } else { vec![error] };
    let dir = Some(FilePath::new("/w").join(path.trim_start_matches("m/")));
    BuiltPackage { import_path: path.into(), dir, state, errors }
}

fn port(target: &str, state: PortState, packages: Vec<BuiltPackage>) -> BuiltPort {
    let outputs = vec![project::Output {
        package: "m/cmd".into(),
        path: "/out/cmd".into(),
        bytes: 1_234_567,
        opened: Some(project::Opened {
            format: "ELF".into(),
            abi: Some("glibc".into()),
            glibc: Some("GLIBC_2.34".into()),
            is_static: Some(false),
            needed: vec!["libc.so.6".into()],
            complaints: vec![project::OutputComplaint {
                check: "static".into(),
                level: Level::Error,
                message: "it is not static".into(),
                remedy: "turn cgo off".into(),
            }],
            ..project::Opened::default()
        }),
    }];
    BuiltPort {
        target: target.parse().unwrap(),
        state,
        outputs: if state == PortState::Built { outputs } else { Vec::new() },
        packages,
        milliseconds: 1500,
        rerun_milliseconds: 0,
        said: Vec::new(),
    }
}

fn ports() -> Vec<BuiltPort> {
    use PackageState as P;
    let broken =
        || vec![package("m/a", P::Failed, HOSTILE), package("m/cmd", P::Blocked("m/a".into()), "")];
    vec![
        port(
            "linux/amd64",
            PortState::Built,
            vec![package("m/a", P::Built, ""), package("m/cmd", P::Built, "")],
        ),
        port("plan9/386", PortState::Failed, broken()),
        port("windows/386", PortState::Failed, broken()),
    ]
}

fn told<T>(tell: impl FnOnce(&BuiltMatrix<'_>) -> T) -> T {
    told_of(&ports(), tell)
}

fn told_of<T>(ports: &[BuiltPort], tell: impl FnOnce(&BuiltMatrix<'_>) -> T) -> T {
    let snapshot = Snapshot::join(Arc::new(Inputs::new(FilePath::new("/w"))), None).unwrap();
    let finding = Finding {
        rule: "unavailable-symbol",
        predicts: Predicts::CompileError,
        level: Level::Error,
        path: FilePath::new("/w/a/a.go"),
        span: Span::default(),
        message: "x does not exist on windows/*".into(),
        why: String::new(),
        targets: TargetSet::parse_patterns(["windows/*", "linux/*"]).unwrap(),
        cause: 1,
        is_cause: false,
        related: Vec::new(),
        fixes: Vec::new(),
    };
    let predictions = [Prediction { finding, line: 3, column: 4 }];
    let comparison = Comparison::new(&snapshot, &predictions, ports);
    tell(&BuiltMatrix {
        snapshot: &snapshot,
        predictions: &predictions,
        ports,
        comparison: &comparison,
        seconds: 3.0,
        is_vet: false,
    })
}

#[test]
fn text_folds_errors_and_marks_disagreements() {
    let dress = Dress { colour: false, width: 100, base: FilePath::new("/w") };
    let text = told(|matrix| matrix_text(matrix, &dress));
    expect![[r#"
        linux/amd64  ✓ built            1.5 s     1.2 MB  2 packages
        plan9/386    ✗ failed           1.5 s             1 of 2 packages failed, 1 blocked
        windows/386  ✗ failed           1.5 s             1 of 2 packages failed, 1 blocked

        a/a.go:3:4: undefined: <script>alert("x")</script>␛[31m
            on plan9/386; not predicted

        a/a.go:3:4: undefined: <script>alert("x")</script>␛[31m
            on windows/386; predicted by unavailable-symbol

        disagreement: m/a on linux/amd64: predicted, and it builds
            a/a.go:3: x does not exist on windows/*
            unavailable-symbol says that it breaks, and it was built: a false alarm

        disagreement: m/a on plan9/386: not predicted
            a/a.go:3:4: undefined: <script>alert("x")</script>␛[31m
            no rule predicts this

        error[static]: m/cmd on linux/amd64: it is not static
            = help: turn cgo off

        3 ports: 1 built, 2 failed; prediction and build differ in 2 of 4 cells; 1 complaint; 3.0 s
    "#]]
    .assert_eq(&text);
}

#[test]
fn the_page_is_whole_and_nothing_gets_out_of_its_place() {
    let page = told(matrix_html);
    assert!(page.starts_with("<!doctype html>") && page.ends_with("</html>\n"));
    assert!(!page.contains("<script"), "no script, and none from outside");
    assert!(page.contains("&lt;script&gt;"));
    assert!(!page.contains('\u{1b}'));
    for loaded in ["http:", "https:", "src=", "url(", "@import", "<link"] {
        assert!(!page.contains(loaded), "needs no network: {loaded}");
    }
    for tag in ["table", "tr", "td", "div", "ul", "li", "section", "button", "pre", "p"] {
        let opened =
            page.matches(&format!("<{tag}>")).count() + page.matches(&format!("<{tag} ")).count();
        assert_eq!(opened, page.matches(&format!("</{tag}>")).count(), "{tag}");
    }
    // Every state has a symbol beside its colour, and disagreements have a word.
    assert!(page.contains("✓") && page.contains("✗") && page.contains("↑"));
    assert!(page.contains("predicted-only") && page.contains("actual-only"));
}

#[test]
fn what_breaks_at_the_same_places_is_one_item_of_the_page() {
    let mut broken = package("m/a", PackageState::Failed, "undefined: x");
    let mut second = broken.errors[0].clone();
    (second.line, second.message) = (9, "undefined: y".to_owned());
    broken.errors.push(second);
    let page = told_of(&[port("plan9/386", PortState::Failed, vec![broken])], matrix_html);
    let list = page.split("<h2>Errors</h2>").nth(1).unwrap().split("</ol>").next().unwrap();
    assert_eq!((list.matches("<li>").count(), list.matches("<pre>").count()), (1, 2), "{list}");
}

#[test]
fn the_object_says_what_the_comparison_says() {
    let value: serde_json::Value = serde_json::from_str(&told(matrix_json)).unwrap();
    assert_eq!(value["disagreements"], 2);
    let package = &value["ports"][2]["packages"][0];
    assert_eq!(package["errors"][0]["predicted_by"], "unavailable-symbol");
    assert_eq!(package["errors"][0]["path"], "a/a.go");
    assert_eq!(value["ports"][0]["packages"][0]["agreement"], "predicted-only");
    assert_eq!(value["ports"][1]["packages"][1]["state"], "blocked");
    let inspected = &value["ports"][0]["outputs"][0]["inspected"];
    assert_eq!(inspected["complaints"][0]["check"], "static");
}

#[test]
fn the_committed_schema_is_current() {
    let schema = format!("{:#}\n", matrix_json_schema());
    expect_file!["../../../../docs/matrix.schema.json"].assert_eq(&schema);
}
