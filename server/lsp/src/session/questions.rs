//! Questions about a document wait until what is known is about the text that the client sees.

use project::FilePath;
use tokio::sync::oneshot;
use tower_lsp::ls_types::{
    CodeActionParams, CodeActionResponse, Hover, HoverContents, MarkupContent, MarkupKind,
    TextDocumentIdentifier, TextDocumentPositionParams,
};

use super::Session;
use crate::code_actions::Asked;
use crate::convert::{Lines, path_of, uri_of};
use crate::events::{Ports, Question};
use crate::hover::{GoPlace, stops_build};

impl Session {
    pub(super) fn ask(&mut self, question: Question) {
        let path = path_of(question.uri());
        let dir = path
            .and_then(|path| self.documents.get(&path))
            .and_then(|document| document.root.clone());
        match dir.and_then(|dir| self.roots.get_mut(&dir)) {
            Some(root) => {
                root.hurry();
                root.waiting.push(question);
            }
            None => match question {
                Question::Actions(_, reply) => answer(reply, || None),
                Question::Hover(_, reply) => answer(reply, || None),
                Question::Ports(_, reply) => answer(reply, || None),
            },
        }
    }

    /// Answers what can be answered.
    pub(super) fn answer_waiting(&mut self) {
        let ready: Vec<_> = self
            .roots
            .iter_mut()
            .filter(|(_, root)| root.current().is_some() || root.is_unreadable())
            .flat_map(|(dir, root)| {
                let dir = dir.clone();
                std::mem::take(&mut root.waiting).into_iter().map(move |it| (dir.clone(), it))
            })
            .collect();
        for (dir, question) in ready {
            match question {
                Question::Actions(params, reply) => answer(reply, || self.actions(&dir, &params)),
                Question::Hover(at, reply) => answer(reply, || self.hover(&dir, &at)),
                Question::Ports(document, reply) => answer(reply, || self.ports(&dir, &document)),
            }
        }
    }

    fn actions(&mut self, dir: &FilePath, params: &CodeActionParams) -> Option<CodeActionResponse> {
        if !self.client.action_literals {
            return None;
        }
        let path = path_of(&params.text_document.uri)?;
        let root = self.roots.get(dir)?;
        let workspace = root.current()?;
        let snapshot = root.snapshot.as_ref()?;
        let documents = &mut self.documents;
        let mut texts = |path: &FilePath| documents.file_text(path, workspace);
        let file = texts(&path)?;
        let asked = Asked {
            path: &path,
            file: &file,
            facts: GoPlace::of(snapshot, &path).map(|place| place.facts()),
            findings: root.findings.get(&path).map(Vec::as_slice).unwrap_or_default(),
            client: &self.client,
        };
        Some(asked.actions(params.range, &params.context, &mut texts))
    }

    fn hover(&mut self, dir: &FilePath, at: &TextDocumentPositionParams) -> Option<Hover> {
        let path = path_of(&at.text_document.uri)?;
        let root = self.roots.get(dir)?;
        let workspace = root.current()?;
        let documents = &mut self.documents;
        let mut texts = |path: &FilePath| documents.file_text(path, workspace);
        let file = texts(&path)?;
        let lines = Lines::new(file.text.clone(), self.client.encoding);
        let mut link = |path: &FilePath, span| {
            let line = Lines::new(texts(path)?.text, self.client.encoding).line_at(span).0 + 1;
            Some(format!("[{}]({}#L{line})", path.name(), uri_of(path)?.as_str()))
        };
        let place = GoPlace::of(root.snapshot.as_ref()?, &path)?;
        let told = place.told_at(lines.offset(at.position), &mut link)?;
        let contents = MarkupContent { kind: MarkupKind::Markdown, value: told.text };
        let range = Some(lines.range(told.span));
        Some(Hover { contents: HoverContents::Markup(contents), range })
    }

    fn ports(&self, dir: &FilePath, document: &TextDocumentIdentifier) -> Option<Ports> {
        let path = path_of(&document.uri)?;
        let root = self.roots.get(dir)?;
        let place = GoPlace::of(root.snapshot.as_ref()?, &path)?;
        let findings = root.findings.get(&path).map(Vec::as_slice).unwrap_or_default();
        Some(Ports {
            summary: place.summary(),
            details: place.details(findings),
            breaks: findings.iter().any(stops_build),
        })
    }
}

/// Answers, unless the request was cancelled in the meantime.
fn answer<T>(reply: oneshot::Sender<Option<T>>, make: impl FnOnce() -> Option<T>) {
    if !reply.is_closed() {
        let _ = reply.send(make());
    }
}
