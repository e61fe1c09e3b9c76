//! What a Go file does with JavaScript: which functions it makes with `js.FuncOf`, what becomes
//! of them, and what waits inside of them.
//!
//! These facts are made of files that import `syscall/js`, and of those with a `func main` or `func
//! init`, which may register callbacks through others. All other files cost nothing.
//!
//! They are flat lists that refer to each other by index. Nothing here knows a type for certain,
//! nor another file: who joins the files of a package decides what a name means.

mod calls;
mod flows;
mod functions;
mod types;
mod waits;
mod walk;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::{Name, Span};

pub use types::JsType;
pub(super) use walk::{concerns, find};

/// The import path of the package.
pub const SYSCALL_JS: &str = "syscall/js";

/// What a file does with JavaScript.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JsFile {
    /// Functions, methods and function literals: an outer one before those inside of it.
    pub bodies: Vec<Body>,
    /// Calls, in no order.
    pub calls: Vec<Call>,
    /// Calls of `js.FuncOf`, in order.
    pub functions: Vec<FuncOf>,
    /// Local variables and parameters.
    pub variables: Vec<Variable>,
    /// Package-level variables of this file, by name.
    pub globals: Vec<Global>,
    /// Struct types with fields that are a `js.Func`.
    pub structs: Vec<Struct>,
    /// Mentions of fields and package-level names, and what becomes of each.
    pub mentions: Vec<Mention>,
    /// What waits, or holds JavaScript up.
    pub waits: Vec<Wait>,
    /// What may end a wait.
    pub feeds: Vec<Feed>,
    /// Loops, an outer one before those inside of it.
    pub loops: Vec<Loop>,
}

/// A function, method or function literal with a body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// What runs it.
    pub role: Role,
    /// Its `{…}`.
    pub block: Span,
    /// Where a function literal stands; none for a declared function.
    pub place: Option<Place>,
    /// Its results, one for each value.
    pub results: Vec<JsType>,
    /// Its parameters, indices into [`JsFile::variables`], in order.
    pub parameters: Vec<u32>,
    /// Fields and package-level variables that it sets.
    pub sets: Vec<Box<str>>,
    /// Its return statements, in order.
    pub returns: Vec<Statement>,
    /// The last statement that was seen in its block.
    pub last_statement: Option<Statement>,
}

/// What runs a function.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    /// Declared: whoever calls it.
    Declared {
        /// Its name.
        name: Name,
        /// A method's receiver base type name.
        receiver: Option<Box<str>>,
    },
    /// The argument of `js.FuncOf`: JavaScript.
    Callback,
    /// `go func() {…}()`.
    Goroutine,
    /// `func() {…}()`, deferred or not: what is around it, once.
    Invoked,
    /// The argument of `once.Do` or `sync.OnceValue`: once at most.
    Once,
    /// Assigned to a local variable, index into [`JsFile::variables`]: whoever calls that.
    Variable(u32),
    /// Somebody.
    Unknown,
}

/// Where something happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Index into [`JsFile::bodies`]; none at the top level.
    pub body: Option<u32>,
    /// The innermost loop in that body, index into [`JsFile::loops`].
    pub in_loop: Option<u32>,
    /// The innermost statement.
    pub statement: Statement,
}

/// A statement, and where an edit finds its line.
#[derive(Clone, Debug, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// The statement.
    pub span: Span,
    /// How many tabs its line begins with.
    pub tabs: u16,
    /// Where the block that it stands in begins.
    pub block: u32,
    /// Nothing but tabs stands before it on its first line, and nothing behind it on its last.
    pub has_own_lines: bool,
}

/// A loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loop {
    /// The whole statement.
    pub span: Span,
    /// Where it stands.
    pub place: Place,
    /// `for … := range x`.
    pub is_range: bool,
    /// It ranges over what may be a channel, or a function that waits.
    pub may_wait: bool,
    /// The loop around it in the same body.
    pub around: Option<u32>,
}

/// A call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// The whole call.
    pub span: Span,
    /// What is called, without the arguments.
    pub function: Span,
    /// What that is.
    pub callee: Callee,
    /// Where.
    pub place: Place,
    /// It is what a `defer` defers.
    pub is_deferred: bool,
    /// It is what a `go` starts.
    pub is_started: bool,
    /// Of a method: what stands before the dot, where that is short.
    pub operand: Box<str>,
    /// The first argument, where that is a string literal.
    pub first: Option<Box<str>>,
    /// An argument says `once: true`.
    pub says_once: bool,
    /// What becomes of its value.
    pub flows: Vec<Flow>,
}

/// What is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Callee {
    /// `js.FuncOf`: index into [`JsFile::functions`].
    FuncOf(u32),
    /// A name that the file does not declare inside of functions: a function of the package, a
    /// type, or a predeclared function.
    Function(Box<str>),
    /// A method, or a field that holds a function.
    Method(Box<str>),
    /// A function of an imported package.
    Imported {
        /// The import path.
        path: Box<str>,
        /// The function.
        name: Box<str>,
    },
    /// A local variable.
    Variable(u32),
    /// A function literal: index into [`JsFile::bodies`].
    Literal(u32),
    /// Anything else.
    Unknown,
}

