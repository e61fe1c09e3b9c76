//! Code directories: the hashes of a file's pages and of the signature's other blobs, verified.

use schemars::JsonSchema;
use serde::Serialize;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384};

use super::signature::{Blobs, name};
use crate::bytes::{Bytes, hex};
use crate::unreadable::{Result, Unreadable, within};

/// The hashes of a signature, of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CodeDirectory {
    /// The version of its form: 0x20400, …
    pub version: u32,
    /// Its flags, as a number.
    pub flags: u32,
    /// What they say: `adhoc`, `linker-signed`, `runtime` (the hardened runtime), …
    pub flag_words: Vec<&'static str>,
    /// The name of the code: `com.example.app`, `a.out`.
    pub identifier: String,
    /// Apple's name for the developer's team.
    pub team: Option<String>,
    /// How it hashes.
    pub hash_type: HashType,
    /// The hash of this directory itself, which names the code; in hexadecimal.
    pub hash: String,
    /// Where the signed part of the file ends.
    pub code_limit: u64,
    /// The hashes of pages.
    pub pages: Pages,
    /// The hashes of the signature's other blobs.
    pub slots: Vec<SlotHash>,
}

/// A kind of hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum HashType {
    /// SHA-1, 20 bytes.
    Sha1,
    /// SHA-256, 32 bytes.
    Sha256,
    /// SHA-256 cut to 20 bytes.
    Sha256Truncated,
    /// SHA-384, 48 bytes.
    Sha384,
    /// One that is not known here: nothing is verified.
    Unknown,
}

/// The hashes of pages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Pages {
    /// In bytes; 0 where the whole is one page.
    pub size: u64,
    /// How many there are.
    pub count: u64,
    /// How many do not have the hash that was signed.
    pub bad: u64,
    /// Where the first of these begin in the file; at most 16.
    pub bad_offsets: Vec<u64>,
}

/// The hash of another blob.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SlotHash {
    /// The number of its slot.
    pub slot: u32,
    /// What stands in that slot.
    pub name: &'static str,
    /// Whether it is what was signed; null for what lies in other files (Info.plist, resources).
    pub matches: Option<bool>,
}

const MOST_OFFSETS: usize = 16;

/// Special slots that one directory may have.
const MOST_SLOTS: u32 = 64;

/// Code directories hash what follows; the larger of the two kinds of file is about 10 MB.
const FLAGS: [(u32, &str); 14] = [
    (0x1, "host"),
    (0x2, "adhoc"),
    (0x4, "forced-level"),
    (0x8, "installer"),
    (0x100, "hard"),
    (0x200, "kill"),
    (0x400, "check-expiration"),
    (0x800, "restrict"),
    (0x1000, "enforcement"),
    (0x2000, "library-validation"),
    (0x4000, "entitlements-validated"),
    (0x1_0000, "runtime"),
    (0x2_0000, "linker-signed"),
    (0x4_0000, "allow-unsigned"),
];

impl HashType {
    fn of(number: u8) -> HashType {
        match number {
            1 => HashType::Sha1,
            2 => HashType::Sha256,
            3 => HashType::Sha256Truncated,
            4 => HashType::Sha384,
            _ => HashType::Unknown,
        }
    }

    fn size(self) -> Option<usize> {
        Some(match self {
            HashType::Sha1 | HashType::Sha256Truncated => 20,
            HashType::Sha256 => 32,
            HashType::Sha384 => 48,
            HashType::Unknown => return None,
        })
    }

    fn hash(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            HashType::Sha1 => Sha1::digest(bytes).to_vec(),
            HashType::Sha256 => Sha256::digest(bytes).to_vec(),
            HashType::Sha256Truncated => Sha256::digest(bytes)[..20].to_vec(),
            HashType::Sha384 => Sha384::digest(bytes).to_vec(),
            HashType::Unknown => Vec::new(),
        }
    }

    /// As people write it.
    pub fn name(self) -> &'static str {
        match self {
            HashType::Sha1 => "SHA-1",
            HashType::Sha256 => "SHA-256",
            HashType::Sha256Truncated => "SHA-256, cut",
            HashType::Sha384 => "SHA-384",
            HashType::Unknown => "unknown hash",
        }
    }
}

impl CodeDirectory {
    /// What does not hold.
    pub(super) fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if self.pages.bad > 0 {
            let (bad, count) = (self.pages.bad, self.pages.count);
            let first = self.pages.bad_offsets.first().copied().unwrap_or_default();
            faults.push(format!(
                "{bad} of {count} pages are not what was signed, the first at byte {first}"
            ));
        }
        let changed = self.slots.iter().filter(|slot| slot.matches == Some(false));
        faults.extend(changed.map(|slot| format!("the {} are not what was signed", slot.name)));
        faults
    }
}

