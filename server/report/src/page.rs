//! A rule's page, Markdown, for a terminal.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};

use crate::Dress;
use crate::words::{clean, wrap};

/// How the parts of a page look.
struct Styles {
    heading: Style,
    code: Style,
    word: Style,
}

/// Writes Markdown for people: headings stand out, prose is wrapped, code is indented. Knows what the
/// pages use: headings, paragraphs, lists, tables, fenced blocks, `code`, *emphasis*, links.
pub fn page(markdown: &str, dress: &Dress) -> String {
    let styles = if dress.colour {
        Styles {
            heading: Style::new().bold(),
            code: Style::new().fg_color(Some(AnsiColor::Green.into())),
            word: Style::new().fg_color(Some(AnsiColor::Cyan.into())),
        }
    } else {
        Styles { heading: Style::new(), code: Style::new(), word: Style::new() }
    };
    let markdown = clean(&markdown.replace('\t', "    ").replace("\r\n", "\n"));
    let mut out = String::new();
    let mut prose = String::new();
    let mut in_code = false;
    for line in markdown.lines() {
        if line.trim_start().starts_with("```") {
            flush(&mut prose, &mut out, dress, &styles);
            in_code = !in_code;
        } else if in_code {
            let Styles { code, .. } = styles;
            out.push_str(format!("    {code}{line}{code:#}").trim_end());
            out.push('\n');
        } else if let Some(heading) = line.strip_prefix('#') {
            flush(&mut prose, &mut out, dress, &styles);
            let Styles { heading: style, .. } = styles;
            let _ = writeln!(out, "{style}{}{style:#}", heading.trim_start_matches('#').trim());
        } else if line.trim().is_empty() {
            flush(&mut prose, &mut out, dress, &styles);
            out.push('\n');
        } else if line.starts_with('|') {
            flush(&mut prose, &mut out, dress, &styles);
            out.push_str(line);
            out.push('\n');
        } else {
            // A list's next item begins a line of its own.
            if line.trim_start().starts_with("- ") || line.trim_start().starts_with("* ") {
                flush(&mut prose, &mut out, dress, &styles);
            }
            prose.push_str(line.trim());
            prose.push(' ');
        }
    }
    flush(&mut prose, &mut out, dress, &styles);
    out
}

/// Writes the paragraph or list item that was collected.
fn flush(prose: &mut String, out: &mut String, dress: &Dress, styles: &Styles) {
    if prose.is_empty() {
        return;
    }
    let text = std::mem::take(prose);
    let (first, indent, text) = match text.strip_prefix("- ").or_else(|| text.strip_prefix("* ")) {
        Some(item) => ("- ", "  ", item),
        None => ("", "", text.as_str()),
    };
    let wrapped = wrap(text, dress.width.clamp(30, 80).saturating_sub(indent.len()));
    out.push_str(first);
    out.push_str(&marked(&wrapped, styles, dress.colour).replace('\n', &format!("\n{indent}")));
    out.push('\n');
}

/// `code` in colour; without colours the backquotes stay, since they say what is code.
fn marked(text: &str, styles: &Styles, colour: bool) -> String {
    if !colour {
        return text.to_owned();
    }
    let mut out = String::new();
    let style = styles.word;
    for (number, part) in text.split('`').enumerate() {
        if number % 2 == 1 {
            let _ = write!(out, "{style}{part}{style:#}");
        } else {
            out.push_str(part);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use project::FilePath;

    use super::*;

    const PAGE: &str = "# a-rule\n\nSome `code` and a paragraph\nthat goes on for long enough.\n\n\
        ```go\nfunc f() {\n\tg()\n}\n```\n\n- one item that is long enough to wrap\n- two\n";

    #[test]
    fn a_page_reads_well_without_colour() {
        let dress = Dress { colour: false, width: 34, base: FilePath::new("/") };
        expect![[r"
            a-rule

            Some `code` and a paragraph that
            goes on for long enough.

                func f() {
                    g()
                }

            - one item that is long enough to
              wrap
            - two
        "]]
        .assert_eq(&page(PAGE, &dress));
    }

    #[test]
    fn colour_marks_code() {
        let dress = Dress { colour: true, width: 80, base: FilePath::new("/") };
        assert!(page(PAGE, &dress).contains("\u{1b}[36mcode\u{1b}[0m"));
    }
}
