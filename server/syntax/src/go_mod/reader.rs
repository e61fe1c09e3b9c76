//! Reads facts off the syntax tree of a go.mod or go.work file.

use tree_sitter::{Node, Parser, Tree};

use super::argument::{is_go_version, is_setting, is_toolchain, value};
use super::segments::segments;
use super::{GoMod, Line, Replace, Require};
use crate::lines::{line_start, next_line};
use crate::{Ignore, Name, Span};

/// What a text says, as far as it can be read.
pub(super) fn read(text: &str) -> GoMod {
    let whole = parse(text);
    let head_end = head_end(&whole);
    let mut reader = Reader { text, base: 0, head_end, file: GoMod::default() };
    if whole.root_node().has_error() {
        for segment in segments(text) {
            reader.read_tree(&parse(segment));
            reader.base += segment.len();
        }
    } else {
        reader.read_tree(&whole);
    }
    reader.file
}

fn parse(text: &str) -> Tree {
    let mut parser = Parser::new();
    parser
        .set_language(&tree_sitter_gomod::LANGUAGE.into())
        .expect("the grammar was generated for this runtime");
    parser.parse(text, None).expect("a language is set, and no time limit")
}

/// Where the first line begins if it is about the file as a whole: above it stands what is, too.
fn head_end(tree: &Tree) -> usize {
    let root = tree.root_node();
    let mut cursor = root.walk();
    let first = root.named_children(&mut cursor).find(|child| !child.is_extra());
    first
        .filter(|first| matches!(first.kind(), "module_directive" | "go_directive"))
        .map_or(0, |first| first.start_byte())
}

struct Reader<'a> {
    text: &'a str,
    /// Comments before it that silence findings do so in the whole file.
    head_end: usize,
    /// Where the text of the tree begins.
    base: usize,
    file: GoMod,
}

