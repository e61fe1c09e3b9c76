//! Which words a text holds, so that a file in which a name cannot occur need not be parsed.

use serde::{Deserialize, Serialize};

use crate::Span;

/// The distinct words of a text, as numbers: identifiers and keywords, and what looks like them in
/// numbers. Two words may share a number, so that it tells for certain only what a
/// text does not hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// Those that stand somewhere without a dot before them.
    plain: Box<[u32]>,
    /// Those after a dot, with the word before it: the selected one in the upper half. The lower
    /// one is 0 where something else stands there.
    selected: Box<[u64]>,
}

impl Words {
    /// Reads the words of a text outside of comments and literals; `not_code`: where these stand, in
    /// order.
    pub(super) fn of(text: &str, not_code: &[Span]) -> Words {
        let bytes = text.as_bytes();
        let (mut plain, mut selected) = (Seen::default(), Seen::default());
        // The word before, and where it ended.
        let mut before = (0, usize::MAX);
        // Where the word begins that is not over yet.
        let mut word = None;
        let (blocks, rest) = bytes.as_chunks::<64>();
        let mut last = [0; 64];
        last[..rest.len()].copy_from_slice(rest);
        let mut not_code = not_code;
        for (index, block) in blocks.iter().chain([&last]).enumerate() {
            let parts = parts(block) & !covered(&mut not_code, index * 64);
            let mut edges = parts ^ (parts << 1 | u64::from(word.is_some()));
            while edges != 0 {
                let at = index * 64 + edges.trailing_zeros() as usize;
                edges &= edges - 1;
                match word.take() {
                    None => word = Some(at),
                    Some(start) => {
                        let number = u64::from(number(bytes, start, at));
                        match dot_before(bytes, start) {
                            None => plain.insert(number),
                            Some(dot) => {
                                let of = if before.1 == dot { before.0 } else { 0 };
                                selected.insert(number << 32 | of);
                            }
                        }
                        before = (number, at);
                    }
                }
            }
        }
        let mut plain: Vec<u32> = plain.numbers().map(|number| number as u32).collect();
        plain.sort_unstable();
        let mut selected: Vec<u64> = selected.numbers().collect();
        selected.sort_unstable();
        Words { plain: plain.into(), selected: selected.into() }
    }

    /// The number of a word.
    pub fn number(word: &str) -> u32 {
        number(word.as_bytes(), 0, word.len())
    }

    /// The numbers of the words that stand somewhere without a dot before them, in order.
    pub fn plain(&self) -> &[u32] {
        &self.plain
    }

    /// The numbers of the words that stand behind `word.`: of that word, and of the selected one.
    pub fn selected(&self) -> impl Iterator<Item = (u32, u32)> {
        self.selected.iter().map(|pair| (*pair as u32, (*pair >> 32) as u32))
    }

    /// Whether the text may hold the word.
    pub fn may_hold(&self, word: &str) -> bool {
        let number = Words::number(word);
        let from = self.selected.partition_point(|pair| *pair >> 32 < u64::from(number));
        self.plain.binary_search(&number).is_ok()
            || self.selected.get(from).is_some_and(|pair| *pair >> 32 == u64::from(number))
    }
}

/// Which of the 64 bytes from a place on lie in these spans, the first at the lowest bit. The spans
/// before the place are taken off.
fn covered(spans: &mut &[Span], from: usize) -> u64 {
    let mut covered = 0;
    while let [span, rest @ ..] = spans {
        let (start, end) = (span.range().start.max(from) - from, span.range().end);
        if start >= 64 {
            break;
        }
        if end > from {
            let length = (end - from).min(64) - start;
            covered |= u64::MAX >> (64 - length) << start;
        }
        if end > from + 64 {
            break;
        }
        *spans = rest;
    }
    covered
}

/// The dot that stands before a word. `...` selects nothing.
fn dot_before(bytes: &[u8], start: usize) -> Option<usize> {
    let before = bytes[..start].trim_ascii_end();
    let is_selecting = before.ends_with(b".") && !before.ends_with(b"..");
    is_selecting.then(|| before.len() - 1)
}

/// The number of the word between two places of a text: never 0.
fn number(bytes: &[u8], start: usize, end: usize) -> u32 {
    let mut hash = 0_u64;
    let mut at = start;
    while at < end {
        let length = (end - at).min(8);
        let part = match bytes[at..].first_chunk::<8>() {
            // Of eight bytes, those that belong to the word.
            Some(chunk) => u64::from_le_bytes(*chunk) & (u64::MAX >> (64 - 8 * length)),
            None => {
                bytes[at..at + length].iter().rfold(0, |part, &byte| part << 8 | u64::from(byte))
            }
        };
        hash = (hash.rotate_left(23) ^ part).wrapping_mul(0xf135_7aea_2e62_a9c5);
        at += 8;
    }
    // A product's highest bits depend on all of its factors'.
    (hash >> 32) as u32 | 1
}

