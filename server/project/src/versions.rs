//! Versions of modules: their order, and how paths and versions are written in the module cache.

use std::cmp::Ordering;

/// The order of golang.org/x/mod/semver: build metadata (`+incompatible`) does not count, and what
/// is no version comes before every version.
pub(crate) fn compare(a: &str, b: &str) -> Ordering {
    match (parse(a), parse(b)) {
        (Some(a), Some(b)) => a
            .numbers
            .iter()
            .zip(b.numbers)
            .map(|(a, b)| compare_numbers(a, b))
            .find(|order| order.is_ne())
            .unwrap_or_else(|| compare_pre_releases(a.pre_release, b.pre_release)),
        (a, b) => a.is_some().cmp(&b.is_some()),
    }
}

/// How the module cache writes a path or a version on file systems that fold case: `!a` for `A`.
pub(crate) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 4);
    for letter in text.chars() {
        if letter.is_ascii_uppercase() {
            escaped.push('!');
        }
        escaped.push(letter.to_ascii_lowercase());
    }
    escaped
}

struct Version<'a> {
    numbers: [&'a str; 3],
    /// Without the `-`; empty for a release.
    pre_release: &'a str,
}

/// Reads `v1`, `v1.2` (which stand for `v1.0.0`, `v1.2.0`) and `v1.2.3-pre.1+build`.
fn parse(text: &str) -> Option<Version<'_>> {
    let rest = text.strip_prefix('v')?;
    let (rest, build) = rest.split_once('+').map_or((rest, None), |(rest, it)| (rest, Some(it)));
    let (core, pre_release) =
        rest.split_once('-').map_or((rest, None), |(rest, it)| (rest, Some(it)));
    let mut numbers = ["0"; 3];
    let mut count = 0;
    for part in core.split('.') {
        *numbers.get_mut(count)? = part;
        count += 1;
    }
    let is_number = |part: &str| is_digits(part) && !part.is_empty() && !has_leading_zero(part);
    let is_word = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let is_fine = numbers.iter().all(|part| is_number(part))
        && (count == 3 || (pre_release.is_none() && build.is_none()))
        && pre_release.is_none_or(|it| {
            it.split('.').all(|part| is_word(part) && !(is_digits(part) && has_leading_zero(part)))
        })
        && build.is_none_or(|it| it.split('.').all(is_word));
    is_fine.then(|| Version { numbers, pre_release: pre_release.unwrap_or_default() })
}

fn is_digits(part: &str) -> bool {
    part.bytes().all(|byte| byte.is_ascii_digit())
}

fn has_leading_zero(part: &str) -> bool {
    part.len() > 1 && part.starts_with('0')
}

/// Decimal numbers of any length.
fn compare_numbers(a: &str, b: &str) -> Ordering {
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

/// A release comes after its pre-releases; numbers come before words; more parts after fewer.
fn compare_pre_releases(a: &str, b: &str) -> Ordering {
    if a.is_empty() || b.is_empty() {
        return a.is_empty().cmp(&b.is_empty());
    }
    let compare_parts = |(a, b): (&str, &str)| match (is_digits(a), is_digits(b)) {
        (true, true) => compare_numbers(a, b),
        (false, false) => a.cmp(b),
        (a, b) => b.cmp(&a),
    };
    let parts = a.split('.').zip(b.split('.'));
    parts
        .map(compare_parts)
        .find(|order| order.is_ne())
        .unwrap_or_else(|| a.split('.').count().cmp(&b.split('.').count()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_ordered() {
        let ascending = [
            "master",
            "v0.0.0-20190101000000-abcdefabcdef",
            "v0.0.0-20200101000000-000000000000",
            "v0.0.0",
            "v0.9.9",
            "v0.10.0",
            "v1.0.0-0.20200101000000-abcdefabcdef",
            "v1.0.0-1",
            "v1.0.0-alpha",
            "v1.0.0-alpha.1",
            "v1.0.0-alpha.beta",
            "v1.0.0-beta",
            "v1.0.0-beta.2",
            "v1.0.0-beta.11",
            "v1.0.0-rc.1",
            "v1",
            "v1.0.1-0.20200101000000-abcdefabcdef",
            "v1.0.1",
            "v1.2",
            "v1.99999999999999999999.0",
            "v2.0.0+incompatible",
            "v2.0.1+incompatible",
            "v10.0.0",
        ];
        for (at, a) in ascending.iter().enumerate() {
            for (other, b) in ascending.iter().enumerate() {
                assert_eq!(compare(a, b), at.cmp(&other), "{a} {b}");
            }
        }
        assert_eq!(compare("v1", "v1.0.0"), Ordering::Equal);
        assert_eq!(compare("v2.0.0", "v2.0.0+incompatible"), Ordering::Equal);
    }

    #[test]
    fn what_is_no_version_comes_first() {
        for text in [
            "",
            "v",
            "1.0.0",
            "v1.",
            "v1.0.0.0",
            "v01.0.0",
            "v1.0.0-",
            "v1.0.0-01",
            "v1-a",
            "v1+a",
            "v1.0.0-a..b",
            "v1.0.0+",
            "v1.0.0-ä",
        ] {
            assert_eq!(compare(text, "v0.0.0-0"), Ordering::Less, "{text}");
            assert_eq!(compare(text, "none"), Ordering::Equal, "{text}");
        }
        assert_eq!(compare("v1.0.0-0a", "v1.0.0-0"), Ordering::Greater);
    }

    #[test]
    fn capitals_are_escaped() {
        assert_eq!(escaped("github.com/BurntSushi/toml"), "github.com/!burnt!sushi/toml");
        assert_eq!(escaped("v1.0.0-RC1"), "v1.0.0-!r!c1");
    }
}
