//! A `js.Func` that is released before JavaScript calls it.

use project::{Level, Package, Snapshot};
use syntax::Span;
use syntax::go::js::{Call, Callee, Flow, FuncOf, JsFile};

use crate::fixes::delete;
use crate::javascript::{Calling, JsPackage, Node, Owner, calling, takes_back};
use crate::{Applicability, Explanation, Findings, Fix, Judges, Predicts, Related, Rule, Scope};

/// See the page.
pub static RULE: Rule = Rule {
    name: "js-func-released-early",
    level: Level::Warning,
    predicts: Predicts::RunFailure,
    judges: Judges::JavaScript,
    scope: Scope::Package(check),
    docs: include_str!("js_func_released_early.md"),
    off_by_default: false,
    former_names: &[],
};

const WHY: &str = "A call of a released js.Func does nothing: the console says `call to released \
                   function`, the result is undefined, and the program goes on without the callback.";

fn check(_: &Snapshot, package: &Package, findings: &mut Findings) {
    let Some(package) = JsPackage::of(package) else { return };
    for (file, source) in package.files.iter().enumerate().filter(|(_, it)| it.is_judged()) {
        for func in &source.js.functions {
            let owner = package.follow(Node::Call(file, func.call));
            let Some(early) = Early::find(&package, file, func, &owner) else { continue };
            let path = &source.file.path;
            findings.add(source.built_for(), path, early.release.span, |on| Explanation {
                message: early.message(&on.to_string()),
                why: WHY.to_owned(),
                related: vec![Related {
                    path: path.clone(),
                    span: early.handed_to.span,
                    message: "handed to JavaScript here".to_owned(),
                }],
                fixes: early.fix(&package).into_iter().collect(),
                ..Explanation::default()
            });
        }
    }
}

/// A release that comes before the calls.
struct Early<'a> {
    file: usize,
    func: &'a FuncOf,
    owner: &'a Owner,
    flow: &'a Flow,
    /// The call of Release.
    release: &'a Call,
    /// The call that makes JavaScript call it later.
    handed_to: &'a Call,
}

impl<'a> Early<'a> {
    fn find(
        package: &JsPackage<'a>,
        file: usize,
        func: &'a FuncOf,
        owner: &'a Owner,
    ) -> Option<Early<'a>> {
        let js = package.files[file].js;
        let body = js.runner(js.calls[func.call as usize].place)?;
        let called =
            |(file, number): &(usize, u32)| &package.files[*file].js.calls[*number as usize];
        if owner.js_calls.iter().any(|it| takes_back(called(it))) {
            return None;
        }
        let later = owner.js_calls.iter().filter(|(other, _)| *other == file).map(called);
        let mut later = later.filter(|call| {
            matches!(calling(call), Calling::Later | Calling::OnceLater)
                && js.runner(call.place) == Some(body)
                && !call.is_deferred
                && !call.is_started
        });
        let released = owner.released.iter().filter(|(other, _)| *other == file);
        let released: Vec<_> = released
            .filter_map(|(_, flow)| Some((flow, release_of(&js.calls, flow.span)?)))
            .filter(|(_, release)| js.runner(release.place) == Some(body) && !release.is_started)
            .collect();
        later.find_map(|handed_to| {
            let (flow, release) = released.iter().find(|(_, release)| {
                let after = handed_to.span.end;
                if release.is_deferred {
                    // It stands in the function itself, so that it runs as that returns.
                    return release.place.body == Some(body)
                        && package.passes_at_once(file, body, after..end_after(js, handed_to));
                }
                after <= release.span.start
                    && release.place.statement.block == handed_to.place.statement.block
                    && package.passes_at_once(file, body, after..release.span.start)
            })?;
            Some(Early { file, func, owner, flow, release, handed_to })
        })
    }

    fn message(&self, on: &str) -> String {
        let when = if self.release.is_deferred { "as the function returns" } else { "at once" };
        let api = match (&self.handed_to.callee, &self.handed_to.first) {
            (Callee::Method(name), Some(first)) => format!("{name}(\"{first}\", …)"),
            (Callee::Method(name), None) => format!("{name}(…)"),
            _ => "JavaScript".to_owned(),
        };
        let name = &self.release.operand;
        format!("{name} is never called on {on}: released {when}, while {api} calls it later")
    }

    /// The callback releases itself.
    fn fix(&self, package: &JsPackage<'_>) -> Option<Fix> {
        let source = package.files[self.file];
        let call = source.call_of(self.func);
        let variable = &source.js.variables[call.assigned()? as usize];
        let statement = self.flow.place.statement;
        let is_only = self.owner.released.len() == 1 && statement.has_own_lines;
        if !is_only || !package.is_one_shot(self.file, self.func.call, self.owner) {
            return None;
        }
        let line = Span {
            start: statement.span.start - u32::from(statement.tabs),
            end: statement.span.end + 1,
        };
        let name = &variable.name.text;
        Some(Fix {
            title: format!("Let the callback release {name} itself"),
            applicability: Applicability::Manual,
            edits: vec![
                source.declare_releasing_itself(self.func, name)?,
                delete(&source.file.path, line),
            ],
        })
    }
}

/// Where the function ends once a call in it was made, if the call's own block says so.
fn end_after(js: &JsFile, call: &Call) -> u32 {
    let place = call.place;
    let mut returns = place.body.into_iter().flat_map(|body| &js.bodies[body as usize].returns);
    let next =
        returns.find(|it| it.block == place.statement.block && call.span.end <= it.span.start);
    next.map_or(u32::MAX, |it| it.span.end)
}

/// The call `x.Release()` whose `x` this is.
fn release_of(calls: &[Call], operand: Span) -> Option<&Call> {
    calls.iter().find(|call| {
        matches!(&call.callee, Callee::Method(name) if &**name == "Release")
            && call.span.start == operand.start
            && operand.end < call.function.end
    })
}
