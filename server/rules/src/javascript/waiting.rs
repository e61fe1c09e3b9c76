//! What waits: whether a function returns at once, and which waits only JavaScript can end.

use std::ops::Range;

use syntax::Span;
use syntax::go::DeclarationKind;
use syntax::go::js::{Callee, Flow, Holder, Place, Sink, Wait, WaitKind};

use super::{Calling, JsPackage, Node, calling, takes_back};

/// Predeclared functions and types: none of them waits.
const PREDECLARED: &[&str] = &[
    "any",
    "append",
    "bool",
    "byte",
    "cap",
    "clear",
    "close",
    "complex",
    "complex128",
    "complex64",
    "copy",
    "delete",
    "error",
    "float32",
    "float64",
    "imag",
    "int",
    "int16",
    "int32",
    "int64",
    "int8",
    "len",
    "make",
    "max",
    "min",
    "new",
    "panic",
    "print",
    "println",
    "real",
    "recover",
    "rune",
    "string",
    "uint",
    "uint16",
    "uint32",
    "uint64",
    "uint8",
    "uintptr",
];

/// Methods of `js.Value`, `js.Func` and `error`. Those of other types that have the same name end
/// some time, too.
const METHODS: &[&str] = &[
    "Bool",
    "Call",
    "Delete",
    "Equal",
    "Error",
    "Float",
    "Get",
    "Index",
    "InstanceOf",
    "Int",
    "Invoke",
    "IsNaN",
    "IsNull",
    "IsUndefined",
    "Length",
    "New",
    "Release",
    "Set",
    "SetIndex",
    "String",
    "Truthy",
    "Type",
];

/// Packages whose functions return at once, or are known for what they wait.
const PACKAGES: &[&str] = &[
    "bytes",
    "encoding/base64",
    "encoding/hex",
    "encoding/json",
    "errors",
    "fmt",
    "html",
    "log",
    "maps",
    "math",
    "math/rand",
    "os",
    "runtime",
    "slices",
    "strconv",
    "strings",
    "sync/atomic",
    "syscall/js",
    "time",
    "unicode",
    "unicode/utf8",
];

/// Something in a callback that waits, and how the callback comes to it.
pub(crate) struct Blocked<'a> {
    /// The file of the wait.
    pub(crate) file: usize,
    pub(crate) wait: &'a Wait,
    /// In the callback: the call that leads to the wait, or the wait itself.
    pub(crate) at: (usize, Span),
    /// The calls on the way, from the callback on.
    pub(crate) calls: Vec<(usize, Span)>,
}

impl<'a> JsPackage<'a> {
    /// Whether nothing that runs between two offsets of a body waits, as far as every call in it is
    /// known. What is deferred runs last.
    pub(crate) fn passes_at_once(&self, file: usize, body: u32, between: Range<u32>) -> bool {
        let mut pending = vec![(file, body, between)];
        let mut done = 0;
        while done < pending.len() {
            let (file, body, between) = pending[done].clone();
            done += 1;
            let js = self.files[file].js;
            let is_here = |place: Place, span: Span| {
                js.runner(place) == Some(body)
                    && between.start < span.end
                    && span.start < between.end
            };
            let waits = js.waits.iter().any(|wait| is_here(wait.place, wait.span));
            let ranges = js.loops.iter().any(|it| it.may_wait && is_here(it.place, it.span));
            if waits || ranges {
                return false;
            }
            for call in js.calls.iter().filter(|it| it.is_deferred || is_here(it.place, it.span)) {
                if call.is_started || js.runner(call.place) != Some(body) {
                    continue;
                }
                // What a literal does that runs where it stands, is done here.
                let next = match call.callee {
                    Callee::Literal(_) => continue,
                    _ => self.callee(file, &call.callee),
                };
                match next {
                    Some((file, body)) => {
                        if !pending.iter().any(|it| (it.0, it.1) == (file, body)) {
                            pending.push((file, body, 0..u32::MAX));
                        }
                    }
                    None if self.is_known_not_to_wait(&call.callee) => {}
                    None => return false,
                }
            }
        }
        true
    }

    /// Whether a function that the package does not declare, as far as was read, returns at once.
    fn is_known_not_to_wait(&self, callee: &Callee) -> bool {
        match callee {
            Callee::FuncOf(_) => true,
            Callee::Function(name) => PREDECLARED.contains(&&**name) || self.is_type(name),
            Callee::Method(name) => METHODS.contains(&&**name) && !self.has_method(name),
            Callee::Imported { path, .. } => PACKAGES.contains(&&**path),
            Callee::Variable(_) | Callee::Literal(_) | Callee::Unknown => false,
        }
    }

    fn is_type(&self, name: &str) -> bool {
        let files = self.files.iter().map(|it| it.go).chain(self.others.iter().copied());
        let mut declarations = files.flat_map(|go| &go.declarations);
        declarations.any(|it| it.kind == DeclarationKind::Type && &*it.name.text == name)
    }

