//! Facts of a cgo preamble: the comment above `import "C"` and its `#cgo` lines.

mod condition;
mod directive;
mod flags;
mod lines;

pub use condition::condition_holds_on;
pub use directive::directives;
pub use flags::{RejectedFlag, check_flags};
pub use lines::code;

use crate::{Name, Span};
use serde::{Deserialize, Serialize};

/// The comment above one `import "C"`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preamble {
    /// The import spec's `"C"` literal.
    pub import: Span,
    /// What to delete to take the spec out of its group: its line, its line end too, where
    /// nothing else stands there, else the spec alone.
    pub line: Span,
    /// The whole import declaration (`import "C"`).
    pub declaration: Span,
    /// The doc comment that cgo compiles. Absent where there is none.
    pub comment: Option<Span>,
    /// A comment that looks like a preamble (C code, `#include`, `#cgo`) and is not one, since
    /// a blank line or an import group stands between.
    pub detached: Option<Detached>,
    /// The `#cgo` lines of the comment, in order.
    pub directives: Vec<CgoDirective>,
    /// The comment with blanks in place of its comment marks and `#cgo` lines: C code, each byte as
    /// far from the comment's beginning as it is there.
    pub code: Box<str>,
    /// The comment ends in `*/`.
    pub is_block: bool,
}

/// A comment that looks like a preamble and is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detached {
    /// The comment.
    pub comment: Span,
    /// What to delete to attach it, where that is possible: the blank lines between it and the
    /// import.
    pub gap: Option<Span>,
    /// Why it is detached: it stands above a group rather than above the spec inside.
    pub above_group: bool,
}

/// One `#cgo` line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CgoDirective {
    /// From `#cgo` to the end of the line, trimmed.
    pub span: Span,
    /// The whole line including its line end, to delete or duplicate it. Where something else
    /// stands on the line (`/*`, `*/`, another comment), the part that is the directive's own,
    /// with no line end.
    pub line: Span,
    /// What stands before it on its line, to write another one there: blanks, `//` and blanks,
    /// or nothing.
    pub before: Box<str>,
    /// The blank-separated fields before the verb; the go command ORs them. See
    /// [`condition_holds_on`].
    pub conditions: Vec<Name>,
    /// `CFLAGS`, `LDFLAGS`, `pkg-config`, …; as written, also when unknown. `noescape` and
    /// `nocallback` for those lines, whose one argument is a C function. Empty where no colon
    /// ends it.
    pub verb: Name,
    /// The arguments after quoting, in order. Empty where the line cannot be split.
    pub arguments: Vec<CgoArgument>,
    /// What the go command refuses in the line's form (not its flags), in the go command's
    /// words: where the conditions hold, for it does not look further where they do not.
    pub error: Option<CgoError>,
}

/// One argument of a `#cgo` line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CgoArgument {
    /// After unquoting, `${SRCDIR}` still in place.
    pub value: Box<str>,
    /// As it stands there, quotes and backslashes included.
    pub written: Box<str>,
    /// Where it stands, quotes included.
    pub span: Span,
}

/// Why the go command refuses a `#cgo` line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CgoError {
    /// `invalid #cgo verb: #cgo CFALGS: -DA=1`, without the file's name, `${SRCDIR}` still in
    /// place.
    pub message: Box<str>,
    /// The offending part.
    pub span: Span,
}
