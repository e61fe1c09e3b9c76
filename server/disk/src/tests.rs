//! Trees with everything in them that real disks have.

use std::fs;
use std::path::Path;

use project::{Entry, FilePath, Listing};
use tempfile::TempDir;

use crate::{Disk, Tree as _, find_root, folds_case, read_listing, read_text, roots_below, walk};

struct Tree {
    dir: TempDir,
    root: FilePath,
}

impl Tree {
    fn new(files: &[(&str, &str)]) -> Tree {
        let dir = tempfile::tempdir().unwrap();
        let root = FilePath::new(dir.path().canonicalize().unwrap().to_str().unwrap());
        let tree = Tree { dir, root };
        for (path, text) in files {
            tree.write(path, text.as_bytes());
        }
        tree
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn path(&self, relative: &str) -> FilePath {
        self.root.join(relative)
    }

    fn walked(&self, ignored: &[&str]) -> Vec<String> {
        let ignored: Vec<String> = ignored.iter().map(|line| (*line).to_owned()).collect();
        let folders = walk(&Disk, &self.root, &ignored);
        folders.iter().map(|(dir, _)| dir.relative_to(&self.root).unwrap().to_owned()).collect()
    }
}

#[test]
fn texts_are_refused_for_a_reason() {
    let tree =
        Tree::new(&[("a.go", "package a\n"), ("empty.go", ""), ("bom.go", "\u{feff}package a\n")]);
    tree.write("latin.go", b"package a // \xe9\n");
    let read = |name: &str| read_text(&tree.path(name), 20);
    assert_eq!(read("a.go").as_deref(), Ok("package a\n"));
    assert_eq!(read("empty.go").as_deref(), Ok(""));
    assert_eq!(read("bom.go").as_deref(), Ok("\u{feff}package a\n"));
    assert_eq!(read("latin.go").unwrap_err(), "not UTF-8 at byte 13");
    assert_eq!(read("gone.go").unwrap_err(), "no such file");
    assert_eq!(read(".").unwrap_err(), "not a regular file");
    tree.write("large.go", &[b' '; 21]);
    assert_eq!(read("large.go").unwrap_err(), "larger than 20 bytes");
}

#[test]
fn generated_tables_of_some_megabytes_are_read() {
    let tree = Tree::new(&[("op_gen.go", &" ".repeat(4 << 20)), ("data.go", &" ".repeat(9 << 20))]);
    assert_eq!(Disk.text(&tree.path("op_gen.go")).unwrap().len(), 4 << 20);
    assert_eq!(Disk.text(&tree.path("data.go")).unwrap_err(), "larger than 8388608 bytes");
}

#[test]
fn beginnings_are_cut_between_characters() {
    let text = "package p // \u{e9}\u{e9}\n";
    let tree = Tree::new(&[("a.go", text), ("empty.go", "")]);
    for length in 0..text.len() + 2 {
        let (beginning, is_all) = Disk.beginning(&tree.path("a.go"), length).unwrap();
        assert_eq!(*beginning, text[..text.floor_char_boundary(length)], "{length}");
        assert_eq!(is_all, length >= text.len(), "{length}");
    }
    let beginning = |name: &str, length| Disk.beginning(&tree.path(name), length);
    assert_eq!(beginning("empty.go", 9), Ok(("".into(), true)));
    tree.write("latin.go", b"package a // \xe9\xe9");
    assert_eq!(beginning("latin.go", 13), Ok(("package a // ".into(), false)));
    assert_eq!(beginning("latin.go", 15).unwrap_err(), "not UTF-8 at byte 13");
    assert_eq!(beginning("latin.go", 14), Ok(("package a // ".into(), false)));
    assert_eq!(beginning("gone.go", 9).unwrap_err(), "no such file");
    assert_eq!(beginning(".", 9).unwrap_err(), "not a regular file");
}

#[test]
fn listings_tell_what_each_entry_is() {
    let tree = Tree::new(&[("a.go", ""), ("Sub/b.go", "")]);
    let listing = read_listing(&tree.root);
    assert!(matches!(listing.get("a.go"), Some(Entry::File(_))));
    assert_eq!(listing.get("Sub"), Some(&Entry::Folder));
    assert_eq!(listing.get("sub"), None);
    assert_eq!(read_listing(&tree.path("a.go")), Listing::NotAFolder);
    assert_eq!(read_listing(&tree.path("gone")), Listing::Missing);
    assert_eq!(read_listing(&tree.path("a.go/below")), Listing::Missing);
}

#[cfg(unix)]
#[test]
fn links_are_told_and_folders_behind_them_not_entered() {
    use std::os::unix::fs::symlink;
    let tree = Tree::new(&[("real/a.go", ""), ("x.go", "")]);
    let at = |name: &str| tree.dir.path().join(name);
    symlink("real", at("linked")).unwrap();
    symlink(".", at("real/loop")).unwrap();
    symlink("../x.go", at("real/x.go")).unwrap();
    symlink("nowhere", at("real/dangling.go")).unwrap();
    assert_eq!(tree.walked(&[]), ["", "real"]);
    let listing = read_listing(&tree.path("real"));
    let link = |to: &str, is_folder| Entry::Link { to: tree.path(to), is_folder };
    assert_eq!(listing.get("loop"), Some(&link("real", Some(true))));
    assert_eq!(listing.get("x.go"), Some(&link("x.go", Some(false))));
    assert_eq!(listing.get("dangling.go"), Some(&link("real/nowhere", None)));
    assert_eq!(listing.go_files().collect::<Vec<_>>(), ["a.go", "x.go"]);
}

#[cfg(unix)]
#[test]
fn what_may_not_be_read_is_missing() {
    use std::os::unix::fs::PermissionsExt;
    let tree = Tree::new(&[("shut/a.go", ""), ("open/b.go", "")]);
    let shut = tree.dir.path().join("shut");
    fs::set_permissions(&shut, fs::Permissions::from_mode(0o000)).unwrap();
    // Root reads everything.
    let is_root = fs::read_dir(&shut).is_ok();
    let listing = read_listing(&tree.path("shut"));
    fs::set_permissions(&shut, fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(listing == Listing::Missing, !is_root);
    assert_eq!(tree.walked(&[]), ["", "open", "shut"]);
}

#[test]
fn walks_go_where_the_go_command_looks() {
    let tree = Tree::new(&[
        ("go.mod", ""),
        ("a/b/c.go", ""),
        ("a/testdata/x/x.go", ""),
        ("_hidden/x.go", ""),
        (".hidden/x.go", ""),
        ("a/vendor/x/x.go", ""),
        ("nested/go.mod", ""),
        ("nested/deep/x.go", ""),
        ("gen/x.go", ""),
        ("a/gen/x.go", ""),
        ("web/node_modules/p/x.go", ""),
        ("web/my_node_modules/x.go", ""),
    ]);
    assert_eq!(
        tree.walked(&["./gen", "node_modules/"]),
        ["", "a", "a/b", "a/gen", "nested", "web", "web/my_node_modules"]
    );
}

#[test]
fn roots_are_found_as_the_go_command_finds_them() {
    let tree = Tree::new(&[
        (".git/HEAD", ""),
        ("anyport.toml", ""),
        ("work/go.work", "use (\n\t./a\n\t./b/c\n)\n"),
        ("work/a/go.mod", ""),
        ("work/a/x/x.go", ""),
        ("work/a/anyport.toml", ""),
        ("work/b/c/go.mod", ""),
        ("work/lone/go.mod", ""),
        ("work/lone/testdata/go.mod", ""),
        ("loose/x.go", ""),
    ]);
    let work = Some(tree.path("work/go.work"));
    let find = |path: &str, go_work| find_root(&Disk, &tree.path(path), go_work);
    for inside in ["work", "work/a", "work/a/x/x.go", "work/b/c", "work/b", "work/a/gone/x.go"] {
        let root = find(inside, None);
        assert_eq!((&root.dir, &root.go_work), (&tree.path("work"), &work), "{inside}");
        assert_eq!(root.repository.as_ref(), Some(&tree.root));
        assert_eq!(root.configuration, Some(tree.path("anyport.toml")));
    }
    let lone = find("work/lone", None);
    assert_eq!((lone.dir, lone.go_work), (tree.path("work/lone"), None));
    let off = find("work/a/x", Some("off"));
    assert_eq!((&off.dir, &off.go_work), (&tree.path("work/a"), &None));
    assert_eq!(off.configuration, Some(tree.path("work/a/anyport.toml")));
    let named = find("work/a/x", work.as_ref().map(FilePath::as_str));
    assert_eq!(named.go_work, work);
    assert_eq!(find("loose/x.go", None).dir, tree.path("loose"));

    let below: Vec<FilePath> =
        roots_below(&Disk, &tree.root, None).into_iter().map(|root| root.dir).collect();
    assert_eq!(below, [tree.path("work"), tree.path("work/lone")]);
    let loose = roots_below(&Disk, &tree.path("loose"), None);
    assert_eq!(loose.iter().map(|root| &root.dir).collect::<Vec<_>>(), [&tree.path("loose")]);
    let inner = roots_below(&Disk, &tree.path("work/a/x"), None);
    assert_eq!(inner.iter().map(|root| &root.dir).collect::<Vec<_>>(), [&tree.path("work")]);
}

#[test]
fn case_folding_is_seen_without_writing() {
    let tree = Tree::new(&[]);
    let marker = tree.path("marker");
    tree.write("marker", b"");
    let folds = Path::new(tree.path("MARKER").as_str()).exists();
    assert_eq!(folds_case(&marker), folds);
    tree.write("MARKER", b"");
    assert_eq!(folds_case(&marker), folds);
}
