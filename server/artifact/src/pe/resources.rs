//! Resources: the manifest and the version. A tree of three levels: kind, name, language.

use object::LittleEndian as LE;
use object::read::pe::{
    ImageNtHeaders, PeFile, ResourceDirectory, ResourceDirectoryEntryData, ResourceDirectoryTable,
};

use super::manifest::{self, Manifest};
use super::version_info::{self, VersionInfo};

#[derive(Default)]
pub(super) struct Resources {
    pub(super) manifest: Option<Manifest>,
    pub(super) version_info: Option<VersionInfo>,
}

const RT_VERSION: u16 = 16;
const RT_MANIFEST: u16 = 24;

/// The largest resource that is read, in bytes.
const LARGEST: u32 = 1 << 20;

pub(super) fn read<P: ImageNtHeaders>(file: &PeFile<'_, P>) -> Resources {
    let mut resources = Resources::default();
    let sections = file.section_table();
    let Ok(Some(directory)) = file.data_directories().resource_directory(file.data(), &sections)
    else {
        return resources;
    };
    let first = |kind: u16| {
        let (address, size) = first_of(directory, kind)?;
        let data = sections.pe_data_at(file.data(), address)?;
        data.get(..size.min(LARGEST) as usize)
    };
    resources.manifest = first(RT_MANIFEST).map(manifest::read);
    resources.version_info = first(RT_VERSION).and_then(version_info::read);
    resources
}

/// The address and size of the first resource of a kind.
fn first_of(directory: ResourceDirectory<'_>, kind: u16) -> Option<(u32, u32)> {
    let root = directory.root().ok()?;
    let entry = root.entries.iter().find(|entry| entry.name_or_id().id() == Some(kind))?;
    let names = entry.data(directory).ok()?.table()?;
    let languages = first_entry(&names, directory)?.table()?;
    let leaf = first_entry(&languages, directory)?.data()?;
    Some((leaf.offset_to_data.get(LE), leaf.size.get(LE)))
}

fn first_entry<'a>(
    table: &ResourceDirectoryTable<'a>,
    directory: ResourceDirectory<'a>,
) -> Option<ResourceDirectoryEntryData<'a>> {
    table.entries.first()?.data(directory).ok()
}
