//! Why nothing can release a function, in words.

use syntax::go::js::{Call, Callee, FuncOf, Holder, Role};

use super::Leak;
use crate::Related;
use crate::javascript::{JsPackage, Owner, takes_back};

/// Why nothing releases it.
pub(super) enum Reason<'a> {
    /// Nothing holds it.
    Discarded,
    /// It stands in the arguments of this call, which keep no `js.Func`.
    Inline(usize, u32),
    /// It stands in a literal of anything.
    InAny,
    /// Only its Value is kept.
    ValueOnly,
    /// It is the result of a callback.
    ReturnedToJs,
    /// A local variable holds it.
    Local(usize, u32),
    /// A local variable held it, and is set again.
    Replaced((usize, u32)),
    /// It releases itself, and a promise calls this one instead.
    CalledInstead(&'a FuncOf),
    /// A field holds it.
    Field(Box<str>),
    /// A package-level variable holds it.
    Global(Box<str>),
}

/// The reason that explains most.
pub(super) fn of<'a>(
    package: &JsPackage<'_>,
    file: usize,
    call: &Call,
    owner: &Owner,
) -> Reason<'a> {
    if let Some(stored) = owner.stored.first() {
        return match &stored.holder {
            Holder::Global(name) => Reason::Global(name.clone()),
            Holder::Field(name) => Reason::Field(name.clone()),
            Holder::Variable(variable) => Reason::Local(file, *variable),
        };
    }
    let own = owner.variables.iter().find(|(other, variable)| {
        let declared = &package.files[*other].js.variables[*variable as usize];
        *other == file && declared.name.span.start < call.span.start
    });
    if let Some((file, variable)) = own {
        return Reason::Local(*file, *variable);
    }
    match owner.js_calls.first() {
        Some((file, call)) => Reason::Inline(*file, *call),
        None if owner.is_in_any => Reason::InAny,
        None if owner.is_returned_to_js => Reason::ReturnedToJs,
        None if owner.is_value_kept => Reason::ValueOnly,
        None => Reason::Discarded,
    }
}

impl Leak<'_> {
    /// What leaks, and why.
    pub(super) fn message(&self, package: &JsPackage<'_>) -> String {
        let what = match &package.files[self.file].js.calls[self.call as usize].callee {
            Callee::Function(name) | Callee::Method(name) if self.func.is_none() => {
                format!("the js.Func that {name} returns")
            }
            _ => "this js.Func".to_owned(),
        };
        match &self.reason {
            Reason::Discarded => format!("nothing holds {what}, so nothing can release it"),
            Reason::Inline(file, call) => {
                let call = &package.files[*file].js.calls[*call as usize];
                format!("{what} goes straight into {}, so nothing can release it", shown(call))
            }
            Reason::InAny => {
                format!("{what} goes straight into a literal of values, so nothing can release it")
            }
            Reason::ReturnedToJs => {
                format!("{what} is returned to JavaScript, so nothing can release it")
            }
            Reason::ValueOnly => {
                format!("only the Value of {what} is kept, so nothing can release it")
            }
            Reason::Local(file, variable) => {
                format!(
                    "{what} is never released: {} is its only holder",
                    name(package, *file, *variable)
                )
            }
            Reason::Replaced((file, variable)) => format!(
                "{what} is lost when {} is set again, without a Release before",
                name(package, *file, *variable)
            ),
            Reason::CalledInstead(_) => format!(
                "{what} is released by its own call alone, and of the two that it is given \
                 a promise calls one"
            ),
            Reason::Field(field) => {
                format!(
                    "{what} is never released: nothing in the package releases the field {field}"
                )
            }
            Reason::Global(name) => format!(
                "{what} is never released: {name} is set again and again, and released nowhere"
            ),
        }
    }

    /// What makes it grow.
    pub(super) fn growth(&self, package: &JsPackage<'_>) -> String {
        let source = package.files[self.file];
        let place = source.js.calls[self.call as usize].place;
        if place.in_loop.is_some() {
            return "Each pass of the loop adds one.".to_owned();
        }
        if package.is_in_callback(self.file, place) {
            return "Each call of the callback around it adds one.".to_owned();
        }
        let runner = source.js.runner(place).map(|body| &source.body(body).role);
        match runner {
            Some(Role::Declared { name, .. }) => format!("Each call of {name} adds one."),
            _ => "Each time it runs adds one.".to_owned(),
        }
    }

    /// Where JavaScript lets go of it and Go does not, or what is called instead.
    pub(super) fn related(&self, package: &JsPackage<'_>) -> Vec<Related> {
        if let Reason::CalledInstead(other) = self.reason {
            let source = package.files[self.file];
            return vec![Related {
                path: source.file.path.clone(),
                span: source.call_of(other).function,
                message: "once this one is called, nothing releases the first".to_owned(),
            }];
        }
        let taken_back = self.owner.js_calls.iter().filter_map(|(file, number)| {
            let source = package.files[*file];
            let call = &source.js.calls[*number as usize];
            takes_back(call).then(|| Related {
                path: source.file.path.clone(),
                span: call.span,
                message: "here JavaScript lets go of it, and Go does not".to_owned(),
            })
        });
        taken_back.collect()
    }
}

/// As it is written: `Call("then")`.
fn shown(call: &Call) -> String {
    match (&call.callee, &call.first) {
        (Callee::Method(name), Some(first)) => format!("{name}(\"{first}\", …)"),
        (Callee::Method(name) | Callee::Imported { name, .. }, _) => format!("{name}(…)"),
        _ => "the call".to_owned(),
    }
}

fn name<'a>(package: &JsPackage<'a>, file: usize, variable: u32) -> &'a str {
    &package.files[file].js.variables[variable as usize].name.text
}
