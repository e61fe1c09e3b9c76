//! What the text of a declaration holds, as far as its tokens tell.

/// A word of a text.
pub(super) struct Word<'a> {
    pub(super) name: &'a str,
    /// What is selected from it: `Context` of `context.Context`.
    pub(super) selected: Option<&'a str>,
}

/// The words outside of comments and strings, in order.
pub(super) fn words(text: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut rest = text;
    // What is selected from a value, `x().y`, is no word of its own.
    let mut follows_dot = false;
    while let Some(first) = rest.chars().next() {
        if let Some(after) = after_comment_or_string(rest) {
            rest = after;
        } else if is_start(first) {
            let (name, mut after) = split_word(rest);
            let selected = after.strip_prefix('.').filter(|after| after.starts_with(is_start));
            let selected = selected.map(|text| {
                let (selected, left) = split_word(text);
                after = left;
                selected
            });
            if !follows_dot {
                words.push(Word { name, selected });
            }
            rest = after;
        } else if first.is_ascii_digit() {
            rest = rest.trim_start_matches(|c: char| is_part(c) || c == '.');
        } else {
            rest = &rest[first.len_utf8()..];
            follows_dot =
                first == '.' && !rest.starts_with('.') && !text_before_ends_dots(text, rest);
            continue;
        }
        follows_dot = false;
    }
    words
}

/// Whether the rest of a text follows `...`.
fn text_before_ends_dots(text: &str, rest: &str) -> bool {
    text[..text.len() - rest.len()].ends_with("...")
}

/// What follows the comment or string that a text begins with; none where it begins with another
/// token. One without an end ends with the text.
fn after_comment_or_string(text: &str) -> Option<&str> {
    let after = |start: usize, end: &str| {
        let found = text[start..].find(end);
        found.map_or("", |at| &text[start + at + end.len()..])
    };
    if text.starts_with("//") {
        return Some(text.split_once('\n').map_or("", |(_, after)| after));
    }
    if text.starts_with("/*") {
        return Some(after(2, "*/"));
    }
    if text.starts_with('`') {
        return Some(after(1, "`"));
    }
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let mut is_escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            _ if character == quote => return Some(&text[at + 1..]),
            _ => {}
        }
    }
    Some("")
}

/// Whether a comment stands in a text.
pub(super) fn holds_comment(text: &str) -> bool {
    text.contains("//") || text.contains("/*")
}

/// Whether a word stands in a text.
pub(super) fn holds_word(text: &str, word: &str) -> bool {
    text.split(|c: char| !is_part(c)).any(|it| it == word)
}

fn is_start(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// A text that begins with a word, split behind it.
pub(super) fn split_word(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c| !is_part(c)).unwrap_or(text.len()))
}

/// The fields of a struct, or the methods of an interface, that the spec of a type lists, by name.
pub(super) fn members(spec: &str) -> Vec<&str> {
    let mut members = Vec::new();
    let Some(body) = spec.find('{').filter(|at| is_list_of_members(&spec[..*at])) else {
        return members;
    };
    let mut rest = &spec[body + 1..];
    let mut depth = 0_usize;
    // Names stand at the beginning of a line, several with commas between.
    let mut is_name = true;
    while let Some(first) = rest.chars().next() {
        if let Some(after) = after_comment_or_string(rest) {
            is_name |= rest.starts_with("//");
            rest = after;
        } else if is_start(first) {
            let (mut name, mut after) = split_word(rest);
            // What is embedded is called what it is called in its package.
            if let Some(selected) = after.strip_prefix('.') {
                (name, after) = split_word(selected);
            }
            if is_name && depth == 0 && name != "_" {
                members.push(name);
            }
            is_name = false;
            rest = after;
        } else {
            match first {
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' => match depth.checked_sub(1) {
                    Some(less) => depth = less,
                    None => break,
                },
                '\n' | ';' | ',' => is_name = depth == 0,
                _ => {}
            }
            rest = &rest[first.len_utf8()..];
        }
    }
    members
}

/// Whether what stands before a brace says that members follow.
fn is_list_of_members(before: &str) -> bool {
    let last = before.trim_end().rsplit(|c: char| !is_part(c)).next();
    matches!(last, Some("struct" | "interface"))
}

/// A spec as it stands outside of a group: there, its lines begin further left.
pub(super) fn dedented(spec: &str) -> String {
    let last = spec.lines().last().unwrap_or_default();
    let tabs = &last[..last.len() - last.trim_start_matches('\t').len()];
    if !spec.contains('\n') || tabs.is_empty() || spec.contains('`') && raw_string_spans(spec) {
        return spec.to_owned();
    }
    let lines = spec.lines().map(|line| line.strip_prefix(tabs).unwrap_or(line));
    lines.collect::<Vec<_>>().join("\n")
}

