//! WebAssembly modules: what they take from their host and what they offer it.

use platform::{arch, os};
use schemars::JsonSchema;
use serde::Serialize;
use wasmparser::{
    BinaryReaderError, CustomSectionReader, Encoding, ExternalKind, KnownCustom, Parser, Payload,
    TypeRef,
};

use crate::bytes::{MOST_NAMES, find, text};
use crate::go_build;
use crate::unreadable::{Result, Unreadable};
use crate::{
    Abi, Artifact, BuildIds, ByteOrder, Coordinates, Details, Format, Kind, Link, Linker, Machine,
};

/// What only a WebAssembly module has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Wasm {
    /// What it takes from its host, in order.
    pub imports: Vec<WasmImport>,
    /// What it offers, in order.
    pub exports: Vec<WasmExport>,
    /// Its memories.
    pub memories: Vec<Limits>,
    /// The features of WebAssembly that it was compiled for, with `+` or `-` before each; empty
    /// where it does not say.
    pub features: Vec<String>,
    /// Who made it: `language Go go1.27.3`, `processed-by …`
    pub producers: Vec<String>,
    /// Whether the names of functions are in it.
    pub has_names: bool,
}

/// Something that a module takes from its host.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WasmImport {
    /// The host's module: `gojs`, `wasi_snapshot_preview1`, `env`, …
    pub module: String,
    /// Its name there.
    pub name: String,
    /// `function`, `memory`, `table`, `global` or `tag`.
    pub kind: &'static str,
}

/// Something that a module offers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WasmExport {
    /// Its name.
    pub name: String,
    /// `function`, `memory`, `table`, `global` or `tag`.
    pub kind: &'static str,
}

/// The size of a memory, in pages of 64 KiB.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Limits {
    /// At the start.
    pub minimum: u64,
    /// At most; null for no bound.
    pub maximum: Option<u64>,
    /// Whether it is addressed with 64 bits.
    pub is_64: bool,
    /// Whether threads share it.
    pub is_shared: bool,
}

/// The module that Go's programs for JavaScript hosts import.
const GOJS: &str = "gojs";

/// The module of WASI preview 1.
const WASI_PREVIEW_1: &str = "wasi_snapshot_preview1";

/// Reads a module.
pub(crate) fn read(bytes: &[u8]) -> Result<Artifact> {
    let mut seen = Seen::default();
    for payload in Parser::new(0).parse_all(bytes) {
        seen.add(payload.map_err(|error| broken(&error))?)?;
    }
    let wasm = seen.wasm;
    let imports_from = |module: &str| wasm.imports.iter().any(|it| it.module == module);
    let go_version = wasm.producers.iter().find_map(|it| it.strip_prefix("language Go "));
    let mut go = None;
    if go_version.is_some() || imports_from(GOJS) || seen.go_build_id.is_some() {
        go = go_build::search(bytes).map(|mut found| {
            // The header lies among the data, which leaves out runs of zeros.
            found.version = found.version.or_else(|| go_version.map(str::to_owned));
            found
        });
    }
    let (systems, abi) = if imports_from(GOJS) {
        (vec![os::JS], Some(Abi::Gojs))
    } else if imports_from(WASI_PREVIEW_1) {
        (vec![os::WASIP1], Some(Abi::WasiPreview1))
    } else {
        (vec![], None)
    };
    let exports = |name: &str| wasm.exports.iter().any(|it| it.name == name);
    let is_go = go.is_some();
    let is_64 = wasm.memories.iter().any(|memory| memory.is_64);
    Ok(Artifact {
        format: Format::Wasm,
        kind: match (exports("_start") || imports_from(GOJS), seen.is_relocatable) {
            (_, true) => Kind::Object,
            (true, false) => Kind::Executable,
            (false, false) => Kind::SharedLibrary,
        },
        coordinates: Coordinates {
            operating_systems: systems,
            architecture: Machine { goarch: Some(arch::WASM), name: "WebAssembly".to_owned() },
            abi,
            byte_order: Some(ByteOrder::Little),
            // As Go sees it; memory is addressed with 32 bits nevertheless.
            pointer_width: Some(if is_go || is_64 { 64 } else { 32 }),
            link: (!seen.is_relocatable).then_some(Link {
                is_static: true,
                is_pie: false,
                linker: is_go.then_some(Linker::Internal),
            }),
        },
        size: bytes.len() as u64,
        has_debug_info: seen.has_dwarf,
        is_stripped: !wasm.has_names,
        needed: Vec::new(),
        build_ids: BuildIds { go: seen.go_build_id, gnu: None },
        symbols: None,
        go,
        details: Details::Wasm(Box::new(wasm)),
    })
}

