//! The only place that knows how byte offsets and paths relate to positions and URIs.

use std::path::Path;
use std::sync::Arc;

use project::FilePath;
use ropey::Rope;
use syntax::Span;
use tower_lsp::ls_types::{Position, PositionEncodingKind, Range, Uri};

/// What a position's `character` counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units, as every client can.
    #[default]
    Utf16,
    /// Characters.
    Utf32,
}

impl Encoding {
    /// The cheapest of those that a client offers.
    pub(crate) fn negotiate(offered: &[PositionEncodingKind]) -> Encoding {
        if offered.contains(&PositionEncodingKind::UTF8) {
            Encoding::Utf8
        } else if offered.contains(&PositionEncodingKind::UTF16) {
            Encoding::Utf16
        } else if offered.contains(&PositionEncodingKind::UTF32) {
            Encoding::Utf32
        } else {
            Encoding::default()
        }
    }

    /// As the protocol calls it.
    pub(crate) fn kind(self) -> PositionEncodingKind {
        match self {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
            Encoding::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    fn units(self, text: &str) -> usize {
        match self {
            Encoding::Utf8 => text.len(),
            Encoding::Utf16 => text.chars().map(char::len_utf16).sum(),
            Encoding::Utf32 => text.chars().count(),
        }
    }

    fn units_of(self, character: char) -> usize {
        match self {
            Encoding::Utf8 => character.len_utf8(),
            Encoding::Utf16 => character.len_utf16(),
            Encoding::Utf32 => 1,
        }
    }
}

/// A text's lines, to convert between offsets and positions.
pub(crate) struct Lines {
    text: Arc<str>,
    starts: Vec<u32>,
    encoding: Encoding,
}

impl Lines {
    /// Finds the lines: they end at `\n`, `\r\n` and `\r`.
    pub(crate) fn new(text: impl Into<Arc<str>>, encoding: Encoding) -> Lines {
        let text = text.into();
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for (index, &byte) in bytes.iter().enumerate() {
            let ends = byte == b'\n' || byte == b'\r' && bytes.get(index + 1) != Some(&b'\n');
            if ends {
                starts.push(index as u32 + 1);
            }
        }
        Lines { text, starts, encoding }
    }

    /// A line's number, start, and text without its end.
    pub(crate) fn line_at(&self, offset: u32) -> (u32, u32, &str) {
        let number = self.starts.partition_point(|&start| start <= offset) - 1;
        (number as u32, self.starts[number], self.line(number))
    }

    fn line(&self, number: usize) -> &str {
        let end = self.starts.get(number + 1).map_or(self.text.len(), |&end| end as usize);
        self.text[self.starts[number] as usize..end].trim_end_matches(['\r', '\n'])
    }

    /// The position of a byte; beyond the end, the end; within a character, its start.
    pub(crate) fn position(&self, offset: u32) -> Position {
        let mut offset = (offset as usize).min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let (line, start, text) = self.line_at(offset as u32);
        let within = (offset - start as usize).min(text.len());
        Position::new(line, self.encoding.units(&text[..within]) as u32)
    }

    /// The positions of a span.
    pub(crate) fn range(&self, span: Span) -> Range {
        Range::new(self.position(span.start), self.position(span.end))
    }

    /// The byte at a position; beyond the line, its end; beyond the text, the text's end.
    pub(crate) fn offset(&self, position: Position) -> u32 {
        let number = position.line as usize;
        if number >= self.starts.len() {
            return self.text.len() as u32;
        }
        let line = self.line(number);
        let mut units = 0;
        for (index, character) in line.char_indices() {
            units += self.encoding.units_of(character);
            if units > position.character as usize {
                return self.starts[number] + index as u32;
            }
        }
        self.starts[number] + line.len() as u32
    }

    /// The span between two positions, in whatever order they come.
    pub(crate) fn span(&self, range: Range) -> Span {
        let (start, end) = (self.offset(range.start), self.offset(range.end));
        Span { start: start.min(end), end: start.max(end) }
    }
}

/// The characters of a rope that a range means, and whether it lay within the document. What lies
/// outside is moved to the nearest place inside.
pub(crate) fn characters(
    rope: &Rope,
    range: Range,
    encoding: Encoding,
) -> (std::ops::Range<usize>, bool) {
    let start = character(rope, range.start, encoding);
    let end = character(rope, range.end, encoding);
    let fits = range.end.line as usize <= rope.len_lines() && start <= end;
    (start.min(end)..start.max(end), fits)
}

fn character(rope: &Rope, position: Position, encoding: Encoding) -> usize {
    let number = position.line as usize;
    if number >= rope.len_lines() {
        return rope.len_chars();
    }
    let line = rope.line(number);
    let breaks =
        line.chars_at(line.len_chars()).reversed().take_while(|c| matches!(c, '\r' | '\n'));
    let length = line.len_chars() - breaks.count();
    let units = position.character as usize;
    let within = match encoding {
        Encoding::Utf8 => line.byte_to_char(units.min(line.len_bytes())),
        Encoding::Utf16 => line.utf16_cu_to_char(units.min(line.len_utf16_cu())),
        Encoding::Utf32 => units,
    };
    rope.line_to_char(number) + within.min(length)
}

/// Whether a file is Go source.
pub(crate) fn is_go(path: &FilePath) -> bool {
    path.name().strip_suffix(".go").is_some()
}

/// The file that a URI means; none for `untitled:` and the like.
pub(crate) fn path_of(uri: &Uri) -> Option<FilePath> {
    if !uri.scheme().as_str().eq_ignore_ascii_case("file") {
        return None;
    }
    let path = uri.to_file_path()?;
    let text = path.to_str()?;
    if !path.is_absolute() {
        return None;
    }
    // Editors differ in how they write a drive's letter; files have one path here.
    let mut text = text.to_owned();
    if cfg!(windows)
        && let Some(drive) = text.get_mut(..1)
    {
        drive.make_ascii_uppercase();
    }
    Some(FilePath::new(&text))
}

/// A file's URI.
pub(crate) fn uri_of(path: &FilePath) -> Option<Uri> {
    Uri::from_file_path(Path::new(path.as_str()))
}

#[cfg(test)]
mod tests;
