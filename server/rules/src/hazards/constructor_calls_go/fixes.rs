//! The call moves to where the runtime is up: a Go `init`.

use platform::TargetSet;
use project::{CVariant, Package, SourceFile};
use syntax::Span;
use syntax::c::Rewrite;
use syntax::cgo::Preamble;

use crate::cgo_exports::is_cgo;
use crate::early_calls::{Chain, Start};
use crate::fixes::replace;
use crate::{Applicability, Edit, Fix};

/// Makes the constructor an ordinary function, and has Go call it.
pub(super) fn of(
    package: &Package,
    variant: &CVariant,
    chain: &Chain,
    on: TargetSet,
) -> Option<Fix> {
    let Start::Function(index) = chain.start else { return None };
    // A thread of C is let into Go once every init is done: an init that waits for it hangs, too.
    if chain.is_awaited() {
        return None;
    }
    let unit = &variant.units[chain.unit];
    let function = &unit.facts.functions[index];
    let ordinary = function.as_ordinary.as_ref().filter(|_| function.place.is_own())?;
    let name = &*function.name;
    let mut edits: Vec<Edit> = Vec::new();
    let mut change = |rewrites: &[Rewrite]| {
        let edit = |it: &Rewrite| replace(unit.path_of(it.place), it.place.span, &*it.text);
        edits.extend(rewrites.iter().map(edit));
    };
    let file = if let Some(file) = unit.go_file {
        change(&ordinary.uncalled);
        &package.files[file]
    } else {
        change(ordinary.visible.as_ref()?);
        // Wherever the C file is compiled, the Go file has to be.
        let is_fit = |file: &&SourceFile| is_cgo(file) && on.is_subset_of(file.built_for);
        let exporting = package.files.iter().filter(is_fit).find(|file| {
            file.go().is_some_and(|go| go.directives.iter().any(|it| &*it.verb == "export"))
        });
        let file = exporting.or_else(|| package.files.iter().find(is_fit))?;
        let preamble = file.header()?.preambles.first()?;
        edits.push(declare(file, preamble, &format!("void {name}(void);"))?);
        file
    };
    edits.push(call(file, name)?);
    let title = format!("Call `{name}` from a Go init function instead");
    Some(Fix { title, applicability: Applicability::Manual, edits })
}

/// Declares something at the end of a preamble.
fn declare(file: &SourceFile, preamble: &Preamble, declaration: &str) -> Option<Edit> {
    let Some(comment) = preamble.comment else {
        let is_alone = file
            .header()?
            .imports
            .iter()
            .any(|it| it.path.span == preamble.import && !it.is_grouped);
        let text = format!("// {declaration}\n");
        return is_alone.then(|| replace(&file.path, preamble.declaration.before(), text));
    };
    if !preamble.is_block {
        return Some(replace(&file.path, comment.after(), format!("\n// {declaration}")));
    }
    let end = comment.range().end - "*/".len();
    let code = preamble.code.get(..preamble.code.len() - "*/".len())?;
    let last_line = code.rsplit('\n').next().unwrap_or_default();
    let before = if last_line.trim().is_empty() { "" } else { "\n" };
    Some(replace(&file.path, Span::new(end, end), format!("{before}{declaration}\n")))
}

/// A Go `init` below everything else that calls a C function.
fn call(file: &SourceFile, name: &str) -> Option<Edit> {
    let declarations = file.go()?.declarations.iter().map(|it| it.span.end);
    let imports = file.header()?.imports.iter().map(|it| it.declaration.end);
    let end = declarations.chain(imports).max()?;
    let text = format!("\n\nfunc init() {{\n\tC.{name}()\n}}");
    Some(replace(&file.path, Span { start: end, end }, text))
}
