//! What is known of every binary, whatever its format.

use platform::Port;
use schemars::JsonSchema;
use serde::Serialize;

use crate::{Archive, Elf, GoBuild, MachO, Pe, Plan9, Symbols, Wasm, Xcoff};

/// What a binary or object is, needs and promises.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Artifact {
    /// The container's format.
    pub format: Format,
    /// What the container is for.
    pub kind: Kind,
    /// Where it runs.
    pub coordinates: Coordinates,
    /// In bytes.
    pub size: u64,
    /// Go's build information; null where it is not Go's, or has none.
    pub go: Option<GoBuild>,
    /// Whether it holds DWARF or another debugger's tables.
    pub has_debug_info: bool,
    /// Whether the table of symbols is gone.
    pub is_stripped: bool,
    /// The libraries that must be there when it starts, as it names them.
    pub needed: Vec<String>,
    /// Identities that linkers gave it.
    pub build_ids: BuildIds,
    /// The symbols that an object or archive offers to a linker; null for what is linked.
    pub symbols: Option<Symbols>,
    /// What only its format knows.
    pub details: Details,
}

/// The format of a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// ELF.
    Elf,
    /// Mach-O for one architecture.
    MachO,
    /// Mach-O for several architectures.
    UniversalMachO,
    /// PE, of Windows and UEFI.
    Pe,
    /// A WebAssembly module.
    Wasm,
    /// XCOFF, of AIX.
    Xcoff,
    /// Plan 9's a.out.
    Plan9,
    /// A COFF object.
    Coff,
    /// An archive of objects.
    Archive,
}

impl Format {
    /// As people write it.
    pub fn name(self) -> &'static str {
        match self {
            Format::Elf => "ELF",
            Format::MachO => "Mach-O",
            Format::UniversalMachO => "universal Mach-O",
            Format::Pe => "PE",
            Format::Wasm => "WebAssembly",
            Format::Xcoff => "XCOFF",
            Format::Plan9 => "Plan 9 a.out",
            Format::Coff => "COFF",
            Format::Archive => "archive",
        }
    }
}

/// What a container is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// It starts.
    Executable,
    /// It is loaded by what starts.
    SharedLibrary,
    /// It is linked into one of these.
    Object,
    /// Objects in one file.
    Archive,
    /// The remains of a process.
    Core,
    /// Something else: a kernel extension, a file of debugging symbols, …
    Other,
}

/// The five coordinates of a binary, as far as its container and Go's build information say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Coordinates {
    /// The systems (GOOS) that the container can be for; empty where it names none, as a static
    /// ELF file of Linux does.
    pub operating_systems: Vec<&'static str>,
    /// The processor.
    pub architecture: Machine,
    /// The C library that it lives on; null where nothing says so.
    pub abi: Option<Abi>,
    /// Null where the objects of an archive differ.
    pub byte_order: Option<ByteOrder>,
    /// Bits of a pointer, as Go counts.
    pub pointer_width: Option<u32>,
    /// How it was linked; null for what was not.
    pub link: Option<Link>,
}

/// A processor, as a container names it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Machine {
    /// GOARCH; null where Go has no port for it.
    pub goarch: Option<&'static str>,
    /// The container's own word: `EM_X86_64`, `0x8664`, `CPU_TYPE_ARM64`.
    pub name: String,
}

/// The C library (or the host) that a binary lives on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Abi {
    /// None: the program speaks to the kernel itself.
    None,
    /// The GNU C library.
    Glibc,
    /// musl.
    Musl,
    /// Android's.
    Bionic,
    /// The system's only one: of a BSD, Solaris, AIX.
    Libc,
    /// macOS and iOS.
    LibSystem,
    /// Windows' old C runtime.
    Msvcrt,
    /// Windows' universal C runtime.
    Ucrt,
    /// A JavaScript host with Go's `wasm_exec.js`.
    Gojs,
    /// WASI preview 1.
    WasiPreview1,
}

impl Abi {
    /// As people write it.
    pub fn name(self) -> &'static str {
        match self {
            Abi::None => "no C library",
            Abi::Glibc => "glibc",
            Abi::Musl => "musl",
            Abi::Bionic => "bionic",
            Abi::Libc => "the system's libc",
            Abi::LibSystem => "libSystem",
            Abi::Msvcrt => "msvcrt",
            Abi::Ucrt => "ucrt",
            Abi::Gojs => "wasm_exec.js",
            Abi::WasiPreview1 => "WASI preview 1",
        }
    }
}

/// Which byte of a number comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ByteOrder {
    /// The least significant.
    Little,
    /// The most significant.
    Big,
}

impl ByteOrder {
    pub(crate) fn of(is_big_endian: bool) -> ByteOrder {
        if is_big_endian { ByteOrder::Big } else { ByteOrder::Little }
    }
}

/// How a binary was linked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Link {
    /// Whether it starts without a loader and without shared libraries.
    pub is_static: bool,
    /// Whether it can be loaded at any address.
    pub is_pie: bool,
    /// Who linked it; null where that is not known, and for what is not Go's.
    pub linker: Option<Linker>,
}

/// Who linked a Go program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Linker {
    /// Go's own linker.
    Internal,
    /// The C compiler's.
    External,
}

/// Identities that linkers gave a binary.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BuildIds {
    /// Go's.
    pub go: Option<String>,
    /// GNU's, in hexadecimal.
    pub gnu: Option<String>,
}

/// What only a format knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Details {
    /// Of an ELF file.
    Elf(Box<Elf>),
    /// Of a Mach-O file for one architecture.
    MachO(Box<MachO>),
    /// The slices of a universal Mach-O file, each a Mach-O file or an archive.
    Slices(Vec<Artifact>),
    /// Of a PE file.
    Pe(Box<Pe>),
    /// Of a WebAssembly module.
    Wasm(Box<Wasm>),
    /// Of an XCOFF file.
    Xcoff(Xcoff),
    /// Of a Plan 9 program.
    Plan9(Plan9),
    /// Of a COFF object: nothing more.
    Coff,
    /// Of an archive.
    Archive(Archive),
}

impl Artifact {
    /// The port that it is for, as far as container and build information say so together. None
    /// where they contradict each other, and where neither names a system.
    pub fn port(&self) -> Option<Port> {
        let systems = &self.coordinates.operating_systems;
        let arch = self.coordinates.architecture.goarch?;
        let system = match self.go.as_ref().and_then(GoBuild::goos) {
            Some(told) if systems.is_empty() || systems.contains(&told) => told,
            Some(_) => return None,
            None => match systems.as_slice() {
                [only] => only,
                _ => return None,
            },
        };
        Port::find(system, arch)
    }

    /// The artifact itself, or each slice of a universal one.
    pub fn slices(&self) -> &[Artifact] {
        match &self.details {
            Details::Slices(slices) => slices,
            _ => std::slice::from_ref(self),
        }
    }
}