    /// The first wait in a callback that JavaScript alone can end, which it does not before the
    /// callback returns.
    pub(crate) fn blocked(&self, callback: (usize, u32)) -> Option<Blocked<'a>> {
        let mut pending = vec![(callback, Vec::new())];
        let mut done = 0;
        while done < pending.len() {
            let ((file, body), way) = pending[done].clone();
            done += 1;
            let js = self.files[file].js;
            let is_here = |place: Place| js.runner(place) == Some(body);
            let wait = js
                .waits
                .iter()
                .find(|wait| is_here(wait.place) && self.needs_javascript(file, &wait.kind));
            if let Some(wait) = wait {
                let at = way.first().copied().unwrap_or((file, wait.span));
                return Some(Blocked { file, wait, at, calls: way });
            }
            for call in js.calls.iter().filter(|call| !call.is_started && is_here(call.place)) {
                let next = self.callee(file, &call.callee);
                let is_new = |next| pending.iter().all(|(before, _)| *before != next);
                if let Some(next) = next.filter(|next| is_new(*next))
                    && !matches!(call.callee, Callee::Literal(_))
                {
                    let way = way.iter().copied().chain([(file, call.span)]).collect();
                    pending.push((next, way));
                }
            }
        }
        None
    }

    fn needs_javascript(&self, file: usize, kind: &WaitKind) -> bool {
        match kind {
            WaitKind::Forever | WaitKind::Request | WaitKind::Sleep => true,
            WaitKind::Receive(holders) => {
                let is_fed = |holder: &Option<Holder>| {
                    holder.as_ref().is_some_and(|it| self.is_fed_by_javascript(file, it))
                };
                !holders.is_empty() && holders.iter().all(is_fed)
            }
            WaitKind::Group(holder) => {
                holder.as_ref().is_some_and(|it| self.is_fed_by_javascript(file, it))
            }
            WaitKind::Send | WaitKind::Loop => false,
        }
    }

    /// Whether all that may end a wait for a channel or group are callbacks that JavaScript calls
    /// later.
    fn is_fed_by_javascript(&self, file: usize, holder: &Holder) -> bool {
        let is_quiet = |file: usize, flow: &Flow| match flow.to {
            Sink::Read | Sink::Discarded => true,
            Sink::Argument(call, _) => {
                let callee = &self.files[file].js.calls[call as usize].callee;
                matches!(callee, Callee::Function(name) if &**name == "close")
            }
            _ => false,
        };
        let files: Vec<_> = (0..).zip(&self.files).collect();
        let files = match holder {
            Holder::Variable(variable) => {
                let flows = &self.files[file].js.variables[*variable as usize].flows;
                if self.is_parameter(file, *variable)
                    || !flows.iter().all(|flow| is_quiet(file, flow))
                {
                    return false;
                }
                &files[file..=file]
            }
            Holder::Field(name) | Holder::Global(name) => {
                let mut mentions = files.iter().flat_map(|(file, source)| {
                    let mentions = source.js.mentions.iter();
                    mentions.filter(|it| it.holder == *holder).map(move |it| (*file, it))
                });
                let is_elsewhere = self.is_exported(name) || self.others_may_hold(name);
                // It is made somewhere.
                let is_plain = |flow: &Flow| flow.to == Sink::Overwritten;
                if is_elsewhere
                    || !mentions.all(|(file, it)| is_plain(&it.flow) || is_quiet(file, &it.flow))
                {
                    return false;
                }
                &files[..]
            }
        };
        let mut feeds = files.iter().flat_map(|(file, source)| {
            source.js.feeds.iter().filter(|it| it.holder == *holder).map(move |it| (*file, it))
        });
        let is_fed = |(file, place)| self.is_in_later_callback(file, place);
        let first = feeds.next();
        first.is_some_and(|(file, feed)| is_fed((file, feed.place)))
            && feeds.all(|(file, feed)| is_fed((file, feed.place)))
    }

    /// Whether a place is in a callback that JavaScript calls later for certain.
    fn is_in_later_callback(&self, file: usize, place: Place) -> bool {
        let mut body = place.body;
        while let Some(number) = body {
            if let Some((file, call)) = self.func_of_callback(file, number) {
                let owner = self.follow(Node::Call(file, call));
                let mut calls = owner
                    .js_calls
                    .iter()
                    .map(|(file, number)| &self.files[*file].js.calls[*number as usize]);
                let is_later = |call| {
                    takes_back(call) || matches!(calling(call), Calling::Later | Calling::OnceLater)
                };
                return !owner.js_calls.is_empty() && calls.all(is_later);
            }
            body = self.files[file].body(number).place.and_then(|place| place.body);
        }
        false
    }

    /// The one call of `js.FuncOf` that makes a body a callback.
    fn func_of_callback(&self, file: usize, body: u32) -> Option<(usize, u32)> {
        let mut all = (0..)
            .zip(&self.files)
            .flat_map(|(other, source)| source.js.functions.iter().map(move |func| (other, func)));
        let (other, func) =
            all.find(|(other, func)| self.callback(*other, func) == Some((file, body)))?;
        Some((other, func.call))
    }
}
