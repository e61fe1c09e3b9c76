//! Versions of libraries that symbols ask for: what makes a program refuse to start on an older
//! system.

use object::Endianness;
use object::elf;
use object::read::elf::{FileHeader, SectionHeader, Sym};

use super::VersionNeed;
use super::parts::{Parts, name_of};
use crate::bytes::text;

/// Versions that are looked at, of one file. A table can be made to lead through itself.
const MOST_VERSIONS: usize = 4096;

/// Symbols that are kept of one version.
const MOST_SYMBOLS: usize = 16;

/// The versions in the order of their library and number, each with the symbols that ask for it.
pub(super) fn read<E: FileHeader<Endian = Endianness>>(parts: &Parts<'_, E>) -> Vec<VersionNeed> {
    let mut needs = needed(parts);
    needs.sort_by_key(|(index, _)| *index);
    needs.dedup_by_key(|(index, _)| *index);
    name_symbols(parts, &mut needs);
    let mut needs: Vec<VersionNeed> = needs.into_iter().map(|(_, need)| need).collect();
    needs.sort_by_cached_key(|need| {
        let number = need.version.split_once('_').and_then(|(_, number)| numbers(number));
        (need.library.clone(), number, need.version.clone())
    });
    needs
}

/// Every version with the index that symbols know it by.
fn needed<E: FileHeader<Endian = Endianness>>(parts: &Parts<'_, E>) -> Vec<(u16, VersionNeed)> {
    let mut needs = Vec::new();
    let endian = parts.endian;
    let table = parts.sections.iter().find_map(|section| {
        let (list, link) = section.gnu_verneed(endian, parts.bytes).ok()??;
        Some((list, parts.sections.strings(endian, parts.bytes, link).ok()?))
    });
    let Some((mut files, strings)) = table else { return needs };
    let mut left = MOST_VERSIONS;
    while let Ok(Some((file, mut versions))) = files.next() {
        let library = file.file(endian, strings).map(text).unwrap_or_default();
        while let Ok(Some(version)) = versions.next() {
            let is_weak = version.vna_flags.get(endian).0 & elf::VER_FLG_WEAK.0 != 0;
            let need = VersionNeed {
                library: library.clone(),
                version: version.name(endian, strings).map(text).unwrap_or_default(),
                is_weak,
                ..VersionNeed::default()
            };
            needs.push((version.vna_other(endian).0 & 0x7fff, need));
            left -= 1;
            if left == 0 {
                return needs;
            }
        }
    }
    needs
}

/// Gives each version, sorted by index, the symbols that ask for it.
fn name_symbols<E: FileHeader<Endian = Endianness>>(
    parts: &Parts<'_, E>,
    needs: &mut [(u16, VersionNeed)],
) {
    let endian = parts.endian;
    let table =
        parts.sections.iter().find_map(|section| section.gnu_versym(endian, parts.bytes).ok()?);
    let (Some((indices, _)), Some(symbols)) = (table, parts.symbols(elf::SHT_DYNSYM)) else {
        return;
    };
    for (index, symbol) in indices.iter().zip(symbols.iter()) {
        let index = index.0.get(endian).0 & 0x7fff;
        let Ok(at) = needs.binary_search_by_key(&index, |(known, _)| *known) else { continue };
        if !symbol.is_undefined(endian) {
            continue;
        }
        let need = &mut needs[at].1;
        need.count += 1;
        if need.symbols.len() < MOST_SYMBOLS {
            need.symbols.push(text(name_of(symbol, endian, symbols.strings())));
        }
    }
    for (_, need) in needs {
        need.symbols.sort();
    }
}

/// The numbers of `2.34` or `3.4.21`; none where something else stands there.
pub(super) fn numbers(version: &str) -> Option<Vec<u32>> {
    version.split('.').map(|number| number.parse().ok()).collect()
}
