//! Whole workspaces, in memory and on disk.

mod changes;
mod memory;
mod modules;
