//! What settings say and what is wrong with them.

use expect_test::expect_file;
use proptest::prelude::*;
use serde_json::json;

use super::{CgoMode, Configuration, LevelSetting};

const RULES: [&str; 3] = ["cgo-disabled", "cgo-host-path", "never-built"];

fn parse(text: &str) -> Configuration {
    Configuration::parse(text, &RULES).expect("valid settings")
}

#[test]
fn every_key_is_read() {
    let text = "targets = [\"all\", \"!*/arm64\"]\ncgo = \"both\"\ntags = [\"netgo\"]\n\
                [levels]\nnever-built = \"off\"\n'cgo-disabled' = \"hint\"\n";
    let read = parse(text);
    assert_eq!(read.targets.as_deref(), Some(&["all".to_owned(), "!*/arm64".to_owned()][..]));
    assert_eq!(read.cgo, Some(CgoMode::Both));
    assert_eq!(read.tags.as_deref(), Some(&["netgo".to_owned()][..]));
    assert_eq!(read.levels["never-built"], LevelSetting::Off);
    assert_eq!(read.levels["cgo-disabled"], LevelSetting::Hint);
    let json = serde_json::to_value(&read).expect("plain data");
    assert_eq!(Configuration::from_json(&json, &RULES), Ok(read));
    assert_eq!(parse(""), Configuration::default());
    assert_eq!(parse("levels.never-built = 'info'").levels.len(), 1);
}

#[test]
fn nulls_of_an_editor_say_nothing() {
    let settings = json!({"targets": null, "levels": {"never-built": null}});
    assert_eq!(Configuration::from_json(&settings, &RULES), Ok(Configuration::default()));
    assert_eq!(Configuration::from_json(&json!(null), &RULES), Ok(Configuration::default()));
}

#[test]
fn errors_name_what_was_meant() {
    for (text, place, message) in [
        ("target = []", "target", "unknown key `target`, did you mean `targets`?"),
        ("x = 1", "x", "unknown key `x`, known are `targets`, `cgo`, `tags`, `levels`, `policy`"),
        ("cgo = 'of'", "'of'", "unknown value `of` for `cgo`, did you mean `off`?"),
        ("cgo = true", "true", "`cgo` must be a word, known are `auto`, `off`, `on`, `both`"),
        ("targets = 'all'", "'all'", "`targets` must be a list of patterns"),
        ("targets = ['all', 1]", "1", "`targets` must be a list of patterns"),
        ("targets = []", "[]", "`targets` leaves no port"),
        ("targets = ['all', '!all']", "['all', '!all']", "`targets` leaves no port"),
        ("tags = ['a,b']", "'a,b'", "`a,b` is no build tag: letters, digits, `_` and `.` make one"),
        (
            "[levels]\ncgo-host-pth = 'off'",
            "cgo-host-pth",
            "unknown rule `cgo-host-pth`, did you mean `cgo-host-path`?",
        ),
        ("[levels]\nx = 'off'", "x", "unknown rule `x`"),
        (
            "[levels]\nnever-built = 'warn'",
            "'warn'",
            "unknown value `warn` for `never-built`, did you mean `warning`?",
        ),
        ("levels = 'off'", "'off'", "`levels` must give levels to rules: rule = \"level\""),
    ] {
        let error = Configuration::parse(text, &RULES).expect_err(text);
        assert_eq!(error.message, message);
        let span = error.span.expect("a place in the text");
        assert_eq!(&text[span.range()], place, "{text}");
    }
    let error = Configuration::from_json(&json!({"cgo": "of"}), &RULES).expect_err("unknown");
    assert_eq!(error.to_string(), "unknown value `of` for `cgo`, did you mean `off`?");
    assert_eq!(error.span, None);
}

#[test]
fn bad_patterns_are_pointed_at_with_the_words_of_platform() {
    let text = "targets = ['all', '!linus/amd64']";
    let error = Configuration::parse(text, &RULES).expect_err("no such system");
    assert_eq!(error.message, platform::TargetSet::parse_pattern("linus/amd64").expect_err("too"));
    assert_eq!(error.span.map(|span| &text[span.range()]), Some("'!linus/amd64'"));
}

#[test]
fn syntax_errors_have_a_place() {
    let error = Configuration::parse("cgo = \n", &RULES).expect_err("no value");
    assert!(error.message.starts_with(|c: char| c.is_lowercase()), "{error}");
    assert!(error.span.is_some());
    assert!(Configuration::parse("cgo = 'on'\ncgo = 'off'", &RULES).is_err());
}

#[test]
fn the_first_source_wins_key_by_key() {
    let file = parse("cgo = 'off'\nlevels.never-built = 'off'");
    let editor = parse(
        "cgo = 'on'\ntags = ['x']\nlevels.never-built = 'error'\nlevels.cgo-disabled = 'info'",
    );
    let merged = parse(
        "cgo = 'off'\ntags = ['x']\nlevels.never-built = 'off'\nlevels.cgo-disabled = 'info'",
    );
    assert_eq!(file.or(editor), merged);
}

