//! One finding in full: message, place, marked lines, why, ports, the way out.

use annotate_snippets::{
    Annotation, AnnotationKind, Element, Group, Level as Tone, Origin, Padding, Renderer, Snippet,
};
use project::{FilePath, Level};
use rules::{Applicability, Finding, Related};
use syntax::Span;

use crate::Dress;
use crate::change::{change, help};
use crate::lines::{Lines, Texts};
use crate::paths::shown_from;
use crate::words::{clean, one_line, wrap};

/// Other files' excerpts beyond this number become one line each.
const RELATED_IN_FULL: usize = 2;
/// How many more places of one cause are listed.
const MOST_PLACES: usize = 10;

/// A cause: the finding that is told in full, and the others that it explains.
pub(crate) struct Told<'a> {
    pub(crate) finding: &'a Finding,
    pub(crate) others: Vec<&'a Finding>,
    /// The finding of another rule that is the cause of these.
    pub(crate) head: Option<&'a Finding>,
    /// Whether no finding before has said the same.
    pub(crate) says_why: bool,
    /// The ports in words, where the message does not say them.
    pub(crate) ports: Option<String>,
}

impl<'a> Told<'a> {
    /// The places that explain the finding; where its cause is told with it, that one does.
    fn related(&self) -> Vec<&'a Related> {
        let related = self.finding.related.iter();
        related.filter(|_| self.head.is_none()).collect()
    }
}

/// Writes one cause as text that ends with a line break.
pub(crate) fn excerpt(told: &Told<'_>, texts: &Texts<'_>, dress: &Dress) -> String {
    let finding = told.finding;
    let lines = texts.lines(&finding.path);
    let writer = Writer { texts, dress };
    let tone = tone(finding.level);

    let title = tone
        .clone()
        .primary_title(one_line(&finding.message))
        .id(finding.rule)
        .element(Origin::path(writer.place(&finding.path, finding.span)));
    let mut groups = vec![title];
    let mut body = Group::with_level(tone);
    let related = told.related();
    if let Some(lines) = &lines {
        body = body.element(marked(finding, &related, lines)).element(Padding);
    }
    body = body.elements(writer.notes(told));
    let (near, far): (Vec<_>, Vec<_>) =
        related.into_iter().partition(|related| related.path == finding.path);
    let unplaced = if lines.is_none() { near } else { Vec::new() };
    let mut after = Vec::new();
    for (number, related) in unplaced.into_iter().chain(far).enumerate() {
        match texts.lines(&related.path) {
            Some(lines) if number < RELATED_IN_FULL => {
                after.extend(writer.related(related, &lines));
            }
            _ => {
                let place = writer.place(&related.path, related.span);
                let note = format!("{place}: {}", one_line(&related.message));
                body = body.element(Tone::NOTE.message(note));
            }
        }
    }
    groups.push(body);
    groups.extend(after);
    groups.extend(told.head.into_iter().flat_map(|head| writer.head(head, told)));
    let renderer = if dress.colour { Renderer::styled() } else { Renderer::plain() };
    let mut out = without_doubled_gutter(&renderer.term_width(dress.width).render(&groups));
    out.push('\n');
    out.push_str(&writer.fixes(finding, writer.gutter(finding)));
    out
}

/// How loud it sounds.
fn tone(level: Level) -> Tone<'static> {
    match level {
        Level::Error => Tone::ERROR,
        Level::Warning => Tone::WARNING,
        Level::Info => Tone::INFO,
        Level::Hint => Tone::HELP.with_name("hint"),
    }
}

/// What every part of one report needs to know.
struct Writer<'a> {
    texts: &'a Texts<'a>,
    dress: &'a Dress,
}

impl<'a> Writer<'a> {
    fn shown(&self, path: &FilePath) -> String {
        one_line(&shown_from(path, &self.dress.base))
    }

    /// `path:line:column`, the column in bytes as the Go compiler counts; the path alone without
    /// a text.
    fn place(&self, path: &FilePath, span: Span) -> String {
        let shown = self.shown(path);
        match self.texts.lines(path) {
            Some(lines) => {
                let at = lines.position(span.start);
                format!("{shown}:{}:{}", at.line, at.column)
            }
            None => shown,
        }
    }

    /// How wide the line numbers of the excerpts are.
    fn gutter(&self, finding: &Finding) -> usize {
        let related = finding.related.iter().map(|related| (&related.path, related.span));
        let ends = std::iter::once((&finding.path, finding.span)).chain(related);
        let last =
            ends.filter_map(|(path, span)| Some(self.texts.lines(path)?.position(span.end).line));
        last.max().unwrap_or(1).to_string().len()
    }

