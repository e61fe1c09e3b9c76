//! Files that declare a name for some ports only, where others need it on more.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use platform::TargetSet;
use project::{FilePath, Level, Package, PackageId, Snapshot, SourceFile, Symbol};
use syntax::Span;
use syntax::go::GoFile;

use crate::hazards::unavailable_symbol;
use crate::missing_names::{Family, broken};
use crate::stub::{Stub, stub};
use crate::{Explanation, Findings, Judges, Predicts, Related, Rule, Scope, Where};

/// See the page.
pub static RULE: Rule = Rule {
    name: "no-variant",
    level: Level::Info,
    predicts: Predicts::Drift,
    judges: Judges::Targets,
    scope: Scope::Package(check),
    docs: include_str!("no_variant.md"),
    off_by_default: false,
    former_names: &[],
};

/// As many places as a person looks at.
const MOST_RELATED: usize = 20;
/// As many names as a line holds.
const MOST_NAMES: usize = 3;

/// Names that are missing together, and who misses them.
#[derive(Default)]
struct Gap<'a> {
    /// The names that are used where they are missing.
    names: BTreeMap<&'a str, &'a Symbol>,
    uses: Vec<Miss<'a>>,
}

/// A use of a name where it is missing.
#[derive(Clone, Copy)]
struct Miss<'a> {
    path: &'a FilePath,
    name: &'a str,
    span: Span,
    on: TargetSet,
}

fn check(snapshot: &Snapshot, package: &Package, findings: &mut Findings) {
    let Some(id) = snapshot.package_in(&package.dir) else { return };
    for (key, gap) in gaps(snapshot, id, findings) {
        let declared = gap.declarations(package);
        let Some(first) = declared.first() else { continue };
        let on = gap.uses.iter().map(|it| it.on).collect::<TargetSet>();
        findings.add(on, &first.file.path, first.span, |on| {
            // A file that lacks one of them is half of a variant.
            let is_whole =
                |names: &BTreeSet<String>| gap.names.keys().all(|name| names.contains(*name));
            let (fixes, why) = match stub(snapshot, id, first.name, on).as_deref() {
                Some(Stub::Offered(offered)) => {
                    let whole = offered.iter().filter(|(_, names)| is_whole(names));
                    (whole.map(|(fix, _)| fix.clone()).collect(), String::new())
                }
                Some(Stub::Refused(reason)) => (Vec::new(), reason.clone()),
                None => (Vec::new(), String::new()),
            };
            Explanation {
                message: gap.message(on),
                why,
                cause: Some(key),
                heads: Some(unavailable_symbol::RULE.name),
                related: gap.related(snapshot, &declared),
                fixes,
                ..Explanation::default()
            }
        });
    }
}

/// The package's gaps that somebody meets where it is judged, by key. They are found in the files
/// that declare their names: others than the wanted ones are left out.
fn gaps<'a>(
    snapshot: &'a Snapshot,
    id: PackageId,
    findings: &Findings<'_>,
) -> BTreeMap<String, Gap<'a>> {
    let judged = findings.judged();
    let package = snapshot.package(id);
    let mut gaps: BTreeMap<String, Gap<'_>> = BTreeMap::new();
    let Some(names) = snapshot.symbols(id).map(|symbols| &symbols.library) else { return gaps };
    let is_wanted = |symbol: &Symbol| {
        symbol.variants.iter().any(|it| findings.are_wanted_in(&it.file(package).path))
    };
    let families: HashMap<&str, Family<'_>> = names
        .iter()
        .filter(|(_, symbol)| is_wanted(symbol))
        .filter_map(|(name, symbol)| {
            Some((name, Family::of_symbol(snapshot, package, names, symbol)?))
        })
        .filter(|(_, family)| family.missing_on.intersects(judged))
        .collect();
    if families.is_empty() {
        return gaps;
    }
    for (user, file) in users(snapshot, id) {
        let go = file.go().filter(|_| file.built_for.intersects(judged));
        let mut used = go
            .into_iter()
            .flat_map(GoFile::uses)
            .flat_map(|used| [Some(&used.name), used.member.as_ref()].into_iter().flatten());
        if !used.any(|name| families.contains_key(&*name.text)) {
            continue;
        }
        let of_user = snapshot.judged_for(user);
        let of_user = if file.is_test { of_user.tests } else { of_user.targets };
        let judged = judged & of_user;
        for broken in broken(snapshot, snapshot.package(user), file) {
            let name = &broken.reference.name;
            let is_ours = broken.reference.declared.is_some_and(|(declared, _)| declared == id);
            let Some((known, family)) = families.get_key_value(&*name.text) else { continue };
            let on = broken.on & family.missing_on & judged;
            if !is_ours || on.is_empty() {
                continue;
            }
            let gap = gaps.entry(family.key()).or_default();
            gap.names.insert(known, family.symbol);
            gap.uses.push(Miss { path: &file.path, name: known, span: name.span, on });
        }
    }
    gaps
}

