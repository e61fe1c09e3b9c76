//! `anyport check`: text, ports, levels, exit codes.

use expect_test::{expect, expect_file};

use crate::place::{GO_MOD, Place, SENSOR};

#[test]
fn findings_are_told_and_make_the_exit_code_1() {
    let run = Place::with_a_fixable_hazard().run(&["check"]);
    expect_file!["transcripts/check.txt"].assert_eq(&run.to_string());
}

#[test]
fn a_clean_module_says_what_was_checked() {
    let place = Place::new(&[("go.mod", GO_MOD), ("a.go", "package m\n")]);
    expect![[r#"
        no findings: checked 1 package on 8 first-class ports
        exit code 0
    "#]]
    .assert_eq(&place.run(&["check"]).to_string());
    expect![[r#"
        no findings: checked 1 package on linux/amd64
        exit code 0
    "#]]
    .assert_eq(&place.run(&["check", "--targets", "linux/amd64"]).to_string());
}

#[test]
fn any_path_in_a_module_means_the_module() {
    let place = Place::with_a_fixable_hazard();
    place.write("sub/b.go", "package sub\n");
    let whole = place.run(&["check"]).stdout;
    assert!(whole.contains("sensor.go:3:"), "{whole}");
    for path in ["sub", "sub/b.go", "./...", "...", "sub/..", ".", "go.mod"] {
        assert_eq!(place.run(&["check", path]).stdout, whole, "{path}");
    }
    let from_below = place.command(&["check"]).current_dir(place.path("sub")).output();
    let run = place.told(&from_below.expect("the binary starts"));
    assert!(run.stdout.contains("--> ../sensor.go:3:"), "{run}");
}

#[test]
fn several_modules_are_checked_together() {
    let place = Place::new(&[("one/go.mod", GO_MOD), ("one/sensor.go", SENSOR)]);
    place.write("two/go.mod", "module example.com/two\n\ngo 1.27\n");
    place.write("two/sensor.go", SENSOR.replace("package m", "package two"));
    let run = place.run(&["check", "two", "one", "one/sensor.go"]);
    assert!(run.stdout.contains("--> one/sensor.go:3:"), "{run}");
    assert!(run.stdout.contains("--> two/sensor.go:3:"), "{run}");
    assert!(run.stdout.contains(" in 2 files "), "{run}");
}

#[test]
fn fail_on_decides_the_exit_code() {
    let place = Place::with_a_fixable_hazard();
    let code = |words: &[&str]| place.run(&[&["check"], words].concat()).code;
    // Nobody chose the targets, so nothing is louder than a warning.
    assert_eq!(code(&[]), 1);
    assert_eq!(code(&["--fail-on", "error"]), 0);
    assert_eq!(code(&["--fail-on", "never"]), 0);
    assert_eq!(code(&["--fail-on", "hint"]), 1);
    assert_eq!(code(&["--targets", "linux/amd64", "--fail-on", "error"]), 1);
}

#[test]
fn targets_may_be_listed_repeated_and_taken_away() {
    let place = Place::new(&[("go.mod", GO_MOD), ("a.go", "package m\n")]);
    let last = |words: &[&str]| place.run(&[&["check"], words].concat()).to_string();
    expect![[r#"
        no findings: checked 1 package on 5 judged ports
        exit code 0
    "#]]
    .assert_eq(&last(&["--targets", "linux/amd64,windows/*", "--targets", "plan9/arm"]));
    expect![[r#"
        no findings: checked 1 package on 6 judged ports
        exit code 0
    "#]]
    .assert_eq(&last(&["--targets", "first-class,!windows/*"]));
}

#[test]
fn tags_and_cgo_decide_what_is_built() {
    let place = Place::new(&[
        ("go.mod", GO_MOD),
        ("a.go", "package m\n"),
        ("b.go", "//go:build fancy\n\npackage m\n\nimport _ \"syscall/js\"\n"),
    ]);
    assert_eq!(place.run(&["check"]).code, 0);
    assert_eq!(place.run(&["check", "--tags", "other,fancy"]).code, 1);
    assert_eq!(place.run(&["check", "--tags", "other fancy"]).code, 1);
}

#[test]
fn colours_only_when_asked_for() {
    let place = Place::with_a_fixable_hazard();
    assert!(!place.run(&["check"]).stdout.contains('\u{1b}'));
    assert!(place.run(&["check", "--color", "always"]).stdout.contains("\u{1b}["));
    assert!(!place.run(&["check", "--color", "never"]).stdout.contains('\u{1b}'));
}

#[test]
fn a_reader_who_leaves_early_is_no_failure() {
    use std::process::Stdio;
    let place = Place::with_a_fixable_hazard();
    for words in [&["check"][..], &["check", "--format", "json"], &["rules"], &["--help"]] {
        let mut child = place.command(words).stdout(Stdio::piped()).spawn().expect("it starts");
        drop(child.stdout.take());
        let code = child.wait().expect("it ends").code();
        // Small results may have been written before the reader left.
        assert!(matches!(code, Some(0 | 1)), "{words:?}: {code:?}");
    }
}

#[test]
fn a_second_run_remembers_the_files_and_notices_what_changed() {
    let place = Place::with_a_fixable_hazard();
    place.write("use/use.go", "package use\n\nimport \"example.com/m/dep\"\n\nvar _ = dep.F\n");
    place.write("dep/dep_linux.go", "package dep\n\nfunc F() {}\n");
    place.write("dep/doc.go", "package dep\n");
    let hour_ago = std::time::SystemTime::now() - std::time::Duration::from_hours(1);
    for file in ["sensor.go", "use/use.go", "dep/dep_linux.go", "dep/doc.go"] {
        let file = std::fs::File::options().append(true).open(place.path(file)).unwrap();
        file.set_times(std::fs::FileTimes::new().set_modified(hour_ago)).unwrap();
    }
    let words = ["check", "--targets", "all", "--format", "json"];
    let run = |place: &Place| {
        let output = place.run(&words).stdout;
        let mut report: serde_json::Value = serde_json::from_str(&output).expect("JSON");
        report["stats"]["seconds"].take();
        report
    };
    let first = run(&place);
    let cached =
        |place: &Place| std::fs::read_dir(place.path("home/.cache/anyport")).map(Iterator::count);
    assert_eq!(cached(&place).ok(), Some(1));
    assert_eq!(run(&place), first);
    assert_eq!(first["findings"].as_array().map(Vec::len), Some(4));
    place.write("dep/doc.go", "package dep\n\nfunc F() {}\n");
    let changed = run(&place);
    let rules: Vec<_> = changed["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["rule"].as_str().unwrap())
        .collect();
    assert!(rules.contains(&"duplicate-declaration"), "{rules:?}");
    std::fs::remove_dir_all(place.path("home")).unwrap();
    assert_eq!(place.run(&["check", "--no-cache"]).code, 1);
    assert!(cached(&place).is_err());
}
