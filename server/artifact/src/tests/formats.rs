//! What is read from one small binary of each format.

use super::made;
use crate::{Abi, Artifact, Details, Format, Kind, Mangling, Mitigation, read};

fn artifact(bytes: &[u8]) -> Artifact {
    read(bytes).unwrap_or_else(|error| panic!("{error}"))
}

fn systems(artifact: &Artifact) -> (&[&str], Option<&str>, Option<Abi>) {
    let coordinates = &artifact.coordinates;
    (&coordinates.operating_systems, coordinates.architecture.goarch, coordinates.abi)
}

#[test]
fn elf() {
    let artifact = artifact(&made::elf());
    assert_eq!(systems(&artifact), (&["linux"][..], Some("amd64"), Some(Abi::Glibc)));
    assert_eq!(
        (artifact.kind, artifact.needed.as_slice()),
        (Kind::Executable, &["libc.so.6".to_owned()][..])
    );
    let link = artifact.coordinates.link.expect("it is linked");
    assert_eq!((link.is_static, link.is_pie), (false, true));
    let Details::Elf(elf) = artifact.details else { panic!("{artifact:?}") };
    assert_eq!(elf.interpreter.as_deref(), Some("/lib64/ld-linux-x86-64.so.2"));
    assert_eq!(elf.runpath, ["/home/me/lib", "$ORIGIN"]);
    assert_eq!(elf.executable_stack, Some(true));
}

#[test]
fn elf_of_a_few_bytes_more_or_less_says_what_is_missing() {
    let bytes = made::elf();
    let error = read(&bytes[..bytes.len() - 1]).expect_err("truncated");
    let expected = "truncated: the table of sections ends at byte 896, the file at byte 895";
    assert_eq!(error.message, expected);
}

#[test]
fn mach_o() {
    let artifact = artifact(&made::mach_o(&super::signatures::signature));
    assert_eq!(systems(&artifact), (&["darwin"][..], Some("arm64"), Some(Abi::LibSystem)));
    let Details::MachO(mach_o) = artifact.details else { panic!("{artifact:?}") };
    assert_eq!(mach_o.platform.as_deref(), Some("macOS"));
    assert_eq!(mach_o.minimum_os.as_deref(), Some("13.0"));
    assert_eq!(mach_o.sdk.as_deref(), Some("26.2"));
    assert_eq!(mach_o.dylibs[0].path, "/usr/lib/libSystem.B.dylib");
}

#[test]
fn universal_mach_o() {
    let artifact = artifact(&made::universal());
    assert_eq!((artifact.format, artifact.slices().len()), (Format::UniversalMachO, 2));
    assert_eq!(artifact.coordinates.architecture.name, "arm64, arm64");
    assert_eq!(artifact.coordinates.pointer_width, Some(64));
}

#[test]
fn slices_that_overlap_are_refused() {
    let mut bytes = made::universal();
    let first: [u8; 4] = bytes[16..20].try_into().expect("four bytes");
    bytes[36..40].copy_from_slice(&first);
    let message = read(&bytes).expect_err("refused").message;
    assert_eq!(message, "slice 1 overlaps another one");
}

#[test]
fn pe() {
    let artifact = artifact(&made::pe());
    assert_eq!(systems(&artifact), (&["windows"][..], Some("386"), Some(Abi::Msvcrt)));
    assert_eq!(artifact.needed, ["msvcrt.dll"]);
    let Details::Pe(pe) = artifact.details else { panic!("{artifact:?}") };
    assert_eq!((pe.subsystem.as_str(), pe.subsystem_version.as_str()), ("console", "6.1"));
    assert_eq!(pe.imports[0].functions, ["printf"]);
    assert_eq!(pe.mitigations, [Mitigation::DynamicBase, Mitigation::NxCompatible]);
    let manifest = pe.manifest.expect("a manifest");
    assert_eq!(manifest.execution_level.as_deref(), Some("asInvoker"));
    assert_eq!(manifest.fault, None);
}

#[test]
fn wasm() {
    let artifact = artifact(&made::wasm());
    assert_eq!(systems(&artifact), (&["js"][..], Some("wasm"), Some(Abi::Gojs)));
    let Details::Wasm(wasm) = artifact.details else { panic!("{artifact:?}") };
    assert_eq!((wasm.imports[0].module.as_str(), wasm.imports[0].kind), ("gojs", "function"));
    assert_eq!((wasm.exports[0].name.as_str(), wasm.exports[0].kind), ("mem", "memory"));
    assert_eq!((wasm.memories[0].minimum, wasm.memories[0].maximum), (2, Some(8)));
    assert_eq!(wasm.features, ["+bulk-memory"]);
}

#[test]
fn coff_and_archives_of_it() {
    let object = artifact(&made::coff(0xaa64));
    assert_eq!(systems(&object), (&["windows"][..], Some("arm64"), None));
    let symbols = object.symbols.expect("an object has symbols");
    assert_eq!(symbols.names, ["_Z3fooi", "_cgoexp_95935062f5b1_Add", "plain"]);
    assert_eq!(
        (symbols.go_exports, symbols.mangling),
        (vec!["Add".to_owned()], vec![Mangling::Itanium])
    );
    let members = [
        ("one.o", made::coff(0xaa64)),
        ("two.o", made::coff(0x8664)),
        ("notes.txt", b"x".to_vec()),
    ];
    let mixed = artifact(&made::archive(&members));
    let Details::Archive(archive) = &mixed.details else { panic!("{mixed:?}") };
    assert_eq!(archive.machines(), ["amd64", "arm64"]);
    assert_eq!(
        archive.members.iter().map(|it| it.format).collect::<Vec<_>>(),
        [Some(Format::Coff), Some(Format::Coff), None]
    );
    assert_eq!(mixed.coordinates.architecture.goarch, None);
}

#[test]
fn plan9() {
    let artifact = artifact(&made::plan9());
    assert_eq!(systems(&artifact), (&["plan9"][..], Some("amd64"), None));
    let Details::Plan9(plan9) = artifact.details else { panic!("{artifact:?}") };
    assert_eq!((plan9.text, plan9.data, plan9.bss, plan9.symbols), (100, 50, 10, 20));
}

#[test]
fn xcoff() {
    let artifact = artifact(&made::xcoff());
    assert_eq!(systems(&artifact), (&["aix"][..], Some("ppc64"), Some(Abi::Libc)));
    assert_eq!(artifact.needed, ["libc.a(shr_64.o)"]);
    let Details::Xcoff(xcoff) = artifact.details else { panic!("{artifact:?}") };
    assert_eq!(xcoff.library_path, ["/usr/lib", "/lib"]);
}
