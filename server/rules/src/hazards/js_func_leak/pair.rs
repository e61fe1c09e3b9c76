//! Two functions that one promise is given: it calls one of them, and that releases both.

use syntax::go::js::{Call, Callback, FuncOf, Sink};

use super::{Leak, move_out};
use crate::fixes::replace;
use crate::javascript::{JsPackage, JsSource};
use crate::{Applicability, Fix};

/// Names for them, the first pair that the function around does not use.
const NAMES: [[&str; 2]; 3] =
    [["resolved", "rejected"], ["onResolved", "onRejected"], ["then", "catch"]];

/// `p.Call("then", js.FuncOf(…), js.FuncOf(…))` and `p.Call("then", …).Call("catch", …)`: the
/// functions move to variables before the statement. Both findings have the same fix.
pub(super) fn of_promise(package: &JsPackage<'_>, leak: &Leak<'_>) -> Option<Fix> {
    let source = package.files[leak.file];
    let statement = source.js.calls[leak.call as usize].place.statement;
    let of_statement = source
        .js
        .functions
        .iter()
        .filter(|func| source.call_of(func).place.statement.span == statement.span);
    let mut of_statement: Vec<_> = of_statement.collect();
    of_statement.sort_by_key(|func| source.call_of(func).span);
    let [first, second] = of_statement[..] else { return None };
    let given = |func| given_to(package, source, func);
    let ((call, index), (other, other_index)) = (given(first)?, given(second)?);
    let is_pair = if call.span == other.span {
        (says(call, "then"), index, other_index) == (true, 1, 2)
    } else {
        says(call, "then")
            && says(other, "catch")
            && call.span.start == other.span.start
            && returns_nothing(source, first)
    };
    if !is_pair || ![first, second].iter().all(|func| move_out::is_movable(source, func)) {
        return None;
    }
    let place = source.call_of(first).place;
    let names =
        NAMES.into_iter().find(|pair| pair.iter().all(|name| source.is_free(place, name)))?;
    let (js, tabs) = (source.js_name()?, "\t".repeat(statement.tabs.into()));
    let texts = [source.releasing(first, &names)?, source.releasing(second, &names)?];
    let [[a, b], [first_text, second_text]] = [names.map(str::to_owned), texts];
    Some(Fix {
        title: "Let the callback that is called release both".to_owned(),
        applicability: Applicability::Manual,
        edits: vec![
            replace(
                &source.file.path,
                statement.span.before(),
                format!(
                    "var {a}, {b} {js}.Func\n{tabs}{a} = {first_text}\n{tabs}{b} = {second_text}\n{tabs}"
                ),
            ),
            replace(&source.file.path, source.call_of(first).span, a),
            replace(&source.file.path, source.call_of(second).span, b),
        ],
    })
}

/// The call of a method of `js.Value` that a function stands in the arguments of, and at which place.
fn given_to<'a>(
    package: &JsPackage<'_>,
    source: JsSource<'a>,
    func: &FuncOf,
) -> Option<(&'a Call, u32)> {
    let [flow] = source.call_of(func).flows.as_slice() else { return None };
    let Sink::Argument(number, index) = flow.to else { return None };
    let call = &source.js.calls[number as usize];
    package.is_js_call(call).then_some((call, index))
}

fn says(call: &Call, method: &str) -> bool {
    call.first.as_deref() == Some(method)
}

/// Whether what `then` gets returns no promise: one that is rejected would make `catch` call later.
pub(super) fn returns_nothing(source: JsSource<'_>, func: &FuncOf) -> bool {
    let Callback::Literal(_) = func.callback else { return false };
    let undefined = format!("{}.Undefined", source.js_name().unwrap_or_default());
    func.text.split("return").skip(1).all(|after| {
        let value = after.lines().next().unwrap_or_default();
        let value = value.trim_matches([' ', '}', '(', ')']);
        value == "nil" || value == undefined
    })
}