impl Reader<'_> {
    /// Goes through the nodes in order, without recursion.
    fn read_tree(&mut self, tree: &Tree) {
        let mut cursor = tree.walk();
        loop {
            if self.enter(cursor.node()) && cursor.goto_first_child() {
                continue;
            }
            while !cursor.goto_next_sibling() {
                if !cursor.goto_parent() {
                    return;
                }
            }
        }
    }

    /// Reads a node; whether its children are still to be read.
    fn enter(&mut self, node: Node<'_>) -> bool {
        let kind = node.kind();
        if kind.ends_with("_spec") {
            self.read_spec(node);
            return false;
        }
        match kind {
            "comment" => self.read_comment(node),
            "malformed" => self.file.errors.push(self.span(node)),
            "unknown_directive" => {
                let keyword = node.child_by_field_name("keyword").unwrap_or(node);
                self.file.errors.push(self.span(keyword));
            }
            "ERROR" => {
                let is_inner = node.parent().is_some_and(|parent| parent.is_error());
                if !is_inner {
                    self.file.errors.push(self.first_line(node));
                }
                return true;
            }
            _ if node.is_missing() => self.file.errors.push(self.span(node)),
            _ if kind.ends_with("_directive") => {
                let is_cut_off = node.next_sibling().is_some_and(|next| next.is_error());
                if node.named_child_count() == 0 && !is_cut_off {
                    self.file.errors.push(self.span(node));
                }
                return true;
            }
            _ => return true,
        }
        false
    }

    fn read_comment(&mut self, node: Node<'_>) {
        let span = self.span(node);
        let length = self.text[span.range()].trim_end().len();
        let comment = Span { start: span.start, end: span.start + length as u32 };
        self.file.ignores.extend(Ignore::read(self.text, comment, self.head_end));
    }

    fn read_spec(&mut self, node: Node<'_>) {
        if node.has_error() || self.holds_block_comment(node) {
            self.file.errors.push(self.first_line(node));
            return;
        }
        match node.kind() {
            "module_spec" => {
                let path = self.argument(node, "path");
                let slot = &mut self.file.module;
                set_once(slot, path, &mut self.file.errors);
            }
            "go_spec" => {
                let version = self.raw(node, "version", is_go_version);
                set_once(&mut self.file.go, version, &mut self.file.errors);
            }
            "toolchain_spec" => {
                let name = self.raw(node, "name", is_toolchain);
                set_once(&mut self.file.toolchain, name, &mut self.file.errors);
            }
            "godebug_spec" => {
                let setting = self.raw(node, "setting", is_setting);
                self.file.godebug.extend(setting);
            }
            "require_spec" => self.read_require(node),
            "exclude_spec" => {
                let path = self.argument(node, "path");
                let version = self.argument(node, "version");
                self.file.excludes.extend(path.zip(version));
            }
            "replace_spec" => self.read_replace(node),
            "retract_spec" => self.read_retract(node),
            "tool_spec" => {
                let path = self.argument(node, "path");
                self.file.tools.extend(path);
            }
            "ignore_spec" => {
                let path = self.argument(node, "path");
                self.file.ignored.extend(path);
            }
            "use_spec" => {
                let value = self.argument(node, "path");
                let removal = self.removal(node);
                self.file.uses.extend(value.map(|value| Line { value, removal }));
            }
            _ => {}
        }
    }

    fn read_require(&mut self, node: Node<'_>) {
        let path = self.argument(node, "path");
        let version = self.argument(node, "version");
        if let (Some(path), Some(version)) = (path, version) {
            let is_indirect = is_indirect(self.rest_of_line(node));
            self.file.requires.push(Require { path, version, is_indirect });
        }
    }

    fn read_replace(&mut self, node: Node<'_>) {
        let old_path = self.argument(node, "old_path");
        let old_version = self.argument(node, "old_version");
        let new_path = self.argument(node, "new_path");
        let new_version = self.argument(node, "new_version");
        if let (Some(old_path), Some(new_path)) = (old_path, new_path) {
            let directive = node.parent().filter(|parent| parent.kind() == "replace_directive");
            let span = self.span(node);
            let start = directive.map_or(span.start, |directive| self.span(directive).start);
            let span = Span { start, end: span.end };
            let removal = self.removal(node);
            let replace = Replace { span, old_path, old_version, new_path, new_version, removal };
            self.file.replaces.push(replace);
        }
    }

    fn read_retract(&mut self, node: Node<'_>) {
        let interval = node.named_child(0).filter(|child| child.kind() == "version_interval");
        let range = if let Some(interval) = interval {
            self.argument(interval, "low").zip(self.argument(interval, "high"))
        } else {
            self.argument(node, "version").map(|version| (version.clone(), version))
        };
        self.file.retracts.extend(range);
    }

    /// A word or string by its field; an error is noted where the go command refuses it.
    fn argument(&mut self, node: Node<'_>, field: &str) -> Option<Name> {
        let span = self.span(node.child_by_field_name(field)?);
        let (text, is_read) = value(&self.text[span.range()]);
        if !is_read {
            self.file.errors.push(span);
        }
        Some(Name { text: text.into(), span })
    }

    /// An argument that the go command does not unquote.
    fn raw(&mut self, node: Node<'_>, field: &str, is_valid: fn(&str) -> bool) -> Option<Name> {
        let span = self.span(node.child_by_field_name(field)?);
        let text = &self.text[span.range()];
        if !is_valid(text) {
            self.file.errors.push(span);
        }
        Some(Name { text: text.into(), span })
    }

    /// `/*` between words, which the grammar takes for the end of one and the beginning of the
    /// next, and the go command refuses.
    fn holds_block_comment(&self, node: Node<'_>) -> bool {
        (1..node.child_count()).any(|index| {
            let (Some(left), Some(right)) = (node.child(index - 1), node.child(index)) else {
                return false;
            };
            let (left, right) = (self.span(left), self.span(right));
            left.end == right.start
                && self.text[left.range()].ends_with('/')
                && self.text[right.range()].starts_with('*')
        })
    }

    fn span(&self, node: Node<'_>) -> Span {
        Span::new(self.base + node.start_byte(), self.base + node.end_byte())
    }

    /// A node up to the end of its first line.
    fn first_line(&self, node: Node<'_>) -> Span {
        let span = self.span(node);
        let first = self.text[span.range()].lines().next().unwrap_or_default();
        Span { start: span.start, end: span.start + first.len() as u32 }
    }

    /// What stands behind a node in its line: a comment, or nothing.
    fn rest_of_line(&self, node: Node<'_>) -> &str {
        let rest = &self.text[self.span(node).end as usize..];
        rest.lines().next().unwrap_or_default().trim()
    }

    /// What to delete to drop a line: it and its line end, or its block when it is the only line
    /// there.
    fn removal(&self, node: Node<'_>) -> Span {
        let block = node.parent().filter(|parent| parent.kind() == "block");
        let is_only_line = block.is_some_and(|block| {
            let mut cursor = block.walk();
            block.named_children(&mut cursor).filter(|child| !child.is_extra()).count() == 1
        });
        let directive = block.filter(|_| is_only_line).and_then(|block| block.parent());
        let span = self.span(directive.unwrap_or(node)).range();
        Span::new(line_start(self.text, span.start), next_line(self.text, span.end))
    }
}

/// Keeps the first; the go command refuses a second.
fn set_once(slot: &mut Option<Name>, name: Option<Name>, errors: &mut Vec<Span>) {
    match (&slot, name) {
        (None, name) => *slot = name,
        (Some(_), Some(name)) => errors.push(name.span),
        (Some(_), None) => {}
    }
}

/// Whether a comment says `indirect`, alone or before a semicolon and more.
fn is_indirect(comment: &str) -> bool {
    let mut words = comment.trim_start_matches("//").split_whitespace();
    match (words.next(), words.next()) {
        (Some("indirect"), None) => true,
        (Some("indirect;"), more) => more.is_some(),
        _ => false,
    }
}
