//! Outlines equal what is parsed, over all of Go's own sources.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use syntax::go;

use crate::tools::{all_go_files, go_sources, is_test_data, read};

/// What is wrong with the outline of a file, if anything is.
fn difference(text: &str, is_test_data: bool) -> Option<String> {
    let (ours, theirs) = (go::outline(text), go::parse(text).without_uses());
    // Test data may hold what the grammar allows and Go does not.
    let must_equal = theirs.is_complete && (ours.is_complete || !is_test_data);
    if !must_equal || ours == theirs {
        return None;
    }
    let pairs = ours.declarations.iter().zip(&theirs.declarations);
    let first = pairs.into_iter().find(|(ours, theirs)| ours != theirs);
    let complete = if ours.is_complete { "" } else { "not complete " };
    Some(format!("{complete}(left: ours) {first:#?}"))
}

#[test]
fn outlines_equal_what_is_parsed() {
    let files: Vec<PathBuf> = all_go_files(&go_sources());
    let next = AtomicUsize::new(0);
    let work = || {
        let mut found = Vec::new();
        while let Some(path) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            let Some(text) = read(path) else { continue };
            let difference = difference(&text, is_test_data(path));
            found.extend(difference.map(|what| format!("{}: {what}", path.display())));
        }
        found
    };
    let failures: Vec<String> = thread::scope(|scope| {
        let count = thread::available_parallelism().map_or(1, usize::from);
        let workers: Vec<_> = (0..count).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("no outline panics")).collect()
    });
    // 8,087 in Go 1.27.3.
    assert!(files.len() > 5000, "only {} files below GOROOT/src", files.len());
    assert!(
        failures.is_empty(),
        "{} of {} files:\n{}",
        failures.len(),
        files.len(),
        failures[..failures.len().min(20)].join("\n")
    );
}
