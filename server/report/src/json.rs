//! The JSON contract.

use crate::Checked;

/// One object, version 1; its schema is [`json_schema`].
pub fn json(_checked: &Checked<'_>) -> serde_json::Value {
    serde_json::Value::Null
}

/// The JSON Schema of what [`json`] gives.
pub fn json_schema() -> serde_json::Value {
    serde_json::Value::Null
}
