//! Edits that release a function.

use syntax::go::js::{Call, Callback, Callee, Flow, Holder, Sink, Struct};

use super::{Leak, Reason, assigned, move_out};
use crate::fixes::replace;
use crate::javascript::{Calling, JsPackage, JsSource, calling, takes_back};
use crate::{Applicability, Fix};

/// The fixes of a leak, the best first.
pub(super) fn of(package: &JsPackage<'_>, leak: &Leak<'_>) -> Vec<Fix> {
    let fix = match &leak.reason {
        Reason::Local(..) => of_local(package, leak),
        Reason::Inline(..) => move_out::of_inline(package, leak),
        Reason::Field(_) => release_method(package, leak),
        Reason::Global(_) | Reason::Replaced(_) => release_before(package, leak),
        _ => None,
    };
    fix.into_iter().collect()
}

/// When JavaScript calls the function, if the calls that it is handed to agree. None where it is
/// handed to none.
pub(super) fn when(package: &JsPackage<'_>, leak: &Leak<'_>) -> Option<Calling> {
    let made_in = package.files[leak.file].js.calls[leak.call as usize].place.body;
    let mut when = None;
    for (file, number) in &leak.owner.js_calls {
        let call = &package.files[*file].js.calls[*number as usize];
        let next = match calling(call) {
            // Until the function that makes it returns, if it takes it back itself.
            _ if takes_back(call) && *file == leak.file && call.place.body == made_in => {
                return Some(Calling::UntilTakenBack);
            }
            calling => calling,
        };
        let is_later = |calling| matches!(calling, Calling::Later | Calling::OnceLater);
        when = Some(match when {
            Some(before) if before != next && (is_later(before) || is_later(next)) => {
                Calling::Later
            }
            Some(before) if before != next => Calling::Unknown,
            _ => next,
        });
    }
    when
}

/// Whether JavaScript calls the function exactly once, so that it may release itself.
pub(super) fn is_one_shot(package: &JsPackage<'_>, leak: &Leak<'_>) -> bool {
    let [(file, number)] = leak.owner.js_calls[..] else { return false };
    let js = package.files[file].js;
    let call = &js.calls[number as usize];
    // Of the two that `then` takes, one is never called; what `catch` takes rarely is.
    let is_handed = |flow: &Flow| matches!(flow.to, Sink::Argument(to, _) if to == number);
    let mut others = js.functions.iter().filter(|other| {
        let call = &js.calls[other.call as usize];
        let is_inline = call.flows.iter().any(is_handed);
        let of_variable = assigned(call).map(|it| &js.variables[it as usize].flows);
        other.call != leak.call && (is_inline || of_variable.into_iter().flatten().any(is_handed))
    });
    file == leak.file
        && calling(call) == Calling::OnceLater
        && call.first.as_deref() != Some("catch")
        && others.next().is_none()
}

/// A local variable: released as the function returns, or by the callback itself.
fn of_local(package: &JsPackage<'_>, leak: &Leak<'_>) -> Option<Fix> {
    let source = package.files[leak.file];
    let call = &source.js.calls[leak.call as usize];
    let variable = &source.js.variables[assigned(call)? as usize];
    let statement = call.place.statement;
    let is_plain = statement.has_own_lines && statement.span.end == call.span.end;
    if !is_plain || call.place.in_loop.is_some() {
        return None;
    }
    let tabs = "\t".repeat(statement.tabs.into());
    let name = &*variable.name.text;
    if is_one_shot(package, leak) {
        return release_itself(source, leak, call, name);
    }
    let is_over_by_then = match when(package, leak) {
        None | Some(Calling::Now) => !leak.owner.is_value_kept,
        Some(Calling::UntilTakenBack) => true,
        Some(Calling::OnceLater | Calling::Later | Calling::Unknown) => false,
    };
    if !is_over_by_then {
        return None;
    }
    Some(Fix {
        title: format!("Release {name} when the function returns"),
        applicability: Applicability::Manual,
        edits: vec![replace(
            &source.file.path,
            statement.span.after(),
            format!("\n{tabs}defer {name}.Release()"),
        )],
    })
}

/// `cb := js.FuncOf(func…)`: the callback releases itself as it returns.
fn release_itself(source: JsSource<'_>, leak: &Leak<'_>, call: &Call, name: &str) -> Option<Fix> {
    let statement = call.place.statement;
    // Nothing but `name := ` stands before the call.
    if call.span.start - statement.span.start != name.len() as u32 + " := ".len() as u32 {
        return None;
    }
    let js = source.js_name()?;
    let tabs = "\t".repeat(statement.tabs.into());
    let func = releasing_itself(source, leak, name)?;
    Some(Fix {
        title: format!("Let the callback release {name} itself"),
        applicability: Applicability::Manual,
        edits: vec![replace(
            &source.file.path,
            statement.span,
            format!("var {name} {js}.Func\n{tabs}{name} = {func}"),
        )],
    })
}

