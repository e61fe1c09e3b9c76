//! The known word that somebody meant who wrote an unknown one.

/// The known word most like this one, if one is like it at all: a third of its letters may be
/// wrong, or it is the beginning of a longer one. The first in alphabetical order of several.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let letters = word.chars().count();
    let near = |known: &'a str| {
        let is_beginning = letters >= 3 && known.starts_with(word);
        let distance = if is_beginning { 1 } else { edit_distance(word, known) };
        (distance <= letters.max(3) / 3).then_some((distance, known))
    };
    known.into_iter().filter_map(near).min().map(|(_, known)| known)
}

/// How many letters have to be typed, dropped or changed to get from one word to the other.
pub fn edit_distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, letter) in from.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, other) in to.iter().enumerate() {
            let changed = diagonal + usize::from(letter != *other);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn slips_find_the_word_that_was_meant() {
        let known = ["targets", "cgo", "tags", "levels"];
        for (word, meant) in [
            ("target", Some("targets")),
            ("tragets", Some("targets")),
            ("level", Some("levels")),
            ("CGO", None),
            ("cg", Some("cgo")),
            ("tag", Some("tags")),
            ("policy", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, known), meant, "{word}");
        }
        assert_eq!(nearest("warn", ["warning", "error"]), Some("warning"));
    }
}
