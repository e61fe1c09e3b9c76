//! What the text of a type tells.

use serde::{Deserialize, Serialize};

/// What a type is, as far as functions and values of JavaScript are concerned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum JsType {
    /// `js.Func`.
    Func,
    /// A slice, array or map of `js.Func`.
    Funcs,
    /// `js.Value`.
    Value,
    /// A slice of `js.Value`.
    ValueSlice,
    /// A map to `js.Value`, or to slices of them.
    ValueMap,
    /// `any`.
    Any,
    /// A channel.
    Channel,
    /// Another, or none is written.
    #[default]
    Other,
}

/// Reads a type's text. `js`: what the file calls the package.
pub(super) fn read(text: &str, js: Option<&str>) -> JsType {
    let text = text.trim();
    match text {
        "any" | "interface{}" | "interface {}" => return JsType::Any,
        _ if text.starts_with("chan ") || text.starts_with("<-chan ") => return JsType::Channel,
        _ if text.starts_with("chan<- ") => return JsType::Channel,
        _ => {}
    }
    let Some(js) = js else { return JsType::Other };
    if let Some(element) = text.strip_prefix("[]").or_else(|| text.strip_prefix("...")) {
        return match member(element, js) {
            Some("Func") => JsType::Funcs,
            Some("Value") => JsType::ValueSlice,
            _ => JsType::Other,
        };
    }
    if let Some(element) = map_element(text) {
        let values = element.strip_prefix("[]").unwrap_or(element);
        return match (member(element, js), member(values, js)) {
            (Some("Func"), _) => JsType::Funcs,
            (_, Some("Value")) => JsType::ValueMap,
            _ => JsType::Other,
        };
    }
    if let Some((_, element)) = text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        let is_func = member(element, js) == Some("Func");
        return if is_func { JsType::Funcs } else { JsType::Other };
    }
    match member(text, js) {
        Some("Func") => JsType::Func,
        Some("Value") => JsType::Value,
        _ => JsType::Other,
    }
}

/// `Func` in `js.Func`.
fn member<'t>(text: &'t str, js: &str) -> Option<&'t str> {
    text.trim().strip_prefix(js)?.strip_prefix('.')
}

/// `V` in `map[K]V`.
pub(super) fn map_element(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("map[")?;
    let mut depth = 1_u32;
    for (at, byte) in rest.bytes().enumerate() {
        match byte {
            b'[' => depth += 1,
            b']' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(rest[at + 1..].trim());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{JsType, read};

    #[test]
    fn types_by_their_text() {
        for (text, expected) in [
            ("js.Func", JsType::Func),
            ("[]js.Func", JsType::Funcs),
            ("[2]js.Func", JsType::Funcs),
            ("map[[2]int]js.Func", JsType::Funcs),
            ("js.Value", JsType::Value),
            ("...js.Value", JsType::ValueSlice),
            ("map[string][]js.Value", JsType::ValueMap),
            ("[4]js.Value", JsType::Other),
            ("interface{}", JsType::Any),
            ("<-chan js.Value", JsType::Channel),
            ("*js.Func", JsType::Other),
            ("map[", JsType::Other),
        ] {
            assert_eq!(read(text, Some("js")), expected, "{text}");
        }
        assert_eq!(read("js.Func", None), JsType::Other);
        assert_eq!(read("j.Func", Some("j")), JsType::Func);
    }
}
