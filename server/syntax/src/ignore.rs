//! Comments that silence findings: `//anyport:ignore rule reason`.

use crate::Span;

/// One comment that silences one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignore {
    /// The rule's name.
    pub rule: Box<str>,
    /// Why, as the author wrote it; may be empty.
    pub reason: Box<str>,
    /// The comment.
    pub span: Span,
    /// What it covers: a line without its end, or the whole text.
    pub covers: Span,
    /// What to delete to drop it: the comment and the blanks before it; where its line holds nothing
    /// else, the line with its line end.
    pub removal: Span,
}
