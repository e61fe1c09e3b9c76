//! Facts to [`Snapshot`]: packages with the targets they are built for, modules, configuration,
//! judged targets. Values in, values out: this crate reads nothing.

mod anyport_toml;
mod build_list;
mod built;
mod c_program;
mod changed;
mod configuration;
mod declaration;
mod demand;
mod depth;
mod environment;
mod evidence;
mod fast_map;
mod file_path;
mod files;
mod imports;
mod inputs;
mod join;
mod judged;
mod layout;
mod members;
mod nearest;
mod references;
mod rejoin;
mod snapshot;
mod std_members;
mod std_members_table;
mod std_packages;
mod std_packages_table;
mod std_symbols;
mod std_symbols_table;
mod symbols;
mod versions;

pub use built::{
    BuildError, BuiltPackage, BuiltPort, C_RUNTIME, Opened, Output, OutputComplaint, PackageState,
    PortState,
};
pub use c_program::{CProgram, CUnit, CVariant};
pub use changed::{Changed, Inside};
pub use configuration::policy::{CLibrary, ExecutionLevel, Policies, Policy, Signed, Version};
pub use configuration::{CgoMode, Configuration, ConfigurationError, Level, LevelSetting};
pub use declaration::Declaration;
pub use demand::Demand;
pub use environment::Environment;
pub use evidence::{Clue, Evidence, EvidenceFile};
pub use fast_map::{FastMap, WordHasher};
pub use file_path::FilePath;
pub use files::Files;
pub use inputs::{Entry, Facts, Inputs, Listing, Want, is_assembly_name, is_go_file_name};
pub use judged::{Judged, Source};
pub use layout::{is_passed_over, matches_ignore};
pub use members::MissingMember;
pub use nearest::{edit_distance, nearest};
pub use references::{FileScope, Reference};
pub use snapshot::{Availability, CSource, Module, Package, PackageId, Snapshot, SourceFile};
pub use symbols::{Names, Symbol, Symbols, Variant};
