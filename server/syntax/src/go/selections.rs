//! What is selected from values whose type a file tells: `x.f`, and `f` in `T{f: 1}`.

use serde::{Deserialize, Serialize};

use crate::Name;

/// Fields and methods that a file names. Only of values that lead to something declared at a
/// package's top level: by a written type, or by a function or variable that makes them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selections {
    /// What the values come from.
    pub origins: Vec<Origin>,
    /// Every selection behind those that lead to it.
    pub list: Vec<Selection>,
}

/// What a value comes from: it has that type, or a pointer to it is one; or that is a variable; or
/// a function, of whose results it is the first.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Origin {
    /// The package's name as written before the dot. None for one of the file's own package, or
    /// of a dot import.
    pub package: Option<Box<str>>,
    /// The type, variable or function.
    pub name: Box<str>,
    /// Its result: it is a function, or a type that something is converted to.
    pub is_called: bool,
}

/// A member that is selected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selection {
    /// What it is selected from.
    pub of: Value,
    /// Its name, where it is selected.
    pub member: Name,
    /// It is called there.
    pub is_called: bool,
}

/// A value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Value {
    /// From [`Selections::origins`].
    Origin(u32),
    /// What is selected: from [`Selections::list`], the first result where it is called.
    Selected(u32),
    /// A composite literal of a type, by its key: a field if that is a struct.
    Key(u32),
}

impl Selections {
    /// The value that comes from there.
    pub(super) fn origin(&mut self, origin: Origin) -> u32 {
        let known = self.origins.iter().position(|known| *known == origin);
        let index = known.unwrap_or_else(|| {
            self.origins.push(origin);
            self.origins.len() - 1
        });
        index as u32
    }

    /// Adds what is selected somewhere else in the file.
    pub(super) fn append(&mut self, more: Selections) {
        let from = self.list.len() as u32;
        let origins: Vec<u32> = more.origins.into_iter().map(|it| self.origin(it)).collect();
        let moved = |value| match value {
            Value::Origin(at) => Value::Origin(origins[at as usize]),
            Value::Key(at) => Value::Key(origins[at as usize]),
            Value::Selected(at) => Value::Selected(at + from),
        };
        let list = more.list.into_iter();
        self.list.extend(list.map(|it| Selection { of: moved(it.of), ..it }));
    }
}
