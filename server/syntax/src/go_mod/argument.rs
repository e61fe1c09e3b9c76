//! The arguments of directives: words and strings, and what is refused in them.

use std::sync::LazyLock;

use regex::Regex;

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
        return unquote(body).map_or_else(|| (body.to_owned(), false), |value| (value, true));
    }
    (written.to_owned(), !written.contains(['"', '\'', '`']))
}

/// What stands between the quotes of an interpreted string, unescaped as Go
/// does. `None` for an escape that Go does not know, and for bytes that are no text.
fn unquote(body: &str) -> Option<String> {
    let mut value = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some(backslash) = rest.find('\\') {
        value.extend_from_slice(&rest.as_bytes()[..backslash]);
        rest = &rest[backslash + 1..];
        let kind = rest.chars().next()?;
        let simple = match kind {
            'a' => Some(0x07),
            'b' => Some(0x08),
            'f' => Some(0x0c),
            'n' => Some(b'\n'),
            'r' => Some(b'\r'),
            't' => Some(b'\t'),
            'v' => Some(0x0b),
            '\\' => Some(b'\\'),
            '"' => Some(b'"'),
            _ => None,
        };
        let length = match (kind, simple) {
            (_, Some(byte)) => {
                value.push(byte);
                1
            }
            ('0'..='7', None) => {
                value.push(u8::try_from(digits(rest, 0, 3, 8)?).ok()?);
                3
            }
            ('x', None) => {
                value.push(u8::try_from(digits(rest, 1, 2, 16)?).ok()?);
                3
            }
            ('u' | 'U', None) => {
                let count = if kind == 'u' { 4 } else { 8 };
                let character = char::from_u32(digits(rest, 1, count, 16)?)?;
                value.extend_from_slice(character.to_string().as_bytes());
                1 + count
            }
            _ => return None,
        };
        rest = &rest[length..];
    }
    value.extend_from_slice(rest.as_bytes());
    String::from_utf8(value).ok()
}

fn digits(text: &str, start: usize, count: usize, radix: u32) -> Option<u32> {
    let digits = text.get(start..start + count)?;
    digits.chars().all(|c| c.is_digit(radix)).then(|| u32::from_str_radix(digits, radix).ok())?
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
