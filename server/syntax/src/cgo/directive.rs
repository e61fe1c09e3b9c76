//! Reads `#cgo` lines exactly as go/build does: which lines count, conditions,
//! verb, quoting, and what it refuses, in its words.

use super::lines::{ContentLine, content_lines};
use super::{CgoArgument, CgoDirective, CgoError};
use crate::{Name, Span};

/// A character and its byte offset in the file.
type Place = (usize, char);

/// The `#cgo` lines of a preamble, in order. The comment is the whole group above `import "C"`: a
/// run of `//` lines, `/* */`, or both.
pub fn directives(text: &str, comment: Span) -> Vec<CgoDirective> {
    content_lines(text, comment).iter().filter_map(|line| directive(text, *line)).collect()
}

fn directive(text: &str, line: ContentLine) -> Option<CgoDirective> {
    // Nearly every line is C code and is told apart without a copy.
    if !text[line.content.range()].contains("cgo") {
        return None;
    }
    let original = places(text, line.content);
    let places = trim(&original);
    let starts_directive = places.len() >= 5
        && places.iter().zip("#cgo".chars()).all(|(place, expected)| place.1 == expected)
        && matches!(places[4].1, ' ' | '\t');
    if !starts_directive {
        return None;
    }
    let mut directive = CgoDirective {
        span: span(places),
        line: line.line,
        before: text[line.line.start as usize..places[0].0].into(),
        conditions: Vec::new(),
        verb: Name { text: "".into(), span: span(places).after() },
        arguments: Vec::new(),
        error: None,
    };
    if let [_, verb, function] = fields(places).as_slice()
        && matches!(&*verb.text, "noescape" | "nocallback")
    {
        directive.verb = verb.clone();
        let (value, span) = (function.text.clone(), function.span);
        directive.arguments = vec![CgoArgument { written: value.clone(), value, span }];
        return Some(directive);
    }
    let complaint = |what: &str, at: Span| {
        let message = format!("invalid #cgo {what}: {}", text_of(places));
        Some(CgoError { message: message.into(), span: at })
    };
    let colon = places.iter().position(|place| place.1 == ':');
    let mut words = fields(&places[4..colon.unwrap_or(4)]);
    let (Some(colon), Some(verb)) = (colon, words.pop()) else {
        directive.error = complaint("line", directive.span);
        return Some(directive);
    };
    directive.verb = verb;
    directive.conditions = words;
    match split_quoted(&places[colon + 1..]) {
        Some(arguments) => directive.arguments = arguments,
        None => directive.error = complaint("line", directive.span),
    }
    let malformed = directive.arguments.iter().find(|argument| !is_safe(&argument.value));
    if let Some(argument) = malformed {
        let message = format!("malformed #cgo argument: {}", argument.value);
        directive.error = Some(CgoError { message: message.into(), span: argument.span });
    }
    if directive.error.is_none() && !is_verb(&directive.verb.text) {
        directive.error = complaint("verb", directive.verb.span);
    }
    Some(directive)
}

/// Whether the go command knows the verb.
fn is_verb(verb: &str) -> bool {
    matches!(verb, "CFLAGS" | "CPPFLAGS" | "CXXFLAGS" | "FFLAGS" | "LDFLAGS" | "pkg-config")
}

/// The characters of a line. Go's scanner takes carriage returns out of comments.
fn places(text: &str, content: Span) -> Vec<Place> {
    let start = content.start as usize;
    let characters = text[content.range()].char_indices();
    characters.filter(|(_, c)| *c != '\r').map(|(offset, c)| (start + offset, c)).collect()
}

fn trim(places: &[Place]) -> &[Place] {
    let is_text = |place: &Place| !place.1.is_whitespace();
    let start = places.iter().position(is_text).unwrap_or(places.len());
    let end = places.iter().rposition(is_text).map_or(start, |last| last + 1);
    &places[start..end]
}

fn text_of(places: &[Place]) -> String {
    places.iter().map(|place| place.1).collect()
}

/// From the first to the last of some characters; not empty.
fn span(places: &[Place]) -> Span {
    let first = places.first().map_or(0, |place| place.0);
    let last = places.last().map_or(first, |place| place.0 + place.1.len_utf8());
    Span::new(first, last)
}

/// The words between blanks.
fn fields(places: &[Place]) -> Vec<Name> {
    places
        .split(|place| place.1.is_whitespace())
        .filter(|word| !word.is_empty())
        .map(|word| Name { text: text_of(word).into(), span: span(word) })
        .collect()
}

/// Arguments, with quotes and backslashes taken off as go/build's `splitQuoted`
/// does. `None` for a quote that is not closed and a backslash at the end.
fn split_quoted(places: &[Place]) -> Option<Vec<CgoArgument>> {
    let mut arguments = Vec::new();
    let mut value = String::new();
    let mut start = None;
    let mut is_quoted = false;
    let mut is_escaped = false;
    let mut quote = None;
    for (index, &(_, c)) in places.iter().enumerate() {
        if is_escaped {
            is_escaped = false;
        } else if c == '\\' {
            is_escaped = true;
            start.get_or_insert(index);
            continue;
        } else if quote.is_some() {
            if quote == Some(c) {
                quote = None;
                continue;
            }
        } else if c == '"' || c == '\'' {
            is_quoted = true;
            quote = Some(c);
            start.get_or_insert(index);
            continue;
        } else if c.is_whitespace() {
            if is_quoted || !value.is_empty() {
                arguments.push(argument(&value, &places[start.unwrap_or(index)..index]));
                value.clear();
                is_quoted = false;
            }
            start = None;
            continue;
        }
        start.get_or_insert(index);
        value.push(c);
    }
    if is_quoted || !value.is_empty() {
        arguments.push(argument(&value, &places[start.unwrap_or(0)..]));
    }
    (quote.is_none() && !is_escaped).then_some(arguments)
}

fn argument(value: &str, places: &[Place]) -> CgoArgument {
    let written: String = places.iter().map(|place| place.1).collect();
    CgoArgument { value: value.into(), written: written.into(), span: span(places) }
}

/// Whether go/build takes an argument: not empty, and of these characters and non-ASCII ones only.
/// `${SRCDIR}` may stand in it; the folder itself is taken to be harmless.
fn is_safe(argument: &str) -> bool {
    let is_safe_character =
        |c: char| !c.is_ascii() || c.is_ascii_alphanumeric() || "+-.,/=_:$@%! ~^".contains(c);
    !argument.is_empty()
        && argument.split("${SRCDIR}").all(|part| part.chars().all(is_safe_character))
}

#[cfg(test)]
mod tests;