/// Whether a string spans lines: its lines are what they are.
fn raw_string_spans(text: &str) -> bool {
    text.split('`').skip(1).step_by(2).any(|raw| raw.contains('\n'))
}

/// The spec of one variable or constant.
pub(super) struct Value<'a> {
    pub(super) type_text: Option<&'a str>,
    pub(super) expression: Option<&'a str>,
}

impl<'a> Value<'a> {
    /// Reads a spec; none where it declares several names.
    pub(super) fn parse(spec: &'a str) -> Option<Value<'a>> {
        let (_, after) = split_word(spec);
        let mut depth = 0_usize;
        let mut equals = None;
        for (at, character) in after.char_indices() {
            match character {
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' => depth = depth.checked_sub(1)?,
                ',' if depth == 0 => return None,
                '=' if depth == 0 => {
                    equals = Some(at);
                    break;
                }
                _ => {}
            }
        }
        let (left, right) = match equals {
            Some(at) => (&after[..at], Some(after[at + 1..].trim())),
            None => (after, None),
        };
        let type_text = Some(left.trim()).filter(|text| !text.is_empty());
        Some(Value { type_text, expression: right })
    }
}

/// Whether an expression can stand elsewhere as it is: a literal, a name, a new error. All else may
/// do something, or be of a type that nobody sees.
pub(super) fn has_evident_type(expression: &str) -> bool {
    if let Some(arguments) = expression.strip_prefix("errors.New(") {
        let after = after_comment_or_string(arguments);
        return arguments.starts_with(['"', '`']) && after == Some(")");
    }
    let calls = words_and_parentheses(expression);
    !calls && !expression.contains("<-") && !holds_word(expression, "func")
}

/// Whether a parenthesis stands outside of strings.
fn words_and_parentheses(text: &str) -> bool {
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if first == '(' {
            return true;
        }
        rest = after_comment_or_string(rest).unwrap_or(&rest[first.len_utf8()..]);
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_know_what_is_selected_from_them() {
        let found = words("func f(a ...os.File, b T) /* x */ \"y\" `z` + g(1e5).c // d\n\t'e' h");
        let found: Vec<_> = found.iter().map(|it| (it.name, it.selected)).collect();
        let expected = [
            ("func", None),
            ("f", None),
            ("a", None),
            ("os", Some("File")),
            ("b", None),
            ("T", None),
            ("g", None),
            ("h", None),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn types_list_their_members() {
        for (spec, expected) in [
            ("T struct {\n\ta, b int // c\n\n\t/* d */ e func(f int) (g, h int)\n}", "a b e"),
            (
                "T struct {\n\t*os.File\n\tU `json:\"v\"`\n\tw struct {\n\t\tx int\n\t}\n}",
                "File U w",
            ),
            ("T struct{ a int; _ [4]byte; b U }", "a b"),
            ("T[P any] interface {\n\tm(a int)\n\tio.Reader\n}", "m Reader"),
            ("T []struct{ a int }", "a"),
            ("T struct{}", ""),
            ("T map[string]int", ""),
            ("T struct {", ""),
        ] {
            assert_eq!(members(spec).join(" "), expected, "{spec}");
        }
    }

    #[test]
    fn specs_leave_their_group() {
        assert_eq!(dedented("T struct {\n\t\ta int\n\n\t}"), "T struct {\n\ta int\n\n}");
        assert_eq!(dedented("T struct {\n\ta int\n}"), "T struct {\n\ta int\n}");
        assert_eq!(
            dedented("v = []string{\n\t\t`a\n\t`,\n\t}"),
            "v = []string{\n\t\t`a\n\t`,\n\t}"
        );
    }

    #[test]
    fn values_are_type_and_expression() {
        for (spec, expected) in [
            ("a", Some((None, None))),
            ("a int", Some((Some("int"), None))),
            ("a = b", Some((None, Some("b")))),
            (
                "a map[string]func(a, b int) = nil",
                Some((Some("map[string]func(a, b int)"), Some("nil"))),
            ),
            ("a, b = 1, 2", None),
            ("a, b", None),
        ] {
            let value = Value::parse(spec).map(|it| (it.type_text, it.expression));
            assert_eq!(value, expected, "{spec}");
        }
    }

    #[test]
    fn types_are_evident_or_not() {
        for (expression, expected) in [
            ("1", true),
            ("\"a (b)\"", true),
            ("os.ReadFile", true),
            ("&T{a: 1}", true),
            ("errors.New(\"a\")", true),
            ("errors.New(f())", false),
            ("f()", false),
            ("<-c", false),
            ("func() {}", false),
        ] {
            assert_eq!(has_evident_type(expression), expected, "{expression}");
        }
    }
}
