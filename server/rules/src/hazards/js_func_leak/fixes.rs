//! Edits that release a function.

use syntax::go::js::{Callee, Holder, Sink, Struct};

use super::{Leak, Reason, alone, move_out};
use crate::fixes::replace;
use crate::javascript::{Calling, JsPackage, calling, takes_back};
use crate::{Applicability, Fix};

/// The fixes of a leak, the best first.
pub(super) fn of(package: &JsPackage<'_>, leak: &Leak<'_>) -> Vec<Fix> {
    let fix = match &leak.reason {
        Reason::Local(..) => of_local(package, leak),
        Reason::Inline(..) => move_out::of_inline(package, leak),
        Reason::CalledInstead(_) => alone::release_in_other(package, leak),
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

/// A local variable: released as the function returns, or by the callback itself.
fn of_local(package: &JsPackage<'_>, leak: &Leak<'_>) -> Option<Fix> {
    let source = package.files[leak.file];
    let call = &source.js.calls[leak.call as usize];
    let variable = &source.js.variables[call.assigned()? as usize];
    let statement = call.place.statement;
    let is_plain = statement.has_own_lines && statement.span.end == call.span.end;
    if !is_plain || call.place.in_loop.is_some() {
        return None;
    }
    let tabs = "\t".repeat(statement.tabs.into());
    let name = &*variable.name.text;
    if package.is_one_shot(leak.file, leak.call, &leak.owner) {
        return Some(Fix {
            title: format!("Let the callback release {name} itself"),
            applicability: Applicability::Manual,
            edits: vec![source.declare_releasing_itself(leak.func?, name)?],
        });
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
