//! Releases of Go, as far as ports and build tags depend on them: the minor number.

use std::fmt;

use crate::table::NEWEST;

/// A Go release, `1.N`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Release(u16);

impl Release {
    /// The release that the port table was generated from.
    pub const CURRENT: Release = Release(NEWEST);

    /// Release `1.minor`.
    pub const fn minor(minor: u16) -> Release {
        Release(minor)
    }

    /// Reads `1.27`, `1.27.3`, `1.27rc1`, each also after `go`: what go.mod,
    /// GOROOT/VERSION and `go version` write.
    pub fn parse(text: &str) -> Option<Release> {
        let text = text.trim();
        let minor = text.strip_prefix("go").unwrap_or(text).strip_prefix("1.")?;
        let end = minor.find(|c: char| !c.is_ascii_digit()).unwrap_or(minor.len());
        minor[..end].parse().ok().map(Release)
    }

    /// The N of `1.N`.
    pub const fn number(self) -> u16 {
        self.0
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "1.{}", self.0)
    }
}
