//! Go's build information: what `go version -m` prints, from every format.
//!
//! The linker leaves a header that begins with `\xff Go buildinf:`. Since Go 1.18 two texts with
//! their lengths follow it; before, two pointers to Go strings stand there, as wide and in the
//! order that the header says. WebAssembly and Plan 9 have no place that a header could be found
//! at by name, but the text of the modules always stands between two marks of 16 bytes.

mod text;

use schemars::JsonSchema;
use serde::Serialize;

use crate::bytes::{self, Bytes};

/// What the go command knew when it built a binary.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct GoBuild {
    /// The release: `go1.27.3`; null where only the modules could be found.
    pub version: Option<String>,
    /// The import path of the main package.
    pub path: Option<String>,
    /// The module that holds it.
    pub main: Option<GoModule>,
    /// The other modules that are linked in.
    pub dependencies: Vec<GoModule>,
    /// The settings of the build, in order.
    pub settings: Vec<GoSetting>,
}

/// A module of a build.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct GoModule {
    /// Its path.
    pub path: String,
    /// Its version: `v1.2.3`, `(devel)`.
    pub version: String,
    /// Its checksum, as go.sum has it; may be empty.
    pub sum: String,
    /// What a replace directive put in its place.
    pub replaced_by: Option<GoReplacement>,
}

/// What stands in the place of a module.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct GoReplacement {
    /// The path of a module, or of a folder.
    pub path: String,
    /// Its version.
    pub version: String,
    /// Its checksum; empty for a folder.
    pub sum: String,
}

/// One setting of a build.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct GoSetting {
    /// `GOOS`, `CGO_ENABLED`, `-trimpath`, `vcs.revision`, …
    pub key: String,
    /// Its value.
    pub value: String,
}

/// What a header begins with.
const MAGIC: &[u8] = b"\xff Go buildinf:";

/// The header stands at a multiple of this.
const ALIGNMENT: usize = 16;

/// The length of a header.
const HEADER: u64 = 32;

/// What the text of the modules begins and ends with.
const BEGIN: [u8; 16] = [
    0x30, 0x77, 0xaf, 0x0c, 0x92, 0x74, 0x08, 0x02, 0x41, 0xe1, 0xc1, 0x07, 0xe6, 0xd6, 0x18, 0xe6,
];
const END: [u8; 16] = [
    0xf9, 0x32, 0x43, 0x31, 0x86, 0x18, 0x20, 0x72, 0x00, 0x82, 0x42, 0x10, 0x41, 0x16, 0xd8, 0xf2,
];

impl GoBuild {
    /// A setting's value.
    pub fn setting(&self, key: &str) -> Option<&str> {
        self.settings.iter().find(|setting| setting.key == key).map(|it| it.value.as_str())
    }

    /// GOOS, if it is one that Go has.
    pub fn goos(&self) -> Option<&'static str> {
        let told = self.setting("GOOS")?;
        platform::Port::all().map(platform::Port::os).find(|os| *os == told)
    }

    /// GOARCH, if it is one that Go has.
    pub fn goarch(&self) -> Option<&'static str> {
        let told = self.setting("GOARCH")?;
        platform::Port::all().map(platform::Port::arch).find(|arch| *arch == told)
    }

    /// Whether cgo was on.
    pub fn cgo(&self) -> Option<bool> {
        match self.setting("CGO_ENABLED")? {
            "0" => Some(false),
            "1" => Some(true),
            _ => None,
        }
    }
}

/// Where the bytes of a binary are when it runs.
pub(crate) trait Image {
    /// The bytes from an address on, to the end of its segment.
    fn at(&self, address: u64) -> Option<&[u8]>;
}

/// Nothing is found by address.
pub(crate) struct NoImage;

impl Image for NoImage {
    fn at(&self, _: u64) -> Option<&[u8]> {
        None
    }
}

