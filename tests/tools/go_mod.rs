//! What go.mod and go.work files say, beside `go mod edit -json` and `go work edit -json`: the
//! files of Go's own tests, those of the module cache, and generated ones.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};
use syntax::Name;
use syntax::go_mod::{GoMod, Line, Replace, Require};
use testkit::Archive;

use crate::go;
use crate::random::Random;
use crate::tools::{go_sources, read, write};

/// At most this many files of the module cache, spread over it.
const CACHED: usize = 300;
const GENERATED: usize = 300;

/// Refusals that are about the meaning of what was read: the facts are there, without an error.
const ABOUT_MEANING: [&str; 10] = [
    "must be of the form v1.2.3",
    "should be v",
    "invalid module path",
    "malformed module path",
    "replacement module without version must be directory path",
    "replacement module must match format 'path version'",
    "replacement directory appears to be Windows path",
    "cannot have version",
    "unknown directive: ",
    "unknown block type: ",
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Mod,
    Work,
}

struct Sample {
    name: String,
    kind: Kind,
    text: String,
}

#[test]
fn the_files_of_go_itself() {
    let samples = samples_of_go();
    let read = compare(&samples);
    assert!(read > 500, "{read} of {} files were read", samples.len());
}

#[test]
fn the_files_of_the_module_cache() {
    let cache = PathBuf::from(go::env("GOMODCACHE")).join("cache/download");
    let files = go::files_below(&cache);
    let files: Vec<_> =
        files.iter().filter(|file| file.extension().is_some_and(|it| it == "mod")).collect();
    let step = files.len().div_ceil(CACHED).max(1);
    let samples: Vec<_> = files.iter().step_by(step).filter_map(|file| sample(file)).collect();
    assert_eq!(compare(&samples), samples.len());
}

#[test]
fn generated_files() {
    let mut random = Random::new();
    let samples: Vec<_> = (0..GENERATED).map(|number| generated(number, &mut random)).collect();
    let read = compare(&samples);
    assert!(read > GENERATED / 4 && read < GENERATED * 9 / 10, "{read} of {GENERATED} were read");
}

/// How many of the files the go command read.
fn compare(samples: &[Sample]) -> usize {
    let read = AtomicUsize::new(0);
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let scratch = tempfile::tempdir().expect("a temporary folder");
                while let Some(sample) = samples.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let was_read = compare_one(sample, scratch.path());
                    read.fetch_add(usize::from(was_read), Ordering::Relaxed);
                }
            });
        }
    });
    read.into_inner()
}

/// Whether the go command read it.
fn compare_one(sample: &Sample, scratch: &Path) -> bool {
    let Sample { name, kind, text } = sample;
    let (file, command) = match kind {
        Kind::Mod => ("go.mod", "mod"),
        Kind::Work => ("go.work", "work"),
    };
    write(&scratch.join(file), text);
    let output = go::go(scratch, &[command, "edit", "-json", file], &[]);
    let mut facts = syntax::go_mod::parse(text);
    if output.status.success() {
        let expected: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        drop_repeated(&mut facts);
        assert_eq!(as_json(&facts, *kind), without_comments(expected), "{name}:\n{text}\n{text:?}");
        assert!(facts.errors.is_empty(), "{name}: {:?}\n{text}", facts.errors);
        return true;
    }
    let message = String::from_utf8_lossy(&output.stderr);
    let is_about_form = message
        .lines()
        .filter(|line| line.contains(file) && !line.contains("errors parsing"))
        .any(|line| !ABOUT_MEANING.iter().any(|meaning| line.contains(meaning)));
    if is_about_form {
        assert!(!facts.errors.is_empty(), "{name}: {message}\n{text}\n{text:?}");
    }
    false
}

/// `go mod edit` tidies what is said twice: of replacements the last counts, of others the first.
fn drop_repeated(file: &mut GoMod) {
    fn keep_first<T>(items: &mut Vec<T>, key: impl Fn(&T) -> String) {
        let mut seen = BTreeSet::new();
        items.retain(|item| seen.insert(key(item)));
    }
    keep_first(&mut file.excludes, |(path, version)| format!("{path} {version}"));
    keep_first(&mut file.tools, Name::to_string);
    keep_first(&mut file.ignored, Name::to_string);
    file.replaces.reverse();
    keep_first(&mut file.replaces, |it| format!("{} {:?}", it.old_path, version_of(it)));
    file.replaces.reverse();
}

fn version_of(replace: &Replace) -> Option<&str> {
    replace.old_version.as_ref().map(|version| &*version.text)
}

