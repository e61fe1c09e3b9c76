//! Whether a file can be left out somewhere without anybody missing it.

use platform::TargetSet;
use project::{Package, PackageId, Snapshot, SourceFile};
use syntax::go::{Declaration, DeclarationKind};

/// Whether something that is built would miss the file where it is `removed_on`: a name that it alone
/// declares there, a method of a type that stays, the function `main`, the whole package.
pub(crate) fn is_missed(
    snapshot: &Snapshot,
    package: &Package,
    file: &SourceFile,
    removed_on: TargetSet,
) -> bool {
    let Some(go) = file.go() else { return true };
    let Some(id) = snapshot.package_in(&package.dir) else { return true };
    let others = || package.files.iter().filter(|other| other.path != file.path);
    let beside_on = others()
        .filter(|other| !other.is_test)
        .fold(TargetSet::EMPTY, |set, other| set | other.built_for);
    let vanishes_on = if file.is_test { TargetSet::EMPTY } else { removed_on - beside_on };
    if importers(snapshot, id).any(|user| user.built_for.intersects(vanishes_on)) {
        return true;
    }
    let users: Vec<&SourceFile> = if file.is_test {
        others().filter(|other| other.is_test).collect()
    } else {
        others().chain(importers(snapshot, id)).collect()
    };
    let is_program = !file.is_test && file.package_name() == Some("main");
    let types = |name: &str| {
        go.declarations.iter().any(|it| it.kind == DeclarationKind::Type && &*it.name.text == name)
    };
    let elsewhere_on = |it: &Declaration| {
        let declares = |other: &&SourceFile| {
            let mut declarations = other.go().into_iter().flat_map(|go| &go.declarations);
            declarations.any(|other| names_the_same(it, other))
        };
        others().filter(declares).map(|other| other.built_for).collect::<TargetSet>()
    };
    go.declarations.iter().any(|it| match (it.kind, &*it.name.text) {
        (DeclarationKind::Method, _) => {
            it.receiver.as_deref().is_none_or(|receiver| !types(receiver))
                && (removed_on - elsewhere_on(it)).intersects(beside_on)
        }
        (DeclarationKind::Func, "init") | (_, "_") => false,
        (DeclarationKind::Func, "main") if is_program => {
            (removed_on - elsewhere_on(it)).intersects(beside_on)
        }
        (_, name) => {
            let gone_on = removed_on - elsewhere_on(it);
            users.iter().any(|user| {
                user.built_for.intersects(gone_on) && user.go().is_none_or(|go| go.may_hold(name))
            })
        }
    })
}

/// Whether two files that declare these cannot be built together.
fn names_the_same(one: &Declaration, other: &Declaration) -> bool {
    one.name.text == other.name.text && one.receiver == other.receiver
}

fn importers(snapshot: &Snapshot, id: PackageId) -> impl Iterator<Item = &SourceFile> {
    let importers = snapshot.importers(id).iter();
    importers.map(|(package, file)| &snapshot.package(*package).files[*file])
}
