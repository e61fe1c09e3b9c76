//! What values are, as far as the file tells, and what is selected from them.

use tree_sitter::Node;

use super::Walk;
use crate::go::PREDECLARED;
use crate::go::kinds::{Field, Kind, child, kind};
use crate::go::selections::{Origin, Selection, Value};

impl<'n> Walk<'_, '_, 'n> {
    /// `operand.member`.
    pub(super) fn select(&mut self, selector: Node<'n>) {
        let operand = child(selector, Field::Operand);
        let member = child(selector, Field::Selected);
        if let (Some(operand), Some(member)) = (operand, member)
            && let Some(of) = self.value(operand)
        {
            let is_called = self.is_called(selector);
            self.add_selection(of, member, is_called);
        }
    }

    /// The key of a composite literal of a written type: a field if that is a struct.
    pub(super) fn select_by_key(&mut self, written_type: Node<'n>, key: Node<'n>) {
        if let Some(Value::Origin(at)) = self.value_of_type(written_type, false) {
            self.add_selection(Value::Key(at), key, false);
        }
    }

    fn add_selection(&mut self, of: Value, member: Node<'n>, is_called: bool) {
        let member = self.name_of(member);
        if matches!(&*member.text, "" | "_") {
            return;
        }
        let list = &mut self.found.selections.list;
        self.selected.insert(member.span.start, list.len() as u32);
        list.push(Selection { of, member, is_called });
    }

    /// What a name is in its declaration, where that can be told: by its type, or by its value.
    pub(super) fn declared_value(
        &mut self,
        name: Node<'n>,
        declaration: Node<'n>,
    ) -> Option<Value> {
        let written = child(declaration, Field::Type);
        let (names, values) = match kind(declaration) {
            // In `(a, b int)`, the parser may see a type in `a`.
            Kind::Parameter => return self.value_of_type(written.filter(|it| *it != name)?, false),
            Kind::VarSpec if written.is_some() => return self.value_of_type(written?, false),
            Kind::VarSpec => (declaration, child(declaration, Field::Value)?),
            Kind::ShortVar => {
                let names = child(declaration, Field::Left)?;
                (names, child(declaration, Field::Right)?)
            }
            _ => return None,
        };
        let values: Vec<_> = self.children(values).into_iter().map(|(child, _)| child).collect();
        let mut names = self.children(names);
        names.retain(|(_, field)| *field != Field::Value);
        let index = names.iter().position(|(child, _)| *child == name)?;
        match values.as_slice() {
            // The first of several results, or the value beside an `ok`.
            [only] if index == 0 => self.value(*only),
            values if values.len() == names.len() => self.value(values[index]),
            _ => None,
        }
    }

    /// What an expression is, where that can be told. What is selected in it was visited before.
    pub(super) fn value(&mut self, expression: Node<'n>) -> Option<Value> {
        let mut node = expression;
        let mut is_called = false;
        loop {
            node = match kind(node) {
                Kind::Parenthesized => node.named_child(0)?,
                Kind::Unary if matches!(self.text_of(node).as_bytes()[..], [b'&' | b'*', ..]) => {
                    child(node, Field::Operand)?
                }
                Kind::Call if !is_called => {
                    let function = child(node, Field::Function)?;
                    if kind(function) == Kind::Identifier && self.is_predeclared(function) {
                        let arguments = child(node, Field::Arguments)?;
                        let is_new = self.text_of(function) == "new";
                        return is_new
                            .then(|| arguments.named_child(0))
                            .flatten()
                            .and_then(|made| self.value_of_type(made, false));
                    }
                    is_called = true;
                    function
                }
                Kind::TypeAssertion | Kind::CompositeLiteral if !is_called => {
                    return self.value_of_type(child(node, Field::Type)?, false);
                }
                Kind::Selector => return self.selected_value(node, is_called),
                Kind::Identifier => return self.named_value(node, is_called),
                _ => return None,
            };
        }
    }

    /// What `a.b` is: a member that was selected, or `b` of a package.
    fn selected_value(&mut self, selector: Node<'n>, is_called: bool) -> Option<Value> {
        let member = child(selector, Field::Selected)?;
        if let Some(at) = self.selected.get(&(member.start_byte() as u32)) {
            // Parentheses may hide that it is called.
            let is_known = self.found.selections.list[*at as usize].is_called == is_called;
            return is_known.then_some(Value::Selected(*at));
        }
        let package = child(selector, Field::Operand)?;
        self.value_of_package(package, member, is_called)
    }

    fn named_value(&mut self, name: Node<'n>, is_called: bool) -> Option<Value> {
        let text = self.text_of(name);
        if self.scopes.is_local(text) {
            return self.scopes.value(text).filter(|_| !is_called);
        }
        let is_own = self.context.top_level.contains(text)
            || !self.context.imports.may_bind(text) && !self.is_predeclared(name);
        is_own.then(|| self.value_from(None, name, is_called))
    }

    /// A value of a written type, or of what that points to.
    pub(super) fn value_of_type(&mut self, written: Node<'n>, is_called: bool) -> Option<Value> {
        let mut node = written;
        let mut is_pointer = false;
        loop {
            node = match kind(node) {
                Kind::ParenthesizedType => node.named_child(0)?,
                Kind::PointerType if !is_pointer => {
                    is_pointer = true;
                    node.named_child(0)?
                }
                Kind::GenericType => child(node, Field::Type)?,
                // As the argument of `new`, the parser may take a type's name for a variable's.
                Kind::TypeIdentifier | Kind::Identifier => {
                    let is_local = self.scopes.is_local(self.text_of(node));
                    let is_own = !is_local && !self.is_predeclared(node);
                    return is_own.then(|| self.value_from(None, node, is_called));
                }
                Kind::QualifiedType => {
                    let package = child(node, Field::Package)?;
                    let name = child(node, Field::Name)?;
                    return self.value_of_package(package, name, is_called);
                }
                Kind::Selector => {
                    let package = child(node, Field::Operand)?;
                    let name = child(node, Field::Selected)?;
                    return self.value_of_package(package, name, is_called);
                }
                _ => return None,
            };
        }
    }

    /// `package.name`, if that names an import.
    fn value_of_package(
        &mut self,
        package: Node<'n>,
        name: Node<'n>,
        is_called: bool,
    ) -> Option<Value> {
        let text = self.text_of(package);
        let is_package = matches!(kind(package), Kind::Identifier | Kind::PackageIdentifier)
            && !self.scopes.is_local(text)
            && !self.context.top_level.contains(text)
            && self.context.imports.may_bind(text);
        is_package.then(|| self.value_from(Some(text.into()), name, is_called))
    }

    fn value_from(&mut self, package: Option<Box<str>>, name: Node<'n>, is_called: bool) -> Value {
        let origin = Origin { package, name: self.text_of(name).into(), is_called };
        Value::Origin(self.found.selections.origin(origin))
    }

    /// Whether the language declares the name, and the file does not.
    fn is_predeclared(&self, name: Node<'n>) -> bool {
        let text = self.text_of(name);
        PREDECLARED.contains(&text)
            && !self.scopes.is_local(text)
            && !self.context.top_level.contains(text)
    }

    /// Whether `a.b` is what is called in `a.b()`.
    fn is_called(&self, selector: Node<'n>) -> bool {
        self.context.text[selector.end_byte()..].trim_start_matches([' ', '\t']).starts_with('(')
    }
}
