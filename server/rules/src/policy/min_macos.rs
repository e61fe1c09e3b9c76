//! `min-macos`: the oldest macOS that must load it.

use platform::os;
use project::{Level, Version};

use super::{Check, Complaints, Subject};

pub(super) const CHECK: Check = Check { name: "min-macos", check };

fn check(subject: &Subject<'_>, complaints: &mut Complaints) {
    let (Some(mach_o), Some(oldest)) = (subject.mach_o(), &subject.policy.min_macos) else {
        return;
    };
    let Some(told) = mach_o.minimum_os.as_ref().filter(|_| subject.is_for(os::DARWIN)) else {
        return;
    };
    if Version::parse(told).is_some_and(|minimum| minimum > *oldest) {
        complaints.add(
            Level::Error,
            format!("needs macOS {told} or later, and must start on {oldest}"),
            "an older Go release, or MACOSX_DEPLOYMENT_TARGET where cgo links it, lowers it",
        );
    }
}
