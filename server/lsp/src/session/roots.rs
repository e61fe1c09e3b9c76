//! Which workspaces there are: those of the workspace folders, and those of open documents.

use project::FilePath;
use tower_lsp::ls_types::{MessageType, WorkspaceFolder};
use workspace::{Workspace, root_of};

use super::{Session, options};
use crate::convert::path_of;
use crate::events::Updated;
use crate::outbox::Say;
use crate::progress::Task;
use crate::root::Root;
use crate::watch;

impl Session {
    /// The client takes requests now: registers what it can, and reads the workspace folders.
    pub(super) fn started(&mut self) {
        let mut registrations = Vec::new();
        if self.client.watches {
            registrations.extend(watch::in_folders());
        }
        if self.client.settings_changes {
            registrations.push(watch::settings());
        }
        if !registrations.is_empty() {
            self.outbox.say(Say::Register(registrations));
        }
        self.ask_settings();
        for folder in self.folders.clone() {
            self.add_folder(&folder);
        }
    }

    pub(super) fn folders_changed(
        &mut self,
        added: &[WorkspaceFolder],
        removed: &[WorkspaceFolder],
    ) {
        for folder in removed.iter().filter_map(|folder| path_of(&folder.uri)) {
            self.folders.retain(|it| *it != folder);
        }
        for folder in added.iter().filter_map(|folder| path_of(&folder.uri)) {
            self.folders.push(folder.clone());
            self.add_folder(&folder);
        }
        self.drop_unused_roots();
        let hidden: Vec<FilePath> = self.published.keys().cloned().collect();
        for path in hidden {
            if self.documents.get(&path).is_none() && !self.is_in_folders(&path) {
                self.clear(&path);
            }
        }
        self.ask_settings();
    }

    /// Reads the workspace of a folder, if there is one: a folder above several modules, or a home
    /// folder, has none, and its modules are found with the documents that are opened.
    fn add_folder(&mut self, folder: &FilePath) {
        let root = root_of(folder, &self.launch.environment);
        if root.go_work.is_some() || disk::read_listing(&root.dir).has_file("go.mod") {
            self.add_root(&root.dir);
        }
    }

    fn add_root(&mut self, dir: &FilePath) {
        if self.roots.contains_key(dir) {
            return;
        }
        let configuration = self.settings.configuration_at(dir);
        self.roots.insert(dir.clone(), Root::new(dir.clone(), configuration.clone()));
        self.tasks.start(Task::Reading(dir.clone()), None);
        self.workers.load(dir.clone(), options(&self.launch, configuration));
        if self.client.watches_relative && !self.is_in_folders(dir) {
            self.outbox.say(Say::Register(watch::below(dir).into_iter().collect()));
        }
    }

    /// Gives an open document to its workspace.
    pub(super) fn settle(&mut self, path: &FilePath) {
        let dir = self.is_ours(path).then(|| root_of(path, &self.launch.environment).dir);
        let Some(document) = self.documents.get_mut(path) else { return };
        document.root.clone_from(&dir);
        if let Some(dir) = dir {
            self.add_root(&dir);
            if let Some(root) = self.roots.get_mut(&dir) {
                root.text_changed(path, true);
            }
        }
    }

    /// Modules came or went: documents may belong to others now.
    pub(super) fn settle_all(&mut self) {
        let open: Vec<(FilePath, Option<FilePath>)> = self
            .documents
            .iter()
            .map(|(path, document)| (path.clone(), document.root.clone()))
            .collect();
        for (path, old) in open {
            self.settle(&path);
            let new = self.documents.get(&path).and_then(|document| document.root.clone());
            if let Some(old) = old.filter(|old| Some(old) != new.as_ref())
                && let Some(root) = self.roots.get_mut(&old)
            {
                root.disk_changed(path);
            }
        }
        for folder in self.folders.clone() {
            self.add_folder(&folder);
        }
        self.drop_unused_roots();
    }

    /// Go's own sources and the module cache are somebody else's, unless they are what was opened.
    fn is_ours(&self, path: &FilePath) -> bool {
        let environment = &self.launch.environment;
        let mut foreign = [&environment.goroot, &environment.module_cache].into_iter().flatten();
        self.is_in_folders(path) || !foreign.any(|dir| path.is_within(dir))
    }

    /// Whether a path lies in the workspace folders.
    pub(super) fn is_in_folders(&self, path: &FilePath) -> bool {
        self.folders.iter().any(|folder| path.is_within(folder))
    }

    /// Lets go of workspaces that no folder and no open document needs.
    pub(super) fn drop_unused_roots(&mut self) {
        let is_used = |dir: &FilePath| {
            let folders = &self.folders;
            folders.iter().any(|folder| dir.is_within(folder) || folder.is_within(dir))
                || self.documents.iter().any(|(_, document)| document.root.as_ref() == Some(dir))
        };
        let unused: Vec<FilePath> =
            self.roots.keys().filter(|dir| !is_used(dir)).cloned().collect();
        for dir in unused {
            self.roots.remove(&dir);
            self.tasks.end(&Task::Reading(dir.clone()), None);
            self.forget_matrix(&dir);
            self.clear_root(&dir);
        }
    }

    pub(super) fn loaded(&mut self, dir: &FilePath, workspace: anyhow::Result<Box<Workspace>>) {
        self.tasks.end(&Task::Reading(dir.clone()), None);
        let mut open = Vec::new();
        for (path, document) in self.documents.iter_mut() {
            if document.root.as_ref() == Some(dir) {
                document.is_awaited = true;
                open.push(path.clone());
            }
        }
        let Some(root) = self.roots.get_mut(dir) else { return };
        let (workspace, error) = match workspace {
            Ok(workspace) => (Some(workspace), None),
            Err(error) => (None, Some(format!("cannot read {dir}: {error:#}"))),
        };
        let error = error.or_else(|| settings_error(workspace.as_deref()?));
        root.loaded(workspace, open);
        self.tell_errors(error.into_iter().collect());
    }

    pub(super) fn updated(&mut self, dir: &FilePath, updated: Option<Updated>) {
        let Some(root) = self.roots.get_mut(dir) else { return };
        let error = updated.as_ref().and_then(|it| settings_error(&it.workspace));
        let before = root.snapshot.clone();
        if !root.updated(updated) {
            let options = options(&self.launch, root.configuration.clone());
            self.workers.load(dir.clone(), options);
            self.tell(MessageType::ERROR, format!("taking over a change of {dir} broke"));
        }
        self.workers.discard(before);
        self.tell_errors(error.into_iter().collect());
    }
}

/// What is wrong with the editor's settings; a mistake in anyport.toml is a diagnostic there.
fn settings_error(workspace: &Workspace) -> Option<String> {
    let error = workspace.configuration_error().filter(|error| error.file.is_none())?;
    Some(error.to_string())
}
