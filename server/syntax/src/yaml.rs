//! YAML as a flat table of nodes with spans. An alias is the node that it names, so that nothing is
//! copied; a text that is no YAML gives none.

use std::collections::HashMap;

use granit_parser::{Event, Parser, ScalarStyle};

use crate::Span;

/// A file with more nodes says nothing that anybody wrote by hand.
const MOST_NODES: usize = 200_000;
/// How many merges (`<<`) are followed below each other.
const DEEPEST_MERGE: usize = 8;

/// The first document of a YAML text.
#[derive(Debug, Default)]
pub(crate) struct Yaml {
    nodes: Vec<Entry>,
    root: Option<u32>,
}

#[derive(Debug)]
struct Entry {
    span: Span,
    value: Value,
}

#[derive(Debug)]
enum Value {
    Scalar {
        text: Box<str>,
        style: ScalarStyle,
    },
    List(Vec<u32>),
    /// Keys and values in turn.
    Map(Vec<u32>),
}

/// A node of a [`Yaml`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node<'a> {
    yaml: &'a Yaml,
    id: u32,
}

impl Yaml {
    /// Reads the first document; none where the text is not YAML, or far too large.
    pub(crate) fn parse(text: &str) -> Option<Yaml> {
        let options = granit_parser::options! { emit_comments: false };
        let mut yaml = Yaml::default();
        let mut open: Vec<u32> = Vec::new();
        let mut anchors: HashMap<usize, u32> = HashMap::new();
        for event in Parser::new_from_str_with_options(text, options) {
            let (event, place) = event.ok()?;
            let (value, anchor) = match event {
                Event::Scalar(text, style, anchor, _) => {
                    (Value::Scalar { text: text.into(), style }, anchor)
                }
                Event::SequenceStart(_, anchor, _) => (Value::List(Vec::new()), anchor),
                Event::MappingStart(_, anchor, _) => (Value::Map(Vec::new()), anchor),
                Event::Alias(anchor) => {
                    yaml.place(*anchors.get(&anchor)?, &open);
                    continue;
                }
                Event::SequenceEnd | Event::MappingEnd => {
                    open.pop();
                    continue;
                }
                Event::DocumentEnd => break,
                _ => continue,
            };
            if yaml.nodes.len() == MOST_NODES {
                return None;
            }
            let id = yaml.nodes.len() as u32;
            let is_leaf = matches!(value, Value::Scalar { .. });
            let range = place.byte_range().filter(|range| text.get(range.clone()).is_some());
            let span = range.map_or(Span::default(), |range| Span::new(range.start, range.end));
            yaml.nodes.push(Entry { span, value });
            yaml.place(id, &open);
            if anchor != 0 {
                anchors.insert(anchor, id);
            }
            if !is_leaf {
                open.push(id);
            }
        }
        Some(yaml)
    }

    fn place(&mut self, id: u32, open: &[u32]) {
        let parent = open.last().map(|&parent| &mut self.nodes[parent as usize].value);
        match parent {
            Some(Value::List(items) | Value::Map(items)) => items.push(id),
            Some(Value::Scalar { .. }) => {}
            None => self.root = self.root.or(Some(id)),
        }
    }

    /// The document's node; none where it is empty.
    pub(crate) fn root(&self) -> Option<Node<'_>> {
        self.root.map(|id| Node { yaml: self, id })
    }
}