/// Reads a code directory and verifies its hashes; the signature begins at `signature` in the file.
pub(super) fn read(
    blob: &[u8],
    blobs: &Blobs<'_>,
    file: &[u8],
    signature: u64,
) -> Result<CodeDirectory> {
    const MAGIC: u32 = 0xfade_0c02;
    let all = Bytes::big(blob);
    let head = Head::read(all).ok_or_else(|| {
        Unreadable::broken("truncated: the code directory of the signature ends too early")
    })?;
    if all.u32(0) != Some(MAGIC) {
        return Err(Unreadable::broken("the code directory of the signature is none"));
    }
    let (kind, size) = (HashType::of(head.hash_type), u64::from(head.hash_size));
    if kind.size().is_some_and(|expected| expected as u64 != size) {
        return Err(Unreadable::broken(format!("hashes of {size} bytes in a code directory")));
    }
    let hashes = u64::from(head.hash_offset);
    within("the hashes of a code directory", hashes, size * u64::from(head.pages), blob.len())?;
    let special = u64::from(head.special);
    if head.special > MOST_SLOTS || hashes < special * size {
        return Err(Unreadable::broken(format!("a code directory of {special} special slots")));
    }
    // Nothing after the beginning of the signature can be signed by it.
    let limit = head.code_limit;
    within("the signed code", 0, limit, usize::try_from(signature).unwrap_or(file.len()))?;
    let code = &file[..limit as usize];
    Ok(CodeDirectory {
        version: head.version,
        flags: head.flags,
        flag_words: FLAGS.iter().filter(|(bit, _)| head.flags & bit != 0).map(|it| it.1).collect(),
        identifier: all.text(head.identifier.into()).unwrap_or_default(),
        team: head.team.and_then(|at| all.text(at.into())).filter(|team| !team.is_empty()),
        hash_type: kind,
        hash: hex(&kind.hash(blob)[..kind.size().unwrap_or(0).min(20)]),
        code_limit: limit,
        pages: pages(&head, kind, all, code),
        slots: (1..=head.special)
            .rev()
            .filter_map(|slot| {
                let signed = all.slice(hashes - u64::from(slot) * size, size)?;
                special_slot(slot, signed, kind, blobs)
            })
            .collect(),
    })
}

fn pages(head: &Head, kind: HashType, all: Bytes<'_>, code: &[u8]) -> Pages {
    let size = if head.page_size == 0 { code.len() } else { 1_usize << head.page_size };
    let mut pages = Pages {
        size: if head.page_size == 0 { 0 } else { size as u64 },
        count: head.pages.into(),
        bad: 0,
        bad_offsets: Vec::new(),
    };
    if kind == HashType::Unknown {
        return pages;
    }
    let hash_size = u64::from(head.hash_size);
    let mut contents = code.chunks(size.max(1));
    for index in 0..u64::from(head.pages) {
        let signed = all.slice(u64::from(head.hash_offset) + index * hash_size, hash_size);
        let content = contents.next();
        if content.map(|page| kind.hash(page)).as_deref() != signed || content.is_none() {
            pages.bad += 1;
            if pages.bad_offsets.len() < MOST_OFFSETS {
                pages.bad_offsets.push(index * size as u64);
            }
        }
    }
    // Pages without a hash are not signed.
    pages.bad += contents.len() as u64;
    pages
}

/// The hash of a special slot, unless it is empty and nothing stands there.
fn special_slot(slot: u32, signed: &[u8], kind: HashType, blobs: &Blobs<'_>) -> Option<SlotHash> {
    let blob = blobs.iter().find(|(it, _)| *it == slot).map(|(_, blob)| *blob);
    let is_empty = signed.iter().all(|byte| *byte == 0);
    let matches = match blob {
        None if is_empty => return None,
        // What is not embedded lies in the bundle.
        None => None,
        Some(_) if kind == HashType::Unknown => None,
        Some(blob) => Some(kind.hash(blob) == signed),
    };
    Some(SlotHash { slot, name: name(slot), matches })
}

/// The fixed part of a code directory.
struct Head {
    version: u32,
    flags: u32,
    hash_offset: u32,
    identifier: u32,
    special: u32,
    pages: u32,
    code_limit: u64,
    hash_size: u8,
    hash_type: u8,
    /// A power of two; 0 for no pages.
    page_size: u8,
    team: Option<u32>,
}

impl Head {
    fn read(all: Bytes<'_>) -> Option<Head> {
        let version = all.u32(8)?;
        let wide = if version >= 0x2_0300 { all.u64(56).filter(|limit| *limit > 0) } else { None };
        Some(Head {
            version,
            flags: all.u32(12)?,
            hash_offset: all.u32(16)?,
            identifier: all.u32(20)?,
            special: all.u32(24)?,
            pages: all.u32(28)?,
            code_limit: wide.unwrap_or(all.u32(32)?.into()),
            hash_size: all.u8(36)?,
            hash_type: all.u8(37)?,
            page_size: all.u8(39).filter(|power| *power < 32)?,
            team: (version >= 0x2_0200).then(|| all.u32(48)).flatten().filter(|at| *at > 0),
        })
    }
}
