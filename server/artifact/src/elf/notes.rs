//! Notes: who linked a file, and for which system.

use object::Endianness;
use object::elf;
use object::read::elf::{FileHeader, ProgramHeader, SectionHeader};

use super::parts::Parts;
use crate::bytes::{Bytes, hex, text};

/// What the notes say.
#[derive(Default)]
pub(super) struct Notes {
    pub(super) go_build_id: Option<String>,
    pub(super) gnu_build_id: Option<String>,
    /// The system of GNU's note: 0 is Linux.
    pub(super) gnu_system: Option<u32>,
    /// The owners of the notes: `NetBSD`, `OpenBSD`, `FreeBSD`, `DragonFly`, `Android`.
    pub(super) owners: Vec<String>,
}

/// Notes that are looked at, of one file.
const MOST_NOTES: usize = 256;

/// The longest build id that is shown, in bytes.
const LONGEST_ID: usize = 256;

pub(super) fn read<E: FileHeader<Endian = Endianness>>(parts: &Parts<'_, E>) -> Notes {
    let mut notes = Notes::default();
    let endian = parts.endian;
    let of_segments = parts.segments.iter().filter_map(|it| it.notes(endian, parts.bytes).ok()?);
    let of_sections = parts.sections.iter().filter_map(|it| it.notes(endian, parts.bytes).ok()?);
    let mut left = MOST_NOTES;
    for mut list in of_segments.chain(of_sections) {
        while let Ok(Some(note)) = list.next() {
            let order = Bytes { all: note.desc(), is_big_endian: parts.is_big_endian() };
            notes.add(note.name(), note.n_type(endian), order);
            left -= 1;
            if left == 0 {
                return notes;
            }
        }
    }
    notes
}

impl Notes {
    fn add(&mut self, owner: &[u8], kind: elf::NoteType, content: Bytes<'_>) {
        const GO_BUILD_ID: u32 = 4;
        let id = &content.all[..content.all.len().min(LONGEST_ID)];
        match owner {
            b"Go" if kind.0 == GO_BUILD_ID => self.go_build_id = Some(text(id)),
            b"GNU" if kind == elf::NT_GNU_BUILD_ID => self.gnu_build_id = Some(hex(id)),
            b"GNU" if kind == elf::NT_GNU_ABI_TAG => self.gnu_system = content.u32(0),
            _ => {
                let owner = text(owner);
                if self.owners.len() < MOST_NOTES && !self.owners.contains(&owner) {
                    self.owners.push(owner);
                }
            }
        }
    }
}
