//! Comments that say what is found on their line.
//!
//! ```text
//! code // want RULE
//! code // want RULE "marked text": windows/*, plan9/amd64
//! code // want RULE (hint) "marked text"; OTHER-RULE "other text"
//! // want RULE "text": *
//! code that the want above is about
//! # want RULE
//! ```
//!
//! The comments are taken out of the text before it is judged, with the blanks before them, and a
//! line that holds nothing else goes whole. So they may stand behind anything, a `//go:build` or a
//! `#cgo` line included, and never change what is judged.
//!
//! - The quoted text is exactly what the finding marks (`\n`, `\t`, `\"` and `\\` are
//!   understood; a `…` at its end stands for any rest). Left out, the finding may mark anything.
//! - The word in parentheses is the level. Left out, it is the rule's own.
//! - The targets are the words of the report, or patterns of the configuration, separated by
//!   commas. Left out, or `*`, they are all that the rule judges there.

use std::fmt;

/// A text with its wants taken out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// Its lines.
    pub lines: Vec<Line>,
}

/// One line that is judged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// What is judged, with its line end.
    pub text: String,
    /// What is wanted on it.
    pub wants: Vec<Want>,
    /// How it stands in the fixture: whole lines, wants included.
    pub raw: String,
    /// The number of its first raw line, from 1.
    pub number: usize,
}

/// A finding that is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Want {
    /// The rule's name.
    pub rule: String,
    /// Its level's word, if it says so.
    pub level: Option<String>,
    /// The marked text.
    pub quoted: Option<String>,
    /// The targets, as written.
    pub targets: Option<String>,
}

impl Source {
    /// Takes the wants out of a text. The error says which line is not understood.
    pub fn parse(text: &str) -> Result<Source, String> {
        let mut source = Source::default();
        let mut line = Line { number: 1, ..Line::default() };
        for (index, raw) in text.split_inclusive('\n').enumerate() {
            line.raw.push_str(raw);
            let Some(at) = want_at(raw) else {
                raw.clone_into(&mut line.text);
                source.lines.push(std::mem::take(&mut line));
                line.number = index + 2;
                continue;
            };
            let wants =
                parse_wants(&raw[at..]).map_err(|error| format!("{}: {error}", index + 1))?;
            line.wants.extend(wants);
            let code = raw[..at].trim_end();
            if !code.is_empty() {
                line.text = format!("{code}{}", if raw.ends_with('\n') { "\n" } else { "" });
                source.lines.push(std::mem::take(&mut line));
                line.number = index + 2;
            }
        }
        if line.wants.is_empty() { Ok(source) } else { Err("a want at the end of the file".into()) }
    }

    /// What is judged.
    pub fn text(&self) -> String {
        self.lines.iter().map(|line| line.text.as_str()).collect()
    }

    /// The index of the line that holds an offset of [`Source::text`].
    pub fn line_of(&self, offset: usize) -> usize {
        let mut end = 0;
        for (index, line) in self.lines.iter().enumerate() {
            end += line.text.len();
            if offset < end {
                return index;
            }
        }
        self.lines.len().saturating_sub(1)
    }
}

impl Line {
    /// The line with other wants, as a fixture has it: at its end, or above it where that gets
    /// too long.
    #[must_use]
    pub fn with_wants(&self, wants: &[Want], comment: &str) -> String {
        if wants.is_empty() {
            return self.text.clone();
        }
        let code = self.text.trim_end_matches('\n');
        let wants: Vec<String> = wants.iter().map(Want::to_string).collect();
        let joined = format!("{code} {comment} want {}\n", wants.join("; "));
        if joined.chars().count() <= 101 && !code.is_empty() {
            return joined;
        }
        let indent = &code[..code.len() - code.trim_start().len()];
        let above: Vec<String> =
            wants.iter().map(|want| format!("{indent}{comment} want {want}\n")).collect();
        above.concat() + &self.text
    }
}

impl fmt::Display for Want {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rule)?;
        if let Some(level) = &self.level {
            write!(f, " ({level})")?;
        }
        if let Some(quoted) = &self.quoted {
            write!(f, " \"{}\"", quote(quoted))?;
        }
        self.targets.as_ref().map_or(Ok(()), |targets| write!(f, ": {targets}"))
    }
}

/// Escapes what a quoted text cannot hold as it is.
fn quote(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
    escaped.replace('\n', "\\n").replace('\t', "\\t")
}

/// Where the want comment of a line begins.
fn want_at(line: &str) -> Option<usize> {
    let markers = ["// want ", "# want "];
    let ats = markers.iter().flat_map(|marker| line.match_indices(marker));
    let is_comment = |at: &usize| {
        let before = &line[..*at];
        let word = line[*at..].split_whitespace().nth(2).unwrap_or_default();
        (before.is_empty() || before.ends_with([' ', '\t']))
            && word.starts_with(|c: char| c.is_ascii_lowercase())
    };
    ats.map(|(at, _)| at).filter(is_comment).min()
}

