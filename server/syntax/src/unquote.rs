//! The value of a string literal of Go and of go.mod.

use std::ops::Range;

/// What a string literal, quotes included, stands for. Escapes that Go
/// refuses stay as they are written.
pub(crate) fn unquote(literal: &str) -> Box<str> {
    if let Some(raw) = literal.strip_prefix('`') {
        return raw.strip_suffix('`').unwrap_or(raw).replace('\r', "").into();
    }
    let body = literal.strip_prefix('"').unwrap_or(literal);
    let (value, _) = unescape(body.strip_suffix('"').unwrap_or(body));
    String::from_utf8_lossy(&value).into()
}

/// What stands between the quotes of an interpreted string. `None` for an escape that Go refuses,
/// and for bytes that are no text.
pub(crate) fn unescape_strictly(body: &str) -> Option<String> {
    let (value, is_valid) = unescape(body);
    if is_valid { String::from_utf8(value).ok() } else { None }
}

/// The bytes, and whether every escape is one of Go's.
fn unescape(body: &str) -> (Vec<u8>, bool) {
    let mut value = Vec::with_capacity(body.len());
    let mut is_valid = true;
    let mut rest = body;
    while let Some(backslash) = rest.find('\\') {
        value.extend_from_slice(&rest.as_bytes()[..backslash]);
        let escape = &rest[backslash..];
        let length = push_escape(escape, &mut value).unwrap_or_else(|| {
            is_valid = false;
            value.push(b'\\');
            1
        });
        rest = &escape[length..];
    }
    value.extend_from_slice(rest.as_bytes());
    (value, is_valid)
}

/// Appends what the escape sequence at the beginning of `escape` stands for and returns its
/// length in bytes.
fn push_escape(escape: &str, value: &mut Vec<u8>) -> Option<usize> {
    let simple = |byte| Some((vec![byte], 2));
    let (bytes, length) = match escape.as_bytes().get(1)? {
        b'a' => simple(0x07),
        b'b' => simple(0x08),
        b'f' => simple(0x0c),
        b'n' => simple(b'\n'),
        b'r' => simple(b'\r'),
        b't' => simple(b'\t'),
        b'v' => simple(0x0b),
        b'\\' => simple(b'\\'),
        b'"' => simple(b'"'),
        b'x' => Some((vec![u8::try_from(number(escape, 2..4, 16)?).ok()?], 4)),
        b'0'..=b'7' => Some((vec![u8::try_from(number(escape, 1..4, 8)?).ok()?], 4)),
        b'u' => Some((unicode(number(escape, 2..6, 16)?)?, 6)),
        b'U' => Some((unicode(number(escape, 2..10, 16)?)?, 10)),
        _ => None,
    }?;
    value.extend(bytes);
    Some(length)
}

fn number(escape: &str, digits: Range<usize>, radix: u32) -> Option<u32> {
    let digits = escape.get(digits)?;
    // A sign is none.
    let is_number = digits.chars().all(|c| c.is_digit(radix));
    is_number.then(|| u32::from_str_radix(digits, radix).ok())?
}

fn unicode(code: u32) -> Option<Vec<u8>> {
    Some(char::from_u32(code)?.to_string().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::unquote;

    #[test]
    fn literals_become_values() {
        for (literal, value) in [
            (r#""fmt""#, "fmt"),
            ("`a\r\\b`", "a\\b"),
            (r#""\x66m\u0074\"\\""#, "fmt\"\\"),
            (r#""\U0001F600\101""#, "😀A"),
            (r#""\q\x\x+1""#, "\\q\\x\\x+1"),
            ("\"open", "open"),
            ("\"", ""),
            ("\"ends with \\", "ends with \\"),
        ] {
            assert_eq!(&*unquote(literal), value, "{literal}");
        }
    }
}
