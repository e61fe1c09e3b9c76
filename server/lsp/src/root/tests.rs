//! Tests of what a workspace in the session does about texts that break it.

use project::{Configuration, FilePath};

use super::Root;
use crate::convert::Encoding;
use crate::documents::Documents;

#[test]
fn a_text_that_breaks_the_workspace_twice_is_left_out_until_it_changes() {
    let path = FilePath::new("/m/a.go");
    let mut documents = Documents::default();
    let open = |documents: &mut Documents, text: &str| {
        let uri = "file:///m/a.go".parse().unwrap();
        documents.open(&path, uri, 1, text, Encoding::Utf8);
    };
    let mut root = Root::new(FilePath::new("/m"), Configuration::default());
    let mut taken_over = |documents: &mut Documents| {
        root.text_changed(&path, true);
        let changes = root.changes(documents);
        assert!(!root.updated(None), "it has to be read again");
        changes.texts[0].1.is_some()
    };
    open(&mut documents, "breaks");
    assert_eq!([(); 3].map(|()| taken_over(&mut documents)), [true, true, false]);
    open(&mut documents, "is another");
    assert!(taken_over(&mut documents));
}
