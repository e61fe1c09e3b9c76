//! The walk over a syntax tree that makes the facts: one pass, with the way from the root to the
//! present node at hand, so that what becomes of a value is read from what is around it.

use std::collections::HashMap;

use tree_sitter::{Node, TreeCursor};

use super::{Body, Holder, JsFile, JsType, Loop, Mention, Place, SYSCALL_JS, Statement, Variable};
use crate::go::declarations::span_of;
use crate::go::import_names::first_suggested;
use crate::go::kinds::{Field, Kind, field_of, kind};
use crate::go::{Declaration, DeclarationKind, GoFile};
use crate::lines::line_start;
use crate::{Name, Span};

/// Whether a file has to do with JavaScript, or with how a program starts.
pub(in crate::go) fn concerns(file: &GoFile) -> bool {
    let starts = |it: &Declaration| {
        it.kind == DeclarationKind::Func && matches!(&*it.name.text, "main" | "init")
    };
    file.header.imports.iter().any(|import| &*import.path.text == SYSCALL_JS)
        || file.declarations.iter().any(starts)
}

/// Reads the facts; none where the file has nothing to do with JavaScript.
pub(in crate::go) fn find(text: &str, root: Node<'_>, file: &GoFile) -> Option<Box<JsFile>> {
    let mut imports = HashMap::new();
    for import in &file.header.imports {
        let path = &*import.path.text;
        let name = import.name.as_ref().map_or_else(|| first_suggested(path), |name| &name.text);
        imports.insert(name, path);
    }
    let js = imports.iter().find(|(_, path)| **path == SYSCALL_JS).map(|(name, _)| *name);
    if !concerns(file) {
        return None;
    }
    let mut walk = Walk {
        text,
        js,
        imports,
        path: Vec::new(),
        names: HashMap::new(),
        declared: Vec::new(),
        scopes: Vec::new(),
        targets: HashMap::new(),
        bodies: Vec::new(),
        loops: Vec::new(),
        statements: Vec::new(),
        file: JsFile::default(),
    };
    walk.run(root);
    Some(Box::new(walk.file))
}

/// A node on the way from the root.
#[derive(Clone, Copy)]
pub(super) struct Step<'n> {
    pub(super) node: Node<'n>,
    pub(super) kind: Kind,
    pub(super) field: Field,
    /// Among its named siblings, comments left out.
    pub(super) index: u32,
    /// Of a call, its number.
    pub(super) call: Option<u32>,
}

/// A function that is being read.
pub(super) struct OpenBody {
    pub(super) number: u32,
    /// Names in conditions that made the function return before.
    pub(super) returned_for: Vec<Box<str>>,
    loops: usize,
}

pub(super) struct Walk<'t, 'n> {
    pub(super) text: &'t str,
    /// What the file calls `syscall/js`.
    pub(super) js: Option<&'t str>,
    /// Import paths, by what the file calls them.
    pub(super) imports: HashMap<&'t str, &'t str>,
    pub(super) path: Vec<Step<'n>>,
    /// The variables of a name, innermost last.
    names: HashMap<&'t str, Vec<u32>>,
    declared: Vec<&'t str>,
    scopes: Vec<usize>,
    /// By where its name stands: a variable that is declared there, perhaps behind its value.
    pub(super) targets: HashMap<usize, u32>,
    pub(super) bodies: Vec<OpenBody>,
    loops: Vec<u32>,
    pub(super) statements: Vec<Statement>,
    pub(super) file: JsFile,
}

impl<'t, 'n> Walk<'t, 'n> {
    fn run(&mut self, root: Node<'n>) {
        let mut cursor = root.walk();
        self.step(&cursor, 0);
        let mut counts = vec![0];
        loop {
            if cursor.goto_first_child() {
                counts.push(0);
            } else {
                self.leave();
                while !cursor.goto_next_sibling() {
                    if !cursor.goto_parent() {
                        return;
                    }
                    counts.pop();
                    self.leave();
                }
            }
            let node = cursor.node();
            let count = counts.last_mut().expect("there is one for each open node");
            let index = *count;
            *count += u32::from(node.is_named() && kind(node) != Kind::Comment);
            self.step(&cursor, index);
        }
    }

    fn step(&mut self, cursor: &TreeCursor<'n>, index: u32) {
        let node = cursor.node();
        let kind = if node.is_named() { kind(node) } else { Kind::Comment };
        let is_statement = self.path.last().is_some_and(|it| it.kind == Kind::StatementList);
        self.path.push(Step { node, kind, field: field_of(cursor), index, call: None });
        if is_statement && kind != Kind::Comment {
            let statement = self.statement(node);
            self.statements.push(statement);
            self.note_statement();
        }
        self.enter(node, kind);
    }

