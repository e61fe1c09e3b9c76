//! `strategy.matrix`: the combinations that a job runs with.

use crate::yaml::Node;

/// GitHub runs no more jobs of one matrix.
const MOST: usize = 256;

/// One run of a job: its values by name.
#[derive(Clone, Debug, Default)]
pub(super) struct Combination<'a> {
    values: Vec<(&'a str, Node<'a>)>,
    /// Some value comes from where nobody can look.
    is_partial: bool,
}

impl<'a> Combination<'a> {
    fn get(&self, name: &str) -> Option<Node<'a>> {
        // What `include` sets later counts.
        self.values.iter().rev().find(|(key, _)| *key == name).map(|(_, node)| *node)
    }

    /// The value of `matrix.a.b`, given `a.b`: empty where there is none, as GitHub has it; none
    /// where it is not known.
    pub(super) fn value(&self, path: &str) -> Option<&'a str> {
        let mut names = path.split('.');
        let mut node = names.next().and_then(|name| self.get(name));
        let is_missing = node.is_none();
        for name in names {
            node = node.and_then(|node| node.get(name));
        }
        match node.map(Node::text) {
            Some(Some(text)) if text.contains("${{") => None,
            Some(Some(text)) => Some(text),
            _ if is_missing && self.is_partial => None,
            _ => Some(""),
        }
    }

    fn agrees_with(&self, other: Node<'a>, axes: &[&str]) -> bool {
        other
            .entries()
            .filter(|(key, _)| axes.contains(key))
            .all(|(key, value)| self.get(key).is_some_and(|own| is_same(own, value)))
    }
}

fn is_same(left: Node<'_>, right: Node<'_>) -> bool {
    match (left.text(), right.text()) {
        (Some(left), Some(right)) => left == right,
        // Maps: those that agree in all that the second says.
        (None, None) => right
            .entries()
            .all(|(key, value)| value.text().is_some() && left.text_of(key) == value.text()),
        _ => false,
    }
}

/// The combinations of a matrix, at most 256; one without values for a job that has none.
pub(super) fn combinations<'a>(matrix: Option<Node<'a>>) -> Vec<Combination<'a>> {
    let Some(matrix) = matrix else { return vec![Combination::default()] };
    let mut is_partial = !matrix.is_map();
    let mut axes = Vec::new();
    let mut all = vec![Combination::default()];
    for (name, node) in matrix.entries().filter(|(name, _)| !["include", "exclude"].contains(name))
    {
        if node.text().is_some() {
            // An expression whose value only GitHub knows.
            is_partial = true;
            continue;
        }
        axes.push(name);
        let with = |known: &Combination<'a>, value| {
            let mut next = known.clone();
            next.values.push((name, value));
            next
        };
        all = all
            .iter()
            .flat_map(|known| node.items().map(move |value| with(known, value)))
            .take(MOST)
            .collect();
    }
    let list = |key: &str| matrix.get(key).into_iter().flat_map(Node::items).take(MOST);
    let is_said = |key: &str| matrix.get(key).is_some_and(|node| node.text().is_some());
    is_partial |= is_said("include");
    if axes.is_empty() && list("include").next().is_some() {
        all.clear();
    }
    for excluded in list("exclude") {
        all.retain(|it| !it.agrees_with(excluded, &axes) || excluded.entries().next().is_none());
    }
    include(&mut all, list("include"), &axes);
    for combination in &mut all {
        combination.is_partial = is_partial;
    }
    all
}

/// `include` adds values to the combinations that agree with it, or else a combination of its own.
fn include<'a>(
    all: &mut Vec<Combination<'a>>,
    entries: impl Iterator<Item = Node<'a>>,
    axes: &[&str],
) {
    let original = all.len();
    for entry in entries {
        let mut is_added = false;
        for known in &mut all[..original] {
            if known.agrees_with(entry, axes) {
                known.values.extend(entry.entries().filter(|(key, _)| !axes.contains(key)));
                is_added = true;
            }
        }
        if !is_added && all.len() < MOST {
            let values = entry.entries().collect();
            all.push(Combination { values, is_partial: false });
        }
    }
}
