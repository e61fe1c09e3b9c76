//! The grammar as a tree-sitter language.
