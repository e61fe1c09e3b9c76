//! PE: of Windows and UEFI.

mod imports;
mod manifest;
mod resources;
mod version_info;

use object::LittleEndian as LE;
use object::pe;
use object::read::coff::SectionTable;
use object::read::pe::{ImageNtHeaders, ImageOptionalHeader, PeFile, optional_header_magic};
use platform::{arch, os};
use schemars::JsonSchema;
use serde::Serialize;

use crate::bytes::{MOST_NAMES, text};
use crate::go_build::{self, Image};
use crate::unreadable::{Result, Unreadable, within};
use crate::{
    Abi, Artifact, BuildIds, ByteOrder, Coordinates, Details, Format, Kind, Link, Linker, Machine,
};

pub use imports::Dll;
pub use manifest::{Manifest, ManifestDependency};
pub use version_info::{VersionInfo, VersionString};

/// What only a PE file has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Pe {
    /// `console`, `GUI`, `native`, `EFI application`, …
    pub subsystem: String,
    /// The oldest release of Windows that loads it: `6.1`.
    pub subsystem_version: String,
    /// Seconds since 1970, or whatever the linker put there; 0 for none.
    pub timestamp: u32,
    /// The functions that it takes from each library.
    pub imports: Vec<Dll>,
    /// The same, for libraries that are loaded at the first call.
    pub delay_imports: Vec<Dll>,
    /// The names that it offers; at most 4,096 of them.
    pub exports: Vec<String>,
    /// The manifest that is built in.
    pub manifest: Option<Manifest>,
    /// The version that Explorer shows.
    pub version_info: Option<VersionInfo>,
    /// Whether an Authenticode signature is attached; it is not verified.
    pub has_authenticode: bool,
    /// What it lets Windows do against attacks, in this order.
    pub mitigations: Vec<Mitigation>,
}

/// Something that Windows may do against attacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Mitigation {
    /// Load it at any address (ASLR).
    DynamicBase,
    /// Choose that address among all of 64 bits.
    HighEntropy,
    /// Refuse to execute data (DEP).
    NxCompatible,
    /// Check indirect calls (CFG).
    ControlFlowGuard,
}

impl Mitigation {
    /// All of them, with the bit that stands for each in the header.
    const BITS: [(pe::DllFlags, Mitigation); 4] = [
        (pe::IMAGE_DLLCHARACTERISTICS_DYNAMIC_BASE, Mitigation::DynamicBase),
        (pe::IMAGE_DLLCHARACTERISTICS_HIGH_ENTROPY_VA, Mitigation::HighEntropy),
        (pe::IMAGE_DLLCHARACTERISTICS_NX_COMPAT, Mitigation::NxCompatible),
        (pe::IMAGE_DLLCHARACTERISTICS_GUARD_CF, Mitigation::ControlFlowGuard),
    ];

    /// All of them.
    pub fn all() -> impl Iterator<Item = Mitigation> {
        Mitigation::BITS.into_iter().map(|(_, mitigation)| mitigation)
    }

    /// As people write it.
    pub fn name(self) -> &'static str {
        match self {
            Mitigation::DynamicBase => "ASLR",
            Mitigation::HighEntropy => "64-bit ASLR",
            Mitigation::NxCompatible => "DEP",
            Mitigation::ControlFlowGuard => "CFG",
        }
    }
}

/// Reads a PE file.
pub(crate) fn read(bytes: &[u8]) -> Result<Artifact> {
    match optional_header_magic(bytes).map_err(Unreadable::in_the("the header"))? {
        pe::IMAGE_NT_OPTIONAL_HDR32_MAGIC => read_as::<pe::ImageNtHeaders32>(bytes),
        pe::IMAGE_NT_OPTIONAL_HDR64_MAGIC => read_as::<pe::ImageNtHeaders64>(bytes),
        magic => Err(Unreadable::broken(format!("a PE file of the unknown kind {magic:#06x}"))),
    }
}

