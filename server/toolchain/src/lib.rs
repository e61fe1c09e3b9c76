//! Runs the go command and other tools: with an explicit environment, never through a shell, a
//! process group each, killed whole.
