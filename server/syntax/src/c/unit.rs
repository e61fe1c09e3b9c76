//! A unit's tokens to its facts.

use std::collections::{HashMap, HashSet};

use super::declarations::{Around, Item, Tokens, items};
use super::expand::Use;
use super::file::Language;
use super::header::{self, Attribute, attributes, declarator, parameter_names, takes_nothing};
use super::lexer::{Kind, Place};
use super::ordinary::{Declared, Ordinary};
use super::preprocessor::{Preprocessed, preprocess};
use super::{Early, EarlyKind, Function, Linkage, Unit, body, joined, objects};

/// A text that is compiled.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The text.
    pub text: &'a str,
    /// Where it begins in its file, in bytes.
    pub offset: usize,
    /// What it is.
    pub language: Language,
}

/// A header that a unit may include.
#[derive(Clone, Copy, Debug)]
pub struct Header<'a> {
    /// As it is included: its name in the package's folder.
    pub name: &'a str,
    /// The text.
    pub text: &'a str,
}

/// What a unit is compiled with.
#[derive(Clone, Copy)]
pub struct Surroundings<'a> {
    /// The headers of the package.
    pub headers: &'a [Header<'a>],
    /// Macros that flags define, and as what.
    pub defines: &'a [(&'a str, &'a str)],
    /// Whether the compiler defines a macro by itself; none where the port does not decide that.
    pub predefined: &'a dyn Fn(&str) -> Option<bool>,
}

/// Reads a unit.
pub fn read(source: &Source<'_>, around: &Surroundings<'_>) -> Unit {
    let Preprocessed { tokens, uses, headers } = preprocess(source, around);
    let tokens = Tokens::new(tokens);
    let texts = |file: u32| match file {
        0 => Some((source.text, source.offset)),
        number => {
            let name = headers.get(number as usize - 1)?;
            let header = around.headers.iter().find(|header| header.name == &**name)?;
            Some((header.text, 0))
        }
    };
    let mut reader = Reader {
        tokens: &tokens,
        uses: &uses,
        texts: &texts,
        language: source.language,
        unit: Unit::default(),
        declared: HashMap::new(),
        defined: Vec::new(),
        classes: HashMap::new(),
        pointed_at: Vec::new(),
    };
    reader.read();
    let mut unit = reader.unit;
    unit.headers = headers;
    unit
}

struct Reader<'t, 'a> {
    tokens: &'t Tokens<'a>,
    uses: &'t [Use],
    texts: &'t dyn Fn(u32) -> Option<(&'t str, usize)>,
    language: Language,
    unit: Unit,
    /// Declarations and definitions of functions, by name.
    declared: HashMap<String, Vec<Declared>>,
    /// By function of the unit, what defines it; none for methods.
    defined: Vec<Option<Declared>>,
    /// Classes, and what their methods are called.
    classes: HashMap<String, HashSet<String>>,
    /// Functions that a section of pointers names, and where.
    pointed_at: Vec<(String, Place)>,
}

impl Reader<'_, '_> {
    fn read(&mut self) {
        let items = items(self.tokens);
        for item in &items {
            if let Item::Definition { from, open: to, around: Around::Class(class) }
            | Item::Declaration { from, to, around: Around::Class(class) } = *item
            {
                self.method_name(class, from, to);
            }
        }
        for item in items {
            match item {
                Item::Definition { from, open, around } => self.definition(from, open, around),
                Item::Declaration { from, to, around } => self.declaration(from, to, around),
                Item::Method { from, open, class } => self.method(from, open, class),
            }
        }
        self.finish();
        self.unit.functions.sort_by_key(|it| (it.place.file, it.place.span));
        self.unit.objects.sort_by_key(|it| (it.place.file, it.place.span));
    }

    fn method_name(&mut self, class: usize, from: usize, to: usize) {
        let names = self.classes.entry(self.tokens.text(class).into_owned()).or_default();
        if let Some(it) = declarator(self.tokens, from, to) {
            names.insert(self.tokens.text(it.name).into_owned());
        }
    }

    fn place(&self, from: usize, to: usize) -> Place {
        joined(self.tokens.at(from).place, self.tokens.at(to.saturating_sub(1).max(from)).place)
    }

