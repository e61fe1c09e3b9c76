//! COFF objects: what compilers for Windows make, and `.syso` files for it.

use object::pe;
use object::read::{Object, ObjectSymbol};
use platform::os;

use crate::bytes::{Bytes, text};
use crate::symbols::Collector;
use crate::unreadable::{Result, Unreadable, within};
use crate::{Artifact, BuildIds, ByteOrder, Coordinates, Details, Format, Kind};

/// A header of the large form, and a short description of an import, begin with this.
const ANONYMOUS: [u8; 4] = [0, 0, 0xff, 0xff];

/// What a COFF object's beginning looks like; nothing else names it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Small,
    Big,
    Import,
}

/// Whether bytes look like a COFF object: a known machine, no optional header, and a table of
/// symbols inside.
pub(crate) fn is_coff(bytes: &[u8]) -> bool {
    form(bytes).is_some()
}

fn form(bytes: &[u8]) -> Option<Form> {
    let header = Bytes::little(bytes);
    if bytes.starts_with(&ANONYMOUS) {
        let is_big = header.u16(4)? >= 2;
        let machine = header.u16(6)?;
        return is_known(machine).then_some(if is_big { Form::Big } else { Form::Import });
    }
    let (machine, optional) = (header.u16(0)?, header.u16(16)?);
    let (symbols, flags) = (u64::from(header.u32(8)?), header.u16(18)?);
    // Linked images have an optional header; only those two flags make sense in an object.
    let is_object = optional == 0 && flags & pe::IMAGE_FILE_EXECUTABLE_IMAGE.0 == 0;
    let is_likely = is_known(machine) && is_object && (symbols == 0 || symbols >= 20);
    is_likely.then_some(Form::Small)
}

fn is_known(machine: u16) -> bool {
    let machine = pe::Machine(machine);
    super::pe::machine(machine).goarch.is_some()
        || machine == pe::IMAGE_FILE_MACHINE_ARM64EC
        || machine == pe::IMAGE_FILE_MACHINE_ARM
}

/// Reads a COFF object.
pub(crate) fn read(bytes: &[u8]) -> Result<Artifact> {
    let form = form(bytes).ok_or_else(|| Unreadable::foreign("not a COFF object"))?;
    let header = Bytes::little(bytes);
    let machine = header.u16(if form == Form::Small { 0 } else { 6 }).unwrap_or_default();
    let machine = super::pe::machine(pe::Machine(machine));
    let width = machine.goarch.map(platform::arch::pointer_width);
    let mut has_debug_info = false;
    let mut collector = Collector::default();
    if form == Form::Import {
        let import = object::read::coff::ImportFile::parse(bytes)
            .map_err(Unreadable::in_the("the import"))?;
        collector.add(import.symbol(), true, width == Some(32));
    } else {
        if form == Form::Small {
            check(header)?;
        }
        let file = object::File::parse(bytes).map_err(Unreadable::in_the("the tables"))?;
        has_debug_info = file.has_debug_symbols() || file.section_by_name(".debug$S").is_some();
        for symbol in file.symbols() {
            let name = symbol.name_bytes().unwrap_or_default();
            let is_offered = symbol.is_global() && symbol.is_definition();
            collector.add(name, is_offered, width == Some(32));
        }
    }
    let symbols = collector.finish();
    Ok(Artifact {
        format: Format::Coff,
        kind: Kind::Object,
        coordinates: Coordinates {
            operating_systems: vec![os::WINDOWS],
            architecture: machine,
            abi: None,
            byte_order: Some(ByteOrder::Little),
            pointer_width: width,
            link: None,
        },
        size: bytes.len() as u64,
        go: None,
        has_debug_info,
        is_stripped: false,
        needed: Vec::new(),
        build_ids: BuildIds::default(),
        symbols: Some(symbols),
        details: Details::Coff,
    })
}

/// Every piece lies in the file.
fn check(header: Bytes<'_>) -> Result<()> {
    const HEADER: u64 = 20;
    const SECTION: u64 = 40;
    const IS_UNINITIALIZED: u32 = 0x80;
    let cut = || Unreadable::broken("truncated: the table of sections ends too early");
    let length = header.all.len();
    let count = u64::from(header.u16(2).ok_or_else(cut)?);
    within("the table of sections", HEADER, SECTION * count, length)?;
    for index in 0..count {
        let at = HEADER + SECTION * index;
        let (size, offset) = header.u32(at + 16).zip(header.u32(at + 20)).ok_or_else(cut)?;
        let name = header.slice(at, 8).map(text).unwrap_or_default();
        if header.u32(at + 36).is_some_and(|flags| flags & IS_UNINITIALIZED == 0) && offset != 0 {
            let what = format!("the section {} {name}", index + 1);
            within(&what, offset.into(), size.into(), length)?;
        }
    }
    let (symbols, count) = header.u32(8).zip(header.u32(12)).ok_or_else(cut)?;
    within("the symbols", symbols.into(), 18 * u64::from(count), length)
}
