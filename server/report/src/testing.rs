//! A workspace made by hand, for the tests of all formats.

use std::collections::BTreeMap;
use std::sync::Arc;

use platform::{Assignment, Release, TargetSet};
use project::{FilePath, Inputs, Judged, Level, Snapshot, Source};
use rules::{Applicability, Edit, Finding, Fix, Predicts, Related};
use syntax::Span;

use crate::{Checked, Dress};

pub(crate) const ROOT: &str = "/home/me/m";

/// Texts and findings of a workspace in [`ROOT`].
pub(crate) struct Made {
    pub(crate) snapshot: Snapshot,
    pub(crate) findings: Vec<Finding>,
    texts: BTreeMap<FilePath, Arc<str>>,
}

pub(crate) fn made(texts: &[(&str, &str)]) -> Made {
    let root = FilePath::new(ROOT);
    let inputs = Inputs::new(root.clone());
    let targets = targets(&["linux/amd64", "linux/arm64", "windows/*", "plan9/amd64"]);
    let off = targets & TargetSet::without_cgo();
    let judged = Judged {
        targets: off,
        tests: off,
        with_cgo: targets & TargetSet::with_cgo(),
        source: Source::Default,
    };
    let assignment = Assignment::new(Release::CURRENT);
    let mut snapshot = Snapshot::join(Arc::new(inputs), None).expect("nothing can be wrong");
    snapshot.assignment = assignment;
    snapshot.judged = judged;
    Made {
        snapshot,
        findings: Vec::new(),
        texts: texts.iter().map(|(path, text)| (root.join(path), Arc::from(*text))).collect(),
    }
}

/// Configurations with cgo off.
pub(crate) fn targets(patterns: &[&str]) -> TargetSet {
    TargetSet::parse_patterns(patterns.iter().copied()).expect("known patterns")
}

pub(crate) fn plain(width: usize) -> Dress {
    Dress { colour: false, width, base: FilePath::new(ROOT) }
}

impl Made {
    pub(crate) fn text(&self, path: &FilePath) -> Option<Arc<str>> {
        self.texts.get(path).cloned()
    }

    /// Where a word stands, for the first time, in a file.
    pub(crate) fn span(&self, path: &str, word: &str) -> Span {
        let text = self.text(&FilePath::new(ROOT).join(path)).expect("the file is there");
        let start = text.find(word).expect("the word is there");
        Span::new(start, start + word.len())
    }

    /// Adds a finding at a word, on windows and plan9, with a cause of its own.
    pub(crate) fn add(&mut self, path: &str, word: &str, message: &str) -> &mut Finding {
        let cause = self.findings.iter().map(|finding| finding.cause).max().unwrap_or(0) + 1;
        let span = self.span(path, word);
        self.findings.push(Finding {
            rule: "some-rule",
            predicts: Predicts::CompileError,
            level: Level::Warning,
            path: FilePath::new(ROOT).join(path),
            span,
            message: message.into(),
            why: String::new(),
            targets: targets(&["windows/*", "plan9/amd64"]) & TargetSet::without_cgo(),
            cause,
            is_cause: false,
            related: Vec::new(),
            fixes: Vec::new(),
        });
        self.findings.last_mut().expect("just pushed")
    }

    pub(crate) fn related(&self, path: &str, word: &str, message: &str) -> Related {
        Related {
            path: FilePath::new(ROOT).join(path),
            span: self.span(path, word),
            message: message.into(),
        }
    }

    /// A safe fix that puts one word in another's place.
    pub(crate) fn fix(&self, path: &str, word: &str, new: &str) -> Fix {
        Fix {
            title: format!("Write `{new}`"),
            applicability: Applicability::Safe,
            edits: vec![Edit::Replace {
                path: FilePath::new(ROOT).join(path),
                span: self.span(path, word),
                text: new.into(),
            }],
        }
    }

    /// The workspace, handed to a format.
    pub(crate) fn tell<T>(&self, format: impl FnOnce(&[Checked<'_>]) -> T) -> T {
        let text = |path: &FilePath| self.text(path);
        format(&[Checked {
            snapshot: &self.snapshot,
            findings: &self.findings,
            text: &text,
            seconds: 0.25,
        }])
    }
}
