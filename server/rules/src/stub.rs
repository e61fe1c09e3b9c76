//! A file of stand-ins for ports on which names are missing: the same signatures, types and values,
//! and bodies that say so.

mod fit;
mod piece;
mod place;
mod signature;
mod text;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use platform::{Port, TargetSet};
use project::{Names, Package, PackageId, Snapshot, SourceFile, Symbol, Variant};
use syntax::go::DeclarationKind;

use crate::missing_names::Family;
use crate::{Applicability, Edit, Fix, Where};
use piece::Piece;

/// What is offered for a missing name.
pub(crate) enum Stub {
    /// Files to create, the best first, and the names that each declares.
    Offered(Vec<(Fix, BTreeSet<String>)>),
    /// Why none is: a sentence.
    Refused(String),
}

/// A file with stand-ins for `name` and for what is missing with it and somebody needs, for exactly
/// the ports on which the package lacks it; where one system of several is judged, also one for
/// that system alone. None where the name is not one of an own package, or is only cgo's.
pub(crate) fn stub(
    snapshot: &Snapshot,
    id: PackageId,
    name: &str,
    on: Where<'_>,
) -> Option<Arc<Stub>> {
    let missing_on = Family::of(snapshot, id, name)?.missing_on;
    // Tests may be built where nothing else of their package is: there, no stub is a variant.
    if !on.targets.is_subset_of(missing_on) {
        return None;
    }
    let judged = missing_on & on.judged;
    let answer =
        on.memo.stubs.0.of((id, name.into(), judged), || {
            Arc::new(write(snapshot, id, name, missing_on, judged))
        });
    Some(answer)
}

/// Such files for all ports on which a name is missing; `judged`: those that matter.
fn write(
    snapshot: &Snapshot,
    id: PackageId,
    name: &str,
    missing_on: TargetSet,
    judged: TargetSet,
) -> Stub {
    let judged = systems(judged);
    let offer = |missing_on: TargetSet, note: &str| -> Result<_, String> {
        let writer = Writer::new(snapshot, id, missing_on, Lack::Port)?;
        let draft = writer.for_ports(name)?;
        let on = missing_on.words(snapshot.assignment.universe());
        let title = format!("Create {} with stubs for {on}{note}", draft.name);
        Ok((draft.fix(title), draft.names))
    };
    match offer(missing_on, "") {
        Ok(whole) => {
            let one = match judged.as_slice() {
                [one] if systems(missing_on).len() > 1 => {
                    offer(missing_on & TargetSet::of_os(one), " alone").ok()
                }
                _ => None,
            };
            Stub::Offered(std::iter::once(whole).chain(one).collect())
        }
        Err(reason) => Stub::Refused(refusal(&reason)),
    }
}

/// The same for what a file takes with it where cgo is off, `on` these targets: all of the `needed`
/// names, and what else can be written of the `offered`. The error is a sentence, too.
pub(crate) fn stub_without_cgo(
    snapshot: &Snapshot,
    id: PackageId,
    file: usize,
    on: TargetSet,
    needed: &[&str],
    offered: &[&str],
) -> Result<Fix, String> {
    let write = |on: TargetSet| {
        let writer = Writer::new(snapshot, id, on, Lack::Cgo)?;
        let source = &writer.package.files[file];
        let mut pieces = BTreeMap::new();
        for name in needed {
            pieces.extend(writer.collect(source.built_for, name)?);
        }
        let mut refused = None;
        for name in offered {
            match writer.collect(source.built_for, name) {
                Ok(more) => pieces.extend(more),
                Err(reason) => refused = Some(reason),
            }
        }
        // A file that declares nothing is for those who want nothing.
        if let Some(reason) = refused.filter(|_| pieces.is_empty()) {
            return Err(reason);
        }
        let place = place::without_cgo(&writer, source)?;
        let draft = writer.draft(source, pieces, place)?;
        let title = format!("Create {} with stand-ins for builds without cgo", draft.name);
        Ok(draft.fix(title))
    };
    // The shortest constraint may hold on more ports, where that does no harm.
    let source = &snapshot.package(id).files[file];
    let wider = place::twin_on(&snapshot.assignment, source).filter(|wider| *wider != on);
    wider
        .and_then(|wider| write(wider).ok())
        .map_or_else(|| write(on).map_err(|reason| refusal(&reason)), Ok)
}

/// Says that a file is not offered.
fn refusal(reason: &str) -> String {
    format!("No stub is offered: {reason}.")
}

/// The operating systems of a set, by name.
fn systems(on: TargetSet) -> Vec<&'static str> {
    let mut systems: Vec<&str> = on.ports().map(Port::os).collect();
    systems.dedup();
    systems
}

/// What keeps the names away.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lack {
    Port,
    Cgo,
}

/// A file to be created.
struct Draft<'a> {
    package: &'a Package,
    name: String,
    text: String,
    names: BTreeSet<String>,
}

impl Draft<'_> {
    fn fix(&self, title: String) -> Fix {
        let path = self.package.dir.child(&self.name);
        let edits = vec![Edit::Create { path, text: self.text.clone() }];
        Fix { title, applicability: Applicability::Manual, edits }
    }
}

/// Declarations to write, by file and place of what they stand for.
type Pieces = BTreeMap<(usize, u32), Piece>;

struct Writer<'a> {
    snapshot: &'a Snapshot,
    package: &'a Package,
    id: PackageId,
    names: &'a Names,
    missing_on: TargetSet,
    lack: Lack,
}

