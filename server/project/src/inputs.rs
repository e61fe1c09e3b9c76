//! What the rim found: the Snapshot is a function of this.

use std::collections::BTreeMap;
use std::sync::Arc;

use syntax::go::{GoFile, Header};
use syntax::go_mod::GoMod;

use crate::{Configuration, Environment, FilePath};

/// Everything that a [`crate::Snapshot`] is made from.
#[derive(Clone, Debug)]
pub struct Inputs {
    /// The folder of the go.work in force, else of the module.
    pub root: FilePath,
    /// The go.work in force.
    pub go_work: Option<FilePath>,
    /// The nearest folder upwards that holds `.git`.
    pub repository: Option<FilePath>,
    /// Folders that were looked at: every folder of the main modules, and what was wanted.
    pub listings: BTreeMap<FilePath, Listing>,
    /// Facts of the files that were read.
    pub files: BTreeMap<FilePath, Facts>,
    /// The machine.
    pub environment: Environment,
    /// The settings in force: command line over anyport.toml over the editor's.
    pub configuration: Configuration,
}

/// What a path turned out to be, when it was looked at as a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Listing {
    /// Nothing is there (or it may not be read).
    Missing,
    /// Something is there, and it is no folder.
    NotAFolder,
    /// A folder: its entries by exact name.
    Folder(Arc<BTreeMap<Box<str>, Entry>>),
}

/// One entry of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A file, with its size in bytes.
    File(u64),
    /// A folder.
    Folder,
    /// A symbolic link: what it leads to, and whether that is a folder (`None`: nothing).
    Link {
        /// The target, made absolute.
        to: FilePath,
        /// What stands there.
        is_folder: Option<bool>,
    },
    /// A device, a socket, a pipe.
    Other,
}

/// Facts of one file, read as deeply as it was needed.
#[derive(Clone, Debug)]
pub enum Facts {
    /// A Go file of a main module, parsed whole.
    Go(Arc<GoFile>),
    /// A Go file of a dependency: its header.
    Header(Arc<Header>),
    /// go.mod or go.work.
    GoMod(Arc<GoMod>),
    /// Present, and not readable as text (too large, broken UTF-8, no permission).
    Unreadable,
}

/// What a Snapshot would know more with.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Want {
    /// The entries of a folder, and the headers of the Go files in it.
    Package(FilePath),
    /// The entries of a folder, and its go.mod.
    Module(FilePath),
}
