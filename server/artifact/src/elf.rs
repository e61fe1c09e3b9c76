//! ELF: of Linux, Android, the BSDs, Solaris and illumos.

mod machine;
mod notes;
mod parts;
mod system;
mod versions;

use object::Endianness;
use object::elf;
use object::read::elf::FileHeader;
use schemars::JsonSchema;
use serde::Serialize;

use crate::go_build::{self, GoBuild, Image};
use crate::symbols::Collector;
use crate::unreadable::{Result, Unreadable};
use crate::{
    Artifact, BuildIds, ByteOrder, Coordinates, Details, Format, Kind, Link, Linker, Machine,
    Symbols,
};
use parts::Parts;

/// What only an ELF file has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Elf {
    /// The byte that names a system: 0 for none, 3 for GNU/Linux, 9 for FreeBSD, …
    pub os_abi: u8,
    /// The flags of the processor, as a number.
    pub flags: u32,
    /// What they say: `EABI5`, `hard float`, `MIPS32`, …
    pub flag_words: Vec<String>,
    /// The loader that the kernel starts in its place.
    pub interpreter: Option<String>,
    /// The name that a shared library is known by.
    pub soname: Option<String>,
    /// Where libraries are looked for first (`DT_RPATH`).
    pub rpath: Vec<String>,
    /// Where libraries are looked for after `LD_LIBRARY_PATH` (`DT_RUNPATH`).
    pub runpath: Vec<String>,
    /// The versions of libraries that its symbols ask for.
    pub versions: Vec<VersionNeed>,
    /// Whether tables become read-only once the loader has filled them.
    pub relro: Relro,
    /// Whether the stack may be executed; null where the file does not say.
    pub executable_stack: Option<bool>,
    /// Whether C constructors run before main.
    pub has_constructors: bool,
    /// The names that a shared library offers; at most 4,096 of them.
    pub exports: Vec<String>,
}

/// A version of a library that symbols ask for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct VersionNeed {
    /// The library: `libc.so.6`.
    pub library: String,
    /// The version: `GLIBC_2.34`.
    pub version: String,
    /// The first symbols that ask for it, in order; at most 16.
    pub symbols: Vec<String>,
    /// How many ask for it.
    pub count: u64,
    /// Whether the program starts without it too.
    pub is_weak: bool,
}

/// How much is read-only once the loader is done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Relro {
    /// Nothing.
    #[default]
    None,
    /// All but the table of lazily bound functions.
    Partial,
    /// That table too.
    Full,
}

impl Elf {
    /// The highest version that begins with a prefix, such as `GLIBC_`, by its numbers.
    /// `GLIBC_PRIVATE` and the like have none.
    pub fn highest(&self, prefix: &str) -> Option<&VersionNeed> {
        let numbers = |need: &&VersionNeed| versions::numbers(need.version.strip_prefix(prefix)?);
        let known = self.versions.iter().filter(|need| numbers(need).is_some());
        known.max_by_key(numbers)
    }
}

/// Reads an ELF file.
pub(crate) fn read(bytes: &[u8]) -> Result<Artifact> {
    match bytes.get(4) {
        Some(1) => read_as::<elf::FileHeader32<Endianness>>(bytes),
        Some(2) => read_as::<elf::FileHeader64<Endianness>>(bytes),
        _ => Err(Unreadable::broken("truncated or unknown: the class of an ELF file is missing")),
    }
}