impl<'a> Writer<'a> {
    fn new(
        snapshot: &'a Snapshot,
        id: PackageId,
        missing_on: TargetSet,
        lack: Lack,
    ) -> Result<Writer<'a>, String> {
        let symbols = snapshot.symbols(id).ok_or("nothing is known of the package")?;
        let names = &symbols.library;
        Ok(Writer { snapshot, package: snapshot.package(id), id, names, missing_on, lack })
    }

    /// A file with a name and those that are missing with it.
    fn for_ports(&self, name: &str) -> Result<Draft<'a>, String> {
        let symbol = self.names.get(name).ok_or("nothing is known of it")?;
        let mut refused = None;
        // Variants differ by port: all that is written follows the same ones.
        for variant in symbol.variants.iter().filter(|it| self.is_built(**it)) {
            let model = variant.file(self.package);
            match self.collect(model.built_for, name) {
                Ok(mut pieces) => {
                    self.add_companions(model, symbol, &mut pieces);
                    if let Some(function) = self.function_that_differs(&pieces) {
                        return Err(format!("{function} has another signature there"));
                    }
                    let place = place::for_ports(self, symbol)?;
                    return self.draft(model, pieces, place);
                }
                Err(reason) => refused = refused.or(Some(reason)),
            }
        }
        Err(refused.unwrap_or_else(|| format!("{name} is declared nowhere")))
    }

    /// Adds what the same file declares on the same ports, where somebody misses it.
    fn add_companions(&self, model: &SourceFile, symbol: &Symbol, pieces: &mut Pieces) {
        for declaration in model.go().into_iter().flat_map(|go| &go.declarations) {
            let name = &*declaration.name.text;
            let is_companion = declaration.kind != DeclarationKind::Method
                && self.names.get(name).is_some_and(|it| it.on == symbol.on);
            if is_companion && self.is_needed(name) {
                pieces.extend(self.collect(model.built_for, name).unwrap_or_default());
            }
        }
    }

    /// A name, and all that is missing as well and that it takes to write it. The error says what
    /// cannot be written, and why.
    fn collect(&self, model_on: TargetSet, name: &str) -> Result<Pieces, String> {
        let mut pieces = Pieces::new();
        let mut seen = BTreeSet::from([name.to_owned()]);
        let mut pending = vec![name.to_owned()];
        while let Some(name) = pending.pop() {
            let symbol = self.names.get(&name).ok_or_else(|| format!("{name} is not known"))?;
            if (symbol.on | self.names.unknown_on).intersects(self.missing_on) {
                return Err(format!("{name} is missing on some of these ports only"));
            }
            if !self.is_of_one_type(symbol) {
                return Err(format!("the variants of {name} have different signatures"));
            }
            let mut variants = symbol.variants.iter().filter(|it| self.is_built(**it));
            let variant = variants
                .find(|it| it.file(self.package).built_for.intersects(model_on))
                .ok_or_else(|| format!("{name} is declared elsewhere"))?;
            if let Some(member) = self.lacking_member(symbol, *variant) {
                return Err(format!("{name} has a member {member} on some ports only"));
            }
            let mut declared = vec![*variant];
            declared.extend(self.methods(&name, model_on)?);
            for variant in declared {
                let piece = self.piece(variant)?;
                pending.extend(piece.needs.iter().filter(|it| seen.insert((*it).clone())).cloned());
                pieces.insert((variant.file, piece.at), piece);
            }
        }
        Ok(pieces)
    }

    /// The methods of a type that are missing with it: those of the model, and of its other
    /// variants what somebody may call.
    fn methods(&self, type_name: &str, model_on: TargetSet) -> Result<Vec<Variant>, String> {
        let mut methods: Vec<Variant> = Vec::new();
        let mut known = BTreeSet::new();
        let files = self.package.files.iter().enumerate().filter(|(_, it)| !it.is_test);
        let is_model = |source: &SourceFile| source.built_for.intersects(model_on);
        let (model, others): (Vec<_>, Vec<_>) = files.partition(|(_, it)| is_model(it));
        for (file, source) in model.into_iter().chain(others) {
            let declarations = source.go().into_iter().flat_map(|go| &go.declarations);
            for (declaration, it) in declarations.enumerate() {
                let name = &*it.name.text;
                if it.receiver.as_deref() != Some(type_name)
                    || source.built_for.is_empty()
                    || self.missing_on.is_subset_of(source.built_for)
                    || !is_model(source) && !self.may_be_used(name)
                {
                    continue;
                }
                if source.built_for.intersects(self.missing_on) {
                    return Err(format!("{type_name}.{name} is there on some of these ports"));
                }
                if known.insert(name) {
                    methods.push(Variant { file, declaration });
                }
            }
        }
        Ok(methods)
    }

    fn is_built(&self, variant: Variant) -> bool {
        let file = variant.file(self.package);
        !file.is_test && !file.built_for.is_empty()
    }

    /// The file that holds these declarations.
    fn draft(
        &self,
        model: &SourceFile,
        pieces: Pieces,
        (name, constraint): (String, Option<String>),
    ) -> Result<Draft<'a>, String> {
        let clause = model.package_name();
        let is_odd = |other: &&SourceFile| {
            !other.is_test
                && other.built_for.intersects(self.missing_on)
                && other.package_name() != clause
        };
        if let Some(odd) = self.package.files.iter().find(is_odd) {
            return Err(format!("there, {} is of another package", odd.path.name()));
        }
        let mut text = String::new();
        if let Some(constraint) = constraint {
            let _ = writeln!(text, "//go:build {constraint}\n");
        }
        let _ = writeln!(text, "package {}", clause.unwrap_or_default());
        text.push_str(&piece::imports(pieces.values())?);
        for piece in pieces.values() {
            let _ = write!(text, "\n{}", piece.text);
        }
        let names = pieces.into_values().map(|piece| piece.name).collect();
        Ok(Draft { package: self.package, name, text, names })
    }
}
