//! The load commands of a Mach-O file, checked against its length.

use object::Endianness;
use object::macho;
use object::read::macho::{
    LoadCommandData, LoadCommandVariant, MachHeader, Nlist, Section, Segment, SymbolTable,
};

use super::{Dylib, version};
use crate::bytes::{MOST_NAMES, hex, text};
use crate::unreadable::{Result, Unreadable, within};

/// What the load commands say.
pub(super) struct Commands<'a, M: MachHeader<Endian = Endianness>> {
    endian: Endianness,
    bytes: &'a [u8],
    pub(super) platform: Option<u32>,
    pub(super) minimum_os: Option<u32>,
    pub(super) sdk: Option<u32>,
    pub(super) dylibs: Vec<Dylib>,
    pub(super) rpaths: Vec<String>,
    pub(super) install_name: Option<String>,
    pub(super) uuid: Option<String>,
    pub(super) has_constructors: bool,
    pub(super) has_function_starts: bool,
    pub(super) has_dwarf: bool,
    /// Where the signature is, and its size.
    pub(super) signature: Option<(u64, u64)>,
    pub(super) symbol_count: usize,
    symbols: SymbolTable<'a, M>,
    /// The addresses and bytes of segments.
    pub(super) segments: Vec<(u64, &'a [u8])>,
    /// The first code.
    pub(super) text: Option<&'a [u8]>,
    /// Where Go's build information is.
    pub(super) go_data: Option<&'a [u8]>,
    data: Option<&'a [u8]>,
}

impl<'a, M: MachHeader<Endian = Endianness>> Commands<'a, M> {
    pub(super) fn read(header: &M, endian: Endianness, bytes: &'a [u8]) -> Result<Self> {
        let mut read = Commands {
            endian,
            bytes,
            platform: None,
            minimum_os: None,
            sdk: None,
            dylibs: Vec::new(),
            rpaths: Vec::new(),
            install_name: None,
            uuid: None,
            has_constructors: false,
            has_function_starts: false,
            has_dwarf: false,
            signature: None,
            symbol_count: 0,
            symbols: SymbolTable::default(),
            segments: Vec::new(),
            text: None,
            go_data: None,
            data: None,
        };
        let size = u64::from(header.sizeofcmds(endian));
        within("the load commands", size_of::<M>() as u64, size, bytes.len())?;
        let mut list = header
            .load_commands(endian, bytes, 0)
            .map_err(Unreadable::in_the("the load commands"))?;
        let mut index = 0;
        while let Some(command) = list.next().map_err(Unreadable::in_the("the load commands"))? {
            let what = format!("load command {index}");
            if let Some((segment, sections)) =
                M::Segment::from_command(command).map_err(Unreadable::in_the(&what))?
            {
                read.segment(segment, sections)?;
            } else {
                read.command(command, &what)?;
            }
            index += 1;
        }
        // Releases before 1.13 had no section of their own for the build information.
        read.go_data = read.go_data.or(read.data);
        Ok(read)
    }

    fn segment(&mut self, segment: &M::Segment, sections: &'a [u8]) -> Result<()> {
        let (offset, size) = segment.file_range(self.endian);
        let name = text(segment.name());
        within(&format!("the segment {name}"), offset, size, self.bytes.len())?;
        let what = format!("the sections of the segment {name}");
        let sections =
            segment.sections(self.endian, sections).map_err(Unreadable::in_the(&what))?;
        if let Ok(data) = segment.data(self.endian, self.bytes)
            && self.segments.len() < MOST_NAMES
        {
            self.segments.push((segment.vmaddr(self.endian).into(), data));
        }
        if name == "__DATA" {
            self.data = segment.data(self.endian, self.bytes).ok();
        }
        for section in sections {
            let offset = u64::from(section.offset(self.endian));
            let data = section.data(self.endian, self.bytes, offset).unwrap_or_default();
            match (section.segment_name(), section.name()) {
                (b"__TEXT", b"__text") => self.text = Some(data),
                (_, b"__go_buildinfo") => self.go_data = Some(data),
                (b"__DWARF", _) => self.has_dwarf = true,
                _ => {}
            }
            let kind = section.section_type(self.endian);
            let is_list =
                kind == macho::S_MOD_INIT_FUNC_POINTERS || kind == macho::S_INIT_FUNC_OFFSETS;
            let size: u64 = section.size(self.endian).into();
            self.has_constructors |= is_list && size > 0;
        }
        Ok(())
    }

