//! Values of JavaScript that a package-level variable collects and never lets go of.

use project::{Level, Package, Snapshot};
use syntax::go::js::{Global, Holder, JsType, Mention, Sink};

use crate::javascript::{JsPackage, JsSource};
use crate::{Explanation, Findings, Judges, Predicts, Rule, Scope};

/// See the page.
pub static RULE: Rule = Rule {
    name: "js-value-retained",
    level: Level::Warning,
    predicts: Predicts::Leak,
    judges: Judges::JavaScript,
    scope: Scope::Package(check),
    docs: include_str!("js_value_retained.md"),
    off_by_default: false,
    former_names: &[],
};

const WHY: &str = "As long as Go can reach a js.Value, JavaScript's garbage collector keeps the object, \
                   and all that the object refers to.";

fn check(_: &Snapshot, package: &Package, findings: &mut Findings) {
    let Some(package) = JsPackage::of(package) else { return };
    for source in &package.files {
        for global in &source.js.globals {
            for (source, growth) in growths(&package, global) {
                let (name, span) = (&global.name.text, growth.flow.span);
                findings.add(source.built_for(), &source.file.path, span, |on| Explanation {
                    message: format!(
                        "leaks on {on}: {name} collects values of JavaScript, and nothing ever \
                         takes one out"
                    ),
                    why: WHY.to_owned(),
                    ..Explanation::default()
                });
            }
        }
    }
}

/// Where a package-level variable grows for ever.
fn growths<'a>(package: &JsPackage<'a>, global: &Global) -> Vec<(JsSource<'a>, &'a Mention)> {
    let name = &global.name.text;
    if !matches!(global.declared_type, JsType::ValueSlice | JsType::ValueMap)
        || package.is_exported(name)
        || package.others_may_hold(name)
    {
        return Vec::new();
    }
    let holder = Holder::Global(name.clone());
    let (mut growths, mut looked_up, mut assigned) = (Vec::new(), Vec::new(), Vec::new());
    for (file, source) in package.files.iter().enumerate() {
        for mention in source.js.mentions.iter().filter(|it| it.holder == holder) {
            let statement = (file, mention.place.statement.span);
            match (&mention.flow.to, global.declared_type) {
                (Sink::Grown, JsType::ValueSlice) | (Sink::ElementSet(false), JsType::ValueMap) => {
                    growths.push((file, *source, mention));
                }
                (Sink::Overwritten, _) => assigned.push(statement),
                (
                    Sink::Read
                    | Sink::Grown
                    | Sink::ElementSet(_)
                    | Sink::Discarded
                    | Sink::Holder(Holder::Variable(_)),
                    _,
                ) => looked_up.push((file, mention.place.body)),
                (Sink::Argument(call, _), _)
                    if package.is_js_call(&source.js.calls[*call as usize]) => {}
                // Emptied, cut, given away, or nobody knows.
                _ => return Vec::new(),
            }
        }
    }
    // A slice that appends to itself is assigned, too; another assignment lets go of all.
    let appends = |statement| {
        growths.iter().any(|(file, _, it)| (*file, it.place.statement.span) == statement)
    };
    if !assigned.into_iter().all(appends) {
        return Vec::new();
    }
    // What is looked up before it is set is a cache: it has an end.
    growths.retain(|(file, source, growth)| {
        let is_cache = global.declared_type == JsType::ValueMap
            && looked_up.contains(&(*file, growth.place.body));
        !is_cache && source.is_judged() && !package.runs_at_start(*file, growth.place)
    });
    growths.into_iter().map(|(_, source, growth)| (source, growth)).collect()
}