/// A call of `js.FuncOf`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FuncOf {
    /// Index into [`JsFile::calls`].
    pub call: u32,
    /// What JavaScript will call.
    pub callback: Callback,
    /// Names in conditions that decide whether the call is made.
    pub guards: Vec<Box<str>>,
    /// The text of the call, where an edit may have to move it; else empty.
    pub text: Box<str>,
}

/// What a `js.FuncOf` wraps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Callback {
    /// A function literal: index into [`JsFile::bodies`].
    Literal(u32),
    /// A name that the file does not declare inside of functions.
    Function(Box<str>),
    /// `x.method`.
    Method(Box<str>),
    /// Anything else.
    Unknown,
}

/// A local variable or parameter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variable {
    /// Its name where it is declared.
    pub name: Name,
    /// What its declaration says of its type.
    pub declared_type: JsType,
    /// Where it is declared.
    pub place: Place,
    /// What becomes of its value, mention by mention.
    pub flows: Vec<Flow>,
}

/// A package-level variable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Global {
    /// Its name.
    pub name: Name,
    /// What its declaration says of its type.
    pub declared_type: JsType,
}

/// A struct type that owns functions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Struct {
    /// Its name.
    pub name: Name,
    /// The declaration that it stands in, keyword and all.
    pub declaration: Span,
    /// It has type parameters, or stands in a group.
    pub is_plain: bool,
    /// Its fields of type `js.Func`, in order.
    pub functions: Vec<Box<str>>,
}

/// A field or package-level name that is mentioned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    /// What.
    pub holder: Holder,
    /// Where.
    pub place: Place,
    /// What becomes of its value.
    pub flow: Flow,
}

/// What can hold a value beyond an expression.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Holder {
    /// Index into [`JsFile::variables`].
    Variable(u32),
    /// A field, by its name.
    Field(Box<str>),
    /// A package-level variable, by its name.
    Global(Box<str>),
}

/// What becomes of a value at one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flow {
    /// Where it goes.
    pub to: Sink,
    /// The expression.
    pub span: Span,
    /// Where that stands.
    pub place: Place,
}

/// Where a value goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sink {
    /// Nowhere: an expression statement, or `_ = value`.
    Discarded,
    /// Looked at, and nothing else: compared, measured, called.
    Read,
    /// `.Release()`, called or taken as a value.
    Released,
    /// `.Value` is taken of it.
    Value,
    /// An argument of [`JsFile::calls`]: which call, which argument.
    Argument(u32, u32),
    /// An element of a literal that holds anything: `[]any{f}`, `map[string]any{"f": f}`.
    AnyElement,
    /// Assigned to a holder, replacing what was there.
    Holder(Holder),
    /// Assigned to an element of a holder, or appended to it.
    Element(Holder),
    /// Assigned to a field of a literal of a type.
    Field(Box<str>, Box<str>),
    /// A holder takes a new value that has nothing to do with the old one.
    Overwritten,
    /// An element of it is assigned; the key is a literal where true.
    ElementSet(bool),
    /// It grows: it is appended to itself.
    Grown,
    /// Its elements are taken out: `clear(m)`, `delete(m, k)`.
    Cleared,
    /// Returned from [`JsFile::bodies`]: which body, which result.
    Returned(u32, u32),
    /// Sent on a channel.
    Sent,
    /// Somewhere that is not followed.
    Unknown,
}

/// Something that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wait {
    /// What it is.
    pub kind: WaitKind,
    /// The expression or statement.
    pub span: Span,
    /// Where.
    pub place: Place,
}

/// How something waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WaitKind {
    /// `<-c`, `for range c` where that is a channel, or a `select` over several, without a default
    /// clause: for all of these. None where it is not known for what.
    Receive(Vec<Option<Holder>>),
    /// `wg.Wait()`.
    Group(Option<Holder>),
    /// `select {}`.
    Forever,
    /// `time.Sleep` or `<-time.After(…)`: time passes.
    Sleep,
    /// A request of net/http.
    Request,
    /// `c <- v`.
    Send,
    /// `for {}` without a condition.
    Loop,
}

/// Something that may end a wait: a send, a close, `wg.Done()`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feed {
    /// The channel or group.
    pub holder: Holder,
    /// Where.
    pub place: Place,
}

impl Call {
    /// The local variable that takes its value, index into [`JsFile::variables`].
    pub fn assigned(&self) -> Option<u32> {
        self.flows.iter().find_map(|flow| match &flow.to {
            Sink::Holder(Holder::Variable(variable)) => Some(*variable),
            _ => None,
        })
    }
}

impl JsFile {
    /// The innermost function around that JavaScript, a goroutine or nobody knows who runs:
    /// literals that run where they stand are left behind.
    pub fn runner(&self, place: Place) -> Option<u32> {
        let mut body = place.body?;
        while let Body { role: Role::Invoked, place: Some(place), .. } = &self.bodies[body as usize]
        {
            body = place.body?;
        }
        Some(body)
    }

    /// Whether a body is another or lies inside of it.
    pub fn is_within(&self, body: u32, outer: u32) -> bool {
        let (inner, outer) = (self.bodies[body as usize].block, self.bodies[outer as usize].block);
        outer.start <= inner.start && inner.end <= outer.end
    }
}
