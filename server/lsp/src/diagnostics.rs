//! Findings as the client shows them.

use std::collections::HashMap;

use project::{ConfigurationError, FilePath, Level};
use rules::Finding;
use serde_json::json;
use syntax::Span;
use tower_lsp::ls_types::{
    Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Location, NumberOrString, Uri,
};

use crate::capabilities::Client;
use crate::confirmed::ConfirmedError;
use crate::convert::{Encoding, Lines};
use crate::edits::Texts;

/// Where a span of some file lies; none for a file without a text or a URI.
pub(crate) type Locate<'a> = &'a mut dyn FnMut(&FilePath, Span) -> Option<Location>;

/// One finding. `lines` are its file's.
pub(crate) fn diagnostic(
    finding: &Finding,
    lines: &Lines,
    client: &Client,
    locate: Locate<'_>,
) -> Diagnostic {
    let shown = finding.related.iter().filter(|_| client.related);
    let related = shown.filter_map(|related| {
        let location = locate(&related.path, related.span)?;
        Some(DiagnosticRelatedInformation { location, message: related.message.clone() })
    });
    let related: Vec<_> = related.collect();
    // One line says what breaks; editors that show one line show that.
    let message = match finding.why.as_str() {
        "" => finding.message.clone(),
        why => format!("{}\n{why}", finding.message),
    };
    let titles: Vec<&str> = finding.fixes.iter().map(|fix| fix.title.as_str()).collect();
    Diagnostic {
        range: lines.range(finding.span),
        severity: Some(severity(finding.level)),
        code: Some(NumberOrString::String(finding.rule.to_owned())),
        source: Some("anyport".to_owned()),
        message,
        related_information: (!related.is_empty()).then_some(related),
        data: client
            .data
            .then(|| json!({ "predicts": finding.predicts.as_str(), "fixes": titles })),
        ..Diagnostic::default()
    }
}

/// A mistake in anyport.toml.
pub(crate) fn configuration_error(error: &ConfigurationError, lines: &Lines) -> Diagnostic {
    Diagnostic {
        range: lines.range(error.span.unwrap_or_default()),
        severity: Some(DiagnosticSeverity::ERROR),
        source: Some("anyport".to_owned()),
        message: error.message.clone(),
        ..Diagnostic::default()
    }
}

fn severity(level: Level) -> DiagnosticSeverity {
    match level {
        Level::Error => DiagnosticSeverity::ERROR,
        Level::Warning => DiagnosticSeverity::WARNING,
        Level::Info => DiagnosticSeverity::INFORMATION,
        Level::Hint => DiagnosticSeverity::HINT,
    }
}

/// What was published for a file last.
#[derive(Debug)]
pub(crate) struct Published {
    /// The workspace that it belongs to.
    pub root: FilePath,
    /// Under which name.
    pub uri: Uri,
    /// For which version of the open document.
    pub version: Option<i32>,
    /// What was found.
    pub findings: Vec<Finding>,
    /// What builds said of it.
    pub confirmed: Vec<ConfirmedError>,
    /// The mistake in it, for anyport.toml.
    pub mistake: Option<ConfigurationError>,
    /// What was said of it.
    pub diagnostics: Vec<Diagnostic>,
}

/// Finds locations by way of the files' texts, each of which is read once.
pub(crate) fn locate(
    texts: Texts<'_>,
    encoding: Encoding,
) -> impl FnMut(&FilePath, Span) -> Option<Location> {
    let mut known: HashMap<FilePath, Option<(Uri, Lines)>> = HashMap::new();
    move |path, span| {
        if !known.contains_key(path) {
            let file = texts(path).map(|file| (file.uri, Lines::new(file.text, encoding)));
            known.insert(path.clone(), file);
        }
        let (uri, lines) = known.get(path)?.as_ref()?;
        Some(Location { uri: uri.clone(), range: lines.range(span) })
    }
}

/// The lines of files that findings in others lead to: every edit asks for the same ones again.
#[derive(Default)]
pub(crate) struct RelatedFiles(HashMap<FilePath, (Content, Uri, Lines)>);

/// What tells a file's content from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// The version of an open document.
    Version(i32),
    /// See [`workspace::Workspace::judged_content`].
    Judged(u64),
}

impl RelatedFiles {
    /// Forgets all of them before a file when there are more.
    const MOST: usize = 256;

    /// Forgets a file.
    pub(crate) fn forget(&mut self, path: &FilePath) {
        self.0.remove(path);
    }

    /// Where a span of a file with that content lies; its text is asked for at first.
    pub(crate) fn locate(
        &mut self,
        path: &FilePath,
        content: Content,
        span: Span,
        encoding: Encoding,
        texts: Texts<'_>,
    ) -> Option<Location> {
        let is_known = self.0.get(path).is_some_and(|(of, ..)| *of == content);
        if !is_known {
            if self.0.len() >= Self::MOST {
                self.0.clear();
            }
            let file = texts(path)?;
            let lines = Lines::new(file.text, encoding);
            self.0.insert(path.clone(), (content, file.uri, lines));
        }
        let (_, uri, lines) = self.0.get(path)?;
        Some(Location { uri: uri.clone(), range: lines.range(span) })
    }
}
