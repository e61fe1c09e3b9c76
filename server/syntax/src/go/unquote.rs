//! The value of a Go string literal.

/// What a string literal, quotes included, stands for. Escapes that Go
/// refuses stay as they are written.
pub(super) fn unquote(literal: &str) -> Box<str> {
    if let Some(raw) = literal.strip_prefix('`') {
        return raw.strip_suffix('`').unwrap_or(raw).replace('\r', "").into();
    }
    let body = literal.strip_prefix('"').unwrap_or(literal);
    let body = body.strip_suffix('"').unwrap_or(body);
    if !body.contains('\\') {
        return body.into();
    }
    let mut value = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some(backslash) = rest.find('\\') {
        value.extend_from_slice(&rest.as_bytes()[..backslash]);
        let escape = &rest[backslash..];
        let length = push_escape(escape, &mut value).unwrap_or_else(|| {
            value.push(b'\\');
            1
        });
        rest = &escape[length..];
    }
    value.extend_from_slice(rest.as_bytes());
    String::from_utf8_lossy(&value).into()
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
        b'x' => {
            let code = u8::from_str_radix(escape.get(2..4)?, 16).ok()?;
            Some((vec![code], 4))
        }
        b'0'..=b'7' => {
            let code = u8::from_str_radix(escape.get(1..4)?, 8).ok()?;
            Some((vec![code], 4))
        }
        b'u' => unicode(escape.get(2..6)?).map(|bytes| (bytes, 6)),
        b'U' => unicode(escape.get(2..10)?).map(|bytes| (bytes, 10)),
        _ => None,
    }?;
    value.extend(bytes);
    Some(length)
}

fn unicode(digits: &str) -> Option<Vec<u8>> {
    let character = char::from_u32(u32::from_str_radix(digits, 16).ok()?)?;
    Some(character.to_string().into_bytes())
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
            (r#""\q\x""#, "\\q\\x"),
            ("\"open", "open"),
            ("\"", ""),
            ("\"ends with \\", "ends with \\"),
        ] {
            assert_eq!(&*unquote(literal), value, "{literal}");
        }
    }
}
