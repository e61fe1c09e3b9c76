//! What counts as a `#cgo` line and what it says.

use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::directives;
use crate::Span;
use crate::cgo::CgoDirective;

fn read(comment: &str) -> Vec<CgoDirective> {
    directives(comment, Span::new(0, comment.len()))
}

/// One line per directive: conditions, verb, arguments, error.
fn check(comment: &str, expected: &Expect) {
    let lines: Vec<String> = read(comment).iter().map(|it| describe(comment, it)).collect();
    expected.assert_eq(&format!("{}\n", lines.join("\n")));
}

fn describe(comment: &str, directive: &CgoDirective) -> String {
    let mut words = Vec::new();
    for condition in &directive.conditions {
        assert_eq!(&comment[condition.span.range()], &*condition.text);
        words.push(format!("[{condition}]"));
    }
    words.push(format!("{}:", directive.verb));
    for argument in &directive.arguments {
        let source = comment[argument.span.range()].replace('\r', "␍");
        assert_eq!(comment[argument.span.range()].replace('\r', ""), *argument.written);
        words.push(format!("<{}>", argument.value));
        if source != *argument.value {
            words.push(format!("from {source}"));
        }
    }
    if let Some(error) = &directive.error {
        let source = &comment[error.span.range()];
        words.push(format!("error `{}` at `{source}`", error.message));
    }
    words.join(" ")
}

