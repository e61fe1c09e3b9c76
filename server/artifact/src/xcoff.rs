//! XCOFF: of AIX.

use object::read::{Object, ObjectSymbol};
use platform::{arch, os};
use schemars::JsonSchema;
use serde::Serialize;

use crate::bytes::{Bytes, MOST_NAMES, text};
use crate::go_build::{self, NoImage};
use crate::symbols::Collector;
use crate::unreadable::{Result, Unreadable, within};
use crate::{
    Abi, Artifact, BuildIds, ByteOrder, Coordinates, Details, Format, Kind, Link, Linker, Machine,
    Symbols,
};

/// What only an XCOFF file has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Xcoff {
    /// The folders where libraries are looked for.
    pub library_path: Vec<String>,
}

/// What 32-bit and 64-bit files begin with.
pub(crate) const MAGICS: [[u8; 2]; 2] = [MAGIC_32, MAGIC_64];
const MAGIC_32: [u8; 2] = [0x01, 0xdf];
const MAGIC_64: [u8; 2] = [0x01, 0xf7];

const F_EXEC: u16 = 0x2;
const F_SHROBJ: u16 = 0x2000;
const STYP_TEXT: u32 = 0x20;
const STYP_DATA: u32 = 0x40;
const STYP_BSS: u32 = 0x80;
const STYP_TBSS: u32 = 0x800;
const STYP_LOADER: u32 = 0x1000;
const STYP_DWARF: u32 = 0x10;
const STYP_OVRFLO: u32 = 0x8000;

/// A section's place and kind.
struct Section<'a> {
    kind: u32,
    data: &'a [u8],
}

/// Reads an XCOFF file.
pub(crate) fn read(bytes: &[u8]) -> Result<Artifact> {
    let is_64 = bytes.starts_with(&MAGIC_64);
    let header = Bytes::big(bytes);
    let cut = || Unreadable::broken("truncated: the header ends too early");
    let (flags, symbols) = if is_64 {
        header.u16(18).zip(header.u32(20)).ok_or_else(cut)?
    } else {
        header.u16(18).zip(header.u32(12)).ok_or_else(cut)?
    };
    let table = if is_64 { header.u64(8) } else { header.u32(8).map(u64::from) };
    let table = table.ok_or_else(cut)?;
    within("the symbols", table, 18 * u64::from(symbols), bytes.len())?;
    let sections = sections(header, is_64)?;
    let of = |kind: u32| sections.iter().find(|it| it.kind & 0xffff == kind).map(|it| it.data);
    let loader = of(STYP_LOADER).and_then(|data| loader(Bytes::big(data), is_64));
    let (library_path, needed) = loader.unwrap_or_default();
    let go = of(STYP_DATA).and_then(|data| {
        // Pointers of the old form would lead through relocated addresses.
        go_build::read(data, &NoImage).or_else(|| go_build::search(data))
    });
    let kind = match (flags & F_SHROBJ != 0, flags & F_EXEC != 0) {
        (true, _) => Kind::SharedLibrary,
        (_, true) => Kind::Executable,
        _ => Kind::Object,
    };
    let is_linked = kind != Kind::Object;
    Ok(Artifact {
        format: Format::Xcoff,
        kind,
        coordinates: Coordinates {
            operating_systems: vec![os::AIX],
            architecture: Machine {
                goarch: is_64.then_some(arch::PPC64),
                name: if is_64 { "XCOFF64" } else { "XCOFF32" }.to_owned(),
            },
            abi: (is_linked && needed.iter().any(|it| it.starts_with("libc.a")))
                .then_some(Abi::Libc),
            byte_order: Some(ByteOrder::Big),
            pointer_width: Some(if is_64 { 64 } else { 32 }),
            link: is_linked.then_some(Link {
                is_static: needed.is_empty(),
                is_pie: false,
                // AIX's linker leaves its sections for types and exceptions; Go's never does.
                linker: go.is_some().then_some(if sections.iter().any(|it| is_of_ld(it.kind)) {
                    Linker::External
                } else {
                    Linker::Internal
                }),
            }),
        },
        size: bytes.len() as u64,
        has_debug_info: sections.iter().any(|it| it.kind & 0xffff == STYP_DWARF),
        is_stripped: symbols == 0,
        needed,
        build_ids: BuildIds { go: of(STYP_TEXT).and_then(go_build::build_id), gnu: None },
        symbols: (!is_linked).then(|| collect(bytes)),
        go,
        details: Details::Xcoff(Xcoff { library_path }),
    })
}

