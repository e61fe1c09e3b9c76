//! Declarations of a text that does not parse: a block that is still open
//! swallows what follows, so they are looked for where gofmt puts them,
//! at the beginning of a line.

use std::collections::HashSet;

use super::scan::{Scan, is_identifier_byte};
use super::{Declaration, DeclarationKind};
use crate::lines::{line_end, next_line};
use crate::{Name, Span};

/// Adds the declarations that the syntax tree does not show, by their names alone.
pub(super) fn add_declarations(text: &str, scan: &Scan, known: &mut Vec<Declaration>) {
    let mut hidden = scan.comments.iter().chain(&scan.raw_strings).collect::<Vec<_>>();
    hidden.sort_unstable();
    let mut hidden = hidden.into_iter().peekable();
    let mut found = Vec::new();
    let mut line = 0;
    while line < text.len() {
        while hidden.next_if(|span| span.range().end <= line).is_some() {}
        if hidden.peek().is_none_or(|span| span.range().start > line) {
            found.extend(declaration(text, line));
        }
        line = next_line(text, line);
    }
    let seen: HashSet<Span> = known.iter().map(|declaration| declaration.name.span).collect();
    found.retain(|declaration| !seen.contains(&declaration.name.span));
    known.extend(found);
    known.sort_by_key(|declaration| declaration.name.span);
}

/// Whether a line begins a function or method: not a function literal, which has no name.
pub(super) fn begins_function(text: &str, line: usize) -> bool {
    let may_begin = text[line..].starts_with("func");
    let found = may_begin.then(|| declaration(text, line)).flatten();
    found.is_some_and(|found| {
        // A literal's result type stands in the place of a method's name.
        let behind = &text[found.name.span.range().end..];
        found.kind == DeclarationKind::Func || behind.starts_with('(')
    })
}

/// The declaration whose keyword begins the line.
fn declaration(text: &str, line: usize) -> Option<Declaration> {
    let code = &text[line..line_end(text, line)];
    let (keyword, rest) = code.split_once([' ', '\t'])?;
    let (mut rest, mut receiver) = (rest.trim_start(), None);
    let kind = match keyword {
        "func" => {
            if let Some(inside) = rest.strip_prefix('(') {
                let (parameter, behind) = inside.split_once(')')?;
                receiver = Some(base_type(parameter)?.into());
                rest = behind.trim_start();
            }
            if receiver.is_some() { DeclarationKind::Method } else { DeclarationKind::Func }
        }
        "type" => DeclarationKind::Type,
        "var" => DeclarationKind::Var,
        "const" => DeclarationKind::Const,
        _ => return None,
    };
    let name = identifier(rest)?;
    let start = line + (code.len() - rest.len());
    let name = Name { text: name.into(), span: Span::new(start, start + name.len()) };
    let span = Span::new(line, name.span.range().end);
    // How far its signature goes, nobody knows.
    let signature = Name { text: "".into(), span: span.before() };
    Some(Declaration { name, kind, receiver, span, signature, has_body: true })
}

/// The type name in `r *T[K]`.
fn base_type(parameter: &str) -> Option<&str> {
    let plain = parameter.split('[').next().unwrap_or(parameter).trim_end();
    let start = plain.bytes().rposition(|byte| !is_identifier_byte(byte)).map_or(0, |at| at + 1);
    identifier(&plain[start..])
}

fn identifier(text: &str) -> Option<&str> {
    let length = text.bytes().position(|byte| !is_identifier_byte(byte)).unwrap_or(text.len());
    let is_number = text.starts_with(|c: char| c.is_ascii_digit());
    (length > 0 && !is_number).then(|| &text[..length])
}

#[cfg(test)]
mod tests {
    use super::declaration;

    #[test]
    fn lines_that_begin_a_declaration_name_it() {
        for (line, expected) in [
            ("func f(", "Func f"),
            ("func  (r *T[K, V]) m", "Method (T) m"),
            ("func (T) m() {", "Method (T) m"),
            ("func (", ""),
            ("func () m()", ""),
            ("func", ""),
            ("type é struct", "Type é"),
            ("var (", ""),
            ("var v, w int", "Var v"),
            ("const 1", ""),
            ("\tvar v", ""),
            ("functional f()", ""),
        ] {
            let found = declaration(line, 0).map_or(String::new(), |found| {
                let receiver = found.receiver.map(|name| format!("({name}) ")).unwrap_or_default();
                format!("{:?} {receiver}{}", found.kind, found.name)
            });
            assert_eq!(found, expected, "{line}");
        }
    }
}