    fn enter(&mut self, node: Node<'n>, kind: Kind) {
        match kind {
            Kind::Function | Kind::Method | Kind::FuncLiteral => self.function(node),
            Kind::For => {
                self.open();
                self.loop_(node);
            }
            Kind::Block
            | Kind::If
            | Kind::ExpressionSwitch
            | Kind::ExpressionCase
            | Kind::DefaultCase
            | Kind::CommunicationCase
            | Kind::TypeSwitch
            | Kind::TypeCase => {
                self.open();
                if kind == Kind::TypeSwitch {
                    self.switch_variable(node);
                }
            }
            Kind::Select => {
                self.open();
                self.select(node);
            }
            Kind::ShortVar | Kind::RangeClause | Kind::ReceiveStatement | Kind::VarSpec => {
                if kind == Kind::RangeClause {
                    self.ranged_channel(node);
                }
                self.prepare(node, kind);
            }
            Kind::ConstSpec | Kind::TypeSpec | Kind::TypeAlias => self.other_name(node),
            Kind::StructType => self.struct_type(node),
            Kind::Assignment => self.assignment(node),
            Kind::Call => self.call(node),
            Kind::Identifier => self.identifier(node),
            Kind::Selector => self.selector(node),
            Kind::Unary => self.receive(node),
            Kind::Send => self.send(node),
            _ => {}
        }
    }

    fn leave(&mut self) {
        let Some(step) = self.path.pop() else { return };
        match step.kind {
            Kind::Function | Kind::Method | Kind::FuncLiteral => {
                self.close();
                if let Some(body) = self.bodies.pop() {
                    self.loops.truncate(body.loops);
                }
            }
            Kind::For => {
                self.close();
                self.loops.pop();
            }
            Kind::Block
            | Kind::If
            | Kind::ExpressionSwitch
            | Kind::ExpressionCase
            | Kind::DefaultCase
            | Kind::CommunicationCase
            | Kind::TypeSwitch
            | Kind::TypeCase
            | Kind::Select => self.close(),
            Kind::ShortVar | Kind::RangeClause | Kind::ReceiveStatement | Kind::VarSpec => {
                self.declare_prepared(step.node);
            }
            Kind::Return => self.note_return(),
            _ => {}
        }
        let is_statement = self.path.last().is_some_and(|it| it.kind == Kind::StatementList);
        if is_statement && step.kind != Kind::Comment {
            self.statements.pop();
        }
    }

