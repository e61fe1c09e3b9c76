//! One workspace, kept current: texts of open documents lie over the disk's.

use std::sync::Arc;

use project::{Configuration, Environment, FilePath, Snapshot};
use rules::Rule;

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
    snapshot: Arc<Snapshot>,
}

impl Workspace {
    /// Finds the workspace of a path and reads it.
    pub fn load(
        _path: &FilePath,
        _options: Options,
        _progress: &(dyn Fn(Progress) + Sync),
    ) -> anyhow::Result<Workspace> {
        anyhow::bail!("not here yet")
    }

    /// Its folder.
    pub fn root(&self) -> &FilePath {
        &self.snapshot.inputs.root
    }

    /// The joined view.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshot)
    }

    /// An open document's text lies over the disk's. `None` takes it away again.
    pub fn set_text(&mut self, _path: &FilePath, _text: Option<Arc<str>>) {}

    /// Files or folders that changed on disk: read anew (unless an open document lies over them).
    pub fn disk_changed(&mut self, _paths: &[FilePath]) -> anyhow::Result<()> {
        Ok(())
    }

    /// New settings.
    pub fn set_options(&mut self, _options: Options) -> anyhow::Result<()> {
        Ok(())
    }

    /// A file's text as it was judged: the open document's, else the disk's.
    pub fn text(&self, _path: &FilePath) -> Option<Arc<str>> {
        None
    }

    /// Whether a path belongs to it.
    pub fn holds(&self, path: &FilePath) -> bool {
        path.is_within(self.root())
    }
}
