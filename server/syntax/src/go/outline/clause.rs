//! What stands behind a declaration's name: types, values, parameters,
//! whose tokens have to follow one another as Go's do.

use super::lexer::{Kind, Lexer, Token};

/// What is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Form {
    /// The parentheses behind `func`.
    Receiver,
    /// From behind a function's name to its body.
    Signature,
    /// From behind a type's name.
    Type,
    /// From behind the names of constants.
    Const,
    /// From behind the names of variables.
    #[default]
    Var,
}

/// What ended it.
pub(super) enum End {
    /// A semicolon, or the end of a receiver.
    Semicolon,
    /// A closing bracket that it does not open.
    Bracket(Token),
    /// The brace that begins a function's body.
    Body(Token),
}

/// What the token before allows to follow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Previous {
    /// There was none.
    #[default]
    Start,
    /// An operator: something has to follow.
    Operator,
    /// An opening bracket.
    Open,
    /// An identifier.
    Name,
    /// A literal, or `}`.
    Value,
    /// `)`, `]` or `...`: types may follow.
    Closed,
    /// `func`.
    Func,
    /// `struct` or `interface`.
    Body,
    /// `map`, `chan`, or the brackets of an array or map: a type has to follow.
    TypeWord,
}

impl Previous {
    /// A value or a type may end here.
    fn is_whole(self) -> bool {
        matches!(self, Previous::Name | Previous::Value | Previous::Closed)
    }

    /// A value or a type may begin here.
    fn is_open(self) -> bool {
        matches!(self, Previous::Start | Previous::Operator | Previous::Open)
    }
}

/// A `[` that begins a type.
const ARRAY: u8 = b'a';

/// Checks a clause token by token.
#[derive(Default)]
pub(super) struct Clause {
    form: Form,
    previous: Previous,
    /// The brackets that are open, innermost last: `(`, `[`, or [`ARRAY`].
    brackets: Vec<u8>,
    has_equals: bool,
    /// A signature's parameters have begun.
    has_parameters: bool,
    /// The last identifier of a receiver outside of `[…]`.
    base_type: Option<Token>,
    /// A comma ended a receiver's parameter: it can have no second one.
    has_receiver: bool,
}

impl Clause {
    /// A receiver's base type.
    pub(super) fn base_type(&self) -> Option<Token> {
        self.base_type
    }

    /// Reads from this token on. `end` becomes where the last token ends. Fails with the first
    /// token that cannot stand where it does.
    pub(super) fn read(
        &mut self,
        form: Form,
        lexer: &mut Lexer<'_>,
        first: Token,
        end: &mut usize,
    ) -> Result<End, Token> {
        let mut brackets = std::mem::take(&mut self.brackets);
        brackets.clear();
        *self = Clause { form, brackets, ..Clause::default() };
        let mut token = first;
        loop {
            if self.brackets.is_empty() {
                match token.kind {
                    Kind::Brace if self.is_body() => return Ok(End::Body(token)),
                    Kind::Close if self.may_end() => return Ok(End::Bracket(token)),
                    Kind::Semicolon if self.may_end() => return Ok(End::Semicolon),
                    _ => {}
                }
            }
            if !self.accept(lexer, token) {
                return Err(token);
            }
            *end = lexer.at();
            if form == Form::Receiver && self.brackets.is_empty() {
                return Ok(End::Semicolon);
            }
            token = lexer.next();
        }
    }

    /// Whether a brace outside of all brackets begins a function's body.
    fn is_body(&self) -> bool {
        self.form == Form::Signature && self.has_parameters && self.previous.is_whole()
    }

    /// Whether nothing is missing.
    fn may_end(&self) -> bool {
        match self.form {
            Form::Const if self.previous == Previous::Start => true,
            Form::Const => self.has_equals && self.previous.is_whole(),
            Form::Signature => self.has_parameters && self.previous.is_whole(),
            Form::Receiver => false,
            Form::Type | Form::Var => self.previous.is_whole(),
        }
    }

