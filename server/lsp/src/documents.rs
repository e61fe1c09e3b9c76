//! Open documents: their text is the client's, edit by edit.

use std::collections::BTreeMap;
use std::sync::Arc;

use project::FilePath;
use ropey::Rope;
use tower_lsp::ls_types::{TextDocumentContentChangeEvent, Uri};

use crate::convert::{self, Encoding};

/// One open document.
pub(crate) struct Document {
    /// As the client writes it: editors differ in what they escape.
    pub uri: Uri,
    /// As the client counts.
    pub version: i32,
    rope: Rope,
    /// The rope's text, made when it is asked for.
    text: Option<Arc<str>>,
    /// Its diagnostics are to be published for the next version that is judged.
    pub is_awaited: bool,
    /// It was edited since it was saved.
    pub is_unsaved: bool,
    /// The workspace that it belongs to; none outside of every module cache and workspace.
    pub root: Option<FilePath>,
}

impl Document {
    /// Its text at this version.
    pub(crate) fn text(&mut self) -> Arc<str> {
        Arc::clone(self.text.get_or_insert_with(|| self.rope.to_string().into()))
    }

    fn apply(&mut self, change: &TextDocumentContentChangeEvent, encoding: Encoding) {
        self.text = None;
        let Some(range) = change.range else {
            self.rope = Rope::from_str(&change.text);
            return;
        };
        let (characters, fits) = convert::characters(&self.rope, range, encoding);
        if !fits {
            // Losing the document over it would cost every answer until it is opened again.
            tracing::warn!("an edit at {range:?} lies outside {}", self.uri.as_str());
        }
        let start = characters.start;
        self.rope.remove(characters);
        self.rope.insert(start, &change.text);
    }
}

/// The open documents, by path.
#[derive(Default)]
pub(crate) struct Documents {
    open: BTreeMap<FilePath, Document>,
    /// Edits that came before their document was opened, with the versions that they lead to.
    early: BTreeMap<FilePath, Vec<(i32, Vec<TextDocumentContentChangeEvent>)>>,
}

impl Documents {
    /// Of so many documents early edits are kept.
    const MOST_EARLY: usize = 16;

    /// A document was opened; one that was open already is replaced.
    pub(crate) fn open(
        &mut self,
        path: &FilePath,
        uri: Uri,
        version: i32,
        text: &str,
        encoding: Encoding,
    ) {
        let rope = Rope::from_str(text);
        let document = Document {
            uri,
            version,
            rope,
            text: None,
            is_awaited: true,
            is_unsaved: false,
            root: None,
        };
        self.open.insert(path.clone(), document);
        let early = self.early.remove(path).unwrap_or_default();
        // Those that follow this version; what is left of another opening does not.
        let follows = |(edit, at): (&(i32, _), i32)| edit.0 == at;
        if early.iter().zip(version + 1..).all(follows) {
            for (version, changes) in early {
                self.change(path, version, &changes, encoding);
            }
        }
    }

    /// Edits to a document, in order. False when it is not open: its opening, which some editors
    /// send at the same time, may come later.
    pub(crate) fn change(
        &mut self,
        path: &FilePath,
        version: i32,
        changes: &[TextDocumentContentChangeEvent],
        encoding: Encoding,
    ) -> bool {
        let Some(document) = self.open.get_mut(path) else {
            if self.early.len() < Self::MOST_EARLY {
                let early = self.early.entry(path.clone()).or_default();
                early.push((version, changes.to_vec()));
            }
            return false;
        };
        document.version = version;
        for change in changes {
            document.apply(change, encoding);
        }
        true
    }

    /// A document was closed.
    pub(crate) fn close(&mut self, path: &FilePath) -> Option<Document> {
        self.early.remove(path);
        self.open.remove(path)
    }

    /// An open document.
    pub(crate) fn get(&self, path: &FilePath) -> Option<&Document> {
        self.open.get(path)
    }

    /// An open document, to change what is known of it.
    pub(crate) fn get_mut(&mut self, path: &FilePath) -> Option<&mut Document> {
        self.open.get_mut(path)
    }

    /// All of them.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&FilePath, &Document)> {
        self.open.iter()
    }

    /// All of them, to change what is known of them.
    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = (&FilePath, &mut Document)> {
        self.open.iter_mut()
    }
}

#[cfg(test)]
mod tests {
    use project::FilePath;
    use tower_lsp::ls_types::{Position, Range, TextDocumentContentChangeEvent};

    use super::Documents;
    use crate::convert::Encoding;

    type At = (u32, u32);

    fn edited(text: &str, edits: &[(At, At, &str)]) -> String {
        let path = FilePath::new("/m/a.go");
        let mut documents = Documents::default();
        let uri = "file:///m/a.go".parse().unwrap();
        documents.open(&path, uri, 1, text, Encoding::Utf16);
        let changes: Vec<_> = edits
            .iter()
            .map(|(start, end, text)| TextDocumentContentChangeEvent {
                range: Some(Range::new(
                    Position::new(start.0, start.1),
                    Position::new(end.0, end.1),
                )),
                range_length: None,
                text: (*text).to_owned(),
            })
            .collect();
        assert!(documents.change(&path, 2, &changes, Encoding::Utf16));
        documents.get_mut(&path).unwrap().text().to_string()
    }

    #[test]
    fn edits_apply_one_after_another() {
        assert_eq!(edited("ab\n", &[((0, 1), (0, 1), "x"), ((0, 2), (1, 0), "\r\n")]), "ax\r\n");
        assert_eq!(edited("ä\u{1F600}b", &[((0, 3), (0, 4), "c")]), "ä\u{1F600}c");
    }

    #[test]
    fn an_edit_outside_keeps_the_document() {
        assert_eq!(edited("ab\n", &[((7, 0), (9, 3), "x")]), "ab\nx");
        assert_eq!(edited("ab\n", &[((0, 9), (0, 99), "x")]), "abx\n");
        assert_eq!(edited("ab\n", &[((0, 2), (0, 0), "x")]), "x\n");
    }

    #[test]
    fn edits_that_come_before_the_document_are_made_when_it_is_opened() {
        let path = FilePath::new("/m/a.go");
        let edit = |text: &str| TextDocumentContentChangeEvent {
            range: Some(Range::new(Position::new(0, 0), Position::new(0, 0))),
            range_length: None,
            text: text.to_owned(),
        };
        let uri: tower_lsp::ls_types::Uri = "file:///m/a.go".parse().unwrap();
        let mut documents = Documents::default();
        let mut text = |edits: &[(i32, &str)], version: i32| {
            for (version, text) in edits {
                assert!(!documents.change(&path, *version, &[edit(text)], Encoding::Utf8));
            }
            documents.open(&path, uri.clone(), version, "c", Encoding::Utf8);
            let document = documents.get_mut(&path).unwrap();
            let told = (document.text().to_string(), document.version);
            documents.close(&path);
            told
        };
        assert_eq!(text(&[(1, "b"), (2, "a")], 0), ("abc".to_owned(), 2));
        assert_eq!(text(&[], 0), ("c".to_owned(), 0), "they are made once");
        assert_eq!(text(&[(3, "a")], 3), ("c".to_owned(), 3), "the text has them already");
        assert_eq!(text(&[(5, "a")], 0), ("c".to_owned(), 0), "they are of another opening");
    }

    #[test]
    fn a_document_that_is_not_open_takes_no_edit() {
        let mut documents = Documents::default();
        assert!(!documents.change(&FilePath::new("/a"), 1, &[], Encoding::Utf8));
    }
}
