//! One workspace, kept current: texts of open documents lie over the disk's.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use anyhow::bail;
use disk::{Disk, Memory, Root, Stamp, Tree, find_root};
use project::{
    Changed, Configuration, ConfigurationError, Demand, Environment, FilePath, Inputs, Snapshot,
    Source,
};
use rules::Rule;

use crate::overlaid::Overlaid;
use crate::reader::{Reader, may_be_hash_of};
use crate::settings::{Misconfiguration, Settings};

/// What a front end decides.
#[derive(Clone)]
pub struct Options {
    /// The machine.
    pub environment: Environment,
    /// Settings that beat anyport.toml: the command line's.
    pub above: Configuration,
    /// Settings that only fill what anyport.toml leaves open: the editor's.
    pub below: Configuration,
    /// The rules to run.
    pub rules: &'static [&'static Rule],
    /// The folder in which facts are kept from one run to the next; none: nowhere.
    pub cache: Option<FilePath>,
}

/// What a load has done so far.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// Files read.
    pub read: usize,
    /// Files known to be there.
    pub total: usize,
}

/// One go.work, or one module, or a folder with neither.
pub struct Workspace {
    pub(crate) tree: Overlaid,
    /// The path that it was opened for.
    pub(crate) start: FilePath,
    pub(crate) options: Options,
    pub(crate) root: Root,
    pub(crate) inputs: Arc<Inputs>,
    /// The folders whose Go files are its own.
    pub(crate) own_dirs: HashSet<FilePath>,
    /// Of the texts that were judged.
    pub(crate) hashes: HashMap<FilePath, u64>,
    /// What the files looked like whose facts may be kept.
    pub(crate) stamps: HashMap<FilePath, Stamp>,
    pub(crate) demand: Demand,
    pub(crate) reader: Reader,
    pub(crate) configuration_error: Option<Misconfiguration>,
    pub(crate) snapshot: Arc<Snapshot>,
    /// What changed since somebody asked.
    pub(crate) changed: Changed,
}