/// Reads `// want a "x": t; b // want c`.
fn parse_wants(comment: &str) -> Result<Vec<Want>, String> {
    let mut wants = Vec::new();
    let mut rest = comment;
    while let Some((_, after)) = rest.split_once("want ") {
        rest = after;
        loop {
            let (want, after) = parse_want(rest)?;
            wants.push(want);
            rest = after.trim_start();
            match rest.strip_prefix(';') {
                Some(after) => rest = after,
                None => break,
            }
        }
    }
    Ok(wants)
}

/// Reads one want; gives what follows it.
fn parse_want(text: &str) -> Result<(Want, &str), String> {
    let text = text.trim_start();
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let end = text.find(|c| !is_name(c)).unwrap_or(text.len());
    let mut want = Want { rule: text[..end].to_owned(), ..Want::default() };
    if want.rule.is_empty() {
        return Err(format!("no rule's name in `{text}`"));
    }
    let mut rest = text[end..].trim_start();
    if let Some(after) = rest.strip_prefix('(') {
        let (level, after) = after.split_once(')').ok_or("an open parenthesis")?;
        want.level = Some(level.trim().to_owned());
        rest = after.trim_start();
    }
    if let Some(after) = rest.strip_prefix('"') {
        let (quoted, after) = unquote(after)?;
        want.quoted = Some(quoted);
        rest = after.trim_start();
    }
    if let Some(after) = rest.strip_prefix(':') {
        let end = [";", " // want ", " # want "].iter().filter_map(|stop| after.find(stop)).min();
        let (targets, after) = after.split_at(end.unwrap_or(after.len()));
        want.targets = Some(targets.trim().to_owned());
        rest = after.trim_start();
    }
    let may_follow = ["", ";", "// want ", "# want "];
    if rest.is_empty() || may_follow[1..].iter().any(|word| rest.starts_with(word)) {
        return Ok((want, rest));
    }
    Err(format!("`{rest}` is not understood"))
}

fn unquote(text: &str) -> Result<(String, &str), String> {
    let mut quoted = String::new();
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Ok((quoted, &text[at + 1..])),
            '\\' => match letters.next().ok_or("an open quote")?.1 {
                'n' => quoted.push('\n'),
                't' => quoted.push('\t'),
                other => quoted.push(other),
            },
            other => quoted.push(other),
        }
    }
    Err("an open quote".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn want(rule: &str, quoted: Option<&str>, targets: Option<&str>) -> Want {
        let owned = |text: &str| text.to_owned();
        Want {
            rule: rule.into(),
            level: None,
            quoted: quoted.map(owned),
            targets: targets.map(owned),
        }
    }

    #[test]
    fn takes_wants_out_of_the_text() {
        let source = Source::parse(
            "package p\n\
             //go:build x // want a-b \"x\": windows/*, linux/arm64; c (hint) // want d\n\
             \t// want e \"a\\\"b\\n…\"\n\
             \tf() // what we want\n",
        );
        let source = source.unwrap();
        assert_eq!(source.text(), "package p\n//go:build x\n\tf() // what we want\n");
        assert_eq!(
            source.lines[1].wants[0],
            want("a-b", Some("x"), Some("windows/*, linux/arm64"))
        );
        assert_eq!(source.lines[1].wants[1].level.as_deref(), Some("hint"));
        assert_eq!(source.lines[1].wants[2], want("d", None, None));
        assert_eq!(source.lines[2].wants, [want("e", Some("a\"b\n…"), None)]);
        assert_eq!(source.lines[2].number, 3);
        assert_eq!(source.line_of(source.text().find("f()").unwrap()), 2);
        assert_eq!(source.line_of(10_000), 2);
    }

    #[test]
    fn says_what_is_not_understood() {
        assert!(Source::parse("x // want a \"b\n").is_err());
        assert!(Source::parse("x // want a b\n").is_err());
        assert!(Source::parse("// want a\n").is_err());
    }

    #[test]
    fn writes_wants_back() {
        let line = Line { text: "\tcode()\n".into(), ..Line::default() };
        let wants = [want("a", Some("code\n"), Some("linux/*")), want("b", None, None)];
        let written = line.with_wants(&wants, "//");
        assert_eq!(written, "\tcode() // want a \"code\\n\": linux/*; b\n");
        assert_eq!(Source::parse(&written).unwrap().lines[0].wants, wants);
        let long = [want("a", Some(&"x".repeat(99)), None)];
        let written = line.with_wants(&long, "#");
        assert_eq!(written.lines().count(), 2);
        assert_eq!(Source::parse(&written).unwrap().lines[0].wants, long);
        assert_eq!(line.with_wants(&[], "//"), line.text);
    }
}
