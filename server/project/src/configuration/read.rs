//! Reads settings from TOML and from JSON with one set of checks.

mod policy;

use platform::TargetSet;
use serde_json::Value;
use syntax::Span;
use toml::de::{DeTable, DeValue};

use super::{CgoMode, Configuration, ConfigurationError, LevelSetting};
use crate::nearest;

const KEYS: [&str; 5] = ["targets", "cgo", "tags", "levels", "policy"];

const CGO_MODES: [(&str, CgoMode); 4] =
    [("auto", CgoMode::Auto), ("off", CgoMode::Off), ("on", CgoMode::On), ("both", CgoMode::Both)];

const LEVELS: [(&str, LevelSetting); 5] = [
    ("off", LevelSetting::Off),
    ("hint", LevelSetting::Hint),
    ("info", LevelSetting::Info),
    ("warning", LevelSetting::Warning),
    ("error", LevelSetting::Error),
];

type Result<T> = std::result::Result<T, ConfigurationError>;

/// Reads the text of `anyport.toml`.
pub(super) fn toml(text: &str, rules: &[&str]) -> Result<Configuration> {
    let table = DeTable::parse(text).map_err(|error| {
        let message = error.message().lines().next().unwrap_or_default();
        ConfigurationError { message: lower_first(message), span: error.span().map(span) }
    })?;
    read(toml_entries(table.get_ref()), rules)
}

/// Reads an object of settings.
pub(super) fn json(settings: &Value, rules: &[&str]) -> Result<Configuration> {
    let root = Node::Json(settings);
    let entries = if settings.is_null() { Some(Vec::new()) } else { root.entries() };
    read(entries.ok_or_else(|| error("the settings must be an object", root.span()))?, rules)
}

/// A value of either format. Values are looked into no deeper than the
/// settings go, however deep a file nests them.
#[derive(Clone, Copy)]
enum Node<'a> {
    Toml(&'a toml::Spanned<DeValue<'a>>),
    Json(&'a Value),
}

/// A key with its value.
struct Entry<'a> {
    key: &'a str,
    key_span: Option<Span>,
    value: Node<'a>,
}

impl<'a> Node<'a> {
    fn span(self) -> Option<Span> {
        match self {
            Node::Toml(value) => Some(span(value.span())),
            Node::Json(_) => None,
        }
    }

    fn text(self) -> Option<&'a str> {
        match self {
            Node::Toml(value) => value.get_ref().as_str(),
            Node::Json(value) => value.as_str(),
        }
    }

    fn flag(self) -> Option<bool> {
        match self {
            Node::Toml(value) => value.get_ref().as_bool(),
            Node::Json(value) => value.as_bool(),
        }
    }

    fn number(self) -> Option<i64> {
        match self {
            Node::Toml(value) => {
                let number = value.get_ref().as_integer()?;
                i64::from_str_radix(number.as_str(), number.radix()).ok()
            }
            Node::Json(value) => value.as_i64(),
        }
    }

    fn items(self) -> Option<Vec<Node<'a>>> {
        match self {
            Node::Toml(value) => {
                value.get_ref().as_array().map(|items| items.iter().map(Node::Toml).collect())
            }
            Node::Json(value) => {
                value.as_array().map(|items| items.iter().map(Node::Json).collect())
            }
        }
    }

    /// The entries of a table or object, those that are `null` left out.
    fn entries(self) -> Option<Vec<Entry<'a>>> {
        match self {
            Node::Toml(value) => value.get_ref().as_table().map(toml_entries),
            Node::Json(value) => value.as_object().map(|object| {
                let entries = object.iter().filter(|(_, value)| !value.is_null());
                entries
                    .map(|(key, value)| Entry { key, key_span: None, value: Node::Json(value) })
                    .collect()
            }),
        }
    }
}

/// The entries of a table as they stand in the file.
fn toml_entries<'a>(table: &'a DeTable<'a>) -> Vec<Entry<'a>> {
    let mut entries: Vec<_> = table
        .iter()
        .map(|(key, value)| Entry {
            key: key.get_ref(),
            key_span: Some(span(key.span())),
            value: Node::Toml(value),
        })
        .collect();
    entries.sort_by_key(|entry| entry.key_span);
    entries
}

fn span(range: std::ops::Range<usize>) -> Span {
    Span::new(range.start, range.end)
}

fn error(message: impl Into<String>, span: Option<Span>) -> ConfigurationError {
    ConfigurationError { message: message.into(), span }
}