fn read_as<P: ImageNtHeaders>(bytes: &[u8]) -> Result<Artifact> {
    let mut offset = pe::ImageDosHeader::parse(bytes)
        .map_err(Unreadable::in_the("the header"))?
        .nt_headers_offset()
        .into();
    let (headers, _) = P::parse(bytes, &mut offset).map_err(Unreadable::in_the("the header"))?;
    let sections =
        headers.sections(bytes, offset).map_err(Unreadable::in_the("the table of sections"))?;
    check(&sections, bytes)?;
    let file = PeFile::<P>::parse(bytes).map_err(Unreadable::in_the("the tables"))?;
    let header = headers.file_header();
    let (imports, delay_imports) = imports::read(&file)?;
    let resources = resources::read(&file);
    let go = read_go(&file);
    let is_dll = header.characteristics.get(LE).0 & pe::IMAGE_FILE_DLL.0 != 0;
    let optional = headers.optional_header();
    let flags = optional.dll_characteristics().0;
    let mitigations: Vec<Mitigation> =
        Mitigation::BITS.iter().filter(|(bit, _)| flags & bit.0 != 0).map(|(_, it)| *it).collect();
    let subsystem = optional.subsystem();
    let machine = machine(header.machine.get(LE));
    let has_section = |name: &[u8]| sections.iter().any(|it| section_name(&file, it) == name);
    let has_dwarf = has_section(b".debug_info") || has_section(b".zdebug_info");
    let link = Link {
        is_static: imports.is_empty() && !is_dll,
        is_pie: mitigations.contains(&Mitigation::DynamicBase),
        // C runtimes keep their start-up functions in a section, or import them.
        linker: go.is_some().then_some(if abi(&imports) == Some(Abi::None) {
            Linker::Internal
        } else {
            Linker::External
        }),
    };
    let is_windows = is_for_windows(subsystem);
    Ok(Artifact {
        format: Format::Pe,
        kind: kind(is_windows, is_dll),
        coordinates: Coordinates {
            operating_systems: if is_windows { vec![os::WINDOWS] } else { vec![] },
            architecture: machine,
            abi: abi(&imports).filter(|_| is_windows && (go.is_some() || !imports.is_empty())),
            byte_order: Some(ByteOrder::Little),
            pointer_width: Some(if headers.is_type_64() { 64 } else { 32 }),
            link: Some(link),
        },
        size: bytes.len() as u64,
        has_debug_info: has_dwarf || has_directory(&file, pe::IMAGE_DIRECTORY_ENTRY_DEBUG),
        is_stripped: header.number_of_symbols.get(LE) == 0,
        needed: imports.iter().map(|dll| dll.name.clone()).collect(),
        build_ids: BuildIds { go: first_code(&file).and_then(go_build::build_id), gnu: None },
        symbols: None,
        details: Details::Pe(Box::new(Pe {
            subsystem: subsystem_name(subsystem),
            subsystem_version: format!(
                "{}.{}",
                optional.major_subsystem_version(),
                optional.minor_subsystem_version()
            ),
            timestamp: header.time_date_stamp.get(LE),
            imports,
            delay_imports,
            exports: exports(&file),
            manifest: resources.manifest,
            version_info: resources.version_info,
            has_authenticode: has_directory(&file, pe::IMAGE_DIRECTORY_ENTRY_SECURITY),
            mitigations,
        })),
        go,
    })
}

fn kind(is_for_windows: bool, is_dll: bool) -> Kind {
    match (is_for_windows, is_dll) {
        (_, true) => Kind::SharedLibrary,
        (true, false) => Kind::Executable,
        (false, false) => Kind::Other,
    }
}

/// Every section lies in the file.
fn check(sections: &SectionTable<'_>, bytes: &[u8]) -> Result<()> {
    for (index, section) in sections.iter().enumerate() {
        let (offset, size) = section.pe_file_range();
        let name = text(section.raw_name());
        let what = format!("the section {} {name}", index + 1);
        within(&what, offset.into(), size.into(), bytes.len())?;
    }
    Ok(())
}

/// A section's whole name, which may stand among the names of symbols.
fn section_name<'a, P: ImageNtHeaders>(
    file: &PeFile<'a, P>,
    section: &'a pe::ImageSectionHeader,
) -> &'a [u8] {
    use object::read::coff::CoffHeader;
    let header = file.nt_headers().file_header();
    match header.symbols(file.data()) {
        Ok(symbols) => section.name(symbols.strings()).unwrap_or_default(),
        Err(_) => b"",
    }
}

fn has_directory<P: ImageNtHeaders>(file: &PeFile<'_, P>, which: usize) -> bool {
    file.data_directory(which).is_some_and(|it| it.virtual_address.get(LE) != 0)
}

