//! What all HTML pages have in common: each is one file that needs no network and no script.

use std::fmt::Write;

const STYLE: &str = include_str!("html/style.css");

/// The page up to its first section: what it is, what it is about, and what it came to.
pub(crate) fn head(out: &mut String, kind: &str, title: &str, summary: &str) {
    let (kind, title, summary) = (escape(kind), escape(title), escape(summary));
    let _ = write!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title}: {kind}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <header>\n<p class=\"kicker\">{kind}</p>\n<h1>{title}</h1>\n\
         <p class=\"summary\">{summary}</p>\n</header>\n"
    );
}

/// Its end.
pub(crate) fn foot(out: &mut String) {
    out.push_str("</body>\n</html>\n");
}

/// For text and for attributes in double quotes.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}
