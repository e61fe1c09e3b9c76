//! The stack may be executed, which makes every overflow of it worse.

use project::Level;

use super::{Check, Complaints, Subject};

pub(super) const CHECK: Check = Check { name: "executable-stack", check };

fn check(subject: &Subject<'_>, complaints: &mut Complaints) {
    let elf = subject.elf().is_some_and(|elf| elf.executable_stack == Some(true));
    let mach_o = subject.mach_o().is_some_and(|mach_o| mach_o.executable_stack);
    if (elf || mach_o) && subject.is_linked() {
        complaints.add(
            Level::Warning,
            "its stack may be executed".to_owned(),
            "give every assembly file a `.section .note.GNU-stack,\"\",@progbits`, or link with \
             -Wl,-z,noexecstack",
        );
    }
}
