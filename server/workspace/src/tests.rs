//! Whole workspaces, in memory and on disk.

mod memory;
