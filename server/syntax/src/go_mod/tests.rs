//! What go.mod and go.work files say, whole and broken.

use expect_test::expect;
use proptest::prelude::*;

use super::{GoMod, parse};
use crate::{Name, Span};

fn name(text: &str, name: &Name) -> String {
    let written = &text[name.span.range()];
    if *written == *name.text { name.to_string() } else { format!("{name} from {written}") }
}

fn optional(text: &str, label: &str, value: Option<&Name>) -> String {
    value.map(|value| format!(" {label} {}", name(text, value))).unwrap_or_default()
}

/// The facts, one a line.
fn describe(text: &str) -> String {
    let file = parse(text);
    let mut lines = Vec::new();
    for (label, value) in
        [("module", &file.module), ("go", &file.go), ("toolchain", &file.toolchain)]
    {
        lines.extend(value.iter().map(|value| format!("{label} {}", name(text, value))));
    }
    for (label, names) in
        [("godebug", &file.godebug), ("tool", &file.tools), ("ignore", &file.ignored)]
    {
        lines.extend(names.iter().map(|value| format!("{label} {}", name(text, value))));
    }
    for require in &file.requires {
        let indirect = if require.is_indirect { " indirect" } else { "" };
        let (path, version) = (name(text, &require.path), name(text, &require.version));
        lines.push(format!("require {path} {version}{indirect}"));
    }
    for (label, pairs) in [("exclude", &file.excludes), ("retract", &file.retracts)] {
        let line = |(a, b): &(Name, Name)| format!("{label} {} {}", name(text, a), name(text, b));
        lines.extend(pairs.iter().map(line));
    }
    for replace in &file.replaces {
        lines.push(format!(
            "replace {}{} by {}{} as {:?}",
            name(text, &replace.old_path),
            optional(text, "at", replace.old_version.as_ref()),
            name(text, &replace.new_path),
            optional(text, "at", replace.new_version.as_ref()),
            &text[replace.span.range()],
        ));
    }
    lines.extend(file.uses.iter().map(|line| format!("use {}", name(text, &line.value))));
    lines.extend(file.errors.iter().map(|error| format!("error at {:?}", &text[error.range()])));
    lines.push(String::new());
    lines.join("\n")
}

