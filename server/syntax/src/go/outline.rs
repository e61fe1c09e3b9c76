//! A file's facts without a syntax tree: all but the uses, from one walk
//! over its tokens that skips what stands in braces.

mod clause;
mod lexer;
mod shapes;

use super::scan::Scan;
use super::{Declaration, DeclarationKind, GoFile, Words, comments, header, recovery, spec_text};
use crate::{Name, Span};
use clause::{Clause, End, Form};
use lexer::{Kind, Lexer, Token};

pub use shapes::{StructField, TypeName, TypeShape, first_result, type_shape, variable_type};

/// Reads a text of any size.
pub(super) fn read(text: &str) -> GoFile {
    read_and_bound(text).0
}

/// [`read`], and whether it is known where each function begins and ends, broken ones too.
pub(super) fn read_and_bound(text: &str) -> (GoFile, bool) {
    let Outline { mut file, scan, is_bounded } = read_declarations(text);
    file.words = Some(Words::of(text, &scan.not_code));
    if file.is_complete {
        for it in file.declarations.iter_mut().filter(|it| !it.kind.is_function()) {
            it.signature = spec_text(text, it.span, it.kind);
        }
    }
    (file, is_bounded)
}

/// [`read`] without the words, and without the text of specs, but for types where a build
/// constraint stands in the file.
pub(super) fn read_without_words(text: &str) -> GoFile {
    let mut file = read_declarations(text).file;
    if file.is_complete && file.header.constraint.is_some() {
        for it in file.declarations.iter_mut().filter(|it| it.kind == DeclarationKind::Type) {
            it.signature = spec_text(text, it.span, it.kind);
        }
    }
    file
}

struct Outline {
    file: GoFile,
    scan: Scan,
    is_bounded: bool,
}

/// [`read`] without the words and the text of specs.
fn read_declarations(text: &str) -> Outline {
    let mut reader = Reader {
        text,
        lexer: Lexer::new(text),
        clause: Clause::default(),
        declarations: Vec::new(),
        are_bodies_closed: true,
    };
    let is_understood = reader.file();
    let is_bounded = is_understood && reader.lexer.is_bounded;
    let is_clean = is_understood && reader.lexer.is_clean && reader.are_bodies_closed;
    let Reader { lexer: Lexer { scan, .. }, mut declarations, .. } = reader;
    if !is_clean {
        recovery::add_declarations(text, &scan, &mut declarations);
    }
    let mut file = comments::facts(text, header::read(text), &scan.comments);
    file.declarations = declarations;
    file.is_complete = is_clean;
    Outline { file, scan, is_bounded }
}

struct Reader<'t> {
    text: &'t str,
    lexer: Lexer<'t>,
    /// Reused, to spare its memory.
    clause: Clause,
    declarations: Vec<Declaration>,
    /// Where one is not, it is a guess where its function ends.
    are_bodies_closed: bool,
}

/// The token at which a declaration is none that Go allows.
type Unexpected = Token;

