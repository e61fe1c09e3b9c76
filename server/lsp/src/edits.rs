//! Fixes as edits of the workspace that the client can apply.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use project::FilePath;
use rules::Edit;
use syntax::Span;
use tower_lsp::ls_types::{
    CreateFile, CreateFileOptions, DocumentChangeOperation, DocumentChanges, OneOf,
    OptionalVersionedTextDocumentIdentifier, Position, Range, RenameFile, RenameFileOptions,
    ResourceOp, TextDocumentEdit, TextEdit, Uri, WorkspaceEdit,
};

use crate::capabilities::Client;
use crate::convert::{Lines, uri_of};

/// A file's text as it was judged.
#[derive(Clone)]
pub(crate) struct FileText {
    /// As the client writes it, if it has it open.
    pub uri: Uri,
    /// The open document's.
    pub version: Option<i32>,
    /// The text.
    pub text: Arc<str>,
}

/// Finds a file's text.
pub(crate) type Texts<'a> = &'a mut dyn FnMut(&FilePath) -> Option<FileText>;

/// One edit of the workspace; none where the client cannot do it, or a file is gone.
pub(crate) fn workspace_edit(
    edits: &[Edit],
    texts: Texts<'_>,
    client: &Client,
) -> Option<WorkspaceEdit> {
    let mut by_file: BTreeMap<&FilePath, Vec<(Span, &str)>> = BTreeMap::new();
    let mut operations = Vec::new();
    for edit in edits {
        match edit {
            Edit::Replace { path, span, text } => {
                by_file.entry(path).or_default().push((*span, text));
            }
            Edit::Create { path, text } if client.creates => {
                operations.extend(create(path, text)?);
            }
            Edit::Rename { path, to } if client.renames => operations.push(rename(path, to)?),
            Edit::Create { .. } | Edit::Rename { .. } => return None,
        }
    }
    let mut changes = Vec::new();
    for (path, replaced) in by_file {
        let file = texts(path)?;
        let lines = Lines::new(file.text.clone(), client.encoding);
        let replaced = replaced
            .into_iter()
            .map(|(span, text)| TextEdit::new(lines.range(span), text.to_owned()))
            .collect();
        changes.push((file.uri, file.version, replaced));
    }
    Some(assemble(changes, operations, client))
}

/// The edit that turns a document's text into another, as small as one edit can be.
pub(crate) fn replacement(file: &FileText, new: &str, client: &Client) -> WorkspaceEdit {
    let old = &*file.text;
    let same = |a: &mut dyn Iterator<Item = (char, char)>| -> usize {
        a.take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum()
    };
    let before = same(&mut old.chars().zip(new.chars()));
    let after = same(&mut old[before..].chars().rev().zip(new[before..].chars().rev()));
    let lines = Lines::new(file.text.clone(), client.encoding);
    let range = lines.range(Span::new(before, old.len() - after));
    let edit = TextEdit::new(range, new[before..new.len() - after].to_owned());
    assemble(vec![(file.uri.clone(), file.version, vec![edit])], Vec::new(), client)
}

fn assemble(
    changes: Vec<(Uri, Option<i32>, Vec<TextEdit>)>,
    operations: Vec<DocumentChangeOperation>,
    client: &Client,
) -> WorkspaceEdit {
    if !client.document_changes {
        let changes: HashMap<_, _> =
            changes.into_iter().map(|(uri, _, edits)| (uri, edits)).collect();
        return WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() };
    }
    let edits = changes.into_iter().map(|(uri, version, edits)| TextDocumentEdit {
        text_document: OptionalVersionedTextDocumentIdentifier { uri, version },
        edits: edits.into_iter().map(OneOf::Left).collect(),
    });
    // A renamed file is edited under its old name.
    let changes = if operations.is_empty() {
        DocumentChanges::Edits(edits.collect())
    } else {
        DocumentChanges::Operations(
            edits.map(DocumentChangeOperation::Edit).chain(operations).collect(),
        )
    };
    WorkspaceEdit { document_changes: Some(changes), ..WorkspaceEdit::default() }
}

fn create(path: &FilePath, text: &str) -> Option<[DocumentChangeOperation; 2]> {
    let uri = uri_of(path)?;
    let options = CreateFileOptions { overwrite: Some(false), ignore_if_exists: Some(false) };
    let created = CreateFile { uri: uri.clone(), options: Some(options), annotation_id: None };
    let start = Position::new(0, 0);
    let filled = TextDocumentEdit {
        text_document: OptionalVersionedTextDocumentIdentifier { uri, version: None },
        edits: vec![OneOf::Left(TextEdit::new(Range::new(start, start), text.to_owned()))],
    };
    Some([
        DocumentChangeOperation::Op(ResourceOp::Create(created)),
        DocumentChangeOperation::Edit(filled),
    ])
}

fn rename(path: &FilePath, to: &FilePath) -> Option<DocumentChangeOperation> {
    let options = RenameFileOptions { overwrite: Some(false), ignore_if_exists: Some(false) };
    Some(DocumentChangeOperation::Op(ResourceOp::Rename(RenameFile {
        old_uri: uri_of(path)?,
        new_uri: uri_of(to)?,
        options: Some(options),
        annotation_id: None,
    })))
}
