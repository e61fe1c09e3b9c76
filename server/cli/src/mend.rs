//! Safe fixes: worked out in memory, then shown as a diff or written to the files.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::sync::Arc;

use anyhow::{Context, bail, ensure};
use project::FilePath;
use report::Dress;
use workspace::Workspace;

use crate::paths::native;

/// Fixes may uncover findings with fixes, but not for ever.
const MOST_ROUNDS: usize = 10;

/// What the fixes of one workspace come to.
#[derive(Default)]
pub(crate) struct Mended {
    /// Each file's text before (none for a new file) and after.
    pub(crate) texts: BTreeMap<FilePath, (Option<Arc<str>>, Arc<str>)>,
    /// Files that get a new name, after the texts have changed.
    pub(crate) renamed: BTreeMap<FilePath, FilePath>,
    /// How many findings they mend.
    pub(crate) findings: usize,
}

impl Mended {
    /// How many files change.
    pub(crate) fn files(&self) -> usize {
        let only_renamed = self.renamed.keys().filter(|path| !self.texts.contains_key(*path));
        self.texts.len() + only_renamed.count()
    }
}

/// Applies safe fixes to the texts in memory until nothing changes. The new texts lie over the
/// disk's.
pub(crate) fn in_memory(workspace: &mut Workspace) -> Mended {
    let mut mended = Mended::default();
    let mut at_first = None;
    for _ in 0..MOST_ROUNDS {
        let findings = rules::check_with(workspace.rules(), &workspace.snapshot()).findings;
        let at_first = *at_first.get_or_insert(findings.len());
        mended.findings = at_first.saturating_sub(findings.len());
        let applied = workspace::apply_safe_fixes(&findings, &|path| workspace.text(path));
        if applied.texts.is_empty() && applied.created.is_empty() {
            mended.findings += applied.renamed.len();
            mended.renamed = applied.renamed;
            break;
        }
        for (path, text) in applied.texts.into_iter().chain(applied.created) {
            let before = workspace.text(&path);
            let after: Arc<str> = text.into();
            workspace.set_text(&path, Some(Arc::clone(&after)));
            mended
                .texts
                .entry(path)
                .and_modify(|(_, text)| *text = Arc::clone(&after))
                .or_insert((before, after));
        }
    }
    mended
}

/// The changes as one unified diff, as git writes it.
pub(crate) fn diff(mended: &Mended, dress: &Dress) -> String {
    let name = |letter: char, path: &FilePath| {
        let shown = report::shown_from(path, &dress.base);
        // The letters that `git apply` and `patch -p1` take away again, where that makes sense.
        if path.is_within(&dress.base) { format!("{letter}/{shown}") } else { shown }
    };
    let mut out = String::new();
    for (path, (before, after)) in &mended.texts {
        let (old, before) = match before {
            Some(before) => (name('a', path), &**before),
            None => ("/dev/null".into(), ""),
        };
        out.push_str(&report::unified_diff(&old, &name('b', path), before, after));
    }
    for (path, to) in &mended.renamed {
        let [from_shown, to_shown] = [path, to].map(|it| report::shown_from(it, &dress.base));
        let _ = write!(
            out,
            "diff --git {} {}\nsimilarity index 100%\n\
             rename from {from_shown}\nrename to {to_shown}\n",
            name('a', path),
            name('b', to),
        );
    }
    out
}

/// Writes a file's new text in the place of the old, whole or not at all.
pub(crate) fn write(path: &FilePath, before: Option<&str>, after: &str) -> anyhow::Result<()> {
    let Some(before) = before else {
        fs::File::create_new(native(path))?.write_all(after.as_bytes())?;
        return Ok(());
    };
    // A symbolic link stays one: what it leads to is replaced.
    let real = native(path).canonicalize()?;
    let metadata = fs::metadata(&real)?;
    ensure!(!metadata.permissions().readonly(), "not fixed: the file is read-only");
    if fs::read(&real)? != before.as_bytes() {
        bail!("not fixed: the file has changed in the meantime");
    }
    let folder = real.parent().context("the file has no folder")?;
    let mut file = tempfile::Builder::new().prefix(".anyport-").tempfile_in(folder)?;
    file.write_all(after.as_bytes())?;
    file.as_file().set_permissions(metadata.permissions())?;
    file.as_file().sync_all()?;
    file.persist(&real)?;
    Ok(())
}

/// Gives a file its new name, unless that is taken.
pub(crate) fn rename(path: &FilePath, to: &FilePath) -> anyhow::Result<()> {
    ensure!(native(to).symlink_metadata().is_err(), "not renamed: {} is taken", to.name());
    Ok(fs::rename(native(path), native(to))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(folder: &tempfile::TempDir, name: &str, text: &str) -> FilePath {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("a file");
        FilePath::new(path.to_str().expect("UTF-8"))
    }

    fn text(path: &FilePath) -> String {
        fs::read_to_string(native(path)).expect("a file")
    }

    #[test]
    fn a_file_that_has_changed_is_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = file(&folder, "a.go", "theirs");
        let error = write(&path, Some("as judged"), "ours").expect_err("it has changed");
        assert_eq!(error.to_string(), "not fixed: the file has changed in the meantime");
        assert_eq!(text(&path), "theirs");
        write(&path, Some("theirs"), "ours").expect("it has not changed");
        assert_eq!(text(&path), "ours");
    }

    #[test]
    fn nothing_is_overwritten_by_a_new_file_or_a_new_name() {
        let folder = tempfile::tempdir().expect("a folder");
        let (one, two) = (file(&folder, "a.go", "one"), file(&folder, "b.go", "two"));
        write(&two, None, "new").expect_err("it is there");
        rename(&one, &two).expect_err("it is there");
        assert_eq!((text(&one), text(&two)), ("one".into(), "two".into()));
        let free = FilePath::new(folder.path().join("c.go").to_str().expect("UTF-8"));
        rename(&one, &free).expect("it is free");
        assert_eq!(text(&free), "one");
    }
}
