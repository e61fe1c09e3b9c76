//! A rule's page, Markdown, for a terminal.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

use crate::Dress;
use crate::words::{clean, wrap};

/// Prose wider than this is hard to read.
const WIDEST_PROSE: usize = 90;

/// Writes Markdown for people: headings stand out, prose is wrapped, code is indented. Knows what
/// the pages use: headings, paragraphs, lists, tables, fenced blocks and `code`. In blocks, the
/// comments that tell the tests what they find (`// want rule "text": ports`) are left out.
pub fn page(markdown: &str, dress: &Dress) -> String {
    let markdown = clean(&markdown.replace("\r\n", "\n"));
    let mut page = Page::new(dress);
    let mut in_code = false;
    for line in markdown.lines() {
        if let Some(info) = line.trim_start().strip_prefix("```") {
            page.end_paragraph();
            in_code = !in_code;
            // ```go kill_windows.go
            if let (true, Some(name)) = (in_code, info.split_whitespace().nth(1)) {
                let _ = writeln!(page.out, "    -- {name} --");
            }
        } else if in_code {
            page.code(line);
        } else if let Some(heading) = line.strip_prefix('#') {
            page.end_paragraph();
            let style = page.heading;
            let _ =
                writeln!(page.out, "{style}{}{style:#}", heading.trim_start_matches('#').trim());
        } else if line.trim().is_empty() {
            page.end_paragraph();
            page.out.push('\n');
        } else if line.starts_with('|') {
            page.table.push(cells(line));
        } else {
            // A list's next item begins a line of its own.
            if line.trim_start().starts_with("- ") || line.trim_start().starts_with("* ") {
                page.end_paragraph();
            }
            page.prose.push_str(line.trim());
            page.prose.push(' ');
        }
    }
    page.end_paragraph();
    page.out
}

/// What has been written, and the paragraph or table that is being collected.
struct Page {
    out: String,
    prose: String,
    table: Vec<Vec<String>>,
    width: usize,
    heading: Style,
    code: Style,
    word: Option<Style>,
}

impl Page {
    fn new(dress: &Dress) -> Page {
        let coloured = |colour: AnsiColor| Style::new().fg_color(Some(colour.into()));
        let plain = Style::new();
        Page {
            out: String::new(),
            prose: String::new(),
            table: Vec::new(),
            width: dress.width.clamp(30, WIDEST_PROSE),
            heading: if dress.colour { plain.bold() } else { plain },
            code: if dress.colour { coloured(AnsiColor::Green) } else { plain },
            word: dress.colour.then(|| coloured(AnsiColor::Cyan)),
        }
    }

    /// A line of a fenced block.
    fn code(&mut self, line: &str) {
        let told = ["// want ", "# want "].iter().find_map(|mark| line.find(mark));
        let shown = line[..told.unwrap_or(line.len())].trim_end();
        if told.is_some() && shown.is_empty() {
            return;
        }
        let style = self.code;
        if shown.is_empty() {
            self.out.push('\n');
        } else {
            let _ = writeln!(self.out, "    {style}{shown}{style:#}");
        }
    }

    /// Writes the paragraph, list item or table that was collected.
    fn end_paragraph(&mut self) {
        let table = std::mem::take(&mut self.table);
        self.write_table(&table);
        if self.prose.is_empty() {
            return;
        }
        let prose = std::mem::take(&mut self.prose);
        let item = prose.strip_prefix("- ").or_else(|| prose.strip_prefix("* "));
        let indent = if item.is_some() { 2 } else { 0 };
        self.out.push_str(if item.is_some() { "- " } else { "" });
        let wrapped = wrap(item.unwrap_or(&prose), self.width - indent);
        let lines = self.marked(&wrapped).replace('\n', &format!("\n{:indent$}", ""));
        self.out.push_str(&lines);
        self.out.push('\n');
    }

    /// Columns as wide as their widest cell; the last one is wrapped. The first row is the head.
    fn write_table(&mut self, rows: &[Vec<String>]) {
        let is_rule =
            |row: &&Vec<String>| row.iter().all(|cell| cell.trim_matches([':', '-']).is_empty());
        let rows: Vec<_> = rows.iter().filter(|row| !is_rule(row)).collect();
        let columns = rows.iter().map(|row| row.len()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns)
            .map(|at| rows.iter().filter_map(|row| row.get(at)).map(|it| it.width()).max())
            .map(Option::unwrap_or_default)
            .collect();
        for (number, row) in rows.into_iter().enumerate() {
            let mut indent = 0;
            for (at, cell) in row.iter().enumerate() {
                let is_last = at + 1 == row.len();
                let room = self.width.saturating_sub(indent).max(30);
                let shown = if is_last { wrap(cell, room) } else { cell.clone() };
                let pad = if is_last { 0 } else { widths[at] - cell.width() + 2 };
                let marked = if number == 0 {
                    format!("{}{shown}{:#}", self.heading, self.heading)
                } else {
                    self.marked(&shown)
                };
                self.out.push_str(&marked.replace('\n', &format!("\n{:indent$}", "")));
                let _ = write!(self.out, "{:pad$}", "");
                indent += widths[at] + 2;
            }
            self.out.push('\n');
        }
    }

    /// `code` in colour; without colours the backquotes stay, since they say what is code.
    fn marked(&self, text: &str) -> String {
        let Some(style) = self.word else { return text.to_owned() };
        let mut out = String::new();
        for (number, part) in text.split('`').enumerate() {
            if number % 2 == 1 {
                let _ = write!(out, "{style}{part}{style:#}");
            } else {
                out.push_str(part);
            }
        }
        out
    }
}

/// The cells of a table's row; `\|` is a bar within one.
fn cells(line: &str) -> Vec<String> {
    let line = line.trim().trim_start_matches('|').replace("\\|", "\u{1}");
    let line = line.strip_suffix('|').unwrap_or(&line);
    line.split('|').map(|cell| cell.trim().replace('\u{1}', "|")).collect()
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use project::FilePath;

    use super::*;

    const PAGE: &str = "# a-rule\n\nSome `code` and a paragraph\nthat goes on for long enough.\n\n\
        ```go x.go\n// want a-rule \"g\": all\nfunc f() {\n\
        \tg() // want a-rule \"g\": all\n}\n```\n\n\
        - one item that is long enough to wrap\n- two\n\n\
        | written | what happens |\n|---|---|\n\
        | `a \\| b` | it is wrapped where it must |\n| c | d |\n";

    #[test]
    fn a_page_reads_well_without_colour() {
        let dress = Dress { colour: false, width: 34, base: FilePath::new("/") };
        expect![[r#"
            a-rule

            Some `code` and a paragraph that
            goes on for long enough.

                -- x.go --
                func f() {
                    g()
                }

            - one item that is long enough to
              wrap
            - two

            written  what happens
            `a | b`  it is wrapped where it must
            c        d
        "#]]
        .assert_eq(&page(PAGE, &dress));
    }

    #[test]
    fn colour_marks_code() {
        let dress = Dress { colour: true, width: 80, base: FilePath::new("/") };
        assert!(page(PAGE, &dress).contains("\u{1b}[36mcode\u{1b}[0m"));
    }
}
