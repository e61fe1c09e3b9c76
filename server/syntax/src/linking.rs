//! How a command links: flags that decide whether the C compiler's linker runs, and what comes out.

/// What a command says of linking.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Linking {
    /// `-buildmode`: `c-shared`, `c-archive`, …
    pub build_mode: Option<Box<str>>,
    /// `-linkmode=internal` or `GO_EXTLINK_ENABLED=0`: the C compiler's linker does not run.
    pub is_internal: bool,
}

impl Linking {
    /// Whether a library for C programs comes out.
    pub fn is_c_library(&self) -> bool {
        matches!(self.build_mode.as_deref(), Some("c-shared" | "c-archive"))
    }

    /// Takes in one flag of the go command.
    pub(crate) fn flag(&mut self, name: &str, value: &str) {
        match name {
            "buildmode" => self.build_mode = Some(value.into()),
            "ldflags" => self.link_flags(value),
            _ => {}
        }
    }

    /// Takes in flags of the linker.
    pub(crate) fn link_flags(&mut self, flags: &str) {
        if let Some(mode) = link_mode(flags) {
            self.is_internal = mode == "internal";
        }
    }
}

/// What flags of Go's linker say for `-linkmode`; none where they do not say.
pub fn link_mode(flags: &str) -> Option<&str> {
    let mut words = flags.split_whitespace();
    let mut mode = None;
    while let Some(word) = words.next() {
        let name = word.trim_start_matches('-');
        match name.split_once('=') {
            Some(("linkmode", value)) if name != word => mode = Some(value),
            None if name == "linkmode" && name != word => mode = words.next(),
            _ => {}
        }
    }
    mode.map(|mode| mode.trim_matches(['"', '\'']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_link_mode_counts() {
        assert_eq!(link_mode("-s -linkmode=internal"), Some("internal"));
        assert_eq!(link_mode("--linkmode external -w"), Some("external"));
        assert_eq!(link_mode("-linkmode internal -linkmode=external"), Some("external"));
        assert_eq!(link_mode("-X main.linkmode=internal"), None);
    }
}
