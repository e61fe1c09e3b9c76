//! Inspections of a program that has a bit of everything.

use artifact::{
    Abi, Artifact, BuildIds, ByteOrder, Coordinates, Details, Elf, Format, GoBuild, GoModule,
    GoSetting, Kind, Link, Linker, Machine, Relro, Unreadable, VersionNeed,
};
use expect_test::{expect, expect_file};
use platform::{arch, os};
use project::{FilePath, Level};
use rules::{Complaint, Inspection};

use super::{bytes, inspection_json, inspection_schema, inspection_text};
use crate::Dress;

fn program() -> Artifact {
    let setting = |key: &str, value: &str| GoSetting { key: key.into(), value: value.into() };
    Artifact {
        format: Format::Elf,
        kind: Kind::Executable,
        coordinates: Coordinates {
            operating_systems: vec![os::LINUX],
            architecture: Machine { goarch: Some(arch::AMD64), name: "EM_X86_64".into() },
            abi: Some(Abi::Glibc),
            byte_order: Some(ByteOrder::Little),
            pointer_width: Some(64),
            link: Some(Link { is_static: false, is_pie: true, linker: Some(Linker::External) }),
        },
        size: 3_456_789,
        go: Some(GoBuild {
            version: Some("go1.27.3".into()),
            path: Some("example.com/app".into()),
            main: Some(GoModule {
                path: "example.com/app".into(),
                version: "v1.0.0".into(),
                ..GoModule::default()
            }),
            dependencies: vec![GoModule::default()],
            settings: vec![setting("GOOS", os::LINUX), setting("CGO_ENABLED", "1")],
        }),
        has_debug_info: false,
        is_stripped: true,
        needed: vec!["libc.so.6".into(), "evil\u{1b}[31m.so".into()],
        build_ids: BuildIds { go: None, gnu: Some("0123".into()) },
        symbols: None,
        details: Details::Elf(Box::new(Elf {
            interpreter: Some("/lib64/ld-linux-x86-64.so.2".into()),
            versions: vec![VersionNeed {
                library: "libc.so.6".into(),
                version: "GLIBC_2.34".into(),
                symbols: ["a", "b", "c", "d", "e"].map(str::to_owned).to_vec(),
                count: 17,
                is_weak: false,
            }],
            relro: Relro::Full,
            executable_stack: Some(false),
            has_constructors: true,
            ..Elf::default()
        })),
    }
}

fn inspections() -> Vec<Inspection> {
    let complaint = Complaint {
        check: "max-glibc",
        level: Level::Error,
        message: "asks for GLIBC_2.34 for a, b, c, d and 13 more; at most GLIBC_2.28 is allowed"
            .into(),
        remedy: "build with CGO_ENABLED=0".into(),
    };
    let unreadable =
        Unreadable { message: "truncated: the header ends too early".into(), is_foreign: false };
    vec![
        Inspection {
            path: FilePath::new("/home/me/m/dist/app"),
            artifact: Ok(program()),
            complaints: vec![complaint],
        },
        Inspection {
            path: FilePath::new("/home/me/m/dist/broken"),
            artifact: Err(unreadable),
            complaints: Vec::new(),
        },
    ]
}

#[test]
fn people_read_the_coordinates_first() {
    let dress = Dress { colour: false, width: 72, base: FilePath::new("/home/me/m") };
    expect![[r#"
        dist/app: ELF program, 3.4 MB
          system        linux
          architecture  amd64 (EM_X86_64)
          ABI           glibc
          byte order    little-endian, 64-bit pointers
          linking       dynamic, position-independent, by the C compiler's
                        linker
          Go            go1.27.3, example.com/app
          module        example.com/app v1.0.0, with 1 other module
          settings      CGO_ENABLED=1
          loader        /lib64/ld-linux-x86-64.so.2
          needs         libc.so.6, evil␛[31m.so
          glibc         GLIBC_2.34 for a, b, c, d and 13 more
          hardening     no executable stack, full RELRO
          C             constructors run before main
          contains      stripped
          GNU build id  0123
        error[max-glibc]: asks for GLIBC_2.34 for a, b, c, d and 13 more; at
          most GLIBC_2.28 is allowed
          = help: build with CGO_ENABLED=0

        dist/broken: truncated: the header ends too early

        inspected 2 files: 1 error, 1 not read
    "#]]
    .assert_eq(&inspection_text(&inspections(), &dress));
}

#[test]
fn colours_change_nothing_else() {
    let base = FilePath::new("/home/me/m");
    let plain = Dress { colour: false, width: 72, base: base.clone() };
    let coloured = inspection_text(&inspections(), &Dress { colour: true, ..plain.clone() });
    assert!(coloured.contains("\u{1b}["));
    let mut stripped = String::new();
    let mut rest = coloured.as_str();
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        stripped += before;
        rest = after.split_once('m').expect("a colour ends").1;
    }
    assert_eq!(stripped + rest, inspection_text(&inspections(), &plain));
}

#[test]
fn programs_read_all_of_it() {
    let json: serde_json::Value =
        serde_json::from_str(&inspection_json(&inspections())).expect("JSON");
    assert_eq!(json["version"], 1);
    let [app, broken] = json["inspections"].as_array().expect("a list").as_slice() else {
        panic!("{json}")
    };
    assert_eq!(app["port"], "linux/amd64");
    assert_eq!(app["artifact"]["coordinates"]["abi"], "glibc");
    assert_eq!(app["artifact"]["details"]["elf"]["versions"][0]["count"], 17);
    assert_eq!(app["complaints"][0]["check"], "max-glibc");
    assert_eq!(broken["artifact"], serde_json::Value::Null);
    assert_eq!(broken["fault"], "truncated: the header ends too early");
}

#[test]
fn sizes_are_short() {
    let sizes = [0, 999, 1_000, 65_536, 3_456_789, 1 << 30].map(bytes);
    assert_eq!(sizes, ["0 bytes", "999 bytes", "1.0 kB", "65.5 kB", "3.4 MB", "1.0 GB"]);
}

#[test]
fn the_committed_schema_is_current() {
    expect_file!["../../../../docs/inspect.schema.json"]
        .assert_eq(&format!("{:#}\n", inspection_schema()));
}
