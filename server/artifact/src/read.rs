//! Which format it is.

use object::macho;

use crate::bytes::Bytes;
use crate::unreadable::{Result, Unreadable};
use crate::{Artifact, archive, coff, elf, macho as mach_o, pe, plan9, wasm, xcoff};

/// What archives begin with.
const ARCHIVES: [&[u8]; 3] = [b"!<arch>\n", b"!<thin>\n", b"<bigaf>\n"];

/// Whether the first 64 bytes of a file are those of a binary or object, as far as they tell.
pub fn begins_like_a_binary(start: &[u8]) -> bool {
    const MACH_O: [u32; 4] =
        [macho::MH_MAGIC, macho::MH_CIGAM, macho::MH_MAGIC_64, macho::MH_CIGAM_64];
    let Some(magic) = Bytes::big(start).u32(0) else { return false };
    let starts: [&[u8]; 3] = [b"\x7fELF", b"MZ", b"\0asm"];
    ARCHIVES.iter().chain(&starts).any(|it| start.starts_with(it))
        || xcoff::MAGICS.iter().any(|it| start.starts_with(it))
        || MACH_O.contains(&magic)
        || is_universal(start).is_some()
        || plan9::MAGICS.iter().any(|(it, _)| *it == magic)
        || coff::is_coff(start)
}

/// Whether bytes begin as a universal file does, and whether with 64-bit sizes. Java's classes
/// begin so too: their version, which is higher than any count of slices, follows.
fn is_universal(bytes: &[u8]) -> Option<bool> {
    const FIRST_OF_JAVA: u32 = 43;
    let header = Bytes::big(bytes);
    match header.u32(0)? {
        macho::FAT_MAGIC if header.u32(4)? < FIRST_OF_JAVA => Some(false),
        macho::FAT_MAGIC_64 => Some(true),
        _ => None,
    }
}

/// Reads a binary or object of any format. The error says what is wrong and where, and whether the
/// bytes are no binary at all.
pub fn read(bytes: &[u8]) -> std::result::Result<Artifact, Unreadable> {
    if ARCHIVES.iter().any(|magic| bytes.starts_with(magic)) {
        return archive::read(bytes);
    }
    match is_universal(bytes) {
        Some(is_wide) => mach_o::read_fat(bytes, is_wide),
        None => read_member(bytes),
    }
}

/// Reads what can be a member of an archive: anything but an archive or a universal file.
pub(crate) fn read_member(bytes: &[u8]) -> Result<Artifact> {
    let magic = Bytes::big(bytes).u32(0);
    match magic {
        _ if bytes.starts_with(b"\x7fELF") => elf::read(bytes),
        Some(macho::MH_MAGIC | macho::MH_CIGAM | macho::MH_MAGIC_64 | macho::MH_CIGAM_64) => {
            mach_o::read(bytes)
        }
        _ if bytes.starts_with(b"MZ") => read_mz(bytes),
        _ if bytes.starts_with(b"\0asm") => wasm::read(bytes),
        _ if xcoff::MAGICS.iter().any(|magic| bytes.starts_with(magic)) => xcoff::read(bytes),
        Some(magic) if plan9::MAGICS.iter().any(|(it, _)| *it == magic) => plan9::read(bytes),
        _ if coff::is_coff(bytes) => coff::read(bytes),
        None => Err(Unreadable::foreign("not a binary: fewer than four bytes")),
        Some(_) => Err(Unreadable::foreign("not a binary of a known format")),
    }
}

/// A program of DOS, unless it leads to a PE header.
fn read_mz(bytes: &[u8]) -> Result<Artifact> {
    const OFFSET: u64 = 0x3c;
    let header = Bytes::little(bytes);
    let Some(at) = header.u32(OFFSET) else {
        return Err(Unreadable::broken("truncated: the header of a DOS or Windows program"));
    };
    match header.slice(at.into(), 4) {
        Some(b"PE\0\0") => pe::read(bytes),
        Some([b'N' | b'L', b'E' | b'X', ..]) => {
            Err(Unreadable::foreign("a program of 16-bit Windows or OS/2"))
        }
        Some(_) => Err(Unreadable::foreign("a program of DOS")),
        None => Err(Unreadable::broken(format!(
            "truncated: the header of a Windows program is at byte {at}, the file ends at byte {}",
            bytes.len()
        ))),
    }
}
