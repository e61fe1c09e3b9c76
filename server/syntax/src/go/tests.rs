//! What is read from Go texts, whole and broken.

mod headers;
