//! Mach-O: of macOS and iOS, for one architecture or for several.

mod commands;
mod entitlements;
mod fat;
mod signature;
mod slots;

use object::Endianness;
use object::macho;
use object::read::macho::MachHeader;
use platform::{arch, os};
use schemars::JsonSchema;
use serde::Serialize;

use crate::bytes::{Bytes, MOST_NAMES};
use crate::go_build::{self, Image};
use crate::symbols::Collector;
use crate::unreadable::{Result, Unreadable};
use crate::{
    Abi, Artifact, BuildIds, ByteOrder, Coordinates, Details, Format, Kind, Link, Linker, Machine,
};
use commands::Commands;

pub use entitlements::{Entitlement, EntitlementValue};
pub(crate) use fat::read as read_fat;
pub use signature::{Blob, Signature, Signer};
pub use slots::{CodeDirectory, HashType, Pages, SlotHash};

/// What only a Mach-O file has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MachO {
    /// `macOS`, `iOS`, `Mac Catalyst`, …; null where the file does not say.
    pub platform: Option<String>,
    /// The oldest release of the system that loads it: `13.0`.
    pub minimum_os: Option<String>,
    /// The SDK that it was linked with: `26.2`.
    pub sdk: Option<String>,
    /// The libraries that it loads.
    pub dylibs: Vec<Dylib>,
    /// Where `@rpath` leads.
    pub rpaths: Vec<String>,
    /// The name that a library is known by.
    pub install_name: Option<String>,
    /// The identity that crash reports and debuggers know it by.
    pub uuid: Option<String>,
    /// Whether C constructors run before main.
    pub has_constructors: bool,
    /// Whether the stack may be executed.
    pub executable_stack: bool,
    /// The names that a library offers; at most 4,096 of them.
    pub exports: Vec<String>,
    /// The code signature; null where there is none.
    pub signature: Option<Signature>,
}

/// A library that is loaded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Dylib {
    /// Its path.
    pub path: String,
    /// The version that was linked against.
    pub version: String,
    /// Whether the program starts without it too.
    pub is_weak: bool,
}

/// Reads a Mach-O file for one architecture.
pub(crate) fn read(bytes: &[u8]) -> Result<Artifact> {
    let magic = Bytes::big(bytes).u32(0);
    match magic {
        Some(macho::MH_MAGIC | macho::MH_CIGAM) => {
            read_as::<macho::MachHeader32<Endianness>>(bytes)
        }
        _ => read_as::<macho::MachHeader64<Endianness>>(bytes),
    }
}

fn read_as<M: MachHeader<Endian = Endianness>>(bytes: &[u8]) -> Result<Artifact> {
    let header = M::parse(bytes, 0).map_err(Unreadable::in_the("the header"))?;
    let endian = header.endian().map_err(Unreadable::in_the("the header"))?;
    let commands = Commands::read(header, endian, bytes)?;
    let kind = match header.filetype(endian) {
        macho::MH_EXECUTE => Kind::Executable,
        macho::MH_DYLIB | macho::MH_BUNDLE => Kind::SharedLibrary,
        macho::MH_OBJECT => Kind::Object,
        macho::MH_CORE => Kind::Core,
        _ => Kind::Other,
    };
    let go = commands.go_data.and_then(|data| go_build::read(data, &commands));
    let is_linked = matches!(kind, Kind::Executable | Kind::SharedLibrary);
    let flags = header.flags(endian).0;
    let signature = match commands.signature {
        Some((offset, size)) => Some(signature::read(bytes, offset, size)?),
        None => None,
    };
    let machine = machine(header.cputype(endian), header.cpusubtype(endian));
    let has_symbols = commands.symbol_count > 0;
    let link = Link {
        is_static: commands.dylibs.is_empty() && kind == Kind::Executable,
        is_pie: kind == Kind::Executable && flags & macho::MH_PIE.0 != 0,
        // Apple's and LLVM's linkers say where functions start; Go's does not.
        linker: go.is_some().then_some(if commands.has_function_starts {
            Linker::External
        } else {
            Linker::Internal
        }),
    };
    let needed: Vec<String> = commands
        .dylibs
        .iter()
        .filter(|dylib| !dylib.is_weak)
        .map(|dylib| dylib.path.clone())
        .collect();
    let (symbols, exports) = symbols(&commands, kind);
    Ok(Artifact {
        format: Format::MachO,
        kind,
        coordinates: Coordinates {
            operating_systems: operating_systems(commands.platform),
            pointer_width: Some(if header.is_type_64() { 64 } else { 32 }),
            architecture: machine,
            abi: (is_linked && needed.iter().any(|it| it.contains("libSystem")))
                .then_some(Abi::LibSystem),
            byte_order: Some(ByteOrder::of(endian == Endianness::Big)),
            link: is_linked.then_some(link),
        },
        size: bytes.len() as u64,
        has_debug_info: commands.has_dwarf,
        is_stripped: !has_symbols,
        needed,
        build_ids: BuildIds { go: commands.text.and_then(go_build::build_id), gnu: None },
        symbols,
        details: Details::MachO(Box::new(MachO {
            platform: commands.platform.map(platform_name),
            minimum_os: commands.minimum_os.map(version),
            sdk: commands.sdk.filter(|sdk| *sdk != 0).map(version),
            dylibs: commands.dylibs,
            rpaths: commands.rpaths,
            install_name: commands.install_name,
            uuid: commands.uuid,
            has_constructors: commands.has_constructors,
            executable_stack: flags & macho::MH_ALLOW_STACK_EXECUTION.0 != 0,
            exports,
            signature,
        })),
        go,
    })
}

