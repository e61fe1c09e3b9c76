//! Which comment is the preamble of an `import "C"`, as go/parser and
//! cgo decide it, and which only looks like one.

use crate::cgo::{self, Detached, Preamble};
use crate::lines::{line_start, next_line};
use crate::{Name, Span};

/// A comment and the lines that it begins and ends on.
#[derive(Clone, Copy)]
pub(super) struct Comment {
    pub(super) span: Span,
    pub(super) line: u32,
    pub(super) end_line: u32,
}

/// An import declaration as it stands in the text.
pub(super) struct ImportDeclaration {
    pub(super) start: usize,
    pub(super) line: u32,
    /// The line that the token before it ended on.
    pub(super) previous_line: Option<u32>,
    /// The comments between that token and it.
    pub(super) comments: Vec<Comment>,
    pub(super) is_grouped: bool,
    pub(super) specs: Vec<ImportSpec>,
}

/// One import of a declaration.
pub(super) struct ImportSpec {
    pub(super) start: usize,
    pub(super) line: u32,
    pub(super) previous_line: Option<u32>,
    pub(super) comments: Vec<Comment>,
    pub(super) path: Name,
    pub(super) name: Option<Name>,
}

/// The preambles of a declaration's `import "C"` specs.
pub(super) fn preambles(
    text: &str,
    span: Span,
    declaration: &ImportDeclaration,
) -> impl Iterator<Item = Preamble> {
    let imports_c = |spec: &&ImportSpec| &*spec.path.text == "C";
    declaration
        .specs
        .iter()
        .filter(imports_c)
        .map(move |spec| preamble(text, span, declaration, spec))
}

fn preamble(
    text: &str,
    span: Span,
    declaration: &ImportDeclaration,
    spec: &ImportSpec,
) -> Preamble {
    let above = groups(&declaration.comments, declaration.previous_line);
    let inside = if declaration.is_grouped {
        groups(&spec.comments, spec.previous_line)
    } else {
        Vec::new()
    };
    let above_doc = touching(&above, declaration.line);
    let inside_doc = touching(&inside, spec.line);
    // The declaration's comment counts only while it holds a single spec.
    let is_alone = declaration.specs.len() == 1;
    let comment = inside_doc.or(above_doc.filter(|_| is_alone)).map(Group::span);
    let detached = find_detached(text, &inside, inside_doc, spec.start, false).or_else(|| {
        find_detached(text, &above, above_doc.filter(|_| is_alone), declaration.start, !is_alone)
    });
    let directives = comment.map_or_else(Vec::new, |comment| cgo::directives(text, comment));
    Preamble {
        code: comment.map_or_else(Box::default, |comment| cgo::code(text, comment, &directives)),
        is_block: comment.is_some_and(|comment| text[comment.range()].ends_with("*/")),
        import: spec.path.span,
        line: spec_line(text, Span::new(spec.start, spec.path.span.range().end)),
        declaration: span,
        comment,
        detached,
        directives,
    }
}

/// The spec's line, if it has one of its own.
fn spec_line(text: &str, spec: Span) -> Span {
    let spec = spec.range();
    let line = line_start(text, spec.start)..next_line(text, spec.end);
    let is_alone = text[line.clone()].trim() == &text[spec.clone()];
    if is_alone { Span::new(line.start, line.end) } else { Span::new(spec.start, spec.end) }
}

/// Comments with no blank line between them.
#[derive(Clone, Copy)]
struct Group {
    first: Comment,
    last: Comment,
}

impl Group {
    fn span(self) -> Span {
        Span { start: self.first.span.start, end: self.last.span.end }
    }
}

/// The comment groups before a token, as go/parser groups them. Comments on the line of the token
/// before belong to that one.
fn groups(comments: &[Comment], previous_line: Option<u32>) -> Vec<Group> {
    let mut rest = comments;
    if let [first, ..] = rest
        && Some(first.line) == previous_line
    {
        rest = &rest[group_length(rest, 0)..];
    }
    let mut groups = Vec::new();
    while let [first, ..] = rest {
        let length = group_length(rest, 1);
        groups.push(Group { first: *first, last: rest[length - 1] });
        rest = &rest[length..];
    }
    groups
}

/// How many comments form the first group when their lines may lie `distance` apart.
fn group_length(comments: &[Comment], distance: u32) -> usize {
    let joined = comments.windows(2).take_while(|pair| pair[1].line <= pair[0].end_line + distance);
    joined.count() + 1
}

/// The last group, if the token on `line` follows on the next line.
fn touching(groups: &[Group], line: u32) -> Option<Group> {
    groups.last().copied().filter(|group| group.last.end_line + 1 == line)
}

/// The last group that looks like a preamble and is not `doc`.
fn find_detached(
    text: &str,
    groups: &[Group],
    doc: Option<Group>,
    token: usize,
    above_group: bool,
) -> Option<Detached> {
    let candidates = &groups[..groups.len() - usize::from(doc.is_some())];
    let index =
        candidates.iter().rposition(|group| looks_like_preamble(&text[group.span().range()]))?;
    let comment = candidates[index].span();
    let is_last = index + 1 == candidates.len();
    // Joined to the comment in force, it becomes part of that.
    let below = doc.map_or(token, |doc| doc.span().range().start);
    let gap_start = next_line(text, comment.range().end);
    let gap_end = line_start(text, below);
    let gap = (is_last && !above_group && gap_start < gap_end)
        .then(|| Span::new(gap_start, gap_end))
        .filter(|gap| text[gap.range()].trim().is_empty());
    Some(Detached { comment, gap, above_group })
}

/// Preprocessor lines that C code begins with.
const PREPROCESSOR: [&str; 8] =
    ["#cgo", "#include", "#define", "#if", "#ifdef", "#ifndef", "#pragma", "#undef"];

/// Words that C declarations begin with.
const C_WORDS: [&str; 18] = [
    "static", "extern", "inline", "typedef", "struct", "union", "enum", "const", "void", "char",
    "short", "int", "long", "float", "double", "unsigned", "signed", "size_t",
];

/// Whether a comment holds C code or `#cgo` lines rather than prose.
fn looks_like_preamble(comment: &str) -> bool {
    let is_block = comment.starts_with("/*");
    let body = if is_block { comment[2..].trim_end_matches("*/") } else { comment };
    body.lines().any(|line| {
        let line = line.trim();
        let line = if is_block { line } else { line.trim_start_matches('/').trim_start() };
        let word = line.split(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default();
        PREPROCESSOR.contains(&word)
            || (C_WORDS.contains(&word)
                && line.ends_with([';', '{', '}'])
                && line.len() > word.len())
    })
}
