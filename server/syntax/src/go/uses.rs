//! The names that a file uses and does not declare: a walk over its
//! syntax tree that opens and closes Go's scopes.
//!
//! The walk keeps its own stack of tasks, so that deep nesting in a text
//! costs memory but no call stack.

mod assertions;
mod functions;
mod known;
mod literals;
mod parts;
mod statements;
mod values;

use std::collections::{HashMap, HashSet};

use tree_sitter::{Node, TreeCursor};

use super::declarations::span_of;
use super::import_names::ImportNames;
use super::kinds::{Field, Kind, child, each_child, kind};
use super::scopes::Scopes;
use super::{Declaration, DeclarationKind, GoFile, PassedOver, Selections, Use};
use crate::{Name, Span};

pub(super) use known::Known;
pub(super) use parts::find_in_parts;

/// Finds the uses, in order, and what matters to them. What is `known` of a function is taken over.
pub(super) fn find(text: &str, root: Node<'_>, file: &mut GoFile, mut known: Option<&mut Known>) {
    let context = Context::of(text, file);
    if let Some(known) = &mut known {
        known.begin(&context, file);
    }
    let mut found = Found::default();
    let mut walk = Walk::new(&context, root);
    let children = match kind(root) {
        Kind::Error => vec![root],
        _ => walk.children(root).into_iter().map(|(child, _)| child).collect(),
    };
    for child in children {
        if !matches!(kind(child), Kind::Function | Kind::Method) {
            walk.visit_all(child);
            if child.has_error() {
                walk.found.selections = Selections::default();
            }
            continue;
        }
        found.add(walk.take_found());
        let mut in_function = || {
            walk.visit_all(child);
            walk.take_found()
        };
        let mut in_function = match &mut known {
            Some(known) => known.of(text, span_of(child), in_function),
            None => in_function(),
        };
        if child.has_error() {
            in_function.selections = Selections::default();
        }
        found.add(in_function);
    }
    found.add(walk.take_found());
    found.put_into(file);
}

/// What is the same wherever in a file a name is used.
struct Context<'t> {
    text: &'t str,
    /// What the file declares at its top level.
    top_level: HashSet<&'t str>,
    imports: ImportNames<'t>,
    /// Of the functions and methods that the file declares, by name.
    signatures: HashMap<&'t str, Span>,
}

impl<'t> Context<'t> {
    fn of(text: &'t str, file: &'t GoFile) -> Context<'t> {
        let is_top_level = |declared: &&Declaration| declared.kind != DeclarationKind::Method;
        let top_level = file.declarations.iter().filter(is_top_level);
        let called = file.declarations.iter().filter(|it| it.kind.is_function());
        Context {
            text,
            top_level: top_level.map(|it| &*it.name.text).collect(),
            imports: ImportNames::new(&file.header.imports),
            signatures: called.map(|it| (&*it.name.text, it.signature.span)).collect(),
        }
    }
}

/// What a walk finds.
#[derive(Clone, Debug, Default)]
struct Found {
    uses: Vec<Use>,
    passed_over: Vec<PassedOver>,
    runtime_checks: Vec<Span>,
    selections: Selections,
}

impl Found {
    fn add(&mut self, more: Found) {
        self.uses.extend(more.uses);
        self.passed_over.extend(more.passed_over);
        self.runtime_checks.extend(more.runtime_checks);
        self.selections.append(more.selections);
    }

