//! Files that the client watches for us, and what it registers to tell of.

use project::FilePath;
use serde_json::Value;
use tower_lsp::ls_types::{
    DidChangeWatchedFilesRegistrationOptions, FileSystemWatcher, GlobPattern, OneOf, Registration,
    RelativePattern,
};

use crate::convert::uri_of;

/// What decides about findings.
const PATTERNS: [&str; 10] = [
    "**/*.go",
    "**/*.{c,cc,cpp,cxx,m,h,hh,hpp,hxx,f,F,for,f90}",
    "**/go.mod",
    "**/go.work",
    "**/anyport.toml",
    "**/modules.txt",
    "**/*.syso",
    "**/.goreleaser.{yml,yaml}",
    "**/goreleaser.{yml,yaml}",
    "**/.github/workflows/*.{yml,yaml}",
];

/// Watches the workspace folders.
pub(crate) fn in_folders() -> Option<Registration> {
    let watchers = PATTERNS.map(|pattern| FileSystemWatcher {
        glob_pattern: GlobPattern::String(pattern.to_owned()),
        kind: None,
    });
    registration("anyport/watch", watchers.to_vec())
}

/// Watches a workspace that lies outside of the workspace folders.
pub(crate) fn below(root: &FilePath) -> Option<Registration> {
    let uri = uri_of(root)?;
    let watchers = PATTERNS.map(|pattern| FileSystemWatcher {
        glob_pattern: GlobPattern::Relative(RelativePattern {
            base_uri: OneOf::Right(uri.clone()),
            pattern: pattern.to_owned(),
        }),
        kind: None,
    });
    registration(&format!("anyport/watch{root}"), watchers.to_vec())
}

/// Asks to be told of changed settings.
pub(crate) fn settings() -> Registration {
    Registration {
        id: "anyport/settings".to_owned(),
        method: "workspace/didChangeConfiguration".to_owned(),
        register_options: Some(serde_json::json!({ "section": "anyport" })),
    }
}

fn registration(id: &str, watchers: Vec<FileSystemWatcher>) -> Option<Registration> {
    let options = DidChangeWatchedFilesRegistrationOptions { watchers };
    let options: Value = serde_json::to_value(options).ok()?;
    Some(Registration {
        id: id.to_owned(),
        method: "workspace/didChangeWatchedFiles".to_owned(),
        register_options: Some(options),
    })
}
