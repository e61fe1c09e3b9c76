//! Cuts a broken file at directives that an unclosed block would swallow.

const KEYWORDS: [&str; 11] = [
    "module",
    "go",
    "toolchain",
    "godebug",
    "require",
    "exclude",
    "replace",
    "retract",
    "tool",
    "ignore",
    "use",
];

/// The parts of a text, together all of it, cut before each line that looks like a directive of
/// its own (a keyword in the first column, and more behind it) and stands within a block.
pub(super) fn segments(text: &str) -> Vec<&str> {
    let mut segments = Vec::new();
    let mut start = 0;
    let mut offset = 0;
    let mut is_in_block = false;
    for line in text.split_inclusive('\n') {
        let code = line.split("//").next().unwrap_or_default().trim_end();
        if is_in_block && is_directive(code) {
            segments.push(&text[start..offset]);
            start = offset;
            is_in_block = false;
        }
        if is_in_block {
            is_in_block = !code.trim_start().starts_with(')');
        } else {
            is_in_block = code.ends_with('(');
        }
        offset += line.len();
    }
    segments.push(&text[start..]);
    segments
}

fn is_directive(code: &str) -> bool {
    KEYWORDS.iter().any(|keyword| {
        code.strip_prefix(keyword).is_some_and(|rest| rest.starts_with([' ', '\t', '(']))
    })
}

#[cfg(test)]
mod tests {
    use super::segments;

    #[test]
    fn a_directive_within_a_block_begins_a_segment() {
        assert_eq!(
            segments("replace (\n\ta => b\n\nrequire (\n\tgo v1\n)\nuse a\ngo 1.27"),
            ["replace (\n\ta => b\n\n", "require (\n\tgo v1\n)\nuse a\ngo 1.27"]
        );
        assert_eq!(segments("use (\ntool\n)\n"), ["use (\ntool\n)\n"]);
        assert_eq!(segments(""), [""]);
    }
}
