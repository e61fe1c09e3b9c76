//! Where a comment that silences a finding has to stand.

use rules::Finding;
use syntax::Span;
use syntax::c::Language;
use syntax::go::GoFile;

use crate::convert::{Lines, is_go};

/// The edit that silences a finding.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Silence {
    /// An imperative.
    pub title: String,
    /// Where.
    pub at: Span,
    /// What comes there.
    pub text: String,
}

/// How to silence a finding: at the end of its line where that is code, else on the line above,
/// else above the package clause. None in files that take no such comment.
pub(crate) fn silence(
    finding: &Finding,
    text: &str,
    lines: &Lines,
    facts: Option<&GoFile>,
) -> Option<Silence> {
    let name = finding.path.name();
    let takes_comments = is_go(&finding.path)
        || Language::of_name(name).is_some_and(|language| language != Language::Fortran)
        || matches!(name, "go.mod" | "go.work");
    if !takes_comments {
        return None;
    }
    let rule = finding.rule;
    let (_, start, line) = lines.line_at(finding.span.start);
    let is_plain = !["//", "/*", "*/", "`"].iter().any(|mark| line.contains(mark));
    let imports_c = facts.is_some_and(|facts| {
        let mut preambles = facts.header.preambles.iter();
        preambles.any(|preamble| lines.line_at(preamble.import.start).1 == start)
    });
    // What stands in the comment above `import "C"` is C code, and so would be the silence.
    if let Some(facts) = facts
        && (is_c(facts, finding.span) || imports_c && !is_plain)
    {
        let (_, start, _) = lines.line_at(facts.header.package_clause);
        return Some(Silence {
            title: format!("Silence `{rule}` in this file"),
            at: Span { start, end: start },
            text: format!("//anyport:ignore {rule} \n"),
        });
    }
    let title = format!("Silence `{rule}` on this line");
    if is_plain {
        let end = start + line.trim_end().len() as u32;
        return Some(Silence {
            title,
            at: Span { start: end, end: start + line.len() as u32 },
            text: format!(" //anyport:ignore {rule} "),
        });
    }
    let indent = &line[..line.len() - line.trim_start().len()];
    let end = if text[start as usize + line.len()..].starts_with("\r\n") { "\r\n" } else { "\n" };
    Some(Silence {
        title,
        at: Span { start, end: start },
        text: format!("{indent}//anyport:ignore {rule} {end}"),
    })
}

fn is_c(facts: &GoFile, span: Span) -> bool {
    facts
        .header
        .preambles
        .iter()
        .filter_map(|preamble| preamble.comment)
        .any(|comment| comment.start <= span.start && span.start < comment.end)
}

#[cfg(test)]
mod tests {
    use platform::TargetSet;
    use project::{FilePath, Level};
    use rules::{Finding, Predicts};
    use syntax::Span;
    use syntax::cgo::Preamble;
    use syntax::go::GoFile;

    use super::silence;
    use crate::convert::{Encoding, Lines};

    fn silenced(name: &str, text: &str, word: &str) -> String {
        let at = text.find(word).unwrap();
        let finding = Finding {
            rule: "some-rule",
            predicts: Predicts::Drift,
            level: Level::Hint,
            path: FilePath::new(&format!("/m/{name}")),
            span: Span::new(at, at + word.len()),
            message: String::new(),
            why: String::new(),
            targets: TargetSet::EMPTY,
            cause: 1,
            is_cause: false,
            related: Vec::new(),
            fixes: Vec::new(),
        };
        let mut facts = GoFile::default();
        facts.header.package_clause = text.find("package").unwrap_or_default() as u32;
        if let Some(import) = text.find("\"C\"") {
            let comment = text.find("/*").map(|start| Span::new(start, import));
            let import = Span::new(import, import + 3);
            facts.header.preambles.push(Preamble { import, comment, ..Preamble::default() });
        }
        let lines = Lines::new(text, Encoding::Utf8);
        match silence(&finding, text, &lines, Some(&facts)) {
            Some(silence) => {
                let mut text = text.to_owned();
                text.replace_range(silence.at.range(), &silence.text);
                text
            }
            None => "nowhere".to_owned(),
        }
    }

    #[test]
    fn code_takes_a_trailing_comment() {
        assert_eq!(
            silenced("a.go", "package m\n\nvar x = 1\n", "x"),
            "package m\n\nvar x = 1 //anyport:ignore some-rule \n"
        );
        assert_eq!(silenced("go.mod", "replace x", "x"), "replace x //anyport:ignore some-rule ");
    }

    #[test]
    fn a_line_with_a_comment_takes_one_above() {
        assert_eq!(
            silenced("a.go", "\tx // why\r\n", "x"),
            "\t//anyport:ignore some-rule \r\n\tx // why\r\n"
        );
        assert_eq!(
            silenced("a.go", "//go:build x\n\npackage m\n", "x"),
            "//anyport:ignore some-rule \n//go:build x\n\npackage m\n"
        );
    }

    #[test]
    fn c_code_takes_none() {
        let text = "package m\n\n/*\n#cgo LDFLAGS: -lx\n*/\nimport \"C\" // c\n";
        assert_eq!(silenced("a.go", text, "-lx"), format!("//anyport:ignore some-rule \n{text}"));
        assert_eq!(silenced("a.go", text, "\"C\""), format!("//anyport:ignore some-rule \n{text}"));
        assert_eq!(
            silenced("a.go", "package m\n\nimport \"C\"\n", "\"C\""),
            "package m\n\nimport \"C\" //anyport:ignore some-rule \n"
        );
    }

    #[test]
    fn other_files_take_none() {
        assert_eq!(silenced("anyport.toml", "x = 1\n", "x"), "nowhere");
    }
}