impl Reader<'_> {
    /// Reads the file and says whether all of it was understood, but for what stands in functions.
    fn file(&mut self) -> bool {
        let mut is_clean = true;
        if let Err(unexpected) = self.package_clause() {
            is_clean = false;
            self.lexer.skip_to_declaration(unexpected);
        }
        let mut may_import = true;
        loop {
            let token = self.lexer.next();
            let read = match token.kind {
                Kind::End => return is_clean,
                Kind::Import => {
                    is_clean &= may_import;
                    self.imports()
                }
                Kind::Func => self.function(token),
                Kind::Type => self.specs(Form::Type),
                Kind::Const => self.specs(Form::Const),
                Kind::Var => self.specs(Form::Var),
                _ => Err(token),
            };
            may_import &= token.kind == Kind::Import;
            if let Err(unexpected) = read {
                is_clean = false;
                self.lexer.skip_to_declaration(unexpected);
            }
        }
    }

    fn expect(&mut self, kind: Kind) -> Result<Token, Unexpected> {
        let token = self.lexer.next();
        if token.kind == kind { Ok(token) } else { Err(token) }
    }

    fn package_clause(&mut self) -> Result<(), Unexpected> {
        self.expect(Kind::Package)?;
        self.expect(Kind::Name)?;
        self.expect(Kind::Semicolon).map(drop)
    }

    /// An import declaration behind its keyword. What it says is read with the header.
    fn imports(&mut self) -> Result<(), Unexpected> {
        let mut token = self.lexer.next();
        let is_group = self.is(token, "(");
        if is_group {
            token = self.lexer.next();
        }
        while !(is_group && self.is(token, ")")) {
            if matches!(token.kind, Kind::Name | Kind::Dot) {
                token = self.lexer.next();
            }
            if !self.text[token.range()].starts_with(['"', '`']) {
                return Err(token);
            }
            token = self.lexer.next();
            if is_group && self.is(token, ")") {
                break;
            }
            if token.kind != Kind::Semicolon {
                return Err(token);
            }
            if !is_group {
                return Ok(());
            }
            token = self.lexer.next();
        }
        self.expect(Kind::Semicolon).map(drop)
    }

    fn is(&self, token: Token, text: &str) -> bool {
        &self.text[token.range()] == text
    }

    /// A declaration of constants, variables or types behind its keyword.
    fn specs(&mut self, form: Form) -> Result<(), Unexpected> {
        let mut token = self.lexer.next();
        if !self.is(token, "(") {
            return match self.spec(form, token)? {
                End::Semicolon => Ok(()),
                End::Bracket(token) | End::Body(token) => Err(token),
            };
        }
        loop {
            token = self.lexer.next();
            let is_over = self.is(token, ")")
                || matches!(self.spec(form, token)?, End::Bracket(end) if self.is(end, ")"));
            if is_over {
                return self.expect(Kind::Semicolon).map(drop);
            }
        }
    }

    /// A spec that begins with this token.
    fn spec(&mut self, form: Form, first: Token) -> Result<End, Unexpected> {
        let from = self.declarations.len();
        let mut end = first.end;
        let read = self.names_and_rest(form, first, &mut end);
        for declaration in &mut self.declarations[from..] {
            declaration.span.end = Span::new(end, end).end;
        }
        read
    }

    /// Reads a spec's names and what follows; `end` is where its last token ends.
    fn names_and_rest(
        &mut self,
        form: Form,
        first: Token,
        end: &mut usize,
    ) -> Result<End, Unexpected> {
        let kind = match form {
            Form::Type => DeclarationKind::Type,
            Form::Const => DeclarationKind::Const,
            _ => DeclarationKind::Var,
        };
        let mut token = first;
        loop {
            if token.kind != Kind::Name {
                return Err(token);
            }
            let span = Span::new(first.start, token.end);
            self.declare(kind, token, span);
            *end = token.end;
            token = self.lexer.next();
            if token.kind != Kind::Comma || form == Form::Type {
                break;
            }
            token = self.lexer.next();
        }
        self.clause.read(form, &mut self.lexer, token, end)
    }

    fn declare(&mut self, kind: DeclarationKind, name: Token, span: Span) {
        let text = self.text[name.range()].into();
        self.declarations.push(Declaration {
            name: Name { text, span: Span::new(name.start, name.end) },
            kind,
            receiver: None,
            span,
            signature: Name { text: "".into(), span: span.before() },
            has_body: true,
        });
    }

    /// A function or method whose keyword this is.
    fn function(&mut self, keyword: Token) -> Result<(), Unexpected> {
        let mut token = self.lexer.next();
        let (mut kind, mut receiver) = (DeclarationKind::Func, None);
        if self.is(token, "(") {
            self.clause.read(Form::Receiver, &mut self.lexer, token, &mut 0)?;
            kind = DeclarationKind::Method;
            receiver = self.clause.base_type().map(|name| self.text[name.range()].into());
            token = self.lexer.next();
            if receiver.is_none() {
                return Err(token);
            }
        }
        if token.kind != Kind::Name {
            return Err(token);
        }
        let (start, mut end) = (keyword.start, token.end);
        self.declare(kind, token, Span::new(start, end));
        let index = self.declarations.len() - 1;
        self.declarations[index].receiver = receiver;
        let first = self.lexer.next();
        let read = self.clause.read(Form::Signature, &mut self.lexer, first, &mut end);
        let declaration = &mut self.declarations[index];
        declaration.span = Span::new(start, end);
        let body = match read? {
            End::Semicolon => None,
            End::Body(brace) => Some(brace),
            End::Bracket(token) => return Err(token),
        };
        let signature = body.map_or(end, |brace| brace.start);
        let signature = self.text[start..signature].trim_end();
        let span = Span::new(start, start + signature.len());
        declaration.signature = Name { text: signature.into(), span };
        declaration.has_body = body.is_some();
        if body.is_none() {
            return Ok(());
        }
        let is_closed = self.lexer.skip_body();
        declaration.span = Span::new(start, self.lexer.at());
        self.are_bodies_closed &= is_closed;
        if is_closed { self.expect(Kind::Semicolon).map(drop) } else { Ok(()) }
    }
}
