//! The uses of a text with mistakes inside of functions: each function is parsed alone, so that a
//! mistake spoils no other, and what is known of the others stays known.

use tree_sitter::{Point, Range};

use super::{Context, Found, Known, Walk};
use crate::go::kinds;
use crate::go::{GoFile, Selections};
use crate::lines;

/// Finds the uses of a file of which it is certain where its functions begin and end.
pub(in crate::go) fn find_in_parts(text: &str, file: &mut GoFile, known: &mut Known) {
    let context = Context::of(text, file);
    known.begin(&context, file);
    let mut found = Found::default();
    let mut place = Place::default();
    let mut outside = Vec::new();
    let mut from = place;
    for function in file.declarations.iter().filter(|it| it.kind.is_function()) {
        let start = place.moved_to(text, function.span.range().start);
        let end = start.moved_to(text, function.span.range().end);
        outside.push(from.to(start));
        found.add(known.of(text, function.span, || walk(&context, &[start.to(end)])));
        (place, from) = (end, end);
    }
    outside.push(from.to(place.moved_to(text, text.len())));
    outside.retain(|range| range.start_byte < range.end_byte);
    found.add(walk(&context, &outside));
    found.put_into(file);
}

/// Parses and walks through parts of the text as if there were no others.
fn walk(context: &Context<'_>, parts: &[Range]) -> Found {
    let mut parser = kinds::parser();
    if parser.set_included_ranges(parts).is_err() {
        return Found::default();
    }
    let Some(tree) = parser.parse(context.text, None) else { return Found::default() };
    let root = tree.root_node();
    let mut walk = Walk::new(context, root);
    walk.visit_all(root);
    if root.has_error() {
        walk.found.selections = Selections::default();
    }
    walk.found
}

/// A place in a text.
#[derive(Clone, Copy, Default)]
struct Place {
    byte: usize,
    point: Point,
}

impl Place {
    /// A later place.
    fn moved_to(self, text: &str, byte: usize) -> Place {
        let row = self.point.row + lines::count(&text[self.byte..byte]);
        Place { byte, point: Point::new(row, byte - lines::line_start(text, byte)) }
    }

    /// What lies between this place and a later one.
    fn to(self, end: Place) -> Range {
        Range {
            start_byte: self.byte,
            end_byte: end.byte,
            start_point: self.point,
            end_point: end.point,
        }
    }
}
