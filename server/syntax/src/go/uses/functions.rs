//! Scopes of functions, their parameters and type parameters.

use tree_sitter::Node;

use super::{Task, Walk};
use crate::go::kinds::{Field, Kind, child, kind};

/// A parameter list taken apart.
#[derive(Default)]
pub(super) struct Parameters<'n> {
    pub(super) names: Vec<Node<'n>>,
    pub(super) types: Vec<Node<'n>>,
}

impl<'n> Walk<'_, '_, 'n> {
    /// A function declaration, method or function literal.
    pub(super) fn function(&mut self, node: Node<'n>) {
        let mut tasks = vec![Task::Open];
        let mut declared = Parameters::default();
        let mut body = None;
        for (child, field) in self.children(node) {
            match field {
                Field::Receiver => {
                    let type_parameters = self.receiver_type_parameters(child);
                    tasks.extend(type_parameters.iter().copied().map(Task::Declare));
                    let receiver = self.parameters(child);
                    declared.names.extend(receiver.names);
                    declared.types.extend(receiver.types);
                }
                Field::TypeParameters => tasks.extend(self.type_parameters(child)),
                Field::Body => body = Some(child),
                Field::Name => {}
                _ if kind(child) == Kind::ParameterList => {
                    let list = self.parameters(child);
                    declared.names.extend(list.names);
                    declared.types.extend(list.types);
                }
                _ => declared.types.push(child),
            }
        }
        // The scope of parameters is the body: their types do not see them.
        tasks.extend(declared.types.into_iter().map(Task::Visit));
        tasks.extend(declared.names.into_iter().map(Task::Declare));
        tasks.extend(body.map(Task::Visit));
        tasks.push(Task::Close);
        self.plan(tasks);
    }

    /// A function type or an interface's method: its parameters' names mean nothing.
    pub(super) fn function_type(&mut self, node: Node<'n>) {
        let mut tasks = Vec::new();
        for (child, field) in self.children(node) {
            match field {
                Field::Name => {}
                _ if kind(child) == Kind::ParameterList => {
                    tasks.extend(self.parameters(child).types.into_iter().map(Task::Visit));
                }
                _ => tasks.push(Task::Visit(child)),
            }
        }
        self.plan(tasks);
    }

    /// Takes a parameter list apart. As in Go, either all of its parameters have names or none.
    pub(super) fn parameters(&mut self, list: Node<'n>) -> Parameters<'n> {
        let mut parameters = Parameters::default();
        let mut nameless = Vec::new();
        for (parameter, _) in self.children(list) {
            if !matches!(kind(parameter), Kind::Parameter | Kind::VariadicParameter) {
                parameters.types.push(parameter);
                continue;
            }
            let named_before = parameters.names.len();
            let mut own_type = None;
            for (child, field) in self.children(parameter) {
                match field {
                    Field::Name => parameters.names.push(child),
                    _ => own_type = Some(child),
                }
            }
            let is_bare = named_before == parameters.names.len()
                && own_type.is_some_and(|own_type| kind(own_type) == Kind::TypeIdentifier);
            if is_bare { nameless.extend(own_type) } else { parameters.types.extend(own_type) }
        }
        // In `(a, b int)`, `a` is a name even where the parser saw a type.
        let place =
            if parameters.names.is_empty() { &mut parameters.types } else { &mut parameters.names };
        place.extend(nameless);
        parameters
    }

    /// Declares all type parameters before their constraints are read, which may name them.
    pub(super) fn type_parameters(&mut self, list: Node<'n>) -> Vec<Task<'n>> {
        let (mut names, mut constraints) = (Vec::new(), Vec::new());
        for (parameter, _) in self.children(list) {
            for (child, field) in self.children(parameter) {
                match field {
                    Field::Name => names.push(Task::Declare(child)),
                    _ => constraints.push(Task::Visit(child)),
                }
            }
        }
        names.extend(constraints);
        names
    }

    /// `K` and `V` in `func (t *T[K, V]) m()`: a receiver declares them.
    fn receiver_type_parameters(&mut self, receiver: Node<'n>) -> Vec<Node<'n>> {
        let mut names = Vec::new();
        let mut pending = self.parameters(receiver).types;
        while let Some(node) = pending.pop() {
            match kind(node) {
                Kind::PointerType | Kind::ParenthesizedType => {
                    pending.extend(self.children(node).into_iter().map(|(child, _)| child));
                }
                Kind::GenericType => {
                    let Some(arguments) = child(node, Field::TypeArguments) else {
                        continue;
                    };
                    for (element, _) in self.children(arguments) {
                        names.extend(self.children(element).into_iter().map(|(child, _)| child));
                    }
                }
                _ => {}
            }
        }
        names.retain(|&name| kind(name) == Kind::TypeIdentifier);
        names
    }

    /// A type's name is declared before its type is read, inside functions too.
    pub(super) fn type_spec(&mut self, node: Node<'n>) {
        let (mut name, mut inside) = (Vec::new(), vec![Task::Open]);
        for (child, field) in self.children(node) {
            match field {
                Field::Name => name.push(Task::Declare(child)),
                Field::TypeParameters => inside.extend(self.type_parameters(child)),
                _ => inside.push(Task::Visit(child)),
            }
        }
        inside.push(Task::Close);
        name.extend(inside);
        self.plan(name);
    }
}
