//! Facts of a Go source file.

mod build_lines;
mod comments;
mod declarations;
mod header;
mod import_names;
pub mod js;
mod kinds;
mod outline;
mod preamble;
mod predeclared;
mod recovery;
mod scan;
mod scopes;
mod selections;
#[cfg(test)]
mod tests;
mod tree;
mod uses;
mod words;

pub use outline::{StructField, TypeName, TypeShape, first_result, type_shape, variable_type};
pub use predeclared::PREDECLARED;
pub use selections::{Origin, Selection, Selections, Value};
pub use tree::{GoTree, LARGEST_PARSED};
pub use words::Words;

use platform::{Constraint, ConstraintError};
use serde::{Deserialize, Serialize};

use crate::cgo::Preamble;
use crate::{Ignore, Name, Span};

/// What a Go file says, as far as it could be read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoFile {
    /// What stands before the first declaration.
    pub header: Header,
    /// Top-level declarations, methods among them, in order.
    pub declarations: Vec<Declaration>,
    /// Names used that nothing in this file declares, in order: package-level names that other
    /// files of the package declare, predeclared names, names of dot imports, and names of imports.
    /// None where nobody looked: the file was read in outline.
    pub uses: Option<Vec<Use>>,
    /// Text that the compiler does not look into after a mistake elsewhere. Known where the uses
    /// are.
    pub passed_over: Vec<PassedOver>,
    /// Fields and methods that it names. Known where the uses are.
    pub selections: Selections,
    /// `if` and `switch` statements that ask for `runtime.GOOS` or `runtime.GOARCH`. Known where the
    /// uses are.
    pub runtime_checks: Vec<Span>,
    /// What it does with JavaScript. Known where the uses are; none where that is nothing.
    pub js: Option<Box<js::JsFile>>,
    /// The words in it. None where nobody looked: in a dependency's.
    pub words: Option<Words>,
    /// `//go:linkname`, `//go:embed`, `//export`, … anywhere in the file, in order.
    pub directives: Vec<Directive>,
    /// Comments that silence findings.
    pub ignores: Vec<Ignore>,
    /// `// Code generated … DO NOT EDIT.` stands before the package clause.
    pub is_generated: bool,
    /// Its top level was understood, to the end. Nothing may be claimed absent in a file of
    /// which it was not.
    pub is_complete: bool,
}

/// What stands before the first declaration: enough to know where a file is built
/// and what it imports.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The package clause's name. Absent where there is none.
    pub package: Option<Name>,
    /// Where the package clause begins (the `package` keyword); the text's end where there is none.
    pub package_clause: u32,
    /// The constraint in force, as go/build would find it: `//go:build` if there is one, else
    /// the `// +build` lines and-ed. `Err` where the go command refuses the file for it.
    pub constraint: Option<Result<Constraint, ConstraintError>>,
    /// Every comment that is or looks like a build constraint, wherever it stands
    /// in the file (the whole
    /// file only in the facts of a full parse).
    pub build_lines: Vec<BuildLine>,
    /// Imports, in order.
    pub imports: Vec<Import>,
    /// One per `import "C"`.
    pub preambles: Vec<Preamble>,
}

impl Header {
    /// The constraint comments that the go command obeys: one `//go:build`, or every `// +build`.
    pub fn lines_in_force(&self) -> impl Iterator<Item = &BuildLine> {
        self.build_lines.iter().filter(|line| line.standing == Standing::InForce)
    }

    /// Whether it imports "C".
    pub fn uses_cgo(&self) -> bool {
        !self.preambles.is_empty()
    }
}

impl GoFile {
    /// What [`outline`] gives of the same text, if it is complete: all but the uses, and
    /// what is known only with them.
    #[must_use]
    pub fn without_uses(self) -> GoFile {
        let (passed_over, runtime_checks) = (Vec::new(), Vec::new());
        let selections = Selections::default();
        GoFile { uses: None, passed_over, selections, runtime_checks, js: None, ..self }
    }

