//! The graph of requirements, as far as the go command loads it, and minimal version selection.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use platform::Release;
use syntax::go_mod::{GoMod, Require};

use super::{Replacement, Replacements, cached_go_mod};
use crate::fast_map::FastSet;
use crate::layout::go_mod_in;
use crate::versions::compare;
use crate::{Facts, FilePath, Inputs, Want};

/// The release since which a go.mod lists everything that its packages need, so that the go.mod
/// files of what it requires are not read further.
const PRUNED_SINCE: Release = Release::minor(17);

/// A module path and a version; main modules have none (`""`).
type Node<'a> = (&'a str, &'a str);

/// How far requirements are followed from a module.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Depth {
    /// Its own are followed.
    Own,
    /// Its own count; they are followed only if its go.mod does not list all that it needs.
    Pruned,
    /// All, transitively.
    All,
}

/// Selected versions, whether all that decides was read, and what has to be read.
pub(super) type Loaded<'a> = (BTreeMap<&'a str, &'a str>, bool, Vec<Want>);

/// The graph while it is loaded.
pub(super) struct Graph<'a, 'b> {
    inputs: &'a Inputs,
    replacements: &'b Replacements<'a>,
    mains: BTreeMap<&'a str, &'a GoMod>,
    excluded: FastSet<Node<'a>>,
    selected: BTreeMap<&'a str, &'a str>,
    queued: FastSet<(Node<'a>, Depth)>,
    queue: Vec<(Node<'a>, Depth)>,
    is_complete: bool,
    wants: Vec<Want>,
}

impl<'a, 'b> Graph<'a, 'b> {
    pub(super) fn new(
        inputs: &'a Inputs,
        replacements: &'b Replacements<'a>,
        mains: &[(FilePath, &'a GoMod)],
    ) -> Graph<'a, 'b> {
        let excludes = mains.iter().flat_map(|(_, facts)| &facts.excludes);
        let path = |facts: &'a GoMod| facts.module.as_ref().map_or("", |name| &name.text);
        Graph {
            inputs,
            replacements,
            mains: mains.iter().map(|(_, facts)| (path(facts), *facts)).collect(),
            excluded: excludes.map(|(path, version)| (&*path.text, &*version.text)).collect(),
            selected: BTreeMap::new(),
            queued: FastSet::default(),
            queue: Vec::new(),
            is_complete: inputs.environment.module_cache.is_some(),
            wants: Vec::new(),
        }
    }

    /// Loads it as the go command does.
    pub(super) fn load(mut self) -> Loaded<'a> {
        if self.inputs.go_work.is_some() {
            self.load_workspace();
        } else if let Some((_, &facts)) = self.mains.first_key_value() {
            // What a tidy go.mod of today lists is what is selected.
            self.require(facts, (!is_pruned(facts)).then_some(Depth::All));
            self.follow();
        }
        self.wants.sort();
        self.wants.dedup();
        let is_complete = self.is_complete && self.wants.is_empty();
        (self.selected, is_complete, self.wants)
    }

    /// All main modules, and again what a main module requires where a higher version is selected:
    /// that may need more than what was required does.
    fn load_workspace(&mut self) {
        let mut paths: BTreeSet<&str> = self.mains.keys().copied().collect();
        let mut seen: FastSet<Node> = FastSet::default();
        loop {
            let mut raised: Vec<Node> = Vec::new();
            for &path in &paths {
                let node = (path, self.selected(path));
                if seen.contains(&node) {
                    let requires = self.go_mod(node).map_or(&[][..], |facts| &facts.requires);
                    let selected = requires.iter().filter(|it| !self.is_excluded(it)).map(|it| {
                        let path = &*it.path.text;
                        ((path, self.selected(path)), &*it.version.text)
                    });
                    let is_raised = |(node, version): &(Node, &str)| {
                        compare(node.1, version) == Ordering::Greater && !seen.contains(node)
                    };
                    raised.extend(selected.filter(is_raised).map(|(node, _)| node));
                } else {
                    raised.push(node);
                }
            }
            if raised.is_empty() {
                return;
            }
            for node in raised {
                seen.insert(node);
                paths.insert(node.0);
                self.enqueue(node, Depth::Own);
            }
            self.follow();
        }
    }

    fn selected(&self, path: &str) -> &'a str {
        self.selected.get(path).copied().unwrap_or_default()
    }

    fn is_excluded(&self, require: &Require) -> bool {
        self.excluded.contains(&(&*require.path.text, &*require.version.text))
    }

    fn enqueue(&mut self, node: Node<'a>, depth: Depth) {
        if self.queued.insert((node, depth)) {
            self.queue.push((node, depth));
        }
    }

    fn follow(&mut self) {
        while let Some((node, depth)) = self.queue.pop() {
            let Some(facts) = self.read_go_mod(node) else {
                continue;
            };
            let is_pruned = is_pruned(facts);
            let next = if is_pruned && depth != Depth::All { Depth::Pruned } else { Depth::All };
            self.require(facts, (depth != Depth::Pruned || !is_pruned).then_some(next));
        }
    }

    /// Takes in what a go.mod requires, and goes on from there if told how far.
    fn require(&mut self, facts: &'a GoMod, next: Option<Depth>) {
        for require in &facts.requires {
            let node = (&*require.path.text, &*require.version.text);
            if self.is_excluded(require) || node.1 == "none" {
                continue;
            }
            if !self.mains.contains_key(node.0) {
                let selected = self.selected.entry(node.0).or_insert(node.1);
                if compare(node.1, selected) == Ordering::Greater {
                    *selected = node.1;
                }
            }
            if let Some(depth) = next {
                self.enqueue(node, depth);
            }
        }
    }

    /// The go.mod of a module at a version, if it was read.
    fn go_mod(&self, node: Node<'a>) -> Option<&'a GoMod> {
        self.find_go_mod(node).unwrap_or_default()
    }

    fn read_go_mod(&mut self, node: Node<'a>) -> Option<&'a GoMod> {
        match self.find_go_mod(node) {
            Ok(Some(facts)) => Some(facts),
            Ok(None) => {
                // The go command does without what a main module stands in for.
                self.is_complete &= self.mains.contains_key(node.0);
                None
            }
            Err(want) => {
                self.wants.push(want);
                None
            }
        }
    }

    /// `Ok(None)` where it cannot be read, the error where it was not read yet.
    fn find_go_mod(&self, (path, version): Node<'a>) -> Result<Option<&'a GoMod>, Want> {
        if let Some(facts) = self.mains.get(path).filter(|_| version.is_empty()) {
            return Ok(Some(facts));
        }
        let (path, version) = match self.replacements.find(path, version) {
            Some(Replacement::Folder(dir)) => {
                return Ok(go_mod_in(self.inputs, &dir).map(|facts| &**facts));
            }
            Some(Replacement::Module(path, version)) => (path, version),
            None => (path, version),
        };
        let cache = self.inputs.environment.module_cache.as_ref();
        let Some(file) = cached_go_mod(cache, path, version) else {
            return Ok(None);
        };
        match self.inputs.files.get(&file) {
            None => Err(Want::GoMod(file)),
            Some(Facts::GoMod(facts)) => Ok(Some(facts)),
            Some(_) => Ok(None),
        }
    }
}

/// Whether a go.mod lists all that its packages need.
fn is_pruned(facts: &GoMod) -> bool {
    facts.go.as_ref().is_some_and(|line| {
        // A line that cannot be read is taken for a release to come.
        Release::parse(&line.text).is_none_or(|release| release >= PRUNED_SINCE)
    })
}
