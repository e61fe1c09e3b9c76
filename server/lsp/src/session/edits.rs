//! Documents that are opened, edited, saved and closed; files that change on disk.

use std::sync::Arc;

use project::{FilePath, Snapshot};
use tower_lsp::ls_types::{FileChangeType, FileEvent, TextDocumentContentChangeEvent, Uri};

use super::Session;
use crate::convert::path_of;
use crate::settings::Run;

impl Session {
    pub(super) fn open(&mut self, uri: Uri, version: i32, text: &str) {
        let Some(path) = path_of(&uri) else { return };
        self.documents.open(&path, uri, version, text, self.client.encoding);
        self.settle(&path);
        if !self.client.watches {
            self.rescan(&path);
        }
    }

    pub(super) fn change(
        &mut self,
        uri: &Uri,
        version: i32,
        changes: &[TextDocumentContentChangeEvent],
    ) {
        let Some(path) = path_of(uri) else { return };
        if !self.documents.change(&path, version, changes, self.client.encoding) {
            tracing::info!("an edit of {path}, which is not open yet");
            return;
        }
        let run = self.settings.run_at(&path);
        let Some(document) = self.documents.get_mut(&path) else { return };
        document.is_unsaved = true;
        document.is_awaited |= run == Run::Type;
        let is_awaited = document.is_awaited;
        if let Some(root) = document.root.as_ref().and_then(|dir| self.roots.get_mut(dir)) {
            root.text_changed(&path, is_awaited);
        }
    }

    pub(super) fn save(&mut self, uri: &Uri) {
        let Some(path) = path_of(uri) else { return };
        let run = self.settings.run_at(&path);
        if let Some(document) = self.documents.get_mut(&path) {
            document.is_unsaved = false;
            if run == Run::Save {
                document.is_awaited = true;
                if let Some(root) = document.root.as_ref().and_then(|dir| self.roots.get_mut(dir)) {
                    root.text_changed(&path, true);
                }
            }
        }
        if !self.client.watches {
            self.rescan(&path);
        }
    }

    pub(super) fn close(&mut self, uri: &Uri) {
        let Some(path) = path_of(uri) else { return };
        let Some(document) = self.documents.close(&path) else { return };
        // Its versions begin again when it is opened again.
        self.related.forget(&path);
        let Some(dir) = document.root else { return };
        if let Some(root) = self.roots.get_mut(&dir) {
            root.text_changed(&path, true);
        }
        if !self.is_in_folders(&path) {
            self.clear(&path);
        }
        self.drop_unused_roots();
    }

    /// Files changed on disk.
    pub(super) fn watched(&mut self, changes: &[FileEvent]) {
        let mut moves_roots = false;
        for change in changes {
            let Some(path) = path_of(&change.uri) else { continue };
            moves_roots |= change.typ != FileChangeType::CHANGED
                && matches!(path.name(), "go.mod" | "go.work");
            for root in self.roots.values_mut() {
                // A folder that a replace directive leads to lies outside, and so may settings and
                // files that say which ports count.
                let is_known = |snapshot: &Arc<Snapshot>| {
                    let listing = path.parent().and_then(|dir| snapshot.listing(&dir));
                    listing.is_some() || snapshot.inputs.decides_targets(&path)
                };
                if path.is_within(&root.dir) || root.snapshot.as_ref().is_some_and(is_known) {
                    root.disk_changed(path.clone());
                }
            }
        }
        if moves_roots {
            self.settle_all();
        }
    }

    /// Looks for changes on disk when the client does not tell of them.
    fn rescan(&mut self, path: &FilePath) {
        let dir = self.documents.get(path).and_then(|document| document.root.clone());
        if let Some(root) = dir.and_then(|dir| self.roots.get_mut(&dir))
            && !root.is_loading()
        {
            root.disk_changed(root.dir.clone());
        }
    }
}