    fn definition(&mut self, from: usize, open: usize, around: Around) {
        let tokens = self.tokens;
        let Some(it) = declarator(tokens, from, open) else { return };
        // Of what nobody knows whether it is compiled, nothing is said.
        if tokens.slice(from, open).iter().any(|token| token.is_uncertain) {
            return;
        }
        let written = tokens.text(it.name).into_owned();
        let class = self.class_of(it.name, around);
        let (name, is_method) = match &class {
            Some(class) => (format!("{class}::{written}"), true),
            None => (written, false),
        };
        let close = tokens.close(open);
        // The initialisers of a constructor run, too.
        let body_from = tokens.close(it.open) + 1;
        let mut names = parameter_names(tokens, it.open);
        let members = (body_from..open).filter(|&at| tokens.at(at).is_word());
        let members = members.filter(|&at| matches!(&*tokens.text(at - 1), ":" | ","));
        names.extend(members.map(|at| tokens.text(at).into_owned()));
        let mut calls = body::calls(tokens, body_from, close, names);
        if let Some(methods) = class.as_ref().and_then(|class| self.classes.get(class)) {
            calls.retain(|call| !methods.contains(&*call.name));
        }
        let declared = Declared { from, to: open, around };
        let attributes = attributes(tokens, from, open);
        self.unit.functions.push(Function {
            name: name.as_str().into(),
            place: tokens.at(it.name).place,
            whole: self.place(from, close + 1),
            signature: self.place(from, open),
            linkage: if is_method { Linkage::Mangled } else { self.linkage(&declared) },
            is_weak: attributes.iter().any(|it| it.name == "weak"),
            takes_nothing: takes_nothing(tokens, it.open),
            runs_before_main: self.constructor(&attributes),
            calls,
            as_ordinary: None,
        });
        self.defined.push((!is_method).then_some(declared));
        if !is_method {
            self.declared.entry(name).or_default().push(declared);
        }
    }

    /// The class that a function belongs to: it stands in one, or is called `Class::name`.
    fn class_of(&self, name: usize, around: Around) -> Option<String> {
        let tokens = self.tokens;
        if name >= 2 && tokens.is_mark(name - 1, "::") && tokens.at(name - 2).is_word() {
            return Some(tokens.text(name - 2).into_owned());
        }
        match around {
            Around::Class(class) => Some(tokens.text(class).into_owned()),
            _ => None,
        }
    }

    fn constructor(&self, attributes: &[Attribute]) -> Option<Early> {
        let it = attributes.iter().find(|it| it.name == "constructor")?;
        let place = self.place(it.item.0, it.item.1);
        let has_priority = it.arguments.is_some_and(|(from, to)| {
            // 65535 is what those without have.
            from < to && !self.tokens.at(from).is("65535")
        });
        Some(Early { place, kind: EarlyKind::Constructor { has_priority } })
    }

    fn linkage(&self, declared: &Declared) -> Linkage {
        let words = self.tokens.slice(declared.from, declared.to);
        let has = |word: &str| words.iter().any(|token| token.is(word));
        if has("static") || declared.around == Around::Unnamed {
            Linkage::Static
        } else if has("inline") || has("__inline") || has("__inline__") {
            Linkage::Inline
        } else if self.language == Language::Cpp
            && declared.around != Around::ExternC
            && !words.windows(2).any(|it| it[0].is("extern") && it[1].kind == Kind::Literal)
        {
            Linkage::Mangled
        } else {
            Linkage::External
        }
    }

    fn declaration(&mut self, from: usize, to: usize, around: Around) {
        let tokens = self.tokens;
        if matches!(around, Around::Class(_) | Around::Implementation(_)) {
            return;
        }
        let has_value = (from..to).any(|at| tokens.is_mark(at, "="));
        let is_cpp = self.language == Language::Cpp;
        if has_value {
            self.pointers(from, to);
            self.unit.variables.extend(objects::variable(tokens, from, to));
        }
        if is_cpp {
            let classes = &self.classes;
            let is_class = |name: &str| classes.contains_key(name);
            if let Some(object) = objects::object(tokens, from, to, &is_class) {
                self.unit.objects.push(object);
                return;
            }
        }
        if let Some(it) = declarator(tokens, from, to).filter(|_| !has_value) {
            let name = tokens.text(it.name).into_owned();
            self.declared.entry(name).or_default().push(Declared { from, to, around });
        }
    }

