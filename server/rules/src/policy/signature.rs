//! A code signature does not hold, or is missing where nothing starts without one.

use project::Level;

use super::{Check, Complaints, Subject};

pub(super) const CHECK: Check = Check { name: "code-signature", check };

fn check(subject: &Subject<'_>, complaints: &mut Complaints) {
    let Some(mach_o) = subject.mach_o().filter(|_| subject.is_linked()) else { return };
    match &mach_o.signature {
        Some(signature) => {
            if let Some(fault) = signature.faults.first() {
                // Intel's Macs start much whose signature is broken, Apple's own processors
                // nothing.
                let (level, what) = if subject.is_for_apple_silicon() {
                    (Level::Error, "; macOS kills it at the start")
                } else {
                    (Level::Warning, "")
                };
                complaints.add(
                    level,
                    format!("the code signature does not hold: {fault}{what}"),
                    "sign after the last change: `codesign -f -s -` or `rcodesign sign`; strip with \
                     -ldflags='-s -w' instead of afterwards",
                );
            }
        }
        None if subject.is_for_apple_silicon() => complaints.add(
            Level::Error,
            "has no code signature; macOS kills it at the start on Apple's processors".to_owned(),
            "sign it: `codesign -s -` or `rcodesign sign`",
        ),
        None => {}
    }
}
