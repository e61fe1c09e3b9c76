//! What becomes of a value, followed through variables, parameters, fields and package-level
//! variables. Whatever is not followed to its end is taken as looked after.

use syntax::Span;
use syntax::go::js::{Callee, Flow, Holder, JsType, Role, Sink};

use super::JsPackage;

/// What a value is followed from: the index of a file, and that of a call or variable in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Node {
    Call(usize, u32),
    Variable(usize, u32),
}

/// What becomes of a value.
#[derive(Default)]
pub(crate) struct Owner {
    /// Where it is released.
    pub(crate) released: Vec<(usize, Flow)>,
    /// Where somebody else gets hold of it who may release it.
    pub(crate) given: Vec<(usize, Span)>,
    /// The fields and package-level variables that hold it, with the type of a literal.
    pub(crate) stored: Vec<Stored>,
    /// The calls of methods of `js.Value` that it is handed to.
    pub(crate) js_calls: Vec<(usize, u32)>,
    /// The local variables that hold it.
    pub(crate) variables: Vec<(usize, u32)>,
    /// Declared functions return it.
    pub(crate) returned_by: Vec<(usize, u32)>,
    /// Only its `.Value` is kept somewhere.
    pub(crate) is_value_kept: bool,
    /// It stands in a literal that holds anything.
    pub(crate) is_in_any: bool,
    /// A callback returns it to JavaScript.
    pub(crate) is_returned_to_js: bool,
}

/// A field or package-level variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stored {
    pub(crate) holder: Holder,
    /// The literal's type, where it is a field of one.
    pub(crate) of: Option<Box<str>>,
}

impl Owner {
    /// Whether somebody releases it, or may.
    pub(crate) fn is_looked_after(&self) -> bool {
        !self.released.is_empty() || !self.given.is_empty()
    }

    /// The functions whose callers have to release it.
    pub(crate) fn makers(&self) -> impl Iterator<Item = (usize, u32)> {
        let is_left_to_them = !self.is_looked_after();
        self.returned_by.iter().copied().filter(move |_| is_left_to_them)
    }
}