/// The files that see the names of a package, with their packages: its own first.
fn users(snapshot: &Snapshot, id: PackageId) -> Vec<(PackageId, &SourceFile)> {
    let package = snapshot.package(id);
    let own = package.files.iter().map(|file| (id, file));
    let importers = snapshot.importers(id).iter().filter(|(importer, _)| *importer != id);
    let importers = importers.map(|(importer, file)| {
        let files = &snapshot.package(*importer).files;
        (*importer, &files[*file])
    });
    own.chain(importers).collect()
}

/// A declaration of one of a gap's names.
struct Declared<'a> {
    name: &'a str,
    file: &'a SourceFile,
    span: Span,
}

impl<'a> Gap<'a> {
    /// The declarations of the names, in the order of files and places.
    fn declarations(&self, package: &'a Package) -> Vec<Declared<'a>> {
        let variants = |(name, symbol): (&&'a str, &&'a Symbol)| {
            let name = *name;
            symbol.variants.iter().map(move |variant| (name, *variant))
        };
        let declared = self.names.iter().flat_map(variants).filter_map(|(name, variant)| {
            let span = variant.declaration(package)?.name.span;
            Some(Declared { name, file: variant.file(package), span })
        });
        let mut declared: Vec<Declared<'a>> =
            declared.filter(|it| !it.file.built_for.is_empty()).collect();
        declared.sort_by_key(|it| (&it.file.path, it.span));
        declared
    }

    fn message(&self, on: Where) -> String {
        let names: Vec<String> =
            self.names.keys().take(MOST_NAMES).map(|name| format!("`{name}`")).collect();
        let (verb, them) = if self.names.len() == 1 { ("lacks", "it") } else { ("lack", "them") };
        let names = match (names.as_slice(), self.names.len() - names.len()) {
            ([one], 0) => one.clone(),
            ([first @ .., last], 0) => format!("{} and {last}", first.join(", ")),
            (all, more) => format!("{} and {more} more", all.join(", ")),
        };
        let files: BTreeSet<&FilePath> = self.uses.iter().map(|it| it.path).collect();
        let uses = match (self.uses.len(), files.len()) {
            (1, _) => format!("1 use needs {them} there"),
            (uses, 1) => format!("{uses} uses in 1 file need {them} there"),
            (uses, files) => format!("{uses} uses in {files} files need {them} there"),
        };
        format!("{names} {verb} a variant on {on}: {uses}")
    }

    /// The other variants of the first name, then who uses the names.
    fn related(&self, snapshot: &Snapshot, declared: &[Declared<'_>]) -> Vec<Related> {
        let universe = snapshot.assignment.universe();
        let others = declared.iter().skip(1).filter(|it| it.name == declared[0].name);
        let others = others.map(|it| Related {
            path: it.file.path.clone(),
            span: it.span,
            message: format!("another variant, for {}", it.file.built_for.words(universe)),
        });
        let uses = self.uses.iter().map(|it| Related {
            path: it.path.clone(),
            span: it.span,
            message: format!("`{}` is undefined here on {}", it.name, it.on.words(universe)),
        });
        others.chain(uses).take(MOST_RELATED).collect()
    }
}
