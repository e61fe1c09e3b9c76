//! What is read from Go texts, whole and broken.

mod broken;
mod build_lines;
mod comments;
mod declarations;
mod headers;
mod uses;