impl JsPackage<'_> {
    /// Follows a value.
    pub(crate) fn follow(&self, from: Node) -> Owner {
        let mut owner = Owner::default();
        let mut pending = vec![from];
        let mut seen: Vec<Node> = Vec::new();
        while let Some(node) = pending.pop() {
            if seen.contains(&node) {
                continue;
            }
            seen.push(node);
            let (file, flows) = match node {
                Node::Call(file, call) => (file, &self.files[file].js.calls[call as usize].flows),
                Node::Variable(file, variable) => {
                    owner.variables.push((file, variable));
                    (file, &self.files[file].js.variables[variable as usize].flows)
                }
            };
            for flow in flows {
                self.flow(file, flow, &mut owner, &mut pending);
            }
        }
        owner
    }

    fn flow(&self, file: usize, flow: &Flow, owner: &mut Owner, pending: &mut Vec<Node>) {
        let mut stored = |holder: Holder, of| {
            let stored = Stored { holder, of };
            if !owner.stored.contains(&stored) {
                owner.stored.push(stored);
            }
        };
        match &flow.to {
            Sink::Discarded
            | Sink::Read
            | Sink::Overwritten
            | Sink::ElementSet(_)
            | Sink::Grown
            | Sink::Cleared => {}
            Sink::Released => owner.released.push((file, flow.clone())),
            Sink::Value => owner.is_value_kept = true,
            Sink::AnyElement => owner.is_in_any = true,
            Sink::Holder(Holder::Variable(variable)) => {
                pending.push(Node::Variable(file, *variable));
            }
            Sink::Element(Holder::Variable(variable)) if !self.is_parameter(file, *variable) => {
                pending.push(Node::Variable(file, *variable));
            }
            Sink::Holder(holder) => stored(holder.clone(), None),
            Sink::Field(of, field) => stored(Holder::Field(field.clone()), Some(of.clone())),
            Sink::Element(_) | Sink::Sent | Sink::Unknown => owner.given.push((file, flow.span)),
            Sink::Argument(call, index) => {
                self.argument(file, *call, *index, flow.span, owner, pending);
            }
            Sink::Returned(body, index) => {
                self.returned(file, (*body, *index), flow.span, owner, pending);
            }
        }
    }

    pub(super) fn is_parameter(&self, file: usize, variable: u32) -> bool {
        self.files[file].js.bodies.iter().any(|body| body.parameters.contains(&variable))
    }

    /// A value that a call takes: a parameter of a function of the package is followed.
    fn argument(
        &self,
        file: usize,
        number: u32,
        index: u32,
        span: Span,
        owner: &mut Owner,
        pending: &mut Vec<Node>,
    ) {
        let call = &self.files[file].js.calls[number as usize];
        if self.is_js_call(call) {
            owner.js_calls.push((file, number));
            return;
        }
        if let Callee::Imported { path, .. } = &call.callee
            && matches!(&**path, "fmt" | "log")
        {
            return;
        }
        let parameter = self.callee(file, &call.callee).and_then(|(file, body)| {
            let body = self.files[file].body(body);
            let variable = *body.parameters.get(index as usize)?;
            let declared = self.files[file].js.variables[variable as usize].declared_type;
            let is_plain = matches!(declared, JsType::Func | JsType::Any | JsType::Value);
            is_plain.then_some(Node::Variable(file, variable))
        });
        match parameter {
            Some(parameter) => pending.push(parameter),
            None => owner.given.push((file, span)),
        }
    }

    fn returned(
        &self,
        file: usize,
        (number, index): (u32, u32),
        span: Span,
        owner: &mut Owner,
        pending: &mut Vec<Node>,
    ) {
        let source = self.files[file];
        let body = source.body(number);
        let of_type = body.results.get(index as usize).copied().unwrap_or_default();
        match &body.role {
            Role::Callback => owner.is_returned_to_js = true,
            Role::Invoked => {
                let calls = (0..).zip(&source.js.calls);
                let call = calls.filter(|(_, call)| call.callee == Callee::Literal(number));
                pending.extend(call.map(|(call, _)| Node::Call(file, call)));
            }
            Role::Declared { .. } if of_type == JsType::Value => owner.is_value_kept = true,
            Role::Declared { .. } if of_type == JsType::Any && self.is_callback(file, number) => {
                owner.is_returned_to_js = true;
            }
            Role::Declared { .. } => owner.returned_by.push((file, number)),
            _ => owner.given.push((file, span)),
        }
    }

    /// Whether something in the package releases what a field or package-level variable holds, or
    /// takes it from there.
    pub(crate) fn is_stored_value_released(&self, stored: &Stored) -> bool {
        let name = match &stored.holder {
            Holder::Field(name) | Holder::Global(name) => name,
            Holder::Variable(_) => return true,
        };
        // `Func` may be embedded, so that `Release` is promoted.
        if &**name == "Func" || self.is_exported(name) || self.others_may_hold(name) {
            return true;
        }
        let mut mentions = (0..).zip(&self.files).flat_map(|(file, source)| {
            source.js.mentions.iter().map(move |mention| (file, mention))
        });
        mentions.any(|(file, mention)| {
            mention.holder == stored.holder && self.lets_go(file, &mention.flow)
        })
    }

    /// Whether a flow ends in a release, or where nobody can tell.
    fn lets_go(&self, file: usize, flow: &Flow) -> bool {
        let (mut owner, mut pending) = (Owner::default(), Vec::new());
        self.flow(file, flow, &mut owner, &mut pending);
        while let Some(node) = pending.pop() {
            let more = self.follow(node);
            owner.released.extend(more.released);
            owner.given.extend(more.given);
            owner.stored.extend(more.stored);
            owner.returned_by.extend(more.returned_by);
        }
        owner.is_looked_after() || !owner.stored.is_empty() || !owner.returned_by.is_empty()
    }
}
