//! Which words a text holds, so that a file in which a name cannot occur need not be parsed.

/// The distinct words of a text, as numbers: identifiers, keywords, and whatever looks like them in
/// comments and strings. Two words may share a number, so that it tells for certain only what a
/// text does not hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words(Box<[u32]>);

impl Words {
    /// Reads the words of a text.
    pub fn of(text: &str) -> Words {
        let mut numbers = Vec::with_capacity(text.len() / 8);
        let mut hash = START;
        let mut is_inside = false;
        for &byte in text.as_bytes() {
            if is_part(byte) {
                hash = step(hash, byte);
                is_inside = true;
            } else if is_inside {
                numbers.push(hash);
                hash = START;
                is_inside = false;
            }
        }
        if is_inside {
            numbers.push(hash);
        }
        numbers.sort_unstable();
        numbers.dedup();
        Words(numbers.into())
    }

    /// The number of a word.
    pub fn number(word: &str) -> u32 {
        word.bytes().fold(START, step)
    }

    /// The numbers, in order.
    pub fn numbers(&self) -> &[u32] {
        &self.0
    }

    /// Whether the text may hold the word.
    pub fn may_hold(&self, word: &str) -> bool {
        self.0.binary_search(&Words::number(word)).is_ok()
    }
}

/// FNV-1a.
const START: u32 = 0x811c_9dc5;

fn step(hash: u32, byte: u8) -> u32 {
    (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
}

/// Whether a byte may stand in an identifier. Every byte of a letter outside ASCII does.
fn is_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_what_identifiers_are_made_of() {
        let words = Words::of("package π\nfunc f_1(größe int) { g(größe.höhe) } // h");
        for word in ["package", "π", "func", "f_1", "größe", "int", "g", "höhe", "h"] {
            assert!(words.may_hold(word), "{word}");
        }
        for word in ["f", "größ", "i", "in", "1", ""] {
            assert!(!words.may_hold(word), "{word}");
        }
        assert!(Words::of("").numbers().is_empty());
        assert!(words.numbers().is_sorted());
    }
}
