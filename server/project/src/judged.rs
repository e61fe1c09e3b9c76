//! Judged targets: which configurations findings are about, and who said so.

use platform::TargetSet;

use crate::Level;

/// Which configurations are judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// The judged configurations.
    pub targets: TargetSet,
    /// The judged ports with cgo on where they support it: for rules about `#cgo` lines and C code.
    pub with_cgo: TargetSet,
    /// Who chose them.
    pub source: Source,
}

/// Who chose the judged targets; each source caps how loud findings are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// `--targets`.
    CommandLine,
    /// `anyport.toml`, or the editor's settings.
    Configuration,
    /// Release and CI files.
    Evidence,
    /// Nobody: the first-class ports.
    Default,
}

impl Source {
    /// The loudest that a finding may be.
    pub fn loudest(self) -> Level {
        match self {
            Source::Default => Level::Warning,
            _ => Level::Error,
        }
    }
}