/// Which of the bytes may stand in an identifier, the first at the lowest bit. Every byte of a
/// letter outside ASCII does.
fn parts(block: &[u8; 64]) -> u64 {
    let (words, _) = block.as_chunks::<8>();
    words.iter().rfold(0, |mask, word| {
        let highest = parts_of(u64::from_le_bytes(*word));
        // Byte by byte, the product gathers the bits in its highest byte.
        mask << 8 | (highest >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
    })
}

/// The same of eight bytes at once: the answers are their highest bits.
fn parts_of(bytes: u64) -> u64 {
    const EACH: u64 = 0x0101_0101_0101_0101;
    const HIGHEST: u64 = 0x80 * EACH;
    let low = bytes & !HIGHEST;
    // Sums of numbers below 128 do not spill into the next byte.
    let is_between = |value: u64, first: u8, last: u8| {
        (value + u64::from(0x80 - first) * EACH) & !(value + u64::from(0x7f - last) * EACH)
    };
    let letters = is_between(low | (0x20 * EACH), b'a', b'z');
    let others = is_between(low, b'0', b'9') | is_between(low, b'_', b'_');
    (letters | others | bytes) & HIGHEST
}

/// A set of numbers other than 0.
struct Seen {
    /// At least half of the places are 0, which means free. A number stands at the place that its
    /// bits say, or behind.
    places: Vec<u64>,
    count: usize,
}

impl Default for Seen {
    fn default() -> Seen {
        Seen { places: vec![0; 1 << 10], count: 0 }
    }
}

impl Seen {
    fn insert(&mut self, number: u64) {
        let last = self.places.len() - 1;
        let mut place = (number >> 1 ^ number >> 33) as usize & last;
        while self.places[place] != number {
            if self.places[place] == 0 {
                self.places[place] = number;
                self.count += 1;
                if self.count * 2 > last {
                    self.grow();
                }
                return;
            }
            place = (place + 1) & last;
        }
    }

    fn grow(&mut self) {
        let larger = vec![0; self.places.len() * 4];
        self.count = 0;
        for number in std::mem::replace(&mut self.places, larger) {
            if number != 0 {
                self.insert(number);
            }
        }
    }

    fn numbers(&self) -> impl Iterator<Item = u64> {
        self.places.iter().copied().filter(|&number| number != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::go::scan;

    #[test]
    fn each_byte_is_part_of_a_word_or_not() {
        for block in 0..4_u8 {
            let bytes: [u8; 64] = std::array::from_fn(|index| block * 64 + index as u8);
            let found = parts(&bytes);
            for (index, byte) in bytes.into_iter().enumerate() {
                let is_part = byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80;
                assert_eq!(found >> index & 1 == 1, is_part, "{byte}");
            }
        }
    }

    #[test]
    fn words_are_found_wherever_they_stand() {
        for start in 0..130 {
            for length in [1, 7, 8, 9, 63, 64, 65] {
                let word = "x".repeat(length);
                let text = format!("{}{word}", " ".repeat(start));
                assert_eq!(
                    *Words::of(&text, &[]).plain,
                    [Words::number(&word)],
                    "{start} {length}"
                );
            }
        }
        let many: Vec<String> = (0..5000).map(|n| format!("w{n}")).collect();
        let words = Words::of(&many.join(" "), &[]);
        assert_eq!(words.plain.len(), many.len());
        assert!(many.iter().all(|word| words.may_hold(word)));
    }

    #[test]
    fn comments_and_literals_hold_no_words() {
        let name = |at: usize| format!("w{at}");
        for length in [1, 2, 10, 62, 63, 64, 65, 127, 128, 200] {
            for start in 0..70 {
                let literal = format!("\"{}\"", "in ".repeat(length));
                let text =
                    format!("{}{} {literal} {} {literal}", " ".repeat(start), name(1), name(2));
                let words = Words::of(&text, &scan::scan(&text).not_code);
                let mut expected = [Words::number("w1"), Words::number("w2")];
                expected.sort_unstable();
                assert_eq!(*words.plain, expected, "{length} {start}");
            }
        }
        let text = "a /* b */ c // d\n'e' `f\ng` h \"";
        let words = Words::of(text, &scan::scan(text).not_code);
        let held = ["a", "b", "c", "d", "e", "f", "g", "h"].map(|word| words.may_hold(word));
        assert_eq!(held, [true, false, true, false, false, false, false, true]);
    }

    #[test]
    fn words_are_what_identifiers_are_made_of() {
        let words = Words::of("package π\nfunc f_1(größe int) { g(größe.höhe) } + h", &[]);
        for word in ["package", "π", "func", "f_1", "größe", "int", "g", "höhe", "h"] {
            assert!(words.may_hold(word), "{word}");
        }
        for word in ["f", "größ", "i", "in", "1", ""] {
            assert!(!words.may_hold(word), "{word}");
        }
        assert!(Words::of("", &[]).plain.is_empty());
        assert!(words.plain.is_sorted());
    }

    #[test]
    fn selected_words_are_told_from_plain_ones() {
        let words = Words::of("a.b(c ...d) e().f g. h\n\t.i\nj.\n\tk \"..\"+l", &[]);
        let plain = |word| words.plain().contains(&Words::number(word));
        for (word, is_plain) in [
            ("a", true),
            ("b", false),
            ("c", true),
            ("d", true),
            ("f", false),
            ("h", false),
            ("i", false),
            ("k", false),
            ("l", true),
        ] {
            assert_eq!(plain(word), is_plain, "{word}");
            assert!(words.may_hold(word), "{word}");
        }
        let number = |word: &str| if word.is_empty() { 0 } else { Words::number(word) };
        let mut expected = [("a", "b"), ("", "f"), ("g", "h"), ("", "i"), ("j", "k")]
            .map(|(of, word)| (number(of), number(word)));
        expected.sort_unstable_by_key(|&(of, word)| (word, of));
        assert_eq!(words.selected().collect::<Vec<_>>(), expected);
    }
}
