//! What `anyport inspect` reads, compared with readelf, objdump, `go version -m`, Node.js, LIEF
//! and relic; and the policy on binaries of real linkers.

mod built;
mod policies;
mod readers;
mod signatures;
mod system;

use std::path::Path;

use artifact::{Artifact, Details, Kind};

/// Reads a file with our own reader.
#[expect(clippy::disallowed_methods, reason = "tests read what they have built")]
fn inspected(path: &Path) -> Artifact {
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    artifact::read(&bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn every_port_is_recognised_by_its_binary() {
    let ports = built::ports();
    assert!(ports.len() >= 42, "{} ports link without cgo", ports.len());
    for (port, path) in &ports {
        let artifact = inspected(path);
        let target = platform::Target { port: *port, cgo: false };
        let request = rules::Request { target, mode: Some(rules::BuildMode::Executable) };
        let policies = project::Policies::default();
        let complaints = rules::judge(&artifact, "app", Some(&request), &policies);
        let loud: Vec<_> =
            complaints.iter().filter(|it| it.level >= project::Level::Warning).collect();
        assert!(loud.is_empty(), "{port}: {loud:#?}");
        assert_eq!(artifact.port(), Some(*port), "{port}");
        assert_eq!(artifact.kind, Kind::Executable, "{port}");
        assert_eq!(artifact.coordinates.pointer_width, Some(port.pointer_width()), "{port}");
        let order = artifact.coordinates.byte_order;
        assert_eq!(order == Some(artifact::ByteOrder::Big), port.is_big_endian() || is_aix(*port));
        let link = artifact.coordinates.link.expect("it is linked");
        assert_eq!(link.linker, Some(artifact::Linker::Internal), "{port}");
        let go = artifact.go.expect("build information");
        assert_eq!(go.version, Some(crate::go::env("GOVERSION")), "{port}");
        assert!(artifact.build_ids.go.is_some(), "{port}");
    }
}

fn is_aix(port: platform::Port) -> bool {
    port.os() == platform::os::AIX
}

#[test]
fn modules_are_what_go_says() {
    for (port, path) in built::ports() {
        let artifact = inspected(&path);
        let go = artifact.go.expect("build information");
        // The go command reads neither WebAssembly nor Plan 9's programs.
        let Some(told) = readers::go_version(&path) else {
            let is_known = matches!(artifact.details, Details::Wasm(_) | Details::Plan9(_));
            assert!(is_known, "{port}: go reads nothing");
            continue;
        };
        assert_eq!(told["GoVersion"].as_str(), go.version.as_deref(), "{port}");
        assert_eq!(told["Path"].as_str(), go.path.as_deref(), "{port}");
        let main = go.main.as_ref().expect("a main module");
        assert_eq!(told["Main"]["Version"].as_str(), Some(main.version.as_str()), "{port}");
        let settings = told["Settings"].as_array().expect("settings");
        let settings: Vec<_> =
            settings.iter().map(|it| (it["Key"].as_str(), it["Value"].as_str())).collect();
        let ours: Vec<_> =
            go.settings.iter().map(|it| (Some(it.key.as_str()), Some(it.value.as_str()))).collect();
        assert_eq!(ours, settings, "{port}");
    }
}

#[test]
fn ids_of_builds_are_what_go_says() {
    for (port, path) in built::ports() {
        let artifact = inspected(&path);
        let Some(id) = readers::go_build_id(&path) else {
            assert!(matches!(artifact.details, Details::Wasm(_)), "{port}: go reads no id");
            continue;
        };
        assert_eq!(artifact.build_ids.go, Some(id), "{port}");
    }
}

#[test]
fn an_independent_reader_says_the_same() {
    let mut paths: Vec<_> = built::ports().into_iter().map(|(_, path)| path).collect();
    paths.extend(built::with_cgo().into_iter().map(|(_, path)| path));
    let told = readers::lief(&paths);
    let mut compared = 0;
    for path in &paths {
        compared += readers::compare(path, &inspected(path), &told[&path.display().to_string()]);
    }
    assert!(compared >= 39, "{compared} files were compared");
}

#[test]
fn readelf_says_the_same() {
    let ports = built::ports().into_iter().map(|(_, path)| path);
    let mut compared = 0;
    for path in ports.chain(built::with_cgo().into_iter().map(|(_, path)| path)) {
        let artifact = inspected(&path);
        if let Details::Elf(elf) = &artifact.details {
            readers::compare_with_readelf(&path, &artifact, elf);
            compared += 1;
        }
    }
    assert!(compared >= 30, "{compared} files were compared");
}

#[test]
fn objdump_says_the_same() {
    let ports = built::ports().into_iter().map(|(_, path)| path);
    let mut compared = 0;
    for path in ports.chain(built::with_cgo().into_iter().map(|(_, path)| path)) {
        let artifact = inspected(&path);
        if let Details::Pe(pe) = &artifact.details {
            compared += readers::compare_with_objdump(&path, &artifact, pe);
        }
    }
    // The headers of Go's for two processors, and all of one that mingw linked.
    assert!(compared >= 4, "{compared}");
}

#[test]
fn node_says_the_same() {
    let mut compared = 0;
    for (_, path) in built::ports() {
        if let Details::Wasm(wasm) = &inspected(&path).details {
            readers::compare_with_node(&path, wasm);
            compared += 1;
        }
    }
    assert_eq!(compared, 2, "for JavaScript, and for WASI");
}

#[test]
fn binaries_with_c_are_told_apart() {
    for (name, path) in built::with_cgo() {
        let artifact = inspected(&path);
        let link = artifact.coordinates.link.expect("it is linked");
        let told = (artifact.coordinates.abi, link.is_static, link.linker);
        use artifact::{Abi, Linker};
        let expected = match name {
            "glibc" => (Some(Abi::Glibc), false, Some(Linker::External)),
            "musl" => (Some(Abi::Musl), false, Some(Linker::External)),
            "musl-static" => (Some(Abi::Musl), true, Some(Linker::External)),
            "mingw.exe" => (Some(Abi::Msvcrt), false, Some(Linker::External)),
            "zig-glibc" => (Some(Abi::Glibc), false, Some(Linker::External)),
            "zig-macos" => (Some(Abi::LibSystem), false, Some(Linker::External)),
            other => panic!("what is {other}?"),
        };
        assert_eq!(told, expected, "{name}");
        assert_eq!(artifact.go.and_then(|go| go.cgo()), Some(true), "{name}");
    }
}

#[test]
fn an_archive_for_c_exports_what_go_exports() {
    let archive = inspected(&built::c_archive());
    assert_eq!(archive.kind, Kind::Archive);
    let symbols = archive.symbols.expect("an archive has symbols");
    assert_eq!(symbols.go_exports, ["Add"]);
    assert!(symbols.names.contains(&"Add".to_owned()));
    let library = inspected(&built::c_shared());
    assert_eq!(library.kind, Kind::SharedLibrary);
    let Details::Elf(elf) = library.details else { panic!("an ELF file") };
    assert!(elf.exports.contains(&"Add".to_owned()), "{:?}", elf.exports);
}

#[test]
fn the_names_of_c_plus_plus_tell_the_compiler() {
    use artifact::Mangling;
    for (target, expected) in [
        ("x86_64-linux-gnu", Mangling::Itanium),
        ("aarch64-macos", Mangling::Itanium),
        ("x86_64-windows-gnu", Mangling::Itanium),
        ("x86_64-windows-msvc", Mangling::Msvc),
    ] {
        let object = inspected(&built::cpp_object(target));
        assert_eq!(object.kind, Kind::Object, "{target}");
        let symbols = object.symbols.expect("an object has symbols");
        assert_eq!(symbols.mangling, [expected], "{target}: {:?}", symbols.names);
    }
}