#[derive(Default)]
struct Seen {
    wasm: Wasm,
    go_build_id: Option<String>,
    has_dwarf: bool,
    is_relocatable: bool,
}

impl Seen {
    fn add(&mut self, payload: Payload<'_>) -> Result<()> {
        match payload {
            Payload::Version { encoding: Encoding::Component, .. } => {
                return Err(Unreadable::broken(
                    "a component: only core modules of WebAssembly are read",
                ));
            }
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    let import = import.map_err(|error| broken(&error))?;
                    if let TypeRef::Memory(memory) = import.ty {
                        self.memory(&memory);
                    }
                    if self.wasm.imports.len() < MOST_NAMES {
                        self.wasm.imports.push(WasmImport {
                            module: text(import.module.as_bytes()),
                            name: text(import.name.as_bytes()),
                            kind: kind_of_type(&import.ty),
                        });
                    }
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    let export = export.map_err(|error| broken(&error))?;
                    if self.wasm.exports.len() < MOST_NAMES {
                        self.wasm.exports.push(WasmExport {
                            name: text(export.name.as_bytes()),
                            kind: kind(export.kind),
                        });
                    }
                }
            }
            Payload::MemorySection(section) => {
                for memory in section {
                    self.memory(&memory.map_err(|error| broken(&error))?);
                }
            }
            Payload::CustomSection(section) => self.custom(&section),
            _ => {}
        }
        Ok(())
    }

    fn memory(&mut self, memory: &wasmparser::MemoryType) {
        if self.wasm.memories.len() < MOST_NAMES {
            self.wasm.memories.push(Limits {
                minimum: memory.initial,
                maximum: memory.maximum,
                is_64: memory.memory64,
                is_shared: memory.shared,
            });
        }
    }

    fn custom(&mut self, section: &CustomSectionReader<'_>) {
        match section.name() {
            "name" => self.wasm.has_names = true,
            "go:buildid" => self.go_build_id = Some(go_build_id(section.data())),
            "target_features" => self.wasm.features = features(section.data()).unwrap_or_default(),
            "producers" => self.wasm.producers = producers(section),
            "linking" => self.is_relocatable = true,
            name => self.has_dwarf |= name == ".debug_info",
        }
    }
}

fn broken(error: &BinaryReaderError) -> Unreadable {
    let truncated = if error.message().starts_with("unexpected end") { "truncated: " } else { "" };
    Unreadable::broken(format!("{truncated}{} at byte {}", error.message(), error.offset()))
}

fn kind(kind: ExternalKind) -> &'static str {
    match kind {
        ExternalKind::Table => "table",
        ExternalKind::Memory => "memory",
        ExternalKind::Global => "global",
        ExternalKind::Tag => "tag",
        _ => "function",
    }
}

fn kind_of_type(of: &TypeRef) -> &'static str {
    match of {
        TypeRef::Table(_) => "table",
        TypeRef::Memory(_) => "memory",
        TypeRef::Global(_) => "global",
        TypeRef::Tag(_) => "tag",
        _ => "function",
    }
}

/// Go writes the bare id; releases before 1.24 put it between marks, as in other formats.
fn go_build_id(data: &[u8]) -> String {
    match find(data, b"\xff Go build ID: \"") {
        Some(_) => go_build::build_id(data).unwrap_or_default(),
        None => text(data),
    }
}

/// `+bulk-memory`: a sign and a name each.
fn features(data: &[u8]) -> Option<Vec<String>> {
    let mut reader = wasmparser::BinaryReader::new(data, 0);
    let count = reader.read_var_u32().ok()?;
    let mut features = Vec::new();
    for _ in 0..count.min(MOST_NAMES as u32) {
        let sign = char::from(reader.read_u8().ok()?);
        features.push(format!("{sign}{}", reader.read_string().ok()?));
    }
    Some(features)
}

fn producers(section: &CustomSectionReader<'_>) -> Vec<String> {
    let KnownCustom::Producers(fields) = section.as_known() else { return Vec::new() };
    let mut producers = Vec::new();
    for field in fields.into_iter().map_while(std::result::Result::ok) {
        for value in field.values.into_iter().map_while(std::result::Result::ok) {
            if producers.len() < MOST_NAMES {
                let line = format!("{} {} {}", field.name, value.name, value.version);
                producers.push(line.trim_end().to_owned());
            }
        }
    }
    producers
}
