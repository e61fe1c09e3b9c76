//! Type assertions, into whose type the compiler looks only where it knows that of the operand.

use std::collections::HashMap;

use tree_sitter::Node;

use super::Walk;
use crate::Span;
use crate::go::PassedOver;
use crate::go::declarations::span_of;
use crate::go::kinds::{Field, child};
use crate::go::scan::is_identifier_byte;

/// So many declarations are looked at for one assertion, and so many bytes of each: as much as
/// functions hold that people write.
const MOST_ORIGINS: usize = 64;
const MOST_TEXT: usize = 1 << 10;

/// Where the types come from of what a function declares: for each name, the declarations that
/// declare it.
pub(super) type Origins<'t> = HashMap<&'t str, Vec<Span>>;

impl<'n> Walk<'_, '_, 'n> {
    /// Notes what declares a name: a short declaration, a spec, a parameter with its type.
    pub(super) fn note_origin(&mut self, name: Node<'n>, declaration: Node<'n>) {
        // A written type decides, whatever the value.
        let origin = child(declaration, Field::Type).unwrap_or(declaration);
        self.origins.entry(self.text_of(name)).or_default().push(span_of(origin));
    }

    /// `x.(T)`: where the type of `x` hangs on a name that is missing, `T` is passed over.
    pub(super) fn type_assertion(&mut self, node: Node<'n>) {
        if let (Some(operand), Some(asserted)) =
            (child(node, Field::Operand), child(node, Field::Type))
        {
            let text = span_of(asserted);
            for after in self.origins_of(span_of(operand)) {
                let members = members(self.origin_text(after));
                self.found.passed_over.push(PassedOver { text, after, members });
            }
        }
        self.visit_children(node);
    }

    /// All that the type of an expression may hang on, in this file: the expression, what declares
    /// the variables in it and in that, and the signatures of the functions called there.
    fn origins_of(&self, expression: Span) -> Vec<Span> {
        let mut found = vec![expression];
        let mut at = 0;
        while let Some(&span) = found.get(at).filter(|_| found.len() < MOST_ORIGINS) {
            at += 1;
            for word in self.origin_text(span).split(is_no_identifier) {
                let declared = self.origins.get(word).into_iter().flatten();
                let called = self.context.signatures.get(word);
                for &origin in declared.chain(called) {
                    if !found.contains(&origin) {
                        found.push(origin);
                    }
                }
            }
        }
        found
    }

    fn origin_text(&self, span: Span) -> &str {
        let text = &self.context.text[span.range()];
        &text[..text.floor_char_boundary(MOST_TEXT)]
    }
}

fn is_no_identifier(c: char) -> bool {
    c.is_ascii() && !is_identifier_byte(c as u8)
}

/// The names behind dots: `b` and `c` of `a.b(x).c`.
fn members(text: &str) -> Vec<Box<str>> {
    let behind = text.split('.').skip(1);
    let names = behind.filter_map(|text| text.trim_start().split(is_no_identifier).next());
    names.filter(|name| !name.is_empty()).map(Into::into).collect()
}
