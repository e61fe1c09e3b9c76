//! The names that a file uses and does not declare: a walk over its
//! syntax tree that opens and closes Go's scopes.
//!
//! The walk keeps its own stack of tasks, so that deep nesting in a text
//! costs memory but no call stack.

mod assertions;
mod functions;
mod literals;
mod statements;

use std::collections::{HashMap, HashSet};

use tree_sitter::{Node, TreeCursor};

use super::declarations::span_of;
use super::import_names::ImportNames;
use super::kinds::{Field, Kind, each_child, kind};
use super::scopes::Scopes;
use super::{Declaration, DeclarationKind, GoFile, PassedOver, Use};
use crate::{Name, Span};

/// Finds the uses, in order, and what matters to them.
pub(super) fn find(text: &str, root: Node<'_>, file: &mut GoFile) {
    let is_top_level = |declared: &&Declaration| declared.kind != DeclarationKind::Method;
    let mut walk = Walk {
        text,
        cursor: root.walk(),
        tasks: vec![Task::Visit(root)],
        scopes: Scopes::default(),
        top_level: file.declarations.iter().filter(is_top_level).map(|d| &*d.name.text).collect(),
        imports: ImportNames::new(&file.header.imports),
        signatures: signatures(file),
        origins: assertions::Origins::default(),
        uses: Vec::new(),
        passed_over: Vec::new(),
        runtime_checks: Vec::new(),
    };
    while let Some(task) = walk.tasks.pop() {
        walk.run(task);
    }
    walk.uses.sort_by_key(|found| found.name.span);
    let Walk { uses, mut passed_over, runtime_checks, .. } = walk;
    let holds_use = |span: Span| {
        let first = uses.partition_point(|used| used.name.span.start < span.start);
        uses.get(first).is_some_and(|used| used.name.span.end <= span.end)
    };
    let may_break = |it: &PassedOver| !it.members.is_empty() || holds_use(it.after);
    passed_over.retain(|it| may_break(it) && holds_use(it.text));
    file.uses = Some(uses);
    file.passed_over = passed_over;
    file.runtime_checks = runtime_checks;
}

/// The signatures of functions and methods, by name.
fn signatures(file: &GoFile) -> HashMap<&str, Span> {
    let is_called =
        |it: &&Declaration| matches!(it.kind, DeclarationKind::Func | DeclarationKind::Method);
    let called = file.declarations.iter().filter(is_called);
    called.map(|it| (&*it.name.text, it.signature.span)).collect()
}

