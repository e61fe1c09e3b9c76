//! `--fix` and `--diff`: what happens to files, and what does not.

use std::fs;

use expect_test::{expect, expect_file};

use crate::place::{Place, SENSOR};

const FIXED: &str = "linux,arm64";

#[test]
fn fix_writes_and_reports_what_is_left() {
    let place = Place::with_a_fixable_hazard();
    expect![[r#"
        1 finding (1 hint) in 1 file on 8 first-class ports
        anyport: fixed 1 finding in 1 file
        exit code 0
    "#]]
    .assert_eq(&place.run(&["check", "--fix"]).ending());
    assert_eq!(place.read("sensor.go"), SENSOR.replace("linux && arm64", FIXED));
    expect![[r#"
        1 finding (1 hint) in 1 file on 8 first-class ports
        anyport: fixed 0 findings in 0 files
        exit code 0
    "#]]
    .assert_eq(&place.run(&["check", "--fix"]).ending());
}

#[test]
fn diff_shows_and_writes_nothing() {
    let place = Place::with_a_fixable_hazard();
    // A file of its own, since its lines that are blank hold one.
    expect_file!["transcripts/diff.txt"].assert_eq(&place.run(&["check", "--diff"]).to_string());
    assert_eq!(place.read("sensor.go"), SENSOR);
}

#[test]
fn line_ends_and_a_missing_last_one_stay() {
    let place = Place::with_a_fixable_hazard();
    let source = SENSOR.trim_end().replace('\n', "\r\n");
    place.write("sensor.go", &source);
    place.run(&["check", "--fix"]);
    assert_eq!(place.read("sensor.go"), source.replace("linux && arm64", FIXED));
}

#[test]
fn read_only_files_are_left_alone() {
    let place = Place::with_a_fixable_hazard();
    let path = place.path("sensor.go");
    let mut permissions = fs::metadata(&path).expect("it is there").permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).expect("they can be set");
    let run = place.run(&["check", "--fix", "--fail-on", "never"]);
    expect![[r#"
        2 findings (1 warning, 1 hint) in 1 file on 8 first-class ports; 1 can be fixed with --fix
        anyport: sensor.go: not fixed: the file is read-only
        anyport: fixed 0 findings in 0 files
        exit code 2
    "#]]
    .assert_eq(&run.ending());
    assert_eq!(place.read("sensor.go"), SENSOR);
}

#[cfg(unix)]
#[test]
fn permissions_and_links_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let place = Place::with_a_fixable_hazard();
    place.write("real/sensor.txt", SENSOR);
    let real = place.path("real/sensor.txt");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).expect("they can be set");
    fs::remove_file(place.path("sensor.go")).expect("it is there");
    symlink(&real, place.path("sensor.go")).expect("a link");
    place.run(&["check", "--fix"]);
    let is_link = fs::symlink_metadata(place.path("sensor.go")).expect("it is there").is_symlink();
    assert!(is_link, "the link was replaced by a file");
    let mode = fs::metadata(&real).expect("it is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
}

#[test]
fn nothing_else_is_left_in_the_folder() {
    let place = Place::with_a_fixable_hazard();
    place.run(&["check", "--fix", "--no-cache"]);
    let mut names: Vec<_> = fs::read_dir(place.path(""))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8"))
        .collect();
    names.sort();
    assert_eq!(names, ["go.mod", "sensor.go"]);
}
