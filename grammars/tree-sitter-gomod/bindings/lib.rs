//! The grammar as a tree-sitter language.

use tree_sitter_language::LanguageFn;

// The generated parser is C: its one function is declared here by hand, and
// is sound to call since it only returns the address of a constant table.
unsafe extern "C" {
    fn tree_sitter_gomod() -> *const ();
}

/// go.mod and go.work for tree-sitter.
pub const LANGUAGE: LanguageFn = {
    // The function is the one that `tree-sitter generate` made for this very
    // purpose, as `from_raw` asks.
    unsafe { LanguageFn::from_raw(tree_sitter_gomod) }
};

#[cfg(test)]
#[path = "../../corpus.rs"]
mod corpus;
