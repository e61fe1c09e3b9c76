//! The tables of an ELF file, checked against its length.

use std::collections::BTreeSet;

use object::Endianness;
use object::elf;
use object::read::elf::{
    Dyn, FileHeader, ProgramHeader, SectionHeader, SectionTable, Sym, SymbolTable,
};
use object::read::{SectionIndex, StringTable};

use crate::bytes::{MOST_NAMES, text};
use crate::unreadable::{Result, Unreadable, within};

/// The tables of an ELF file.
pub(super) struct Parts<'a, E: FileHeader<Endian = Endianness>> {
    pub(super) bytes: &'a [u8],
    pub(super) header: &'a E,
    pub(super) endian: Endianness,
    pub(super) segments: &'a [E::ProgramHeader],
    pub(super) sections: SectionTable<'a, E>,
}

/// What the dynamic section says.
#[derive(Default)]
pub(super) struct Dynamic {
    pub(super) needed: Vec<String>,
    pub(super) soname: Option<String>,
    pub(super) rpath: Vec<String>,
    pub(super) runpath: Vec<String>,
    pub(super) is_pie: bool,
    pub(super) binds_now: bool,
    pub(super) has_constructors: bool,
}

impl<'a, E: FileHeader<Endian = Endianness>> Parts<'a, E> {
    pub(super) fn read(bytes: &'a [u8]) -> Result<Parts<'a, E>> {
        let header = E::parse(bytes).map_err(Unreadable::in_the("the header"))?;
        let endian = header.endian().map_err(Unreadable::in_the("the header"))?;
        let length = bytes.len();
        let tables = [
            (
                "the table of segments",
                header.e_phoff(endian).into(),
                header.e_phentsize(endian),
                header.e_phnum(endian),
            ),
            (
                "the table of sections",
                header.e_shoff(endian).into(),
                header.e_shentsize(endian),
                header.e_shnum(endian),
            ),
        ];
        for (what, offset, size, number) in tables {
            within(what, offset, u64::from(size) * u64::from(number), length)?;
        }
        let segments = header
            .program_headers(endian, bytes)
            .map_err(Unreadable::in_the("the table of segments"))?;
        let sections =
            header.sections(endian, bytes).map_err(Unreadable::in_the("the table of sections"))?;
        let parts = Parts { bytes, header, endian, segments, sections };
        parts.check()?;
        Ok(parts)
    }

    /// Every piece lies in the file. A file of debugging symbols keeps the headers of segments that
    /// it does not hold, so that of an empty section nothing is asked.
    fn check(&self) -> Result<()> {
        for (index, section) in self.sections.enumerate() {
            let Some((offset, size)) = section.file_range(self.endian) else { continue };
            if section.sh_type(self.endian) == elf::SHT_NULL {
                continue;
            }
            let name = self.section_name(section);
            within(&format!("the section {} {}", index.0, name), offset, size, self.bytes.len())?;
        }
        if self.sections.is_empty() {
            for (index, segment) in self.segments.iter().enumerate() {
                let (offset, size) = segment.file_range(self.endian);
                within(&format!("the segment {index}"), offset, size, self.bytes.len())?;
            }
        }
        Ok(())
    }

    pub(super) fn is_big_endian(&self) -> bool {
        self.endian == Endianness::Big
    }

    fn section_name(&self, section: &E::SectionHeader) -> String {
        self.sections.section_name(self.endian, section).map(text).unwrap_or_default()
    }

    fn find_section(&self, name: &[u8]) -> Option<(SectionIndex, &'a E::SectionHeader)> {
        self.sections.section_by_name(self.endian, name)
    }

    pub(super) fn has_section(&self, name: &[u8]) -> bool {
        self.find_section(name).is_some()
    }

    pub(super) fn section(&self, name: &[u8]) -> Option<&'a [u8]> {
        self.find_section(name)?.1.data(self.endian, self.bytes).ok()
    }

