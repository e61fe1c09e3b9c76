//! The shapes of `anyport inspect --format json`: their doc comments, and those of `artifact`, are
//! the schema's descriptions.

use artifact::Artifact;
use project::Level;
use schemars::JsonSchema;
use serde::Serialize;

use crate::json::Version;

/// What `anyport inspect --format json` writes: one object. Later versions of anyport may add
/// fields; they change the meaning of one, or take one away, only together with `version`.
#[derive(Serialize, JsonSchema)]
pub(super) struct Report {
    /// The version of this contract.
    pub(super) version: Version,
    /// The files, in the order in which they were named.
    pub(super) inspections: Vec<Inspected>,
}

/// One file.
#[derive(Serialize, JsonSchema)]
pub(super) struct Inspected {
    /// The file, absolute, with `/`.
    pub(super) path: String,
    /// The port that it is for; null where it does not say so, or contradicts itself.
    pub(super) port: Option<String>,
    /// Why it could not be read; null where it could.
    pub(super) fault: Option<String>,
    /// What it is; null where it could not be read.
    pub(super) artifact: Option<Artifact>,
    /// What is wrong with it.
    pub(super) complaints: Vec<Told>,
}

/// One thing that is wrong.
#[derive(Serialize, JsonSchema)]
pub(super) struct Told {
    /// The check's name; those of the policy are called like its keys.
    pub(super) check: String,
    /// How bad it is.
    pub(super) level: Level,
    /// What is wrong, on one line.
    pub(super) message: String,
    /// What to do.
    pub(super) remedy: String,
}
