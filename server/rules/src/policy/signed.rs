//! `signed`: how it must be signed.

use artifact::Signer;
use project::{Level, Signed};

use super::{Check, Complaints, Subject};

pub(super) const CHECK: Check = Check { name: "signed", check };

fn check(subject: &Subject<'_>, complaints: &mut Complaints) {
    let Some(wanted) = subject.policy.signed.filter(|_| subject.is_linked()) else { return };
    if let Some(mach_o) = subject.mach_o() {
        let remedy = "sign it: `codesign` on macOS, `rcodesign sign` anywhere";
        match (&mach_o.signature, wanted) {
            (None, _) => complaints.add(Level::Error, "is not signed".to_owned(), remedy),
            (Some(signature), _) if !signature.faults.is_empty() => {
                let fault = &signature.faults[0];
                complaints.add(Level::Error, format!("is not signed validly: {fault}"), remedy);
            }
            (Some(signature), Signed::Certificate) if signature.signer != Signer::Certificate => {
                complaints.add(
                    Level::Error,
                    "is signed by hashes alone, and must be with a certificate".to_owned(),
                    remedy,
                );
            }
            (Some(_), _) => {}
        }
    }
    if let Some(pe) = subject.pe()
        && !pe.has_authenticode
    {
        complaints.add(
            Level::Error,
            "has no Authenticode signature".to_owned(),
            "sign it: `signtool` on Windows, `osslsigncode` anywhere",
        );
    }
}
