//! The uses of a text of which it is certain where its functions begin and end: each of them, and
//! what stands between two, is parsed alone. So a mistake in one spoils no other, and what is known
//! of the others stays known.

use tree_sitter::{Node, Point, Range, Tree};

use super::{Context, Found, Known, Walk};
use crate::go::kinds;
use crate::go::{GoFile, Selections};
use crate::{Span, lines};

/// Finds the uses of a file of which it is certain where its functions begin and end.
pub(in crate::go) fn find_in_parts(text: &str, file: &mut GoFile, known: &mut Known) {
    let context = Context::of(text, file);
    known.begin(&context, file);
    let mut found = Found::default();
    let mut tree = known.tree.take();
    let mut place = Place::default();
    let functions = file.declarations.iter().filter(|it| it.kind.is_function());
    let edges = functions.flat_map(|it| [it.span.range().start, it.span.range().end]);
    for edge in edges.chain([text.len()]) {
        let end = place.moved_to(text, edge);
        let span = Span::new(place.byte, end.byte);
        if !text[span.range()].trim_ascii().is_empty() {
            found.add(known.of(text, span, || walk(&context, place.to(end), &mut tree)));
        }
        place = end;
    }
    known.tree = tree;
    found.put_into(file);
}

/// Parses and walks through a part of the text as if there were no other. The tree is one that was
/// parsed before, and becomes this part's.
fn walk(context: &Context<'_>, part: Range, tree: &mut Option<Tree>) -> Found {
    let mut parser = kinds::parser();
    if parser.set_included_ranges(&[part]).is_err() {
        return Found::default();
    }
    // Where the parser has to repair a text, what it comes to depends on what it reuses.
    let is_clean = |tree: &Tree| !tree.root_node().has_error();
    let before = tree.take().filter(|tree| tree.included_ranges() == [part]);
    let edited = before.and_then(|before| parser.parse(context.text, Some(&before)));
    let parsed = edited.filter(is_clean).or_else(|| parser.parse(context.text, None));
    let Some(parsed) = parsed else { return Found::default() };
    let mut found = found_below(context, parsed.root_node());
    if is_clean(&parsed) {
        *tree = Some(parsed);
    } else {
        found.selections = Selections::default();
    }
    found
}

fn found_below(context: &Context<'_>, root: Node<'_>) -> Found {
    let mut walk = Walk::new(context, root);
    walk.visit_all(root);
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
