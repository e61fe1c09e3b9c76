//! Why bytes could not be read as a binary.

use std::fmt;

/// Why bytes could not be read as a binary: one line, lower case, that says what is wrong and
/// where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// `truncated: the section .text ends at byte 4096, the file at byte 512`.
    pub message: String,
    /// Whether the bytes are no binary at all, as opposed to a broken one.
    pub is_foreign: bool,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Unreadable {}

pub(crate) type Result<T> = std::result::Result<T, Unreadable>;

impl Unreadable {
    /// A binary that is broken.
    pub(crate) fn broken(message: impl Into<String>) -> Unreadable {
        Unreadable { message: message.into(), is_foreign: false }
    }

    /// No binary.
    pub(crate) fn foreign(message: impl Into<String>) -> Unreadable {
        Unreadable { message: message.into(), is_foreign: true }
    }

    /// A table or a piece of it is missing: what could not be read, and why.
    pub(crate) fn in_the(what: &str) -> impl Fn(object::read::Error) -> Unreadable + '_ {
        move |error| {
            let said = error.to_string();
            let mut letters = said.chars();
            // `Invalid ELF section …`, but `ELF` alone keeps its letters.
            let said = match letters.next() {
                Some('I') => format!("i{}", letters.as_str()),
                _ => said,
            };
            Unreadable::broken(format!("{what}: {said}"))
        }
    }
}

/// Fails unless a piece of the file lies in it.
pub(crate) fn within(what: &str, offset: u64, size: u64, length: usize) -> Result<()> {
    let length = length as u64;
    match offset.checked_add(size) {
        Some(end) if end <= length || size == 0 => Ok(()),
        Some(end) => Err(Unreadable::broken(format!(
            "truncated: {what} ends at byte {end}, the file at byte {length}"
        ))),
        None => Err(Unreadable::broken(format!("{what} is larger than any file"))),
    }
}
