//! A corpus of files with all sorts of names, constraints and slips of the pen. The same seed
//! gives the same files.

use std::path::{Path, PathBuf};

/// Words that names and tags are made of.
const WORDS: [&str; 98] = [
    "aix",
    "android",
    "darwin",
    "dragonfly",
    "freebsd",
    "hurd",
    "illumos",
    "ios",
    "js",
    "linux",
    "nacl",
    "netbsd",
    "openbsd",
    "plan9",
    "solaris",
    "wasip1",
    "windows",
    "zos",
    "386",
    "amd64",
    "amd64p32",
    "arm",
    "armbe",
    "arm64",
    "arm64be",
    "loong64",
    "mips",
    "mipsle",
    "mips64",
    "mips64le",
    "mips64p32",
    "mips64p32le",
    "ppc",
    "ppc64",
    "ppc64le",
    "riscv",
    "riscv64",
    "s390",
    "s390x",
    "sparc",
    "sparc64",
    "wasm",
    "unix",
    "cgo",
    "gc",
    "gccgo",
    "linux",
    "windows",
    "darwin",
    "amd64",
    "arm64",
    "unix",
    "cgo",
    "integration",
    "e2e",
    "purego",
    "ignore",
    "race",
    "größe",
    "macos",
    "Linux",
    "WINDOWS",
    "x86_64",
    "posix",
    "bsd",
    "win32",
    "test",
    "boringcrypto",
    "go1",
    "go1.0",
    "go1.01",
    "go1.1",
    "go1.20",
    "go1.21",
    "go1.21.3",
    "go1.24",
    "go1.25",
    "go1.26",
    "go1.27",
    "go1.28",
    "go1.99",
    "go2.1",
    "goexperiment.swissmap",
    "goexperiment.regabiargs",
    "goexperiment.dwarf5",
    "goexperiment.jsonv2",
    "goexperiment.boringcrypto",
    "goexperiment.synctest",
    "amd64.v1",
    "amd64.v2",
    "arm64.v8.0",
    "arm64.v9.0",
    "arm.5",
    "arm.7",
    "386.sse2",
    "ppc64.power8",
    "riscv64.rva20u64",
    "wasm.signext",
];

/// A small generator of numbers that look random: xorshift.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end as u64) as usize
    }

    /// True once in so many times.
    fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }
}

/// Writes so many files, each into a folder of its own.
pub(super) fn write(folder: &Path, count: usize) -> Vec<PathBuf> {
    let mut dice = Dice(0x5eed_0fa9_0c57);
    let mut files = Vec::new();
    for number in 0..count {
        let folder = folder.join(number.to_string());
        std::fs::create_dir(&folder).unwrap();
        let path = folder.join(name(&mut dice));
        std::fs::write(&path, text(&mut dice)).unwrap();
        files.push(path);
    }
    files
}

/// Lines with one constraint each, well-formed or not, now and then beyond the limits of size.
pub(super) fn lines(count: usize) -> Vec<String> {
    let mut dice = Dice(0x1195);
    let line = |_| match dice.below(400) {
        0 => {
            format!("//go:build {}a{}", "(".repeat(dice.below(1200)), ")".repeat(dice.below(1200)))
        }
        1 => format!("//go:build {}", vec!["a"; 990 + dice.below(20)].join(" && ")),
        2 => format!("// +build {}", vec!["a"; 90 + dice.below(20)].join(dice.pick(&[" ", ","]))),
        3..80 => format!("//go:build {}", soup(&mut dice)),
        80..100 => format!("// +build {}", soup(&mut dice)),
        100..300 => format!("//go:build {}", broken(&mut dice)),
        _ => format!("// +build {}", plus_build(&mut dice)),
    };
    (0..count).map(line).collect()
}

/// Signs and letters in any order.
fn soup(dice: &mut Dice) -> String {
    let parts = [
        "a", "b", "!", "(", ")", "&&", "||", "&", "|", " ", "\t", ",", "é", "½", "٣", "\u{301}",
        "\u{a0}", "ⅷ", "-", "_", ".", "日", "😀", "\u{2028}",
    ];
    let length = 1 + dice.below(9);
    (0..length).map(|_| dice.pick(&parts)).collect()
}

