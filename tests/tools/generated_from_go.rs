//! What is generated from Go releases is what they say today.

use xtask::{derived, from_go, root};

#[test]
fn tables_are_current() {
    for what in from_go::WHAT {
        let fresh = from_go::generate(what).unwrap();
        let committed = derived::read(&root().join(fresh.path)).unwrap();
        assert_eq!(committed, fresh.text, "run `cargo xtask generate {what}`");
    }
}
