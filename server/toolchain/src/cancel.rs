//! The wish to stop, shared by those who may have it and those who heed it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Clones are one wish.
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// From now on nothing begins, and what runs is killed.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether anybody wished so.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