fn name(dice: &mut Dice) -> String {
    let mut name = dice.pick(&["a", "a", "a", "a", "", "linux", "_a", ".a", "é", "a.b"]).to_owned();
    for _ in 0..dice.below(4) {
        name.push('_');
        if dice.once_in(20) {
            name.push('_');
        }
        name += dice.pick(&WORDS);
    }
    if dice.once_in(5) {
        name += "_test";
    }
    if dice.once_in(12) {
        name += dice.pick(&[".pb", ".", "_", ".linux", "_.x"]);
    }
    name + dice.pick(&[".go", ".go", ".go", ".go", ".s", ".S", ".c", ".h", ".m", ".cc", ".syso"])
}

fn text(dice: &mut Dice) -> String {
    let mut text = String::new();
    if dice.once_in(30) {
        text.push('\u{feff}');
    }
    if dice.once_in(4) {
        text += dice.pick(&[
            "// Copyright.\n\n",
            "/* Copyright. */\n\n",
            "/* Two\n\nlines. */ // and more\n",
            "\n\n \n",
            "// Copyright.\n",
            "//go:generate x\n\n",
            "/**/ /**/\n",
        ]);
    }
    for _ in 0..[0, 1, 1, 1, 1, 1, 1, 2][dice.below(8)] {
        text += &line(dice);
        text += dice.pick(&["\n", "\n\n", "\n\n", "\n// More.\n\n", "\n/* More. */\n"]);
    }
    text += dice.pick(&[
        "package p\n",
        "package p\n",
        "package p\n",
        "package p // x\n",
        "",
        "#include <a.h>\n",
    ]);
    if dice.once_in(6) {
        text += "\nimport \"C\"\n";
    }
    if dice.once_in(8) {
        text += &line(dice);
        text.push('\n');
    }
    if dice.once_in(10) { text.replace('\n', "\r\n") } else { text }
}

/// A comment that is, or nearly is, a constraint.
fn line(dice: &mut Dice) -> String {
    match dice.below(16) {
        0..8 => format!("//go:build {}", broken(dice)),
        8..13 => format!("// +build {}", plus_build(dice)),
        13 => format!("// go:build {}", expression(dice, 2)),
        14 => format!("//\t+build\t{}", plus_build(dice)),
        _ => {
            let prefix = dice.pick(&[
                "//go:build\t",
                " //go:build ",
                "//go:build",
                "//+build ",
                "/* */ //go:build ",
            ]);
            format!("{prefix}{}", expression(dice, 1))
        }
    }
}

/// An expression, once in a while with a slip of the pen.
fn broken(dice: &mut Dice) -> String {
    let depth = dice.below(4);
    let mut text = expression(dice, depth);
    if dice.once_in(8) {
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let at = places[dice.below(places.len())];
        match dice.below(3) {
            0 => drop(text.remove(at)),
            1 => text.truncate(at),
            _ => text.insert_str(
                at,
                dice.pick(&["!", "(", ")", "&", "|", ",", "-", " ", "é", "½", "&& "]),
            ),
        }
    }
    text
}

fn expression(dice: &mut Dice, depth: usize) -> String {
    if depth == 0 || dice.once_in(4) {
        let negation = dice.pick(&["", "", "", "!", "! "]);
        return format!("{negation}{}", dice.pick(&WORDS));
    }
    let (left, right) = (expression(dice, depth - 1), expression(dice, depth - 1));
    let operator = dice.pick(&[" && ", " || ", "&&", "||", "\t&& "]);
    match dice.below(3) {
        0 => format!("{left}{operator}{right}"),
        1 => format!("({left}{operator}{right})"),
        _ => format!("!({left}){operator}{right}"),
    }
}

fn plus_build(dice: &mut Dice) -> String {
    let mut text = String::new();
    for _ in 0..dice.below(4) {
        for part in 0..=dice.below(3) {
            text += if part > 0 { "," } else { "" };
            text += dice.pick(&["", "", "", "!", "!!", "-"]);
            text += dice.pick(&WORDS);
        }
        text += dice.pick(&[" ", "  ", "\t", ", ", " ! "]);
    }
    text
}
