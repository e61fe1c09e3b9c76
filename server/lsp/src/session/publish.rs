//! Diagnostics are published with the version that they were computed for, and never twice.

use std::collections::BTreeSet;

use project::{ConfigurationError, FilePath};
use rules::Part;
use tower_lsp::ls_types::{Diagnostic, PublishDiagnosticsParams};
use workspace::{Misconfiguration, Workspace};

use super::Session;
use crate::capabilities::Client;
use crate::confirmed::ConfirmedError;
use crate::convert::{Lines, uri_of};
use crate::diagnostics::{self, Published};
use crate::documents::Documents;
use crate::edits::FileText;
use crate::outbox::Say;
use crate::root::Root;
use crate::settings::Run;

impl Session {
    /// Publishes what was found in a workspace, or in a part of it.
    pub(super) fn publish(&mut self, dir: &FilePath, part: Option<&Part>) {
        let Some(root) = self.roots.get(dir) else { return };
        let is_judged = |path: &&FilePath| part.is_none_or(|part| part.holds(path));
        let of_root = |(path, published): (_, &Published)| (published.root == *dir).then_some(path);
        let mut paths: BTreeSet<FilePath> =
            root.findings.keys().chain(root.confirmed.keys()).filter(is_judged).cloned().collect();
        paths.extend(self.published.iter().filter_map(of_root).filter(is_judged).cloned());
        let awaited = self
            .documents
            .iter()
            .filter(|(_, document)| document.is_awaited && document.root.as_ref() == Some(dir));
        paths.extend(awaited.map(|(path, _)| path.clone()));
        paths.extend(mistake(root).and_then(|mistake| mistake.file.clone()));
        for path in paths {
            self.publish_file(dir, &path);
        }
    }

    fn publish_file(&mut self, dir: &FilePath, path: &FilePath) {
        let Some(root) = self.roots.get(dir) else { return };
        let Some(workspace) = root.current() else { return };
        let run = self.settings.run_at(path);
        let (version, uri, is_awaited) = match self.documents.get_mut(path) {
            // Another workspace's, or one whose turn comes when it is saved.
            Some(document) if document.root.as_ref() != Some(dir) => return,
            Some(document) => {
                if run == Run::Save && document.is_unsaved && !document.is_awaited {
                    return;
                }
                let is_awaited = std::mem::take(&mut document.is_awaited);
                (Some(document.version), Some(document.uri.clone()), is_awaited)
            }
            None => (None, None, false),
        };
        let mistake = mistake(root)
            .filter(|mistake| mistake.file.as_ref() == Some(path))
            .map(|mistake| mistake.error.clone());
        let is_shown = version.is_some() || self.is_in_folders(path);
        let found = root.findings.get(path).filter(|_| is_shown);
        let findings = found.map(Vec::as_slice).unwrap_or_default();
        let documents = &mut self.documents;
        // What was built is told of the text that was built.
        let confirmed = root.confirmed.get(path).filter(|it| {
            let text = is_shown.then(|| documents.file_text(path, workspace)).flatten();
            text.is_some_and(|file| it.is_about(&file.text))
        });
        let confirmed = confirmed.map(|it| it.errors.as_slice()).unwrap_or_default();
        let before = self.published.get(path);
        let is_nothing = findings.is_empty() && confirmed.is_empty() && mistake.is_none();
        if before.is_none() && is_nothing && !is_awaited {
            return;
        }
        let is_known = |before: &Published| {
            before.version == version
                && before.findings == findings
                && before.confirmed == confirmed
                && before.mistake == mistake
        };
        if before.is_some_and(is_known) {
            return;
        }
        let Some(uri) = uri.or_else(|| uri_of(path)) else { return };
        let mut texts = |path: &FilePath| documents.file_text(path, workspace);
        let Some(diagnostics) =
            converted(path, findings, confirmed, mistake.as_ref(), &self.client, &mut texts)
        else {
            return;
        };
        let is_same = before.is_some_and(|before| before.diagnostics == diagnostics);
        let published = Published {
            root: dir.clone(),
            uri: uri.clone(),
            version,
            findings: findings.to_vec(),
            confirmed: confirmed.to_vec(),
            mistake,
            diagnostics: diagnostics.clone(),
        };
        if version.is_none() && diagnostics.is_empty() {
            self.published.remove(path);
        } else {
            self.published.insert(path.clone(), published);
        }
        // A new version of an open document is told even when nothing changed in it: some editors
        // drop diagnostics of an older one.
        if !is_same || is_awaited {
            self.outbox.say(Say::Publish(PublishDiagnosticsParams { uri, diagnostics, version }));
        }
    }

    /// Takes back what was published for a file.
    pub(super) fn clear(&mut self, path: &FilePath) {
        if let Some(published) = self.published.remove(path)
            && !published.diagnostics.is_empty()
        {
            self.outbox.say(Say::Publish(PublishDiagnosticsParams {
                uri: published.uri,
                diagnostics: Vec::new(),
                version: None,
            }));
        }
    }

    /// Takes back what was published for a workspace.
    pub(super) fn clear_root(&mut self, dir: &FilePath) {
        let of_root = self.published.iter().filter(|(_, published)| published.root == *dir);
        let paths: Vec<FilePath> = of_root.map(|(path, _)| path.clone()).collect();
        for path in paths {
            self.clear(&path);
        }
    }
}

fn mistake(root: &Root) -> Option<&Misconfiguration> {
    root.current()?.configuration_error()
}

/// None when the file has changed on disk since: that is going to be judged.
fn converted(
    path: &FilePath,
    findings: &[rules::Finding],
    confirmed: &[ConfirmedError],
    mistake: Option<&ConfigurationError>,
    client: &Client,
    texts: &mut dyn FnMut(&FilePath) -> Option<FileText>,
) -> Option<Vec<Diagnostic>> {
    if findings.is_empty() && confirmed.is_empty() && mistake.is_none() {
        return Some(Vec::new());
    }
    let file = texts(path)?;
    let lines = Lines::new(file.text.clone(), client.encoding);
    let mut locate = diagnostics::locate(texts, client.encoding);
    let found = findings
        .iter()
        .map(|finding| diagnostics::diagnostic(finding, &lines, client, &mut locate));
    let mistake = mistake.map(|mistake| diagnostics::configuration_error(mistake, &lines));
    let confirmed = confirmed.iter().map(|error| error.diagnostic(&lines));
    Some(found.chain(confirmed).chain(mistake).collect())
}

impl Documents {
    /// A file's text as it was judged: the open document's, else the disk's.
    pub(crate) fn file_text(&mut self, path: &FilePath, workspace: &Workspace) -> Option<FileText> {
        if let Some(document) = self.get_mut(path) {
            let (uri, version) = (document.uri.clone(), Some(document.version));
            return Some(FileText { uri, version, text: document.text() });
        }
        let text = workspace.text(path)?;
        Some(FileText { uri: uri_of(path)?, version: None, text })
    }
}
