//! The systems where people write and build Go, and those that host it in other ways.

use crate::TargetSet;

impl TargetSet {
    /// Every configuration of the systems where people check out and build Go: what matters to file
    /// names and to paths of the machine.
    pub fn build_hosts() -> TargetSet {
        ["darwin", "linux", "windows"]
            .map(TargetSet::of_os)
            .into_iter()
            .fold(TargetSet::EMPTY, |a, b| a | b)
    }

    /// Every configuration where a JavaScript engine runs the program: where `syscall/js` is.
    pub fn with_javascript() -> TargetSet {
        TargetSet::of_os(crate::os::JS)
    }
}
