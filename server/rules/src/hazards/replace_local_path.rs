//! A `replace` that leads to a folder: no version, no checksum, and often a path that only one
//! machine has.

use platform::{TargetSet, os};
use project::{FilePath, Level, Module, Snapshot};
use syntax::go_mod::{GoMod, Replace};

use crate::fixes::{delete, replace};
use crate::replacement::{Folder, Writing, folder, is_imported, writing};
use crate::{Applicability, Edit, Explanation, Findings, Fix, Judges, Predicts, Rule, Scope};

/// See the page.
pub static RULE: Rule = Rule {
    name: "replace-local-path",
    level: Level::Error,
    predicts: Predicts::Drift,
    judges: Judges::Targets,
    scope: Scope::Module(check),
    docs: include_str!("replace_local_path.md"),
    off_by_default: false,
    former_names: &[],
};

/// One directive and the file that it stands in.
struct Directive<'a> {
    snapshot: &'a Snapshot,
    /// The module whose build it is for; none in go.work, which is for all.
    module: Option<&'a Module>,
    path: &'a FilePath,
    facts: &'a GoMod,
    replace: &'a Replace,
}

fn check(snapshot: &Snapshot, module: &Module, findings: &mut Findings) {
    let Some((path, facts)) = &module.go_mod else { return };
    let is_go_work = snapshot.inputs.go_work.as_ref() == Some(path);
    let module = Some(module).filter(|_| !is_go_work);
    for replace in &facts.replaces {
        let it = Directive { snapshot, module, path, facts, replace };
        match writing(replace) {
            Writing::Versioned => {}
            Writing::Refused(text) => refused(&it, &text, findings),
            Writing::WindowsOnly => windows_only(&it, findings),
            Writing::Folder => leads_to_folder(&it, findings),
        }
    }
}

/// The go command refuses the whole file, on every host.
fn refused(it: &Directive<'_>, says: &str, findings: &mut Findings) {
    findings.add(findings.judged(), it.path, it.replace.new_path.span, |_| Explanation {
        message: format!("{} is refused for this replace: nothing builds", it.path.name()),
        why: format!("The go command says: {says}."),
        predicts: Some(Predicts::BuildError),
        fixes: [with_dot(it), without_version(it)].into_iter().flatten().collect(),
        ..Explanation::default()
    });
}

/// Backslashes: a path on Windows, and refused everywhere else.
fn windows_only(it: &Directive<'_>, findings: &mut Findings) {
    let windows = TargetSet::of_os(os::WINDOWS);
    let host = it.snapshot.inputs.environment.host;
    let on_windows = host.is_some_and(|host| host.os() == os::WINDOWS);
    findings.add(findings.judged() - windows, it.path, it.replace.new_path.span, |_| {
        let slashes = it.replace.new_path.text.replace('\\', "/");
        let is_relative = slashes.starts_with('.');
        Explanation {
            message: format!("{} is refused on every host but Windows", it.path.name()),
            why: "The go command says: replacement directory appears to be Windows path \
                  (on a non-windows system)."
                .into(),
            predicts: Some(Predicts::BuildError),
            level: on_windows.then_some(Level::Warning),
            fixes: is_relative.then(|| rewrite(it, slashes, "slashes")).into_iter().collect(),
            ..Explanation::default()
        }
    });
}

/// A path that can be read: what stands there, and who else has it?
fn leads_to_folder(it: &Directive<'_>, findings: &mut Findings) {
    let new = &it.replace.new_path.text;
    let at = folder(it.snapshot, it.path, it.replace);
    let everywhere = findings.judged();
    match at {
        Folder::Unknown | Folder::Workspace => {}
        Folder::Missing => {
            absent(it, &format!("replacement directory {new} does not exist"), findings);
        }
        Folder::OtherKind => absent(it, &format!("{new} is not a directory"), findings),
        Folder::NoGoMod => absent(it, &format!("{new} has no go.mod"), findings),
        Folder::OtherCase(exact) => other_case(it, &exact, findings),
        Folder::Absolute { relative } => {
            findings.add(everywhere, it.path, it.replace.new_path.span, |_| Explanation {
                message: format!("{new} is a path of this machine: the build fails on every other"),
                why: UNSEEN.into(),
                level: Some(loudness(it, Level::Warning)),
                fixes: relative
                    .map(|path| rewrite(it, path, "a path relative to go.mod"))
                    .into_iter()
                    .chain(use_workspace(it))
                    .chain([drop_directive(it)])
                    .collect(),
                ..Explanation::default()
            });
        }
        Folder::Outside => {
            findings.add(everywhere, it.path, it.replace.new_path.span, |_| Explanation {
                message: format!(
                    "{new} lies outside this repository: a checkout does not bring it"
                ),
                why: UNSEEN.into(),
                level: Some(loudness(it, Level::Warning)),
                fixes: use_workspace(it).into_iter().chain([drop_directive(it)]).collect(),
                ..Explanation::default()
            });
        }
        Folder::Inside => {
            findings.add(everywhere, it.path, it.replace.new_path.span, |_| Explanation {
                message: format!(
                    "{} is replaced by a folder: `go install` at a version refuses this module",
                    it.replace.old_path
                ),
                why: "A folder has no version and no checksum, and users of this module as a \
                      dependency get the published code instead."
                    .into(),
                level: Some(loudness(it, Level::Info)),
                cause: Some("inside the repository".into()),
                fixes: use_workspace(it).into_iter().chain([drop_directive(it)]).collect(),
                ..Explanation::default()
            });
        }
    }
}

