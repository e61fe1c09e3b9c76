//! What a function's signature names and returns, as far as its text tells.

/// A word of a signature.
pub(super) struct Word<'a> {
    pub(super) name: &'a str,
    /// What is selected from it: `Context` of `context.Context`.
    pub(super) selected: Option<&'a str>,
}

/// The words, in order; none where a comment or a string could hold anything.
pub(super) fn words(signature: &str) -> Option<Vec<Word<'_>>> {
    if signature.contains("//") || signature.contains("/*") || signature.contains(['"', '`']) {
        return None;
    }
    let mut words = Vec::new();
    let mut rest = signature;
    while let Some(start) = rest.find(is_start) {
        let (name, after) = split_word(&rest[start..]);
        let selected = after.strip_prefix('.').filter(|after| after.starts_with(is_start));
        let (selected, after) = match selected.map(split_word) {
            Some((selected, after)) => (Some(selected), after),
            None => (None, after),
        };
        words.push(Word { name, selected });
        rest = after;
    }
    Some(words)
}

/// Whether a word stands in a signature.
pub(super) fn holds(signature: &str, word: &str) -> bool {
    signature.split(|c: char| !is_part(c)).any(|it| it == word)
}

fn is_start(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn split_word(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c| !is_part(c)).unwrap_or(text.len()))
}

/// What a function returns.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Results<'a> {
    /// The name of the last result, where the results have names.
    last_name: Option<&'a str>,
    /// The types; of named results the last one alone.
    types: Vec<&'a str>,
}

impl Results<'_> {
    /// Whether the last result is an error.
    pub(super) fn ends_in_error(&self) -> bool {
        self.types.last() == Some(&"error")
    }

    /// The lines of a body that reports this text, an expression.
    pub(super) fn body(&self, said: &str) -> String {
        if !self.ends_in_error() {
            return format!("\tpanic({said})\n");
        }
        if let Some(name) = self.last_name.filter(|name| *name != "_") {
            return format!("\t{name} = errors.New({said})\n\treturn\n");
        }
        if self.last_name.is_some() {
            return format!("\tpanic({said})\n");
        }
        let zeroes = self.types[..self.types.len() - 1].iter().map(|it| zero(it) + ", ");
        format!("\treturn {}errors.New({said})\n", zeroes.collect::<String>())
    }
}

/// The zero value of a type.
fn zero(type_text: &str) -> String {
    let is_nil = ["*", "[]", "map[", "chan ", "<-chan ", "func("];
    match type_text {
        "int" | "int8" | "int16" | "int32" | "int64" | "uint" | "uint8" | "uint16" | "uint32"
        | "uint64" | "uintptr" | "byte" | "rune" | "float32" | "float64" => "0".to_owned(),
        "string" => "\"\"".to_owned(),
        "bool" => "false".to_owned(),
        "any" | "error" => "nil".to_owned(),
        _ if is_nil.iter().any(|start| type_text.starts_with(start)) => "nil".to_owned(),
        _ => format!("*new({type_text})"),
    }
}

/// Reads the results; none where the text makes no sense.
pub(super) fn results(signature: &str) -> Option<Results<'_>> {
    let text = after_parameters(signature)?.trim();
    let Some(list) = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')) else {
        let types = if text.is_empty() { Vec::new() } else { vec![text] };
        return Some(Results { last_name: None, types });
    };
    let parts = split_at_commas(list)?;
    let (word, after) = split_word(parts.last()?);
    let is_named = !word.is_empty()
        && after.starts_with(char::is_whitespace)
        && !matches!(word, "chan" | "func" | "map" | "struct" | "interface");
    if is_named {
        return Some(Results { last_name: Some(word), types: vec![after.trim()] });
    }
    Some(Results { last_name: None, types: parts })
}

/// What stands after a signature's parameters.
fn after_parameters(signature: &str) -> Option<&str> {
    let mut depth = 0_usize;
    let mut opened = ' ';
    for (at, character) in signature.char_indices() {
        match character {
            '(' | '[' | '{' => {
                opened = if depth == 0 { character } else { opened };
                depth += 1;
            }
            ')' | ']' | '}' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 && opened == '(' {
                    return Some(&signature[at + 1..]);
                }
            }
            _ => {}
        }
    }
    None
}

/// The parts of a list, trimmed; a comma at its end separates nothing.
fn split_at_commas(list: &str) -> Option<Vec<&str>> {
    let (mut depth, mut start) = (0_usize, 0);
    let mut parts = Vec::new();
    for (at, character) in list.char_indices() {
        match character {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.checked_sub(1)?,
            ',' if depth == 0 => {
                parts.push(list[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(list[start..].trim());
    parts.retain(|part| !part.is_empty());
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(signature: &str) -> String {
        results(signature).map(|it| it.body("x")).unwrap_or_default()
    }

    #[test]
    fn bodies_return_an_error_where_they_can() {
        for (signature, expected) in [
            ("func f()", "\tpanic(x)\n"),
            ("func f() int", "\tpanic(x)\n"),
            ("func f() error", "\treturn errors.New(x)\n"),
            ("func f() (error)", "\treturn errors.New(x)\n"),
            ("func f(a func() error) (int, error)", "\treturn 0, errors.New(x)\n"),
            ("func f() (*T, []b.C, error)", "\treturn nil, nil, errors.New(x)\n"),
            ("func f() (T, string, error)", "\treturn *new(T), \"\", errors.New(x)\n"),
            ("func f() (n int, err error)", "\terr = errors.New(x)\n\treturn\n"),
            ("func f() (a, b int, _ error)", "\tpanic(x)\n"),
            ("func f() (<-chan int, func(a, b int), error)", "\treturn nil, nil, errors.New(x)\n"),
            ("func f() (\n\ta int,\n\terr error,\n)", "\terr = errors.New(x)\n\treturn\n"),
            (
                "func f[T any, P interface{ m() }](a T) (T, error)",
                "\treturn *new(T), errors.New(x)\n",
            ),
            ("func f() func() error", "\tpanic(x)\n"),
            ("func f(", ""),
        ] {
            assert_eq!(body(signature), expected, "{signature}");
        }
    }

    #[test]
    fn words_know_what_is_selected_from_them() {
        let found = words("func f(a ...os.File, b T)").unwrap();
        let found: Vec<_> = found.iter().map(|it| (it.name, it.selected)).collect();
        let expected = [
            ("func", None),
            ("f", None),
            ("a", None),
            ("os", Some("File")),
            ("b", None),
            ("T", None),
        ];
        assert_eq!(found, expected);
        assert!(words("func f(/* x */)").is_none());
    }
}
