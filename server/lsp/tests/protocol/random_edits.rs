//! However a text came about, its findings are those of a fresh check of it.

use ::rules::{Rule, hazards};
use serde_json::{Value, json};

use crate::client::{Client, Folder, PROFILES, run};
use crate::rules::RULES;

/// Rules, the files that are edited, and what edits insert.
struct Play {
    rules: &'static [&'static Rule],
    files: &'static [(&'static str, &'static str)],
    pieces: &'static [&'static str],
}

/// The rules of these tests: what they find is in the text alone.
static TEST_RULES: Play = Play {
    rules: RULES,
    files: &[("a.go", START), ("b.go", START)],
    pieces: &[
        "\nvar bad int\n",
        "bad",
        "// ä\u{1F600}\n",
        "/*",
        "*/",
        "\r\n",
        "\n\nvar badä, twin int\n",
        "`",
        "\"",
        "{",
        "}",
        "\u{1F600}",
        "ß",
        "\nfunc badF() {}\n",
        "//anyport:ignore bad-name x\n",
        " ",
    ],
};

const START: &str = "package m\n\nimport \"fmt\"\n\nvar bad int\n\nfunc f() { fmt.Println(bad) }\n";

/// The rules that are shipped.
static SHIPPED_RULES: Play = Play {
    rules: hazards::RULES,
    files: &[
        ("a.go", CGO),
        ("b_windows.go", "//go:build windwos || linux\n\npackage m\n\nimport \"syscall/js\"\n"),
        ("go.mod", "module example.com/m\n\ngo 1.24\n\nreplace example.com/a => ../gone\n"),
    ],
    pieces: &[
        "//go:build windwos\n",
        "// +build linux,amd64\n\n",
        "//go:build !(cgo || ä)\n",
        "package m\n",
        "/*\n#cgo linux macos LDFLAGS: -L/usr/lib/ä -lx\n*/\nimport \"C\"\n",
        "#cgo CFLAGS: -I/opt/local -wtf\n",
        "import \"syscall/js\"\n",
        "import _ \"golang.org/x/sys/unix\"\n",
        "//anyport:ignore cgo-host-path x\n",
        "// anyport:ignore\n",
        "replace example.com/b v1 => C:\\b\n",
        "\r\n",
        "\n\n",
        "*/",
        "\"",
        "\u{1F600}",
        " ",
        "",
    ],
};

const CGO: &str = "package m\n\n/*\n#cgo LDFLAGS: -L/usr/lib -lx\n#cgo linux darwin CFLAGS: -DX\n\
    */\nimport \"C\"\n\nfunc f() { C.f() }\n";

/// A small generator of numbers: the same ones in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}

/// How many edits: `ANYPORT_RANDOM_EDITS` asks for more than a quick run makes.
#[expect(clippy::disallowed_methods, reason = "a test's size comes from whoever runs it")]
fn count() -> usize {
    std::env::var("ANYPORT_RANDOM_EDITS").ok().and_then(|it| it.parse().ok()).unwrap_or(500)
}

/// Somebody chose the ports: no system is taken as not meant.
const ALL_TARGETS: &str = "targets = [\"all\"]\n";

/// So many edits are made in a row before findings are compared.
const BURST: usize = 20;

#[test]
fn random_edits_leave_the_findings_of_a_fresh_check() {
    for (profile, seed) in PROFILES.into_iter().zip(1..) {
        run(edit_and_compare(&TEST_RULES, profile, seed, count() / PROFILES.len()));
    }
}

#[test]
fn random_edits_leave_what_the_shipped_rules_find() {
    for (profile, seed) in PROFILES.into_iter().zip(11..) {
        run(edit_and_compare(&SHIPPED_RULES, profile, seed, count() / PROFILES.len()));
    }
}

/// Files of packages that import one another: each declares and uses what chance says.
static IMPORTING: [(&str, &str); 5] = [
    ("a.go", "package m\n\nimport \"example.com/m/b\"\n\nvar used = b.X + b.Y\n\n"),
    ("a_linux_test.go", "package m\n\nimport \"example.com/m/c\"\n\nvar tested = c.X + c.Y\n\n"),
    ("b/b_linux.go", "package b\n\nimport \"example.com/m/c\"\n\nvar used = c.X + z\n\n"),
    ("b/b_windows.go", "package b\n\n"),
    ("c/c_unix.go", "//go:build unix\n\npackage c\n\n"),
];

#[test]
fn what_is_declared_is_followed_along_imports() {
    run(async {
        let folder = Folder::new(&IMPORTING);
        folder.write("anyport.toml", ALL_TARGETS);
        let mut client = Client::connect_with(PROFILES[0], hazards::RULES);
        client.start(Some(&folder)).await;
        for (name, text) in IMPORTING {
            client.open(&folder.uri(name), text).await;
        }
        let mut random = Random(0x9E37_79B9_7F4A_7C15);
        let mut compared = 0;
        let mut versions = [1; IMPORTING.len()];
        for _ in 0..count() / BURST {
            let at = random.below(IMPORTING.len());
            let (name, start) = IMPORTING[at];
            versions[at] += 1;
            let chosen = ["var X = 1\n", "var Y = 2\n", "var z = 3\n"].into_iter();
            let declared: String = chosen.filter(|_| random.below(2) == 0).collect();
            let text = format!("{start}{declared}");
            folder.write(name, &text);
            client.change(&folder.uri(name), versions[at], json!([{"text": text}])).await;
            for ((name, _), version) in IMPORTING.iter().zip(versions) {
                let fresh = fresh_findings(&folder, hazards::RULES, name);
                compared += fresh.len();
                let text = std::fs::read_to_string(folder.path().join(name)).unwrap();
                let is_it = |params: &Value| {
                    params["version"] == version && found(params, "utf-16", &text) == fresh
                };
                client.published_as(&folder.uri(name), is_it).await;
            }
        }
        assert!(compared > 2 * count() / BURST, "too few findings prove little: {compared}");
    });
}