/// Reads the build information whose header stands in this piece of data.
pub(crate) fn read(data: &[u8], image: &dyn Image) -> Option<GoBuild> {
    let mut start = 0;
    // Go's own tables may hold the word that is searched for; the header is aligned.
    while let Some(at) = bytes::find(&data[start..], MAGIC) {
        let at = start + at;
        if at % ALIGNMENT == 0
            && let Some(found) = read_header(&data[at..], image)
        {
            return Some(found);
        }
        start = at + 1;
    }
    None
}

/// Reads the build information of a file whose layout leads nowhere: the header with its texts, or
/// at least the text between its marks.
pub(crate) fn search(data: &[u8]) -> Option<GoBuild> {
    let mut start = 0;
    while let Some(at) = bytes::find(&data[start..], MAGIC) {
        let at = start + at;
        if let Some(found) = read_header(&data[at..], &NoImage) {
            return Some(found);
        }
        start = at + 1;
    }
    let begin = bytes::find(data, &BEGIN)? + BEGIN.len();
    let end = begin + bytes::find(&data[begin..], &END)?;
    let modules = std::str::from_utf8(&data[begin..end]).ok()?;
    Some(GoBuild { version: None, ..text::parse(modules) })
}

fn read_header(data: &[u8], image: &dyn Image) -> Option<GoBuild> {
    const IS_BIG_ENDIAN: u8 = 1;
    const IS_INLINE: u8 = 2;
    let header = Bytes::little(data);
    let (width, flags) = (header.u8(14)?, header.u8(15)?);
    let (version, modules) = if flags & IS_INLINE != 0 {
        let (version, after) = inline(header, HEADER)?;
        let (modules, _) = inline(header, after)?;
        (version, modules)
    } else {
        if width != 4 && width != 8 {
            return None;
        }
        let header = Bytes { is_big_endian: flags & IS_BIG_ENDIAN != 0, ..header };
        let version = pointed(header.word(16, width)?, width, header.is_big_endian, image)?;
        let modules = header.word(16 + u64::from(width), width)?;
        let modules = pointed(modules, width, header.is_big_endian, image).unwrap_or_default();
        (version, modules)
    };
    let version = std::str::from_utf8(version).ok()?;
    if version.is_empty() {
        return None;
    }
    let read = between_marks(modules).map(text::parse).unwrap_or_default();
    Some(GoBuild { version: Some(version.to_owned()), ..read })
}

/// A text with its length before it, and where the next one begins.
fn inline(data: Bytes<'_>, offset: u64) -> Option<(&[u8], u64)> {
    let (length, width) = data.varint(offset)?;
    let start = offset + width;
    Some((data.slice(start, length)?, start.checked_add(length)?))
}

/// The text of a Go string: a pointer to bytes, and their number.
fn pointed(address: u64, width: u8, is_big_endian: bool, image: &dyn Image) -> Option<&[u8]> {
    let header = Bytes { all: image.at(address)?, is_big_endian };
    let (start, length) = (header.word(0, width)?, header.word(u64::from(width), width)?);
    Bytes::little(image.at(start)?).slice(0, length)
}

/// The text of the modules without its marks. The go command looks at the line feed alone.
fn between_marks(modules: &[u8]) -> Option<&str> {
    let marks = BEGIN.len();
    let is_marked = modules.len() > 2 * marks && modules[modules.len() - marks - 1] == b'\n';
    let inner = is_marked.then(|| &modules[marks..modules.len() - marks])?;
    std::str::from_utf8(inner).ok()
}

/// Go's build id in a file that has no note for it: a text of the first code.
pub(crate) fn build_id(data: &[u8]) -> Option<String> {
    const PREFIX: &[u8] = b"\xff Go build ID: \"";
    const WINDOW: usize = 32 << 10;
    let window = &data[..data.len().min(WINDOW)];
    let start = bytes::find(window, PREFIX)? + PREFIX.len();
    let length = window[start..].iter().position(|byte| *byte == b'"')?;
    std::str::from_utf8(&window[start..start + length]).ok().map(str::to_owned)
}

#[cfg(test)]
mod tests;
