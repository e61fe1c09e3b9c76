//! Files to facts: in parallel, and so that a file which breaks the parser costs itself alone.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use disk::{Remembered, Stamp, Tree};
use project::{EvidenceFile, Facts, FilePath};
use rayon::prelude::*;
use syntax::c::CFile;
use syntax::go::{GoFile, GoTree};
use syntax::{go, go_mod, goreleaser, workflow};

use crate::Progress;

/// A content that broke the parser so often is not parsed again.
const MOST_PANICS: u32 = 2;

/// What is read at first of a file whose header is wanted, in bytes: most headers are shorter.
const BEGINNING: usize = 4 << 10;

/// How deeply a file is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Depth {
    /// All of a Go file.
    Whole,
    /// A Go file without what it uses.
    Outline,
    /// The declarations of a Go file.
    Declarations,
    /// The header of a Go file.
    Header,
    /// The constraint of a file that is not Go.
    Constraint,
    /// go.mod and go.work.
    GoMod,
    /// A C file or header.
    C,
    /// A release or CI file.
    Evidence,
}

impl Depth {
    /// Whether facts hold what that depth gives.
    pub(crate) fn is_in(self, facts: &Facts) -> bool {
        match (self, facts) {
            (Depth::Whole, Facts::Go(facts)) => facts.uses.is_some(),
            (Depth::Outline, Facts::Go(facts)) => facts.words.is_some(),
            (Depth::Declarations | Depth::Header, Facts::Go(_))
            | (Depth::Header | Depth::Constraint, Facts::Header(_))
            | (Depth::C, Facts::C(_)) => true,
            _ => false,
        }
    }
}

/// A file that was read.
pub(crate) struct Read {
    pub(crate) path: FilePath,
    pub(crate) facts: Facts,
    /// Of the text; none where there is no text.
    pub(crate) hash: Option<u64>,
    /// What the file looked like before it was read.
    pub(crate) stamp: Option<Stamp>,
}

/// Parses files, and remembers the contents that broke the parser.
#[derive(Default)]
pub(crate) struct Reader {
    /// What an earlier run read.
    pub(crate) remembered: HashMap<FilePath, Remembered>,
    panics: Mutex<HashMap<u64, u32>>,
    /// The syntax trees of open documents; none of one that was not parsed yet.
    trees: Mutex<HashMap<FilePath, Option<GoTree>>>,
}

impl Reader {
    /// From now on a Go file is edited: its syntax tree is kept.
    pub(crate) fn open(&self, path: &FilePath) {
        self.trees().entry(path.clone()).or_default();
    }

    /// It no longer is.
    pub(crate) fn close(&self, path: &FilePath) {
        self.trees().remove(path);
    }

    fn trees(&self) -> MutexGuard<'_, HashMap<FilePath, Option<GoTree>>> {
        self.trees.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads one file.
    pub(crate) fn read(&self, tree: &dyn Tree, path: &FilePath, depth: Depth) -> Read {
        let stamp = tree.stamp(path);
        if let Some(known) = self.remembered.get(path)
            && stamp == Some(known.stamp)
            && depth.is_in(&known.facts)
        {
            let (facts, hash) = (known.facts.clone(), Some(known.hash));
            return Read { path: path.clone(), facts, hash, stamp };
        }
        let beginning = if depth == Depth::Header { self.read_header(tree, path) } else { None };
        if let Some((facts, hash)) = beginning {
            return Read { path: path.clone(), facts, hash: Some(hash), stamp };
        }
        let (facts, hash) = match tree.text(path) {
            Ok(text) => {
                let hash = hash_of(&text);
                (self.parse(path, &text, hash, depth), Some(hash))
            }
            Err(reason) => {
                tracing::info!("{path}: {reason}");
                (Facts::Unreadable, None)
            }
        };
        Read { path: path.clone(), facts, hash, stamp }
    }

    /// Reads a header from a file's beginning alone; none where that does not hold it.
    fn read_header(&self, tree: &dyn Tree, path: &FilePath) -> Option<(Facts, u64)> {
        let (beginning, is_all) = tree.beginning(path, BEGINNING).ok()?;
        let hash = hash_of(&beginning);
        if is_all {
            return Some((self.parse(path, &beginning, hash, Depth::Header), hash));
        }
        let header = catch_unwind(|| go::parse_header_of_beginning(&beginning)).ok()??;
        Some((Facts::Header(Arc::new(header)), hash))
    }

