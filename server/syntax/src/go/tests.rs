//! What is read from Go texts, whole and broken.

mod broken;
mod build_lines;
mod comments;
mod declarations;
mod headers;
mod outlines;
mod selections;
mod shapes;
mod uses;

use super::{parse, parse_header};

#[test]
fn signatures_are_kept_as_they_stand() {
    let text = "package p\n\nfunc (t *T) m(\n\ta int,\n) (b C.int) {\n}\n\nvar v = 1\n\nfunc g()\n";
    let file = parse(text);
    let signature = |name: &str| {
        let found = file.declarations.iter().find(|it| &*it.name.text == name);
        let signature = &found.expect("it is declared").signature;
        assert_eq!(&text[signature.span.range()], &*signature.text);
        signature.text.to_string()
    };
    assert_eq!(signature("m"), "func (t *T) m(\n\ta int,\n) (b C.int)");
    assert_eq!(signature("g"), "func g()");
    assert_eq!(signature("v"), "v = 1");
}

#[test]
fn a_spec_is_taken_out_with_its_line() {
    for (text, expected) in [
        ("package p\n\nimport (\n\t\"C\"\n\t\"fmt\"\n)\n", "\t\"C\"\n"),
        ("package p\n\nimport (\n\t_ \"C\"\n)\n", "\t_ \"C\"\n"),
        ("package p\n\nimport (\"C\"; \"fmt\")\n", "\"C\""),
        ("package p\n\nimport (\n\t\"C\" // why\n)\n", "\"C\""),
    ] {
        let header = parse_header(text);
        assert_eq!(&text[header.preambles[0].line.range()], expected);
    }
}
