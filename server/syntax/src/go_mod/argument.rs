//! The arguments of directives: words and strings, and what is refused in them.

use std::sync::LazyLock;

use regex::Regex;

use crate::unquote::unescape_strictly;

static GO_VERSION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^([1-9][0-9]*)\.(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*))?([a-z]+[0-9]+)?$")
        .expect("a constant pattern, tested")
});

/// Whether the `go` line takes it.
pub(super) fn is_go_version(version: &str) -> bool {
    GO_VERSION.is_match(version)
}

/// Whether the `toolchain` line takes it.
pub(super) fn is_toolchain(name: &str) -> bool {
    name == "default"
        || name.strip_prefix("go1").is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Whether a `godebug` line takes it.
pub(super) fn is_setting(setting: &str) -> bool {
    setting.contains('=') && !setting.contains(['"', '`', '\'', ','])
}

/// The value of a word or a string, and whether the go command reads it: it
/// knows raw strings and takes none, nor quotes within a word.
pub(super) fn value(written: &str) -> (String, bool) {
    if let Some(raw) = written.strip_prefix('`') {
        return (raw.strip_suffix('`').unwrap_or(raw).to_owned(), false);
    }
    if written.len() >= 2 && written.starts_with('"') && written.ends_with('"') {
        let body = &written[1..written.len() - 1];
        return unescape_strictly(body)
            .map_or_else(|| (body.to_owned(), false), |value| (value, true));
    }
    (written.to_owned(), !written.contains(['"', '\'', '`']))
}

#[cfg(test)]
mod tests {
    use super::{is_go_version, is_setting, is_toolchain, value};

    #[test]
    fn words_and_strings_have_values() {
        for (written, expected, is_read) in [
            ("a/b", "a/b", true),
            (r#""a b""#, "a b", true),
            (r#""""#, "", true),
            (r#""\x61\u00e9\101\"\\\t""#, "aéA\"\\\t", true),
            (r#""\U0001F600""#, "😀", true),
            (r#""\'""#, r"\'", false),
            (r#""\400""#, r"\400", false),
            (r#""\ud800""#, r"\ud800", false),
            (r#""\xff""#, r"\xff", false),
            (r#""\x+1""#, r"\x+1", false),
            ("`a`", "a", false),
            ("a\"b", "a\"b", false),
            ("'a'", "'a'", false),
            ("\"", "\"", false),
        ] {
            assert_eq!(value(written), (expected.to_owned(), is_read), "{written}");
        }
    }

    #[test]
    fn versions_have_the_form_that_the_go_command_asks_for() {
        for version in ["1.21", "1.0", "1.27.3", "1.27rc1", "2.10.0beta2"] {
            assert!(is_go_version(version), "{version}");
        }
        for version in ["1", "v1.21", "1.021", "1.21.", "1.21x", "go1.21", "\"1.21\""] {
            assert!(!is_go_version(version), "{version}");
        }
        for name in ["default", "go1", "go1.27.3", "go1.x"] {
            assert!(is_toolchain(name), "{name}");
        }
        for name in ["go2", "1.27", "go12", "local"] {
            assert!(!is_toolchain(name), "{name}");
        }
        assert!(is_setting("a=b=c") && is_setting("="));
        assert!(!is_setting("a") && !is_setting("\"a=b\""));
    }
}
