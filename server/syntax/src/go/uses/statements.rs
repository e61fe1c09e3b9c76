//! Scopes of statements that declare variables.

use tree_sitter::Node;

use super::{Task, Walk, declaration_of};
use crate::go::kinds::{Field, Kind, kind};

impl<'n> Walk<'_, '_, 'n> {
    /// `var` or `const`: the names are declared behind the spec.
    pub(super) fn value_spec(&mut self, node: Node<'n>) {
        let (mut used, mut names) = (Vec::new(), Vec::new());
        for (child, field) in self.children(node) {
            match field {
                Field::Name => names.push(Task::Declare(child)),
                _ => used.push(Task::Visit(child)),
            }
        }
        used.extend(names);
        self.plan(used);
    }

    /// `a, b := x, y`.
    pub(super) fn short_var(&mut self, node: Node<'n>) {
        let (mut right, mut left) = (Vec::new(), Vec::new());
        for (child, field) in self.children(node) {
            match field {
                Field::Left => left.push(Task::Declare(child)),
                _ => right.push(Task::Visit(child)),
            }
        }
        right.extend(left);
        self.plan(right);
    }

    /// `a, b := range x` and `a, ok := <-x`, or with `=`.
    pub(super) fn range_or_receive(&mut self, node: Node<'n>) {
        let declares = (0..node.child_count())
            .filter_map(|index| node.child(index))
            .any(|child| child.kind() == ":=");
        let (mut right, mut left) = (Vec::new(), Vec::new());
        for (child, field) in self.children(node) {
            match field {
                Field::Left if declares => left.push(Task::Declare(child)),
                Field::Left => left.push(Task::Visit(child)),
                _ => right.push(Task::Visit(child)),
            }
        }
        right.extend(left);
        self.plan(right);
    }

    pub(super) fn type_switch(&mut self, node: Node<'n>) {
        let mut tasks = vec![Task::Open];
        let mut variable = None;
        for (child, field) in self.children(node) {
            match kind(child) {
                Kind::TypeCase | Kind::DefaultCase => tasks.push(Task::TypeCase(child, variable)),
                _ if field == Field::Alias => variable = Some(child),
                _ => tasks.push(Task::Visit(child)),
            }
        }
        tasks.push(Task::Close);
        self.plan(tasks);
    }

    /// Every clause of a type switch declares the variable anew, behind its types.
    pub(super) fn type_case(&mut self, case: Node<'n>, variable: Option<Node<'n>>) {
        let (types, statements): (Vec<_>, Vec<_>) =
            self.children(case).into_iter().partition(|&(_, field)| field == Field::Type);
        let only = if let [(only, _)] = types[..] { Some(only) } else { None };
        let visit = |(child, _)| Task::Visit(child);
        let mut tasks = vec![Task::Open];
        tasks.extend(types.into_iter().map(visit));
        tasks.extend(variable.map(|variable| Task::DeclareAs(variable, only)));
        tasks.extend(statements.into_iter().map(visit));
        tasks.push(Task::Close);
        self.plan(tasks);
    }

    /// Declares the variable of a type switch in a clause.
    pub(super) fn declare_as(&mut self, variable: Node<'n>, written: Option<Node<'n>>) {
        let names = self.children(variable);
        let name = names.first().map_or(variable, |(name, _)| *name);
        if let Some(declaration) = declaration_of(name) {
            self.note_origin(name, declaration);
        }
        let value = written.and_then(|written| self.value_of_type(written, false));
        self.scopes.declare(self.text_of(name), value);
    }
}
