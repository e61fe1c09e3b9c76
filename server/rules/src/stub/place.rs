//! What a file of stand-ins is called, and the constraint that it needs besides.

use platform::{Assignment, Constraint, FileName, TargetSet};
use project::{Package, SourceFile, Symbol};

use super::{Writer, systems};

/// Endings that say where a file is built, and that the go command does not know.
const ENDINGS: [&str; 8] =
    ["_unix", "_posix", "_bsd", "_nix", "_supported", "_other", "_others", "_cgo"];

/// A name and perhaps a constraint, so that the file is built exactly where names are missing.
pub(super) fn for_ports(
    writer: &Writer<'_>,
    symbol: &Symbol,
) -> Result<(String, Option<String>), String> {
    let (package, missing_on) = (writer.package, writer.missing_on);
    let files = symbol.variants.iter().map(|it| it.file(package).path.name());
    let base = common_base(files).ok_or("it is declared nowhere")?;
    let by_system = match systems(missing_on).as_slice() {
        [one] => Some(format!("{base}_{one}.go")),
        _ => None,
    };
    let named = [by_system, Some(format!("{base}_other.go")), Some(format!("{base}_stub.go"))];
    let free = |name: &String| is_free(package, name);
    let name = named.into_iter().flatten().find(free).ok_or("the names are taken")?;
    let assignment = &writer.snapshot.assignment;
    let named_on = assignment.name_holds_on(&FileName::parse(&name));
    if named_on == missing_on {
        return Ok((name, None));
    }
    let is_right = |text: &String| {
        let parsed = Constraint::parse_go_build(text);
        parsed.is_ok_and(|it| assignment.holds_on(&it) & named_on == missing_on)
    };
    let constraint = TargetSet::as_constraint(missing_on, named_on).filter(is_right);
    let constraint = constraint.ok_or("no constraint says where it is missing")?;
    Ok((name, Some(constraint)))
}

/// Where a file with `!cgo` in place of `cgo` is built.
pub(super) fn twin_on(assignment: &Assignment, file: &SourceFile) -> Option<TargetSet> {
    let name = name_without_cgo(file.path.name(), "");
    let named_on = assignment.name_holds_on(&FileName::parse(&name));
    Some(assignment.holds_on(&constraint_without_cgo(file)?) & named_on)
}

/// The same for what drops out with a file where cgo is off.
pub(super) fn without_cgo(
    writer: &Writer<'_>,
    file: &SourceFile,
) -> Result<(String, Option<String>), String> {
    let assignment = &writer.snapshot.assignment;
    let own = constraint_without_cgo(file).ok_or("its constraint uses cgo in another way")?;
    let named = |more| name_without_cgo(file.path.name(), more);
    let name = [named(""), named("_stub")].into_iter().find(|it| is_free(writer.package, it));
    let name = name.ok_or("the names are taken")?;
    let named_on = assignment.name_holds_on(&FileName::parse(&name));
    let holds_on = |it: &Constraint| assignment.holds_on(it) & named_on;
    // Some ports may have their own file already.
    let all_on = holds_on(&own);
    let rest = TargetSet::as_constraint(writer.missing_on, all_on);
    let rest = rest.and_then(|text| Constraint::parse_go_build(&text).ok());
    let constraint = rest.map_or(own.clone(), |rest| own.and(rest));
    if holds_on(&constraint) != writer.missing_on {
        return Err("no constraint says where it is missing".to_owned());
    }
    Ok((name, Some(constraint.to_string())))
}

fn is_free(package: &Package, name: &str) -> bool {
    package.files.iter().all(|file| file.path.name() != name)
}

/// What the names of variants have in common: `kill` of `kill_linux.go` and `kill_unix.go`.
fn common_base<'a>(mut names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let first = base_of(names.next()?);
    let common = names.fold(first, |common, name| {
        let other = base_of(name);
        let words = common.split_inclusive('_').zip(other.split_inclusive('_'));
        let same = words.take_while(|(a, b)| a.trim_end_matches('_') == b.trim_end_matches('_'));
        let length: usize = same.map(|(a, _)| a.len()).sum();
        common[..length].trim_end_matches('_')
    });
    Some(if common.is_empty() { first } else { common })
}

/// `kill_unix.go` and `kill_linux_arm64.go` to `kill`.
fn base_of(name: &str) -> &str {
    let parsed = FileName::parse(name);
    let mut base = name.strip_suffix(".go").unwrap_or(name);
    for word in [parsed.arch, parsed.os].into_iter().flatten() {
        let shorter = base.strip_suffix(word).and_then(|it| it.strip_suffix('_'));
        base = shorter.unwrap_or(base);
    }
    ENDINGS
        .into_iter()
        .find_map(|suffix| base.strip_suffix(suffix))
        .filter(|shorter| !shorter.is_empty())
        .unwrap_or(base)
}

/// `zip_linux.go` to `zip_nocgo_linux.go`, so that its name says where, too; with `more` behind
/// `nocgo`.
fn name_without_cgo(name: &str, more: &str) -> String {
    let parsed = FileName::parse(name);
    let mut stem = name.strip_suffix(".go").unwrap_or(name);
    let mut suffix = String::new();
    for word in [parsed.arch, parsed.os].into_iter().flatten() {
        if let Some(before) = stem.strip_suffix(word).and_then(|it| it.strip_suffix('_')) {
            suffix = format!("_{word}{suffix}");
            stem = before;
        }
    }
    let stem = stem.strip_suffix("_cgo").unwrap_or(stem);
    format!("{stem}_nocgo{more}{suffix}.go")
}

/// The file's constraint with `!cgo` in place of `cgo`.
fn constraint_without_cgo(file: &SourceFile) -> Option<Constraint> {
    let cgo = Constraint::tag("cgo");
    let without = cgo.clone().negated();
    let Some(own) = &file.header()?.constraint else {
        return Some(without);
    };
    let mut rest = own.as_ref().ok()?.clone();
    let mut others = Vec::new();
    while let Constraint::And(left, right) = rest {
        others.push(*right);
        rest = *left;
    }
    others.push(rest);
    others.retain(|it| *it != cgo);
    if others.iter().any(|it| it.tags().contains(&"cgo")) {
        return None;
    }
    Some(others.into_iter().rev().fold(without, Constraint::and))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_their_suffixes() {
        for (name, expected) in [
            ("zip.go", "zip_nocgo.go"),
            ("zip_cgo.go", "zip_nocgo.go"),
            ("zip_linux.go", "zip_nocgo_linux.go"),
            ("zip_linux_arm64.go", "zip_nocgo_linux_arm64.go"),
            ("linux.go", "linux_nocgo.go"),
        ] {
            assert_eq!(name_without_cgo(name, ""), expected);
        }
        assert_eq!(name_without_cgo("zip_linux.go", "_stub"), "zip_nocgo_stub_linux.go");
    }

    #[test]
    fn bases_are_what_variants_share() {
        for (names, expected) in [
            (&["kill_linux.go"][..], "kill"),
            (&["kill_unix.go", "kill_windows_arm64.go"], "kill"),
            (&["term_bsd.go", "term_linux.go", "term_plan9.go"], "term"),
            (&["get_term_linux.go", "get_window_darwin.go"], "get"),
            (&["linux.go", "darwin.go"], "linux"),
            (&["a_notwindows.go", "a_b_linux.go"], "a"),
        ] {
            assert_eq!(common_base(names.iter().copied()), Some(expected), "{names:?}");
        }
    }
}