async fn edit_and_compare(play: &'static Play, profile: &str, seed: u64, edits: usize) {
    let folder = Folder::new(play.files);
    folder.write("anyport.toml", ALL_TARGETS);
    let mut client = Client::connect_with(profile, play.rules);
    let answer = client.start(Some(&folder)).await;
    let encoding = answer["capabilities"]["positionEncoding"].as_str().unwrap().to_owned();
    let mut texts: Vec<String> = Vec::new();
    for (name, text) in play.files {
        client.open(&folder.uri(name), text).await;
        texts.push((*text).to_owned());
    }
    let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let mut versions = vec![1; play.files.len()];
    let bursts = edits / BURST;
    let mut compared = 0;
    for _ in 0..bursts {
        // One file at a time: what is found in the others has to follow.
        let at = random.below(play.files.len());
        for _ in 0..BURST {
            let edit = random_edit(&mut random, play.pieces, &mut texts[at], &encoding);
            versions[at] += 1;
            client.change(&folder.uri(play.files[at].0), versions[at], json!([edit])).await;
        }
        folder.write(play.files[at].0, &texts[at]);
        for (((name, _), text), version) in play.files.iter().zip(&texts).zip(&versions) {
            let fresh = fresh_findings(&folder, play.rules, name);
            compared += fresh.len();
            let is_it = |params: &Value| {
                params["version"] == *version && found(params, &encoding, text) == fresh
            };
            client.published_as(&folder.uri(name), is_it).await;
        }
    }
    assert!(compared > bursts / 2, "texts with too few findings prove little: {compared}");
}

/// Replaces a part of a text, mostly a small one; returns the edit as a client sends it.
fn random_edit(random: &mut Random, pieces: &[&str], text: &mut String, encoding: &str) -> Value {
    let floor = |mut at: usize| {
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        // No position of the protocol lies between the two.
        if text[..at].ends_with('\r') && text[at..].starts_with('\n') { at - 1 } else { at }
    };
    let start = floor(random.below(text.len() + 1));
    let most = if text.len() > 3000 { 800 } else { 12 };
    let length = if random.below(3) == 0 { random.below(most) } else { 0 };
    let end = floor((start + length).min(text.len())).max(start);
    let piece = pieces[random.below(pieces.len())];
    let range = json!({
        "start": position(text, start, encoding), "end": position(text, end, encoding)
    });
    text.replace_range(start..end, piece);
    json!({"range": range, "text": piece})
}

fn position(text: &str, offset: usize, encoding: &str) -> Value {
    let before = &text[..offset];
    let normal = before.replace("\r\n", "\n").replace('\r', "\n");
    let line = normal.matches('\n').count();
    let column = before.rfind(['\n', '\r']).map_or(before, |at| &before[at + 1..]);
    let character = match encoding {
        "utf-8" => column.len(),
        "utf-16" => column.encode_utf16().count(),
        _ => column.chars().count(),
    };
    json!({"line": line, "character": character})
}

/// Rule, start, and first line of the message of every finding in a file.
type Found = Vec<(String, Value, String)>;

fn fresh_findings(folder: &Folder, rules: &'static [&'static Rule], name: &str) -> Found {
    let options = workspace::Options {
        environment: project::Environment::default(),
        above: project::Configuration::default(),
        below: project::Configuration::default(),
        rules,
        cache: None,
    };
    let root = project::FilePath::new(folder.path().to_str().unwrap());
    let workspace = workspace::Workspace::load(&root, options, &|_| ()).unwrap();
    let outcome = ::rules::check_with(rules, &workspace.snapshot());
    let path = root.join(name);
    let text = workspace.text(&path).unwrap();
    let of_file = outcome.findings.iter().filter(|finding| finding.path == path);
    let mut found: Found = of_file
        .map(|it| {
            let start = position(&text, it.span.start as usize, "utf-8");
            (it.rule.to_owned(), start, it.message.clone())
        })
        .collect();
    found.sort_by_key(|it| format!("{it:?}"));
    found
}

fn found(params: &Value, encoding: &str, text: &str) -> Found {
    let mut found: Found = params["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| {
            let start = in_bytes(text, &it["range"]["start"], encoding);
            let message = it["message"].as_str().unwrap().lines().next().unwrap();
            (it["code"].as_str().unwrap().to_owned(), start, message.to_owned())
        })
        .collect();
    found.sort_by_key(|it| format!("{it:?}"));
    found
}

/// A position with its column in bytes.
fn in_bytes(text: &str, at: &Value, encoding: &str) -> Value {
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    let line = lines.split('\n').nth(at["line"].as_u64().unwrap() as usize).unwrap();
    let wanted = at["character"].as_u64().unwrap() as usize;
    let is_there =
        |index: &usize| position(&line[..*index], *index, encoding)["character"] == wanted;
    let bytes = (0..=line.len()).filter(|it| line.is_char_boundary(*it)).find(is_there).unwrap();
    json!({"line": at["line"], "character": bytes})
}
