//! What `#cgo` lines mean, beside `go list`: flags, conditions and errors of generated preambles
//! on every first-class port.

use std::collections::BTreeMap;
use std::path::Path;

use platform::{Assignment, Port, Target};
use serde_json::Value;
use syntax::cgo::{CgoDirective, condition_holds_on};

use crate::go;
use crate::random::Random;
use crate::tools::write;

const PACKAGES: usize = 1200;

/// Verbs and the fields of `go list` that their arguments come out in.
const VERBS: [(&str, &str); 6] = [
    ("CFLAGS", "CgoCFLAGS"),
    ("CPPFLAGS", "CgoCPPFLAGS"),
    ("CXXFLAGS", "CgoCXXFLAGS"),
    ("FFLAGS", "CgoFFLAGS"),
    ("LDFLAGS", "CgoLDFLAGS"),
    ("pkg-config", "CgoPkgConfig"),
];

#[test]
fn directives_mean_what_go_list_says() {
    let scratch = tempfile::tempdir().expect("a temporary folder");
    let root = scratch.path().canonicalize().expect("the temporary folder");
    write(&root.join("go.mod"), "module m\n\ngo 1.21\n");
    let mut random = Random::new();
    let packages: BTreeMap<String, String> = (0..PACKAGES)
        .map(|number| (format!("p{number}"), file(&preamble(&mut random), &mut random)))
        .collect();
    for (name, text) in &packages {
        std::fs::create_dir(root.join(name)).expect("made");
        write(&root.join(name).join("x.go"), text);
    }
    let assignment = Assignment::new(go::release());
    let ports: Vec<Port> =
        Port::all().filter(|port| port.is_first_class() && port.supports_cgo()).collect();
    let mut errors = 0;
    for port in &ports {
        let target = Target { port: *port, cgo: true };
        let listed = listed(&root, *port);
        for (name, text) in &packages {
            let expected = &listed[name];
            let actual = meaning(text, &root.join(name), target, &assignment);
            assert_eq!(actual, *expected, "{target}, {name}:\n{text}\n{text:?}");
            errors += usize::from(expected.is_err());
        }
    }
    let count = PACKAGES * ports.len();
    assert!(errors > count / 20 && errors < count / 2, "{errors} errors in {count} answers");
}

/// Flags by verb, or the error that ended the reading.
type Meaning = Result<BTreeMap<&'static str, Vec<String>>, String>;

/// What go list says of every package.
fn listed(root: &Path, port: Port) -> BTreeMap<String, Meaning> {
    let fields = VERBS.map(|(_, field)| field).join(",");
    let json = format!("-json=Dir,Error,{fields}");
    let environment = [("GOOS", port.os()), ("GOARCH", port.arch()), ("CGO_ENABLED", "1")];
    let output = go::go(root, &["list", "-e", &json, "./..."], &environment);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let stream = serde_json::Deserializer::from_slice(&output.stdout).into_iter::<Value>();
    let packages = stream.map(|package| {
        let package = package.expect("go list writes JSON");
        let folder = package["Dir"].as_str().expect("a folder").to_owned();
        let name = folder.rsplit('/').next().unwrap_or_default().to_owned();
        let error = package["Error"]["Err"].as_str();
        let meaning = match error {
            Some(error) => {
                // The index of the module cache keeps the name alone.
                let error = error.strip_prefix(&format!("{folder}/")).unwrap_or(error);
                let error = error.strip_prefix("x.go: ").unwrap_or(error);
                Err(without_blanks(&error.replace(&folder, "${SRCDIR}")))
            }
            None => Ok(VERBS.iter().map(|(verb, field)| (*verb, list(&package[field]))).collect()),
        };
        (name, meaning)
    });
    packages.collect()
}

fn list(value: &Value) -> Vec<String> {
    let items = value.as_array().into_iter().flatten();
    items.map(|item| item.as_str().expect("a flag").to_owned()).collect()
}

/// An error without the blanks around the line that it quotes, which the index leaves out.
fn without_blanks(error: &str) -> String {
    match error.split_once("#cgo line:").or_else(|| error.split_once("#cgo verb:")) {
        Some((_, line)) => error.replace(line, &format!(" {}", line.trim())),
        None => error.to_owned(),
    }
}

/// What we make of it.
fn meaning(text: &str, folder: &Path, target: Target, assignment: &Assignment) -> Meaning {
    let header = syntax::go::parse_header(text);
    let mut flags: BTreeMap<&str, Vec<String>> =
        VERBS.iter().map(|(verb, _)| (*verb, Vec::new())).collect();
    for directive in &header.preambles[0].directives {
        if !condition_holds_on(&directive.conditions, assignment).contains(target) {
            continue;
        }
        if let Some(error) = &directive.error {
            return Err(error.message.to_string());
        }
        if let Some(list) = flags.get_mut(&*directive.verb.text) {
            list.extend(arguments(directive, folder));
        }
    }
    Ok(flags)
}

/// The arguments with `${SRCDIR}` and relative paths of `-I` and `-L` expanded, as go list shows
/// them.
fn arguments(directive: &CgoDirective, folder: &Path) -> Vec<String> {
    let folder = folder.to_str().expect("a temporary folder has a plain name");
    let absolute = |path: &str| {
        if path.starts_with('/') { path.to_owned() } else { clean(&format!("{folder}/{path}")) }
    };
    let mut is_path = false;
    let expand = |value: String| {
        if directive.verb.text.as_ref() == "pkg-config" {
            return value;
        }
        if std::mem::take(&mut is_path) {
            return absolute(&value);
        }
        match value.get(..2) {
            Some("-I" | "-L") if value.len() == 2 => {
                is_path = true;
                value
            }
            Some(flag @ ("-I" | "-L")) => format!("{flag}{}", absolute(&value[2..])),
            _ => value,
        }
    };
    let values = directive.arguments.iter();
    values.map(|argument| argument.value.replace("${SRCDIR}", folder)).map(expand).collect()
}