/// The call of `js.FuncOf` as it is once its callback releases it.
pub(super) fn releasing_itself(
    source: JsSource<'_>,
    leak: &Leak<'_>,
    name: &str,
) -> Option<String> {
    let func = leak.func?;
    let call = source.call_of(func);
    match func.callback {
        Callback::Literal(body) => {
            let begin = source.body(body).block.start + 1 - call.span.start;
            let (before, inside) = func.text.split_at_checked(begin as usize)?;
            let is_one_line = !inside.lines().next()?.trim().is_empty();
            let tabs = "\t".repeat(usize::from(call.place.statement.tabs) + 1);
            match (is_one_line, inside.contains('\n')) {
                (false, _) => Some(format!("{before}\n{tabs}defer {name}.Release(){inside}")),
                (true, false) => Some(format!("{before} defer {name}.Release();{inside}")),
                (true, true) => None,
            }
        }
        // A function with a name is called by one that releases.
        Callback::Function(_) | Callback::Method(_) => {
            let js = source.js_name()?;
            let callee = func.text.split_once('(')?.1.strip_suffix(')')?.trim();
            let tabs = "\t".repeat(call.place.statement.tabs.into());
            Some(format!(
                "{js}.FuncOf(func(this {js}.Value, args []{js}.Value) any {{\n\
                 {tabs}\tdefer {name}.Release()\n\
                 {tabs}\treturn {callee}(this, args)\n\
                 {tabs}}})"
            ))
        }
        Callback::Unknown => None,
    }
}

/// A package-level variable, or one from before a loop: released before it is set again. Releasing
/// a `js.Func` that holds nothing does nothing.
fn release_before(package: &JsPackage<'_>, leak: &Leak<'_>) -> Option<Fix> {
    let source = package.files[leak.file];
    let call = &source.js.calls[leak.call as usize];
    let statement = call.place.statement;
    let (name, later) = match &leak.reason {
        Reason::Global(name) => (&**name, call),
        Reason::Replaced((_, variable)) if call.place.in_loop.is_some() => {
            (&*source.js.variables[*variable as usize].name.text, call)
        }
        _ => return None,
    };
    if !is_let_go_when_replaced(package, leak) {
        return None;
    }
    let is_assigned = later
        .flows
        .iter()
        .any(|flow| matches!(&flow.to, Sink::Holder(Holder::Global(_) | Holder::Variable(_))));
    if !statement.has_own_lines || !is_assigned || statement.span.end != call.span.end {
        return None;
    }
    let tabs = "\t".repeat(statement.tabs.into());
    Some(Fix {
        title: format!("Release the old {name} first"),
        applicability: Applicability::Manual,
        edits: vec![replace(
            &source.file.path,
            statement.span.before(),
            format!("{name}.Release()\n{tabs}"),
        )],
    })
}

/// Whether JavaScript no longer calls the old function when a variable takes a new one: it is
/// called at once, or a property takes the new one as well.
fn is_let_go_when_replaced(package: &JsPackage<'_>, leak: &Leak<'_>) -> bool {
    leak.owner.js_calls.iter().all(|(file, number)| {
        let call = &package.files[*file].js.calls[*number as usize];
        matches!(&call.callee, Callee::Method(name) if &**name == "Set")
            || matches!(calling(call), Calling::Now | Calling::Unknown)
    })
}

/// A method that releases what a struct owns.
fn release_method(package: &JsPackage<'_>, leak: &Leak<'_>) -> Option<Fix> {
    let stored = leak.owner.stored.first()?;
    let Holder::Field(field) = &stored.holder else { return None };
    let is_owner = |it: &&Struct| {
        it.functions.contains(field) && stored.of.as_ref().is_none_or(|of| **of == *it.name.text)
    };
    let mut owners = package
        .files
        .iter()
        .flat_map(|source| source.js.structs.iter().filter(is_owner).map(move |it| (*source, it)));
    let (source, owner) = owners.next()?;
    if owners.next().is_some() || !owner.is_plain || package.has_method("Release") {
        return None;
    }
    let name = &*owner.name.text;
    let receiver = name.chars().next()?.to_lowercase().collect::<String>();
    let released = owner.functions.iter().filter(|field| {
        let stored =
            crate::javascript::Stored { holder: Holder::Field((*field).clone()), of: None };
        !package.is_stored_value_released(&stored)
    });
    let lines: Vec<_> = released.map(|field| format!("\t{receiver}.{field}.Release()")).collect();
    let text = format!(
        "

// Release releases the functions of JavaScript. It has to be called once they are no longer
// called.
func ({receiver} *{name}) Release() {{
{}
}}",
        lines.join("\n")
    );
    Some(Fix {
        title: format!("Add a method to {name} that releases its functions"),
        applicability: Applicability::Manual,
        edits: vec![replace(&source.file.path, owner.declaration.after(), text)],
    })
}
