//! How often code runs: what a program does once, as it starts, lives as long as the program.

use syntax::Span;
use syntax::go::js::{Callee, Flow, Holder, Place, Role, Sink};
use syntax::go::{DeclarationKind, GoFile};

use super::JsPackage;

/// How many functions are asked about for one place. Longer ways are taken as those of the start:
/// nobody can tell.
const MOST_STEPS: usize = 64;

/// A function of the package, by its name and whether it is a method.
type Function<'a> = (&'a str, bool);

/// What is being asked for one place.
#[derive(Default)]
struct Asked<'a> {
    /// The functions on the way from the place.
    functions: Vec<Function<'a>>,
    /// The local variables on the way that hold functions, with their files.
    variables: Vec<(usize, u32)>,
    steps: usize,
}

impl<'a> JsPackage<'a> {
    /// Whether a place is reached a number of times that the text shows: from `main`, `init` and
    /// the top level, along calls outside of loops and callbacks.
    pub(crate) fn runs_at_start(&self, file: usize, place: Place) -> bool {
        self.is_at_start(file, place, &mut Asked::default())
    }

    fn is_at_start(&self, file: usize, place: Place, asked: &mut Asked<'a>) -> bool {
        if place.in_loop.is_some() {
            return false;
        }
        place.body.is_none_or(|body| self.starts(file, body, asked))
    }

    /// The same, whatever loops are around the place in its own body.
    pub(crate) fn starts_body(&self, file: usize, body: u32) -> bool {
        self.starts(file, body, &mut Asked::default())
    }

    fn starts(&self, file: usize, body: u32, asked: &mut Asked<'a>) -> bool {
        asked.steps += 1;
        if asked.steps > MOST_STEPS {
            return true;
        }
        let source = self.files[file];
        let body = source.body(body);
        match &body.role {
            Role::Once => true,
            Role::Callback | Role::Unknown => false,
            Role::Invoked | Role::Goroutine => {
                body.place.is_some_and(|place| self.is_at_start(file, place, asked))
            }
            Role::Variable(variable) => {
                let is_call = |flow: &Flow| flow.to == Sink::Read;
                let mut calls = source
                    .js
                    .calls
                    .iter()
                    .filter(|call| call.callee == Callee::Variable(*variable));
                // One that calls itself runs as often as it likes.
                if asked.variables.contains(&(file, *variable)) {
                    return false;
                }
                asked.variables.push((file, *variable));
                let starts = source.js.variables[*variable as usize].flows.iter().all(is_call)
                    && calls.all(|call| self.is_at_start(file, call.place, asked));
                asked.variables.pop();
                starts
            }
            Role::Declared { name, receiver } => {
                let is_start = match &*name.text {
                    "init" => true,
                    "main" => self.is_program,
                    _ => false,
                };
                is_start && receiver.is_none()
                    || self.is_called_at_start((&name.text, receiver.is_some()), asked)
            }
        }
    }

    /// Whether every mention of a function is a call as the program starts, and there is one.
    fn is_called_at_start(&self, function: Function<'a>, asked: &mut Asked<'a>) -> bool {
        asked.steps += 1;
        if asked.steps > MOST_STEPS {
            return true;
        }
        let (name, is_method) = function;
        if self.is_exported(name) || asked.functions.contains(&function) {
            return false;
        }
        let as_value =
            if is_method { Holder::Field(name.into()) } else { Holder::Global(name.into()) };
        if self.mentions(&as_value).next().is_some() {
            return false;
        }
        asked.functions.push(function);
        let is_called = |callee: &Callee| match callee {
            Callee::Function(called) => !is_method && **called == *name,
            Callee::Method(called) => is_method && **called == *name,
            _ => false,
        };
        let mut count = 0;
        let mut all = true;
        for (file, source) in self.files.iter().enumerate() {
            for call in source.js.calls.iter().filter(|call| is_called(&call.callee)) {
                count += 1;
                all &= self.is_at_start(file, call.place, asked);
            }
        }
        for go in self.others.iter().filter(|go| go.may_hold(name)) {
            for used in go.uses().iter().filter(|it| !is_method && *it.name.text == *name) {
                count += 1;
                all &= self.is_in_start(go, used.name.span, asked);
            }
        }
        asked.functions.pop();
        // A method that is called at two places may as well be called through an interface.
        all && if is_method { count == 1 } else { count > 0 }
    }

    /// Whether a mention in a file without facts stands in a function that runs at the start.
    fn is_in_start(&self, go: &'a GoFile, at: Span, asked: &mut Asked<'a>) -> bool {
        let around =
            go.declarations.iter().find(|it| it.span.start <= at.start && at.end <= it.span.end);
        around.is_none_or(|it| match it.kind {
            DeclarationKind::Func if matches!(&*it.name.text, "init" | "main") => true,
            DeclarationKind::Func => self.is_called_at_start((&it.name.text, false), asked),
            DeclarationKind::Method => self.is_called_at_start((&it.name.text, true), asked),
            _ => true,
        })
    }

    /// Whether JavaScript runs a place, or something that a callback starts.
    pub(crate) fn is_in_callback(&self, file: usize, place: Place) -> bool {
        let mut body = place.body;
        while let Some(number) = body {
            let around = self.files[file].body(number);
            if around.role == Role::Callback {
                return true;
            }
            body = around.place.and_then(|place| place.body);
        }
        false
    }
}
