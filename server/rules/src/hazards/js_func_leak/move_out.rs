//! A function in the middle of a call gets a name, and is released by it.

use syntax::go::js::FuncOf;

use super::{Leak, Reason, fixes, pair};
use crate::fixes::replace;
use crate::javascript::{Calling, JsPackage, JsSource};
use crate::{Applicability, Fix};

/// Names for it, the first that the function around does not use.
const NAMES: [&str; 5] = ["cb", "callback", "fn", "handler", "jsFunc"];

/// `x.Call("then", js.FuncOf(…))`: the function moves to a variable before the statement.
pub(super) fn of_inline(package: &JsPackage<'_>, leak: &Leak<'_>) -> Option<Fix> {
    let source = package.files[leak.file];
    let call = &source.js.calls[leak.call as usize];
    let func = leak.func?;
    let statement = call.place.statement;
    let Reason::Inline(file, _) = leak.reason else { return None };
    let is_alone = source.js.functions.iter().all(|other| {
        other.call == func.call || source.call_of(other).place.statement.span != statement.span
    });
    if !is_alone {
        return pair::of_promise(package, leak);
    }
    if file != leak.file || !is_movable(source, func) {
        return None;
    }
    let name = NAMES.into_iter().find(|name| source.is_free(call.place, name))?;
    let tabs = "\t".repeat(statement.tabs.into());
    match fixes::when(package, leak)? {
        Calling::OnceLater if package.is_one_shot(leak.file, leak.call, &leak.owner) => {
            release_itself(source, leak, name, &tabs)
        }
        // A defer in a loop waits for the function to return.
        Calling::Now if call.place.in_loop.is_none() => {
            Some(release_on_return(source, func, name, &tabs))
        }
        _ => None,
    }
}

/// Whether a function may move to a line of its own before the statement.
pub(super) fn is_movable(source: JsSource<'_>, func: &FuncOf) -> bool {
    let place = source.call_of(func).place;
    place.statement.has_own_lines
        && !func.text.is_empty()
        && ends_at_indentation(&func.text, place.statement.tabs)
        && place.body.is_some()
}

/// JavaScript calls it before the call returns.
fn release_on_return(source: JsSource<'_>, func: &FuncOf, name: &str, tabs: &str) -> Fix {
    let call = source.call_of(func);
    Fix {
        title: "Keep the js.Func, and release it when the function returns".to_owned(),
        applicability: Applicability::Manual,
        edits: vec![
            replace(
                &source.file.path,
                call.place.statement.span.before(),
                format!("{name} := {}\n{tabs}defer {name}.Release()\n{tabs}", func.text),
            ),
            replace(&source.file.path, call.span, name),
        ],
    }
}

/// The callback runs once: it releases itself.
fn release_itself(source: JsSource<'_>, leak: &Leak<'_>, name: &str, tabs: &str) -> Option<Fix> {
    let func = leak.func?;
    let call = source.call_of(func);
    let text = source.releasing(func, &[name])?;
    let js = source.js_name()?;
    Some(Fix {
        title: "Let the callback release itself".to_owned(),
        applicability: Applicability::Manual,
        edits: vec![
            replace(
                &source.file.path,
                call.place.statement.span.before(),
                format!("var {name} {js}.Func\n{tabs}{name} = {text}\n{tabs}"),
            ),
            replace(&source.file.path, call.span, name),
        ],
    })
}

/// Whether the text's last line is indented as the statement is, so that it may stand alone.
fn ends_at_indentation(text: &str, tabs: u16) -> bool {
    let Some((_, last)) = text.rsplit_once('\n') else { return true };
    last.len() - last.trim_start_matches('\t').len() == usize::from(tabs)
}
