//! The commands: one file each.

pub(crate) mod check;
pub(crate) mod demo;
pub(crate) mod explain;
pub(crate) mod init;
pub(crate) mod inspect;
pub(crate) mod lsp;
pub(crate) mod matrix;
pub(crate) mod rules;
