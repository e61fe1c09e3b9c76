//! Which flags the go command allows in `#cgo` lines, beside `go build -n`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use regex::Regex;
use syntax::cgo::check_flags;

use crate::go;
use crate::random::Random;
use crate::tools::{go_sources, read, write};

/// The most lines to ask about; each is a package.
const LINES: usize = 4000;

#[test]
fn flags_are_refused_as_go_build_refuses_them() {
    let scratch = tempfile::tempdir().expect("a temporary folder");
    let root = scratch.path().canonicalize().expect("the temporary folder");
    write(&root.join("go.mod"), "module m\n\ngo 1.21\n");
    let lines: BTreeMap<String, String> = lines()
        .into_iter()
        .enumerate()
        .map(|(number, line)| (format!("p{number}"), line))
        .collect();
    for (name, line) in &lines {
        let text = format!("package p\n\n// #cgo {line}\nimport \"C\"\n");
        std::fs::create_dir(root.join(name)).expect("made");
        write(&root.join(name).join("x.go"), &text);
    }
    let refused = refused(&root);
    for (name, line) in &lines {
        let text = format!("package p\n\n// #cgo {line}\nimport \"C\"\n");
        let preambles = syntax::go::parse_header(&text).preambles;
        let directive = &preambles[0].directives[0];
        assert_eq!(directive.error, None, "{line}");
        let actual = check_flags(&directive.verb.text, &directive.arguments);
        let actual = actual.map(|flag| flag.message);
        match (&actual, refused.get(name)) {
            // The go command has made the path absolute by then; we show what was written.
            (Some(_), Some(expected)) if expected.contains("${SRCDIR}") => {}
            (_, expected) => assert_eq!(actual.as_ref(), expected, "{line}"),
        }
    }
    let (asked, refused) = (lines.len(), refused.len());
    assert!(asked > 1500, "{asked} lines");
    assert!(refused > asked / 4 && refused + 400 < asked, "{refused} of {asked} refused");
}

/// What the go command says of each package that it refuses.
fn refused(root: &Path) -> BTreeMap<String, String> {
    // A pkg-config that knows every package and says nothing.
    let environment = [("CGO_ENABLED", "1"), ("PKG_CONFIG", "true")];
    let output = go::go(root, &["build", "-n", "./..."], &environment);
    let text = String::from_utf8_lossy(&output.stderr);
    let folder = root.to_str().expect("a plain name");
    let mut refused = BTreeMap::new();
    for line in text.lines() {
        let Some(rest) = line.strip_prefix("m/p") else { continue };
        let Some((number, message)) = rest.split_once(": ") else { continue };
        let name = format!("p{number}");
        let message = message.replace(&format!("{folder}/{name}"), "${SRCDIR}");
        refused.insert(name, message);
    }
    refused
}

/// Verbs with flags: the go command's own test cases and patterns, and what is near them.
fn lines() -> Vec<String> {
    let work = go_sources().join("cmd/go/internal/work");
    let read = |name: &str| read(&work.join(name)).expect("Go's sources are UTF-8");
    let mut flags = samples(&read("security.go"));
    flags.extend(cases(&read("security_test.go")));
    let flags: Vec<String> = flags.into_iter().collect();
    assert!(flags.len() > 300, "{} flags", flags.len());
    let mut random = Random::new();
    let mut lines = BTreeSet::new();
    for flag in &flags {
        for verb in ["CFLAGS", "LDFLAGS", "pkg-config"] {
            lines.insert(format!("{verb}: {flag}"));
        }
    }
    while lines.len() < LINES {
        let verb = random.one_of(&["CFLAGS", "CXXFLAGS", "LDFLAGS", "LDFLAGS", "pkg-config"]);
        let line = changed(&flags[random.below(flags.len())], &mut random);
        lines.insert(format!("{verb}: {line}"));
    }
    lines.into_iter().filter(|line| is_plain(line)).collect()
}

/// A flag with something before, behind or after it.
fn changed(flag: &str, random: &mut Random) -> String {
    let prefix = random.one_of(&["", "", "", "-", "--", "-Wl,", "@", "./", "-DA "]);
    let suffix = random.one_of(&[
        "",
        "x",
        "=y",
        ",z",
        "=@f",
        "@",
        "-",
        ",-z,now",
        ".so",
        ".obj",
        "1",
        " next",
        " -next",
        " @next",
        " -Wl,next",
        " -Wl,a,b",
        " =x",
        " $SYSROOT/x",
        " /abs",
        " ../x",
        " é",
        " -lm",
    ]);
    format!("{prefix}{flag}{suffix}")
}

/// Whether it says of a `#cgo` line what it seems to: no quoting, no character that is malformed.
/// The go command's output would be hard to tell apart for a path of its own.
fn is_plain(line: &str) -> bool {
    line.chars().all(|c| c.is_alphanumeric() || "+-.,/=_:$@%!~^ ".contains(c))
}

/// The flags of `var good… = [][]string{ {"-a"}, {"-b", "c"}, … }`.
fn cases(source: &str) -> Vec<String> {
    let row = Regex::new(r#"(?m)^\t\{((?:"[^"]*"(?:, )?)+)\},$"#).expect("a pattern");
    let word = Regex::new(r#""([^"]*)""#).expect("a pattern");
    row.captures_iter(source)
        .map(|row| {
            let words: Vec<_> =
                word.captures_iter(&row[1]).map(|word| word[1].to_owned()).collect();
            words.join(" ")
        })
        .collect()
}

/// Texts near each pattern of the list, made by taking its operators for what they most often
/// stand for; and the flags that take an argument.
fn samples(source: &str) -> BTreeSet<String> {
    let pattern = Regex::new(r"(?m)^\tre\(`(.*)`\)").expect("a pattern");
    let word = Regex::new(r#"(?m)^\t"([^"]*)",$"#).expect("a pattern");
    let class = Regex::new(r"\[[^\]]*\]").expect("a pattern");
    let choice = Regex::new(r"\(([^()|]*)\|[^()]*\)").expect("a pattern");
    let last = Regex::new(r"\([^()|]*(?:\|[^()|]*)*\|([^()|]*)\)").expect("a pattern");
    let group = Regex::new(r"\(([^()]*)\)\?|([a-z,-])\?").expect("a pattern");
    let mut samples: BTreeSet<String> =
        word.captures_iter(source).map(|word| word[1].to_owned()).collect();
    for found in pattern.captures_iter(source) {
        let plain = class.replace_all(&found[1], "a").replace(r"\.", ".").replace(r"\d", "1");
        for choice in [&choice, &last] {
            let text = choice.replace_all(&plain, "$1");
            let text = text.replace(".*", "b").replace(".+", "b");
            for optional in ["$1", ""] {
                let text = group.replace_all(&text, optional);
                samples.insert(text.chars().filter(|c| !"()*+?$".contains(*c)).collect());
            }
        }
    }
    samples
}
