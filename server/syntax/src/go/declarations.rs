//! Top-level declarations from a syntax tree, tolerant of broken parts.

use tree_sitter::{Node, TreeCursor};

use super::kinds::{Field, Kind, each_child, kind};
use super::{Declaration, DeclarationKind, spec_text};
use crate::{Name, Span};

/// The top level of a file.
pub(super) struct TopLevel {
    pub(super) declarations: Vec<Declaration>,
    /// Only what Go allows stands there.
    pub(super) is_clean: bool,
}

/// The span of a node.
pub(super) fn span_of(node: Node<'_>) -> Span {
    Span::new(node.start_byte(), node.end_byte())
}

fn name_of(text: &str, node: Node<'_>) -> Name {
    Name { text: text[node.byte_range()].into(), span: span_of(node) }
}

/// Reads the top level.
pub(super) fn top_level(text: &str, root: Node<'_>) -> TopLevel {
    let mut collector = Collector {
        text,
        cursor: root.walk(),
        is_broken: root.has_error(),
        top_level: TopLevel { declarations: Vec::new(), is_clean: !root.has_error() },
    };
    let mut pending = vec![root];
    while let Some(node) = pending.pop() {
        collector.visit(node, &mut pending);
    }
    collector.top_level
}

struct Collector<'t, 'n> {
    text: &'t str,
    cursor: TreeCursor<'n>,
    /// The tree has errors: what looks top-level may be the rest of a function.
    is_broken: bool,
    top_level: TopLevel,
}

impl<'n> Collector<'_, 'n> {
    fn visit(&mut self, node: Node<'n>, pending: &mut Vec<Node<'n>>) {
        match kind(node) {
            Kind::Function => self.function(node, DeclarationKind::Func),
            Kind::Method => self.function(node, DeclarationKind::Method),
            Kind::VarDeclaration if self.is_top_level(node) => {
                self.specs(node, DeclarationKind::Var);
            }
            Kind::ConstDeclaration if self.is_top_level(node) => {
                self.specs(node, DeclarationKind::Const);
            }
            Kind::TypeDeclaration if self.is_top_level(node) => {
                self.specs(node, DeclarationKind::Type);
            }
            Kind::PackageClause | Kind::ImportDeclaration | Kind::Comment => {}
            Kind::SourceFile | Kind::Error => self.push_children(node, pending),
            _ => self.top_level.is_clean = false,
        }
    }

    fn push_children(&mut self, node: Node<'n>, pending: &mut Vec<Node<'n>>) {
        let from = pending.len();
        each_child(&mut self.cursor, node, |child, _| pending.push(child));
        pending[from..].reverse();
    }

    /// Whether a declaration statement stands at the top level. The grammar allows statements
    /// there, so the body of a broken function may end up there: that one is indented.
    fn is_top_level(&self, node: Node<'_>) -> bool {
        let start = node.start_byte();
        !self.is_broken || self.text[..start].is_empty() || self.text[..start].ends_with('\n')
    }

    fn push(&mut self, name: Name, kind: DeclarationKind, span: Span, signature: Name) {
        // A parser that repairs a text invents names of no length.
        if !name.text.is_empty() {
            self.top_level.declarations.push(Declaration {
                name,
                kind,
                receiver: None,
                span,
                signature,
                has_body: true,
            });
        }
    }

    fn function(&mut self, node: Node<'n>, kind: DeclarationKind) {
        let Some(name) = node.child_by_field_name("name") else { return };
        let span = span_of(node);
        let body = node.child_by_field_name("body");
        let end = body.map_or(span.range().end, |body| body.start_byte());
        let start = span.range().start;
        let signature = self.text[start..end].trim_end();
        let receiver = node.child_by_field_name("receiver").and_then(|list| self.base_type(list));
        let signature =
            Name { text: signature.into(), span: Span::new(start, start + signature.len()) };
        self.push(name_of(self.text, name), kind, span, signature);
        if let Some(added) = self.top_level.declarations.last_mut()
            && added.span == span
        {
            added.receiver = receiver;
            added.has_body = body.is_some();
        }
    }

    /// The first type name in a receiver, which is its base type's.
    fn base_type(&mut self, receiver: Node<'n>) -> Option<Box<str>> {
        let mut pending = vec![receiver];
        while let Some(node) = pending.pop() {
            if kind(node) == Kind::TypeIdentifier {
                return Some(self.text[node.byte_range()].into());
            }
            self.push_children(node, &mut pending);
        }
        None
    }

    fn specs(&mut self, node: Node<'n>, kind_declared: DeclarationKind) {
        let mut pending = vec![node];
        while let Some(node) = pending.pop() {
            match kind(node) {
                Kind::VarSpec | Kind::ConstSpec | Kind::TypeSpec | Kind::TypeAlias => {
                    let mut names = Vec::new();
                    each_child(&mut self.cursor, node, |child, field| {
                        if field == Field::Name {
                            names.push(child);
                        }
                    });
                    for name in names {
                        let span = span_of(node);
                        let signature = spec_text(self.text, span, kind_declared);
                        self.push(name_of(self.text, name), kind_declared, span, signature);
                    }
                }
                _ => self.push_children(node, &mut pending),
            }
        }
    }
}
