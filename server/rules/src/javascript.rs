//! Functions of JavaScript in a package: what a name means across its files, how often code runs,
//! and what becomes of a `js.Func`.

mod apis;
mod edits;
mod ownership;
mod running;
mod waiting;

use platform::TargetSet;
use project::{Package, SourceFile};
use syntax::go::js::{
    Body, Call, Callback, Callee, FuncOf, Holder, JsFile, Mention, Place, Role, SYSCALL_JS,
};
use syntax::go::{DeclarationKind, GoFile};

pub(crate) use apis::{Calling, calling, takes_back};
pub(crate) use ownership::{Node, Owner, Stored};
pub(crate) use waiting::Blocked;

/// A package that handles values of JavaScript.
pub(crate) struct JsPackage<'a> {
    pub(crate) files: Vec<JsSource<'a>>,
    /// The other files that are built with these, as far as they were read.
    others: Vec<&'a GoFile>,
    pub(crate) is_program: bool,
}

/// A file with its facts.
#[derive(Clone, Copy)]
pub(crate) struct JsSource<'a> {
    pub(crate) file: &'a SourceFile,
    pub(crate) go: &'a GoFile,
    pub(crate) js: &'a JsFile,
}

impl<'a> JsSource<'a> {
    /// Where hazards of the file bite.
    pub(crate) fn built_for(&self) -> TargetSet {
        self.file.built_for & TargetSet::with_javascript()
    }

    /// What the file calls `syscall/js`, if it imports it.
    pub(crate) fn js_name(&self) -> Option<&'a str> {
        let import = self.go.header.imports.iter().find(|it| &*it.path.text == SYSCALL_JS)?;
        let own_name = || SYSCALL_JS.trim_start_matches("syscall/");
        Some(import.name.as_ref().map_or_else(own_name, |name| &name.text))
    }

    pub(crate) fn body(&self, body: u32) -> &'a Body {
        &self.js.bodies[body as usize]
    }

    pub(crate) fn call_of(&self, func: &FuncOf) -> &'a Call {
        &self.js.calls[func.call as usize]
    }

    /// Whether nothing has a name in the declared function around a place, so that a variable may
    /// take it there.
    pub(crate) fn is_free(&self, place: Place, name: &str) -> bool {
        let Some(mut outer) = place.body else { return false };
        while let Some(around) = self.body(outer).place.and_then(|place| place.body) {
            outer = around;
        }
        let is_inside = |place: Place| place.body.is_some_and(|it| self.js.is_within(it, outer));
        let mut variables = self.js.variables.iter();
        let mut mentions = self.js.mentions.iter();
        let mut calls = self.js.calls.iter();
        !variables.any(|it| &*it.name.text == name && is_inside(it.place))
            && !mentions.any(|it| {
                matches!(&it.holder, Holder::Global(global) if **global == *name)
                    && is_inside(it.place)
            })
            && !calls.any(|it| {
                matches!(&it.callee, Callee::Function(called) if **called == *name)
                    && is_inside(it.place)
            })
    }

    /// Findings are made in it.
    pub(crate) fn is_judged(&self) -> bool {
        !self.go.is_generated && self.js_name().is_some()
    }
}

