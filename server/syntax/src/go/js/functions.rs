//! Functions and what they declare: parameters, variables, and who runs a function literal.

use tree_sitter::Node;

use super::walk::Walk;
use super::{Body, Flow, Global, Holder, JsType, Role, Sink, Struct, types};
use crate::go::declarations::span_of;
use crate::go::kinds::{Field, Kind, each_child, kind};

impl<'n> Walk<'_, 'n> {
    /// A function, method or function literal: its scope, its parameters.
    pub(super) fn function(&mut self, node: Node<'n>) {
        let is_literal = kind(node) == Kind::FuncLiteral;
        let role = if is_literal { self.role() } else { self.declared_role(node) };
        let place = is_literal.then(|| self.place());
        let block = node.child_by_field_name("body");
        let number = self.open_body(Body {
            role,
            block: block.map_or(span_of(node).after(), span_of),
            place,
            results: self.results(node),
            parameters: Vec::new(),
            sets: Vec::new(),
            returns: Vec::new(),
            last_statement: None,
        });
        if let Some(receiver) = node.child_by_field_name("receiver") {
            self.parameters(receiver);
        }
        if let Some(parameters) = node.child_by_field_name("parameters") {
            self.file.bodies[number as usize].parameters = self.parameters(parameters);
        }
        if let Some(results) = node.child_by_field_name("result") {
            self.named_results(results, number);
        }
    }

    fn declared_role(&self, node: Node<'n>) -> Role {
        let Some(name) = node.child_by_field_name("name") else { return Role::Unknown };
        let receiver = node.child_by_field_name("receiver");
        let receiver = receiver.map(|list| base_type(self.text_of(list)).into());
        Role::Declared { name: self.name_of(name), receiver }
    }

    /// Who runs the function literal that the walk is at.
    fn role(&self) -> Role {
        let mut steps = self.path.iter().rev();
        let (literal, parent, above) = (steps.next(), steps.next(), steps.next());
        let (Some(literal), Some(parent), Some(above)) = (literal, parent, above) else {
            return Role::Unknown;
        };
        if parent.kind == Kind::Call && literal.field == Field::Function {
            return if above.kind == Kind::Go { Role::Goroutine } else { Role::Invoked };
        }
        if parent.kind != Kind::ArgumentList || above.kind != Kind::Call {
            return match self.sinks(self.path.len() - 1, None).as_slice() {
                [Sink::Holder(Holder::Variable(variable))] => Role::Variable(*variable),
                _ => Role::Unknown,
            };
        }
        let Some(function) = above.node.child_by_field_name("function") else {
            return Role::Unknown;
        };
        let Some((operand, name)) = self.text_of(function).rsplit_once('.') else {
            return Role::Unknown;
        };
        match name {
            "FuncOf" if Some(operand) == self.js => Role::Callback,
            "OnceFunc" | "OnceValue" | "OnceValues" if self.import(operand) == Some("sync") => {
                Role::Once
            }
            "Do" if operand.to_ascii_lowercase().contains("once") => Role::Once,
            _ => Role::Unknown,
        }
    }

    fn results(&self, node: Node<'n>) -> Vec<JsType> {
        let Some(result) = node.child_by_field_name("result") else { return Vec::new() };
        if kind(result) != Kind::ParameterList {
            return vec![types::read(self.text_of(result), self.js)];
        }
        let mut results = Vec::new();
        each_child(&mut result.walk(), result, |parameter, _| {
            let (names, own_type) = self.names_and_type(parameter);
            results.extend(std::iter::repeat_n(own_type, names.len().max(1)));
        });
        results
    }

    /// Declares the parameters of a list; in order, those without a name left out.
    fn parameters(&mut self, list: Node<'n>) -> Vec<u32> {
        let mut parameters = Vec::new();
        each_child(&mut list.walk(), list, |parameter, _| parameters.push(parameter));
        let mut variables = Vec::new();
        for parameter in parameters {
            let (names, own_type) = self.names_and_type(parameter);
            for name in names {
                let variable = self.variable(name, own_type);
                self.bind(self.text_of(name), variable);
                variables.push(variable);
            }
        }
        variables
    }

    /// A named result is returned, whether or not a statement says so.
    fn named_results(&mut self, list: Node<'n>, body: u32) {
        for (index, variable) in (0..).zip(self.parameters(list)) {
            let (span, place) = (self.file.variables[variable as usize].name.span, self.place());
            let flow = Flow { to: Sink::Returned(body, index), span, place };
            self.file.variables[variable as usize].flows.push(flow);
        }
    }

    fn names_and_type(&self, parameter: Node<'n>) -> (Vec<Node<'n>>, JsType) {
        let (mut names, mut own_type) = (Vec::new(), JsType::Other);
        each_child(&mut parameter.walk(), parameter, |child, field| match field {
            Field::Name => names.push(child),
            _ => own_type = types::read(self.text_of(child), self.js),
        });
        // `args ...js.Value` holds a slice.
        if kind(parameter) == Kind::VariadicParameter {
            own_type = match own_type {
                JsType::Func => JsType::Funcs,
                JsType::Value => JsType::ValueSlice,
                _ => JsType::Other,
            };
        }
        (names, own_type)
    }

    /// Makes the variables that a statement declares; they come into scope behind it.
    pub(super) fn prepare(&mut self, node: Node<'n>, statement: Kind) {
        let is_assigning = matches!(statement, Kind::RangeClause | Kind::ReceiveStatement)
            && !has_token(node, ":=");
        if is_assigning {
            return;
        }
        let (mut names, mut values) = (Vec::new(), Vec::new());
        let mut written_type = None;
        each_child(&mut node.walk(), node, |child, field| match field {
            Field::Name | Field::Left => push_items(child, &mut names),
            Field::Right | Field::Value => push_items(child, &mut values),
            Field::Type => written_type = Some(child),
            _ => {}
        });
        let written_type = written_type.map(|it| types::read(self.text_of(it), self.js));
        let takes_values = matches!(statement, Kind::ShortVar | Kind::VarSpec);
        for (index, name) in names.iter().enumerate() {
            if kind(*name) != Kind::Identifier {
                continue;
            }
            let value = values.get(index).filter(|_| takes_values);
            let own_type =
                written_type.or_else(|| Some(self.type_of_value(*value?))).unwrap_or_default();
            if self.bodies.is_empty() {
                let name = self.name_of(*name);
                self.file.globals.push(Global { name, declared_type: own_type });
                continue;
            }
            let again = self.in_this_scope(self.text_of(*name));
            let again = again.filter(|_| statement == Kind::ShortVar);
            let variable = again.unwrap_or_else(|| self.variable(*name, own_type));
            self.targets.insert(name.start_byte(), variable);
        }
    }

    /// Brings the variables of a statement into scope.
    pub(super) fn declare_prepared(&mut self, node: Node<'n>) {
        let mut names = Vec::new();
        each_child(&mut node.walk(), node, |child, field| {
            if matches!(field, Field::Name | Field::Left) {
                push_items(child, &mut names);
            }
        });
        for name in names {
            if let Some(&variable) = self.targets.get(&name.start_byte()) {
                self.bind(self.text_of(name), variable);
            }
        }
    }

    /// What an expression is, as far as its text tells.
    fn type_of_value(&self, value: Node<'n>) -> JsType {
        let of = |node: Option<Node<'n>>| {
            node.map_or(JsType::Other, |node| types::read(self.text_of(node), self.js))
        };
        match kind(value) {
            Kind::CompositeLiteral => of(value.child_by_field_name("type")),
            Kind::Call => {
                let function = value.child_by_field_name("function").map(|it| self.text_of(it));
                let arguments = value.child_by_field_name("arguments");
                match function {
                    Some("make" | "new") => of(arguments.and_then(|it| it.named_child(0))),
                    Some(function) => match function.rsplit_once('.') {
                        Some((js, "FuncOf")) if Some(js) == self.js => JsType::Func,
                        Some((js, "Global" | "ValueOf")) if Some(js) == self.js => JsType::Value,
                        _ => JsType::Other,
                    },
                    None => JsType::Other,
                }
            }
            _ => JsType::Other,
        }
    }

    /// `switch v := x.(type)`.
    pub(super) fn switch_variable(&mut self, node: Node<'n>) {
        let mut names = Vec::new();
        each_child(&mut node.walk(), node, |child, field| {
            if field == Field::Alias {
                push_items(child, &mut names);
            }
        });
        for name in names {
            let variable = self.variable(name, JsType::Other);
            self.targets.insert(name.start_byte(), variable);
            self.bind(self.text_of(name), variable);
        }
    }

    /// A constant or type inside of a function hides what is outside.
    pub(super) fn other_name(&mut self, node: Node<'n>) {
        if let Some(name) = node.child_by_field_name("name").filter(|_| !self.bodies.is_empty()) {
            let variable = self.variable(name, JsType::Other);
            self.bind(self.text_of(name), variable);
        }
    }

    /// A struct type at the top level, if some field is a function of JavaScript.
    pub(super) fn struct_type(&mut self, node: Node<'n>) {
        let at = self.path.len();
        let (Some(spec), Some(declaration)) = (
            self.path.get(at.wrapping_sub(2)).filter(|it| it.kind == Kind::TypeSpec),
            self.path.get(at.wrapping_sub(3)),
        ) else {
            return;
        };
        let Some(name) = spec.node.child_by_field_name("name") else { return };
        let (mut functions, mut fields) = (Vec::new(), Vec::new());
        each_child(&mut node.walk(), node, |list, _| {
            each_child(&mut list.walk(), list, |field, _| fields.push(field));
        });
        for field in fields {
            let (names, own_type) = self.names_and_type(field);
            if own_type == JsType::Func {
                functions.extend(names.iter().map(|name| Box::from(self.text_of(*name))));
            }
        }
        if functions.is_empty() || !self.bodies.is_empty() {
            return;
        }
        let is_generic = spec.node.child_by_field_name("type_parameters").is_some();
        let is_plain = !is_generic && !has_token(declaration.node, "(");
        let (name, declaration) = (self.name_of(name), span_of(declaration.node));
        self.file.structs.push(Struct { name, declaration, is_plain, functions });
    }

    /// Notes what the function around an assignment sets.
    pub(super) fn assignment(&mut self, node: Node<'n>) {
        let mut targets = Vec::new();
        if let Some(left) = node.child_by_field_name("left") {
            push_items(left, &mut targets);
        }
        for target in targets {
            let Some(Holder::Field(name) | Holder::Global(name)) = self.holder(target) else {
                continue;
            };
            if let Some(body) = self.bodies.last() {
                self.file.bodies[body.number as usize].sets.push(name);
            }
        }
    }

    /// A return, as the walk leaves it.
    pub(super) fn note_return(&mut self) {
        if let (Some(body), Some(statement)) = (self.bodies.last(), self.statements.last()) {
            self.file.bodies[body.number as usize].returns.push(*statement);
        }
        self.note_early_return();
    }

    /// `if done { return }`: what follows happens only where the condition does not hold.
    fn note_early_return(&mut self) {
        let mut steps = self.path.iter().rev();
        let wanted = [Kind::StatementList, Kind::Block, Kind::If];
        let Some(found) = steps.nth(2).filter(|it| it.kind == Kind::If) else { return };
        let near = self.path.iter().rev().zip(wanted).all(|(step, kind)| step.kind == kind);
        if near && let Some(condition) = found.node.child_by_field_name("condition") {
            let words = words(self.text_of(condition));
            if let Some(body) = self.bodies.last_mut() {
                body.returned_for.extend(words);
            }
        }
    }

    /// Notes a body's last statement, as the walk passes it.
    pub(super) fn note_statement(&mut self) {
        let at = self.path.len();
        let is_direct = self
            .path
            .get(at.wrapping_sub(4))
            .is_some_and(|it| matches!(it.kind, Kind::Function | Kind::Method | Kind::FuncLiteral));
        if let (true, Some(body), Some(statement)) =
            (is_direct, self.bodies.last(), self.statements.last())
        {
            self.file.bodies[body.number as usize].last_statement = Some(*statement);
        }
    }
}

/// The identifiers in a text.
pub(super) fn words(text: &str) -> impl Iterator<Item = Box<str>> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
        .map(Box::from)
}

/// The items of an expression list, or the node itself.
fn push_items<'n>(node: Node<'n>, items: &mut Vec<Node<'n>>) {
    if matches!(kind(node), Kind::ExpressionList | Kind::VarSpecList) {
        each_child(&mut node.walk(), node, |item, _| items.push(item));
    } else {
        items.push(node);
    }
}

fn has_token(node: Node<'_>, token: &str) -> bool {
    let mut cursor = node.walk();
    node.children(&mut cursor).any(|child| child.kind() == token)
}

/// `T` in `(r *T[K])`.
fn base_type(receiver: &str) -> &str {
    let inside = receiver.trim_matches(['(', ')']);
    let plain = inside.split('[').next().unwrap_or_default().trim_end();
    plain.rsplit([' ', '*', '(']).next().unwrap_or_default()
}
