//! What becomes of a value: read from what is around the expression.

use tree_sitter::Node;

use super::walk::{Step, Walk};
use super::{Callee, Flow, Holder, JsType, Sink, types};
use crate::go::declarations::span_of;
use crate::go::kinds::{Field, Kind, each_child, kind};

/// How many levels are climbed: nobody writes more.
const MOST_LEVELS: usize = 64;

/// Predeclared functions that look at a value and let go of it.
const READERS: [&str; 8] = ["len", "cap", "print", "println", "copy", "min", "max", "delete"];

impl<'n> Walk<'_, 'n> {
    /// What becomes of the expression at this step of the way.
    pub(super) fn flows(&self, at: usize, holder: &Holder) -> Vec<Flow> {
        let place = self.place();
        let span = span_of(self.path[at].node);
        let flow = |to| Flow { to, span, place };
        self.sinks(at, Some(holder)).into_iter().map(flow).collect()
    }

    /// Where the value at this step goes. `holder`: what holds it.
    pub(super) fn sinks(&self, at: usize, holder: Option<&Holder>) -> Vec<Sink> {
        // An element of what the value goes to, not that itself.
        let mut is_element = false;
        let mut at = at;
        for _ in 0..MOST_LEVELS {
            let (Some(child), Some(parent)) =
                (self.path.get(at), at.checked_sub(1).map(|above| self.path[above]))
            else {
                break;
            };
            match parent.kind {
                Kind::KeyedElement if child.field == Field::Key => return vec![Sink::Read],
                Kind::Parenthesized
                | Kind::TypeAssertion
                | Kind::VariadicArgument
                | Kind::LiteralElement
                | Kind::KeyedElement => at -= 1,
                Kind::SliceExpression | Kind::IndexExpression if child.field == Field::Operand => {
                    at -= 1;
                }
                Kind::Unary if self.text_of(parent.node).starts_with('*') => at -= 1,
                Kind::Unary if self.text_of(parent.node).starts_with('&') => {
                    // The address of a literal stands for the literal.
                    if child.kind != Kind::CompositeLiteral {
                        return vec![Sink::Unknown];
                    }
                    at -= 1;
                }
                Kind::ArgumentList => match self.argument(at, holder) {
                    Argument::OfResult { element } => {
                        is_element |= element;
                        at -= 2;
                    }
                    Argument::Sink(sink) => return vec![sink],
                },
                Kind::LiteralValue => match self.literal_element(at) {
                    Some(sink) => return vec![sink],
                    None => at -= 2,
                },
                Kind::ExpressionList => return self.listed(at, is_element, holder),
                _ => return vec![self.plain(child, parent)],
            }
        }
        vec![Sink::Unknown]
    }

    /// Where a value goes that needs one look.
    fn plain(&self, child: &Step<'n>, parent: Step<'n>) -> Sink {
        match parent.kind {
            Kind::Selector => {
                let field = parent.node.child_by_field_name("field");
                match field.map_or("", |field| self.text_of(field)) {
                    "Release" => Sink::Released,
                    "Value" => Sink::Value,
                    _ => Sink::Read,
                }
            }
            Kind::RangeClause if child.field == Field::Right => self.ranged(parent.node),
            Kind::Send if child.field == Field::Value => Sink::Sent,
            Kind::ExpressionStatement | Kind::Defer | Kind::Go => Sink::Discarded,
            Kind::Binary
            | Kind::Unary
            | Kind::If
            | Kind::For
            | Kind::ExpressionSwitch
            | Kind::ExpressionCase
            | Kind::IndexExpression
            | Kind::SliceExpression
            | Kind::Send
            | Kind::Call => Sink::Read,
            _ => Sink::Unknown,
        }
    }

    /// `for _, v := range value`.
    fn ranged(&self, clause: Node<'n>) -> Sink {
        let Some(left) = clause.child_by_field_name("left") else { return Sink::Read };
        let mut names = Vec::new();
        each_child(&mut left.walk(), left, |name, _| names.push(name));
        match names.get(1).and_then(|name| self.target(*name)) {
            Some(sink) => sink,
            None if names.len() < 2 => Sink::Read,
            None => Sink::Unknown,
        }
    }

    /// An item of an expression list: a result, one side of an assignment.
    fn listed(&self, at: usize, is_element: bool, holder: Option<&Holder>) -> Vec<Sink> {
        let (child, list) = (self.path[at], self.path[at - 1]);
        let Some(above) = at.checked_sub(2).map(|above| self.path[above]) else {
            return vec![Sink::Unknown];
        };
        if above.kind == Kind::Return {
            let body = self.bodies.last().map(|body| Sink::Returned(body.number, child.index));
            return vec![body.unwrap_or(Sink::Unknown)];
        }
        if list.field == Field::Left {
            return vec![self.assigned_to(child, holder)];
        }
        let mut targets = Vec::new();
        each_child(&mut above.node.walk(), above.node, |target, field| match field {
            Field::Left => each_child(&mut target.walk(), target, |it, _| targets.push(it)),
            Field::Name => targets.push(target),
            _ => {}
        });
        let mut values = 0;
        each_child(&mut list.node.walk(), list.node, |_, _| values += 1);
        // The results of one call may go to several variables.
        let targets = match targets.get(child.index as usize) {
            Some(target) if values == targets.len() => vec![*target],
            _ if values == 1 => targets,
            _ => return vec![Sink::Unknown],
        };
        let sink = |target: Node<'n>| match self.target(target).unwrap_or(Sink::Unknown) {
            Sink::Holder(holder) if is_element => Sink::Element(holder),
            sink => sink,
        };
        targets.into_iter().map(sink).collect()
    }

    /// A value on the left of an assignment: it is replaced, or an element of it is.
    fn assigned_to(&self, child: Step<'n>, holder: Option<&Holder>) -> Sink {
        let is_itself = matches!(
            (holder, self.holder(child.node)),
            (Some(holder), Some(target)) if *holder == target
        );
        match child.kind {
            Kind::IndexExpression => {
                let index = child.node.child_by_field_name("index");
                let is_literal = index.is_some_and(|it| {
                    kind(it) == Kind::String || self.text_of(it).bytes().all(|b| b.is_ascii_digit())
                });
                Sink::ElementSet(is_literal)
            }
            Kind::Identifier | Kind::Selector if is_itself => Sink::Overwritten,
            _ => Sink::Read,
        }
    }

    /// What an assignment to a node assigns to.
    fn target(&self, node: Node<'n>) -> Option<Sink> {
        if self.text_of(node) == "_" {
            return Some(Sink::Discarded);
        }
        if kind(node) == Kind::IndexExpression {
            let operand = node.child_by_field_name("operand")?;
            return self.holder(operand).map(Sink::Element);
        }
        self.holder(node).map(Sink::Holder)
    }

    /// What an expression names.
    pub(super) fn holder(&self, node: Node<'n>) -> Option<Holder> {
        match kind(node) {
            Kind::Identifier => {
                let name = self.text_of(node);
                let variable = self.targets.get(&node.start_byte()).copied();
                Some(match variable.or_else(|| self.resolve(name)) {
                    Some(variable) => Holder::Variable(variable),
                    None => Holder::Global(name.into()),
                })
            }
            Kind::Selector => {
                let field = node.child_by_field_name("field")?;
                Some(Holder::Field(self.text_of(field).into()))
            }
            _ => None,
        }
    }

    /// An argument of a call.
    fn argument(&self, at: usize, holder: Option<&Holder>) -> Argument {
        let (child, call) = (self.path[at], self.path[at.saturating_sub(2)]);
        let Some(number) = call.call else { return Argument::Sink(Sink::Unknown) };
        match &self.file.calls[number as usize].callee {
            Callee::Function(name) if &**name == "append" => {
                if child.index > 0 {
                    return Argument::OfResult { element: true };
                }
                // Asked once for a whole nest of calls: the answer asks no further.
                let result = holder.map_or_else(Vec::new, |_| self.sinks(at - 2, None));
                let is_itself =
                    |sink: &Sink| matches!(sink, Sink::Holder(to) if Some(to) == holder);
                if result.iter().any(is_itself) {
                    return Argument::Sink(Sink::Grown);
                }
                Argument::OfResult { element: false }
            }
            Callee::Function(name) if &**name == "clear" => Argument::Sink(Sink::Cleared),
            Callee::Function(name) if &**name == "delete" && child.index == 0 => {
                Argument::Sink(Sink::Cleared)
            }
            Callee::Function(name) if READERS.contains(&&**name) => Argument::Sink(Sink::Read),
            _ => Argument::Sink(Sink::Argument(number, child.index)),
        }
    }

    /// An element of a composite literal; none where the literal goes on to hold it.
    fn literal_element(&self, at: usize) -> Option<Sink> {
        let literal =
            self.path.get(at.wrapping_sub(2)).filter(|it| it.kind == Kind::CompositeLiteral);
        let Some(own_type) = literal.and_then(|it| it.node.child_by_field_name("type")) else {
            return Some(Sink::Unknown);
        };
        let text = self.text_of(own_type);
        match kind(own_type) {
            Kind::SliceType | Kind::ArrayType | Kind::MapType | Kind::ImplicitLengthArrayType => {
                let element = types::map_element(text)
                    .or_else(|| Some(text.split_once(']')?.1))
                    .unwrap_or_default();
                match types::read(element, self.js) {
                    JsType::Any => Some(Sink::AnyElement),
                    JsType::Func | JsType::Value => None,
                    _ => Some(Sink::Unknown),
                }
            }
            _ => {
                let element = self.path[at].node;
                let key = element.child_by_field_name("key").map(|key| self.text_of(key));
                Some(key.map_or(Sink::Unknown, |key| {
                    Sink::Field(text.split('[').next().unwrap_or(text).into(), key.into())
                }))
            }
        }
    }
}

/// What an argument is to the value of the call.
enum Argument {
    /// The call's value holds it.
    OfResult {
        /// As an element.
        element: bool,
    },
    Sink(Sink),
}
