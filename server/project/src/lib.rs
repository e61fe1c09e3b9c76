//! Facts to [`Snapshot`]: packages with the targets they are built for, modules, configuration,
//! judged targets. Values in, values out: this crate reads nothing.

mod configuration;
mod environment;
mod file_path;
mod inputs;
mod judged;
mod nearest;
mod snapshot;
mod std_packages;

pub use configuration::{CgoMode, Configuration, ConfigurationError, Level, LevelSetting};
pub use environment::Environment;
pub use file_path::FilePath;
pub use inputs::{Entry, Facts, Inputs, Listing, Want};
pub use judged::{Judged, Source};
pub use nearest::nearest;
pub use snapshot::{Availability, Module, Package, PackageId, Snapshot, SourceFile};
