//! Each check on a binary made of its facts alone: one that it complains about, one that it passes.

use artifact::{
    Abi, Artifact, BuildIds, Coordinates, Details, Dll, Elf, Format, GoBuild, GoSetting, Kind,
    Link, MachO, Machine, Manifest, Pe, VersionNeed, Wasm, WasmImport,
};
use platform::{arch, os};
use project::{Configuration, Level, Policies};

use super::{BuildMode, Complaint, Request, judge};

/// A program of one format for a system and an architecture.
fn program(
    format: Format,
    system: &'static str,
    goarch: &'static str,
    details: Details,
) -> Artifact {
    Artifact {
        format,
        kind: Kind::Executable,
        coordinates: Coordinates {
            operating_systems: vec![system],
            architecture: Machine { goarch: Some(goarch), name: String::new() },
            abi: None,
            byte_order: None,
            pointer_width: Some(arch::pointer_width(goarch)),
            link: Some(Link { is_static: true, is_pie: false, linker: None }),
        },
        size: 1000,
        go: None,
        has_debug_info: false,
        is_stripped: true,
        needed: Vec::new(),
        build_ids: BuildIds::default(),
        symbols: None,
        details,
    }
}

fn elf(elf: Elf) -> Artifact {
    program(Format::Elf, os::LINUX, arch::AMD64, Details::Elf(Box::new(elf)))
}

/// A program that needs glibc.
fn glibc() -> Artifact {
    let symbols = ["pthread_create", "stat"].map(str::to_owned).to_vec();
    let need = |version: &str, symbols: Vec<String>| VersionNeed {
        library: "libc.so.6".to_owned(),
        version: version.to_owned(),
        count: symbols.len() as u64,
        symbols,
        is_weak: false,
    };
    let mut artifact = elf(Elf {
        interpreter: Some("/lib64/ld-linux-x86-64.so.2".to_owned()),
        versions: vec![need("GLIBC_2.9", vec![]), need("GLIBC_2.34", symbols)],
        ..Elf::default()
    });
    artifact.needed = vec!["libc.so.6".to_owned()];
    artifact.coordinates.abi = Some(Abi::Glibc);
    artifact.coordinates.link = Some(Link { is_static: false, is_pie: false, linker: None });
    artifact
}

fn mach_o(goarch: &'static str, mach_o: MachO) -> Artifact {
    program(Format::MachO, os::DARWIN, goarch, Details::MachO(Box::new(mach_o)))
}

fn pe(goarch: &'static str, pe: Pe) -> Artifact {
    program(Format::Pe, os::WINDOWS, goarch, Details::Pe(Box::new(pe)))
}

fn built(mut artifact: Artifact, settings: &[(&str, &str)]) -> Artifact {
    let setting =
        |(key, value): &(&str, &str)| GoSetting { key: (*key).into(), value: (*value).into() };
    let settings = settings.iter().map(setting).collect();
    artifact.go = Some(GoBuild { settings, ..GoBuild::default() });
    artifact
}

fn policies(text: &str) -> Policies {
    Configuration::parse(text, &[]).expect("a configuration").policy
}

fn complaints(artifact: &Artifact, policy: &str) -> Vec<Complaint> {
    judge(artifact, "app", None, &policies(policy))
}

/// The names and messages of complaints.
fn said(artifact: &Artifact, policy: &str) -> Vec<String> {
    let list = complaints(artifact, policy);
    list.into_iter().map(|it| format!("{}: {}", it.check, it.message)).collect()
}

const NOTHING: [&str; 0] = [];

#[test]
fn a_plain_program_is_fine_without_a_policy() {
    assert_eq!(said(&elf(Elf::default()), ""), NOTHING);
    assert_eq!(said(&glibc(), ""), NOTHING);
    assert_eq!(said(&pe(arch::AMD64, Pe::default()), ""), NOTHING);
    assert_eq!(said(&mach_o(arch::AMD64, MachO::default()), ""), NOTHING, "Intel's start unsigned");
}

#[test]
fn the_container_is_what_the_build_information_says() {
    let settings = [("GOOS", "linux"), ("GOARCH", "arm64"), ("CGO_ENABLED", "0")];
    let expected = ["build-info: built with GOARCH=arm64, but the ELF file is for amd64"];
    assert_eq!(said(&built(elf(Elf::default()), &settings), ""), expected);
    let windows = built(pe(arch::AMD64, Pe::default()), &[("GOOS", "linux"), ("GOARCH", "amd64")]);
    let expected = ["build-info: built with GOOS=linux, but the PE file is one of windows"];
    assert_eq!(said(&windows, ""), expected);
    let settings = [("GOOS", "linux"), ("GOARCH", "amd64")];
    assert_eq!(said(&built(elf(Elf::default()), &settings), ""), NOTHING);
}

