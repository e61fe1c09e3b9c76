//! What a function returns, as far as its text tells.

use super::text::{holds_word, split_word};

/// What a function returns.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Results<'a> {
    /// All of the signature.
    signature: &'a str,
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

    /// The lines of a body that reports this text, an expression. `declared` gives what types of
    /// the package are declared as.
    pub(super) fn body<'t>(
        &self,
        said: &str,
        declared: impl Fn(&str) -> Option<&'t str>,
    ) -> String {
        if !self.ends_in_error() {
            return format!("\tpanic({said})\n");
        }
        if let Some(name) = self.last_name.filter(|name| *name != "_") {
            return format!("\t{name} = errors.New({said})\n\treturn\n");
        }
        if self.last_name.is_some() {
            return format!("\tpanic({said})\n");
        }
        let types = &self.types[..self.types.len() - 1];
        let zero_of = |it: &str| zero(it, declared(it));
        let mut unknown: Vec<&str> =
            types.iter().copied().filter(|it| zero_of(it).is_none()).collect();
        unknown.sort_unstable();
        unknown.dedup();
        // One variable is what people write; for more, or with its name taken, another way.
        let variable = match unknown.as_slice() {
            [one] if !holds_word(self.signature, "zero") => format!("\tvar zero {one}\n"),
            _ => String::new(),
        };
        let value = |it: &&str| match zero_of(it) {
            Some(value) => value + ", ",
            None if variable.is_empty() => format!("*new({it}), "),
            None => "zero, ".to_owned(),
        };
        let values: String = types.iter().map(value).collect();
        format!("{variable}\treturn {values}errors.New({said})\n")
    }
}

/// The zero value of a type, which may be declared as another; none where its text does not tell.
fn zero(type_text: &str, declared: Option<&str>) -> Option<String> {
    let is_nil = ["*", "[]", "map[", "chan ", "<-chan ", "func(", "interface {", "interface{"];
    let is_composite = |text: &str| {
        let is_array = text.starts_with('[') && !text.starts_with("[]");
        text.starts_with("struct{") || text.starts_with("struct {") || is_array
    };
    let literal = match declared.unwrap_or(type_text) {
        "int" | "int8" | "int16" | "int32" | "int64" | "uint" | "uint8" | "uint16" | "uint32"
        | "uint64" | "uintptr" | "byte" | "rune" | "float32" | "float64" => "0",
        "string" => "\"\"",
        "bool" => "false",
        "any" | "error" => "nil",
        text if is_nil.iter().any(|start| text.starts_with(start)) => "nil",
        // Of a generic type, brackets hold parameters.
        text if is_composite(text) && (declared.is_none() || text.starts_with("struct")) => {
            return Some(format!("{type_text}{{}}"));
        }
        _ => return None,
    };
    Some(literal.to_owned())
}

/// Reads the results; none where the text makes no sense.
pub(super) fn results(signature: &str, is_method: bool) -> Option<Results<'_>> {
    let own = if is_method { after_parameters(signature)? } else { signature };
    let text = after_parameters(own)?.trim();
    let Some(list) = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')) else {
        let types = if text.is_empty() { Vec::new() } else { vec![text] };
        return Some(Results { signature, last_name: None, types });
    };
    let parts = split_at_commas(list)?;
    if let Some((name, type_text)) = named(parts.last()?) {
        return Some(Results { signature, last_name: Some(name), types: vec![type_text] });
    }
    Some(Results { signature, last_name: None, types: parts })
}

/// The name and the type of a parameter that has a name.
fn named(part: &str) -> Option<(&str, &str)> {
    let (word, after) = split_word(part);
    let is_named = !word.is_empty()
        && after.starts_with(char::is_whitespace)
        && !matches!(word, "chan" | "func" | "map" | "struct" | "interface");
    is_named.then(|| (word, after.trim()))
}

/// The types of a function's parameters and results: two functions that share them fit the same
/// callers. None where the text makes no sense.
pub(super) fn types(signature: &str) -> Option<[Vec<&str>; 2]> {
    let after = after_parameters(signature)?;
    let (_, parameters) = signature[..signature.len() - after.len()].split_once('(')?;
    let results = after.trim();
    let results = results.strip_prefix('(').and_then(|it| it.strip_suffix(')')).unwrap_or(results);
    Some([types_of(parameters.strip_suffix(')')?)?, types_of(results)?])
}

/// The types of a list of parameters: of `a, b int`, `int` twice.
fn types_of(list: &str) -> Option<Vec<&str>> {
    let mut types = split_at_commas(list)?;
    if types.iter().any(|part| named(part).is_some()) {
        let mut following = "";
        for part in types.iter_mut().rev() {
            following = named(part).map_or(following, |(_, type_text)| type_text);
            *part = following;
        }
    }
    Some(types)
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
        let declared = |name: &str| match name {
            "Struct" => Some("struct {\n\ta int\n}"),
            "Generic" => Some("[T any] struct{}"),
            "Reader" => Some("interface{ Read() }"),
            "Kind" => Some("int"),
            _ => None,
        };
        results(signature, signature.starts_with("func ("))
            .map(|it| it.body("x", declared))
            .unwrap_or_default()
    }

    #[test]
    fn names_of_parameters_do_not_matter() {
        let int_twice = Some([vec!["int", "int", "func(a, b int)"], vec!["string", "error"]]);
        for signature in [
            "func f(a, b int, c func(a, b int)) (s string, err error)",
            "func other(\n\ta int,\n\t_ int,\n\t_ func(a, b int),\n) (string, error)",
        ] {
            assert_eq!(types(signature), int_twice);
        }
        assert_eq!(types("func f()"), Some([vec![], vec![]]));
        assert_eq!(types("func f(int) chan int"), Some([vec!["int"], vec!["chan int"]]));
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
            ("func f() (T, string, error)", "\tvar zero T\n\treturn zero, \"\", errors.New(x)\n"),
            ("func f(zero int) (T, error)", "\treturn *new(T), errors.New(x)\n"),
            ("func f() (A, b.B, error)", "\treturn *new(A), *new(b.B), errors.New(x)\n"),
            ("func (t T) f(a int) error", "\treturn errors.New(x)\n"),
            ("func f() (n int, err error)", "\terr = errors.New(x)\n\treturn\n"),
            ("func f() (a, b int, _ error)", "\tpanic(x)\n"),
            ("func f() (<-chan int, func(a, b int), error)", "\treturn nil, nil, errors.New(x)\n"),
            ("func f() (\n\ta int,\n\terr error,\n)", "\terr = errors.New(x)\n\treturn\n"),
            (
                "func f[T any, P interface{ m() }](a T) (T, error)",
                "\tvar zero T\n\treturn zero, errors.New(x)\n",
            ),
            ("func f() func() error", "\tpanic(x)\n"),
            (
                "func f() (Struct, Generic, Reader, Kind, [2]int, error)",
                "\tvar zero Generic\n\treturn Struct{}, zero, nil, 0, [2]int{}, errors.New(x)\n",
            ),
            ("func f(", ""),
        ] {
            assert_eq!(body(signature), expected, "{signature}");
        }
    }
}
