//! Code signatures: who signed, what is bound, and whether it still holds.
//!
//! A signature is a table of blobs, big-endian: code directories with the hashes of pages and of
//! the other blobs, requirements, entitlements twice (as a property list and as DER), and a
//! certificate's signature.

use schemars::JsonSchema;
use serde::Serialize;

use super::entitlements::{self, Entitlement};
use super::slots::{self, CodeDirectory};
use crate::bytes::Bytes;
use crate::unreadable::{Result, Unreadable, within};

/// A code signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Signature {
    /// Who signed.
    pub signer: Signer,
    /// What the signature consists of, in order.
    pub blobs: Vec<Blob>,
    /// The hashes, once for each kind of hash.
    pub code_directories: Vec<CodeDirectory>,
    /// How many requirements it states; null where it has no set of them.
    pub requirements: Option<u32>,
    /// The entitlements; null where it has none.
    pub entitlements: Option<Vec<Entitlement>>,
    /// Whether the entitlements stand there as DER too, which macOS 12 and later ask for.
    pub has_der_entitlements: bool,
    /// What keeps it from holding; empty where it holds. Whether a certificate's signature is right
    /// is not looked at.
    pub faults: Vec<String>,
}

/// Who signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Signer {
    /// The linker, by hashes alone: what Go's does on Apple's processors.
    Linker,
    /// A tool, by hashes alone.
    AdHoc,
    /// The owner of a certificate.
    Certificate,
}

/// A piece of a signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Blob {
    /// The number of its slot.
    pub slot: u32,
    /// What stands in that slot: `code directory`, `entitlements`, …
    pub name: &'static str,
    /// In bytes, with its head.
    pub size: u64,
}

pub(super) const CODE_DIRECTORY: u32 = 0;
pub(super) const REQUIREMENTS: u32 = 2;
pub(super) const ENTITLEMENTS: u32 = 5;
pub(super) const DER_ENTITLEMENTS: u32 = 7;
const ALTERNATES: std::ops::Range<u32> = 0x1000..0x1005;
const CERTIFICATE: u32 = 0x1_0000;

/// Blobs that one signature may have.
const MOST_BLOBS: u32 = 64;

const ADHOC: u32 = 0x2;
const LINKER_SIGNED: u32 = 0x2_0000;

/// The blobs of a signature by slot, with their heads.
pub(super) type Blobs<'a> = Vec<(u32, &'a [u8])>;

/// Reads and verifies the signature at a place of a file.
pub(super) fn read(file: &[u8], offset: u64, size: u64) -> Result<Signature> {
    let cut = || Unreadable::broken("truncated: the code signature ends too early");
    let all = Bytes::big(Bytes::big(file).slice(offset, size).ok_or_else(cut)?);
    let blobs = blobs(all)?;
    let is_directory = |slot: u32| slot == CODE_DIRECTORY || ALTERNATES.contains(&slot);
    let mut code_directories = Vec::new();
    for (_, blob) in blobs.iter().filter(|(slot, _)| is_directory(*slot)) {
        code_directories.push(slots::read(blob, &blobs, file, offset)?);
    }
    let blob = |slot: u32| blobs.iter().find(|(it, _)| *it == slot).map(|(_, blob)| *blob);
    let requirements = blob(REQUIREMENTS).and_then(|blob| Bytes::big(blob).u32(8));
    // An ad-hoc signature may keep an empty place for a certificate's.
    let has_certificate = blob(CERTIFICATE).is_some_and(|blob| blob.len() > 8);
    let flags = code_directories.first().map_or(0, |directory| directory.flags);
    let mut faults: Vec<String> =
        code_directories.iter().flat_map(slots::CodeDirectory::faults).collect();
    if code_directories.is_empty() {
        faults.push("the signature has no code directory".to_owned());
    }
    let entitlements = blob(ENTITLEMENTS).map(|blob| entitlements::read(&blob[8..]));
    if let Some(None) = entitlements {
        faults.push("the entitlements are no property list".to_owned());
    }
    Ok(Signature {
        signer: match (has_certificate, flags & LINKER_SIGNED != 0, flags & ADHOC != 0) {
            (true, _, false) => Signer::Certificate,
            (_, true, _) => Signer::Linker,
            _ => Signer::AdHoc,
        },
        blobs: blobs
            .iter()
            .map(|(slot, blob)| Blob { slot: *slot, name: name(*slot), size: blob.len() as u64 })
            .collect(),
        code_directories,
        requirements,
        entitlements: entitlements.flatten(),
        has_der_entitlements: blob(DER_ENTITLEMENTS).is_some(),
        faults,
    })
}

fn blobs(all: Bytes<'_>) -> Result<Blobs<'_>> {
    const MAGIC: u32 = 0xfade_0cc0;
    const HEADER: u64 = 12;
    let cut = || Unreadable::broken("truncated: the table of the code signature ends too early");
    let (magic, count) = all.u32(0).zip(all.u32(8)).ok_or_else(cut)?;
    if magic != MAGIC {
        return Err(Unreadable::broken(format!("the code signature begins with {magic:#010x}")));
    }
    if count > MOST_BLOBS {
        return Err(Unreadable::broken(format!("a code signature of {count} blobs")));
    }
    let mut blobs = Vec::new();
    for index in 0..u64::from(count) {
        let at = HEADER + index * 8;
        let (slot, offset) = all.u32(at).zip(all.u32(at + 4)).ok_or_else(cut)?;
        let offset = u64::from(offset);
        let size = u64::from(all.u32(offset + 4).ok_or_else(cut)?);
        within(&format!("the signature's {}", name(slot)), offset, size, all.all.len())?;
        if size < 8 {
            return Err(Unreadable::broken(format!("the signature's {} has no head", name(slot))));
        }
        blobs.push((slot, all.slice(offset, size).ok_or_else(cut)?));
    }
    Ok(blobs)
}

pub(super) fn name(slot: u32) -> &'static str {
    match slot {
        CODE_DIRECTORY => "code directory",
        1 => "Info.plist",
        REQUIREMENTS => "requirements",
        3 => "resources",
        4 => "application",
        ENTITLEMENTS => "entitlements",
        6 => "disk image",
        DER_ENTITLEMENTS => "DER entitlements",
        8..=11 => "launch constraint",
        CERTIFICATE => "certificate's signature",
        0x1_0002 => "ticket",
        _ if ALTERNATES.contains(&slot) => "alternate code directory",
        _ => "blob of an unknown kind",
    }
}