    /// Whether C constructors stand in sections of their own, as in objects and static programs. An
    /// empty one has none.
    pub(super) fn has_constructor_sections(&self) -> bool {
        let names: [&[u8]; 2] = [b".init_array", b".ctors"];
        names.iter().any(|name| {
            let section = self.find_section(name);
            section.is_some_and(|(_, it)| it.sh_size(self.endian).into() > 0)
        })
    }

    pub(super) fn has_segment(&self, kind: elf::ProgramType) -> bool {
        self.segments.iter().any(|segment| segment.p_type(self.endian) == kind)
    }

    pub(super) fn executable_stack(&self) -> Option<bool> {
        let is_stack =
            |segment: &&E::ProgramHeader| segment.p_type(self.endian) == elf::PT_GNU_STACK;
        let stack = self.segments.iter().find(is_stack)?;
        Some(stack.p_flags(self.endian).0 & elf::PF_X.0 != 0)
    }

    pub(super) fn interpreter(&self) -> Result<Option<String>> {
        for segment in self.segments {
            if segment.p_type(self.endian) != elf::PT_INTERP {
                continue;
            }
            let (offset, size) = segment.file_range(self.endian);
            within("the loader's name", offset, size, self.bytes.len())?;
            let name = segment.data(self.endian, self.bytes);
            return Ok(name.ok().map(text).filter(|name| !name.is_empty()));
        }
        Ok(None)
    }