    /// Why, where, and what else the same cause breaks.
    fn notes(&self, told: &Told<'_>) -> Vec<Element<'a>> {
        let mut notes: Vec<Element<'a>> = Vec::new();
        let width = self.dress.width.saturating_sub(14).max(30);
        if told.says_why && !told.finding.why.is_empty() {
            notes.push(Tone::NOTE.message(wrap(&clean(&told.finding.why), width)).into());
        }
        if let Some(ports) = &told.ports {
            notes.push(Tone::NOTE.with_name("on").message(wrap(ports, width)).into());
        }
        if !told.others.is_empty() {
            let mut places: Vec<String> = told
                .others
                .iter()
                .take(MOST_PLACES)
                .map(|other| {
                    let place = self.place(&other.path, other.span);
                    match difference(&told.finding.message, &other.message) {
                        "" => place,
                        message => format!("{place}: {}", one_line(message)),
                    }
                })
                .collect();
            if let more @ 1.. = told.others.len().saturating_sub(MOST_PLACES) {
                places.push(format!("and {more} more"));
            }
            notes.push(Tone::NOTE.with_name("also at").message(places.join("\n")).into());
        }
        notes
    }

    /// The finding that is the cause of those told before, and the places that they do not show.
    fn head(&self, head: &Finding, told: &Told<'_>) -> Vec<Group<'a>> {
        let place = self.place(&head.path, head.span);
        let title = Tone::NOTE
            .secondary_title(one_line(&head.message))
            .id(head.rule)
            .element(Origin::path(place));
        let mut body = Group::with_level(Tone::NOTE);
        if let Some(lines) = self.texts.lines(&head.path) {
            let marks = vec![(AnnotationKind::Primary, head.span, None)];
            body = body.element(snippet(&lines, marks)).element(Padding);
        }
        let broken = || std::iter::once(&told.finding).chain(&told.others);
        let is_told = |it: &&Related| broken().any(|at| at.path == it.path && at.span == it.span);
        for related in head.related.iter().filter(|it| !is_told(it)).take(RELATED_IN_FULL) {
            let place = self.place(&related.path, related.span);
            let note = format!("{place}: {}", one_line(&related.message));
            body = body.element(Tone::NOTE.message(note));
        }
        vec![title, body]
    }

    /// A place in another file, with its lines.
    fn related(&self, related: &Related, lines: &Lines) -> [Group<'a>; 2] {
        let place = self.place(&related.path, related.span);
        let head =
            Tone::NOTE.secondary_title(one_line(&related.message)).element(Origin::path(place));
        let marks = vec![(AnnotationKind::Primary, related.span, None)];
        [head, Group::with_level(Tone::NOTE).element(snippet(lines, marks))]
    }

    /// What mends it: the first way with its change when that is short, the others by title.
    fn fixes(&self, finding: &Finding, gutter: usize) -> String {
        let safe = finding.fixes.iter().position(|fix| fix.applicability == Applicability::Safe);
        let mut out = String::new();
        for (number, fix) in finding.fixes.iter().enumerate() {
            let mut title = one_line(&fix.title);
            if safe == Some(number) {
                title.push_str(" (--fix does it)");
            }
            out.push_str(&help(&title, self.dress));
            if number == 0 {
                let change = change(fix, &finding.path, self.texts, gutter, self.dress);
                out.push_str(&change.unwrap_or_default());
            }
        }
        out
    }
}

/// What a message says that another has not said: nothing where they are the same, and one name
/// where `undefined on windows/*: kill (defined for unix)` differs in that alone.
fn difference<'m>(said: &str, message: &'m str) -> &'m str {
    if said == message {
        return "";
    }
    let after_colon = |text: &str| text.find(": ").map(|at| at + 2);
    let Some(start) =
        after_colon(message).filter(|start| said.get(..*start) == message.get(..*start))
    else {
        return message;
    };
    let from_bracket = |text: &str| text.find(" (").unwrap_or(text.len());
    let (end, said_end) = (from_bracket(message), from_bracket(said));
    if start < end && message[end..] == said[said_end..] {
        return &message[start..end];
    }
    &message[start..]
}

/// The finding's lines, its span and the related places of the same file marked.
fn marked<'a>(
    finding: &Finding,
    related: &[&Related],
    lines: &Lines,
) -> Snippet<'a, Annotation<'a>> {
    let near = related.iter().filter(|related| related.path == finding.path);
    let marks = std::iter::once((AnnotationKind::Primary, finding.span, None))
        .chain(near.map(|it| (AnnotationKind::Context, it.span, Some(one_line(&it.message)))));
    snippet(lines, marks.collect())
}

/// The lines that hold these marks. Only they are handed to the renderer, so that a report on a
/// large file costs no more than one on a small file.
fn snippet<'a>(
    lines: &Lines,
    marks: Vec<(AnnotationKind, Span, Option<String>)>,
) -> Snippet<'a, Annotation<'a>> {
    let ranges: Vec<_> = marks.iter().map(|(_, span, _)| lines.range(*span)).collect();
    let start = ranges.iter().map(|range| range.start).min().unwrap_or(0);
    let end = ranges.iter().map(|range| range.end).max().unwrap_or(0);
    let (window, first) = lines.around(&(start..end));
    let annotations = marks.into_iter().zip(ranges).map(|((kind, _, label), range)| {
        kind.span(range.start - window.start..range.end - window.start).label(label)
    });
    Snippet::source(lines.text[window.clone()].to_owned())
        .line_start(first)
        .annotations(annotations.collect::<Vec<_>>())
}

/// The renderer puts an empty gutter line after a place and another before an excerpt; one is
/// enough.
fn without_doubled_gutter(rendered: &str) -> String {
    let mut out = String::with_capacity(rendered.len());
    let mut before = "";
    for line in rendered.split_inclusive('\n') {
        let is_gutter = line.trim_end().ends_with('|') || line.trim_end().ends_with("|\u{1b}[0m");
        if !(is_gutter && line == before && line.chars().filter(|&c| c == '|').count() == 1) {
            out.push_str(line);
        }
        before = line;
    }
    out
}