#[test]
fn a_module_imports_what_its_port_has() {
    let import = WasmImport { module: "gojs".to_owned(), name: "f".to_owned(), kind: "function" };
    let wasm = Wasm { imports: vec![import], ..Wasm::default() };
    let module = program(Format::Wasm, os::JS, arch::WASM, Details::Wasm(Box::new(wasm)));
    let expected =
        ["build-info: built with GOOS=wasip1, but the module imports from `gojs`, as js does"];
    assert_eq!(said(&built(module.clone(), &[("GOOS", "wasip1")]), ""), expected);
    assert_eq!(said(&built(module, &[("GOOS", "js")]), ""), NOTHING);
}

#[test]
fn what_came_out_is_what_was_asked_for() {
    let request = |target: &str, mode| Request { target: target.parse().unwrap(), mode };
    let artifact =
        built(elf(Elf::default()), &[("GOOS", "linux"), ("GOARCH", "amd64"), ("CGO_ENABLED", "0")]);
    let said = |target: &str, mode| {
        let list = judge(&artifact, "app", Some(&request(target, mode)), &Policies::default());
        list.into_iter().map(|it| it.message).collect::<Vec<_>>()
    };
    assert_eq!(said("linux/amd64", Some(BuildMode::Executable)), NOTHING);
    assert_eq!(said("linux/arm64", None), ["asked for linux/arm64, and got linux/amd64"]);
    assert_eq!(said("windows/amd64", None), ["asked for windows/amd64, and got linux/amd64"]);
    assert_eq!(said("linux/amd64+cgo", None), ["asked for cgo on, and got CGO_ENABLED=0"]);
    let expected =
        ["asked for a position-independent program, and got a program at fixed addresses"];
    assert_eq!(said("linux/amd64", Some(BuildMode::Pie)), expected);
    let expected = ["asked for a shared library for C, and got a program"];
    assert_eq!(said("linux/amd64", Some(BuildMode::CShared)), expected);
}

#[test]
fn a_loader_is_only_needed_with_c() {
    let loader = Elf { interpreter: Some("/lib64/ld-linux-x86-64.so.2".into()), ..Elf::default() };
    let settings = [("GOOS", "linux"), ("GOARCH", "amd64"), ("CGO_ENABLED", "0")];
    let list = complaints(&built(elf(loader.clone()), &settings), "");
    assert_eq!(
        list.iter().map(|it| (it.check, it.level)).collect::<Vec<_>>(),
        [("missing-loader", Level::Info)]
    );
    assert_eq!(said(&elf(loader), ""), NOTHING, "nobody knows how it was built");
}

#[test]
fn libraries_are_not_looked_for_where_it_was_built() {
    let with = |folders: &[&str]| {
        let runpath = folders.iter().map(|it| (*it).to_owned()).collect();
        elf(Elf { runpath, ..Elf::default() })
    };
    let expected =
        ["absolute-run-path: looks for libraries in /home/me/lib, which exists where it was built"];
    assert_eq!(said(&with(&["$ORIGIN/../lib", "/home/me/lib"]), ""), expected);
    assert_eq!(said(&with(&["$ORIGIN", "/usr/lib/app", "/opt/app/lib"]), ""), NOTHING);
}

#[test]
fn a_stack_is_not_executed() {
    let with = |executable_stack| elf(Elf { executable_stack, ..Elf::default() });
    assert_eq!(said(&with(Some(true)), ""), ["executable-stack: its stack may be executed"]);
    assert_eq!(said(&with(Some(false)), ""), NOTHING);
    assert_eq!(said(&with(None), ""), NOTHING);
}

#[test]
fn names_of_installers_matter_to_32_bits_without_a_level() {
    let said = |goarch, name: &str, level: Option<&str>| {
        let manifest = level.map(|level| Manifest {
            execution_level: Some(level.to_owned()),
            ..Manifest::default()
        });
        let artifact = pe(goarch, Pe { manifest, ..Pe::default() });
        judge(&artifact, name, None, &Policies::default()).len()
    };
    assert_eq!(said(arch::I386, "MySetup.exe", None), 1);
    assert_eq!(said(arch::I386, "MySetup.exe", Some("asInvoker")), 0);
    assert_eq!(said(arch::I386, "app.exe", None), 0);
    assert_eq!(said(arch::AMD64, "MySetup.exe", None), 0);
}

#[test]
fn apples_processors_start_nothing_unsigned() {
    let list = complaints(&mach_o(arch::ARM64, MachO::default()), "");
    assert_eq!(
        list.iter().map(|it| (it.check, it.level)).collect::<Vec<_>>(),
        [("code-signature", Level::Error)]
    );
}