    pub(super) fn text_of(&self, node: Node<'_>) -> &'t str {
        &self.text[node.byte_range()]
    }

    pub(super) fn name_of(&self, node: Node<'_>) -> Name {
        Name { text: self.text_of(node).into(), span: span_of(node) }
    }

    /// Where the walk is.
    pub(super) fn place(&self) -> Place {
        let body = self.bodies.last();
        let loops = body.map_or(&[][..], |body| &self.loops[body.loops..]);
        Place {
            body: body.map(|body| body.number),
            in_loop: loops.last().copied(),
            statement: self.statements.last().copied().unwrap_or_else(|| {
                let top = self.path.get(1).or(self.path.first()).map(|it| it.node);
                top.map_or_else(Statement::nowhere, |node| self.statement(node))
            }),
        }
    }

    fn statement(&self, node: Node<'_>) -> Statement {
        let span = span_of(node);
        let line = line_start(self.text, node.start_byte());
        let before = &self.text[line..node.start_byte()];
        let tabs = before.len() - before.trim_start_matches('\t').len();
        let rest = &self.text[node.end_byte()..];
        let after = rest.split('\n').next().unwrap_or_default();
        let block = self.path.iter().rev().find(|it| it.kind == Kind::StatementList);
        Statement {
            span,
            tabs: u16::try_from(tabs).unwrap_or_default(),
            block: block.map_or(0, |it| span_of(it.node).start),
            has_own_lines: tabs == before.len() && after.trim().is_empty(),
        }
    }

    fn loop_(&mut self, node: Node<'n>) {
        let open = self.bodies.last().map_or(0, |body| body.loops);
        let around = self.loops[open..].last().copied();
        let place = self.place();
        let mut cursor = node.walk();
        let (mut is_range, mut may_wait) = (false, false);
        let mut is_bare = true;
        for child in node.named_children(&mut cursor) {
            if kind(child) == Kind::RangeClause {
                is_range = true;
                may_wait = self.may_wait(child);
            }
            is_bare &= matches!(kind(child), Kind::Block | Kind::Comment);
        }
        if is_bare {
            self.endless(node);
        }
        self.loops.push(self.file.loops.len() as u32);
        self.file.loops.push(Loop { span: span_of(node), place, is_range, may_wait, around });
    }

    fn open(&mut self) {
        self.scopes.push(self.declared.len());
    }

    fn close(&mut self) {
        let from = self.scopes.pop().unwrap_or_default();
        for name in self.declared.drain(from..) {
            self.names.get_mut(name).map(Vec::pop);
        }
    }

    /// Opens the scope of a function, which is its body's too.
    pub(super) fn open_body(&mut self, body: Body) -> u32 {
        self.open();
        let number = self.file.bodies.len() as u32;
        self.file.bodies.push(body);
        let loops = self.loops.len();
        self.bodies.push(OpenBody { number, returned_for: Vec::new(), loops });
        number
    }

    /// A new variable, not yet in scope.
    pub(super) fn variable(&mut self, name: Node<'n>, declared_type: JsType) -> u32 {
        let (name, place) = (self.name_of(name), self.place());
        self.file.variables.push(Variable { name, declared_type, place, flows: Vec::new() });
        (self.file.variables.len() - 1) as u32
    }

    /// Brings a variable into scope.
    pub(super) fn bind(&mut self, name: &'t str, variable: u32) {
        if name != "_" && !self.scopes.is_empty() {
            self.declared.push(name);
            self.names.entry(name).or_default().push(variable);
        }
    }

    /// The local variable of a name.
    pub(super) fn resolve(&self, name: &str) -> Option<u32> {
        self.names.get(name)?.last().copied()
    }

    /// Whether the innermost scope declares a name, and as what.
    pub(super) fn in_this_scope(&self, name: &str) -> Option<u32> {
        let from = self.scopes.last().copied().unwrap_or_default();
        self.declared[from..].contains(&name).then(|| self.resolve(name)).flatten()
    }

    /// The path of the import that a name means here.
    pub(super) fn import(&self, name: &str) -> Option<&'t str> {
        if self.resolve(name).is_some() {
            return None;
        }
        self.imports.get(name).copied()
    }

    /// A name on its own: what becomes of what it holds.
    fn identifier(&mut self, node: Node<'n>) {
        let text = self.text_of(node);
        let at = self.path.len() - 1;
        let parent = self.path.get(at.wrapping_sub(1));
        let is_key = self.is_key(at);
        let is_name = matches!(self.path[at].field, Field::Name)
            || parent
                .is_some_and(|it| matches!(it.kind, Kind::Parameter | Kind::VariadicParameter));
        if text == "_" || is_name || self.targets.contains_key(&node.start_byte()) {
            return;
        }
        let variable = self.resolve(text).filter(|_| !is_key);
        if let Some(variable) = variable {
            let flows = self.flows(at, &Holder::Variable(variable));
            self.file.variables[variable as usize].flows.extend(flows);
            return;
        }
        let is_called = parent.is_some_and(|it| it.kind == Kind::Call)
            && self.path[at].field == Field::Function;
        if is_key || is_called || self.imports.contains_key(text) || self.js.is_none() && at == 0 {
            return;
        }
        self.mention(at, &Holder::Global(text.into()));
    }

    /// `x.f`, unless it is called.
    fn selector(&mut self, node: Node<'n>) {
        let at = self.path.len() - 1;
        let operand = node.child_by_field_name("operand");
        let Some(field) = node.child_by_field_name("field") else { return };
        let is_import = operand.is_some_and(|it| {
            kind(it) == Kind::Identifier && self.import(self.text_of(it)).is_some()
        });
        let is_called = self.path[at].field == Field::Function;
        if !is_import && !is_called && !matches!(self.text_of(field), "Release" | "Value") {
            self.mention(at, &Holder::Field(self.text_of(field).into()));
        }
    }

    fn mention(&mut self, at: usize, holder: &Holder) {
        let place = self.place();
        for flow in self.flows(at, holder) {
            self.file.mentions.push(Mention { holder: holder.clone(), place, flow });
        }
    }

    /// Whether an identifier is a key of a literal, and so perhaps a field's name.
    fn is_key(&self, at: usize) -> bool {
        self.path[at.saturating_sub(1)..=at].iter().any(|it| it.field == Field::Key)
    }
}

impl Statement {
    fn nowhere() -> Statement {
        Statement { span: Span::default(), tabs: 0, block: 0, has_own_lines: false }
    }
}
