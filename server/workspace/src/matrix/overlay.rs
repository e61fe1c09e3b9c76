//! Unsaved texts in the place of files: the go command reads copies, and names those in errors.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use project::{BuiltPort, FilePath, Snapshot};

/// The copies.
pub(super) struct Overlay {
    /// What tells the go command of them; none where there are none.
    file: Option<PathBuf>,
    /// Copies, and what they stand for.
    copies: Vec<(FilePath, FilePath)>,
}

impl Overlay {
    /// Writes the copies into the temporary folder.
    pub(super) fn write(
        unsaved: &[(FilePath, Arc<str>)],
        scratch: &Path,
    ) -> anyhow::Result<Overlay> {
        if unsaved.is_empty() {
            return Ok(Overlay { file: None, copies: Vec::new() });
        }
        let mut replace = serde_json::Map::new();
        let mut copies = Vec::new();
        for (at, (path, text)) in unsaved.iter().enumerate() {
            let file = scratch.join(format!("unsaved-{at}-{}", path.name()));
            disk::write(&file, text.as_bytes())?;
            let file = file.to_str().context("the temporary folder's path is not UTF-8")?;
            replace.insert(path.to_string(), file.into());
            copies.push((FilePath::new(file), path.clone()));
        }
        let overlay = scratch.join("overlay.json");
        let text = serde_json::json!({ "Replace": replace }).to_string();
        disk::write(&overlay, text.as_bytes())?;
        Ok(Overlay { file: Some(overlay), copies })
    }

    /// The go command's flag.
    pub(super) fn flag(&self) -> Option<String> {
        self.file.as_ref().map(|file| format!("-overlay={}", file.display()))
    }

    /// Puts the files back into errors, in the place of their copies.
    pub(super) fn take_back(&self, port: &mut BuiltPort, snapshot: &Snapshot) {
        for error in port.packages.iter_mut().flat_map(|package| &mut package.errors) {
            for (copy, path) in &self.copies {
                if error.file.as_ref() == Some(copy) {
                    error.file = Some(path.clone());
                }
                if error.message.contains(copy.as_str()) {
                    let shown = path.relative_to(&snapshot.inputs.root);
                    let shown = shown.unwrap_or(path.as_str());
                    error.message = error.message.replace(copy.as_str(), shown);
                }
            }
        }
    }
}
