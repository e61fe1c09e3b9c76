//! The system's own programs, libraries and objects: none panics, none is contradicted by readelf.
#![expect(clippy::disallowed_methods, reason = "tests read the files of the system")]

use std::path::Path;

use artifact::Details;

use super::readers;

/// Files that readelf is asked about.
const COMPARED: usize = 60;

#[test]
fn the_systems_binaries_are_read_as_readelf_reads_them() {
    let (mut read, mut compared) = (0, 0);
    for folder in
        ["/usr/bin", "/usr/lib/gcc", "/usr/lib/x86_64-linux-gnu", "/usr/x86_64-w64-mingw32"]
    {
        for path in crate::go::files_below(Path::new(folder)) {
            let Ok(bytes) = std::fs::read(&path) else { continue };
            let artifact = match artifact::read(&bytes) {
                Ok(artifact) => artifact,
                Err(error) => {
                    assert!(error.is_foreign, "{}: {error}", path.display());
                    continue;
                }
            };
            read += 1;
            // Every tenth, so that different kinds of files take their turn.
            if let Details::Elf(elf) = &artifact.details
                && read % 10 == 0
                && compared < COMPARED
                && artifact.coordinates.link.is_some()
            {
                readers::compare_with_readelf(&path, &artifact, elf);
                compared += 1;
            }
        }
    }
    assert!(read > 500 && compared == COMPARED, "{read} read, {compared} compared");
}
