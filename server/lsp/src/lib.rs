//! The language server. The only crate that knows LSP types, UTF-16 and JSON-RPC.
