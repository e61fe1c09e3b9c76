//! Where the conditions of a `#cgo` line hold.

use platform::{Assignment, Constraint, TargetSet};

use crate::Name;

/// Where the conditions of a `#cgo` line hold, as the go command decides: each field alone, and
/// one that holds suffices. In a field, `,` means and, `!` not; one with `&`, `|` or a
/// parenthesis is read as a `//go:build` expression. A field that cannot be read holds nowhere;
/// no field at all means everywhere.
pub fn condition_holds_on(conditions: &[Name], assignment: &Assignment) -> TargetSet {
    if conditions.is_empty() {
        return assignment.universe();
    }
    let mut holds_on = TargetSet::EMPTY;
    for field in conditions {
        let constraint = if field.text.contains(['&', '|', '(', ')']) {
            Constraint::parse_go_build(&field.text)
        } else {
            Constraint::parse_plus_build(&field.text)
        };
        if let Ok(constraint) = constraint {
            holds_on |= assignment.holds_on(&constraint);
        }
    }
    holds_on
}
