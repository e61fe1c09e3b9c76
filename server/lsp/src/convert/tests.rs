//! Offsets and positions agree with each other and with the rope, in every encoding.

use project::FilePath;
use ropey::Rope;
use syntax::Span;
use tower_lsp::ls_types::{Position, PositionEncodingKind, Range};

use super::{Encoding, Lines, characters, path_of, uri_of};

const ENCODINGS: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];
const TEXT: &str = "aä\u{1F600}b\r\nzwei\rdrei\u{2028}\u{c}x\n\n";

#[test]
fn columns_count_what_was_negotiated() {
    let at = TEXT.find('b').unwrap() as u32;
    let column = |encoding| Lines::new(TEXT, encoding).position(at).character;
    assert_eq!(ENCODINGS.map(column), [7, 4, 3]);
}

#[test]
fn lines_end_as_the_protocol_says() {
    let lines = Lines::new(TEXT, Encoding::Utf8);
    let line_of = |word: &str| lines.position(TEXT.find(word).unwrap() as u32).line;
    assert_eq!([line_of("zwei"), line_of("drei"), line_of("x")], [1, 2, 2]);
    assert_eq!(lines.position(TEXT.len() as u32), Position::new(4, 0));
}

#[test]
fn every_offset_survives_the_way_there_and_back() {
    for encoding in ENCODINGS {
        let lines = Lines::new(TEXT, encoding);
        for (offset, character) in TEXT.char_indices() {
            let position = lines.position(offset as u32);
            if character != '\n' || !TEXT[..offset].ends_with('\r') {
                assert_eq!(lines.offset(position), offset as u32, "{encoding:?} {position:?}");
            }
            let rope = Rope::from_str(TEXT);
            let (range, fits) = characters(&rope, Range::new(position, position), encoding);
            assert!(fits);
            assert_eq!(lines.offset(position) as usize, rope.char_to_byte(range.start));
        }
    }
}

#[test]
fn positions_outside_are_moved_inside() {
    for encoding in ENCODINGS {
        let lines = Lines::new(TEXT, encoding);
        let rope = Rope::from_str(TEXT);
        for line in 0..8 {
            for character in 0..20 {
                let position = Position::new(line, character);
                let (range, _) = characters(&rope, Range::new(position, position), encoding);
                let offset = lines.offset(position);
                assert!(TEXT.is_char_boundary(offset as usize));
                assert_eq!(offset as usize, rope.char_to_byte(range.start), "{position:?}");
            }
        }
        let far = Position::new(u32::MAX, u32::MAX);
        let (range, fits) = characters(&rope, Range::new(far, Position::new(0, 0)), encoding);
        assert_eq!((range, fits), (0..rope.len_chars(), false));
        assert_eq!(lines.span(Range::new(far, Position::new(0, 1))).end, TEXT.len() as u32);
        assert_eq!(lines.range(Span { start: 900, end: 901 }).start, Position::new(4, 0));
    }
}

#[test]
fn utf_8_is_preferred_and_utf_16_is_the_default() {
    let kinds = [PositionEncodingKind::UTF16, PositionEncodingKind::UTF8];
    assert_eq!(Encoding::negotiate(&kinds), Encoding::Utf8);
    assert_eq!(Encoding::negotiate(&kinds[..1]), Encoding::Utf16);
    assert_eq!(Encoding::negotiate(&[PositionEncodingKind::UTF32]), Encoding::Utf32);
    assert_eq!(Encoding::negotiate(&[PositionEncodingKind::new("other")]), Encoding::Utf16);
    assert_eq!(Encoding::negotiate(&[]), Encoding::Utf16);
}

#[cfg(unix)]
#[test]
fn paths_and_uris_mean_each_other() {
    for text in ["/home/me/a b/ä#%?.go", "/a+b@c/[d].go"] {
        let path = FilePath::new(text);
        assert_eq!(path_of(&uri_of(&path).unwrap()), Some(path));
    }
    let other = |uri: &str| path_of(&uri.parse().unwrap());
    assert_eq!(other("untitled:Untitled-1"), None);
    assert_eq!(other("file:///a%20b/c.go"), Some(FilePath::new("/a b/c.go")));
    assert_eq!(other("git:/a.go?ref"), None);
}