#[test]
fn every_directive_is_read() {
    let text = r#"// A module.
module "example.com/m" // here

go 1.27
toolchain go1.27.3
godebug default=go1.21
godebug (
	a=b
)
require example.com/a v1.2.3 // indirect
require (
	example.com/b v1.0.0 //indirect; for c
	"example.com/c" v1.0.0 // not indirect
)
exclude example.com/a v1.2.2
replace example.com/a => ../a // c
replace (
	b v1.0.0 => c v2.0.0
	d => "../d d"
)
retract v0.9.0
retract (
	[v0.1.0, v0.2.0] // broken
)
tool example.com/a/cmd/b
ignore (
	./node_modules
	tool
)
use ./
"#;
    expect![[r#"
        module example.com/m from "example.com/m"
        go 1.27
        toolchain go1.27.3
        godebug default=go1.21
        godebug a=b
        tool example.com/a/cmd/b
        ignore ./node_modules
        ignore tool
        require example.com/a v1.2.3 indirect
        require example.com/b v1.0.0 indirect
        require example.com/c from "example.com/c" v1.0.0
        exclude example.com/a v1.2.2
        retract v0.9.0 v0.9.0
        retract v0.1.0 v0.2.0
        replace example.com/a by ../a as "replace example.com/a => ../a"
        replace b at v1.0.0 by c at v2.0.0 as "b v1.0.0 => c v2.0.0"
        replace d by ../d d from "../d d" as "d => \"../d d\""
        use ./
    "#]]
    .assert_eq(&describe(text));
}

#[test]
fn line_ends_do_not_matter() {
    let text = "module m\n\nrequire (\n\ta v1.0.0 // indirect\n)\nreplace a => ../a";
    assert_eq!(describe(&text.replace('\n', "\r\n")), describe(text));
    assert!(parse(text).errors.is_empty());
}

#[test]
fn what_the_go_command_refuses_is_an_error() {
    for (text, error) in [
        ("module a\nmodule b\n", "b"),
        ("go 1.2x\n", "1.2x"),
        ("go 1.27 1.28\n", "1.27 1.28"),
        ("toolchain go2\n", "go2"),
        ("godebug a\n", "a"),
        ("require a\n", "a"),
        ("require a v1 v2\n", "a v1 v2"),
        ("require 'a' v1\n", "'a'"),
        ("require `a` v1\n", "`a`"),
        ("require \"\\q\" v1\n", "\"\\q\""),
        ("require a/*b*/\n", "a/*b*/"),
        ("require \"a\n", "\"a"),
        ("require\n", "require"),
        ("require (a v1)\n", "(a v1)"),
        ("require () x\n", "x"),
        ("replace a b c => d\n", "a b c => d"),
        ("retract [v1]\n", "[v1]"),
        ("plugin a (\n\tb\n)\n", "plugin"),
        ("require (\n\ta v1\n", "("),
        (")\n", ")"),
        ("use \u{1}\n", "\u{1}"),
    ] {
        let found: Vec<_> = parse(text).errors.iter().map(|span| &text[span.range()]).collect();
        assert_eq!(found, [error], "{text}");
    }
}

#[test]
fn half_typed_files_give_what_can_be_read() {
    expect![[r#"
        module m
        require a v1.0.0
        require c v1.0.0
        replace a by ../a as "a => ../a"
        replace b by ../b as "replace b => ../b"
        error at "("
        error at "b"
        error at "c =>"
    "#]]
    .assert_eq(&describe(
        "module m\nreplace (\n\ta => ../a\n\nrequire (\n\ta v1.0.0\n\tb\n\tc v1.0.0\n)\n\
         replace b => ../b\nreplace c =>\n",
    ));
}

/// The text without what the removal of the replacement or use at `index` drops.
fn without(text: &str, removal: impl Fn(&GoMod) -> Span) -> String {
    let removal = removal(&parse(text)).range();
    format!("{}{}", &text[..removal.start], &text[removal.end..])
}

#[test]
fn removing_a_line_drops_it_and_no_other() {
    let single = "module m\n\nreplace a => ../a // c\n\ngo 1.27\n";
    assert_eq!(without(single, |file| file.replaces[0].removal), "module m\n\n\ngo 1.27\n");
    let block = "replace (\r\n\ta => ../a // c\r\n\tb => ../b\r\n)\r\n";
    assert_eq!(
        without(block, |file| file.replaces[0].removal),
        "replace (\r\n\tb => ../b\r\n)\r\n"
    );
    let alone = "module m\nreplace ( // c\n\n\t// d\n\ta => ../a\n) // e\ngo 1.27";
    assert_eq!(without(alone, |file| file.replaces[0].removal), "module m\ngo 1.27");
    let uses = "go 1.27\nuse (\n\t./a\n\t./b\n)\nuse ./c";
    assert_eq!(without(uses, |file| file.uses[1].removal), "go 1.27\nuse (\n\t./a\n)\nuse ./c");
    assert_eq!(without(uses, |file| file.uses[2].removal), "go 1.27\nuse (\n\t./a\n\t./b\n)\n");
}

#[test]
fn comments_that_silence_are_read() {
    let text = "// anyport:ignore whole\n\nmodule m\n\n// x\n\
        replace a => ../a //anyport:ignore trailing why\r\n\
        require (\n\t//anyport:ignore above\n\tb v1 // anyport:ignored\n)\n";
    let file = parse(text);
    let found: Vec<_> = file
        .ignores
        .iter()
        .map(|ignore| (&*ignore.rule, &*ignore.reason, &text[ignore.covers.range()]))
        .collect();
    assert_eq!(
        found,
        [
            ("whole", "", text),
            ("trailing", "why", "replace a => ../a //anyport:ignore trailing why"),
            ("above", "", "\t//anyport:ignore above\n\tb v1 // anyport:ignored"),
        ]
    );
    let text = "//anyport:ignore x\nreplace a => ../a\nmodule m\n";
    assert_eq!(parse(text).ignores[0].covers, Span::new(0, 36));
}

proptest! {
    #[test]
    fn nothing_panics_and_spans_hold(
        lines in prop::collection::vec(
            "(module|go|require|replace|retract|use|x)?[ \t]?\
             [a-z ./\"`'()\\[\\],=>é\r\\\\\u{1}*]{0,20}(//.{0,8})?", 0..12),
        cut in 0_usize..300,
    ) {
        let mut text = lines.join("\n");
        while cut < text.len() && !text.is_char_boundary(cut) {
            text.pop();
        }
        text.truncate(cut.min(text.len()));
        describe(&text);
        for replace in parse(&text).replaces {
            prop_assert!(text.get(replace.removal.range()).is_some());
        }
    }
}
