//! What a fix changes, as a few lines of a diff under its title.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use project::FilePath;
use rules::{Edit, Fix};
use similar::{ChangeTag, TextDiff};
use unicode_width::UnicodeWidthChar;

use crate::Dress;
use crate::lines::{Lines, Texts};
use crate::paths::shown_from;
use crate::words::{clean, one_line};

/// Changes that touch more lines than this are described by their title alone.
const LONGEST_CHANGE: usize = 10;

/// The colours of the excerpts' renderer.
struct Styles {
    help: Style,
    number: Style,
    gone: Style,
    new: Style,
}

/// `help: Title`.
pub(crate) fn help(title: &str, dress: &Dress) -> String {
    let Styles { help, .. } = styles(dress);
    format!("{help}help{help:#}: {title}\n")
}

/// The lines that a fix changes; none when they are many, or not to be had. `here` is the file of
/// the finding, which needs no mention; line numbers are set in `gutter` columns.
pub(crate) fn change(
    fix: &Fix,
    here: &FilePath,
    texts: &Texts<'_>,
    gutter: usize,
    dress: &Dress,
) -> Option<String> {
    let mut files: Vec<&FilePath> = Vec::new();
    for edit in &fix.edits {
        match edit {
            Edit::Replace { path, .. } | Edit::Create { path, .. } if !files.contains(&path) => {
                files.push(path);
            }
            _ => {}
        }
    }
    let styles = styles(dress);
    let number = styles.number;
    let mut out = String::new();
    let mut touched = 0;
    for file in files {
        let (before, after, first) = texts_of(fix, file, texts)?;
        if file != here {
            let shown = one_line(&shown_from(file, &dress.base));
            let note = if before.is_empty() { " (new)" } else { "" };
            let _ = writeln!(out, "{number}{:gutter$}--> {number:#}{shown}{note}", "");
        }
        let _ = writeln!(out, "{number}{:gutter$} |{number:#}", "");
        touched += write_lines(&mut out, &before, &after, first, gutter, &styles, dress.width);
    }
    let _ = writeln!(out, "{number}{:gutter$} |{number:#}", "");
    (1..=LONGEST_CHANGE).contains(&touched).then_some(out)
}

fn styles(dress: &Dress) -> Styles {
    if !dress.colour {
        let plain = Style::new();
        return Styles { help: plain, number: plain, gone: plain, new: plain };
    }
    let colour = |colour: AnsiColor| Style::new().fg_color(Some(colour.into()));
    Styles {
        help: colour(AnsiColor::BrightCyan).bold(),
        number: colour(AnsiColor::BrightBlue).bold(),
        gone: colour(AnsiColor::BrightRed),
        new: colour(AnsiColor::BrightGreen),
    }
}

/// The lines around a fix's edits of one file, before and after, and the number of the first.
fn texts_of(fix: &Fix, file: &FilePath, texts: &Texts<'_>) -> Option<(String, String, usize)> {
    for edit in &fix.edits {
        if let Edit::Create { path, text } = edit
            && path == file
        {
            return Some((String::new(), text.clone(), 1));
        }
    }
    let lines = texts.lines(file)?;
    let mut edits: Vec<_> = fix
        .edits
        .iter()
        .filter_map(|edit| match edit {
            Edit::Replace { path, span, text } if path == file => Some((lines.range(*span), text)),
            _ => None,
        })
        .collect();
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    let (start, end) = (edits.first()?.0.start, edits.iter().map(|(range, _)| range.end).max()?);
    let (window, first) = with_neighbours(&lines, start, end);
    let (mut after, mut at) = (String::new(), window.start);
    for (range, text) in edits {
        // Edits of one fix do not overlap; if they did, nothing sensible could be shown.
        after.push_str(lines.text.get(at..range.start)?);
        after.push_str(text);
        at = range.end;
    }
    after.push_str(&lines.text[at..window.end]);
    Some((lines.text[window].to_owned(), after, first))
}

/// The lines of a range, one before them and one after.
fn with_neighbours(lines: &Lines, start: usize, end: usize) -> (std::ops::Range<usize>, usize) {
    let (inner, first) = lines.around(&(start..end));
    if inner.start == 0 {
        return lines.around(&(0..inner.end));
    }
    let (window, _) = lines.around(&(inner.start - 1..inner.end));
    (window, first - 1)
}

/// Writes the changed lines, with one line of context where lines only come or only go. Gives how
/// many lines change.
fn write_lines(
    out: &mut String,
    before: &str,
    after: &str,
    first: usize,
    gutter: usize,
    styles: &Styles,
    width: usize,
) -> usize {
    let diff = TextDiff::from_lines(before, after);
    let changes: Vec<_> = diff.iter_all_changes().collect();
    let count = |tag| changes.iter().filter(|change| change.tag() == tag).count();
    let (gone, new) = (count(ChangeTag::Delete), count(ChangeTag::Insert));
    let is_changed = |at: usize| changes.get(at).is_some_and(|it| it.tag() != ChangeTag::Equal);
    for (at, change) in changes.iter().enumerate() {
        let (sign, style) = match change.tag() {
            ChangeTag::Delete => ('-', styles.gone),
            ChangeTag::Insert => ('+', styles.new),
            ChangeTag::Equal if gone > 0 && new > 0 => continue,
            ChangeTag::Equal if is_changed(at + 1) || at > 0 && is_changed(at - 1) => {
                ('|', Style::new())
            }
            ChangeTag::Equal => continue,
        };
        let index = change.new_index().or(change.old_index()).unwrap_or(0);
        let text = cut(change.value(), width.saturating_sub(gutter + 3));
        let number = styles.number;
        let _ = write!(out, "{number}{:>gutter$}{number:#} ", first + index);
        let line = format!("{sign} {text}");
        let _ = writeln!(out, "{style}{}{style:#}", line.trim_end());
    }
    gone + new
}

/// A line as the excerpts show it, cut where it would be too wide.
fn cut(line: &str, width: usize) -> String {
    let line = clean(line.trim_end_matches(['\r', '\n']));
    let mut used = 0;
    let end = line.char_indices().find(|(_, c)| {
        used += c.width().unwrap_or(0);
        used > width
    });
    match end {
        Some((at, _)) => format!("{}...", &line[..line.floor_char_boundary(at.saturating_sub(3))]),
        None => line,
    }
}
