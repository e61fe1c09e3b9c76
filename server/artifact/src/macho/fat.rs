//! Universal files: slices for several architectures.

use crate::bytes::Bytes;
use crate::unreadable::{Result, Unreadable, within};
use crate::{Artifact, BuildIds, Coordinates, Details, Format, Kind, archive};

/// Slices that one file may have. Apple's tools write one for each architecture.
const MOST_SLICES: u32 = 32;

/// What an archive begins with.
const ARCHIVE: &[u8] = b"!<arch>\n";

/// Reads a universal file, whose header is big-endian.
pub(crate) fn read(bytes: &[u8], is_wide: bool) -> Result<Artifact> {
    const HEADER: u64 = 8;
    let header = Bytes::big(bytes);
    let cut = || Unreadable::broken("truncated: the header of a universal file ends too early");
    let count = header.u32(4).ok_or_else(cut)?;
    if count == 0 || count > MOST_SLICES {
        return Err(Unreadable::broken(format!("a universal file of {count} slices")));
    }
    let entry = if is_wide { 32 } else { 20 };
    let (mut slices, mut places): (Vec<Artifact>, Vec<(u64, u64)>) = (Vec::new(), Vec::new());
    for index in 0..u64::from(count) {
        let at = HEADER + index * entry;
        let place = if is_wide {
            header.u64(at + 8).zip(header.u64(at + 16))
        } else {
            header.u32(at + 8).map(u64::from).zip(header.u32(at + 12).map(u64::from))
        };
        let (offset, size) = place.ok_or_else(cut)?;
        within(&format!("slice {index}"), offset, size, bytes.len())?;
        if places.iter().any(|(start, end)| offset < *end && *start < offset + size) {
            return Err(Unreadable::broken(format!("slice {index} overlaps another one")));
        }
        places.push((offset, offset + size));
        let piece = header.slice(offset, size).ok_or_else(cut)?;
        let read = match piece {
            [0xca, 0xfe, 0xba, 0xbe | 0xbf, ..] => {
                Err(Unreadable::broken("a universal file in a universal file"))
            }
            _ if piece.starts_with(ARCHIVE) => archive::read(piece),
            _ => super::read(piece),
        };
        slices.push(
            read.map_err(|error| Unreadable::broken(format!("slice {index}: {}", error.message)))?,
        );
    }
    Ok(join(slices, bytes.len() as u64))
}

/// What all slices share.
fn join(slices: Vec<Artifact>, size: u64) -> Artifact {
    let shared = |of: &dyn Fn(&Artifact) -> bool| slices.iter().all(of);
    let first = &slices[0];
    let mut coordinates = Coordinates {
        operating_systems: first.coordinates.operating_systems.clone(),
        abi: first.coordinates.abi,
        ..Coordinates::default()
    };
    let names: Vec<&str> = slices
        .iter()
        .map(|it| {
            let machine = &it.coordinates.architecture;
            machine.goarch.unwrap_or(&machine.name)
        })
        .collect();
    coordinates.architecture.name = names.join(", ");
    if shared(&|it| it.coordinates.byte_order == first.coordinates.byte_order) {
        coordinates.byte_order = first.coordinates.byte_order;
    }
    if shared(&|it| it.coordinates.pointer_width == first.coordinates.pointer_width) {
        coordinates.pointer_width = first.coordinates.pointer_width;
    }
    if shared(&|it| it.coordinates.link == first.coordinates.link) {
        coordinates.link = first.coordinates.link;
    }
    Artifact {
        format: Format::UniversalMachO,
        kind: if shared(&|it| it.kind == first.kind) { first.kind } else { Kind::Other },
        coordinates,
        size,
        go: None,
        has_debug_info: slices.iter().any(|it| it.has_debug_info),
        is_stripped: shared(&|it| it.is_stripped),
        needed: first.needed.clone(),
        build_ids: BuildIds::default(),
        symbols: None,
        details: Details::Slices(slices),
    }
}
