//! What can be done about the findings at a place.

use std::collections::BTreeSet;

use project::FilePath;
use rules::{Applicability, Edit, Finding};
use syntax::Span;
use syntax::go::GoFile;
use tower_lsp::ls_types::{
    CodeAction, CodeActionContext, CodeActionKind, CodeActionOrCommand, CodeActionTriggerKind,
    Range,
};

use crate::capabilities::{Client, FIX_ALL};
use crate::convert::Lines;
use crate::edits::{FileText, Texts, replacement, workspace_edit};
use crate::{diagnostics, silence};

/// What is known of the file that actions are asked for.
pub(crate) struct Asked<'a> {
    /// The file.
    pub path: &'a FilePath,
    /// Its text.
    pub file: &'a FileText,
    /// Its facts, if it is a Go file of a package.
    pub facts: Option<&'a GoFile>,
    /// What was found in it.
    pub findings: &'a [Finding],
    /// What the client can do.
    pub client: &'a Client,
}

impl Asked<'_> {
    /// The actions for a range of the file, of the kinds that the context asks for.
    pub(crate) fn actions(
        &self,
        range: Range,
        context: &CodeActionContext,
        texts: Texts<'_>,
    ) -> Vec<CodeActionOrCommand> {
        let lines = Lines::new(self.file.text.clone(), self.client.encoding);
        let asked = lines.span(range);
        let touches = |span: Span| span.start <= asked.end && asked.start <= span.end;
        let mut actions = Vec::new();
        if wants(context, &CodeActionKind::QUICKFIX) {
            let here = self.findings.iter().filter(|finding| touches(finding.span));
            let mut silenced = BTreeSet::new();
            let mut silencing = Vec::new();
            for finding in here {
                actions.extend(self.fixes(finding, &lines, texts));
                if silenced.insert((finding.rule, lines.line_at(finding.span.start).0)) {
                    silencing.extend(self.silence(finding, &lines, texts));
                }
            }
            actions.extend(silencing);
        }
        // Unasked, it would sit in the menu of every automatic request.
        let is_asked = context.only.is_some()
            || context.trigger_kind != Some(CodeActionTriggerKind::AUTOMATIC);
        if is_asked && wants(context, &FIX_ALL) {
            actions.extend(self.fix_all());
        }
        actions.into_iter().map(CodeActionOrCommand::CodeAction).collect()
    }

    fn fixes(&self, finding: &Finding, lines: &Lines, texts: Texts<'_>) -> Vec<CodeAction> {
        let mut is_first = true;
        let mut list = Vec::new();
        for fix in &finding.fixes {
            let Some(edit) = workspace_edit(&fix.edits, texts, self.client) else {
                continue;
            };
            let is_preferred = is_first && fix.applicability == Applicability::Safe;
            is_first = false;
            list.push(CodeAction {
                is_preferred: (self.client.preferred && is_preferred).then_some(true),
                edit: Some(edit),
                ..self.quickfix(fix.title.clone(), finding, lines, texts)
            });
        }
        list
    }

    fn silence(&self, finding: &Finding, lines: &Lines, texts: Texts<'_>) -> Option<CodeAction> {
        let silence = silence::silence(finding, &self.file.text, lines, self.facts)?;
        let edit = Edit::Replace { path: self.path.clone(), span: silence.at, text: silence.text };
        let edit = workspace_edit(&[edit], texts, self.client)?;
        Some(CodeAction { edit: Some(edit), ..self.quickfix(silence.title, finding, lines, texts) })
    }

    fn quickfix(
        &self,
        title: String,
        finding: &Finding,
        lines: &Lines,
        texts: Texts<'_>,
    ) -> CodeAction {
        let mut locate = diagnostics::locate(texts, self.client.encoding);
        let diagnostic = diagnostics::diagnostic(finding, lines, self.client, &mut locate);
        CodeAction {
            title,
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics: Some(vec![diagnostic]),
            ..CodeAction::default()
        }
    }

    /// Applies the safe fixes that stay within the document.
    fn fix_all(&self) -> Option<CodeAction> {
        let within = |edit: &Edit| matches!(edit, Edit::Replace { path, .. } if path == self.path);
        let findings: Vec<Finding> = self
            .findings
            .iter()
            .filter(|finding| finding.fixes.iter().flat_map(|fix| &fix.edits).all(within))
            .cloned()
            .collect();
        let text = |path: &FilePath| (path == self.path).then(|| self.file.text.clone());
        let applied = workspace::apply_safe_fixes(&findings, &text);
        let new = applied.texts.get(self.path)?;
        Some(CodeAction {
            title: "Apply all safe fixes of anyport".to_owned(),
            kind: Some(FIX_ALL),
            edit: Some(replacement(self.file, new, self.client)),
            ..CodeAction::default()
        })
    }
}

/// Whether a kind is asked for: no kinds named, or one that it is or belongs to.
fn wants(context: &CodeActionContext, kind: &CodeActionKind) -> bool {
    let Some(only) = &context.only else { return true };
    only.iter().any(|asked| {
        kind.as_str().strip_prefix(asked.as_str()).is_some_and(|rest| {
            rest.is_empty() || asked.as_str().is_empty() || rest.starts_with('.')
        })
    })
}