impl<'a> JsPackage<'a> {
    /// The package, if some file of it imports `syscall/js`.
    pub(crate) fn of(package: &'a Package) -> Option<JsPackage<'a>> {
        if !package.imports_javascript() {
            return None;
        }
        let (mut files, mut others) = (Vec::new(), Vec::new());
        for file in package.files.iter().filter(|file| file.joins_javascript()) {
            let Some(go) = file.go() else { continue };
            match go.js.as_deref() {
                Some(js) => files.push(JsSource { file, go, js }),
                None => others.push(go),
            }
        }
        let is_program = files.iter().any(|it| it.file.package_name() == Some("main"));
        Some(JsPackage { files, others, is_program })
    }

    /// Whether code outside of the package may use a name.
    pub(crate) fn is_exported(&self, name: &str) -> bool {
        !self.is_program && name.starts_with(char::is_uppercase)
    }

    /// The one function of the package with a name, or the one method.
    pub(crate) fn declared(&self, wanted: &str, is_method: bool) -> Option<(usize, u32)> {
        let mut found = None;
        for (file, source) in self.files.iter().enumerate() {
            for (number, body) in (0..).zip(&source.js.bodies) {
                if let Role::Declared { name, receiver } = &body.role
                    && &*name.text == wanted
                    && receiver.is_some() == is_method
                {
                    if found.is_some() {
                        return None;
                    }
                    found = Some((file, number));
                }
            }
        }
        let is_declared_elsewhere = self.others.iter().any(|go| {
            let is_it = |kind| (kind == DeclarationKind::Method) == is_method;
            go.declarations.iter().any(|it| &*it.name.text == wanted && is_it(it.kind))
        });
        found.filter(|_| !is_declared_elsewhere)
    }

    /// The body that a call runs, if it is known which.
    pub(crate) fn callee(&self, file: usize, callee: &Callee) -> Option<(usize, u32)> {
        match callee {
            Callee::Function(name) => self.declared(name, false),
            Callee::Method(name) => self.declared(name, true),
            Callee::Literal(body) => Some((file, *body)),
            Callee::Variable(variable) => self.assigned_literal(file, *variable),
            Callee::FuncOf(_) | Callee::Imported { .. } | Callee::Unknown => None,
        }
    }

    /// Whether JavaScript calls a declared function or method: `js.FuncOf(f)`.
    fn is_callback(&self, file: usize, body: u32) -> bool {
        let mut files = (0..).zip(&self.files);
        files.any(|(other, source)| {
            source.js.functions.iter().any(|func| self.callback(other, func) == Some((file, body)))
        })
    }

    /// The body that JavaScript calls, if it is known which.
    pub(crate) fn callback(&self, file: usize, func: &FuncOf) -> Option<(usize, u32)> {
        match &func.callback {
            Callback::Literal(body) => Some((file, *body)),
            Callback::Function(name) => self.declared(name, false),
            Callback::Method(name) => self.declared(name, true),
            Callback::Unknown => None,
        }
    }

    /// The function literal that a local variable holds.
    fn assigned_literal(&self, file: usize, variable: u32) -> Option<(usize, u32)> {
        let bodies = &self.files[file].js.bodies;
        let is_it = |body: &&Body| body.role == Role::Variable(variable);
        let mut held = (0..).zip(bodies).filter(|(_, body)| is_it(body));
        let first = held.next().map(|(number, _)| (file, number));
        first.filter(|_| held.next().is_none())
    }

    /// Whether the package declares a method of a name, so that a call of it may mean that.
    pub(crate) fn has_method(&self, name: &str) -> bool {
        let files = self.files.iter().map(|it| it.go).chain(self.others.iter().copied());
        files
            .flat_map(|go| &go.declarations)
            .any(|it| it.kind == DeclarationKind::Method && &*it.name.text == name)
    }

    /// Whether the call is one of a method of `js.Value`.
    pub(crate) fn is_js_call(&self, call: &Call) -> bool {
        match &call.callee {
            Callee::Method(name) => apis::is_method_of_value(name) && !self.has_method(name),
            Callee::Imported { path, name } => {
                &**path == SYSCALL_JS && matches!(&**name, "ValueOf" | "CopyBytesToGo")
            }
            _ => false,
        }
    }

    /// Mentions of a field or package-level variable, in the files with facts.
    pub(crate) fn mentions<'s>(&'s self, holder: &'s Holder) -> impl Iterator<Item = &'a Mention> {
        let mentions = self.files.iter().flat_map(|source| &source.js.mentions);
        mentions.filter(move |mention| mention.holder == *holder)
    }

    /// Whether a file without facts may mention a name.
    pub(crate) fn others_may_hold(&self, name: &str) -> bool {
        self.others.iter().any(|go| go.may_hold(name))
    }
}
