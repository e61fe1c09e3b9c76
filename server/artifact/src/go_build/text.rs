//! The text of the modules: lines of words that tabs separate.

use super::{GoBuild, GoModule, GoReplacement, GoSetting};

/// Reads what `go version -m` prints. Lines of no known kind are passed over, as by Go.
pub(super) fn parse(text: &str) -> GoBuild {
    let mut build = GoBuild::default();
    // Whether a replacement belongs to the main module, not to the last dependency.
    let mut is_of_main = false;
    for line in text.lines() {
        let Some((kind, rest)) = line.split_once('\t') else { continue };
        match kind {
            "path" => build.path = Some(rest.to_owned()),
            "mod" => {
                build.main = Some(module(rest));
                is_of_main = true;
            }
            "dep" => {
                build.dependencies.push(module(rest));
                is_of_main = false;
            }
            "=>" => {
                let replaced =
                    if is_of_main { build.main.as_mut() } else { build.dependencies.last_mut() };
                if let Some(replaced) = replaced {
                    let GoModule { path, version, sum, .. } = module(rest);
                    replaced.replaced_by = Some(GoReplacement { path, version, sum });
                }
            }
            "build" => build.settings.extend(setting(rest)),
            _ => {}
        }
    }
    build
}

fn module(rest: &str) -> GoModule {
    let mut words = rest.split('\t').map(str::to_owned);
    let mut next = || words.next().unwrap_or_default();
    GoModule { path: next(), version: next(), sum: next(), replaced_by: None }
}

fn setting(rest: &str) -> Option<GoSetting> {
    let (key, value) = if rest.starts_with(['"', '`']) {
        let end = end_of_quoted(rest)?;
        (unquote(&rest[..end])?, rest[end..].strip_prefix('=')?)
    } else {
        let (key, value) = rest.split_once('=')?;
        (key.to_owned(), value)
    };
    let value = if value.starts_with(['"', '`']) { unquote(value)? } else { value.to_owned() };
    Some(GoSetting { key, value })
}

/// Where the Go string that a text begins with ends.
fn end_of_quoted(text: &str) -> Option<usize> {
    let quote = text.chars().next()?;
    let mut is_escaped = false;
    for (at, letter) in text.char_indices().skip(1) {
        if letter == quote && !is_escaped {
            return Some(at + 1);
        }
        is_escaped = quote == '"' && letter == '\\' && !is_escaped;
    }
    None
}

/// What a Go string says.
fn unquote(text: &str) -> Option<String> {
    if let Some(inner) = text.strip_prefix('`') {
        return Some(inner.strip_suffix('`')?.to_owned());
    }
    let inner = text.strip_prefix('"')?.strip_suffix('"')?;
    let mut bytes = Vec::with_capacity(inner.len());
    let mut letters = inner.chars();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            bytes.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
            continue;
        }
        let escape = letters.next()?;
        let mut number = |digits: usize, radix: u32| {
            let text: String = letters.by_ref().take(digits).collect();
            u32::from_str_radix(&text, radix).ok()
        };
        match escape {
            'a' => bytes.push(7),
            'b' => bytes.push(8),
            'f' => bytes.push(12),
            'n' => bytes.push(b'\n'),
            'r' => bytes.push(b'\r'),
            't' => bytes.push(b'\t'),
            'v' => bytes.push(11),
            'x' => bytes.push(u8::try_from(number(2, 16)?).ok()?),
            'u' | 'U' => {
                let digits = if escape == 'u' { 4 } else { 8 };
                let letter = char::from_u32(number(digits, 16)?)?;
                bytes.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
            }
            '0'..='7' => {
                let first = escape.to_digit(8)?;
                bytes.push(u8::try_from(first * 64 + number(2, 8)?).ok()?);
            }
            '\\' | '"' | '\'' => bytes.push(escape as u8),
            _ => return None,
        }
    }
    Some(String::from_utf8_lossy(&bytes).into_owned())
}
