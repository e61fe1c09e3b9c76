//! What people read, as they read it.

use expect_test::{Expect, expect};
use project::FilePath;
use rules::{Applicability, Edit, Fix};
use syntax::Span;

use super::text;
use crate::testing::{Made, ROOT, made, plain, targets};

mod causes;

fn check(made: &Made, width: usize, expected: &Expect) {
    expected.assert_eq(&made.tell(|workspaces| text(workspaces, &plain(width))));
}

#[test]
fn a_finding_says_what_where_why_and_what_to_do() {
    let mut made = made(&[
        ("kill.go", "package m\n\nfunc stop() {\n\tsyscall.Kill(1, 2)\n}\n"),
        ("kill_unix.go", "package m\n\nfunc Kill(pid, signal int) {}\n"),
    ]);
    let related = made.related("kill_unix.go", "Kill", "defined here for unix");
    let fix = made.fix("kill.go", "syscall.Kill(1, 2)", "terminate(1)");
    let finding = made.add("kill.go", "syscall.Kill", "undefined: syscall.Kill");
    finding.why = "Windows and Plan 9 have no signals, so package syscall has no Kill for them; \
                   the compiler refuses the file there"
        .into();
    finding.related = vec![related];
    finding.fixes = vec![fix];
    check(
        &made,
        80,
        &expect![[r#"
            warning[some-rule]: undefined: syscall.Kill
             --> kill.go:4:2
              |
            4 |     syscall.Kill(1, 2)
              |     ^^^^^^^^^^^^
              |
              = note: Windows and Plan 9 have no signals, so package syscall has no Kill
                      for them; the compiler refuses the file there
              = on: plan9/amd64, windows/* (5 ports)
            note: defined here for unix
             --> kill_unix.go:3:6
              |
            3 | func Kill(pid, signal int) {}
              |      ^^^^
            help: Write `terminate(1)` (--fix does it)
              |
            4 -     syscall.Kill(1, 2)
            4 +     terminate(1)
              |

            1 finding (1 warning) in 1 file on 7 first-class ports; 1 can be fixed with --fix
        "#]],
    );
}

#[test]
fn ports_are_not_said_twice() {
    let mut made = made(&[("a.go", "package m\n")]);
    let finding = made.add("a.go", "m", "breaks on plan9/amd64");
    finding.targets = targets(&["plan9/amd64"]);
    check(
        &made,
        80,
        &expect![[r#"
        warning[some-rule]: breaks on plan9/amd64
         --> a.go:1:9
          |
        1 | package m
          |         ^
          |

        1 finding (1 warning) in 1 file on 7 first-class ports
    "#]],
    );
}

#[test]
fn tabs_wide_characters_control_characters_and_line_ends_are_shown_right() {
    let mut made = made(&[("日本.go", "\t\u{1b}[31m名前 := \"é\"; bad()\r\nlast\u{202e}")]);
    made.add("日本.go", "bad()", "escape \u{1b}[31m is\nshown");
    made.add("日本.go", "last", "the last line has no end");
    let end = made.span("日本.go", "\u{202e}").end;
    made.add("日本.go", "last", "nothing, at the end").span = Span { start: end, end };
    check(
        &made,
        80,
        &expect![[r#"
            warning[some-rule]: escape ␛[31m is␊shown
             --> 日本.go:1:23
              |
            1 |     ␛[31m名前 := "é"; bad()
              |                       ^^^^^
              |
              = on: plan9/amd64, windows/* (5 ports)

            warning[some-rule]: the last line has no end
             --> 日本.go:2:1
              |
            2 | last�
              | ^^^^
              |
              = on: plan9/amd64, windows/* (5 ports)

            warning[some-rule]: nothing, at the end
             --> 日本.go:2:8
              |
            2 | last�
              |      ^
              |
              = on: plan9/amd64, windows/* (5 ports)

            3 findings (3 warnings) in 1 file on 7 first-class ports
        "#]],
    );
}

#[test]
fn long_lines_are_cut_around_what_is_marked() {
    let line = format!("var x = \"{}\" + bad + \"{}\"", "a".repeat(90), "b".repeat(90));
    let mut made = made(&[("a.go", &line)]);
    made.add("a.go", "bad", "long");
    check(
        &made,
        60,
        &expect![[r#"
            warning[some-rule]: long
             --> a.go:1:104
              |
            1 | ...aaaaaaaaaaaaaaaaaaa" + bad + "bbbbbbbbbbbbbbbbbbbb...
              |                           ^^^
              |
              = on: plan9/amd64, windows/* (5 ports)

            1 finding (1 warning) in 1 file on 7 first-class ports
        "#]],
    );
}

#[test]
fn fixes_are_shown_when_they_are_short() {
    let mut made = made(&[("a.go", "//go:build linux\n\npackage m\n"), ("b.go", "package m\n")]);
    let root = FilePath::new(ROOT);
    let long = "x\n".repeat(30);
    let create = |text: &str| Fix {
        title: "Create a file for the other ports".into(),
        applicability: Applicability::Manual,
        edits: vec![Edit::Create { path: root.join("a_other.go"), text: text.into() }],
    };
    let two_files = Fix {
        title: "Change both".into(),
        applicability: Applicability::Manual,
        edits: vec![
            made.fix("a.go", "linux\n", "unix\n").edits.remove(0),
            made.fix("b.go", "package m", "//go:build !unix\n\npackage m").edits.remove(0),
        ],
    };
    let rename = Fix {
        title: "Rename the file to a_linux.go".into(),
        applicability: Applicability::Manual,
        edits: vec![Edit::Rename { path: root.join("a.go"), to: root.join("a_linux.go") }],
    };
    let delete = made.fix("a.go", "//go:build linux\n\n", "");
    made.add("a.go", "linux", "one").fixes =
        vec![create("//go:build !linux\n\npackage m\n"), rename];
    made.add("a.go", "linux", "two").fixes = vec![two_files, create(&long)];
    made.add("a.go", "linux", "three").fixes = vec![create(&long), delete.clone()];
    made.add("a.go", "linux", "four").fixes = vec![delete];
    check(
        &made,
        80,
        &expect![[r#"
            warning[some-rule]: one
             --> a.go:1:12
              |
            1 | //go:build linux
              |            ^^^^^
              |
              = on: plan9/amd64, windows/* (5 ports)
            help: Create a file for the other ports
             --> a_other.go (new)
              |
            1 + //go:build !linux
            2 +
            3 + package m
              |
            help: Rename the file to a_linux.go

            warning[some-rule]: two
             --> a.go:1:12
              |
            1 | //go:build linux
              |            ^^^^^
              |
              = on: plan9/amd64, windows/* (5 ports)
            help: Change both
              |
            1 - //go:build linux
            1 + //go:build unix
             --> b.go
              |
            1 + //go:build !unix
            2 +
            3 | package m
              |
            help: Create a file for the other ports

            warning[some-rule]: three
             --> a.go:1:12
              |
            1 | //go:build linux
              |            ^^^^^
              |
              = on: plan9/amd64, windows/* (5 ports)
            help: Create a file for the other ports
            help: Write `` (--fix does it)

            warning[some-rule]: four
             --> a.go:1:12
              |
            1 | //go:build linux
              |            ^^^^^
              |
              = on: plan9/amd64, windows/* (5 ports)
            help: Write `` (--fix does it)
              |
            1 - //go:build linux
            2 -
            1 | package m
              |

            4 findings (4 warnings) in 1 file on 7 first-class ports; 2 can be fixed with --fix
        "#]],
    );
}

#[test]
fn related_places_of_the_same_file_share_the_excerpt() {
    let mut made = made(&[("a.go", "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\n")]);
    let related = vec![
        made.related("a.go", "seven", "used here"),
        made.related("a.go", "two", "declared here"),
    ];
    made.add("a.go", "one", "gone").related = related;
    check(
        &made,
        80,
        &expect![[r#"
            warning[some-rule]: gone
             --> a.go:1:1
              |
            1 | one
              | ^^^
            2 | two
              | --- declared here
            ...
            7 | seven
              | ----- used here
              |
              = on: plan9/amd64, windows/* (5 ports)

            1 finding (1 warning) in 1 file on 7 first-class ports
        "#]],
    );
}

#[test]
fn a_file_whose_text_is_gone_is_still_named() {
    let mut made = made(&[("a.go", "one\n")]);
    let related = made.related("a.go", "one", "used here");
    let finding = made.add("a.go", "one", "gone");
    finding.path = FilePath::new("/elsewhere/b.go");
    finding.related = vec![related];
    check(
        &made,
        80,
        &expect![[r#"
            warning[some-rule]: gone
             --> /elsewhere/b.go
              |
              = on: plan9/amd64, windows/* (5 ports)
            note: used here
             --> a.go:1:1
              |
            1 | one
              | ^^^

            1 finding (1 warning) in 1 file on 7 first-class ports
        "#]],
    );
}

#[test]
fn a_clean_workspace_says_what_was_judged() {
    let mut made = made(&[]);
    check(
        &made,
        80,
        &expect![[r#"
        no findings: checked 0 packages on 7 first-class ports
    "#]],
    );
    made.snapshot.judged.targets = targets(&["linux/amd64"]);
    made.snapshot.judged.source = project::Source::CommandLine;
    check(
        &made,
        80,
        &expect![[r#"
        no findings: checked 0 packages on linux/amd64
    "#]],
    );
}

/// Spans that are wrong must not stop a report: what is shown may then be of little use.
#[test]
fn no_span_panics() {
    let source = "\tpackage ü\r\n日本\n\n\tx";
    for start in 0..source.len() as u32 + 3 {
        for end in 0..source.len() as u32 + 3 {
            let mut made = made(&[("a.go", source)]);
            let related = made.related("a.go", "x", "here");
            let fix = Fix {
                title: "Do".into(),
                applicability: Applicability::Safe,
                edits: vec![Edit::Replace {
                    path: FilePath::new(ROOT).join("a.go"),
                    span: Span { start, end },
                    text: "new\n".into(),
                }],
            };
            let finding = made.add("a.go", "x", "m");
            finding.span = Span { start, end };
            finding.related = vec![related];
            finding.fixes = vec![fix];
            assert!(made.tell(|workspaces| text(workspaces, &plain(80))).contains("some-rule"));
        }
    }
}