/// What is still to do, the next last.
#[derive(Clone, Copy)]
enum Task<'n> {
    /// Find the uses in a node.
    Visit(Node<'n>),
    /// Open a scope.
    Open,
    /// Close the innermost scope.
    Close,
    /// Declare an identifier, or those of an expression list.
    Declare(Node<'n>),
    /// Declare what a broken text may declare, unless the file knows the name otherwise.
    DeclareGuess(Node<'n>),
    /// Find the uses in the `{…}` of a composite literal.
    Literal(Node<'n>, literals::WrittenType<'n>),
    /// Find the uses in a clause of a type switch, which declares the switch's variable.
    TypeCase(Node<'n>, Option<Node<'n>>),
}

struct Walk<'t, 'n> {
    text: &'t str,
    cursor: TreeCursor<'n>,
    tasks: Vec<Task<'n>>,
    scopes: Scopes<'t>,
    /// What the file declares at its top level.
    top_level: HashSet<&'t str>,
    imports: ImportNames<'t>,
    /// Of the functions and methods that the file declares.
    signatures: HashMap<&'t str, Span>,
    origins: assertions::Origins<'t>,
    uses: Vec<Use>,
    passed_over: Vec<PassedOver>,
    runtime_checks: Vec<Span>,
}

impl<'t, 'n> Walk<'t, 'n> {
    fn run(&mut self, task: Task<'n>) {
        match task {
            Task::Visit(node) => self.visit(node),
            Task::Open => self.scopes.open(),
            Task::Close => self.scopes.close(),
            Task::Declare(node) => self.declare(node),
            Task::DeclareGuess(node) => self.declare_guess(node),
            Task::Literal(value, written_type) => self.literal(value, written_type),
            Task::TypeCase(case, variable) => self.type_case(case, variable),
        }
    }

    fn visit(&mut self, node: Node<'n>) {
        match kind(node) {
            Kind::Identifier
            | Kind::TypeIdentifier
            | Kind::Iota
            | Kind::Nil
            | Kind::True
            | Kind::False => self.name(node, None),
            Kind::Selector => self.selector(node),
            Kind::QualifiedType => self.qualified_type(node),
            Kind::FieldIdentifier
            | Kind::LabelName
            | Kind::PackageIdentifier
            | Kind::PackageClause
            | Kind::ImportDeclaration => {}
            Kind::If | Kind::ExpressionSwitch if self.asks_for_port(node) => {
                self.runtime_checks.push(span_of(node));
                self.block(node);
            }
            Kind::Block
            | Kind::If
            | Kind::For
            | Kind::Select
            | Kind::ExpressionSwitch
            | Kind::ExpressionCase
            | Kind::DefaultCase
            | Kind::CommunicationCase => self.block(node),
            Kind::Function | Kind::Method => {
                self.origins.clear();
                self.function(node);
            }
            Kind::FuncLiteral => self.function(node),
            Kind::TypeAssertion => self.type_assertion(node),
            Kind::FunctionType | Kind::MethodElem => self.function_type(node),
            Kind::TypeSpec | Kind::TypeAlias => self.type_spec(node),
            Kind::VarSpec | Kind::ConstSpec => self.value_spec(node),
            Kind::ShortVar => self.short_var(node),
            Kind::RangeClause | Kind::ReceiveStatement => self.range_or_receive(node),
            Kind::TypeSwitch => self.type_switch(node),
            Kind::CompositeLiteral => self.composite_literal(node),
            Kind::LiteralValue => self.literal(node, literals::WrittenType::default()),
            Kind::Error => self.error(node),
            _ => {
                let visits = self.children(node).into_iter().map(|(child, _)| Task::Visit(child));
                let visits = visits.collect();
                self.plan(visits);
            }
        }
    }

    /// Opens a scope, visits the children, closes it.
    fn block(&mut self, node: Node<'n>) {
        let visits = self.children(node).into_iter().map(|(child, _)| Task::Visit(child));
        let scoped = [Task::Open].into_iter().chain(visits).chain([Task::Close]).collect();
        self.plan(scoped);
    }

    /// Whether the condition of an `if` or the value of a `switch` is about the port.
    fn asks_for_port(&self, node: Node<'n>) -> bool {
        let asked = node
            .child_by_field_name("condition")
            .or_else(|| node.child_by_field_name("value"))
            .map_or("", |asked| self.text_of(asked));
        asked.contains("runtime.GOOS") || asked.contains("runtime.GOARCH")
    }

    /// The named children, comments left out, each with its field.
    fn children(&mut self, node: Node<'n>) -> Vec<(Node<'n>, Field)> {
        let mut children = Vec::new();
        each_child(&mut self.cursor, node, |child, field| children.push((child, field)));
        children
    }

    /// Does the tasks next, in this order.
    fn plan(&mut self, tasks: Vec<Task<'n>>) {
        self.tasks.extend(tasks.into_iter().rev());
    }

    fn text_of(&self, node: Node<'n>) -> &'t str {
        &self.text[node.byte_range()]
    }

    fn name_of(&self, node: Node<'n>) -> Name {
        Name { text: self.text_of(node).into(), span: span_of(node) }
    }

    /// A name that stands alone, or before a dot and `member`.
    fn name(&mut self, node: Node<'n>, member: Option<Node<'n>>) {
        let text = self.text_of(node);
        // A parser that repairs a text invents names of no length.
        let is_known = matches!(text, "" | "_")
            || self.scopes.bind(text)
            || self.top_level.contains(text)
            || self.imports.bind(text);
        if !is_known {
            let name = self.name_of(node);
            let member = member.map(|member| self.name_of(member));
            self.uses.push(Use { package: None, name, member });
        }
    }

    /// `package.name`, or something else before a dot.
    fn qualified(&mut self, package: Node<'n>, name: Node<'n>) {
        let text = self.text_of(package);
        if self.scopes.bind(text) || self.top_level.contains(text) {
            return;
        }
        if !self.imports.may_bind(text) {
            self.name(package, Some(name));
        } else if !self.text_of(name).is_empty() {
            let package = Some(self.name_of(package));
            self.uses.push(Use { package, name: self.name_of(name), member: None });
        }
    }

    fn selector(&mut self, node: Node<'n>) {
        let Some(operand) = node.child_by_field_name("operand") else { return };
        match node.child_by_field_name("field") {
            Some(field) if kind(operand) == Kind::Identifier => self.qualified(operand, field),
            _ => self.tasks.push(Task::Visit(operand)),
        }
    }

    fn qualified_type(&mut self, node: Node<'n>) {
        let package = node.child_by_field_name("package");
        if let (Some(package), Some(name)) = (package, node.child_by_field_name("name")) {
            self.qualified(package, name);
        }
    }

    /// Declares an identifier or those of an expression list; what else stands there is used.
    fn declare(&mut self, node: Node<'n>) {
        match kind(node) {
            Kind::ExpressionList => {
                let names = self.children(node).into_iter().map(|(child, _)| Task::Declare(child));
                let names = names.collect();
                self.plan(names);
            }
            Kind::Identifier
            | Kind::TypeIdentifier
            | Kind::Iota
            | Kind::Nil
            | Kind::True
            | Kind::False => {
                self.note_origin(node);
                self.scopes.declare(self.text_of(node));
            }
            _ => self.tasks.push(Task::Visit(node)),
        }
    }

    fn declare_guess(&mut self, node: Node<'n>) {
        let text = self.text_of(node);
        if !self.top_level.contains(text) && !self.imports.may_bind(text) {
            self.declare(node);
        }
    }

    /// What the parser could not make sense of. Its loose names may declare something, so that
    /// they and what follows are no certain uses.
    fn error(&mut self, node: Node<'n>) {
        let mut tasks = Vec::new();
        for (child, _) in self.children(node) {
            match kind(child) {
                Kind::Identifier => tasks.push(Task::DeclareGuess(child)),
                Kind::TypeIdentifier => {}
                Kind::ExpressionList => {
                    let items = self.children(child).into_iter();
                    tasks.extend(items.map(|(item, _)| match kind(item) {
                        Kind::Identifier => Task::DeclareGuess(item),
                        _ => Task::Visit(item),
                    }));
                }
                Kind::ParameterList => {
                    let list = self.parameters(child);
                    tasks.extend(list.types.into_iter().map(Task::Visit));
                    tasks.extend(list.names.into_iter().map(Task::Declare));
                }
                _ => tasks.push(Task::Visit(child)),
            }
        }
        self.plan(tasks);
    }
}
