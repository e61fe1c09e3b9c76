//! Helpers that both test binaries share.