const UNSEEN: &str = "A folder has no version and no checksum: go.sum does not change with it, \
                      and edits outside the repository leave vcs.modified false.";

/// Nothing usable stands there: an error where something is imported from it, else of no
/// consequence yet.
fn absent(it: &Directive<'_>, says: &str, findings: &mut Findings) {
    let needed = is_needed(it);
    findings.add(findings.judged(), it.path, it.replace.new_path.span, |_| Explanation {
        message: if needed {
            format!("{says}, and packages of {} are imported", it.replace.old_path)
        } else {
            says.to_owned()
        },
        why: if needed {
            format!("The build stops: {}: {says}.", it.replace.old_path)
        } else {
            "Nothing is built from it, so the go command does not look.".into()
        },
        predicts: Some(if needed { Predicts::BuildError } else { Predicts::Drift }),
        level: Some(if needed { Level::Error } else { Level::Hint }),
        fixes: vec![drop_directive(it)],
        ..Explanation::default()
    });
}

/// The folder is there under another spelling: fine where the file system folds case.
fn other_case(it: &Directive<'_>, exact: &str, findings: &mut Findings) {
    let ports = findings.judged().ports().filter(|port| os::folds_case(port.os()));
    let folds = ports.fold(TargetSet::EMPTY, |set, port| set | port.targets());
    let needed = is_needed(it);
    let folds_here = it.snapshot.inputs.environment.folds_case;
    findings.add(findings.judged() - folds, it.path, it.replace.new_path.span, |_| Explanation {
        message: format!(
            "the folder is called {exact}: {} exists only where case does not count",
            it.replace.new_path
        ),
        why: format!("Elsewhere: replacement directory {} does not exist.", it.replace.new_path),
        predicts: Some(if needed { Predicts::BuildError } else { Predicts::Drift }),
        level: Some(match (needed, folds_here) {
            (true, false) => Level::Error,
            (true, true) => Level::Warning,
            (false, _) => Level::Hint,
        }),
        fixes: vec![rewrite(it, exact.to_owned(), "its name on disk")],
        ..Explanation::default()
    });
}

/// Whether the build reads the folder: something is imported from it, nothing is vendored, and the
/// directive applies.
fn is_needed(it: &Directive<'_>) -> bool {
    let is_vendored = it.module.is_some_and(|module| module.is_vendored);
    !is_vendored && is_imported(it.snapshot, it.module, it.replace)
}

/// A directive that nothing is built from is worth a hint.
fn loudness(it: &Directive<'_>, level: Level) -> Level {
    if is_imported(it.snapshot, it.module, it.replace) { level } else { Level::Hint }
}

fn rewrite(it: &Directive<'_>, text: String, what: &str) -> Fix {
    Fix {
        title: format!("Write {what}: {text}"),
        applicability: Applicability::Safe,
        edits: vec![replace(it.path, it.replace.new_path.span, quoted(text))],
    }
}

fn quoted(text: String) -> String {
    let plain = !text.contains([' ', '\t', '"', '(', ')', ',']) && !text.contains("//");
    if plain { text } else { format!("{text:?}") }
}

/// `lib` was meant as `./lib` where such a folder stands beside go.mod.
fn with_dot(it: &Directive<'_>) -> Option<Fix> {
    let dir = it.path.parent()?.join(&it.replace.new_path.text);
    let is_folder = matches!(it.snapshot.listing(&dir), Some(project::Listing::Folder(_)));
    let new = &it.replace.new_path.text;
    (is_folder && it.replace.new_version.is_none())
        .then(|| rewrite(it, format!("./{new}"), "a path that starts with a dot"))
}

/// A folder takes no version.
fn without_version(it: &Directive<'_>) -> Option<Fix> {
    let version = it.replace.new_version.as_ref()?;
    Some(Fix {
        title: "Delete the version".into(),
        applicability: Applicability::Safe,
        edits: vec![delete(
            it.path,
            syntax::Span { start: it.replace.new_path.span.end, end: version.span.end },
        )],
    })
}

fn drop_directive(it: &Directive<'_>) -> Fix {
    Fix {
        title: format!("Drop the replace, and build {} as required", it.replace.old_path),
        applicability: Applicability::Manual,
        edits: vec![delete(it.path, it.replace.removal)],
    }
}

/// A go.work says the same for this checkout alone, and leaves go.mod fit to publish.
fn use_workspace(it: &Directive<'_>) -> Option<Fix> {
    let module = it.module?;
    if it.snapshot.inputs.go_work.is_some() {
        return None;
    }
    let release = it
        .facts
        .go
        .as_ref()
        .map_or_else(|| it.snapshot.assignment.release.to_string(), |go| go.text.to_string());
    let folder = quoted(it.replace.new_path.text.to_string());
    Some(Fix {
        title: "Move it to a go.work beside go.mod, for this checkout alone".into(),
        applicability: Applicability::Manual,
        edits: vec![
            Edit::Create {
                path: module.dir.join("go.work"),
                text: format!("go {release}\n\nuse (\n\t.\n\t{folder}\n)\n"),
            },
            delete(it.path, it.replace.removal),
        ],
    })
}