/// The facts as the go command writes them.
fn as_json(file: &GoMod, kind: Kind) -> Value {
    let mut out = serde_json::Map::new();
    let mut put = |key: &str, value: Option<Value>| {
        out.extend(value.map(|value| (key.to_owned(), value)));
    };
    put("Go", file.go.as_ref().map(text));
    put("Toolchain", file.toolchain.as_ref().map(text));
    let godebug = if kind == Kind::Mod { "GoDebug" } else { "Godebug" };
    let setting = |setting: &Name| {
        let (key, value) = setting.text.split_once('=').expect("checked");
        json!({"Key": key, "Value": value})
    };
    put(godebug, list(&file.godebug, setting));
    put("Replace", list(&file.replaces, replace));
    if kind == Kind::Work {
        put("Use", list(&file.uses, |line: &Line| json!({"DiskPath": text(&line.value)})));
        return Value::Object(out);
    }
    let module = file.module.as_ref().map_or_else(|| "".into(), text);
    put("Module", Some(json!({"Path": module})));
    put("Require", list(&file.requires, require));
    put(
        "Exclude",
        list(
            &file.excludes,
            |(path, version)| json!({"Path": text(path), "Version": text(version)}),
        ),
    );
    put(
        "Retract",
        list(&file.retracts, |(low, high)| json!({"Low": text(low), "High": text(high)})),
    );
    put("Tool", list(&file.tools, |path| json!({"Path": text(path)})));
    put("Ignore", list(&file.ignored, |path| json!({"Path": text(path)})));
    Value::Object(out)
}

fn text(name: &Name) -> Value {
    Value::from(&*name.text)
}

fn list<T>(items: &[T], item: impl Fn(&T) -> Value) -> Option<Value> {
    (!items.is_empty()).then(|| items.iter().map(item).collect())
}

fn require(require: &Require) -> Value {
    let mut value = json!({"Path": text(&require.path), "Version": text(&require.version)});
    if require.is_indirect {
        value["Indirect"] = true.into();
    }
    value
}

fn replace(replace: &Replace) -> Value {
    let version = |path: &Name, version: Option<&Name>| match version {
        Some(version) => json!({"Path": text(path), "Version": text(version)}),
        None => json!({"Path": text(path)}),
    };
    json!({
        "Old": version(&replace.old_path, replace.old_version.as_ref()),
        "New": version(&replace.new_path, replace.new_version.as_ref()),
    })
}

/// The go command's answer without what comments say, and without empty lists.
fn without_comments(mut value: Value) -> Value {
    if let Some(module) = value["Module"].as_object_mut() {
        module.remove("Deprecated");
    }
    for retract in value["Retract"].as_array_mut().into_iter().flatten() {
        retract.as_object_mut().expect("an object").remove("Rationale");
    }
    value.as_object_mut().expect("an object").retain(|_, value| !value.is_null());
    value
}

fn kind(name: &str) -> Option<Kind> {
    match name.rsplit('/').next() {
        Some("go.mod") => Some(Kind::Mod),
        Some("go.work") => Some(Kind::Work),
        // `v1.0.0.mod` in the module cache.
        Some(name) if name.rsplit('.').next() == Some("mod") => Some(Kind::Mod),
        _ => None,
    }
}

fn sample(path: &Path) -> Option<Sample> {
    let name = path.display().to_string();
    let kind = kind(&name)?;
    Some(Sample { name, kind, text: read(path)? })
}

/// go.mod and go.work below GOROOT/src, and those within its tests' archives.
fn samples_of_go() -> Vec<Sample> {
    let mut samples = Vec::new();
    for path in go::files_below(&go_sources()) {
        let name = path.display().to_string();
        if kind(&name).is_some() {
            samples.extend(sample(&path));
        } else if path.extension().is_some_and(|it| it == "txt" || it == "txtar") {
            let Some(text) = read(&path) else { continue };
            let archive = Archive::parse(&text);
            samples.extend(archive.files.into_iter().filter_map(|file| {
                let name = format!("{name}:{}", file.name);
                Some(Sample { kind: kind(&file.name)?, name, text: file.text })
            }));
        }
    }
    // Many say the same.
    let mut seen = BTreeSet::new();
    samples.retain(|sample| seen.insert(sample.text.clone()));
    samples
}