/// Go keeps the build information in the first section of data, the build id in that of code.
fn read_go<P: ImageNtHeaders>(file: &PeFile<'_, P>) -> Option<crate::GoBuild> {
    let is_data = |section: &&pe::ImageSectionHeader| {
        let flags = section.characteristics.get(LE).0;
        let wanted = pe::IMAGE_SCN_CNT_INITIALIZED_DATA.0
            | pe::IMAGE_SCN_MEM_READ.0
            | pe::IMAGE_SCN_MEM_WRITE.0;
        section.virtual_address.get(LE) != 0
            && section.size_of_raw_data.get(LE) != 0
            && flags & wanted == wanted
    };
    let table = file.section_table();
    let sections = table.iter().filter(is_data);
    let image = PeImage { file };
    sections
        .take(MOST_SECTIONS)
        .find_map(|section| go_build::read(section.pe_data(file.data()).ok()?, &image))
}

/// Sections that are searched.
const MOST_SECTIONS: usize = 4;

struct PeImage<'a, 'f, P: ImageNtHeaders> {
    file: &'f PeFile<'a, P>,
}

impl<P: ImageNtHeaders> Image for PeImage<'_, '_, P> {
    fn at(&self, address: u64) -> Option<&[u8]> {
        let base = self.file.nt_headers().optional_header().image_base();
        let relative = u32::try_from(address.checked_sub(base)?).ok()?;
        self.file.section_table().pe_data_at(self.file.data(), relative)
    }
}

fn first_code<'a, P: ImageNtHeaders>(file: &PeFile<'a, P>) -> Option<&'a [u8]> {
    let table = file.section_table();
    let is_code = |section: &&pe::ImageSectionHeader| {
        section.characteristics.get(LE).0 & pe::IMAGE_SCN_CNT_CODE.0 != 0
    };
    table.iter().find(is_code)?.pe_data(file.data()).ok()
}

fn exports<P: ImageNtHeaders>(file: &PeFile<'_, P>) -> Vec<String> {
    let Ok(Some(table)) = file.export_table() else { return Vec::new() };
    let mut names: Vec<String> = table
        .name_iter()
        .take(MOST_NAMES)
        .filter_map(|(name, _)| table.name_from_pointer(name).ok().map(text))
        .collect();
    names.sort();
    names
}

/// The C runtime, by the libraries that are imported.
fn abi(imports: &[Dll]) -> Option<Abi> {
    let imports =
        |start: &str| imports.iter().any(|dll| dll.name.to_ascii_lowercase().starts_with(start));
    if imports("api-ms-win-crt-") || imports("ucrtbase") || imports("vcruntime") {
        Some(Abi::Ucrt)
    } else if imports("msvcr") {
        Some(Abi::Msvcrt)
    } else if imports("cygwin1.") || imports("msys-2.0.") {
        None
    } else {
        Some(Abi::None)
    }
}

fn is_for_windows(subsystem: pe::Subsystem) -> bool {
    // 1 native, 2 GUI, 3 console, 7 POSIX, 9 CE; 10 to 13 belong to EFI.
    !(10..=13).contains(&subsystem.0)
}

fn subsystem_name(subsystem: pe::Subsystem) -> String {
    let known = [
        (1, "native"),
        (2, "GUI"),
        (3, "console"),
        (7, "POSIX"),
        (9, "Windows CE"),
        (10, "EFI application"),
        (11, "EFI boot driver"),
        (12, "EFI run-time driver"),
        (13, "EFI ROM"),
        (14, "Xbox"),
        (16, "boot application"),
    ];
    let found = known.iter().find(|(number, _)| *number == subsystem.0);
    found.map_or_else(|| format!("subsystem {}", subsystem.0), |(_, name)| (*name).to_owned())
}

/// GOARCH and name of a machine, as PE files and COFF objects give it.
pub(crate) fn machine(machine: pe::Machine) -> Machine {
    let goarch = match machine {
        pe::IMAGE_FILE_MACHINE_I386 => Some(arch::I386),
        pe::IMAGE_FILE_MACHINE_AMD64 => Some(arch::AMD64),
        pe::IMAGE_FILE_MACHINE_ARMNT => Some(arch::ARM),
        pe::IMAGE_FILE_MACHINE_ARM64 => Some(arch::ARM64),
        _ => None,
    };
    Machine { goarch, name: format!("{:#06x}", machine.0) }
}
