//! C code that runs before `main` and calls an exported Go function, directly or over others.

use std::collections::BTreeMap;

use platform::TargetSet;
use project::{CVariant, FilePath, Level, Package, Snapshot};
use syntax::Span;
use syntax::c::EarlyKind;

use crate::cgo_exports::{Export, exports, is_only_in_c_libraries};
use crate::early_calls::{Chain, Start, chains};
use crate::{Explanation, Findings, Judges, Predicts, Related, Rule, Scope, Where};

mod fixes;

/// See the page.
pub static RULE: Rule = Rule {
    name: "constructor-calls-go",
    level: Level::Error,
    predicts: Predicts::RunFailure,
    judges: Judges::Cgo,
    scope: Scope::Package(check),
    docs: include_str!("constructor_calls_go.md"),
    off_by_default: false,
    former_names: &[],
};

/// Everything that a finding says but the ports; of two that say the same, the ports are joined.
type Found<'a> = BTreeMap<(FilePath, Span, Vec<Related>), (TargetSet, &'a CVariant, Chain)>;

fn check(snapshot: &Snapshot, package: &Package, findings: &mut Findings) {
    let exports = exports(package);
    if exports.is_empty() {
        return;
    }
    let Some(id) = snapshot.package_in(&package.dir) else { return };
    let Some(program) = snapshot.c_program(id) else { return };
    let mut found: Found<'_> = BTreeMap::new();
    for variant in &program.variants {
        for chain in chains(variant, &exports) {
            let place = chain.place(variant);
            let (path, span) = (variant.units[chain.unit].path_of(place).clone(), place.span);
            let key = (path, span, related(package, variant, &exports, &chain));
            let entry = found.entry(key).or_insert((TargetSet::EMPTY, variant, chain));
            entry.0 |= variant.on;
        }
    }
    if found.is_empty() {
        return;
    }
    let is_library = is_only_in_c_libraries(snapshot, id);
    for ((path, span, related), (on, variant, chain)) in found {
        let depends_on_order = is_library && !chain.has_priority;
        let export = &exports[chain.export];
        findings.add(on, &path, span, |place| Explanation {
            message: message(variant, &chain, export, depends_on_order, place),
            why: why(&chain, depends_on_order),
            level: if depends_on_order {
                Some(Level::Info)
            } else {
                (!chain.is_certain).then_some(Level::Warning)
            },
            related,
            fixes: fixes::of(package, variant, &chain, on).into_iter().collect(),
            ..Explanation::default()
        });
    }
}

fn message(
    variant: &CVariant,
    chain: &Chain,
    export: &Export<'_>,
    depends_on_order: bool,
    place: Where,
) -> String {
    let unit = &variant.units[chain.unit].facts;
    let what = match chain.start {
        Start::Object(index) => format!("the C++ object `{}`", unit.objects[index].name),
        Start::Function(index) => {
            let function = &unit.functions[index];
            match function.runs_before_main.map(|early| early.kind) {
                Some(EarlyKind::Load) => format!("`{}`", function.name),
                _ => format!("the constructor `{}`", function.name),
            }
        }
    };
    let names: Vec<String> = chain.steps.iter().map(|it| format!("`{}`", it.name)).collect();
    let (go, through) = names.split_last().map_or(("Go", &names[..]), |(go, it)| (go, it));
    let through = if through.is_empty() {
        String::new()
    } else {
        format!(" through {}", through.join(" and "))
    };
    let go = format!("{go}, which is Go (`{}`)", export.function.text);
    let verb = if depends_on_order || chain.is_certain { "calls" } else { "may call" };
    if depends_on_order {
        return format!("on {place}, the order of loading decides: {what} {verb} {go}{through}");
    }
    let hangs = if chain.is_certain { "hangs" } else { "may hang" };
    format!("on {place}, the program {hangs} before main: {what} {verb} {go}{through}")
}

fn why(chain: &Chain, depends_on_order: bool) -> String {
    if depends_on_order {
        return "In a c-shared or c-archive library the Go runtime is started by a constructor, too; \
                this one comes after it, as long as it has no priority. In a program it would wait for \
                ever."
            .to_owned();
    }
    let mut why =
        "An exported Go function waits for the Go runtime, which starts once all constructors \
                   have run. Nothing is printed."
            .to_owned();
    if chain.is_awaited() {
        why.push_str(
            " The call is made on a thread that the constructor waits for; such a thread is let into Go \
             once every Go init is done, so that main alone may wait for it.",
        );
    }
    if !chain.is_certain {
        why.push_str(" A condition stands before the call.");
    }
    why
}

/// Each call of the chain, and the Go function at its end.
fn related(
    package: &Package,
    variant: &CVariant,
    exports: &[Export<'_>],
    chain: &Chain,
) -> Vec<Related> {
    let mut related = Vec::new();
    if let Start::Function(index) = chain.start {
        let function = &variant.units[chain.unit].facts.functions[index];
        let early = function.runs_before_main.map(|it| it.place);
        let stands_apart = |place: &syntax::c::Place| {
            let signature = function.signature;
            place.file != signature.file
                || place.span.start < signature.span.start
                || place.span.end > signature.span.end
        };
        if let Some(place) = early.filter(stands_apart) {
            related.push(Related {
                path: variant.units[chain.unit].path_of(place).clone(),
                span: place.span,
                message: "makes it run before main".to_owned(),
            });
        }
    }
    for step in &chain.steps {
        let how = if step.is_awaited { "runs on a thread, and is waited for" } else { "is called" };
        related.push(Related {
            path: variant.units[step.unit].path_of(step.place).clone(),
            span: step.place.span,
            message: format!("`{}` {how} here", step.name),
        });
    }
    let export = &exports[chain.export];
    related.push(Related {
        path: package.files[export.file].path.clone(),
        span: export.function.span,
        message: format!("`{}` is this Go function", export.name),
    });
    related
}