#[test]
fn only_lines_that_begin_with_the_word_count() {
    check(
        "// #cgo CFLAGS: -DA\n//#cgo\tLDFLAGS: -lm\n//   #cgo CXXFLAGS:-w\n// # cgo CFLAGS: -DB\n\
         // #cgoCFLAGS: -DC\n// x #cgo CFLAGS: -DD\n// #cgo",
        &expect![[r"
            CFLAGS: <-DA>
            LDFLAGS: <-lm>
            CXXFLAGS: <-w>
        "]],
    );
    check(
        "/* #cgo CFLAGS: -DA\n\t#cgo pkg-config: gtk\n#include <a.h> // #cgo no\n#cgo LDFLAGS: -lm */",
        &expect![[r"
            CFLAGS: <-DA>
            pkg-config: <gtk>
            LDFLAGS: <-lm>
        "]],
    );
}

#[test]
fn comments_of_both_kinds_make_one_preamble() {
    check(
        "/* a */ // #cgo CFLAGS: -DA\n/*\n#cgo CFLAGS: -DB\n*/ /* #cgo CFLAGS: -DC */",
        &expect![[r"
            CFLAGS: <-DA>
            CFLAGS: <-DB>
            CFLAGS: <-DC>
        "]],
    );
}

#[test]
fn carriage_returns_are_no_part_of_a_line() {
    check(
        "// #cgo linux CFLAGS: -DA\r\n/*\r\n#cgo LDFLAGS: -l\rm\r\n*/",
        &expect![[r"
            [linux] CFLAGS: <-DA>
            LDFLAGS: <-lm> from -l␍m
        "]],
    );
}

#[test]
fn fields_before_the_verb_are_conditions() {
    check(
        "// #cgo linux,!amd64 (darwin&&arm64) ! CFLAGS: -DA=linux:x",
        &expect![[r"
            [linux,!amd64] [(darwin&&arm64)] [!] CFLAGS: <-DA=linux:x>
        "]],
    );
}

#[test]
fn quotes_and_backslashes_are_taken_off() {
    check(
        "/*\n#cgo CFLAGS: -DA=\"b c\" 'd'e \\-x  -I\"C:\\foo bar\"\n#cgo LDFLAGS: -L${SRCDIR}/x -l'm n'o\n*/",
        &expect![[r#"
            CFLAGS: <-DA=b c> from -DA="b c" <de> from 'd'e <-x> from \-x <-IC:foo bar> from -I"C:\foo bar"
            LDFLAGS: <-L${SRCDIR}/x> <-lm no> from -l'm n'o
        "#]],
    );
}

#[test]
fn refusals_are_in_the_words_of_the_go_command() {
    check(
        "//  #cgo CFLAGS -DA  \n// #cgo : x\n// #cgo linux CFALGS: -DA=1\n// #cgo CFLAGS: 'a\n\
         // #cgo CFLAGS: a\\\n// #cgo CFLAGS: -DA -I${HOME}/x `b`\n// #cgo CFLAGS: ''\n\
         // #cgo X: `\n",
        &expect![[r"
            : error `invalid #cgo line: #cgo CFLAGS -DA` at `#cgo CFLAGS -DA`
            : error `invalid #cgo line: #cgo : x` at `#cgo : x`
            [linux] CFALGS: <-DA=1> error `invalid #cgo verb: #cgo linux CFALGS: -DA=1` at `CFALGS`
            CFLAGS: error `invalid #cgo line: #cgo CFLAGS: 'a` at `#cgo CFLAGS: 'a`
            CFLAGS: error `invalid #cgo line: #cgo CFLAGS: a\` at `#cgo CFLAGS: a\`
            CFLAGS: <-DA> <-I${HOME}/x> <`b`> error `malformed #cgo argument: -I${HOME}/x` at `-I${HOME}/x`
            CFLAGS: <> from '' error `malformed #cgo argument: ` at `''`
            X: <`> error `malformed #cgo argument: `` at ```
        "]],
    );
}

#[test]
fn noescape_and_nocallback_take_one_function() {
    check(
        "// #cgo noescape f\n// #cgo nocallback g\n// #cgo noescape\n// #cgo noescape a b\n// #cgo noescape: a",
        &expect![[r"
            noescape: <f>
            nocallback: <g>
            : error `invalid #cgo line: #cgo noescape` at `#cgo noescape`
            : error `invalid #cgo line: #cgo noescape a b` at `#cgo noescape a b`
            noescape: <a> error `invalid #cgo verb: #cgo noescape: a` at `noescape`
        "]],
    );
}

/// What is left when the first directive's line is deleted.
fn without_first(text: &str, comment: Span) -> String {
    let line = directives(text, comment)[0].line;
    format!("{}{}", &text[..line.start as usize], &text[line.end as usize..])
}

#[test]
fn deleting_a_line_leaves_the_rest_as_it_was() {
    let text = "package a\n\n// x\n  // #cgo CFLAGS: -DA\r\nimport \"C\"\n";
    assert_eq!(without_first(text, Span::new(11, 40)), "package a\n\n// x\nimport \"C\"\n");
    let text = "/*\n\t#cgo CFLAGS: -DA\nint x;*/\nimport \"C\"\n";
    assert_eq!(without_first(text, Span::new(0, 32)), "/*\nint x;*/\nimport \"C\"\n");
    let text = "/* #cgo CFLAGS: -DA\nint x;*/\nimport \"C\"\n";
    assert_eq!(without_first(text, Span::new(0, 28)), "/*\nint x;*/\nimport \"C\"\n");
    let text = "/* a */ // #cgo CFLAGS: -DA\nimport \"C\"\n";
    assert_eq!(without_first(text, Span::new(0, 27)), "/* a */ \nimport \"C\"\n");
}

proptest! {
    #[test]
    fn nothing_panics_and_spans_hold(
        lines in prop::collection::vec("(//|/\\*|\\*/)?[ \t]?(#cgo )?[ -~\r\u{a0}é\"'\\\\:]{0,24}", 0..8),
        cut in 0_usize..200,
    ) {
        let mut text = lines.join("\n");
        while cut < text.len() && !text.is_char_boundary(cut) {
            text.pop();
        }
        for directive in read(&text) {
            prop_assert!(text.get(directive.span.range()).is_some_and(|it| it.contains("cgo")));
            prop_assert!(text.get(directive.line.range()).is_some());
            for argument in &directive.arguments {
                prop_assert!(text.get(argument.span.range()).is_some());
            }
            prop_assert!(directive.error.is_none_or(|it| text.get(it.span.range()).is_some()));
        }
    }
}

#[test]
fn what_stands_before_a_line_is_kept() {
    for (comment, before) in [
        ("// #cgo CFLAGS: -DA", "// "),
        ("/*\n\t#cgo CFLAGS: -DA\n*/", "\t"),
        ("/*#cgo CFLAGS: -DA*/", ""),
        ("/* x */ //#cgo CFLAGS: -DA", "//"),
    ] {
        assert_eq!(&*read(comment)[0].before, before, "{comment}");
    }
}
