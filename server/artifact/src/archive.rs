//! Archives: objects in one file, as `-buildmode=c-archive` and `ar` make them.

use object::read::archive::ArchiveFile;
use schemars::JsonSchema;
use serde::Serialize;

use crate::bytes::text;
use crate::read::read_member;
use crate::symbols::Collector;
use crate::unreadable::{Result, Unreadable, within};
use crate::{Artifact, BuildIds, Coordinates, Details, Format, Kind, Machine};

/// What only an archive has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Archive {
    /// Whether it only names the files that its members are in.
    pub is_thin: bool,
    /// Its members, in order.
    pub members: Vec<Member>,
}

/// A member of an archive.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// In bytes.
    pub size: u64,
    /// The format of the object; null for what is none.
    pub format: Option<Format>,
    /// Its processor: GOARCH, or the object's own word where Go has no port for it.
    pub machine: Option<String>,
    /// Why it could not be read, if it is a broken object.
    pub fault: Option<String>,
}

/// Members that one archive may have.
const MOST_MEMBERS: usize = 100_000;

impl Archive {
    /// The processors of its objects, each once, in alphabetical order.
    pub fn machines(&self) -> Vec<&str> {
        let mut machines: Vec<&str> =
            self.members.iter().filter_map(|member| member.machine.as_deref()).collect();
        machines.sort_unstable();
        machines.dedup();
        machines
    }
}

/// Reads an archive.
pub(crate) fn read(bytes: &[u8]) -> Result<Artifact> {
    let file = ArchiveFile::parse(bytes).map_err(Unreadable::in_the("the archive"))?;
    let mut archive = Archive { is_thin: file.is_thin(), ..Archive::default() };
    let mut collector = Collector::default();
    let mut shared: Option<Coordinates> = None;
    let (mut is_mixed, mut has_debug_info) = (false, false);
    for member in file.members() {
        let member = member.map_err(Unreadable::in_the("a member of the archive"))?;
        let mut told =
            Member { name: text(member.name()), size: member.size(), ..Member::default() };
        if archive.members.len() == MOST_MEMBERS {
            return Err(Unreadable::broken(format!("more than {MOST_MEMBERS} members")));
        }
        if !member.is_thin() {
            let (offset, size) = member.file_range();
            within(&format!("the member {}", told.name), offset, size, bytes.len())?;
            let data = member.data(bytes).map_err(Unreadable::in_the("a member"))?;
            match read_member(data) {
                Ok(object) => {
                    let machine = &object.coordinates.architecture;
                    told.format = Some(object.format);
                    told.machine =
                        Some(machine.goarch.map_or_else(|| machine.name.clone(), str::to_owned));
                    has_debug_info |= object.has_debug_info;
                    collector.absorb(object.symbols.unwrap_or_default());
                    let place = Coordinates { link: None, abi: None, ..object.coordinates };
                    match &shared {
                        None => shared = Some(place),
                        Some(shared) => is_mixed |= shared.architecture != place.architecture,
                    }
                }
                // An index, a licence, or Go's own kind of object.
                Err(error) if error.is_foreign => {}
                Err(error) => told.fault = Some(error.message),
            }
        }
        archive.members.push(told);
    }
    let coordinates = match (is_mixed, shared) {
        (false, Some(shared)) => shared,
        (true, _) => {
            let name = archive.machines().join(", ");
            let architecture = Machine { goarch: None, name };
            Coordinates { architecture, ..Coordinates::default() }
        }
        (false, None) => Coordinates::default(),
    };
    let symbols = collector.finish();
    Ok(Artifact {
        format: Format::Archive,
        kind: Kind::Archive,
        coordinates,
        size: bytes.len() as u64,
        go: None,
        has_debug_info,
        is_stripped: symbols.defined == 0 && !archive.is_thin && !archive.members.is_empty(),
        needed: Vec::new(),
        build_ids: BuildIds::default(),
        symbols: Some(symbols),
        details: Details::Archive(archive),
    })
}
