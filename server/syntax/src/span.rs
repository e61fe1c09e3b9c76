//! Where something stands in a text.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::Range;

/// A range of byte offsets. Always within the text that it was made from, on character boundaries.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// From offsets. Texts are far smaller than 4 GiB.
    pub const fn new(start: usize, end: usize) -> Span {
        Span { start: start as u32, end: end as u32 }
    }

    /// As a range to slice the text with.
    pub const fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The empty span before it.
    #[must_use]
    pub const fn before(self) -> Span {
        Span { start: self.start, end: self.start }
    }

    /// The empty span after it.
    #[must_use]
    pub const fn after(self) -> Span {
        Span { start: self.end, end: self.end }
    }
}

/// A word of the text and where it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Name {
    /// The word: for a string literal its value, without quotes.
    pub text: Box<str>,
    /// Where it stands; a string literal with its quotes.
    pub span: Span,
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