    fn command(&mut self, command: LoadCommandData<'a, Endianness>, what: &str) -> Result<()> {
        let endian = self.endian;
        let string = |at| command.string(endian, at).map(text).unwrap_or_default();
        match command.variant().map_err(Unreadable::in_the(what))? {
            // A library for macOS and Mac Catalyst has two; the first is macOS's.
            LoadCommandVariant::BuildVersion(build, _) if self.platform.is_none() => {
                self.platform = Some(build.platform.get(endian).0);
                self.minimum_os = Some(build.minos.get(endian).0);
                self.sdk = Some(build.sdk.get(endian).0);
            }
            LoadCommandVariant::VersionMin(minimum) => {
                self.platform = match command.cmd() {
                    macho::LC_VERSION_MIN_MACOSX => Some(1),
                    macho::LC_VERSION_MIN_IPHONEOS => Some(2),
                    macho::LC_VERSION_MIN_TVOS => Some(3),
                    _ => Some(4),
                };
                self.minimum_os = Some(minimum.version.get(endian).0);
                self.sdk = Some(minimum.sdk.get(endian).0);
            }
            LoadCommandVariant::Dylib(dylib) if self.dylibs.len() < MOST_NAMES => {
                self.dylibs.push(Dylib {
                    path: string(dylib.dylib.name),
                    version: version(dylib.dylib.current_version.get(endian).0),
                    is_weak: command.cmd() == macho::LC_LOAD_WEAK_DYLIB,
                });
            }
            LoadCommandVariant::IdDylib(dylib) => {
                self.install_name = Some(string(dylib.dylib.name));
            }
            LoadCommandVariant::Rpath(rpath) if self.rpaths.len() < MOST_NAMES => {
                self.rpaths.push(string(rpath.path));
            }
            LoadCommandVariant::Uuid(uuid) => self.uuid = Some(uuid_text(&uuid.uuid)),
            LoadCommandVariant::Symtab(table) => {
                let size = size_of::<M::Nlist>() as u64 * u64::from(table.nsyms.get(endian));
                let length = self.bytes.len();
                within("the symbols", table.symoff.get(endian).into(), size, length)?;
                let (start, size) = (table.stroff.get(endian), table.strsize.get(endian));
                within("the names of symbols", start.into(), size.into(), length)?;
                self.symbols = table
                    .symbols::<M, _>(endian, self.bytes)
                    .map_err(Unreadable::in_the("the symbols"))?;
                self.symbol_count = self.symbols.len();
            }
            LoadCommandVariant::LinkeditData(data) => {
                let place = (data.dataoff.get(endian).into(), data.datasize.get(endian).into());
                within(what, place.0, place.1, self.bytes.len())?;
                match command.cmd() {
                    macho::LC_CODE_SIGNATURE => self.signature = Some(place),
                    macho::LC_FUNCTION_STARTS => self.has_function_starts = true,
                    _ => {}
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Every symbol, and whether it is a global definition; those of debuggers left out.
    pub(super) fn each_symbol(&self, mut visit: impl FnMut(&[u8], bool)) {
        for symbol in self.symbols.iter() {
            if symbol.is_stab() {
                continue;
            }
            let kind = symbol.n_type().0;
            let is_global =
                kind & macho::N_EXT.0 != 0 && kind & macho::N_PEXT.0 == 0 && !symbol.is_undefined();
            let name = symbol.name(self.endian, self.symbols.strings()).unwrap_or_default();
            visit(name, is_global);
        }
    }
}

/// `8F1D…-…`, as Apple's tools write it.
fn uuid_text(bytes: &[u8; 16]) -> String {
    let digits = hex(bytes).to_uppercase();
    let parts = [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]];
    parts.join("-")
}