    /// Reads many files, in parallel, and tells how far it is.
    pub(crate) fn read_all(
        &self,
        tree: &dyn Tree,
        files: &[(FilePath, Depth)],
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Vec<Read> {
        let total = files.len();
        let done = AtomicUsize::new(0);
        files
            .par_iter()
            .map(|(path, depth)| {
                let read = self.read(tree, path, *depth);
                progress(Progress { read: done.fetch_add(1, Ordering::Relaxed) + 1, total });
                read
            })
            .collect()
    }

    fn parse(&self, path: &FilePath, text: &str, hash: u64, depth: Depth) -> Facts {
        self.guarded(path, hash, || match depth {
            Depth::Whole => Facts::Go(Arc::new(self.parse_whole(path, text))),
            Depth::Outline => Facts::Go(Arc::new(go::outline(text))),
            Depth::Declarations => Facts::Go(Arc::new(go::declarations(text))),
            Depth::Header => Facts::Header(Arc::new(go::parse_header(text))),
            Depth::Constraint => Facts::Header(Arc::new(go::parse_constraint(text))),
            Depth::GoMod => Facts::GoMod(Arc::new(go_mod::parse(text))),
            Depth::C => Facts::C(Arc::new(CFile::parse(text.into()))),
            Depth::Evidence => match EvidenceFile::at(path) {
                Some((EvidenceFile::GoReleaser, _)) => goreleaser::parse(text).into(),
                Some((EvidenceFile::Workflow, _)) => workflow::parse(text).into(),
                None => Facts::Unreadable,
            },
        })
    }

    /// All of a Go file; of one that is edited, only what has changed is parsed.
    fn parse_whole(&self, path: &FilePath, text: &str) -> GoFile {
        // Out of the map for the while: a text that breaks the parser leaves no tree behind.
        let Some(tree) = self.trees().get_mut(path).map(Option::take) else {
            return go::parse(text);
        };
        let mut tree = match tree {
            Some(mut tree) => {
                tree.update(text.into());
                tree
            }
            None => GoTree::new(text.into()),
        };
        let facts = tree.facts();
        if let Some(kept) = self.trees().get_mut(path) {
            *kept = Some(tree);
        }
        facts
    }

    /// Runs a parser; a content that makes it panic counts as unreadable.
    fn guarded(&self, path: &FilePath, hash: u64, parse: impl FnOnce() -> Facts) -> Facts {
        let panics = || self.panics.lock().unwrap_or_else(PoisonError::into_inner);
        if panics().get(&hash).is_some_and(|&count| count >= MOST_PANICS) {
            return Facts::Unreadable;
        }
        catch_unwind(AssertUnwindSafe(parse)).unwrap_or_else(|cause| {
            let message = cause
                .downcast_ref::<&str>()
                .copied()
                .or_else(|| cause.downcast_ref::<String>().map(String::as_str))
                .unwrap_or("no message");
            tracing::error!("{path}: the parser failed, which is a bug in anyport: {message}");
            *panics().entry(hash).or_default() += 1;
            Facts::Unreadable
        })
    }
}

/// Whether a text may be the one of which that is the number: of all of it or, where the header was
/// all that mattered, of its beginning.
pub(crate) fn may_be_hash_of(hash: u64, text: &str) -> bool {
    hash == hash_of(text) || hash == hash_of(&text[..text.floor_char_boundary(BEGINNING)])
}

/// A number that tells contents apart.
pub(crate) fn hash_of(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn a_content_that_breaks_the_parser_twice_is_left_alone() {
        let reader = Reader::default();
        let path = FilePath::new("/m/a.go");
        let calls = Cell::new(0);
        for _ in 0..4 {
            let facts = reader.guarded(&path, 7, || {
                calls.set(calls.get() + 1);
                panic!("deliberately")
            });
            assert!(matches!(facts, Facts::Unreadable));
        }
        assert_eq!(calls.get(), 2);
        let other = reader.guarded(&path, 8, || Facts::GoMod(Arc::default()));
        assert!(matches!(other, Facts::GoMod(_)));
    }
}
