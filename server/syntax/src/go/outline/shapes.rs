//! What the text of a declaration says of types: a struct's fields, a function's first result, a
//! variable's type.

use super::lexer::{Kind, Lexer, Token};

/// A type declaration, as far as members go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypeShape<'t> {
    /// A struct and its fields, in order.
    Struct(Vec<StructField<'t>>),
    /// Another name for a type.
    Alias(TypeName<'t>),
    /// A type without fields: a number, a slice, a function.
    Fieldless,
    /// Whatever else: an interface, a type whose members are another's.
    Other,
}

/// A field of a struct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StructField<'t> {
    /// Its name; an embedded field's is its type's.
    pub name: &'t str,
    /// Its type's members count as the struct's.
    pub is_embedded: bool,
    /// Its type, or what that points to, if that has a name.
    pub of: Option<TypeName<'t>>,
}

/// A type's name as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TypeName<'t> {
    /// The package's name before the dot.
    pub package: Option<&'t str>,
    /// The name.
    pub name: &'t str,
}

/// Reads the spec of a type: `T struct { a int }`. None where it is not understood.
pub fn type_shape(spec: &str) -> Option<TypeShape<'_>> {
    let mut reader = Reader::new(spec);
    reader.expect(Kind::Name)?;
    let mut token = reader.lexer.next();
    if reader.is(token, "[") {
        let inside = reader.inside()?;
        // `[P any]` has two names where the length of an array has one.
        let (first, second) = (inside.first(), inside.get(1));
        let is_list = first.is_some_and(|it| it.kind == Kind::Name)
            && second.is_some_and(|it| {
                let begins_constraint = [Kind::Comma, Kind::Body, Kind::TypeWord, Kind::Func];
                it.kind == Kind::Name || begins_constraint.contains(&it.kind)
            });
        if !is_list {
            return Some(TypeShape::Fieldless);
        }
        token = reader.lexer.next();
    }
    match token.kind {
        Kind::Equals => {
            let tokens = reader.rest()?;
            Some(reader.type_name(&tokens).map_or(TypeShape::Other, TypeShape::Alias))
        }
        Kind::Body if reader.is(token, "struct") => {
            reader.expect(Kind::Brace)?;
            reader.fields().map(TypeShape::Struct)
        }
        Kind::TypeWord | Kind::Func | Kind::Open => Some(TypeShape::Fieldless),
        Kind::Name => {
            let is_plain = super::super::PREDECLARED.contains(&reader.text(token));
            Some(if is_plain { TypeShape::Fieldless } else { TypeShape::Other })
        }
        _ => Some(TypeShape::Other),
    }
}

/// The type of a function's first result, or what that points to, from the function's text up to
/// its body. None where it has no name, or one that the function's type parameters may declare.
pub fn first_result(signature: &str) -> Option<TypeName<'_>> {
    let mut reader = Reader::new(signature);
    reader.expect(Kind::Func)?;
    let mut token = reader.lexer.next();
    if reader.is(token, "(") {
        let receiver = reader.inside()?;
        if receiver.iter().any(|token| reader.is(*token, "[")) {
            return None;
        }
        token = reader.lexer.next();
    }
    let (name, parameters) = (token, reader.lexer.next());
    if name.kind != Kind::Name || !reader.is(parameters, "(") {
        return None;
    }
    reader.inside()?;
    let mut tokens = reader.rest()?;
    if tokens.first().is_some_and(|first| reader.is(*first, "(")) {
        tokens.remove(0);
        tokens.pop();
        let results = split_at_commas(&tokens);
        let is_named = results.iter().any(|it| it.len() > 1 && reader.is_named(it));
        let first =
            if is_named { results.iter().find(|it| it.len() > 1)? } else { results.first()? };
        tokens = first[usize::from(is_named)..].to_vec();
    }
    reader.type_name(&tokens)
}

/// The type of a variable, or what that points to, from its spec: `v T = x`. None where it is not
/// written, or has no name.
pub fn variable_type(spec: &str) -> Option<TypeName<'_>> {
    let mut reader = Reader::new(spec);
    let mut tokens = reader.rest()?;
    let end = tokens.iter().position(|token| token.kind == Kind::Equals);
    tokens.truncate(end.unwrap_or(tokens.len()));
    let mut from = 1;
    while tokens.get(from).is_some_and(|token| token.kind == Kind::Comma) {
        from += 2;
    }
    reader.type_name(tokens.get(from..)?)
}

