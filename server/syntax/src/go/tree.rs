//! The facts of an open document, kept up to date by edits.

use std::fmt;
use std::sync::Arc;

use tree_sitter::{InputEdit, Point, Tree};

use super::declarations::top_level;
use super::uses::Known;
use super::{GoFile, Words, comments, header, js, kinds, outline, recovery, scan, uses};
use crate::lines;

/// The largest text that is parsed whole, in bytes. A larger one is read in
/// outline.
pub const LARGEST_PARSED: usize = 2 << 20;

/// A Go file that is being edited: its text, and what is known of its functions, so that an edit
/// costs little more than what it changed.
pub struct GoTree {
    text: Arc<str>,
    /// The tree that was needed last, and its text.
    tree: Option<(Tree, Arc<str>)>,
    /// What was found in functions, and between them.
    known: Known,
}

impl GoTree {
    /// Of a text.
    pub fn new(text: Arc<str>) -> GoTree {
        GoTree { text, tree: None, known: Known::default() }
    }

    /// The text is another. The facts will be those of a fresh parse.
    pub fn update(&mut self, text: Arc<str>) {
        let previous = std::mem::replace(&mut self.text, text);
        if let Some(edit) = difference(&previous, &self.text) {
            self.known.edit(&edit);
        }
    }

    /// The text that the tree is of.
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// What the file says.
    pub fn facts(&mut self) -> GoFile {
        if let Some(file) = read_in_parts(&self.text, &mut self.known) {
            return file;
        }
        let tree = self.parsed();
        // Where the parser has to repair a text, what it comes to depends on what it reuses.
        let tree =
            tree.filter(|it| !it.root_node().has_error()).or_else(|| parse_fresh(&self.text));
        let file = read_whole(&self.text, tree.as_ref(), &mut self.known);
        self.tree = tree.map(|tree| (tree, Arc::clone(&self.text)));
        file
    }

    /// The text's tree, parsed anew where it differs from the text of the last one.
    fn parsed(&mut self) -> Option<Tree> {
        let (mut tree, previous) = self.tree.take()?;
        if self.text.len() > LARGEST_PARSED {
            return None;
        }
        if let Some(edit) = difference(&previous, &self.text) {
            tree.edit(&edit);
        }
        kinds::parser().parse(&*self.text, Some(&tree))
    }
}

impl fmt::Debug for GoTree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GoTree").field("text", &self.text).finish_non_exhaustive()
    }
}

fn parse_fresh(text: &str) -> Option<Tree> {
    if text.len() > LARGEST_PARSED {
        return None;
    }
    kinds::parser().parse(text, None)
}

/// The one edit that leads from one text to the other: what lies between
/// their common beginning and their common end.
fn difference(before: &str, after: &str) -> Option<InputEdit> {
    let pairs = before.bytes().zip(after.bytes());
    let prefix = pairs.take_while(|(old, new)| old == new).count();
    if prefix == before.len() && prefix == after.len() {
        return None;
    }
    let rest = before.len().min(after.len()) - prefix;
    let pairs = before.bytes().rev().zip(after.bytes().rev()).take(rest);
    let suffix = pairs.take_while(|(old, new)| old == new).count();
    let start = before.floor_char_boundary(prefix).min(after.floor_char_boundary(prefix));
    let old_end = before.ceil_char_boundary(before.len() - suffix);
    let new_end = after.ceil_char_boundary(after.len() - suffix);
    Some(InputEdit {
        start_byte: start,
        old_end_byte: old_end,
        new_end_byte: new_end,
        start_position: point(before, start),
        old_end_position: point(before, old_end),
        new_end_position: point(after, new_end),
    })
}

fn point(text: &str, at: usize) -> Point {
    Point::new(lines::count(&text[..at]), at - lines::line_start(text, at))
}

/// Parses a whole file.
pub(super) fn parse(text: &str) -> GoFile {
    let tree = parse_fresh(text);
    let has_error = tree.as_ref().is_some_and(|it| it.root_node().has_error());
    let in_parts = has_error.then(|| read_in_parts(text, &mut Known::default())).flatten();
    in_parts.unwrap_or_else(|| read_whole(text, tree.as_ref(), &mut Known::default()))
}

/// The facts of a text whose mistakes, if any, are inside of functions alone; none where they are
/// elsewhere, or where it takes the whole tree to read them.
fn read_in_parts(text: &str, known: &mut Known) -> Option<GoFile> {
    if text.len() > LARGEST_PARSED {
        return None;
    }
    let (mut file, is_bounded) = outline::read_and_bound(text);
    if !is_bounded || js::concerns(&file) {
        return None;
    }
    uses::find_in_parts(text, &mut file, known);
    Some(file)
}

/// The facts of a text and, where it was parsed, its tree.
fn read_whole(text: &str, tree: Option<&Tree>, known: &mut Known) -> GoFile {
    let Some(root) = tree.map(Tree::root_node) else { return outline::read(text) };
    let scanned = scan::scan(text);
    let mut file = comments::facts(text, header::read(text), &scanned.comments);
    file.words = Some(Words::of(text, &scanned.not_code));
    // A mistake inside a function leaves the top level as certain as it was.
    let outlined = root.has_error().then(|| outline::read(text)).filter(|it| it.is_complete);
    if let Some(outlined) = outlined {
        file.is_complete = true;
        file.declarations = outlined.declarations;
    } else {
        let top_level = top_level(text, root);
        file.is_complete = top_level.is_clean && file.header.package.is_some();
        file.declarations = top_level.declarations;
        if root.has_error() {
            recovery::add_declarations(text, &scanned, &mut file.declarations);
        }
    }
    let known = (!root.has_error()).then_some(known);
    uses::find(text, root, &mut file, known);
    file.js = js::find(text, root, &file);
    file
}
