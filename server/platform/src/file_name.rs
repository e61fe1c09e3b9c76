//! What a file name says about where the file is built: `x_linux_arm64_test.go`.

/// A file name, taken apart as the go command does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileName<'a> {
    /// The system that the name asks for: a GOOS the go command knows, `hurd` or `nacl` included.
    pub os: Option<&'a str>,
    /// The architecture that it asks for, likewise.
    pub arch: Option<&'a str>,
    /// `_test` before the ending.
    pub is_test: bool,
    /// The go command passes over it: the name starts with `_` or `.`.
    pub is_ignored: bool,
}

impl<'a> FileName<'a> {
    /// Takes a name (no folders) apart.
    pub fn parse(_name: &'a str) -> FileName<'a> {
        FileName { os: None, arch: None, is_test: false, is_ignored: false }
    }
}
