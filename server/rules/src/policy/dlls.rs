//! `dlls`: the only libraries that a Windows binary may import.

use project::Level;

use super::{Check, Complaints, Subject};

pub(super) const CHECK: Check = Check { name: "dlls", check };

fn check(subject: &Subject<'_>, complaints: &mut Complaints) {
    let (Some(pe), Some(allowed)) = (subject.pe(), &subject.policy.dlls) else { return };
    for dll in pe.imports.iter().chain(&pe.delay_imports) {
        if allowed.iter().any(|pattern| matches(pattern, &dll.name)) {
            continue;
        }
        let first = dll.functions.first().map(|it| format!(" for {it}")).unwrap_or_default();
        complaints.add(
            Level::Error,
            format!("imports {}{first}, which is not among the libraries allowed", dll.name),
            "link that library statically, load it when it is needed, or allow it",
        );
    }
}

/// Whether a name fits a pattern in which `*` stands for anything, in any case of letters.
fn matches(pattern: &str, name: &str) -> bool {
    let (pattern, name) = (pattern.to_lowercase(), name.to_lowercase());
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = name.strip_prefix(first) else { return false };
    let mut last = None;
    for part in parts {
        if let Some(part) = last.replace(part) {
            let Some(at) = rest.find(part) else { return false };
            rest = &rest[at + str::len(part)..];
        }
    }
    last.map_or(rest.is_empty(), |last| rest.ends_with(last))
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn stars_stand_for_anything() {
        for (pattern, name, expected) in [
            ("kernel32.dll", "KERNEL32.dll", true),
            ("kernel32.dll", "kernel32.dll.bak", false),
            ("api-ms-win-*", "api-ms-win-crt-heap-l1-1-0.dll", true),
            ("api-*-crt-*.dll", "api-ms-win-crt-heap-l1-1-0.dll", true),
            ("api-*-crt-*.dll", "api-ms-crt.dll", false),
            ("*", "", true),
            ("a*a", "a", false),
            ("a*a", "aa", true),
            ("", "x", false),
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        }
    }
}
