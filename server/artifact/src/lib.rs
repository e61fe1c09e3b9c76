//! Bytes of a binary or object to facts: ELF, Mach-O, PE, WebAssembly, COFF, XCOFF, Plan 9's
//! a.out, archives, and Go's build information. Values in, values out: nothing is read or run here.
//!
//! Every reading is bounded: nothing recurses over the depth of an input, and no table is walked
//! further than its file can honestly fill it.

mod archive;
mod artifact;
mod bytes;
mod coff;
mod elf;
mod go_build;
mod macho;
mod pe;
mod plan9;
mod read;
mod symbols;
#[cfg(test)]
mod tests;
mod unreadable;
mod wasm;
mod xcoff;

pub use archive::{Archive, Member};
pub use artifact::{
    Abi, Artifact, BuildIds, ByteOrder, Coordinates, Details, Format, Kind, Link, Linker, Machine,
};
pub use elf::{Elf, Relro, VersionNeed};
pub use go_build::{GoBuild, GoModule, GoReplacement, GoSetting};
pub use macho::{
    Blob, CodeDirectory, Dylib, Entitlement, EntitlementValue, HashType, MachO, Pages, Signature,
    Signer, SlotHash,
};
pub use pe::{Dll, Manifest, ManifestDependency, Mitigation, Pe, VersionInfo, VersionString};
pub use plan9::Plan9;
pub use read::{begins_like_a_binary, read};
pub use symbols::{Mangling, Symbols};
pub use unreadable::Unreadable;
pub use wasm::{Limits, Wasm, WasmExport, WasmImport};
pub use xcoff::Xcoff;