impl Workspace {
    /// Finds the workspace of a path and reads it. The error is that of anyport.toml:
    /// `path:line:column: message`.
    pub fn load(
        path: &FilePath,
        options: Options,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> anyhow::Result<Workspace> {
        let workspace = Workspace::open(path, options, progress);
        workspace.configured()?;
        Ok(workspace)
    }

    /// Finds the workspace of a path and reads it. An anyport.toml that cannot be used counts as
    /// absent: see [`Workspace::configuration_error`].
    pub fn open(
        path: &FilePath,
        options: Options,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Workspace {
        Workspace::open_in(Arc::new(Disk), path, options, progress)
    }

    /// Reads a workspace whose files are given, by path relative to `root`.
    pub fn from_memory(
        root: &str,
        files: BTreeMap<String, String>,
        options: Options,
    ) -> anyhow::Result<Workspace> {
        let root = FilePath::new(root);
        let tree = Arc::new(Memory::new(&root, files));
        let workspace = Workspace::open_in(tree, &root, options, &|_| ());
        workspace.configured()?;
        Ok(workspace)
    }

    /// [`Workspace::open`] in any tree.
    pub fn open_in(
        tree: Arc<dyn Tree>,
        path: &FilePath,
        options: Options,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Workspace {
        let tree = Overlaid::new(tree);
        let root = find_root(&tree, path, options.environment.go_work.as_deref());
        let inputs = Arc::new(empty_inputs(&root, &options));
        let snapshot = Arc::new(joined(&inputs, None).0);
        let mut workspace = Workspace {
            tree,
            start: path.clone(),
            options,
            root,
            inputs,
            own_dirs: HashSet::new(),
            hashes: HashMap::new(),
            stamps: HashMap::new(),
            demand: Demand::of_everything(),
            reader: Reader::default(),
            configuration_error: None,
            snapshot,
            changed: Changed::Everything,
        };
        workspace.read_structure(&|_| false, progress);
        workspace
    }

    /// Its folder.
    pub fn root(&self) -> &FilePath {
        &self.snapshot.inputs.root
    }

    /// The joined view.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshot)
    }

    /// What is other than when this was asked before; everything at first.
    pub fn take_changed(&mut self) -> Changed {
        std::mem::replace(&mut self.changed, Changed::NOTHING)
    }

    /// The rules that were asked for.
    pub fn rules(&self) -> &'static [&'static Rule] {
        self.options.rules
    }

    /// The anyport.toml that is read.
    pub fn configuration_file(&self) -> Option<&FilePath> {
        self.root.configuration.as_ref()
    }

    /// What is wrong with the settings. What is wrong counts as absent then.
    pub fn configuration_error(&self) -> Option<&Misconfiguration> {
        self.configuration_error.as_ref()
    }

    pub(crate) fn configured(&self) -> anyhow::Result<()> {
        match &self.configuration_error {
            Some(error) => bail!("{error}"),
            None => Ok(()),
        }
    }

    /// New settings. The error is that of anyport.toml, and the settings are in force nevertheless.
    pub fn set_options(&mut self, options: Options) -> anyhow::Result<()> {
        self.options = options;
        self.read_structure(&|_| false, &|_| ());
        self.configured()
    }

    /// A file's text as it was judged: the open document's, else the disk's. None where the file
    /// cannot be read, or has changed on disk since.
    pub fn text(&self, path: &FilePath) -> Option<Arc<str>> {
        if let Some(text) = self.tree.open_text(path) {
            return Some(Arc::clone(text));
        }
        let text = self.tree.text(path).ok()?;
        let is_current = self.hashes.get(path).is_none_or(|hash| may_be_hash_of(*hash, &text));
        is_current.then_some(text)
    }

    /// A number that tells the content which a file was judged with from others; none for an open
    /// document, and for what was not read.
    pub fn judged_content(&self, path: &FilePath) -> Option<u64> {
        let is_open = self.tree.open_text(path).is_some();
        self.hashes.get(path).copied().filter(|_| !is_open)
    }

    /// Whether a path belongs to it: it lies in a main module (and in no module nested there),
    /// or is the go.work or anyport.toml in force.
    pub fn holds(&self, path: &FilePath) -> bool {
        if self.root.go_work.as_ref() == Some(path) || self.configuration_file() == Some(path) {
            return true;
        }
        let mut modules = self.snapshot.modules.iter().filter(|module| module.is_main);
        modules.any(|module| {
            path.is_within(&module.dir)
                && path
                    .ancestors()
                    .skip(1)
                    .take_while(|folder| *folder != module.dir && folder.is_within(&module.dir))
                    .all(|folder| {
                        self.inputs.listings.get(&folder).is_none_or(|it| !it.has_file("go.mod"))
                    })
        })
    }

    /// Reads what is wanted, joins, and keeps the result.
    pub(crate) fn rejoin(&mut self) {
        self.read_wanted();
        let mut changed = self.join();
        let mut asked = HashSet::new();
        while self.read_deeper(&changed, &mut asked) {
            changed.add(&self.join());
        }
        self.changed.add(&changed);
    }

    /// Joins what was read; says what that affects.
    fn join(&mut self) -> Changed {
        let (snapshot, error) = joined(&self.inputs, Some(&self.snapshot));
        let changed = snapshot.changed.clone();
        self.snapshot = Arc::new(snapshot);
        if let Some(error) = error {
            let file = self.configuration_file().cloned();
            let error = ConfigurationError { message: error, span: None };
            self.configuration_error = Some(Misconfiguration { file, place: None, error });
        }
        changed
    }

    pub(crate) fn read_settings(&mut self) {
        let file = self.root.configuration.as_ref();
        let settings = Settings::read(&self.tree, file, &self.options);
        self.configuration_error = settings.error;
        let inputs = Arc::make_mut(&mut self.inputs);
        inputs.configuration = settings.configuration;
        inputs.configuration_file.clone_from(&self.root.configuration);
        inputs.targets_from = settings.targets_from;
    }
}

/// The inputs of a workspace of which nothing was read.
pub(crate) fn empty_inputs(root: &Root, options: &Options) -> Inputs {
    Inputs {
        go_work: root.go_work.clone(),
        repository: root.repository.clone(),
        environment: options.environment.clone(),
        ..Inputs::new(root.dir.clone())
    }
}

/// Joins; where the targets cannot be used, as if none were configured.
fn joined(inputs: &Arc<Inputs>, previous: Option<&Snapshot>) -> (Snapshot, Option<String>) {
    let error = match Snapshot::join(Arc::clone(inputs), previous) {
        Ok(snapshot) => return (snapshot, None),
        Err(error) => error,
    };
    let mut inputs = Inputs::clone(inputs);
    inputs.configuration.targets = None;
    inputs.targets_from = Source::Default;
    let snapshot = Snapshot::join(Arc::new(inputs), previous)
        .expect("the first-class ports exist in every release");
    (snapshot, Some(error))
}
