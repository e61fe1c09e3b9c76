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
        ("x = 1", "x", "unknown key `x`, known are `targets`, `cgo`, `tags`, `levels`"),
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
