//! Windows takes a program for an installer by its name, and asks for an administrator.
//!
//! It does so for 32-bit programs without an execution level alone.

use artifact::Kind;
use project::Level;

use super::{Check, Complaints, Subject};

pub(super) const CHECK: Check = Check { name: "installer-name", check };

const WORDS: [&str; 4] = ["install", "patch", "setup", "update"];

fn check(subject: &Subject<'_>, complaints: &mut Complaints) {
    let Some(pe) = subject.pe() else { return };
    let is_program = subject.artifact.kind == Kind::Executable
        && subject.artifact.coordinates.pointer_width == Some(32);
    let has_level = pe.manifest.as_ref().is_some_and(|it| it.execution_level.is_some());
    let name = subject.name.to_lowercase();
    if let Some(word) = WORDS.iter().find(|word| name.contains(**word))
        && is_program
        && !has_level
    {
        complaints.add(
            Level::Warning,
            format!(
                "Windows takes a program with `{word}` in its name for an installer and asks for \
                 an administrator, since no manifest says what it needs"
            ),
            "link a .syso with a manifest that asks for asInvoker, or rename the program",
        );
    }
}