fn read_as<E: FileHeader<Endian = Endianness>>(bytes: &[u8]) -> Result<Artifact> {
    let parts: Parts<'_, E> = Parts::read(bytes)?;
    let dynamic = parts.dynamic()?;
    let notes = notes::read(&parts);
    let interpreter = parts.interpreter()?;
    let kind = kind(&parts, &dynamic, interpreter.is_some());
    let go = read_go(&parts);
    let needs = versions::read(&parts);
    let (header, endian) = (parts.header, parts.endian);
    let (flags, width) = (header.e_flags(endian).0, if header.is_type_64() { 64 } else { 32 });
    let machine = header.e_machine(endian);
    let is_linked = matches!(kind, Kind::Executable | Kind::SharedLibrary);
    let seen = system::Seen {
        os_abi: header.e_ident().os_abi.0,
        interpreter: interpreter.as_deref(),
        notes: &notes,
        needed: &dynamic.needed,
        needs: &needs,
        go: go.as_ref(),
        is_linked_by_c: parts.has_section(b".comment"),
        is_linked,
    };
    let symbols = parts.symbols(elf::SHT_SYMTAB);
    let abi = system::abi(&seen, || parts.has_symbol(symbols.as_ref(), &system::MARKS_OF_LIBCS));
    let coordinates = Coordinates {
        operating_systems: system::operating_systems(&seen),
        architecture: Machine {
            goarch: machine::goarch(machine.0, header.is_type_64(), parts.is_big_endian()),
            name: machine::name(machine),
        },
        abi,
        byte_order: Some(ByteOrder::of(parts.is_big_endian())),
        pointer_width: Some(width),
        link: is_linked.then(|| Link {
            is_static: interpreter.is_none()
                && dynamic.needed.is_empty()
                && kind == Kind::Executable,
            is_pie: kind == Kind::Executable && header.e_type(endian) == elf::ET_DYN,
            linker: go.is_some().then(|| seen.linker()),
        }),
    };
    let exports = if kind == Kind::SharedLibrary { parts.dynamic_exports() } else { Vec::new() };
    Ok(Artifact {
        format: Format::Elf,
        kind,
        coordinates,
        size: bytes.len() as u64,
        has_debug_info: parts.has_section(b".debug_info") || parts.has_section(b".zdebug_info"),
        is_stripped: symbols.is_none(),
        needed: dynamic.needed,
        build_ids: BuildIds { go: notes.go_build_id, gnu: notes.gnu_build_id },
        symbols: (kind == Kind::Object).then(|| collect(&parts)),
        details: Details::Elf(Box::new(Elf {
            os_abi: header.e_ident().os_abi.0,
            flags,
            flag_words: machine::flag_words(machine.0, flags),
            interpreter,
            soname: dynamic.soname,
            rpath: dynamic.rpath,
            runpath: dynamic.runpath,
            versions: needs,
            relro: relro(parts.has_segment(elf::PT_GNU_RELRO), dynamic.binds_now),
            executable_stack: parts.executable_stack(),
            has_constructors: dynamic.has_constructors || parts.has_constructor_sections(),
            exports,
        })),
        go,
    })
}

fn relro(has_segment: bool, binds_now: bool) -> Relro {
    match (has_segment, binds_now) {
        (false, _) => Relro::None,
        (true, false) => Relro::Partial,
        (true, true) => Relro::Full,
    }
}

fn kind<E: FileHeader<Endian = Endianness>>(
    parts: &Parts<'_, E>,
    dynamic: &parts::Dynamic,
    has_interpreter: bool,
) -> Kind {
    match parts.header.e_type(parts.endian) {
        elf::ET_EXEC => Kind::Executable,
        elf::ET_REL => Kind::Object,
        elf::ET_CORE => Kind::Core,
        // Old linkers do not say which of the two it is; a library that starts too (as glibc's own
        // do) has a name.
        elf::ET_DYN if dynamic.is_pie => Kind::Executable,
        elf::ET_DYN if has_interpreter && dynamic.soname.is_none() => Kind::Executable,
        elf::ET_DYN => Kind::SharedLibrary,
        _ => Kind::Other,
    }
}

fn collect<E: FileHeader<Endian = Endianness>>(parts: &Parts<'_, E>) -> Symbols {
    let mut collector = Collector::default();
    parts.each_symbol(|name, is_definition| collector.add(name, is_definition, false));
    collector.finish()
}

impl<E: FileHeader<Endian = Endianness>> Image for Parts<'_, E> {
    fn at(&self, address: u64) -> Option<&[u8]> {
        self.segment_at(address)
    }
}

/// Go's build information: of its section, else of the first segment that can be written to.
fn read_go<E: FileHeader<Endian = Endianness>>(parts: &Parts<'_, E>) -> Option<GoBuild> {
    let data = match parts.section(b".go.buildinfo") {
        Some(data) => data,
        None if parts.might_be_go() => parts.first_writable_segment()?,
        None => return None,
    };
    go_build::read(data, parts)
}

impl system::Seen<'_> {
    /// Go's own linker leaves no `.comment`, which C compilers put into each of their objects.
    fn linker(&self) -> Linker {
        if self.is_linked_by_c { Linker::External } else { Linker::Internal }
    }
}