    /// Functions that a variable in `.init_array` points at.
    fn pointers(&mut self, from: usize, to: usize) {
        let tokens = self.tokens;
        let sections = [".init_array", ".preinit_array", ".ctors", "__DATA,__mod_init_func"];
        let attributes = attributes(tokens, from, to);
        let names_section = |it: &&Attribute| {
            let literal = it.arguments.map(|(from, _)| tokens.at(from));
            it.name == "section"
                && literal.is_some_and(|it| sections.contains(&it.text.trim_matches('"')))
        };
        let Some(section) = attributes.iter().find(names_section) else { return };
        let value = (from..to).find(|&at| tokens.is_mark(at, "=")).unwrap_or(to);
        let place = self.place(section.item.0, section.item.1);
        let words = (value..to).map(|at| tokens.at(at)).filter(|it| it.is_word());
        self.pointed_at.extend(words.map(|it| (it.text.clone().into_owned(), place)));
    }

    /// `+ (void)load { … }`.
    fn method(&mut self, from: usize, open: usize, class: usize) {
        let tokens = self.tokens;
        let type_end = if tokens.is_mark(from + 1, "(") { tokens.close(from + 1) } else { from };
        let name = type_end + 1;
        if !tokens.is_mark(from, "+") || !tokens.at(name).is("load") || name + 1 != open {
            return;
        }
        if tokens.slice(from, open).iter().any(|token| token.is_uncertain) {
            return;
        }
        let close = tokens.close(open);
        let place = tokens.at(name).place;
        self.unit.functions.push(Function {
            name: format!("+[{} load]", tokens.text(class)).into(),
            place,
            whole: self.place(from, close + 1),
            signature: self.place(from, open),
            linkage: Linkage::Static,
            is_weak: false,
            takes_nothing: true,
            runs_before_main: Some(Early { place, kind: EarlyKind::Load }),
            calls: body::calls(tokens, open, close, HashSet::new()),
            as_ordinary: None,
        });
        self.defined.push(None);
    }

    /// What other declarations of a function say counts for its definition.
    fn finish(&mut self) {
        let pointed_at = std::mem::take(&mut self.pointed_at);
        for index in 0..self.unit.functions.len() {
            let Some(definition) = self.defined[index] else { continue };
            let name = self.unit.functions[index].name.to_string();
            let all = self.declared.get(&name).cloned().unwrap_or_default();
            // Two of one name are two functions, and which is meant is not known.
            let definitions = self.unit.functions.iter().filter(|it| *it.name == *name).count();
            let mut runs = self.unit.functions[index].runs_before_main;
            let mut linkage = self.unit.functions[index].linkage;
            let mut is_weak = self.unit.functions[index].is_weak;
            for declared in &all {
                let attributes = header::attributes(self.tokens, declared.from, declared.to);
                runs = runs.or_else(|| self.constructor(&attributes));
                is_weak |= attributes.iter().any(|it| it.name == "weak");
                match (linkage, self.linkage(declared)) {
                    (Linkage::External | Linkage::Mangled, Linkage::Static) => {
                        linkage = Linkage::Static;
                    }
                    (Linkage::Mangled, Linkage::External) => linkage = Linkage::External,
                    _ => {}
                }
            }
            let pointed = pointed_at.iter().find(|(it, _)| *it == name);
            let kind = EarlyKind::InitArray;
            runs = runs.or(pointed.map(|(_, place)| Early { place: *place, kind }));
            let ordinary = Ordinary {
                tokens: self.tokens,
                uses: self.uses,
                texts: self.texts,
                is_cpp: self.language == Language::Cpp,
            };
            let is_constructor =
                runs.is_some_and(|it| matches!(it.kind, EarlyKind::Constructor { .. }));
            let function = &mut self.unit.functions[index];
            (function.runs_before_main, function.linkage) = (runs, linkage);
            function.is_weak = is_weak;
            if is_constructor && definitions == 1 && function.takes_nothing {
                function.as_ordinary = ordinary.rewrites(&name, &definition, &all, linkage);
            }
        }
    }
}