/// What an object offers to a linker, and what a library offers when it is loaded.
fn symbols<M: MachHeader<Endian = Endianness>>(
    commands: &Commands<'_, M>,
    kind: Kind,
) -> (Option<crate::Symbols>, Vec<String>) {
    let mut collector = Collector::default();
    match kind {
        Kind::Object => {
            commands.each_symbol(|name, is_global| collector.add(name, is_global, true));
        }
        Kind::SharedLibrary => {
            commands.each_symbol(|name, is_global| {
                if is_global {
                    collector.add(name, true, true);
                }
            });
        }
        _ => return (None, Vec::new()),
    }
    let found = collector.finish();
    if kind == Kind::Object {
        (Some(found), Vec::new())
    } else {
        (None, found.names.into_iter().take(MOST_NAMES).collect())
    }
}

impl<M: MachHeader<Endian = Endianness>> Image for Commands<'_, M> {
    fn at(&self, address: u64) -> Option<&[u8]> {
        self.segments.iter().find_map(|(start, data)| {
            let inside = usize::try_from(address.checked_sub(*start)?).ok()?;
            data.get(inside..).filter(|rest| !rest.is_empty())
        })
    }
}

/// The systems of a platform; both where none is named, as old linkers do.
fn operating_systems(platform: Option<u32>) -> Vec<&'static str> {
    match platform {
        None => vec![os::DARWIN, os::IOS],
        Some(1) => vec![os::DARWIN],
        // iOS, Mac Catalyst and the simulator of iOS.
        Some(2 | 6 | 7) => vec![os::IOS],
        Some(_) => vec![],
    }
}

fn platform_name(platform: u32) -> String {
    let known = [
        (1, "macOS"),
        (2, "iOS"),
        (3, "tvOS"),
        (4, "watchOS"),
        (5, "bridgeOS"),
        (6, "Mac Catalyst"),
        (7, "iOS simulator"),
        (8, "tvOS simulator"),
        (9, "watchOS simulator"),
        (10, "DriverKit"),
        (11, "visionOS"),
        (12, "visionOS simulator"),
    ];
    let found = known.iter().find(|(number, _)| *number == platform);
    found.map_or_else(|| format!("platform {platform}"), |(_, name)| (*name).to_owned())
}

fn machine(cpu: macho::CpuType, sub: macho::CpuSubtype) -> Machine {
    let (goarch, name) = match cpu {
        macho::CPU_TYPE_X86_64 => (Some(arch::AMD64), "CPU_TYPE_X86_64"),
        macho::CPU_TYPE_ARM64 => (Some(arch::ARM64), "CPU_TYPE_ARM64"),
        macho::CPU_TYPE_X86 => (Some(arch::I386), "CPU_TYPE_X86"),
        macho::CPU_TYPE_ARM => (Some(arch::ARM), "CPU_TYPE_ARM"),
        macho::CPU_TYPE_POWERPC => (None, "CPU_TYPE_POWERPC"),
        macho::CPU_TYPE_POWERPC64 => (None, "CPU_TYPE_POWERPC64"),
        macho::CPU_TYPE_ARM64_32 => (None, "CPU_TYPE_ARM64_32"),
        other => return Machine { goarch: None, name: format!("CPU type {:#x}", other.0) },
    };
    // The pointers of arm64e are signed; Go does not make such code.
    let is_arm64e = cpu == macho::CPU_TYPE_ARM64 && sub.0 & 0xff == 2;
    let name = if is_arm64e { "CPU_TYPE_ARM64 (arm64e)" } else { name };
    Machine { goarch: goarch.filter(|_| !is_arm64e), name: name.to_owned() }
}

/// `13.0`, `10.15.4`: 16 bits, 8 and 8.
fn version(number: u32) -> String {
    let (major, minor, patch) = (number >> 16, number >> 8 & 0xff, number & 0xff);
    if patch == 0 { format!("{major}.{minor}") } else { format!("{major}.{minor}.{patch}") }
}