    /// Whether a token may follow, which is then the previous one. Goes past what stands in braces.
    fn accept(&mut self, lexer: &mut Lexer<'_>, token: Token) -> bool {
        let is_outermost = self.brackets.is_empty();
        let is_signature = self.form == Form::Signature && is_outermost;
        if is_signature && !self.has_parameters && token.kind != Kind::Open {
            return false;
        }
        match token.kind {
            Kind::Name => self.note_base_type(token) && self.begin(Previous::Name),
            Kind::Func => self.begin(Previous::Func),
            Kind::Body => self.begin(Previous::Body),
            Kind::TypeWord => self.begin(Previous::TypeWord),
            Kind::Literal => {
                let may_follow = self.previous.is_open();
                self.follow(Previous::Value, may_follow)
            }
            Kind::Open => self.open(lexer.byte(token)),
            Kind::Close => self.close(lexer.byte(token)),
            Kind::Brace => {
                let may_hold_values = matches!(self.form, Form::Const | Form::Var) || !is_outermost;
                let may_follow = self.previous == Previous::Body
                    || (may_hold_values && self.previous.is_whole());
                self.follow(Previous::Value, may_follow) && lexer.skip_braces()
            }
            Kind::Equals => {
                let may_follow = is_outermost && !self.has_equals && self.may_equal();
                self.has_equals = true;
                self.follow(Previous::Operator, may_follow)
            }
            Kind::Comma => {
                let is_list = self.has_equals && self.form != Form::Type;
                let may_follow = (is_list || !is_outermost) && self.previous.is_whole();
                self.has_receiver |= !self.brackets.contains(&b'[');
                self.follow(Previous::Operator, may_follow)
            }
            Kind::Colon => self.follow(Previous::Operator, self.brackets.last() == Some(&b'[')),
            Kind::Dot => self.follow(Previous::Operator, self.previous.is_whole()),
            Kind::Operator => {
                let may_follow = !matches!(self.previous, Previous::Func | Previous::Body);
                self.follow(Previous::Operator, may_follow)
            }
            Kind::Ellipsis => self.follow(Previous::Closed, !is_outermost),
            _ => false,
        }
    }

    fn follow(&mut self, what: Previous, may_follow: bool) -> bool {
        self.previous = what;
        may_follow
    }

    /// A value or a type begins.
    fn begin(&mut self, what: Previous) -> bool {
        let may_follow = match self.previous {
            // A parameter's type follows its name.
            Previous::Name => !self.brackets.is_empty(),
            Previous::Closed | Previous::TypeWord => true,
            previous => previous.is_open(),
        };
        self.follow(what, may_follow)
    }

    fn open(&mut self, bracket: u8) -> bool {
        let is_round = bracket == b'(';
        self.has_parameters |= is_round && self.brackets.is_empty();
        let begins_type = self.previous.is_open() || self.previous == Previous::TypeWord;
        self.brackets.push(if begins_type && !is_round { ARRAY } else { bracket });
        let may_follow = match self.previous {
            Previous::Func => is_round,
            Previous::Body => false,
            _ => true,
        };
        self.follow(Previous::Open, may_follow)
    }

    fn close(&mut self, bracket: u8) -> bool {
        let opened = self.brackets.pop();
        let is_its_end = match opened {
            Some(b'(') => bracket == b')',
            Some(_) => bracket == b']',
            None => false,
        };
        let may_follow = is_its_end && !matches!(self.previous, Previous::Func | Previous::Body);
        let is_array = opened == Some(ARRAY);
        self.follow(if is_array { Previous::TypeWord } else { Previous::Closed }, may_follow)
    }

    fn may_equal(&self) -> bool {
        match self.form {
            Form::Const | Form::Var => self.previous == Previous::Start || self.previous.is_whole(),
            Form::Type => matches!(self.previous, Previous::Start | Previous::TypeWord),
            Form::Receiver | Form::Signature => false,
        }
    }

    /// Notes an identifier of a receiver, and says whether it may stand there.
    fn note_base_type(&mut self, name: Token) -> bool {
        if self.form != Form::Receiver || self.brackets.contains(&b'[') {
            return true;
        }
        self.base_type = Some(name);
        !self.has_receiver
    }
}
