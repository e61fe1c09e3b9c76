//! Flags that the go command takes and refuses.

use super::check_flags;
use crate::Span;
use crate::cgo::CgoArgument;

fn arguments(line: &str) -> Vec<CgoArgument> {
    let argument = |value: &str| CgoArgument {
        value: value.into(),
        written: value.into(),
        span: Span::default(),
    };
    line.split_whitespace().map(argument).collect()
}

/// The refused flag's text.
fn rejected(verb: &str, line: &str) -> Option<String> {
    check_flags(verb, &arguments(line)).map(|flag| flag.text)
}

#[test]
fn flags_of_the_list_are_allowed() {
    for line in [
        "-DA -Da=b -Ufoo -I${SRCDIR}/include -I @x -O2 -Wall -g -m64 -march=native -fPIC -pthread",
        "-isystem include -include x.h -arch arm64 -std=c11 -Wp,-Dfoo=bar",
        "-I =/x -I $SYSROOT/x",
    ] {
        assert_eq!(rejected("CFLAGS", line), None, "{line}");
    }
    for line in [
        "-lm -L${SRCDIR}/lib -L@x -framework Cocoa -Wl,-framework -Wl,Cocoa -static -pie libfoo.so",
        "-Wl,-rpath,$ORIGIN/x -Wl,-z,relro,-z,now -Wl,--push-state,--as-needed ${SRCDIR}/libx.a",
    ] {
        assert_eq!(rejected("LDFLAGS", line), None, "{line}");
    }
    assert_eq!(rejected("pkg-config", "--static gtk+-3.0 -- --define-variable=a=b"), None);
    assert_eq!(rejected("WHATEVER", "-fplugin=x"), None);
}

#[test]
fn others_are_refused_with_the_words_of_the_go_command() {
    for (verb, line, text) in [
        ("CFLAGS", "-DA -fplugin=x", "-fplugin=x"),
        ("CXXFLAGS", "-static", "-static"),
        ("CFLAGS", "-D@X", "-D@X"),
        ("CFLAGS", "Files/foo", "Files/foo"),
        ("CFLAGS", "-include @x", "-include @x"),
        ("CFLAGS", "-isystem", "-isystem without argument"),
        ("LDFLAGS", "-lto_library x", "-lto_library"),
        ("LDFLAGS", "-Wl,-z,notext", "-Wl,-z,notext"),
        ("LDFLAGS", "-Wl,--push-state,--gc-sections", "-Wl,--push-state,--gc-sections"),
        ("LDFLAGS", "-Wl,-framework -Wl,a,b", "-Wl,-framework -Wl,a,b"),
        ("LDFLAGS", "/lib/libm.so.6", "/lib/libm.so.6"),
        ("LDFLAGS", "x.obj", "x.obj"),
        ("pkg-config", "--cflags --prefix=x", "--prefix=x"),
        ("pkg-config", "-x", "-x"),
    ] {
        assert_eq!(rejected(verb, line).as_deref(), Some(text), "{verb}: {line}");
    }
    let flag = check_flags("CFLAGS", &arguments("-DA -fplugin=x")).expect("refused");
    assert_eq!(flag.index, 1);
    assert_eq!(
        flag.message,
        "invalid flag in #cgo CFLAGS: -fplugin=x (see https://go.dev/s/invalidflag)"
    );
}
