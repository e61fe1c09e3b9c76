//! Diagnostics are published with the version that they were computed for, and never twice.

use std::collections::BTreeSet;

use project::{ConfigurationError, FilePath};
use rules::{Finding, Part};
use syntax::Span;
use tower_lsp::ls_types::{Diagnostic, Location, PublishDiagnosticsParams};
use workspace::{Misconfiguration, Workspace};

use super::Session;
use crate::capabilities::Client;
use crate::confirmed::ConfirmedError;
use crate::convert::{Encoding, Lines, uri_of};
use crate::diagnostics::{self, Content, Locate, Published, RelatedFiles};
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
        let found = Found {
            findings,
            confirmed: confirmed.map(|it| it.errors.as_slice()).unwrap_or_default(),
            mistake: mistake.as_ref(),
        };
        let before = self.published.get(path);
        if before.is_none() && found.is_nothing() && !is_awaited {
            return;
        }
        if before.is_some_and(|it| it.version == version && found.is_as_published(it)) {
            return;
        }
        let Some(uri) = uri.or_else(|| uri_of(path)) else { return };
        let mut diagnostics = Vec::new();
        if !found.is_nothing() {
            // When it has changed on disk since, that is going to be judged.
            let Some(file) = documents.file_text(path, workspace) else { return };
            let lines = Lines::new(file.text, self.client.encoding);
            let related = &mut self.related;
            diagnostics = found.diagnostics(&lines, &self.client, &mut |path, span| {
                located(path, span, documents, workspace, related, self.client.encoding)
            });
        }
        let is_same = before.is_some_and(|before| before.diagnostics == diagnostics);
        let published = Published {
            root: dir.clone(),
            uri: uri.clone(),
            version,
            findings: findings.to_vec(),
            confirmed: found.confirmed.to_vec(),
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

/// What is to be said of a file.
struct Found<'a> {
    findings: &'a [Finding],
    confirmed: &'a [ConfirmedError],
    mistake: Option<&'a ConfigurationError>,
}

impl Found<'_> {
    fn is_nothing(&self) -> bool {
        self.findings.is_empty() && self.confirmed.is_empty() && self.mistake.is_none()
    }

    fn is_as_published(&self, before: &Published) -> bool {
        before.findings == self.findings
            && before.confirmed == self.confirmed
            && before.mistake.as_ref() == self.mistake
    }

    fn diagnostics(&self, lines: &Lines, client: &Client, locate: Locate<'_>) -> Vec<Diagnostic> {
        let found = self.findings.iter();
        let found = found.map(|it| diagnostics::diagnostic(it, lines, client, locate));
        let mistake = self.mistake.map(|it| diagnostics::configuration_error(it, lines));
        let confirmed = self.confirmed.iter().map(|error| error.diagnostic(lines));
        found.chain(confirmed).chain(mistake).collect()
    }
}

/// Where a span of a file lies that a finding in another leads to.
fn located(
    path: &FilePath,
    span: Span,
    documents: &mut Documents,
    workspace: &Workspace,
    known: &mut RelatedFiles,
    encoding: Encoding,
) -> Option<Location> {
    let version = documents.get(path).map(|it| Content::Version(it.version));
    let judged = || workspace.judged_content(path).map(Content::Judged);
    let content = version.or_else(judged);
    let mut texts = |path: &FilePath| documents.file_text(path, workspace);
    match content {
        Some(content) => known.locate(path, content, span, encoding, &mut texts),
        None => diagnostics::locate(&mut texts, encoding)(path, span),
    }
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
