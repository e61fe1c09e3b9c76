//! Which configurations are judged, by patterns, cgo mode and machine.

use platform::{Assignment, Port, Release, TargetSet};

use super::*;
use crate::{Configuration, FilePath};

fn decide(
    targets: Option<&[&str]>,
    cgo: CgoMode,
    cgo_enabled: Option<bool>,
) -> Result<Judged, String> {
    let configuration = Configuration {
        targets: targets.map(|list| list.iter().map(|it| (*it).to_owned()).collect()),
        cgo: Some(cgo),
        ..Configuration::default()
    };
    let environment =
        Environment { host: Port::find("linux", "amd64"), cgo_enabled, ..Environment::default() };
    let inputs = Inputs {
        configuration,
        environment,
        targets_from: Source::Configuration,
        ..Inputs::new(FilePath::new("/m"))
    };
    let assignment = Assignment::new(Release::CURRENT);
    Judged::decide(&inputs, &assignment, &Said::default(), true)
}

fn judged(targets: &[&str], cgo: CgoMode, cgo_enabled: Option<bool>) -> String {
    let judged = decide(Some(targets), cgo, cgo_enabled).unwrap();
    judged.targets.iter().map(|target| target.to_string()).collect::<Vec<_>>().join(" ")
}

#[test]
fn the_cgo_mode_divides_ports() {
    let two = ["linux/amd64", "darwin/arm64", "js/wasm"];
    for (mode, enabled, expected) in [
        (CgoMode::Auto, None, "darwin/arm64 js/wasm linux/amd64+cgo"),
        (CgoMode::Auto, Some(false), "darwin/arm64 js/wasm linux/amd64"),
        (CgoMode::Auto, Some(true), "darwin/arm64+cgo js/wasm linux/amd64+cgo"),
        (CgoMode::Off, Some(true), "darwin/arm64 js/wasm linux/amd64"),
        (CgoMode::On, None, "darwin/arm64+cgo js/wasm linux/amd64+cgo"),
        (CgoMode::Both, None, "darwin/arm64 darwin/arm64+cgo js/wasm linux/amd64 linux/amd64+cgo"),
    ] {
        assert_eq!(judged(&two, mode, enabled), expected, "{mode:?} {enabled:?}");
    }
}

#[test]
fn a_configuration_that_is_named_is_judged_whatever_the_mode() {
    assert_eq!(judged(&["darwin/arm64+cgo"], CgoMode::Auto, None), "darwin/arm64+cgo");
    assert_eq!(
        judged(&["darwin/*", "darwin/arm64+cgo"], CgoMode::Off, None),
        "darwin/amd64 darwin/arm64 darwin/arm64+cgo"
    );
    assert_eq!(judged(&["linux/amd64", "!linux/amd64+cgo"], CgoMode::Auto, None), "linux/amd64");
}

#[test]
fn nobody_asked_means_the_first_class_ports() {
    let judged = decide(None, CgoMode::Auto, None).unwrap();
    assert_eq!(judged.source, Source::Default);
    assert_eq!(judged.targets.with_both_cgo_settings(), TargetSet::first_class());
    assert_eq!(judged.with_cgo, TargetSet::first_class() & TargetSet::with_cgo());
}

#[test]
fn targets_that_leave_nothing_are_an_error() {
    let error = decide(Some(&["windows/arm"]), CgoMode::Auto, None).unwrap_err();
    assert_eq!(error, "the targets leave no port of Go 1.27");
    assert!(decide(Some(&["macos/arm64"]), CgoMode::Auto, None).is_err());
    assert!(decide(Some(&[]), CgoMode::Auto, None).is_err());
}
