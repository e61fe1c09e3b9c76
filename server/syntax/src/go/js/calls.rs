//! Calls: what is called, what is made of it, and what that says of waiting.

use tree_sitter::Node;

use super::functions::words;
use super::walk::Walk;
use super::{Call, Callback, Callee, Feed, Flow, FuncOf, WaitKind};
use crate::go::declarations::span_of;
use crate::go::kinds::{Field, Kind, each_child, kind};

/// The longest text that is kept of what a method is called on, in bytes.
const LONGEST_OPERAND: usize = 80;
/// The longest call that an edit moves, in bytes.
const LONGEST_MOVED: usize = 16 << 10;
/// Functions of net/http that ask a server.
const REQUESTS: [&str; 4] = ["Get", "Head", "Post", "PostForm"];

impl<'n> Walk<'_, 'n> {
    pub(super) fn call(&mut self, node: Node<'n>) {
        let Some(function) = node.child_by_field_name("function") else { return };
        let number = self.file.calls.len() as u32;
        let at = self.path.len() - 1;
        self.path[at].call = Some(number);
        let mut arguments = Vec::new();
        if let Some(list) = node.child_by_field_name("arguments") {
            each_child(&mut list.walk(), list, |it, _| arguments.push(it));
        }
        let parent = at.checked_sub(1).map(|above| self.path[above].kind);
        let (place, span) = (self.place(), span_of(node));
        let callee = self.callee(function, &arguments);
        let flow = |to| Flow { to, span, place };
        let flows = self.sinks(at, None).into_iter().map(flow).collect();
        let operand = match &callee {
            Callee::Method(_) => function.child_by_field_name("operand"),
            _ => None,
        };
        let operand_text = operand.map_or("", |it| self.text_of(it));
        let text_of_last = arguments.last().map_or("", |it| self.text_of(*it));
        let call = Call {
            span,
            function: span_of(function),
            place,
            is_deferred: parent == Some(Kind::Defer),
            is_started: parent == Some(Kind::Go),
            operand: Some(operand_text)
                .filter(|text| text.len() <= LONGEST_OPERAND)
                .unwrap_or_default()
                .into(),
            first: arguments.first().and_then(|it| self.string(*it)),
            says_once: text_of_last.len() <= LONGEST_OPERAND
                && text_of_last.contains("\"once\"")
                && text_of_last.contains("true"),
            flows,
            callee,
        };
        self.note_waiting(&call, operand, &arguments);
        if let Callee::FuncOf(_) = call.callee {
            let func = self.func_of(number, node, &arguments);
            self.file.functions.push(func);
        }
        self.file.calls.push(call);
    }

    fn callee(&self, function: Node<'n>, arguments: &[Node<'n>]) -> Callee {
        match kind(function) {
            Kind::Identifier => {
                let name = self.text_of(function);
                match self.resolve(name) {
                    Some(variable) => Callee::Variable(variable),
                    None => Callee::Function(name.into()),
                }
            }
            // The literal is the next body to be opened.
            Kind::FuncLiteral => Callee::Literal(self.file.bodies.len() as u32),
            Kind::Selector => {
                let operand = function.child_by_field_name("operand");
                let field = function.child_by_field_name("field");
                let (Some(operand), Some(field)) = (operand, field) else {
                    return Callee::Unknown;
                };
                let (text, name) = (self.text_of(operand), self.text_of(field));
                let path = Some(operand).filter(|it| kind(*it) == Kind::Identifier);
                let Some(path) = path.and_then(|_| self.import(text)) else {
                    return Callee::Method(name.into());
                };
                if Some(text) == self.js && name == "FuncOf" && arguments.len() == 1 {
                    return Callee::FuncOf(self.file.functions.len() as u32);
                }
                Callee::Imported { path: path.into(), name: name.into() }
            }
            _ => Callee::Unknown,
        }
    }

    fn func_of(&self, call: u32, node: Node<'n>, arguments: &[Node<'n>]) -> FuncOf {
        let callback = arguments.first().map_or(Callback::Unknown, |it| match kind(*it) {
            Kind::FuncLiteral => Callback::Literal(self.file.bodies.len() as u32),
            Kind::Identifier if self.resolve(self.text_of(*it)).is_none() => {
                Callback::Function(self.text_of(*it).into())
            }
            Kind::Selector => {
                let field = it.child_by_field_name("field");
                field.map_or(Callback::Unknown, |it| Callback::Method(self.text_of(it).into()))
            }
            _ => Callback::Unknown,
        });
        let text = self.text_of(node);
        let text = if text.len() <= LONGEST_MOVED { text } else { "" };
        FuncOf { call, callback, guards: self.guards(), text: text.into() }
    }

    /// Names in the conditions around the present place, and in those that returned before.
    fn guards(&self) -> Vec<Box<str>> {
        let mut guards = Vec::new();
        let is_function = |kind| matches!(kind, Kind::Function | Kind::Method | Kind::FuncLiteral);
        for pair in self.path.windows(2).rev() {
            let [above, below] = pair else { continue };
            if is_function(below.kind) {
                break;
            }
            if above.kind == Kind::If && below.field != Field::Condition {
                let condition = above.node.child_by_field_name("condition");
                guards.extend(condition.into_iter().flat_map(|it| words(self.text_of(it))));
            }
        }
        guards.extend(self.bodies.last().into_iter().flat_map(|it| it.returned_for.clone()));
        guards
    }

    /// The value of a string literal without escapes.
    fn string(&self, node: Node<'n>) -> Option<Box<str>> {
        let text = Some(self.text_of(node)).filter(|_| kind(node) == Kind::String)?;
        let inside = text.strip_prefix('"')?.strip_suffix('"')?;
        (!inside.contains('\\')).then(|| inside.into())
    }

    /// A call that waits, or that ends a wait.
    fn note_waiting(&mut self, call: &Call, operand: Option<Node<'n>>, arguments: &[Node<'n>]) {
        let holder = operand.and_then(|it| self.holder(it));
        let place = call.place;
        let wait = match &call.callee {
            Callee::Method(name) if &**name == "Wait" => Some(WaitKind::Group(holder.clone())),
            Callee::Imported { path, name } => match (&**path, &**name) {
                ("time", "Sleep") => Some(WaitKind::Sleep),
                ("net/http", name) if REQUESTS.contains(&name) => Some(WaitKind::Request),
                _ => None,
            },
            Callee::Method(name)
                if &*call.operand == "http.DefaultClient"
                    && self.import("http") == Some("net/http")
                    && (&**name == "Do" || REQUESTS.contains(&&**name)) =>
            {
                Some(WaitKind::Request)
            }
            _ => None,
        };
        if let Some(wait) = wait.filter(|_| !call.is_started && !call.is_deferred) {
            self.wait(wait, call.span);
        }
        let ended = match &call.callee {
            Callee::Method(name) if &**name == "Done" => holder,
            Callee::Function(name) if &**name == "close" => {
                arguments.first().and_then(|it| self.holder(*it))
            }
            _ => None,
        };
        self.file.feeds.extend(ended.map(|holder| Feed { holder, place }));
    }
}
