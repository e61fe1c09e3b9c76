//! Every rule. Generated from the files of `hazards/` by `cargo xtask generate`: do not edit.

use crate::Rule;

/// Every rule, in name order.
pub static RULES: &[&Rule] = &[];
