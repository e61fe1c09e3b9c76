//! `max-size`: how large it may be.

use project::Level;

use super::{Check, Complaints, Subject};

pub(super) const CHECK: Check = Check { name: "max-size", check };

fn check(subject: &Subject<'_>, complaints: &mut Complaints) {
    let Some(most) = subject.policy.max_size else { return };
    let size = subject.artifact.size;
    if size > most {
        complaints.add(
            Level::Error,
            format!("has {size} bytes, and may have {most}"),
            "-ldflags='-s -w' leaves out symbols and debug information; `go tool nm -size -sort \
             size` shows what is large",
        );
    }
}