#[test]
fn policy_static() {
    let expected = ["static: must be static, and needs libc.so.6"];
    assert_eq!(said(&glibc(), "policy.static = true"), expected);
    assert_eq!(said(&elf(Elf::default()), "policy.static = true"), NOTHING);
    assert_eq!(said(&glibc(), "policy.static = false"), NOTHING);
    let mut openbsd = glibc();
    openbsd.coordinates.operating_systems = vec![os::OPENBSD];
    assert_eq!(said(&openbsd, "policy.static = true"), NOTHING, "nothing is static there");
}

#[test]
fn policy_libc() {
    let expected = ["libc: lives on glibc, and may live on no C library or musl only"];
    assert_eq!(said(&glibc(), "policy.libc = ['none', 'musl']"), expected);
    assert_eq!(said(&glibc(), "policy.libc = ['glibc']"), NOTHING);
}

#[test]
fn policy_max_glibc() {
    let expected = ["max-glibc: asks for GLIBC_2.34 for pthread_create, stat; at most GLIBC_2.31 \
         is allowed"];
    assert_eq!(said(&glibc(), "policy.max-glibc = '2.31'"), expected);
    assert_eq!(said(&glibc(), "policy.max-glibc = '2.34'"), NOTHING);
    assert_eq!(said(&elf(Elf::default()), "policy.max-glibc = '2.3'"), NOTHING);
}

#[test]
fn policy_min_macos() {
    let with = MachO { minimum_os: Some("13.0".to_owned()), ..MachO::default() };
    let expected = ["min-macos: needs macOS 13.0 or later, and must start on 12"];
    assert_eq!(said(&mach_o(arch::AMD64, with.clone()), "policy.min-macos = '12'"), expected);
    assert_eq!(said(&mach_o(arch::AMD64, with), "policy.min-macos = '13'"), NOTHING);
}

#[test]
fn policy_signed() {
    let unsigned = mach_o(arch::AMD64, MachO::default());
    assert_eq!(said(&unsigned, "policy.signed = 'ad-hoc'"), ["signed: is not signed"]);
    let expected = ["signed: has no Authenticode signature"];
    let of = |has_authenticode| pe(arch::AMD64, Pe { has_authenticode, ..Pe::default() });
    assert_eq!(said(&of(false), "policy.signed = 'certificate'"), expected);
    assert_eq!(said(&of(true), "policy.signed = 'certificate'"), NOTHING);
    assert_eq!(said(&glibc(), "policy.signed = 'certificate'"), NOTHING, "ELF knows no signatures");
}

#[test]
fn policy_execution_level() {
    let of = |manifest| pe(arch::AMD64, Pe { manifest, ..Pe::default() });
    let level = |level: &str| {
        of(Some(Manifest { execution_level: Some(level.to_owned()), ..Manifest::default() }))
    };
    let policy = "policy.execution-level = 'asInvoker'";
    let expected = ["execution-level: has no manifest, and must ask for asInvoker"];
    assert_eq!(said(&of(None), policy), expected);
    let expected = ["execution-level: asks for requireAdministrator, and must ask for asInvoker"];
    assert_eq!(said(&level("requireAdministrator"), policy), expected);
    assert_eq!(said(&level("asInvoker"), policy), NOTHING);
}

#[test]
fn policy_dlls() {
    let dll = |name: &str| Dll { name: name.to_owned(), functions: vec!["f".to_owned()] };
    let artifact = pe(
        arch::AMD64,
        Pe { imports: vec![dll("KERNEL32.dll"), dll("libgcc_s_seh-1.dll")], ..Pe::default() },
    );
    let expected =
        ["dlls: imports libgcc_s_seh-1.dll for f, which is not among the libraries allowed"];
    assert_eq!(said(&artifact, "policy.dlls = ['kernel32.dll']"), expected);
    assert_eq!(said(&artifact, "policy.dlls = ['kernel32.dll', 'libgcc*.dll']"), NOTHING);
}

#[test]
fn policy_max_size() {
    let expected = ["max-size: has 1000 bytes, and may have 999"];
    assert_eq!(said(&glibc(), "policy.max-size = 999"), expected);
    assert_eq!(said(&glibc(), "policy.max-size = '1 kB'"), NOTHING);
}

#[test]
fn a_pattern_speaks_for_its_ports() {
    let policy = "policy.static = true\npolicy.'linux/*'.static = false";
    assert_eq!(said(&glibc(), policy), NOTHING);
    let policy = "policy.'linux/*'.static = false\npolicy.'linux/amd64'.static = true";
    assert_eq!(said(&glibc(), policy).len(), 1, "fewer ports beat more");
    assert_eq!(said(&glibc(), "policy.'windows/*'.static = true"), NOTHING);
}
