//! What the rim found: the Snapshot is a function of this.

use std::collections::BTreeMap;
use std::sync::Arc;

use syntax::Builds;
use syntax::c::{CFile, Language};
use syntax::go::{GoFile, Header};
use syntax::go_mod::GoMod;

use crate::{Configuration, Environment, FilePath, Files, Source};

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
    pub listings: Arc<BTreeMap<FilePath, Listing>>,
    /// Facts of the files that were read.
    pub files: Files,
    /// The machine.
    pub environment: Environment,
    /// The settings in force: command line over anyport.toml over the editor's.
    pub configuration: Configuration,
    /// The anyport.toml in force.
    pub configuration_file: Option<FilePath>,
    /// Which of them named the targets; [`Source::Default`] where none did.
    pub targets_from: Source,
}

impl Inputs {
    /// Of a workspace of which nothing is known but its folder.
    pub fn new(root: FilePath) -> Inputs {
        Inputs {
            root,
            go_work: None,
            repository: None,
            listings: Arc::default(),
            files: Files::default(),
            environment: Environment::default(),
            configuration: Configuration::default(),
            configuration_file: None,
            targets_from: Source::Default,
        }
    }
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

impl Listing {
    /// An entry by its exact name.
    pub fn get(&self, name: &str) -> Option<&Entry> {
        match self {
            Listing::Folder(entries) => entries.get(name),
            Listing::Missing | Listing::NotAFolder => None,
        }
    }

    /// Whether it holds a file (or a link to one) of that exact name.
    pub fn has_file(&self, name: &str) -> bool {
        self.get(name).is_some_and(Entry::is_file)
    }

    /// Its entries in name order; none unless it is a folder.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &Entry)> {
        let entries = match self {
            Listing::Folder(entries) => Some(entries),
            Listing::Missing | Listing::NotAFolder => None,
        };
        entries.into_iter().flat_map(|entries| entries.iter().map(|(name, entry)| (&**name, entry)))
    }

    /// The names of the Go files that the go command does not pass over, tests among them.
    pub fn go_files(&self) -> impl Iterator<Item = &str> {
        self.entries()
            .filter(|(name, entry)| is_go_file_name(name) && entry.is_file())
            .map(|(name, _)| name)
    }
}

impl Listing {
    /// The names of the files that cgo may have compiled, headers among them, and their languages.
    pub fn c_files(&self) -> impl Iterator<Item = (&str, Language)> {
        let files = self.entries().filter(|(_, entry)| entry.is_file());
        files.filter_map(|(name, _)| Some((name, Language::of_name(name)?)))
    }
}

/// Whether the go command takes a file of that name for a Go file that it may build.
pub fn is_go_file_name(name: &str) -> bool {
    name.strip_suffix(".go").is_some() && !name.starts_with(['_', '.'])
}

/// Whether the go command takes a file of that name for assembly that it may build.
pub fn is_assembly_name(name: &str) -> bool {
    name.strip_suffix(".s").is_some() && !name.starts_with(['_', '.'])
}

/// One entry of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A file, with its size in bytes where the system tells it for free.
    File(Option<u64>),
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

impl Entry {
    /// A file, or a link to one.
    pub fn is_file(&self) -> bool {
        matches!(self, Entry::File(_) | Entry::Link { is_folder: Some(false), .. })
    }

    /// A folder, or a link to one.
    pub fn is_folder(&self) -> bool {
        matches!(self, Entry::Folder | Entry::Link { is_folder: Some(true), .. })
    }
}

/// Facts of one file, read as deeply as it was needed.
#[derive(Clone, Debug)]
pub enum Facts {
    /// A Go file, in outline or parsed whole.
    Go(Arc<GoFile>),
    /// The header of a file that nobody looked into: a dependency's Go file, or assembly.
    Header(Arc<Header>),
    /// go.mod or go.work.
    GoMod(Arc<GoMod>),
    /// A C file or header of an own package, where it matters what it says.
    C(Arc<CFile>),
    /// A release or CI file: what it builds.
    Builds(Arc<Builds>),
    /// Present, and not readable as text (too large, broken UTF-8, no permission).
    Unreadable,
}

impl Facts {
    /// A Go file's header, if it was read.
    pub fn header(&self) -> Option<&Header> {
        match self {
            Facts::Go(file) => Some(&file.header),
            Facts::Header(header) => Some(header),
            Facts::GoMod(_) | Facts::C(_) | Facts::Builds(_) | Facts::Unreadable => None,
        }
    }
}

/// What a Snapshot would know more with.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Want {
    /// The entries of a folder, and the headers of the Go files in it (tests left out).
    Package(FilePath),
    /// The entries of a folder.
    Folder(FilePath),
    /// A go.mod under any name, such as that of a module version in the download cache. Where there
    /// is none, [`Facts::Unreadable`] says so.
    GoMod(FilePath),
    /// The entries of a folder, and its go.mod; also the entries of the folders above it, up to one
    /// that is known, for the case that its name really has on disk.
    Module(FilePath),
    /// The outlines of the Go files in a folder, tests left out.
    Outline(FilePath),
    /// All facts of a Go file that was read in outline.
    Whole(FilePath),
    /// The C files and headers of a folder.
    C(FilePath),
}