    /// Orders it, and leaves out what matters to no use.
    fn put_into(self, file: &mut GoFile) {
        let Found { mut uses, mut passed_over, mut runtime_checks, selections } = self;
        uses.sort_by_key(|found| found.name.span);
        let holds_use = |span: Span| {
            let first = uses.partition_point(|used| used.name.span.start < span.start);
            uses.get(first).is_some_and(|used| used.name.span.end <= span.end)
        };
        let may_break = |it: &PassedOver| !it.members.is_empty() || holds_use(it.after);
        passed_over.retain(|it| may_break(it) && holds_use(it.text));
        passed_over.sort_by_key(|it| (it.text, it.after));
        runtime_checks.sort_unstable();
        file.uses = Some(uses);
        file.passed_over = passed_over;
        file.runtime_checks = runtime_checks;
        file.selections = selections;
    }
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
    /// Declare the variable of a type switch, and its type where a clause has one only.
    DeclareAs(Node<'n>, Option<Node<'n>>),
    /// Declare what a broken text may declare, unless the file knows the name otherwise.
    DeclareGuess(Node<'n>),
    /// Find the uses in the `{…}` of a composite literal.
    Literal(Node<'n>, literals::WrittenType<'n>),
    /// Note what a selector selects, whose operand was visited.
    Select(Node<'n>),
    /// Find the uses in a clause of a type switch, which declares the switch's variable.
    TypeCase(Node<'n>, Option<Node<'n>>),
}

struct Walk<'c, 't, 'n> {
    context: &'c Context<'t>,
    cursor: TreeCursor<'n>,
    tasks: Vec<Task<'n>>,
    scopes: Scopes<'t>,
    origins: assertions::Origins<'t>,
    /// Which selection stands at a place of the text.
    selected: HashMap<u32, u32>,
    found: Found,
}

impl<'c, 't, 'n> Walk<'c, 't, 'n> {
    fn new(context: &'c Context<'t>, root: Node<'n>) -> Walk<'c, 't, 'n> {
        Walk {
            context,
            cursor: root.walk(),
            tasks: Vec::new(),
            scopes: Scopes::default(),
            origins: assertions::Origins::default(),
            selected: HashMap::new(),
            found: Found::default(),
        }
    }

    /// Finds the uses in a node and in all below it.
    fn visit_all(&mut self, node: Node<'n>) {
        self.tasks.push(Task::Visit(node));
        while let Some(task) = self.tasks.pop() {
            self.run(task);
        }
    }

    /// What was found since the last time: of a function, which sees no variable of another, or of
    /// what stands between two.
    fn take_found(&mut self) -> Found {
        self.origins = assertions::Origins::default();
        self.selected.clear();
        std::mem::take(&mut self.found)
    }

    fn run(&mut self, task: Task<'n>) {
        match task {
            Task::Visit(node) => self.visit(node),
            Task::Open => self.scopes.open(),
            Task::Close => self.scopes.close(),
            Task::Declare(node) => self.declare(node),
            Task::DeclareAs(node, written) => self.declare_as(node, written),
            Task::DeclareGuess(node) => self.declare_guess(node),
            Task::Literal(value, written_type) => self.literal(value, written_type),
            Task::Select(selector) => self.select(selector),
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
                self.found.runtime_checks.push(span_of(node));
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
            Kind::Function | Kind::Method | Kind::FuncLiteral => self.function(node),
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
            _ => self.visit_children(node),
        }
    }

    /// Visits the children next.
    fn visit_children(&mut self, node: Node<'n>) {
        let first = self.tasks.len();
        each_child(&mut self.cursor, node, |child, _| self.tasks.push(Task::Visit(child)));
        self.tasks[first..].reverse();
    }

    /// Opens a scope, visits the children, closes it.
    fn block(&mut self, node: Node<'n>) {
        self.tasks.push(Task::Close);
        self.visit_children(node);
        self.tasks.push(Task::Open);
    }

    /// Whether the condition of an `if` or the value of a `switch` is about the port.
    fn asks_for_port(&self, node: Node<'n>) -> bool {
        let asked = child(node, Field::Condition)
            .or_else(|| child(node, Field::Value))
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
        &self.context.text[node.byte_range()]
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
            || self.context.top_level.contains(text)
            || self.context.imports.bind(text);
        if !is_known {
            let name = self.name_of(node);
            let member = member.map(|member| self.name_of(member));
            self.found.uses.push(Use { package: None, name, member });
        }
    }

    /// `package.name`, or something else before a dot.
    fn qualified(&mut self, package: Node<'n>, name: Node<'n>) {
        let text = self.text_of(package);
        if self.scopes.bind(text) || self.context.top_level.contains(text) {
            return;
        }
        if !self.context.imports.may_bind(text) {
            self.name(package, Some(name));
        } else if !self.text_of(name).is_empty() {
            let package = Some(self.name_of(package));
            self.found.uses.push(Use { package, name: self.name_of(name), member: None });
        }
    }

    fn selector(&mut self, node: Node<'n>) {
        let Some(operand) = child(node, Field::Operand) else { return };
        match child(node, Field::Selected) {
            Some(field) if kind(operand) == Kind::Identifier => {
                self.qualified(operand, field);
                self.select(node);
            }
            _ => self.plan(vec![Task::Visit(operand), Task::Select(node)]),
        }
    }

    fn qualified_type(&mut self, node: Node<'n>) {
        let package = child(node, Field::Package);
        if let (Some(package), Some(name)) = (package, child(node, Field::Name)) {
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
                let declaration = declaration_of(node);
                let value = declaration.and_then(|it| {
                    self.note_origin(node, it);
                    self.declared_value(node, it)
                });
                self.scopes.declare(self.text_of(node), value);
            }
            _ => self.tasks.push(Task::Visit(node)),
        }
    }

    fn declare_guess(&mut self, node: Node<'n>) {
        let text = self.text_of(node);
        if !self.context.top_level.contains(text) && !self.context.imports.may_bind(text) {
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

/// What declares a name: a short declaration, a spec, a parameter.
fn declaration_of(name: Node<'_>) -> Option<Node<'_>> {
    let parent = name.parent()?;
    // In `a, b := f()`, the names stand in a list.
    if kind(parent) == Kind::ExpressionList { parent.parent() } else { Some(parent) }
}
