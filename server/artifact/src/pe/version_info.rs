//! Version resources: what Explorer shows as the details of a file.

use schemars::JsonSchema;
use serde::Serialize;

use crate::bytes::Bytes;

/// The version of a file, as its resource states it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct VersionInfo {
    /// Of the file, by numbers: `1.2.3.4`.
    pub file_version: String,
    /// Of the product, by numbers.
    pub product_version: String,
    /// The texts: `CompanyName`, `FileDescription`, … in order.
    pub strings: Vec<VersionString>,
}

/// One text of a version resource.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct VersionString {
    /// What it is: `ProductName`.
    pub name: String,
    /// What it says.
    pub value: String,
}

/// Blocks that are looked at.
const MOST_BLOCKS: usize = 256;

/// Reads a version resource: blocks of a length, the length of a value, a kind, a name in UTF-16,
/// the value and further blocks, each part at a multiple of four.
pub(super) fn read(bytes: &[u8]) -> Option<VersionInfo> {
    const SIGNATURE: u32 = 0xfeef_04bd;
    let root = Block::at(bytes, 0)?;
    let mut info = VersionInfo::default();
    let fixed = Bytes::little(root.value);
    if fixed.u32(0) == Some(SIGNATURE) {
        info.file_version = numbers(fixed, 8)?;
        info.product_version = numbers(fixed, 16)?;
    }
    let mut left = MOST_BLOCKS;
    for strings in root.children(&mut left).iter().filter(|it| it.name == "StringFileInfo") {
        // One table for each language; the first is shown.
        for table in strings.children(&mut left).iter().take(1) {
            for string in table.children(&mut left) {
                info.strings.push(VersionString { value: utf16(string.value), name: string.name });
            }
        }
    }
    Some(info)
}

fn numbers(fixed: Bytes<'_>, at: u64) -> Option<String> {
    let (high, low) = (fixed.u32(at)?, fixed.u32(at + 4)?);
    Some(format!("{}.{}.{}.{}", high >> 16, high & 0xffff, low >> 16, low & 0xffff))
}

struct Block<'a> {
    name: String,
    value: &'a [u8],
    rest: &'a [u8],
    length: usize,
}

impl<'a> Block<'a> {
    fn at(bytes: &'a [u8], offset: usize) -> Option<Block<'a>> {
        const HEAD: usize = 6;
        let bytes = bytes.get(offset..)?;
        let head = Bytes::little(bytes);
        let length = usize::from(head.u16(0)?);
        let (value_length, kind) = (usize::from(head.u16(2)?), head.u16(4)?);
        let bytes = bytes.get(..length)?;
        let name = bytes.get(HEAD..)?;
        let letters = name.chunks_exact(2).take_while(|pair| **pair != [0, 0]).count();
        let value = aligned(HEAD + 2 * (letters + 1));
        // The length of a text counts letters.
        let size = if kind == 1 { value_length * 2 } else { value_length };
        let end = value.saturating_add(size).min(bytes.len());
        Some(Block {
            name: utf16(&name[..2 * letters]),
            value: bytes.get(value..end).unwrap_or_default(),
            rest: bytes.get(aligned(end)..).unwrap_or_default(),
            length,
        })
    }

    fn children(&self, left: &mut usize) -> Vec<Block<'a>> {
        let (mut children, mut offset) = (Vec::new(), 0);
        while *left > 0
            && let Some(child) = Block::at(self.rest, offset)
            && child.length > 0
        {
            *left -= 1;
            offset = aligned(offset + child.length);
            children.push(child);
        }
        children
    }
}

fn aligned(offset: usize) -> usize {
    offset.next_multiple_of(4)
}

/// A text up to its NUL.
fn utf16(bytes: &[u8]) -> String {
    let units = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    let letters = char::decode_utf16(units.take_while(|unit| *unit != 0));
    letters.map(|letter| letter.unwrap_or('\u{fffd}')).collect()
}