    /// The file as [`declarations`] reads it.
    fn without_texts(mut self) -> GoFile {
        self.words = None;
        let varies = self.header.constraint.is_some();
        let is_dropped = |it: &&mut Declaration| match it.kind {
            DeclarationKind::Func | DeclarationKind::Method => false,
            DeclarationKind::Type => !varies,
            DeclarationKind::Var | DeclarationKind::Const => true,
        };
        for it in self.declarations.iter_mut().filter(is_dropped) {
            it.signature = Name { text: "".into(), span: it.span.before() };
        }
        self
    }

    /// Whether it declares, imports and asks for the same as another, wherever that stands: what is
    /// other is inside of functions, and in values of variables.
    pub fn says_outside_of_bodies_what(&self, other: &GoFile) -> bool {
        fn declared(file: &GoFile) -> impl Iterator<Item = impl PartialEq> {
            file.declarations.iter().map(|it| {
                let signature = &it.signature.text;
                (&it.name.text, it.kind, &it.receiver, signature, it.has_body)
            })
        }
        fn imported(file: &GoFile) -> impl Iterator<Item = impl PartialEq> {
            let imports = file.header.imports.iter();
            imports.map(|it| (it.name.as_ref().map(|name| &name.text), &it.path.text))
        }
        fn directed(file: &GoFile) -> impl Iterator<Item = impl PartialEq> {
            file.directives.iter().map(|it| (&it.verb, &it.arguments))
        }
        let clause = |file: &GoFile| file.header.package.as_ref().map(|name| name.text.clone());
        self.is_complete == other.is_complete
            && self.is_generated == other.is_generated
            && self.header.constraint == other.header.constraint
            && clause(self) == clause(other)
            && self.header.preambles == other.header.preambles
            && imported(self).eq(imported(other))
            && declared(self).eq(declared(other))
            && directed(self).eq(directed(other))
    }

    /// Whether the word may stand in it.
    pub fn may_hold(&self, word: &str) -> bool {
        self.words.as_ref().is_none_or(|words| words.may_hold(word))
    }

    /// The uses; none where nobody looked for them.
    pub fn uses(&self) -> &[Use] {
        self.uses.as_deref().unwrap_or_default()
    }
}

/// A comment that is, or looks like, a build constraint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuildLine {
    /// The comment, without its line end.
    pub span: Span,
    /// What to delete to drop it: its line with the line end, and one of the blank lines where it
    /// stands between two; the comment alone where something else stands on the line.
    pub removal: Span,
    /// What stands after `//go:build` or `+build`, trimmed.
    pub expression: Name,
    /// How it is written.
    pub form: BuildLineForm,
    /// Whether the go command obeys it, and if not, why.
    pub standing: Standing,
    /// What it says, if that parses.
    pub constraint: Result<Constraint, ConstraintError>,
}

/// How a constraint comment is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BuildLineForm {
    /// `//go:build`.
    GoBuild,
    /// `// go:build`, `//go: build`, `/*go:build*/`: nothing but a comment to the go command.
    NearlyGoBuild,
    /// `// +build`.
    PlusBuild,
}

/// Whether the go command obeys a constraint comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// In force.
    InForce,
    /// A `// +build` beside a `//go:build` line: not read.
    Superseded,
    /// After the package clause.
    Misplaced,
    /// A second `//go:build` line: the go command refuses the file.
    Repeated,
    /// A `// +build` too close to the package clause (no blank line between).
    Detached,
    /// Written so that it is an ordinary comment.
    OrdinaryComment,
}

/// One import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    /// The import path, unquoted; the span is the quoted literal's.
    pub path: Name,
    /// The name before it: an identifier, `.` or `_`.
    pub name: Option<Name>,
    /// The whole import declaration that it stands in (a group's from `import` to `)`).
    pub declaration: Span,
    /// It stands in a parenthesised group.
    pub is_grouped: bool,
}

/// What a top-level declaration declares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum DeclarationKind {
    /// `func f()`.
    Func,
    /// `func (r T) m()`.
    Method,
    /// `type T …`, aliases too.
    Type,
    /// `var v`.
    Var,
    /// `const c`.
    Const,
}

impl DeclarationKind {
    /// Whether it is a func, with or without a receiver.
    fn is_function(self) -> bool {
        matches!(self, DeclarationKind::Func | DeclarationKind::Method)
    }
}

