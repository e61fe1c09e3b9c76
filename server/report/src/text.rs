//! Findings for people: excerpt, marked span, ports, why, fix; folded by cause.

use crate::Checked;

/// The whole report as text, coloured or plain; ends with a line that counts.
pub fn text(_checked: &Checked<'_>, _colour: bool, _width: usize) -> String {
    String::new()
}
