//! A `js.FuncOf` that nothing releases, in code that can run more than once.

use project::{Level, Package, Snapshot};
use syntax::go::js::{Call, Callee, FuncOf, Place};

use crate::javascript::{JsPackage, Node, Owner};
use crate::{Explanation, Findings, Judges, Predicts, Rule, Scope};

mod alone;
mod fixes;
mod move_out;
mod pair;
mod reason;

use reason::Reason;

/// See the page.
pub static RULE: Rule = Rule {
    name: "js-func-leak",
    level: Level::Warning,
    predicts: Predicts::Leak,
    judges: Judges::JavaScript,
    scope: Scope::Package(check),
    docs: include_str!("js_func_leak.md"),
    off_by_default: false,
    former_names: &[],
};

const KEPT: &str = "What js.FuncOf makes stays in a table of syscall/js, with all that the closure \
                    captures, until its Release is called: no garbage collector takes it.";

fn check(_: &Snapshot, package: &Package, findings: &mut Findings) {
    let Some(package) = JsPackage::of(package) else { return };
    for leak in leaks(&package) {
        let source = package.files[leak.file];
        if !source.is_judged() {
            continue;
        }
        let call = &source.js.calls[leak.call as usize];
        findings.add(source.built_for(), &source.file.path, call.function, |on| Explanation {
            message: format!("leaks on {on}: {}", leak.message(&package)),
            why: format!("{KEPT} {}", leak.growth(&package)),
            related: leak.related(&package),
            fixes: fixes::of(&package, &leak),
            ..Explanation::default()
        });
    }
}

/// A function of JavaScript that is not released.
pub(crate) struct Leak<'a> {
    pub(crate) file: usize,
    /// The call that makes it: of `js.FuncOf`, or of a function that returns one.
    pub(crate) call: u32,
    /// None for a function that returns one.
    pub(crate) func: Option<&'a FuncOf>,
    owner: Owner,
    reason: Reason<'a>,
}

/// Every leak of a package, by file and place.
pub(crate) fn leaks<'a>(package: &JsPackage<'a>) -> Vec<Leak<'a>> {
    let mut leaks = Vec::new();
    let mut makers: Vec<(usize, u32)> = Vec::new();
    for (file, source) in package.files.iter().enumerate() {
        for func in &source.js.functions {
            let owner = package.follow(Node::Call(file, func.call));
            makers.extend(owner.makers());
            leaks.extend(leak(package, file, func.call, Some(func), owner));
        }
    }
    // Who calls a function that returns one, has to release it.
    let mut done = 0;
    while done < makers.len() {
        let maker = makers[done];
        done += 1;
        if makers[..done - 1].contains(&maker) {
            continue;
        }
        for (file, source) in package.files.iter().enumerate() {
            for (number, call) in (0..).zip(&source.js.calls) {
                if package.callee(file, &call.callee) == Some(maker) {
                    let owner = package.follow(Node::Call(file, number));
                    makers.extend(owner.makers());
                    leaks.extend(leak(package, file, number, None, owner));
                }
            }
        }
    }
    leaks.sort_by_key(|leak| (leak.file, leak.call));
    leaks
}

/// Decides about one function.
fn leak<'a>(
    package: &JsPackage<'a>,
    file: usize,
    number: u32,
    func: Option<&'a FuncOf>,
    owner: Owner,
) -> Option<Leak<'a>> {
    let call = &package.files[file].js.calls[number as usize];
    let leak = |owner, reason| Some(Leak { file, call: number, func, owner, reason });
    if package.runs_at_start(file, call.place)
        || func.is_some_and(|it| is_guarded(package, file, it))
    {
        return None;
    }
    if owner.is_looked_after() {
        let reason = replaced_in_loop(package, file, call, &owner)
            .or_else(|| replaced_at_once(package, file, number, &owner))
            .map(Reason::Replaced)
            .or_else(|| {
                let instead = alone::called_instead(package, file, func?, &owner);
                instead.map(Reason::CalledInstead)
            });
        return reason.and_then(|reason| leak(owner, reason));
    }
    if !owner.returned_by.is_empty()
        || owner.stored.iter().any(|stored| package.is_stored_value_released(stored))
        || is_registered_by_name(package, file, call, &owner)
    {
        return None;
    }
    let reason = reason::of(package, file, call, &owner);
    leak(owner, reason)
}

/// Whether a condition lets the call happen once: it asks for what the function sets.
fn is_guarded(package: &JsPackage<'_>, file: usize, func: &FuncOf) -> bool {
    let source = package.files[file];
    let Some(body) = source.call_of(func).place.body else { return true };
    let sets = &source.body(body).sets;
    let sets_holder = func.guards.iter().any(|guard| sets.contains(guard));
    sets_holder && source.call_of(func).place.in_loop.is_none()
}

/// Whether the function becomes a name for JavaScript to call: one that lasts.
fn is_registered_by_name(package: &JsPackage<'_>, file: usize, call: &Call, owner: &Owner) -> bool {
    let place = call.place;
    let registers = |in_loop: bool| {
        !owner.js_calls.is_empty()
            && owner.js_calls.iter().all(|(file, number)| {
                let source = package.files[*file];
                let call = &source.js.calls[*number as usize];
                let is_set = matches!(&call.callee, Callee::Method(name) if &**name == "Set");
                let global = format!("{}.Global()", source.js_name().unwrap_or_default());
                // In a loop, every pass has to set another name.
                is_set && if in_loop { call.first.is_none() } else { *call.operand == global }
            })
    };
    let Some(in_loop) = place.in_loop else {
        return registers(false) && !package.is_in_callback(file, place);
    };
    let looped = package.files[file].js.loops[in_loop as usize];
    let starts = place.body.is_none_or(|body| package.starts_body(file, body));
    looped.is_range && looped.around.is_none() && starts && registers(true)
}

/// The variable from before a loop that the loop sets anew, and nothing in the loop lets go of.
fn replaced_in_loop(
    package: &JsPackage<'_>,
    file: usize,
    call: &Call,
    owner: &Owner,
) -> Option<(usize, u32)> {
    let js = package.files[file].js;
    let looped = js.loops[call.place.in_loop? as usize].span;
    let variable = call.assigned()?;
    let declared = js.variables[variable as usize].name.span;
    let is_outside = declared.start < looped.start || looped.end < declared.start;
    let is_let_go =
        ends(owner).any(|(other, at)| other != file || looped.start <= at && at < looped.end);
    (is_outside && !is_let_go).then_some((file, variable))
}

/// The variable that is set again in the same block, and that nothing lets go of in between.
fn replaced_at_once(
    package: &JsPackage<'_>,
    file: usize,
    number: u32,
    owner: &Owner,
) -> Option<(usize, u32)> {
    let js = package.files[file].js;
    let call = &js.calls[number as usize];
    let variable = call.assigned()?;
    let block = |place: &Place| (place.body, place.statement.block);
    let next = js.functions.iter().map(|func| &js.calls[func.call as usize]).find(|next| {
        next.span.start > call.span.start
            && next.assigned() == Some(variable)
            && block(&next.place) == block(&call.place)
    })?;
    let is_let_go = ends(owner)
        .any(|(other, at)| other != file || call.span.start <= at && at < next.span.start);
    (!is_let_go).then_some((file, variable))
}

/// Where a value is released or handed on: file and offset.
fn ends(owner: &Owner) -> impl Iterator<Item = (usize, u32)> {
    let released = owner.released.iter().map(|(file, flow)| (*file, flow.span.start));
    released.chain(owner.given.iter().map(|(file, span)| (*file, span.start)))
}
