//! Requests for code actions wait until the findings are those of the text that the client sees.

use tower_lsp::ls_types::CodeActionResponse;

use super::Session;
use crate::code_actions::Asked;
use crate::convert::path_of;
use crate::events::ActionRequest;

impl Session {
    pub(super) fn ask_actions(&mut self, request: ActionRequest) {
        let path = path_of(&request.params.text_document.uri);
        let dir = path
            .and_then(|path| self.documents.get(&path))
            .and_then(|document| document.root.clone());
        match dir.and_then(|dir| self.roots.get_mut(&dir)) {
            Some(root) if self.client.action_literals => {
                root.hurry();
                root.waiting.push(request);
            }
            _ => reply(request, None),
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
        for (dir, request) in ready {
            if !request.reply.is_closed() {
                let actions = self.actions(&dir, &request);
                reply(request, actions);
            }
        }
    }

    fn actions(
        &mut self,
        dir: &project::FilePath,
        request: &ActionRequest,
    ) -> Option<CodeActionResponse> {
        let path = path_of(&request.params.text_document.uri)?;
        let root = self.roots.get(dir)?;
        let workspace = root.current()?;
        let snapshot = root.snapshot.as_ref()?;
        let documents = &mut self.documents;
        let mut texts = |path: &project::FilePath| documents.file_text(path, workspace);
        let file = texts(&path)?;
        let source = path
            .parent()
            .and_then(|dir| snapshot.package_in(&dir))
            .and_then(|id| snapshot.package(id).files.iter().find(|source| source.path == path));
        let asked = Asked {
            path: &path,
            file: &file,
            facts: source.and_then(|source| source.go()),
            findings: root.findings.get(&path).map(Vec::as_slice).unwrap_or_default(),
            client: &self.client,
        };
        Some(asked.actions(request.params.range, &request.params.context, &mut texts))
    }
}

fn reply(request: ActionRequest, actions: Option<CodeActionResponse>) {
    // Fails when the request was cancelled in the meantime.
    let _ = request.reply.send(actions);
}