/// Go's `filepath.Clean` of an absolute path.
fn clean(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            _ => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}

/// A Go file with a preamble, in line comments, a block, or both, with either line end.
fn file(lines: &[String], random: &mut Random) -> String {
    let mut text = "package p\n\n".to_owned();
    match random.below(3) {
        0 => {
            for line in lines {
                text += random.one_of(&["//", "// ", "//\t", "//  "]);
                text += line;
                text += random.one_of(&["\n", "\n", " \n", "\t\n"]);
            }
        }
        1 => {
            text += random.one_of(&["/*\n", "/* ", "/*"]);
            text += &lines.join(random.one_of(&["\n", "\n\t", " \n  "]));
            text += random.one_of(&["\n*/\n", "*/\n", " */\n"]);
        }
        _ => {
            for line in lines {
                let is_block = random.once_in(2);
                let (open, close) = if is_block { ("/* ", " */") } else { ("//", "\n") };
                let between = random.one_of(&["\n", " ", " // x\n"]);
                text += &[open, line, close, if is_block { between } else { "" }].concat();
            }
            text += random.one_of(&["", "// int x;"]);
            if !text.ends_with('\n') {
                text.push('\n');
            }
        }
    }
    text += "import \"C\"\n";
    if random.once_in(4) { text.replace('\n', "\r\n") } else { text }
}

/// The lines of a preamble, most of them `#cgo` lines.
fn preamble(random: &mut Random) -> Vec<String> {
    (0..=random.below(4)).map(|_| line(random)).collect()
}

fn line(random: &mut Random) -> String {
    if random.once_in(12) {
        return random
            .one_of(&[
                "#include <stdio.h>",
                "# cgo CFLAGS: -DNO",
                "#cgoCFLAGS: -DNO",
                "int x; #cgo CFLAGS: -DNO",
                "#cgo noescape f",
                "#cgo nocallback  f",
                "#cgo noescape",
                "#cgo noescape a b",
                "#cgo noescape: a",
                "#cgo",
                "#cgo ",
                "#cgo :",
                "#cgo CFLAGS",
                "#cgo unix : x",
                "",
            ])
            .to_owned();
    }
    let head = random.one_of(&["#cgo ", "#cgo\t", "#cgo  ", "  #cgo ", "#cgo \u{a0}"]);
    let verb = if random.once_in(25) {
        random.one_of(&["CFALGS", "cflags", "noescape", "LDFLAG", "(CFLAGS)"])
    } else {
        VERBS[random.below(VERBS.len())].0
    };
    let colon = random.one_of(&[": ", ":", " : ", ":\t"]);
    let count = random.below(3);
    let conditions: Vec<_> = (0..count).map(|_| condition(random) + " ").collect();
    let tail = arguments_text(random);
    format!("{head}{}{verb}{colon}{tail}", conditions.concat())
}

/// One field of a condition, some of which no parser takes.
fn condition(random: &mut Random) -> String {
    let ports: Vec<Port> = Port::all().filter(|port| port.is_first_class()).collect();
    let port = ports[random.below(ports.len())];
    let tags = [
        port.os(),
        port.arch(),
        "unix",
        "cgo",
        "gc",
        "go1.18",
        "go1.99",
        "custom",
        "ignore",
        "é",
        "a-b",
        "a\u{a0}b",
        "2x",
        "_",
        "gccgo",
        "boringcrypto",
        "\u{1}",
    ];
    let tag = |random: &mut Random| match random.below(3) {
        0 => random.one_of(&tags).to_owned(),
        1 => port.os().to_owned(),
        _ => port.arch().to_owned(),
    };
    let mut field = format!("{}{}", random.one_of(&["", "", "!", "!!"]), tag(random));
    for _ in 0..random.below(3) {
        field += random.one_of(&[",", ",!", "&&", "||", "&&!", ",,", "&", ",(", "||(", "!"]);
        field += &tag(random);
    }
    match random.below(8) {
        0 => format!("({field})"),
        1 => format!("!({field})"),
        2 if random.once_in(3) => random.one_of(&["!", "&&", "||", "(", ")", ",", "()"]).to_owned(),
        _ => field,
    }
}

/// Arguments, some of which are refused.
fn arguments_text(random: &mut Random) -> String {
    const GOOD: [&str; 22] = [
        "-DA",
        "-DA=1",
        "-Iinclude",
        "-I",
        "../x",
        "-L/usr/lib",
        "-lm",
        "-I./a/../b",
        "\"a b\"",
        "'a b'",
        "a\\ b",
        "\"a'b\"c",
        "-DA=\\\"x",
        "-I${SRCDIR}/x",
        "${SRCDIR}",
        "-L${SRCDIR}/..",
        "é",
        "x''",
        "-IC:\\foo",
        "$HOME~^%!@",
        "-framework",
        "\"-I x\"",
    ];
    const BAD: [&str; 11] = [
        "\"open", "'open", "end\\", "${HOME}", "`a`", "a;b", "\"\"", "a\\\\b", "(x)", "<x>", "a#b",
    ];
    const BLANKS: [&str; 5] = [" ", "  ", "\t", "\u{a0}", "\u{b}"];
    let mut text = String::new();
    for _ in 0..random.below(5) {
        let word = if random.once_in(20) { random.one_of(&BAD) } else { random.one_of(&GOOD) };
        text += word;
        text += random.one_of(&BLANKS);
    }
    text
}
