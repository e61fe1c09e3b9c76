//! Edits that several rules make.

use syntax::go::js::{Callback, Flow, FuncOf, Sink};

use super::{Calling, JsPackage, JsSource, Owner, calling};
use crate::Edit;
use crate::fixes::replace;

impl JsSource<'_> {
    /// The call of `js.FuncOf` as it is once its callback releases variables of these names.
    pub(crate) fn releasing(&self, func: &FuncOf, names: &[&str]) -> Option<String> {
        let call = self.call_of(func);
        match func.callback {
            Callback::Literal(body) => {
                let begin = self.body(body).block.start + 1 - call.span.start;
                let (before, inside) = func.text.split_at_checked(begin as usize)?;
                let is_one_line = !inside.lines().next()?.trim().is_empty();
                let tabs = "\t".repeat(usize::from(call.place.statement.tabs) + 1);
                let defers = |before: &str, after: &str| -> String {
                    let each =
                        names.iter().map(|it| format!("{before}defer {it}.Release(){after}"));
                    each.collect()
                };
                match (is_one_line, inside.contains('\n')) {
                    (false, _) => {
                        Some(format!("{before}{}{inside}", defers(&format!("\n{tabs}"), "")))
                    }
                    (true, false) => Some(format!("{before}{}{inside}", defers(" ", ";"))),
                    (true, true) => None,
                }
            }
            // A function with a name is called by one that releases.
            Callback::Function(_) | Callback::Method(_) => {
                let js = self.js_name()?;
                let callee = func.text.split_once('(')?.1.strip_suffix(')')?.trim();
                let tabs = "\t".repeat(call.place.statement.tabs.into());
                let defers = names.iter().map(|it| format!("{tabs}\tdefer {it}.Release()\n"));
                Some(format!(
                    "{js}.FuncOf(func(this {js}.Value, args []{js}.Value) any {{\n\
                     {}\
                     {tabs}\treturn {callee}(this, args)\n\
                     {tabs}}})",
                    defers.collect::<String>()
                ))
            }
            Callback::Unknown => None,
        }
    }

    /// `name := js.FuncOf(…)` becomes a declaration, and an assignment of a function that releases
    /// itself.
    pub(crate) fn declare_releasing_itself(&self, func: &FuncOf, name: &str) -> Option<Edit> {
        let call = self.call_of(func);
        let statement = call.place.statement;
        // Nothing but `name := ` stands before the call, and nothing behind it.
        let is_plain = statement.has_own_lines
            && statement.span.end == call.span.end
            && call.span.start - statement.span.start == name.len() as u32 + " := ".len() as u32;
        let js = self.js_name().filter(|_| is_plain)?;
        let tabs = "\t".repeat(statement.tabs.into());
        let text = self.releasing(func, &[name])?;
        Some(replace(
            &self.file.path,
            statement.span,
            format!("var {name} {js}.Func\n{tabs}{name} = {text}"),
        ))
    }
}

impl JsPackage<'_> {
    /// Whether JavaScript calls a function exactly once, so that it may release itself.
    pub(crate) fn is_one_shot(&self, file: usize, made_by: u32, owner: &Owner) -> bool {
        let [(called_in, number)] = owner.js_calls[..] else { return false };
        let js = self.files[file].js;
        let call = &self.files[called_in].js.calls[number as usize];
        // Of the two that `then` takes, one is never called; what `catch` takes rarely is.
        let is_handed = |flow: &Flow| matches!(flow.to, Sink::Argument(to, _) if to == number);
        let mut others = js.functions.iter().filter(|other| {
            let call = &js.calls[other.call as usize];
            let is_inline = call.flows.iter().any(is_handed);
            let of_variable = call.assigned().map(|it| &js.variables[it as usize].flows);
            other.call != made_by && (is_inline || of_variable.into_iter().flatten().any(is_handed))
        });
        called_in == file
            && calling(call) == Calling::OnceLater
            && call.first.as_deref() != Some("catch")
            && others.next().is_none()
    }
}