/// `.except` and `.typchk`.
fn is_of_ld(kind: u32) -> bool {
    matches!(kind & 0xffff, 0x100 | 0x4000)
}

fn sections(header: Bytes<'_>, is_64: bool) -> Result<Vec<Section<'_>>> {
    let cut = || Unreadable::broken("truncated: the table of sections ends too early");
    let count = u64::from(header.u16(2).ok_or_else(cut)?);
    let optional = u64::from(header.u16(16).ok_or_else(cut)?);
    let (start, size) = if is_64 { (24, 72) } else { (20, 40) };
    let mut sections = Vec::new();
    for index in 0..count {
        let at = start + optional + index * size;
        let (offset, length, kind) = if is_64 {
            (header.u64(at + 32), header.u64(at + 24), header.u32(at + 64))
        } else {
            (
                header.u32(at + 20).map(u64::from),
                header.u32(at + 16).map(u64::from),
                header.u32(at + 36),
            )
        };
        let (offset, length, kind) =
            (offset.ok_or_else(cut)?, length.ok_or_else(cut)?, kind.ok_or_else(cut)?);
        if matches!(kind & 0xffff, STYP_BSS | STYP_TBSS | STYP_OVRFLO) {
            continue;
        }
        let name = header.slice(at, 8).map(text).unwrap_or_default();
        within(&format!("the section {} {name}", index + 1), offset, length, header.all.len())?;
        let data = if length == 0 { Some(&[][..]) } else { header.slice(offset, length) };
        sections.push(Section { kind, data: data.ok_or_else(cut)? });
    }
    Ok(sections)
}

/// The search path and the libraries: three texts each, of which the first stands for the path.
fn loader(data: Bytes<'_>, is_64: bool) -> Option<(Vec<String>, Vec<String>)> {
    let (count, offset) =
        if is_64 { (data.u32(16)?, data.u64(24)?) } else { (data.u32(16)?, data.u32(20)?.into()) };
    let mut rest = data.from(offset)?.all;
    let mut next = || {
        let end = rest.iter().position(|byte| *byte == 0)?;
        let word = text(&rest[..end]);
        rest = &rest[end + 1..];
        Some(word)
    };
    let (mut path, mut needed) = (Vec::new(), Vec::new());
    for index in 0..(count as usize).min(MOST_NAMES) {
        let (folder, base, member) = (next()?, next()?, next()?);
        if index == 0 {
            path = folder.split(':').filter(|it| !it.is_empty()).map(str::to_owned).collect();
        } else if !base.is_empty() {
            let folder = if folder.is_empty() { folder } else { folder + "/" };
            let member = if member.is_empty() { member } else { format!("({member})") };
            needed.push(format!("{folder}{base}{member}"));
        }
    }
    Some((path, needed))
}

fn collect(bytes: &[u8]) -> Symbols {
    let mut collector = Collector::default();
    if let Ok(file) = object::File::parse(bytes) {
        for symbol in file.symbols() {
            let name = symbol.name_bytes().unwrap_or_default();
            // A function's code is called `.name`, its descriptor `name`.
            let name = name.strip_prefix(b".").unwrap_or(name);
            collector.add(name, symbol.is_global() && symbol.is_definition(), false);
        }
    }
    collector.finish()
}
