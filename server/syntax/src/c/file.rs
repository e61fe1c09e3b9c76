//! A file of C, C++ or Objective-C as it stands: its text, and what can be said of it alone.

use std::sync::Arc;

use platform::{Constraint, ConstraintError};

use super::lexer::tokens;
use crate::go::parse_constraint;
use crate::lines::line_end;
use crate::{Ignore, Span};

/// A language that the go command has a C compiler compile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    /// `.c`, and the comment above `import "C"`.
    C,
    /// `.cc`, `.cpp`, `.cxx`.
    Cpp,
    /// `.m`.
    ObjectiveC,
    /// `.h`, `.hh`, `.hpp`, `.hxx`: compiled where it is included.
    Header,
    /// `.f`, `.F`, `.for`, `.f90`: built with cgo, too, and never looked into.
    Fortran,
}

impl Language {
    /// By a file's name; none for files that the go command does not hand to cgo.
    pub fn of_name(name: &str) -> Option<Language> {
        if name.starts_with(['_', '.']) {
            return None;
        }
        match name.rsplit_once('.')?.1 {
            "c" => Some(Language::C),
            "cc" | "cpp" | "cxx" => Some(Language::Cpp),
            "m" => Some(Language::ObjectiveC),
            "h" | "hh" | "hpp" | "hxx" => Some(Language::Header),
            "f" | "F" | "for" | "f90" => Some(Language::Fortran),
            _ => None,
        }
    }
}

/// A C file: its text is its facts, for what it means depends on the headers around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CFile {
    /// The whole text.
    pub text: Arc<str>,
    /// The constraint in force, as the go command finds it in comments at the top.
    pub constraint: Option<Result<Constraint, ConstraintError>>,
    /// Comments that silence findings. One above all code is about the whole file.
    pub ignores: Vec<Ignore>,
}

impl CFile {
    /// Takes in a text.
    pub fn parse(text: Arc<str>) -> CFile {
        let constraint = parse_constraint(&text).constraint;
        let ignores = ignores(&text);
        CFile { text, constraint, ignores }
    }
}

fn ignores(text: &str) -> Vec<Ignore> {
    if !text.contains("anyport:ignore") {
        return Vec::new();
    }
    let tokens = tokens(text, 0, 0);
    let code = tokens.first().map_or(text.len(), |token| token.place.span.range().start);
    let mut ignores = Vec::new();
    for (at, _) in text.match_indices("//") {
        let is_code = tokens.iter().any(|token| {
            let range = token.place.span.range();
            range.start <= at && at < range.end
        });
        let rest = text[at + 2..].trim_start_matches([' ', '\t']);
        if rest.starts_with("anyport:ignore") && !is_code {
            let comment = Span::new(at, line_end(text, at));
            ignores.extend(Ignore::read(text, comment, head_end(text, code)));
        }
    }
    ignores
}

/// Where comments are about the whole file: before a blank line above all code.
fn head_end(text: &str, code: usize) -> usize {
    let head = &text[..code];
    head.rfind("\n\n").or_else(|| head.rfind("\n\r\n")).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_languages() {
        assert_eq!(Language::of_name("a_linux.c"), Some(Language::C));
        assert_eq!(Language::of_name("a.hpp"), Some(Language::Header));
        for name in ["_a.c", ".c", "a.go", "a.C", "c"] {
            assert_eq!(Language::of_name(name), None, "{name}");
        }
    }

    #[test]
    fn comments_silence() {
        let covered = |text: &str| {
            let file = CFile::parse(text.into());
            let ignores = file.ignores.iter();
            ignores.map(|it| (it.rule.to_string(), text[it.covers.range()].to_owned())).collect()
        };
        let found: Vec<(String, String)> = covered(
            "// anyport:ignore a why\n\nint x; //anyport:ignore b\nint y = \"//anyport:ignore c\";",
        );
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].0, "a");
        assert!(found[0].1.contains("int y"));
        assert_eq!(found[1], ("b".to_owned(), "int x; //anyport:ignore b".to_owned()));
        let above: Vec<(String, String)> = covered("// anyport:ignore a\nint x;\nint y;\n");
        assert_eq!(above[0].1, "// anyport:ignore a\nint x;");
    }

    #[test]
    fn constraints_stand_at_the_top() {
        let file = CFile::parse("// x\n//go:build linux\n\n#include <a.h>\n".into());
        assert_eq!(file.constraint.unwrap().unwrap().to_string(), "linux");
    }
}
