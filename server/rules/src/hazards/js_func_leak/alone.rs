//! Two functions that one promise is given, each of which releases itself alone: the promise calls
//! one of them, and the other one stays.

use syntax::Span;
use syntax::go::js::{Call, Callback, FuncOf, Sink};

use super::Leak;
use crate::fixes::replace;
use crate::javascript::{JsPackage, JsSource, Owner};
use crate::{Applicability, Fix};

/// The function that a promise calls instead of this one, which only its own call releases.
pub(super) fn called_instead<'a>(
    package: &JsPackage<'a>,
    file: usize,
    func: &FuncOf,
    owner: &Owner,
) -> Option<&'a FuncOf> {
    let source = package.files[file];
    let Callback::Literal(body) = func.callback else { return None };
    let releases_itself = !owner.released.is_empty()
        && owner.given.is_empty()
        && owner.stored.is_empty()
        && owner.returned_by.is_empty()
        && owner.released.iter().all(|(other, flow)| {
            let at = flow.place.body;
            *other == file && at.is_some_and(|at| source.js.is_within(at, body))
        });
    let [(called_in, _)] = owner.js_calls[..] else { return None };
    if !releases_itself || called_in != file {
        return None;
    }
    let (call, index) = handed_to(source, func)?;
    let mut others = source.js.functions.iter().filter(|other| other.call != func.call);
    others.find(|other| {
        handed_to(source, other).is_some_and(|(other, other_index)| {
            if call.span == other.span {
                return says(call, "then") && matches!((index, other_index), (1, 2) | (2, 1));
            }
            // `p.Call("then", …).Call("catch", …)`, from either.
            let is_chain = call.span.start == other.span.start && (index, other_index) == (1, 1);
            is_chain
                && (says(call, "then") && says(other, "catch")
                    || says(call, "catch") && says(other, "then"))
        })
    })
}

/// The other one releases this one, too.
pub(super) fn release_in_other(package: &JsPackage<'_>, leak: &Leak<'_>) -> Option<Fix> {
    let source = package.files[leak.file];
    let super::Reason::CalledInstead(other) = leak.reason else { return None };
    let Callback::Literal(number) = other.callback else { return None };
    let (own_call, other_call) = (source.call_of(leak.func?), source.call_of(other));
    let variable = &source.js.variables[own_call.assigned()? as usize];
    let declared = variable.place;
    let is_seen = declared.body == other_call.place.body
        && declared.statement.block == other_call.place.statement.block
        && variable.name.span.end <= other_call.span.start;
    // A promise that `then` returns may be rejected, and call this one after all.
    let is_called_after = handed_to(source, leak.func?)
        .is_some_and(|(call, _)| says(call, "catch"))
        && !super::pair::returns_nothing(source, other);
    let body = source.body(number);
    let last = body.last_statement.filter(|it| it.has_own_lines)?;
    if !is_seen || is_called_after {
        return None;
    }
    let (tabs, name) = ("\t".repeat(last.tabs.into()), &variable.name.text);
    let begin = body.block.start + 1;
    Some(Fix {
        title: format!("Release {name} in the other callback, too"),
        applicability: Applicability::Manual,
        edits: vec![replace(
            &source.file.path,
            Span { start: begin, end: begin },
            format!("\n{tabs}defer {name}.Release()"),
        )],
    })
}

/// The call that the variable of a function is an argument of, and which argument.
fn handed_to<'a>(source: JsSource<'a>, func: &FuncOf) -> Option<(&'a Call, u32)> {
    let variable = source.call_of(func).assigned()?;
    let mut flows = source.js.variables[variable as usize].flows.iter();
    flows.find_map(|flow| match flow.to {
        Sink::Argument(call, index) => Some((&source.js.calls[call as usize], index)),
        _ => None,
    })
}

fn says(call: &Call, method: &str) -> bool {
    call.first.as_deref() == Some(method)
}
