//! Facts of C, C++ and Objective-C: what is defined, what it calls, and what runs before `main`.
//!
//! C before its preprocessor has run has no grammar: an attribute may hide behind a macro at any
//! place, and a parser takes half a file for a mistake then. So a unit (a file, or the comment
//! above an `import "C"`) is preprocessed first, with the headers that its package holds, and what
//! comes out is read as tokens. What is not certain, such as the branch of a condition that nobody
//! can evaluate, is left out: facts are what is certainly compiled.

mod body;
mod conditions;
mod declarations;
mod directives;
mod expand;
mod file;
mod header;
mod lexer;
mod objects;
mod ordinary;
mod preprocessor;
#[cfg(test)]
mod tests;
mod unit;

pub use file::{CFile, Language};
pub use lexer::Place;
pub use unit::{Header, Source, Surroundings, read};

use crate::Span;

/// What one unit says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unit {
    /// Functions that are defined in it or in a header of its package, in order.
    pub functions: Vec<Function>,
    /// Variables that are defined with a value, in order.
    pub variables: Vec<Variable>,
    /// C++ objects and variables at file scope whose initialisation runs code, in order.
    pub objects: Vec<Object>,
    /// Names of the headers that were read, as numbers of [`Place::file`] count them from 1.
    pub headers: Vec<Box<str>>,
}

/// A function that is defined in a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// Its name; `Log::Log` for the constructor of a class, `+[Log load]` for a method that
    /// Objective-C calls by itself.
    pub name: Box<str>,
    /// The name.
    pub place: Place,
    /// From its first token to the brace that ends it.
    pub whole: Place,
    /// From its first token to before the body.
    pub signature: Place,
    /// Who sees it.
    pub linkage: Linkage,
    /// Another definition may take its place (`__attribute__((weak))`).
    pub is_weak: bool,
    /// It takes no parameters.
    pub takes_nothing: bool,
    /// It runs before `main`, and what says so.
    pub runs_before_main: Option<Early>,
    /// What it calls, in order.
    pub calls: Vec<Call>,
    /// How a constructor becomes an ordinary function; none where that cannot be said.
    pub as_ordinary: Option<AsOrdinary>,
}

/// How a constructor becomes an ordinary function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AsOrdinary {
    /// So that nothing calls it by itself.
    pub uncalled: Vec<Rewrite>,
    /// So, and visible to every unit under its own name; none where that cannot be said.
    pub visible: Option<Vec<Rewrite>>,
}

/// Who sees a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Linkage {
    /// Its unit alone.
    Static,
    /// `inline` without `static`: whether there is a definition to link with depends on more.
    Inline,
    /// Every unit.
    External,
    /// Every unit, under a name that C++ makes up.
    Mangled,
}

/// Why a function runs before `main`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Early {
    /// The attribute, or what stands for it: a macro, a section, the word `load`.
    pub place: Place,
    /// What it is.
    pub kind: EarlyKind,
}

/// What makes a function run before `main`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EarlyKind {
    /// `__attribute__((constructor))`, and whether it names a priority.
    Constructor {
        /// It runs before those without.
        has_priority: bool,
    },
    /// A pointer to it stands in `.init_array`.
    InitArray,
    /// `+load` of an Objective-C class.
    Load,
}

/// A call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// What is called.
    pub name: Box<str>,
    /// Where.
    pub place: Place,
    /// It is made whenever its function is: no condition stands before it.
    pub is_certain: bool,
    /// The called function runs on a thread that the caller waits for.
    pub is_awaited: bool,
}

/// A variable that is defined with a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: Box<str>,
    /// The name.
    pub place: Place,
    /// Its unit alone sees it.
    pub is_static: bool,
}

/// A C++ object or variable at file scope whose initialisation runs code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// Its name.
    pub name: Box<str>,
    /// The name.
    pub place: Place,
    /// The function `Class::Class` that constructs it; none where it is not of a class of the unit.
    pub constructor: Option<Box<str>>,
    /// Arguments are given to the constructor.
    pub has_arguments: bool,
    /// What its initialiser calls.
    pub calls: Vec<Call>,
}

/// One change to a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewrite {
    /// What goes.
    pub place: Place,
    /// What comes.
    pub text: Box<str>,
}

impl Place {
    /// Whether it stands in the unit's own text.
    pub fn is_own(self) -> bool {
        self.file == 0
    }
}

/// From the beginning of one place to the end of another in the same file.
fn joined(first: Place, last: Place) -> Place {
    let end = if first.file == last.file { last.span.end } else { first.span.end };
    Place { file: first.file, span: Span { start: first.span.start, end: end.max(first.span.end) } }
}
