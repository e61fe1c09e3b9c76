//! Numbers and lines of prose.

use unicode_width::UnicodeWidthStr;

/// `1 file`, `2 files`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// Breaks prose at blanks so that no line is wider than `width`, unless a
/// single word is. Line breaks of the text are kept.
pub(crate) fn wrap(text: &str, width: usize) -> String {
    let mut out = String::with_capacity(text.len());
    for (number, line) in text.lines().enumerate() {
        if number > 0 {
            out.push('\n');
        }
        let mut used = 0;
        for word in line.split_whitespace() {
            let wide = word.width();
            if used > 0 && used + 1 + wide > width {
                out.push('\n');
                used = 0;
            } else if used > 0 {
                out.push(' ');
                used += 1;
            }
            out.push_str(word);
            used += wide;
        }
    }
    out
}

/// On one line and without control characters, whatever it was.
pub(crate) fn one_line(text: &str) -> String {
    clean(text).replace('\n', "␊")
}

/// Without control characters other than the line break.
pub(crate) fn clean(text: &str) -> String {
    annotate_snippets::normalize_untrusted_str(text).replace('\r', "␍")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_is_wrapped_by_what_is_seen() {
        assert_eq!(wrap("one two  three", 7), "one two\nthree");
        assert_eq!(wrap("日本 日本", 5), "日本\n日本");
        assert_eq!(wrap("unbreakable no", 4), "unbreakable\nno");
        assert_eq!(wrap("a\nb c", 80), "a\nb c");
    }

    #[test]
    fn control_characters_are_shown_not_sent() {
        assert_eq!(one_line("a\u{1b}[31mb\nc\r"), "a␛[31mb␊c␍");
    }
}
