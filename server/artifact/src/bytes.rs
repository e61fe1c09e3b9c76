//! Numbers and texts at offsets, never outside the bytes.

/// The longest text that is taken from a binary, in bytes. Longer ones are cut off, so that many
/// names in one table cannot cost more than the table.
pub(crate) const LONGEST_TEXT: usize = 4096;

/// The most names that are listed of any one kind.
pub(crate) const MOST_NAMES: usize = 4096;

/// Bytes with a byte order.
#[derive(Clone, Copy)]
pub(crate) struct Bytes<'a> {
    pub(crate) all: &'a [u8],
    pub(crate) is_big_endian: bool,
}

impl<'a> Bytes<'a> {
    pub(crate) fn little(all: &'a [u8]) -> Bytes<'a> {
        Bytes { all, is_big_endian: false }
    }

    pub(crate) fn big(all: &'a [u8]) -> Bytes<'a> {
        Bytes { all, is_big_endian: true }
    }

    /// A piece, if all of it is there.
    pub(crate) fn slice(&self, offset: u64, size: u64) -> Option<&'a [u8]> {
        let start = usize::try_from(offset).ok()?;
        self.all.get(start..start.checked_add(usize::try_from(size).ok()?)?)
    }

    /// What follows an offset.
    pub(crate) fn from(&self, offset: u64) -> Option<Bytes<'a>> {
        let all = self.all.get(usize::try_from(offset).ok()?..)?;
        Some(Bytes { all, ..*self })
    }

    fn array<const N: usize>(&self, offset: u64) -> Option<[u8; N]> {
        self.slice(offset, N as u64)?.try_into().ok()
    }

    pub(crate) fn u8(&self, offset: u64) -> Option<u8> {
        self.array(offset).map(|[byte]| byte)
    }

    pub(crate) fn u16(&self, offset: u64) -> Option<u16> {
        let bytes = self.array(offset)?;
        Some(if self.is_big_endian { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) })
    }

    pub(crate) fn u32(&self, offset: u64) -> Option<u32> {
        let bytes = self.array(offset)?;
        Some(if self.is_big_endian { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) })
    }

    pub(crate) fn u64(&self, offset: u64) -> Option<u64> {
        let bytes = self.array(offset)?;
        Some(if self.is_big_endian { u64::from_be_bytes(bytes) } else { u64::from_le_bytes(bytes) })
    }

    /// A number as wide as a pointer of 4 or 8 bytes.
    pub(crate) fn word(&self, offset: u64, width: u8) -> Option<u64> {
        if width == 8 { self.u64(offset) } else { self.u32(offset).map(u64::from) }
    }

    /// A text up to its NUL byte.
    pub(crate) fn text(&self, offset: u64) -> Option<String> {
        Some(text(self.from(offset)?.all))
    }

    /// A number in Go's variable-length form, and how many bytes it takes.
    pub(crate) fn varint(&self, offset: u64) -> Option<(u64, u64)> {
        let mut number = 0_u64;
        for index in 0..10_u64 {
            let byte = self.u8(offset + index)?;
            number |= u64::from(byte & 0x7f).checked_shl(7 * index as u32)?;
            if byte < 0x80 {
                return Some((number, index + 1));
            }
        }
        None
    }
}

/// A text up to its NUL byte, or all of it; bytes that are not UTF-8 are replaced.
pub(crate) fn text(bytes: &[u8]) -> String {
    let bytes = &bytes[..bytes.len().min(LONGEST_TEXT)];
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    String::from_utf8_lossy(&bytes[..end]).into_owned()
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// Where some bytes stand first, from an offset on.
pub(crate) fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    let (first, rest) = needle.split_first()?;
    let mut start = 0;
    while let Some(at) = haystack.get(start..)?.iter().position(|byte| byte == first) {
        let at = start + at;
        if haystack[at + 1..].starts_with(rest) {
            return Some(at);
        }
        start = at + 1;
    }
    None
}