#[test]
fn the_published_schema_is_current() {
    // `UPDATE_EXPECT=1 cargo test -p project` rewrites it.
    expect_file!["../../../../docs/anyport.schema.json"].assert_eq(&Configuration::schema());
}

proptest! {
    #[test]
    fn nothing_panics(
        text in "((targets|cgo|tags|levels|x|\\[levels\\])[ .=]{1,3}[\\[{'\"a-z,!/*\\]}é\n]{0,16}\n?){0,4}",
    ) {
        if let Err(error) = Configuration::parse(&text, &RULES) {
            prop_assert!(error.span.is_none_or(|span| text.get(span.range()).is_some()), "{}", text);
        }
    }
}

#[test]
fn a_policy_is_read_everywhere_and_by_pattern() {
    use super::policy::{CLibrary, ExecutionLevel, Signed, Version};
    let text = "[policy]\nstatic = true\nlibc = ['none', 'musl']\nmax-glibc = '2.28'\n\
                min-macos = '12'\nsigned = 'ad-hoc'\nexecution-level = 'asInvoker'\n\
                dlls = ['kernel32.dll']\nmax-size = '20 MiB'\n\
                [policy.'windows/*']\nsigned = 'certificate'\nmax-size = 0x10\n";
    let read = parse(text);
    let policy = &read.policy.everywhere;
    assert_eq!(policy.is_static, Some(true));
    assert_eq!(policy.libc.as_deref(), Some(&[CLibrary::None, CLibrary::Musl][..]));
    assert_eq!(policy.max_glibc, Version::parse("2.28"));
    assert_eq!(policy.min_macos, Version::parse("12.0"));
    assert_eq!(policy.signed, Some(Signed::AdHoc));
    assert_eq!(policy.execution_level, Some(ExecutionLevel::AsInvoker));
    assert_eq!(policy.max_size, Some(20 << 20));
    let json = serde_json::to_value(&read).expect("plain data");
    assert_eq!(Configuration::from_json(&json, &RULES), Ok(read.clone()));
    let windows = read.policy.for_port(platform::Port::find("windows", "arm64"));
    assert_eq!((windows.signed, windows.max_size), (Some(Signed::Certificate), Some(16)));
    assert_eq!(windows.is_static, Some(true), "what the pattern leaves out holds from above");
    let linux = read.policy.for_port(platform::Port::find("linux", "arm64"));
    assert_eq!(linux, read.policy.everywhere);
}

#[test]
fn errors_of_a_policy_name_what_was_meant() {
    for (text, place, message) in [
        ("policy = 1", "1", "`policy` must be a table: [policy]"),
        (
            "policy.max-glib = '2'",
            "max-glib",
            "unknown key `max-glib` of `policy`, did you mean `max-glibc`?",
        ),
        (
            "policy.'windows/*'.dll = []",
            "dll",
            "unknown key `dll` of `policy`, did you mean `dlls`?",
        ),
        ("policy.'windows/*' = 1", "1", "`windows/*` must be a table of the policy there"),
        ("policy.static = 'yes'", "'yes'", "`static` must be true or false"),
        ("policy.libc = 'musl'", "'musl'", "`libc` must be a list of C libraries"),
        ("policy.libc = ['mus']", "'mus'", "unknown value `mus` for `libc`, did you mean `musl`?"),
        ("policy.max-glibc = 2.28", "2.28", "`max-glibc` must be a version: \"2.28\""),
        ("policy.min-macos = 'x'", "'x'", "`min-macos` must be a version: \"12.0\""),
        ("policy.max-size = -1", "-1", "`max-size` must be a size: 20000000, or \"20 MB\""),
        ("policy.max-size = '9 TB'", "'9 TB'", "`max-size` must be a size: 20000000, or \"20 MB\""),
        (
            "policy.execution-level = 'admin'",
            "'admin'",
            "unknown value `admin` for `execution-level`, known are `asInvoker`, \
             `highestAvailable`, `requireAdministrator`",
        ),
    ] {
        let error = Configuration::parse(text, &RULES).expect_err(text);
        assert_eq!(error.message, message);
        let span = error.span.expect("a place in the text");
        assert_eq!(&text[span.range()], place, "{text}");
    }
    let error = Configuration::parse("policy.'linus/*'.static = true", &RULES).expect_err("x");
    assert_eq!(error.message, platform::TargetSet::parse_pattern("linus/*").expect_err("too"));
}

#[test]
fn versions_are_ordered_by_their_numbers() {
    use super::policy::Version;
    let version = |text| Version::parse(text).expect("a version");
    assert!(version("2.9") < version("2.28"));
    assert_eq!(version("13"), version("13.0.0"));
    for text in ["", "2.", ".2", "2.a", "+2", "99999999999"] {
        assert_eq!(Version::parse(text), None, "{text}");
    }
}