impl<'a> Node<'a> {
    fn entry(self) -> &'a Entry {
        &self.yaml.nodes[self.id as usize]
    }

    fn at(self, id: u32) -> Node<'a> {
        Node { id, ..self }
    }

    /// Where it stands. Lists and maps may have an empty span, at their start.
    pub(crate) fn span(self) -> Span {
        self.entry().span
    }

    /// A scalar's text, escapes resolved; none for lists, maps and null.
    pub(crate) fn text(self) -> Option<&'a str> {
        match &self.entry().value {
            Value::Scalar { text, style: ScalarStyle::Plain }
                if ["", "~", "null", "Null", "NULL"].contains(&&**text) =>
            {
                None
            }
            Value::Scalar { text, .. } => Some(text),
            Value::List(_) | Value::Map(_) => None,
        }
    }

    /// Whether it is a literal block (`|`): a text line by line, which its span covers.
    pub(crate) fn is_block(self) -> bool {
        matches!(self.entry().value, Value::Scalar { style: ScalarStyle::Literal, .. })
    }

    /// The items of a list; none for anything else.
    pub(crate) fn items(self) -> impl Iterator<Item = Node<'a>> + Clone {
        let items = match &self.entry().value {
            Value::List(items) => items.as_slice(),
            _ => &[],
        };
        items.iter().map(move |&id| self.at(id))
    }

    /// Whether it is a map.
    pub(crate) fn is_map(self) -> bool {
        matches!(self.entry().value, Value::Map(_))
    }

    /// A list's items, or the scalar itself: many keys take either.
    pub(crate) fn texts(self) -> impl Iterator<Item = (&'a str, Span)> {
        let one = self.text().map(|text| (text, self.span()));
        let many = self.items().filter_map(|item| Some((item.text()?, item.span())));
        one.into_iter().chain(many)
    }

    /// The entries of a map in order, keys that are no scalars and merges left out.
    pub(crate) fn entries(self) -> impl Iterator<Item = (&'a str, Node<'a>)> {
        self.pairs().filter_map(move |(key, value)| match &key.entry().value {
            Value::Scalar { text, .. } if &**text != "<<" => Some((&**text, value)),
            _ => None,
        })
    }

    fn pairs(self) -> impl Iterator<Item = (Node<'a>, Node<'a>)> {
        let items = match &self.entry().value {
            Value::Map(items) => items.as_slice(),
            _ => &[],
        };
        items.chunks_exact(2).map(move |pair| (self.at(pair[0]), self.at(pair[1])))
    }

    /// The value of a key, in the map or in one that it merges.
    pub(crate) fn get(self, key: &str) -> Option<Node<'a>> {
        let mut maps = vec![self];
        for _ in 0..DEEPEST_MERGE {
            let found = maps.iter().find_map(|map| map.entries().find(|(name, _)| *name == key));
            if let Some((_, value)) = found {
                return Some(value);
            }
            let is_merge = |key: &Node<'_>| key.text() == Some("<<");
            let merged = maps.iter().flat_map(|map| map.pairs());
            let merged = merged.filter(|(key, _)| is_merge(key)).take(DEEPEST_MERGE);
            maps = merged
                .flat_map(|(_, value)| {
                    let one = value.is_map().then_some(value);
                    one.into_iter().chain(value.items().take(DEEPEST_MERGE))
                })
                .collect();
        }
        None
    }

    /// The text of a key.
    pub(crate) fn text_of(self, key: &str) -> Option<&'a str> {
        self.get(key)?.text()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root_text(text: &str, keys: &[&str]) -> Option<String> {
        let yaml = Yaml::parse(text)?;
        let mut node = yaml.root()?;
        for key in keys {
            node = node.get(key)?;
        }
        node.text().map(str::to_owned)
    }

    #[test]
    fn scalars_of_every_style_are_read_with_their_place() {
        let text =
            "a: plain\nb: 'it''s'\nc: \"x\\ty\"\nd: |\n  one\n  two\ne: >-\n  f\n  g\nh: ~\n";
        let yaml = Yaml::parse(text).unwrap();
        let root = yaml.root().unwrap();
        assert_eq!(root.text_of("a"), Some("plain"));
        assert_eq!(root.text_of("b"), Some("it's"));
        assert_eq!(root.text_of("c"), Some("x\ty"));
        assert_eq!(root.text_of("d"), Some("one\ntwo\n"));
        assert_eq!(root.text_of("e"), Some("f g"));
        assert_eq!(root.text_of("h"), None);
        assert_eq!(&text[root.get("b").unwrap().span().range()], "'it''s'");
        let yaml = Yaml::parse("ü: é\r\nb: [x, ö]\r\n").unwrap();
        let item = yaml.root().unwrap().get("b").unwrap().items().nth(1).unwrap();
        assert_eq!(&"ü: é\r\nb: [x, ö]\r\n"[item.span().range()], "ö");
    }

    #[test]
    fn aliases_and_merges_stand_for_what_they_name() {
        let text = "base: &b {x: 1, y: 2}\nown: {<<: *b, y: 3}\nmany: {<<: [{z: 4}, *b]}\n";
        assert_eq!(root_text(text, &["own", "x"]).as_deref(), Some("1"));
        assert_eq!(root_text(text, &["own", "y"]).as_deref(), Some("3"));
        assert_eq!(root_text(text, &["many", "z"]).as_deref(), Some("4"));
        assert_eq!(root_text(text, &["many", "x"]).as_deref(), Some("1"));
    }

    #[test]
    fn what_is_no_yaml_gives_nothing() {
        for text in ["a: [", "a: 'x", "a: *unknown", "a: b: c", "%&\u{0}", "}"] {
            assert!(Yaml::parse(text).is_none(), "{text:?}");
        }
        assert!(Yaml::parse("").unwrap().root().is_none());
        assert!(Yaml::parse("# nothing\n").unwrap().root().is_none());
    }

    #[test]
    fn bombs_and_towers_cost_little() {
        use std::fmt::Write;
        let mut bomb = "a0: &a0 [x, x]\n".to_owned();
        for level in 1..60 {
            let below = level - 1;
            let _ = writeln!(bomb, "a{level}: &a{level} [*a{below}, *a{below}, *a{below}]");
        }
        assert!(Yaml::parse(&bomb).is_some());
        assert!(Yaml::parse("a: &a [*a, *a]\n").is_some(), "a node may hold itself");
        let merges = "a: &a\n  <<: *a\n  b: c\n";
        assert_eq!(root_text(merges, &["a", "missing"]), None);
        for tower in ["[".repeat(100_000), "- ".repeat(100_000), "{a: ".repeat(100_000)] {
            assert!(Yaml::parse(&tower).is_none());
        }
        assert!(Yaml::parse(&"- a\n".repeat(MOST_NODES)).is_none());
    }
}
