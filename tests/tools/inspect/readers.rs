//! What independent readers say of a binary, and whether ours says the same.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use artifact::{Artifact, Details, Elf, Mitigation, Pe, Relro, Wasm};
use serde_json::{Value, json};

use crate::tools::{repository, run, tool};

/// What `go version -m -json` says; none where the go command cannot read the file.
pub(super) fn go_version(path: &Path) -> Option<Value> {
    let output = tool("go").args(["version", "-m", "-json"]).arg(path).output().expect("go starts");
    serde_json::from_slice(&output.stdout).ok()
}

/// What `go tool buildid` says; none where it cannot read the file.
pub(super) fn go_build_id(path: &Path) -> Option<String> {
    let output = tool("go").args(["tool", "buildid"]).arg(path).output().expect("go starts");
    let id = String::from_utf8(output.stdout).expect("an id is text");
    Some(id.trim().to_owned()).filter(|id| output.status.success() && !id.is_empty())
}

/// What LIEF says, by path; null for what it does not read.
pub(super) fn lief(paths: &[PathBuf]) -> Value {
    let script = repository().join("tests/tools/inspect/reader.py");
    let told = run(tool("python").arg(script).args(paths));
    serde_json::from_str(&told).expect("JSON")
}

/// Compares with what LIEF says. Gives 1 where there was something to compare, else 0.
pub(super) fn compare(path: &Path, artifact: &Artifact, told: &Value) -> usize {
    let shown = path.display();
    let link = artifact.coordinates.link.expect("it is linked");
    match &artifact.details {
        Details::Elf(elf) => {
            assert_eq!(strings(&told["needed"]), artifact.needed, "{shown}");
            assert_eq!(told["interpreter"].as_str(), elf.interpreter.as_deref(), "{shown}");
            assert_eq!(told["is_pie"].as_bool(), Some(link.is_pie), "{shown}");
            assert_eq!(told["flags"].as_u64(), Some(elf.flags.into()), "{shown}");
            assert_eq!(told["executable_stack"].as_bool(), elf.executable_stack, "{shown}");
        }
        Details::MachO(mach_o) => {
            assert_eq!(strings(&told["needed"]), artifact.needed, "{shown}");
            assert_eq!(version(&told["minimum_os"]), mach_o.minimum_os, "{shown}");
            assert_eq!(version(&told["sdk"]), mach_o.sdk, "{shown}");
            assert_eq!(told["is_signed"].as_bool(), Some(mach_o.signature.is_some()), "{shown}");
            let uuid = mach_o.uuid.as_ref().map(|it| it.replace('-', "").to_lowercase());
            assert_eq!(told["uuid"].as_str(), uuid.as_deref(), "{shown}");
            assert_eq!(told["is_pie"].as_bool(), Some(link.is_pie), "{shown}");
        }
        Details::Pe(pe) => {
            let imports: Vec<(&str, u64)> = told["imports"]
                .as_array()
                .expect("a list")
                .iter()
                .map(|it| (it[0].as_str().expect("a name"), it[1].as_u64().expect("a number")))
                .collect();
            let ours: Vec<(&str, u64)> =
                pe.imports.iter().map(|it| (it.name.as_str(), it.functions.len() as u64)).collect();
            assert_eq!(ours, imports, "{shown}");
            let machine = told["machine"].as_u64().expect("a number");
            assert_eq!(
                artifact.coordinates.architecture.name,
                format!("{machine:#06x}"),
                "{shown}"
            );
            let subsystem = if pe.subsystem == "console" { 3 } else { 2 };
            assert_eq!(told["subsystem"], subsystem, "{shown}");
            assert_eq!(version(&told["version"]).as_ref(), Some(&pe.subsystem_version), "{shown}");
            assert_eq!(told["timestamp"].as_u64(), Some(pe.timestamp.into()), "{shown}");
            assert_eq!(strings(&told["exports"]), pe.exports, "{shown}");
        }
        _ => return 0,
    }
    1
}

fn strings(list: &Value) -> Vec<String> {
    let list = list.as_array().expect("a list").iter();
    list.map(|it| it.as_str().expect("a text").to_owned()).collect()
}

/// `13.0` of `[13, 0]`.
fn version(numbers: &Value) -> Option<String> {
    let numbers = numbers.as_array()?.iter().map(ToString::to_string);
    Some(numbers.collect::<Vec<_>>().join("."))
}

/// Compares with what readelf says.
pub(super) fn compare_with_readelf(path: &Path, artifact: &Artifact, elf: &Elf) {
    let shown = path.display();
    let told = run(tool("readelf").args(["-W", "-h", "-l", "-d", "-V", "-n", "-S"]).arg(path));
    assert_eq!(quoted(&told, "(NEEDED)"), artifact.needed, "{shown}: needed");
    assert_eq!(quoted(&told, "(SONAME)").first(), elf.soname.as_ref(), "{shown}: name");
    let paths = |tag: &str| -> Vec<String> {
        let lists = quoted(&told, tag);
        lists.iter().flat_map(|it| it.split(':')).map(str::to_owned).collect()
    };
    assert_eq!(paths("(RUNPATH)"), elf.runpath, "{shown}: run path");
    assert_eq!(paths("(RPATH)"), elf.rpath, "{shown}: rpath");
    let interpreter = told.split_once("interpreter: ").and_then(|(_, rest)| rest.split_once(']'));
    assert_eq!(interpreter.map(|it| it.0), elf.interpreter.as_deref(), "{shown}: loader");
    assert_eq!(needed_versions(&told), our_versions(elf), "{shown}: versions");
    let stack = told.lines().find(|line| line.trim_start().starts_with("GNU_STACK"));
    let executable = stack.map(|line| line.contains("RWE"));
    assert_eq!(executable, elf.executable_stack, "{shown}: stack");
    let has_relro = told.lines().any(|line| line.trim_start().starts_with("GNU_RELRO"));
    let binds_now = told.lines().any(|line| {
        line.contains("(BIND_NOW)")
            || (line.contains("(FLAGS)") && line.contains("BIND_NOW"))
            || (line.contains("(FLAGS_1)") && line.contains("NOW"))
    });
    let relro = match (has_relro, binds_now) {
        (false, _) => Relro::None,
        (true, false) => Relro::Partial,
        (true, true) => Relro::Full,
    };
    assert_eq!(relro, elf.relro, "{shown}: RELRO");
    let id = told.split_once("Build ID: ").and_then(|(_, rest)| rest.lines().next());
    assert_eq!(id, artifact.build_ids.gnu.as_deref(), "{shown}: build id");
    let has_symbols = told.lines().any(|line| line.contains("] .symtab "));
    assert_eq!(has_symbols, !artifact.is_stripped, "{shown}: symbols");
    let has_debug = [".debug_info ", ".zdebug_info "].iter().any(|name| told.contains(name));
    assert_eq!(has_debug, artifact.has_debug_info, "{shown}: debug information");
}

