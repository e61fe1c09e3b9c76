//! What waits: receives, selects, loops without an end.

use tree_sitter::Node;

use super::walk::Walk;
use super::{Feed, Holder, JsType, Wait, WaitKind};
use crate::Span;
use crate::go::declarations::span_of;
use crate::go::kinds::{Kind, each_child, kind};

impl<'n> Walk<'_, 'n> {
    pub(super) fn wait(&mut self, kind: WaitKind, span: Span) {
        let place = self.place();
        self.file.waits.push(Wait { kind, span, place });
    }

    /// `<-c`, outside of the cases of a `select`.
    pub(super) fn receive(&mut self, node: Node<'n>) {
        let at = self.path.len() - 1;
        let above = |levels: usize| at.checked_sub(levels).map(|above| self.path[above].kind);
        let is_case =
            above(1) == Some(Kind::ReceiveStatement) && above(2) == Some(Kind::CommunicationCase);
        if is_case || !self.text_of(node).starts_with("<-") {
            return;
        }
        let wait = match self.received_from(node) {
            From::Channel(holder) => WaitKind::Receive(vec![holder]),
            From::Clock => WaitKind::Sleep,
        };
        self.wait(wait, span_of(node));
    }

    /// What `<-x` receives from.
    fn received_from(&self, receive: Node<'n>) -> From {
        let Some(operand) = receive.child_by_field_name("operand") else {
            return From::Channel(None);
        };
        let text = self.text_of(operand);
        let is_clock = text.split_once('.').is_some_and(|(package, rest)| {
            self.import(package) == Some("time")
                && (rest.starts_with("After(") || rest.starts_with("Tick("))
        });
        if is_clock { From::Clock } else { From::Channel(self.holder(operand)) }
    }

    pub(super) fn select(&mut self, node: Node<'n>) {
        let mut cases = Vec::new();
        each_child(&mut node.walk(), node, |case, _| cases.push(case));
        if cases.iter().any(|case| kind(*case) == Kind::DefaultCase) {
            return;
        }
        if cases.is_empty() {
            self.wait(WaitKind::Forever, span_of(node));
            return;
        }
        let channels = cases.iter().map(|case| {
            let communication = case.child_by_field_name("communication")?;
            let receive = communication.child_by_field_name("right")?;
            match self.received_from(receive) {
                From::Channel(holder) => holder,
                From::Clock => None,
            }
        });
        let channels = channels.collect();
        let word = Span::new(node.start_byte(), node.start_byte() + "select".len());
        self.wait(WaitKind::Receive(channels), word);
    }

    pub(super) fn send(&mut self, node: Node<'n>) {
        let Some(channel) = node.child_by_field_name("channel") else { return };
        let is_case = self.path.iter().rev().nth(1).map(|it| it.kind);
        if is_case != Some(Kind::CommunicationCase) {
            self.wait(WaitKind::Send, span_of(node));
        }
        if let Some(holder) = self.holder(channel) {
            let place = self.place();
            self.file.feeds.push(Feed { holder, place });
        }
    }

    /// `for {}`.
    pub(super) fn endless(&mut self, node: Node<'n>) {
        let word = Span::new(node.start_byte(), node.start_byte() + "for".len());
        self.wait(WaitKind::Loop, word);
    }

    /// Whether a range clause may be over a channel. That gives one value at a time.
    pub(super) fn may_wait(&self, clause: Node<'n>) -> bool {
        let left = clause.child_by_field_name("left");
        let right = clause.child_by_field_name("right");
        let is_literal = right.is_some_and(|it| {
            kind(it) == Kind::CompositeLiteral
                || self.text_of(it).starts_with(|c: char| c == '"' || c.is_ascii_digit())
        });
        !is_literal && left.is_none_or(|it| it.named_child_count() < 2)
    }

    /// `for range c` where that is a channel for certain.
    pub(super) fn ranged_channel(&mut self, clause: Node<'n>) {
        let Some(right) = clause.child_by_field_name("right") else { return };
        if let Some(Holder::Variable(variable)) = self.holder(right)
            && self.file.variables[variable as usize].declared_type == JsType::Channel
        {
            let holder = Some(Holder::Variable(variable));
            self.wait(WaitKind::Receive(vec![holder]), span_of(right));
        }
    }
}

/// What a receive waits for.
enum From {
    /// A channel, if it is known which.
    Channel(Option<Holder>),
    /// Time.
    Clock,
}