    /// The bytes from an address on, to the end of its segment.
    pub(super) fn segment_at(&self, address: u64) -> Option<&'a [u8]> {
        self.segments.iter().find_map(|segment| {
            if segment.p_type(self.endian) != elf::PT_LOAD {
                return None;
            }
            let start: u64 = segment.p_vaddr(self.endian).into();
            let data = segment.data(self.endian, self.bytes).ok()?;
            let inside = usize::try_from(address.checked_sub(start)?).ok()?;
            data.get(inside..).filter(|rest| !rest.is_empty())
        })
    }

    pub(super) fn first_writable_segment(&self) -> Option<&'a [u8]> {
        let is_data = |segment: &&E::ProgramHeader| {
            let flags = segment.p_flags(self.endian).0;
            segment.p_type(self.endian) == elf::PT_LOAD
                && flags & (elf::PF_X.0 | elf::PF_W.0) == elf::PF_W.0
        };
        self.segments.iter().find(is_data)?.data(self.endian, self.bytes).ok()
    }

    /// Releases before 1.13 had no section of their own for the build information, and a file whose
    /// table of sections was cut off may have had one.
    pub(super) fn might_be_go(&self) -> bool {
        self.sections.is_empty() || self.has_section(b".gopclntab")
    }

    /// What the dynamic section says, if there is one.
    pub(super) fn dynamic(&self) -> Result<Dynamic> {
        let mut read = Dynamic::default();
        let is_dynamic =
            |segment: &&E::ProgramHeader| segment.p_type(self.endian) == elf::PT_DYNAMIC;
        let Some(segment) = self.segments.iter().find(is_dynamic) else {
            return Ok(read);
        };
        // A file of debugging symbols keeps the header of this segment without its bytes.
        let (offset, size) = segment.file_range(self.endian);
        if let Some((_, section)) = self.find_section(b".dynamic")
            && section.file_range(self.endian).is_none()
        {
            return Ok(read);
        }
        within("the dynamic section", offset, size, self.bytes.len())?;
        let entries = segment
            .dynamic(self.endian, self.bytes)
            .map_err(Unreadable::in_the("the dynamic section"))?
            .unwrap_or_default();
        let of = |tag: elf::DynamicTag| {
            let entry = entries.iter().find(|entry| entry.d_tag(self.endian) == tag);
            entry.map(|entry| entry.d_val(self.endian).into())
        };
        // The texts lie at an address, which only a segment makes a place in the file.
        let texts = of(elf::DT_STRTAB).and_then(|address| self.segment_at(address));
        let size = of(elf::DT_STRSZ).and_then(|size| usize::try_from(size).ok());
        let texts = texts.map(|texts| &texts[..size.unwrap_or(texts.len()).min(texts.len())]);
        let string = |at: u64| {
            Some(text(texts?.get(usize::try_from(at).ok()?..)?)).filter(|it| !it.is_empty())
        };
        for entry in entries {
            let value: u64 = entry.d_val(self.endian).into();
            let flags = value as u32;
            match entry.d_tag(self.endian) {
                elf::DT_NULL => break,
                elf::DT_NEEDED if read.needed.len() < MOST_NAMES => {
                    read.needed.extend(string(value));
                }
                elf::DT_SONAME => read.soname = string(value),
                elf::DT_RPATH => read.rpath = folders(string(value)),
                elf::DT_RUNPATH => read.runpath = folders(string(value)),
                elf::DT_BIND_NOW => read.binds_now = true,
                elf::DT_FLAGS => read.binds_now |= flags & elf::DF_BIND_NOW.0 as u32 != 0,
                elf::DT_FLAGS_1 => {
                    read.binds_now |= flags & elf::DF_1_NOW.0 as u32 != 0;
                    read.is_pie |= flags & elf::DF_1_PIE.0 as u32 != 0;
                }
                elf::DT_INIT_ARRAYSZ => read.has_constructors |= value > 0,
                _ => {}
            }
        }
        Ok(read)
    }

    /// A table of symbols, if there is one and it can be read.
    pub(super) fn symbols(&self, kind: elf::SectionType) -> Option<SymbolTable<'a, E>> {
        let table = self.sections.symbols(self.endian, self.bytes, kind).ok()?;
        (!table.is_empty()).then_some(table)
    }

    /// Whether a table defines a symbol of one of these names; which one is the index. Looks at no
    /// more than the longest of the names.
    pub(super) fn has_symbol(
        &self,
        table: Option<&SymbolTable<'a, E>>,
        names: &[&str],
    ) -> Option<usize> {
        let table = table?;
        let strings = table.strings();
        let mut found = None;
        for symbol in table.iter() {
            if symbol.is_undefined(self.endian) {
                continue;
            }
            let name = name_of(symbol, self.endian, strings);
            let at = names.iter().position(|wanted| wanted.as_bytes() == name);
            found = match (found, at) {
                (Some(old), Some(new)) => Some(usize::min(old, new)),
                (old, new) => old.or(new),
            };
        }
        found
    }

    /// Every named symbol, and whether it is a global definition.
    pub(super) fn each_symbol(&self, mut visit: impl FnMut(&[u8], bool)) {
        let Some(table) = self.symbols(elf::SHT_SYMTAB) else { return };
        for symbol in table.iter() {
            let is_definition = !symbol.is_local() && !symbol.is_undefined(self.endian);
            visit(name_of(symbol, self.endian, table.strings()), is_definition);
        }
    }

    /// The names that a shared library offers.
    pub(super) fn dynamic_exports(&self) -> Vec<String> {
        let Some(table) = self.symbols(elf::SHT_DYNSYM) else { return Vec::new() };
        let mut names = BTreeSet::new();
        for symbol in table.iter() {
            let is_offered = !symbol.is_local()
                && !symbol.is_undefined(self.endian)
                && [elf::STV_DEFAULT, elf::STV_PROTECTED].contains(&symbol.st_visibility());
            let name = name_of(symbol, self.endian, table.strings());
            if is_offered && !name.is_empty() && names.len() < MOST_NAMES {
                names.insert(text(name));
            }
        }
        names.into_iter().collect()
    }
}

/// A symbol's name; nothing where it leads out of the table of texts.
pub(super) fn name_of<'a, S: Sym<Endian = Endianness>>(
    symbol: &S,
    endian: Endianness,
    strings: StringTable<'a>,
) -> &'a [u8] {
    symbol.name(endian, strings).unwrap_or_default()
}

/// The folders of a search path.
fn folders(path: Option<String>) -> Vec<String> {
    let path = path.unwrap_or_default();
    path.split(':').filter(|folder| !folder.is_empty()).map(str::to_owned).collect()
}