/// Compares with what objdump says: gives 2 where it finds the imports, 1 where it does not (beside
/// Go's symbols), 0 where it does not know the processor.
pub(super) fn compare_with_objdump(path: &Path, artifact: &Artifact, pe: &Pe) -> usize {
    let shown = path.display();
    let output = tool("x86_64-w64-mingw32-objdump").arg("-p").arg(path).output();
    let output = output.expect("objdump is installed");
    if !output.status.success() {
        return 0;
    }
    let told = String::from_utf8_lossy(&output.stdout);
    let number = |name: &str| {
        let line = told.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|rest| rest.split_whitespace().next()).expect("every header has it")
    };
    let version = ["MajorSubsystemVersion", "MinorSubsystemVersion"].map(number).join(".");
    assert_eq!(version, pe.subsystem_version, "{shown}: the oldest Windows");
    let subsystem = if pe.subsystem == "console" { "00000003" } else { "00000002" };
    assert_eq!(number("Subsystem"), subsystem, "{shown}: subsystem");
    let has = |flag: &str| told.lines().any(|line| line.trim() == flag);
    let flags = ["DYNAMIC_BASE", "HIGH_ENTROPY_VA", "NX_COMPAT", "GUARD_CF"].map(has);
    let ours = Mitigation::all().map(|it| pe.mitigations.contains(&it));
    assert!(ours.eq(flags), "{shown}: {:?}, and objdump says {flags:?}", pe.mitigations);
    if !told.contains("DLL Name: ") {
        return 1;
    }
    let mut imports: Vec<(&str, usize)> = Vec::new();
    let mut rest = told.split("DLL Name: ");
    rest.next();
    for dll in rest {
        let mut lines = dll.lines();
        let name = lines.next().unwrap_or_default().trim();
        let functions = lines.skip(1).take_while(|line| !line.trim().is_empty());
        imports.push((name, functions.count()));
    }
    let ours: Vec<(&str, usize)> =
        pe.imports.iter().map(|it| (it.name.as_str(), it.functions.len())).collect();
    assert_eq!(ours, imports, "{shown}: imports");
    let names: Vec<&str> = imports.iter().map(|(name, _)| *name).collect();
    assert_eq!(artifact.needed, names, "{shown}: needed");
    2
}

/// Compares with what Node.js says of a module.
pub(super) fn compare_with_node(path: &Path, wasm: &Wasm) {
    let script = "const module = new WebAssembly.Module(require('fs').readFileSync(process.argv[1]));\
                  console.log(JSON.stringify([WebAssembly.Module.imports(module),\
                  WebAssembly.Module.exports(module)]))";
    let told = run(tool("node").args(["-e", script]).arg(path));
    let told: Value = serde_json::from_str(&told).expect("JSON");
    let imports = wasm.imports.iter();
    let imports: Vec<Value> =
        imports.map(|it| json!({"module": it.module, "name": it.name, "kind": it.kind})).collect();
    let exports = wasm.exports.iter();
    let exports: Vec<Value> = exports.map(|it| json!({"name": it.name, "kind": it.kind})).collect();
    assert_eq!(told, json!([imports, exports]), "{}", path.display());
}

/// What stands in brackets on the lines of a tag.
fn quoted(told: &str, tag: &str) -> Vec<String> {
    let lines = told.lines().filter(|line| line.contains(tag));
    let inner = lines.filter_map(|line| Some(line.split_once('[')?.1.rsplit_once(']')?.0));
    inner.filter(|it| !it.is_empty()).map(str::to_owned).collect()
}

/// Library and version of every `Name: GLIBC_2.34  Flags: none  Version: 2`.
fn needed_versions(told: &str) -> BTreeSet<(String, String)> {
    let mut versions = BTreeSet::new();
    let Some((_, needs)) = told.split_once("Version needs section") else { return versions };
    let mut library = "";
    for line in needs.lines().skip(1) {
        if let Some((_, rest)) = line.split_once("File: ") {
            library = rest.split_whitespace().next().unwrap_or_default();
        } else if let Some((_, rest)) = line.split_once("Name: ") {
            let name = rest.split_whitespace().next().unwrap_or_default();
            versions.insert((library.to_owned(), name.to_owned()));
        } else if line.is_empty() {
            break;
        }
    }
    versions
}

fn our_versions(elf: &Elf) -> BTreeSet<(String, String)> {
    elf.versions.iter().map(|it| (it.library.clone(), it.version.clone())).collect()
}
