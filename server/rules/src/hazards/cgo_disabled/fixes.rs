//! The ways out: stand-ins for what is needed, or users that go where it goes.

use platform::{Constraint, TargetSet};
use project::{Snapshot, SourceFile};
use syntax::go::DeclarationKind;

use super::Loss;
use super::needs::Dropped;
use crate::fixes::narrow;
use crate::narrowing::is_missed;
use crate::stub::stub_without_cgo;
use crate::{Applicability, Edit, Fix};

/// What can be done about the loss of a file.
pub(super) fn fixes(dropped: &Dropped<'_>, file: usize, loss: &Loss<'_>) -> Vec<Fix> {
    let needed: Vec<&str> = loss.needs.iter().map(|need| need.name).collect();
    let stub = if loss.is_program && !loss.gone_on.is_empty() {
        None
    } else {
        stand_ins(dropped, file, &needed)
    };
    stub.into_iter().chain(confine_users(dropped, loss)).collect()
}

/// A file with what is needed of a file that drops out, and with its exported functions.
fn stand_ins(dropped: &Dropped<'_>, file: usize, needed: &[&str]) -> Option<Fix> {
    let id = dropped.snapshot.package_in(&dropped.package.dir)?;
    let names = dropped.names(file).into_iter().map(|(declaration, _)| declaration);
    let offered: Vec<&str> = names
        .filter(|it| {
            it.kind == DeclarationKind::Func && it.name.text.starts_with(char::is_uppercase)
        })
        .map(|it| &*it.name.text)
        .collect();
    if needed.is_empty() && offered.is_empty() {
        return None;
    }
    stub_without_cgo(dropped.snapshot, id, file, dropped.on[file], needed, &offered)
}

/// Confines the files that need something to cgo, where nobody needs anything of theirs.
fn confine_users(dropped: &Dropped<'_>, loss: &Loss<'_>) -> Option<Fix> {
    let mut users: Vec<usize> = loss.needs.iter().map(|it| it.file).collect::<Option<_>>()?;
    users.dedup();
    if users.is_empty() || !loss.gone_on.is_empty() {
        return None;
    }
    let after = dropped.and(&users);
    if users.iter().any(|user| !after.needs(*user).is_empty()) {
        return None;
    }
    let is_needed = |user: &usize| {
        let file = &dropped.package.files[*user];
        let removed_on = file.built_for & TargetSet::without_cgo();
        is_missed(dropped.snapshot, dropped.package, file, removed_on)
    };
    if users.iter().any(is_needed) {
        return None;
    }
    // The file itself is left out already.
    if !(after.vanishes_on() - dropped.vanishes_on()).is_empty() {
        return None;
    }
    let files: Vec<&SourceFile> = users.iter().map(|user| &dropped.package.files[*user]).collect();
    let edits: Option<Vec<Vec<Edit>>> =
        files.iter().map(|file| confine(dropped.snapshot, file)).collect();
    let names: Vec<&str> = files.iter().map(|file| file.path.name()).collect();
    Some(Fix {
        title: format!("Build {} with cgo only", names.join(", ")),
        applicability: Applicability::Manual,
        edits: edits?.concat(),
    })
}

/// Adds `cgo` to a file's constraint.
fn confine(snapshot: &Snapshot, file: &SourceFile) -> Option<Vec<Edit>> {
    narrow(snapshot, file, file.header()?, &Constraint::tag("cgo")).map(|fix| fix.edits)
}
