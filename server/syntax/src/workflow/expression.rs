//! `${{ … }}`, as far as it names values or compares them.

/// What a name stands for: none where it is not known.
pub(super) type Lookup<'a> = &'a dyn Fn(&str) -> Option<String>;

/// A text with its expressions replaced; those that are not known stay as they are.
pub(super) fn filled(text: &str, lookup: Lookup<'_>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, (inside, after))) =
        rest.split_once("${{").and_then(|(before, from)| Some((before, from.split_once("}}")?)))
    {
        out.push_str(before);
        match value(inside, lookup) {
            Some(value) => out.push_str(&value),
            None => out.extend(["${{", inside, "}}"]),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// A text with its expressions replaced; none where one is not known.
pub(super) fn known(text: &str, lookup: Lookup<'_>) -> Option<String> {
    let text = filled(text, lookup);
    (!text.contains("${{")).then_some(text)
}

/// Whether a condition (`if`) does not hold for certain.
pub(super) fn is_false(condition: &str, lookup: Lookup<'_>) -> bool {
    let condition = condition.trim();
    let inside = condition.strip_prefix("${{").and_then(|text| text.strip_suffix("}}"));
    let condition = inside.unwrap_or(condition);
    if condition.contains(['(', ')']) {
        return false;
    }
    // `&&` binds tighter.
    condition.split("||").all(|all| all.split("&&").any(|part| is_part_false(part, lookup)))
}

fn is_part_false(part: &str, lookup: Lookup<'_>) -> bool {
    let atom = |text: &str| atom(text, lookup).map(|value| value.to_lowercase());
    if let Some((left, right)) = part.split_once("==") {
        return atom(left).zip(atom(right)).is_some_and(|(left, right)| left != right);
    }
    if let Some((left, right)) = part.split_once("!=") {
        return atom(left).zip(atom(right)).is_some_and(|(left, right)| left == right);
    }
    match part.trim().strip_prefix('!') {
        Some(part) => atom(part).is_some_and(|value| !is_empty(&value)),
        None => atom(part).is_some_and(|value| is_empty(&value)),
    }
}

/// The value of `a || b`, `a && b` and comparisons, as GitHub has it: the operand that decides.
fn value(expression: &str, lookup: Lookup<'_>) -> Option<String> {
    if expression.contains(['(', ')']) {
        return None;
    }
    let mut last = None;
    // `&&` binds tighter.
    for all in expression.split("||") {
        let mut of_all = None;
        for part in all.split("&&") {
            let value = operand(part, lookup)?;
            let decides = is_empty(&value);
            of_all = Some(value);
            if decides {
                break;
            }
        }
        let value = of_all?;
        if !is_empty(&value) {
            return Some(value);
        }
        last = Some(value);
    }
    last
}

/// A name, a literal or a comparison.
fn operand(text: &str, lookup: Lookup<'_>) -> Option<String> {
    let atom = |text: &str| atom(text, lookup);
    let equal = |(left, right)| Some(atom(left)?.to_lowercase() == atom(right)?.to_lowercase());
    let truth = if let Some(sides) = text.split_once("==") {
        equal(sides)?
    } else if let Some(sides) = text.split_once("!=") {
        !equal(sides)?
    } else if let Some(text) = text.trim().strip_prefix('!') {
        is_empty(&atom(text)?)
    } else {
        return atom(text);
    };
    Some(truth.to_string())
}

/// Whether GitHub takes a value for false.
fn is_empty(value: &str) -> bool {
    ["", "false", "0"].contains(&value)
}

fn atom(text: &str, lookup: Lookup<'_>) -> Option<String> {
    let text = text.trim();
    if let Some(literal) = text.strip_prefix('\'').and_then(|text| text.strip_suffix('\'')) {
        return (!literal.contains('\'')).then(|| literal.to_owned());
    }
    if ["true", "false"].contains(&text) || text.parse::<f64>().is_ok() {
        return Some(text.to_owned());
    }
    let is_name = |c: char| c.is_ascii_alphanumeric() || ['_', '-', '.'].contains(&c);
    if text.is_empty() || !text.chars().all(is_name) {
        return None;
    }
    lookup(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lookup(name: &str) -> Option<String> {
        match name {
            "matrix.os" => Some("Ubuntu-latest".to_owned()),
            "matrix.none" => Some(String::new()),
            _ => None,
        }
    }

    #[test]
    fn names_are_replaced() {
        for (text, expected) in [
            ("go ${{ matrix.os }}!", "go Ubuntu-latest!"),
            ("${{matrix.none}}x", "x"),
            ("${{ matrix.none || 'b' }}", "b"),
            ("${{ matrix.os == 'ubuntu-latest' && 'x' || 'y' }}", "x"),
            ("${{ matrix.os != 'ubuntu-latest' && 'x' || 'y' }}", "y"),
            ("${{ !matrix.none && matrix.os }}", "Ubuntu-latest"),
            ("${{ secrets.X == '1' && 'x' || 'y' }}", "${{ secrets.X == '1' && 'x' || 'y' }}"),
            ("${{ secrets.X }} ${{ matrix.os }}", "${{ secrets.X }} Ubuntu-latest"),
            ("${{ format('{0}', matrix.os) }}", "${{ format('{0}', matrix.os) }}"),
            ("${{ open", "${{ open"),
        ] {
            assert_eq!(filled(text, &lookup), expected);
        }
        assert_eq!(known("${{ secrets.X }}", &lookup), None);
    }

    #[test]
    fn conditions_are_false_when_that_is_certain() {
        for text in [
            "matrix.os == 'windows-latest'",
            "${{ matrix.os != 'ubuntu-latest' }}",
            "false",
            "matrix.none",
            "!matrix.os",
            "secrets.X == 'a' && matrix.os == 'b'",
            "matrix.os == 'a' || matrix.os == 'b'",
        ] {
            assert!(is_false(text, &lookup), "{text}");
        }
        for text in [
            "matrix.os == 'UBUNTU-latest'",
            "secrets.X == 'a'",
            "secrets.X == 'a' || matrix.os == 'b'",
            "startsWith(matrix.os, 'windows')",
            "always()",
            "",
            "true",
        ] {
            assert!(!is_false(text, &lookup), "{text}");
        }
    }
}
