//! Byte offsets to lines and columns.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use project::FilePath;
use syntax::Span;

use crate::Checked;

/// The texts of one workspace, each read and split into lines once.
pub(crate) struct Texts<'a> {
    read: &'a dyn Fn(&FilePath) -> Option<Arc<str>>,
    known: RefCell<HashMap<FilePath, Option<Rc<Lines>>>>,
}

impl<'a> Texts<'a> {
    pub(crate) fn of(checked: &Checked<'a>) -> Texts<'a> {
        Texts { read: checked.text, known: RefCell::default() }
    }

    /// A file's lines; none when its text is not to be had.
    pub(crate) fn lines(&self, path: &FilePath) -> Option<Rc<Lines>> {
        let known = self.known.borrow().get(path).cloned();
        known.unwrap_or_else(|| {
            let lines = (self.read)(path).map(|text| Rc::new(Lines::new(text)));
            self.known.borrow_mut().insert(path.clone(), lines.clone());
            lines
        })
    }
}

/// A text and where its lines begin. Offsets beyond the text, or inside
/// a character, are moved to the nearest boundary before.
pub(crate) struct Lines {
    pub(crate) text: Arc<str>,
    starts: Vec<usize>,
}

/// A place in a text, both counted from 1, the column in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

impl Lines {
    pub(crate) fn new(text: Arc<str>) -> Lines {
        let starts =
            std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Lines { text, starts }
    }

    /// The line of an offset, counted from 0.
    fn index(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| start <= offset) - 1
    }

    /// The nearest offset that a slice may begin or end at.
    fn clamp(&self, offset: u32) -> usize {
        self.text.floor_char_boundary((offset as usize).min(self.text.len()))
    }

    pub(crate) fn position(&self, offset: u32) -> Position {
        let offset = self.clamp(offset);
        let line = self.index(offset);
        Position { line: line + 1, column: offset - self.starts[line] + 1 }
    }

    /// A span as a range that certainly lies within the text.
    pub(crate) fn range(&self, span: Span) -> Range<usize> {
        let start = self.clamp(span.start);
        start..self.clamp(span.end).max(start)
    }

    /// The whole lines that a range touches, and the number of the first, from 1.
    pub(crate) fn around(&self, range: &Range<usize>) -> (Range<usize>, usize) {
        let first = self.index(range.start);
        let last = self.index(range.end);
        let end = self.starts.get(last + 1).copied().unwrap_or(self.text.len());
        (self.starts[first]..end, first + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_bytes_from_one() {
        let lines = Lines::new("a\nüb\r\n".into());
        let at = |offset| {
            let Position { line, column } = lines.position(offset);
            (line, column)
        };
        assert_eq!(at(0), (1, 1));
        assert_eq!(at(1), (1, 2));
        assert_eq!(at(4), (2, 3));
        assert_eq!(at(3), (2, 1), "inside the ü");
        assert_eq!(at(7), (3, 1));
        assert_eq!(at(99), (3, 1), "beyond the end");
        assert_eq!(lines.around(&(2..4)), (2..7, 2));
        assert_eq!(lines.around(&(7..7)), (7..7, 3));
    }
}
