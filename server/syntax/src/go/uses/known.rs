//! What is known of functions from the text before an edit.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use tree_sitter::{InputEdit, Tree};

use super::{Context, Found};
use crate::go::GoFile;
use crate::{Name, Span};

/// What a walk found in functions, by their text. It holds as long as the rest of the file declares
/// and imports the same.
#[derive(Default)]
pub(in crate::go) struct Known {
    context: u64,
    before: HashMap<Box<str>, Function>,
    now: HashMap<Box<str>, Function>,
    /// Of the part that was parsed last, if it held no mistake.
    pub(super) tree: Option<Tree>,
}

struct Function {
    start: u32,
    found: Found,
}

impl Known {
    /// The text is edited.
    pub(in crate::go) fn edit(&mut self, edit: &InputEdit) {
        if let Some(tree) = &mut self.tree {
            tree.edit(edit);
        }
    }

    /// A walk through a file begins: what the last one did not ask for is forgotten.
    pub(super) fn begin(&mut self, context: &Context<'_>, file: &GoFile) {
        let hash = hash(context, file);
        self.before = std::mem::take(&mut self.now);
        if self.context != hash {
            self.before.clear();
        }
        self.context = hash;
    }

    /// What is in the function there; the walk is made where that is not known.
    pub(super) fn of(&mut self, text: &str, span: Span, walk: impl FnOnce() -> Found) -> Found {
        let function = &text[span.range()];
        let (key, known) = match self.before.remove_entry(function) {
            Some((key, known)) => (key, known.moved_to(span.start)),
            None => (function.into(), Function { start: span.start, found: walk() }),
        };
        let found = known.found.clone();
        // What hangs on another function's text moves with that.
        if known.found.passed_over.iter().all(|it| lies_in(it.after, span)) {
            self.now.insert(key, known);
        }
        found
    }
}

impl Function {
    fn moved_to(mut self, start: u32) -> Function {
        let by = i64::from(start) - i64::from(self.start);
        if by == 0 {
            return self;
        }
        let moved = |at: u32| u32::try_from(i64::from(at) + by).unwrap_or(at);
        let move_span = |span: &mut Span| {
            *span = Span { start: moved(span.start), end: moved(span.end) };
        };
        let move_name = |name: &mut Name| move_span(&mut name.span);
        for used in &mut self.found.uses {
            move_name(&mut used.name);
            used.package.iter_mut().chain(&mut used.member).for_each(move_name);
        }
        for it in &mut self.found.passed_over {
            move_span(&mut it.text);
            move_span(&mut it.after);
        }
        self.found.runtime_checks.iter_mut().for_each(move_span);
        self.found.selections.list.iter_mut().for_each(|it| move_name(&mut it.member));
        Function { start, ..self }
    }
}

fn lies_in(inner: Span, outer: Span) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// A number for all that a walk through a function looks at outside of it.
fn hash(context: &Context<'_>, file: &GoFile) -> u64 {
    let mut hasher = DefaultHasher::new();
    for it in &file.declarations {
        (&it.name.text, it.kind.is_function(), &it.receiver).hash(&mut hasher);
        if it.kind.is_function() {
            context.text[it.signature.span.range()].hash(&mut hasher);
        }
    }
    for import in &file.header.imports {
        (import.name.as_ref().map(|name| &name.text), &import.path.text).hash(&mut hasher);
    }
    hasher.finish()
}