/// The longest text of a variable or constant that is kept, in bytes.
pub const LONGEST_SPEC: usize = 2048;

/// The same of a type: of generated ones, that is hundreds of fields.
pub const LONGEST_TYPE: usize = 32 << 10;

/// A top-level declaration of one name. `_` is kept; `init` is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declaration {
    /// The declared name.
    pub name: Name,
    /// What it is.
    pub kind: DeclarationKind,
    /// A method's receiver base type name.
    pub receiver: Option<Box<str>>,
    /// The whole declaration or spec: a func with its body, a var spec without the keyword.
    pub span: Span,
    /// What it takes to write another like it: a func's text from `func` to before its body; of all
    /// else the spec, as in `span`. No text where it is longer than [`LONGEST_SPEC`] (a type's than
    /// [`LONGEST_TYPE`]), or where it could not be read.
    pub signature: Name,
    /// A func has a body; true for all else.
    pub has_body: bool,
}

/// A use of a name that nothing in the file declares: no scope inside of
/// a function or type, no import, and not the file's own top level.
///
/// Left out is whatever may be something else: keys of composite
/// literals that may be fields, and loose names in text that does not parse.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Use {
    /// The package's name as written before the dot, when that names an import of this file: by the
    /// name before its path, or by one that its path suggests.
    pub package: Option<Name>,
    /// The used name.
    pub name: Name,
    /// Of a use without `package`, what is selected from it: `member` in `name.member`. Where an
    /// import's package turns out to be called `name`, unlike its path, `member` is the used name.
    pub member: Option<Name>,
}

/// Text that the compiler does not look into where it finds a mistake in another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassedOver {
    /// The text.
    pub text: Span,
    /// Where the mistake is: the key of a map's element, the type of a composite literal.
    pub after: Span,
    /// What is selected there: a method that is missing is a mistake as well. Known of what type
    /// assertions hang on.
    pub members: Vec<Box<str>>,
}

/// A directive comment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Directive {
    /// `go:linkname`, `go:embed`, `go:wasmimport`, `export`, …
    pub verb: Box<str>,
    /// What follows, trimmed.
    pub arguments: Box<str>,
    /// The comment.
    pub span: Span,
}

/// A spec's text, to be kept.
fn spec_text(text: &str, span: Span, kind: DeclarationKind) -> Name {
    let longest = if kind == DeclarationKind::Type { LONGEST_TYPE } else { LONGEST_SPEC };
    match text.get(span.range()).filter(|spec| spec.len() <= longest) {
        Some(spec) => Name { text: spec.into(), span },
        None => Name { text: "".into(), span: span.before() },
    }
}

/// Parses a whole file. One over [`LARGEST_PARSED`] is read in outline.
pub fn parse(text: &str) -> GoFile {
    tree::parse(text)
}

/// Reads a text of any size in outline: all that [`parse`] reads but the
/// uses, many times faster, and unaware of errors inside of braces.
pub fn outline(text: &str) -> GoFile {
    let file = outline::read(text);
    if file.is_complete || text.len() > LARGEST_PARSED {
        return file;
    }
    // The parser makes more of what is broken.
    tree::parse(text).without_uses()
}

/// The same without the words, which cost as much as all the rest, and the text of specs but for
/// types that a build constraint may make vary: for files of dependencies, whose uses nobody asks
/// for, and whose declarations nobody copies.
pub fn declarations(text: &str) -> GoFile {
    let file = outline::read_without_words(text);
    if file.is_complete || text.len() > LARGEST_PARSED {
        return file;
    }
    tree::parse(text).without_uses().without_texts()
}

/// Reads the constraint of a file that is not Go: assembly, C. All else of the header is empty.
pub fn parse_constraint(text: &str) -> Header {
    Header { constraint: header::read(text).constraint, ..Header::default() }
}

/// Reads the header alone, without parsing the rest: for files that are not the user's own.
pub fn parse_header(text: &str) -> Header {
    header::read(text)
}

/// [`parse_header`] of a text of which only the beginning is at hand. None where the header may go
/// on behind it.
pub fn parse_header_of_beginning(beginning: &str) -> Option<Header> {
    header::read_if_whole(beginning)
}