struct Reader<'t> {
    text: &'t str,
    lexer: Lexer<'t>,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str) -> Reader<'t> {
        Reader { text, lexer: Lexer::new(text) }
    }

    fn text(&self, token: Token) -> &'t str {
        &self.text[token.range()]
    }

    fn is(&self, token: Token, text: &str) -> bool {
        self.text(token) == text
    }

    fn expect(&mut self, kind: Kind) -> Option<Token> {
        Some(self.lexer.next()).filter(|token| token.kind == kind)
    }

    /// The tokens up to the bracket that closes the one before.
    fn inside(&mut self) -> Option<Vec<Token>> {
        let (mut tokens, mut depth) = (Vec::new(), 1);
        loop {
            let token = self.lexer.next();
            match token.kind {
                Kind::Open | Kind::Brace => depth += 1,
                Kind::Close => depth -= 1,
                Kind::End => return None,
                _ => {}
            }
            if depth == 0 {
                return Some(tokens);
            }
            tokens.push(token);
        }
    }

    /// The tokens up to the end.
    fn rest(&mut self) -> Option<Vec<Token>> {
        let mut tokens = Vec::new();
        loop {
            let token = self.lexer.next();
            match token.kind {
                Kind::End => return Some(tokens),
                Kind::Odd => return None,
                Kind::Semicolon => {}
                _ => tokens.push(token),
            }
        }
    }

    /// The fields of a struct behind its brace.
    fn fields(&mut self) -> Option<Vec<StructField<'t>>> {
        let mut fields = Vec::new();
        let mut line: Vec<Token> = Vec::new();
        for token in self.inside_of_struct()? {
            if token.kind != Kind::Semicolon {
                line.push(token);
                continue;
            }
            self.field(&line, &mut fields)?;
            line.clear();
        }
        Some(fields)
    }

    /// The tokens of a struct, each field's ended by a semicolon; what is nested has none.
    fn inside_of_struct(&mut self) -> Option<Vec<Token>> {
        let (mut tokens, mut depth) = (Vec::new(), 0_usize);
        loop {
            let token = self.lexer.next();
            let is_nested = depth > 0;
            match token.kind {
                Kind::Open | Kind::Brace => depth += 1,
                Kind::Close if depth == 0 => {
                    tokens.push(Token { kind: Kind::Semicolon, ..token });
                    return Some(tokens);
                }
                Kind::Close => depth -= 1,
                Kind::End | Kind::Odd => return None,
                Kind::Semicolon if is_nested => continue,
                _ => {}
            }
            tokens.push(token);
        }
    }

    /// Adds what one line of a struct declares.
    fn field(&self, line: &[Token], fields: &mut Vec<StructField<'t>>) -> Option<()> {
        let line = match line {
            [rest @ .., tag] if tag.kind == Kind::Literal => rest,
            line => line,
        };
        let Some(first) = line.first() else { return Some(()) };
        let is_embedded = match line.get(1).map(|it| it.kind) {
            None | Some(Kind::Dot) => true,
            // `E[T]`, where an array's brackets have a type behind them.
            Some(Kind::Open) if self.is(line[1], "[") => {
                line.last().is_some_and(|last| self.is(*last, "]"))
            }
            _ => first.kind != Kind::Name,
        };
        if is_embedded {
            let of = self.type_name(line)?;
            fields.push(StructField { name: of.name, is_embedded, of: Some(of) });
            return Some(());
        }
        let mut names = 1;
        while line.get(2 * names - 1).is_some_and(|it| it.kind == Kind::Comma) {
            names += 1;
        }
        let of = self.type_name(line.get(2 * names - 1..)?);
        for token in line.iter().step_by(2).take(names) {
            fields.push(StructField { name: self.text(*token), is_embedded, of });
        }
        Some(())
    }

    /// `T`, `*T`, `p.T`, `T[A]`.
    fn type_name(&self, tokens: &[Token]) -> Option<TypeName<'t>> {
        let tokens = match tokens {
            [star, rest @ ..] if self.is(*star, "*") => rest,
            tokens => tokens,
        };
        let is_name = |token: &Token| token.kind == Kind::Name;
        let (package, name, rest) = match tokens {
            [package, dot, name, rest @ ..] if is_name(package) && dot.kind == Kind::Dot => {
                (Some(self.text(*package)), name, rest)
            }
            [name, rest @ ..] => (None, name, rest),
            [] => return None,
        };
        let is_whole = match rest {
            [] => true,
            [open, .., close] => self.is(*open, "[") && self.is(*close, "]"),
            [_] => false,
        };
        (is_name(name) && is_whole).then(|| TypeName { package, name: self.text(*name) })
    }

    /// Whether a result has a name before its type.
    fn is_named(&self, result: &[Token]) -> bool {
        let begins_type = [Kind::Name, Kind::Body, Kind::TypeWord, Kind::Func, Kind::Ellipsis];
        result[0].kind == Kind::Name
            && (begins_type.contains(&result[1].kind)
                || self.is(result[1], "*")
                || self.is(result[1], "(")
                || self.is(result[1], "<")
                // `r []T`, where `T[A]` ends.
                || self.is(result[1], "[") && !result.last().is_some_and(|it| self.is(*it, "]")))
    }
}

/// The parts between commas outside of brackets.
fn split_at_commas(tokens: &[Token]) -> Vec<&[Token]> {
    let mut depth = 0_i32;
    let is_outer_comma = |token: &Token| {
        match token.kind {
            Kind::Open | Kind::Brace => depth += 1,
            Kind::Close => depth -= 1,
            _ => {}
        }
        depth == 0 && token.kind == Kind::Comma
    };
    tokens.split(is_outer_comma).filter(|part| !part.is_empty()).collect()
}
