//! Several findings of one cause are one paragraph.

use expect_test::expect;
use project::Level;

use super::check;
use crate::testing::made;

#[test]
fn findings_of_one_cause_are_folded() {
    let source: String =
        (0..14).flat_map(|line| ["\tf".into(), line.to_string(), "()\n".into()]).collect();
    let mut made = made(&[("a.go", &source)]);
    for line in 0..14 {
        let message = if line == 2 { "undefined: `g`" } else { "undefined: `f`" };
        made.add("a.go", &format!("f{line}("), message).cause = 1;
    }
    made.findings[3].level = Level::Info;
    check(
        &made,
        80,
        &expect![[r#"
            warning[some-rule]: undefined: `f`
             --> a.go:1:2
              |
            1 |     f0()
              |     ^^^
              |
              = on: plan9/amd64, windows/* (5 ports)
              = also at: a.go:2:2
                         a.go:3:2: `g`
                         a.go:4:2
                         a.go:5:2
                         a.go:6:2
                         a.go:7:2
                         a.go:8:2
                         a.go:9:2
                         a.go:10:2
                         a.go:11:2
                         and 3 more

            14 findings (13 warnings, 1 info) in 1 file on 7 first-class ports
        "#]],
    );
}

#[test]
fn what_breaks_is_told_with_its_cause() {
    let mut made = made(&[
        ("a.go", "\tstop()\n\twait()\n\tstop()\n\tstop()\n"),
        ("stop_unix.go", "func stop() {}\nfunc wait() {}\n"),
        ("stop_js.go", "func stop() {}\n"),
    ]);
    let uses = [("stop", "windows/*"), ("wait", "windows/*"), ("stop", "windows/arm64")];
    for (name, on) in uses {
        let message = format!("undefined on {on}: {name} (defined in stop_unix.go)");
        let span = made.span("a.go", name);
        let related = vec![made.related("stop_unix.go", name, "not shown: the cause is")];
        let finding = made.add("a.go", name, &message);
        (finding.span, finding.cause, finding.related) = (span, 1, related);
    }
    let related = vec![
        made.related("stop_js.go", "stop", "another variant"),
        made.related("a.go", "wait", "not shown: told already"),
    ];
    let cause = made.add("stop_unix.go", "stop", "`stop` lacks a variant");
    (cause.cause, cause.rule, cause.is_cause, cause.level) = (1, "cause", true, Level::Info);
    cause.related = related;
    // A cause of what is silenced stands alone.
    made.add("stop_js.go", "stop", "`stop` lacks another").is_cause = true;
    check(
        &made,
        80,
        &expect![[r#"
        warning[some-rule]: undefined on windows/*: stop (defined in stop_unix.go)
         --> a.go:1:2
          |
        1 |     stop()
          |     ^^^^
          |
          = on: plan9/amd64, windows/* (5 ports)
          = also at: a.go:2:2: wait
                     a.go:1:2: undefined on windows/arm64: stop (defined in stop_unix.go)
        note[cause]: `stop` lacks a variant
         --> stop_unix.go:1:6
          |
        1 | func stop() {}
          |      ^^^^
          |
          = note: stop_js.go:1:6: another variant

        warning[some-rule]: `stop` lacks another
         --> stop_js.go:1:6
          |
        1 | func stop() {}
          |      ^^^^
          |
          = on: plan9/amd64, windows/* (5 ports)

        5 findings (4 warnings, 1 info) in 3 files on 7 first-class ports
    "#]],
    );
}