/// A file of odd lines, most of them well formed.
fn generated(number: usize, random: &mut Random) -> Sample {
    let kind = if number.is_multiple_of(4) { Kind::Work } else { Kind::Mod };
    let mut text = String::new();
    if kind == Kind::Mod {
        text += random.one_of(&[
            "module m\n",
            "module \"m\"\n\n",
            "// x\nmodule m/n // y\n",
            "module (\n\tm\n)\n",
        ]);
    }
    for _ in 0..random.below(6) {
        text += &statement(kind, random);
    }
    match random.below(8) {
        0 => text = text.replace('\n', "\r\n"),
        1 => text = text.trim_end().to_owned(),
        2 => text = text.replace('\t', "  "),
        3 if random.once_in(2) => text.truncate(random.below(text.len() + 1)),
        _ => {}
    }
    Sample { name: format!("generated {number}"), kind, text }
}

fn statement(kind: Kind, random: &mut Random) -> String {
    let keywords: &[&str] = match kind {
        Kind::Mod => &[
            "require", "require", "replace", "replace", "exclude", "retract", "tool", "ignore",
            "godebug",
        ],
        Kind::Work => &["use", "use", "replace", "replace", "godebug"],
    };
    if random.once_in(12) {
        return random
            .one_of(&[
                "go 1.21\n",
                "go 1.27.1 // x\n",
                "go 1.x\n",
                "go\n",
                "toolchain go1.27.3\n",
                "toolchain go2\n",
                "// alone\n",
                "\n\n",
                "\t// x\n",
                "unknown x\n",
                "unknown (\n\tx\n)\n",
                "go (\n1.21\n)\n",
                ")\n",
                "/* x */\n",
                "require x (\n)\n",
            ])
            .to_owned();
    }
    let keyword = random.one_of(keywords);
    if random.once_in(2) {
        let line = arguments(keyword, random);
        return format!(
            "{keyword}{}{line}{}\n",
            random.one_of(&[" ", "\t", "  "]),
            comment(random)
        );
    }
    let open = random.one_of(&[" (", "(", "\t(", " ( // x"]);
    let mut block = format!("{keyword}{open}");
    if random.once_in(10) && !open.contains('/') {
        return block + random.one_of(&[")\n", " )\n", ") // x\n"]);
    }
    block.push('\n');
    for _ in 0..random.below(4) {
        if random.once_in(4) {
            block += random.one_of(&["\n", "\t// x\n", "// y\n\n"]);
        }
        block += &["\t", &arguments(keyword, random), comment(random), "\n"].concat();
    }
    block + random.one_of(&[")\n", ")\n", ")\n", "\t) // x\n", ") x\n"])
}

fn comment(random: &mut Random) -> &'static str {
    const COMMENTS: [&str; 9] = [
        "",
        "",
        "",
        " // indirect",
        " //indirect",
        " // indirect; x",
        " // indirect x",
        "// x",
        " // indirect;",
    ];
    COMMENTS[random.below(COMMENTS.len())]
}

fn arguments(keyword: &str, random: &mut Random) -> String {
    if random.once_in(12) {
        let words = [
            "a", "v1.0.0", "=>", "[", "]", ",", "(", ")", "\"b\"", "{", "`c`", "\"open", "a\"b",
            "/*", "'x'",
        ];
        // One or two of these would be arguments to Go, which no such file holds.
        let count = if random.once_in(5) { 0 } else { 4 + random.below(3) };
        let words: Vec<_> = (0..count).map(|_| random.one_of(&words)).collect();
        return words.join(" ");
    }
    let version = random.one_of(&[
        "v1.0.0",
        "v1.2.3-pre",
        "\"v1.0.1\"",
        "v0.0.0-20200101000000-abcdefabcdef",
    ]);
    let path = random.one_of(&[
        "example.com/a",
        "\"example.com/b\"",
        "tool",
        "example.com/a//x",
        "\"example.com/\\u0063\"",
        "go",
    ]);
    let folder = random.one_of(&[
        "../a",
        "./",
        ".",
        "/",
        "../a/",
        "\"../a b\"",
        "./a//b",
        "\"./a\\x2fb\"",
        "./é",
        "./a'b",
        "\"./\\q\"",
        "`./a`",
        "../a///b",
        "./a/*b",
    ]);
    match keyword {
        "require" | "exclude" => format!("{path} {version}"),
        "replace" => match random.below(4) {
            0 => format!("{path} => {folder}"),
            1 => format!("{path} {version} => {folder}"),
            2 => format!("{path} => {path} {version}"),
            _ => format!("{path} {version} => {path} {version}"),
        },
        "retract" if random.once_in(2) => format!("[{version}, {version}]"),
        "retract" => version.to_owned(),
        "godebug" => random.one_of(&["default=go1.21", "a=b=c", "x", "\"a=b\"", "a="]).to_owned(),
        "tool" => path.to_owned(),
        _ => folder.to_owned(),
    }
}
