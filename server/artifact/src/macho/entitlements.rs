//! Entitlements: what a program may do, as a property list in XML.

use quick_xml::Reader;
use quick_xml::events::Event;
use schemars::JsonSchema;
use serde::Serialize;

use crate::bytes::{LONGEST_TEXT, MOST_NAMES};

/// One entitlement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Entitlement {
    /// `com.apple.security.network.client`.
    pub key: String,
    /// Its value.
    pub value: EntitlementValue,
}

/// The value of an entitlement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum EntitlementValue {
    /// Yes or no.
    Flag(bool),
    /// A number.
    Number(i64),
    /// A text, a date, or the text of binary data.
    Text(String),
    /// Several values.
    List(Vec<EntitlementValue>),
    /// Values with names.
    Dictionary(Vec<Entitlement>),
}

/// Lists and dictionaries within each other.
const DEEPEST: usize = 16;

/// A list or dictionary that is being read.
enum Open {
    List(Vec<EntitlementValue>),
    Dictionary(Vec<Entitlement>, Option<String>),
}

/// Reads a property list whose root is a dictionary; none where it is something else.
pub(super) fn read(bytes: &[u8]) -> Option<Vec<Entitlement>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut reader = Reader::from_str(text.trim_end_matches('\0'));
    let mut open: Vec<Open> = Vec::new();
    let mut words = String::new();
    let mut left = MOST_NAMES;
    loop {
        left = left.checked_sub(1)?;
        match reader.read_event().ok()? {
            Event::Eof => return None,
            Event::Text(piece) => words.push_str(&piece),
            Event::GeneralRef(name) => words.push(letter(&name)?),
            Event::CData(piece) => words.push_str(&piece),
            Event::Start(tag) => {
                words.clear();
                match tag.name().as_ref() {
                    "dict" => open.push(Open::Dictionary(Vec::new(), None)),
                    "array" => open.push(Open::List(Vec::new())),
                    _ => {}
                }
                if open.len() > DEEPEST {
                    return None;
                }
            }
            Event::Empty(tag) => {
                let value = simple(tag.name().as_ref(), "")?;
                if let Some(root) = close(&mut open, value)? {
                    return Some(root);
                }
            }
            Event::End(tag) => {
                let words = std::mem::take(&mut words);
                let value = match tag.name().as_ref() {
                    "plist" => return None,
                    "key" => {
                        let Some(Open::Dictionary(_, key)) = open.last_mut() else { return None };
                        *key = Some(words);
                        continue;
                    }
                    "dict" | "array" => match open.pop()? {
                        Open::List(items) => EntitlementValue::List(items),
                        Open::Dictionary(entries, _) => EntitlementValue::Dictionary(entries),
                    },
                    name => simple(name, words.get(..LONGEST_TEXT).unwrap_or(&words))?,
                };
                if let Some(root) = close(&mut open, value)? {
                    return Some(root);
                }
            }
            _ => {}
        }
    }
}

/// A value that holds no others.
fn simple(tag: &str, words: &str) -> Option<EntitlementValue> {
    Some(match tag {
        "true" => EntitlementValue::Flag(true),
        "false" => EntitlementValue::Flag(false),
        "integer" => EntitlementValue::Number(words.trim().parse().ok()?),
        "string" | "date" | "data" | "real" => EntitlementValue::Text(words.to_owned()),
        "array" => EntitlementValue::List(Vec::new()),
        "dict" => EntitlementValue::Dictionary(Vec::new()),
        _ => return None,
    })
}

/// Puts a value where it belongs; the whole, if it was the root.
#[expect(clippy::option_option, reason = "none: misplaced; some none: not the root yet")]
fn close(open: &mut [Open], value: EntitlementValue) -> Option<Option<Vec<Entitlement>>> {
    match (open.last_mut(), value) {
        (None, EntitlementValue::Dictionary(entries)) => return Some(Some(entries)),
        (None, _) => return None,
        (Some(Open::List(items)), value) => items.push(value),
        (Some(Open::Dictionary(entries, key)), value) => {
            entries.push(Entitlement { key: key.take()?, value });
        }
    }
    Some(None)
}

/// The letter of `&amp;` or `&#38;`.
fn letter(reference: &quick_xml::events::BytesRef<'_>) -> Option<char> {
    if let Some(letter) = reference.resolve_char_ref().ok()? {
        return Some(letter);
    }
    Some(match &**reference {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => return None,
    })
}
