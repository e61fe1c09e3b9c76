//! `max-glibc`: the highest version of glibc that it may ask for.

use project::{Level, Version};

use super::{Check, Complaints, Subject};

pub(super) const CHECK: Check = Check { name: "max-glibc", check };

const PREFIX: &str = "GLIBC_";

/// Symbols that a message has room for.
const SHOWN: usize = 4;

fn check(subject: &Subject<'_>, complaints: &mut Complaints) {
    let (Some(elf), Some(most)) = (subject.elf(), &subject.policy.max_glibc) else { return };
    let Some(need) = elf.highest(PREFIX) else { return };
    let asked = need.version.strip_prefix(PREFIX).and_then(Version::parse);
    if asked.is_none_or(|asked| asked <= *most) {
        return;
    }
    let shown = need.symbols.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>();
    let more = need.count.saturating_sub(shown.len() as u64);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let by = if shown.is_empty() { String::new() } else { format!(" for {}", shown.join(", ")) };
    complaints.add(
        Level::Error,
        format!("asks for {}{by}{more}; at most GLIBC_{most} is allowed", need.version),
        "build with CGO_ENABLED=0, on a system with that glibc, or with \
         CC='zig cc -target …-linux-gnu.VERSION'",
    );
}
