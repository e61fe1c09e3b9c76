//! Safe fixes: worked out in memory, then shown as a diff or written to the files.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::sync::Arc;

use anyhow::{Context, bail, ensure};
use project::FilePath;
use report::Dress;
use rules::Rule;
use workspace::Workspace;

use crate::paths::native;

/// Fixes may uncover findings with fixes, but not for ever.
const MOST_ROUNDS: usize = 10;

/// What the fixes of one workspace come to.
#[derive(Default)]
pub(crate) struct Mended {
    /// Each file's text before and after.
    pub(crate) files: BTreeMap<FilePath, (Arc<str>, Arc<str>)>,
    /// How many findings they mend.
    pub(crate) findings: usize,
}

/// Applies safe fixes to the texts in memory until nothing changes. The new texts lie over the disk's.
pub(crate) fn in_memory(workspace: &mut Workspace, rules: &[&'static Rule]) -> Mended {
    let mut mended = Mended::default();
    for _ in 0..MOST_ROUNDS {
        let findings = rules::check_with(rules, &workspace.snapshot()).findings;
        let applied = workspace::apply_safe_fixes(&findings, &|path| workspace.text(path));
        if applied.texts.is_empty() {
            break;
        }
        mended.findings += applied.mended;
        for (path, text) in applied.texts {
            let Some(before) = workspace.text(&path) else { continue };
            let text: Arc<str> = text.into();
            workspace.set_text(&path, Some(Arc::clone(&text)));
            mended
                .files
                .entry(path)
                .and_modify(|(_, after)| *after = Arc::clone(&text))
                .or_insert((before, text));
        }
    }
    mended
}

/// The changes as one unified diff.
pub(crate) fn diff(mended: &Mended, dress: &Dress) -> String {
    let mut out = String::new();
    for (path, (before, after)) in &mended.files {
        let shown = report::shown_from(path, &dress.base);
        // The letters that `git apply` and `patch -p1` take away again, where that makes sense.
        let is_below = path.is_within(&dress.base);
        let [old, new] = if is_below {
            [format!("a/{shown}"), format!("b/{shown}")]
        } else {
            [shown.clone(), shown]
        };
        out.push_str(&report::unified_diff(&old, &new, before, after));
    }
    out
}

/// Writes a file's new text in the place of the old, whole or not at all.
pub(crate) fn write(path: &FilePath, before: &str, after: &str) -> anyhow::Result<()> {
    // A symbolic link stays one: what it leads to is replaced.
    let real = native(path).canonicalize()?;
    let metadata = fs::metadata(&real)?;
    ensure!(!metadata.permissions().readonly(), "the file is read-only");
    if fs::read(&real)? != before.as_bytes() {
        bail!("the file has changed in the meantime; it was left alone");
    }
    let folder = real.parent().context("the file has no folder")?;
    let mut file = tempfile::Builder::new().prefix(".anyport-").tempfile_in(folder)?;
    file.write_all(after.as_bytes())?;
    file.as_file().set_permissions(metadata.permissions())?;
    file.as_file().sync_all()?;
    file.persist(&real)?;
    Ok(())
}
