//! The scopes of a function body, and which names they bind.

use std::collections::HashMap;

use super::Value;

/// The scopes that are open at one place, innermost last.
#[derive(Default)]
pub(super) struct Scopes<'t> {
    /// The names declared in open scopes, in order.
    names: Vec<(&'t str, Option<Value>)>,
    /// For each open scope, how many names there were before it.
    beginnings: Vec<usize>,
    /// How often each name is declared in open scopes.
    bound: HashMap<&'t str, u32>,
}

impl<'t> Scopes<'t> {
    /// Opens a scope inside of the others.
    pub(super) fn open(&mut self) {
        self.beginnings.push(self.names.len());
    }

    /// Closes the innermost scope and forgets its names.
    pub(super) fn close(&mut self) {
        let beginning = self.beginnings.pop().unwrap_or(0);
        for (name, _) in self.names.drain(beginning..) {
            if let Some(count) = self.bound.get_mut(name) {
                *count -= 1;
            }
        }
    }

    /// Declares a name in the innermost scope, or outside of all when none is open.
    pub(super) fn declare(&mut self, name: &'t str, value: Option<Value>) {
        if name != "_" && !name.is_empty() {
            self.names.push((name, value));
            *self.bound.entry(name).or_default() += 1;
        }
    }

    /// Whether an open scope declares the name.
    pub(super) fn bind(&self, name: &str) -> bool {
        self.bound.get(name).is_some_and(|&count| count > 0)
    }

    /// Whether an open scope declares the name, and not what stands outside of all scopes.
    pub(super) fn is_local(&self, name: &str) -> bool {
        self.bind(name) && self.local(name).is_some()
    }

    /// What the innermost variable of that name is, where that is known.
    pub(super) fn value(&self, name: &str) -> Option<Value> {
        self.local(name)?.1
    }

    fn local(&self, name: &str) -> Option<&(&'t str, Option<Value>)> {
        let locals = self.names.get(*self.beginnings.first()?..)?;
        locals.iter().rev().find(|(declared, _)| *declared == name)
    }
}

#[cfg(test)]
mod tests {
    use super::Scopes;

    #[test]
    fn names_last_as_long_as_their_scope() {
        let mut scopes = Scopes::default();
        scopes.declare("a", None);
        scopes.open();
        scopes.declare("a", None);
        scopes.declare("b", None);
        scopes.declare("_", None);
        assert!(scopes.bind("a") && scopes.bind("b") && !scopes.bind("_"));
        scopes.close();
        assert!(scopes.bind("a") && !scopes.bind("b"));
        scopes.close();
        assert!(!scopes.bind("a"));
    }
}
