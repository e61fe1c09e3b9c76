//! Plan 9's a.out: a header of eight big-endian numbers, then code, data and symbols.

use platform::{arch, os};
use schemars::JsonSchema;
use serde::Serialize;

use crate::bytes::Bytes;
use crate::go_build;
use crate::unreadable::{Result, Unreadable, within};
use crate::{
    Abi, Artifact, BuildIds, ByteOrder, Coordinates, Details, Format, Kind, Link, Linker, Machine,
};

/// What only a Plan 9 program has: the sizes of its parts, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Plan9 {
    /// Code.
    pub text: u32,
    /// Data.
    pub data: u32,
    /// Data that begins as zeros.
    pub bss: u32,
    /// Symbols.
    pub symbols: u32,
}

/// What programs of Go's ports begin with, and their GOARCH.
pub(crate) const MAGICS: [(u32, &str); 3] =
    [(0x1eb, arch::I386), (0x8a97, arch::AMD64), (0x647, arch::ARM)];

/// A header with a 64-bit entry point after it.
const IS_EXPANDED: u32 = 0x8000;

/// Reads a Plan 9 program.
pub(crate) fn read(bytes: &[u8]) -> Result<Artifact> {
    let header = Bytes::big(bytes);
    let number = |index: u64| {
        let cut = || Unreadable::broken("truncated: the header ends too early");
        header.u32(index * 4).ok_or_else(cut)
    };
    let magic = number(0)?;
    let goarch = MAGICS.iter().find(|(it, _)| *it == magic).map(|(_, arch)| *arch);
    let details =
        Plan9 { text: number(1)?, data: number(2)?, bss: number(3)?, symbols: number(4)? };
    let lines = number(7)?;
    let start = if magic & IS_EXPANDED != 0 { 40 } else { 32 };
    let parts = [
        ("the code", details.text),
        ("the data", details.data),
        ("the symbols", details.symbols),
        ("the table of lines", lines),
    ];
    let mut offset = start;
    for (what, size) in parts {
        within(what, offset, size.into(), bytes.len())?;
        offset += u64::from(size);
    }
    let go = go_build::search(bytes);
    let build_id = header.from(start).and_then(|text| go_build::build_id(text.all));
    let is_go = go.is_some() || build_id.is_some();
    Ok(Artifact {
        format: Format::Plan9,
        kind: Kind::Executable,
        coordinates: Coordinates {
            operating_systems: vec![os::PLAN9],
            architecture: Machine { goarch, name: format!("a.out {magic:#x}") },
            abi: is_go.then_some(Abi::None),
            byte_order: Some(ByteOrder::Little),
            pointer_width: goarch.map(arch::pointer_width),
            link: Some(Link {
                is_static: true,
                is_pie: false,
                linker: is_go.then_some(Linker::Internal),
            }),
        },
        size: bytes.len() as u64,
        go,
        has_debug_info: lines > 0,
        is_stripped: details.symbols == 0,
        needed: Vec::new(),
        build_ids: BuildIds { go: build_id, gnu: None },
        symbols: None,
        details: Details::Plan9(details),
    })
}