fn read(entries: Vec<Entry<'_>>, rules: &[&str]) -> Result<Configuration> {
    let mut configuration = Configuration::default();
    for Entry { key, key_span, value } in entries {
        match key {
            "targets" => configuration.targets = Some(read_targets(value)?),
            "cgo" => configuration.cgo = Some(one_of(value, "`cgo`", &CGO_MODES)?),
            "tags" => configuration.tags = Some(read_tags(value)?),
            "levels" => {
                let expected = "`levels` must give levels to rules: rule = \"level\"";
                let levels = value.entries().ok_or_else(|| error(expected, value.span()))?;
                for level in levels {
                    let rule = known_rule(&level, rules)?;
                    let setting = one_of(level.value, &format!("`{rule}`"), &LEVELS)?;
                    configuration.levels.insert(rule.to_owned(), setting);
                }
            }
            "policy" => configuration.policy = policy::read(value)?,
            _ => {
                let hint = nearest(key, KEYS).map_or_else(|| known(&KEYS), did_you_mean);
                return Err(error(format!("unknown key `{key}`, {hint}"), key_span));
            }
        }
    }
    Ok(configuration)
}

fn known_rule<'a>(entry: &Entry<'a>, rules: &[&str]) -> Result<&'a str> {
    if rules.contains(&entry.key) {
        return Ok(entry.key);
    }
    let mut message = format!("unknown rule `{}`", entry.key);
    if let Some(meant) = nearest(entry.key, rules.iter().copied()) {
        message += ", ";
        message += &did_you_mean(meant);
    }
    Err(error(message, entry.key_span))
}

fn read_targets(value: Node<'_>) -> Result<Vec<String>> {
    let patterns = strings(value, "targets", "patterns")?;
    for (pattern, span) in &patterns {
        let pattern = pattern.trim();
        TargetSet::parse_pattern(pattern.strip_prefix('!').unwrap_or(pattern))
            .map_err(|message| error(message, *span))?;
    }
    let set = TargetSet::parse_patterns(patterns.iter().map(|(pattern, _)| *pattern))
        .map_err(|message| error(message, value.span()))?;
    if set.is_empty() {
        return Err(error("`targets` leaves no port", value.span()));
    }
    Ok(patterns.into_iter().map(|(pattern, _)| pattern.to_owned()).collect())
}

fn read_tags(value: Node<'_>) -> Result<Vec<String>> {
    let tags = strings(value, "tags", "build tags")?;
    let is_tag = |tag: &str| {
        !tag.is_empty() && tag.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.')
    };
    if let Some((tag, span)) = tags.iter().find(|(tag, _)| !is_tag(tag)) {
        let message = format!("`{tag}` is no build tag: letters, digits, `_` and `.` make one");
        return Err(error(message, *span));
    }
    Ok(tags.into_iter().map(|(tag, _)| tag.to_owned()).collect())
}

/// A list of strings with their places.
fn strings<'a>(value: Node<'a>, key: &str, what: &str) -> Result<Vec<(&'a str, Option<Span>)>> {
    let refuse = |node: Node<'_>| error(format!("`{key}` must be a list of {what}"), node.span());
    let items = value.items().ok_or_else(|| refuse(value))?;
    let string = |item: Node<'a>| Ok((item.text().ok_or_else(|| refuse(item))?, item.span()));
    items.into_iter().map(string).collect()
}

/// A word of a fixed set.
fn one_of<T: Copy>(value: Node<'_>, what: &str, choices: &[(&'static str, T)]) -> Result<T> {
    let words: Vec<_> = choices.iter().map(|(word, _)| *word).collect();
    let Some(text) = value.text() else {
        return Err(error(format!("{what} must be a word, {}", known(&words)), value.span()));
    };
    if let Some((_, choice)) = choices.iter().find(|(word, _)| *word == text) {
        return Ok(*choice);
    }
    let hint = nearest(text, words.iter().copied()).map_or_else(|| known(&words), did_you_mean);
    Err(error(format!("unknown value `{text}` for {what}, {hint}"), value.span()))
}

fn did_you_mean(word: &str) -> String {
    format!("did you mean `{word}`?")
}

fn known(words: &[&str]) -> String {
    let quoted: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
    format!("known are {}", quoted.join(", "))
}

fn lower_first(message: &str) -> String {
    let mut letters = message.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
