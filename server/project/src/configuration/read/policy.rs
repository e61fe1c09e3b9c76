//! Reads `[policy]`.

use platform::TargetSet;

use super::{Entry, Node, Result, did_you_mean, error, known, one_of, strings};
use crate::configuration::policy::{CLibrary, ExecutionLevel, Policies, Policy, Signed, Version};
use crate::nearest;

const KEYS: [&str; 8] =
    ["static", "libc", "max-glibc", "min-macos", "signed", "execution-level", "dlls", "max-size"];

const C_LIBRARIES: [(&str, CLibrary); 6] = [
    ("none", CLibrary::None),
    ("glibc", CLibrary::Glibc),
    ("musl", CLibrary::Musl),
    ("bionic", CLibrary::Bionic),
    ("msvcrt", CLibrary::Msvcrt),
    ("ucrt", CLibrary::Ucrt),
];

const SIGNED: [(&str, Signed); 2] =
    [("ad-hoc", Signed::AdHoc), ("certificate", Signed::Certificate)];

const EXECUTION_LEVELS: [(&str, ExecutionLevel); 3] = [
    ("asInvoker", ExecutionLevel::AsInvoker),
    ("highestAvailable", ExecutionLevel::HighestAvailable),
    ("requireAdministrator", ExecutionLevel::RequireAdministrator),
];

/// Units of sizes, the longer words first.
const UNITS: [(&str, u64); 7] = [
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
    ("kB", 1_000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("B", 1),
];

/// Reads the table: keys, and tables by pattern.
pub(super) fn read(value: Node<'_>) -> Result<Policies> {
    let expected = "`policy` must be a table: [policy]";
    let mut policies = Policies::default();
    for entry in value.entries().ok_or_else(|| error(expected, value.span()))? {
        if KEYS.contains(&entry.key) {
            key(&mut policies.everywhere, &entry)?;
            continue;
        }
        let pattern = TargetSet::parse_pattern(entry.key);
        // A word that is no pattern is a misspelt key; one with a slash can only be a pattern.
        match (pattern, entry.value.entries()) {
            (Ok(_), Some(entries)) => {
                let mut policy = Policy::default();
                for entry in &entries {
                    key(&mut policy, entry)?;
                }
                policies.on.insert(entry.key.to_owned(), policy);
            }
            (Ok(_), None) => {
                let message = format!("`{}` must be a table of the policy there", entry.key);
                return Err(error(message, entry.value.span()));
            }
            (Err(message), _) if entry.key.contains('/') => {
                return Err(error(message, entry.key_span));
            }
            (Err(_), _) => return Err(unknown(&entry)),
        }
    }
    Ok(policies)
}

fn unknown(entry: &Entry<'_>) -> super::ConfigurationError {
    let hint = nearest(entry.key, KEYS).map_or_else(|| known(&KEYS), did_you_mean);
    error(format!("unknown key `{}` of `policy`, {hint}", entry.key), entry.key_span)
}

fn key(policy: &mut Policy, entry: &Entry<'_>) -> Result<()> {
    let value = entry.value;
    match entry.key {
        "static" => policy.is_static = Some(flag(value)?),
        "libc" => policy.libc = Some(c_libraries(value)?),
        "max-glibc" => policy.max_glibc = Some(version(value, "max-glibc", "2.28")?),
        "min-macos" => policy.min_macos = Some(version(value, "min-macos", "12.0")?),
        "signed" => policy.signed = Some(one_of(value, "`signed`", &SIGNED)?),
        "execution-level" => {
            policy.execution_level = Some(one_of(value, "`execution-level`", &EXECUTION_LEVELS)?);
        }
        "dlls" => policy.dlls = Some(dlls(value)?),
        "max-size" => policy.max_size = Some(size(value)?),
        _ => return Err(unknown(entry)),
    }
    Ok(())
}

fn flag(value: Node<'_>) -> Result<bool> {
    value.flag().ok_or_else(|| error("`static` must be true or false", value.span()))
}

fn c_libraries(value: Node<'_>) -> Result<Vec<CLibrary>> {
    strings(value, "libc", "C libraries")?;
    let items = value.items().unwrap_or_default();
    items.into_iter().map(|item| one_of(item, "`libc`", &C_LIBRARIES)).collect()
}

fn version(value: Node<'_>, key: &str, example: &str) -> Result<Version> {
    let read = value.text().and_then(Version::parse);
    read.ok_or_else(|| error(format!("`{key}` must be a version: \"{example}\""), value.span()))
}

fn dlls(value: Node<'_>) -> Result<Vec<String>> {
    let names = strings(value, "dlls", "libraries")?;
    Ok(names.into_iter().map(|(name, _)| name.to_owned()).collect())
}

fn size(value: Node<'_>) -> Result<u64> {
    let refuse = || error("`max-size` must be a size: 20000000, or \"20 MB\"", value.span());
    if let Some(number) = value.number() {
        return u64::try_from(number).map_err(|_| refuse());
    }
    let text = value.text().ok_or_else(refuse)?.trim();
    let unit = UNITS.iter().find_map(|(unit, factor)| Some((text.strip_suffix(unit)?, *factor)));
    let (number, factor) = unit.unwrap_or((text, 1));
    let number: u64 = number.trim().parse().map_err(|_| refuse())?;
    number.checked_mul(factor).ok_or_else(refuse)
}
