//! Composite literals, whose keys may be fields.

use tree_sitter::Node;

use super::{Task, Walk};
use crate::Span;
use crate::go::PassedOver;
use crate::go::declarations::span_of;
use crate::go::kinds::{Field, Kind, kind};

/// What is known of the type of a composite literal.
#[derive(Clone, Copy, Default)]
pub(super) struct WrittenType<'n> {
    /// Its type, where that is written.
    own: Option<Node<'n>>,
    /// The type of the outermost literal around it.
    outermost: Option<Node<'n>>,
}

/// What a type tells of the elements.
#[derive(Clone, Copy, Default)]
struct Shape<'n> {
    /// It is a map, array or slice for certain: a key is an expression.
    is_indexed: bool,
    /// It is an array or slice for certain.
    is_list: bool,
    key: Option<Node<'n>>,
    element: Option<Node<'n>>,
}

impl<'n> Walk<'_, '_, 'n> {
    pub(super) fn composite_literal(&mut self, node: Node<'n>) {
        let (mut tasks, mut written_type) = (Vec::new(), WrittenType::default());
        for (child, field) in self.children(node) {
            match field {
                Field::Type => {
                    written_type = WrittenType { own: Some(child), outermost: Some(child) };
                    tasks.push(Task::Visit(child));
                }
                Field::Body => tasks.push(Task::Literal(child, written_type)),
                _ => tasks.push(Task::Visit(child)),
            }
        }
        self.plan(tasks);
    }

    /// The `{…}` of a composite literal of a type.
    pub(super) fn literal(&mut self, value: Node<'n>, written_type: WrittenType<'n>) {
        let shape = written_type.own.map_or_else(Shape::default, |node| self.shape(node));
        let within = |own| WrittenType { own, outermost: written_type.outermost };
        let mut tasks = Vec::new();
        for (child, _) in self.children(value) {
            match kind(child) {
                Kind::KeyedElement => {
                    let parts = self.children(child);
                    let key = parts.iter().find(|(_, field)| *field == Field::Key);
                    let key = key.map(|(key, _)| span_of(*key));
                    for (part, field) in parts {
                        let span = span_of(part);
                        let part = if field == Field::Key {
                            let outermost = written_type.outermost.filter(|_| !shape.is_indexed);
                            self.pass_over(span, outermost.map(span_of));
                            self.key(part, shape, written_type, within(shape.key))
                        } else {
                            self.pass_over(span, key.filter(|_| !shape.is_list));
                            self.element(part, within(shape.element))
                        };
                        tasks.extend(part);
                    }
                }
                _ => tasks.extend(self.element(child, within(shape.element))),
            }
        }
        self.plan(tasks);
    }

    /// The compiler looks into a map's value only where the key is right, and at the keys of a
    /// literal only where its type is.
    fn pass_over(&mut self, text: Span, after: Option<Span>) {
        let members = Vec::new();
        self.found.passed_over.extend(after.map(|after| PassedOver { text, after, members }));
    }

    /// A key: a lone name may be a field's, unless the type is known to have none.
    fn key(
        &mut self,
        key: Node<'n>,
        shape: Shape<'n>,
        of: WrittenType<'n>,
        within: WrittenType<'n>,
    ) -> Option<Task<'n>> {
        let names_field = !shape.is_indexed
            && self.children(key).first().is_none_or(|&(only, _)| kind(only) == Kind::Identifier);
        if !names_field {
            return self.element(key, within);
        }
        if let Some(written) = of.own {
            self.select_by_key(written, key);
        }
        None
    }

    /// An element or key: an expression, or a literal whose type is left out.
    fn element(&mut self, node: Node<'n>, written_type: WrittenType<'n>) -> Option<Task<'n>> {
        if kind(node) != Kind::LiteralElement {
            return Some(Task::Visit(node));
        }
        let (inner, _) = *self.children(node).first()?;
        Some(match kind(inner) {
            Kind::LiteralValue => Task::Literal(inner, written_type),
            _ => Task::Visit(inner),
        })
    }

    fn shape(&mut self, written_type: Node<'n>) -> Shape<'n> {
        let mut shape = Shape { is_indexed: true, ..Shape::default() };
        let children = self.children(written_type);
        let child_of = |wanted| children.iter().find(|(_, field)| *field == wanted).map(|c| c.0);
        match kind(written_type) {
            Kind::MapType => {
                shape.key = child_of(Field::Key);
                shape.element = child_of(Field::Value);
            }
            Kind::ArrayType | Kind::SliceType | Kind::ImplicitLengthArrayType => {
                shape.is_list = true;
                shape.element = child_of(Field::Element);
            }
            // `[]*T{{…}}` leaves out `&T`.
            Kind::PointerType => {
                let pointed = children.first().map(|child| child.0);
                return pointed
                    .filter(|&inner| kind(inner) != Kind::PointerType)
                    .map_or_else(Shape::default, |inner| self.shape(inner));
            }
            _ => return Shape::default(),
        }
        shape
    }
}
