//! The ways out: stand-ins for what is needed, or users that go where it goes.

use platform::{Constraint, TargetSet};
use project::{Snapshot, SourceFile};
use syntax::go::DeclarationKind;

use super::needs::Dropped;
use super::{Loss, asks_for_cgo};
use crate::fixes::narrow;
use crate::narrowing::is_missed;
use crate::stub::stub_without_cgo;
use crate::{Applicability, Edit, Fix};

/// What can be done about the loss of a file, and why no stand-ins are offered: a sentence, or
/// nothing.
pub(super) fn fixes(dropped: &Dropped<'_>, file: usize, loss: &Loss<'_>) -> (Vec<Fix>, String) {
    let (stand_ins, refusal) = match stand_ins(dropped, file, loss) {
        Some(Ok(fix)) => (Some(fix), String::new()),
        Some(Err(reason)) => (None, reason),
        None => (None, String::new()),
    };
    let others = confine_users(dropped, loss).into_iter().chain(say_so(dropped, file, loss));
    (stand_ins.into_iter().chain(others).collect(), refusal)
}

/// A file with what is needed of a file that drops out, and with its exported functions. None where
/// nobody could want one.
fn stand_ins(dropped: &Dropped<'_>, file: usize, loss: &Loss<'_>) -> Option<Result<Fix, String>> {
    let id = dropped.snapshot.package_in(&dropped.package.dir)?;
    let names = dropped.names(file);
    let mut needed: Vec<&str> = loss.needs.iter().map(|need| need.name).collect();
    let mut offered = Vec::new();
    for (declaration, _) in names.iter().filter(|(it, _)| it.kind == DeclarationKind::Func) {
        let name = &*declaration.name.text;
        if name == "main" && loss.is_program {
            needed.push(name);
        } else if name.starts_with(char::is_uppercase) {
            offered.push(name);
        }
    }
    // What is imported for its effects is mended by a file that declares nothing.
    if needed.is_empty() && offered.is_empty() && loss.importers.is_empty() {
        return None;
    }
    // Another file may have some of the names on some ports.
    let mut gone_on = TargetSet::EMPTY;
    for (declaration, on) in names {
        if needed.contains(&&*declaration.name.text) {
            gone_on |= on;
        }
    }
    let on = if needed.is_empty() { dropped.on[file] } else { gone_on };
    Some(stub_without_cgo(dropped.snapshot, id, file, on, &needed, &offered))
}

/// Adds the constraint that cgo implies, where all that is wrong is that nothing says so.
fn say_so(dropped: &Dropped<'_>, file: usize, loss: &Loss<'_>) -> Option<Fix> {
    let is_enough = loss.needs.is_empty() && loss.importers.is_empty() && !loss.asks_for_cgo;
    let source = &dropped.package.files[file];
    let others_ask = dropped.package.files.iter().enumerate().all(|(index, other)| {
        index == file || !dropped.on[index].intersects(loss.gone_on) || asks_for_cgo(other)
    });
    if !is_enough || !others_ask {
        return None;
    }
    Some(Fix {
        title: format!("Say in {} that it is built with cgo only", source.path.name()),
        applicability: Applicability::Manual,
        edits: confine(dropped.snapshot, source)?,
    })
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
