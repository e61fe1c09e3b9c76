//! The C code of a package as it is compiled: every unit, on every port on which the same lines
//! of it count.

use std::collections::BTreeSet;

use platform::{Assignment, TargetSet, c_macro_defined_on};
use syntax::c::{Header, Language, Place, Source, Surroundings, Unit, read};
use syntax::cgo::condition_holds_on;

use crate::{CSource, FilePath, Package, SourceFile};

/// Ports on which different lines count are looked at one by one, up to so many.
const MOST_VARIANTS: usize = 48;

/// The C code of a package.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CProgram {
    /// Where each holds is disjoint from the others.
    pub variants: Vec<CVariant>,
}

/// The C code of a package on some ports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CVariant {
    /// Where this is compiled: cgo is on.
    pub on: TargetSet,
    /// What is compiled: comments above `import "C"` first, then files.
    pub units: Vec<CUnit>,
}

/// A unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CUnit {
    /// Its file.
    pub path: FilePath,
    /// For a comment above `import "C"`, the Go file's index in the package.
    pub go_file: Option<usize>,
    /// What it is written in.
    pub language: Language,
    /// What it says.
    pub facts: Unit,
    headers: Vec<FilePath>,
}

impl CUnit {
    /// The file that a place of this unit stands in.
    pub fn path_of(&self, place: Place) -> &FilePath {
        match place.file {
            0 => &self.path,
            number => self.headers.get(number as usize - 1).unwrap_or(&self.path),
        }
    }
}

/// A text to be compiled, before it is read.
struct Text<'a> {
    path: &'a FilePath,
    go_file: Option<usize>,
    source: Source<'a>,
    built_for: TargetSet,
}

impl CProgram {
    /// Reads the C code of a package. None where a file of it was not read.
    pub(crate) fn of(package: &Package, assignment: &Assignment) -> Option<CProgram> {
        if package.c_files.iter().any(|file| !file.is_read) {
            return None;
        }
        let preambles: Vec<(usize, String, usize)> = package
            .files
            .iter()
            .enumerate()
            .filter(|(_, file)| !file.is_test)
            .filter_map(|(index, file)| Some((index, preamble(file)?)))
            .map(|(index, (text, offset))| (index, text, offset))
            .collect();
        if preambles.is_empty() {
            return Some(CProgram::default());
        }
        let built_for = |file: &SourceFile| file.built_for & TargetSet::with_cgo();
        let mut texts: Vec<Text<'_>> = Vec::new();
        for (index, text, offset) in &preambles {
            let file = &package.files[*index];
            let source = Source { text, offset: *offset, language: Language::C };
            let (path, built_for) = (&file.path, built_for(file));
            texts.push(Text { path, go_file: Some(*index), source, built_for });
        }
        let with_cgo = texts.iter().fold(TargetSet::EMPTY, |set, it| set | it.built_for);
        if may_run_early(package, &preambles) {
            for file in package.c_files.iter().filter(|it| is_compiled(it.language)) {
                let Some(facts) = &file.facts else { continue };
                let source = Source { text: &facts.text, offset: 0, language: file.language };
                let built_for = file.built_for & with_cgo;
                texts.push(Text { path: &file.path, go_file: None, source, built_for });
            }
        }
        let headers = headers(package);
        let defines = defines(package, assignment);
        let classes = classes(with_cgo, &texts, &headers, &defines)?;
        let variants = classes.into_iter().map(|on| variant(on, &texts, &headers, &defines));
        Some(CProgram { variants: variants.collect() })
    }
}

fn is_compiled(language: Language) -> bool {
    matches!(language, Language::C | Language::Cpp | Language::ObjectiveC)
}

/// The C code of a Go file, and where it begins: several comments are one text.
fn preamble(file: &SourceFile) -> Option<(String, usize)> {
    let preambles = &file.header()?.preambles;
    let comments = || preambles.iter().filter_map(|it| Some((it.comment?.range(), &it.code)));
    let start = comments().map(|(range, _)| range.start).min();
    let Some(start) = start else {
        // An `import "C"` without a comment still makes the file one that cgo compiles.
        return (!preambles.is_empty()).then(|| (String::new(), 0));
    };
    let mut text = String::new();
    for (range, code) in comments() {
        let gap = (range.start - start).saturating_sub(text.len());
        text.extend(std::iter::repeat_n('\n', gap));
        text.push_str(code);
    }
    Some((text, start))
}

/// Whether anything may run before `main` at all: nearly no package says a word of it.
fn may_run_early(package: &Package, preambles: &[(usize, String, usize)]) -> bool {
    let texts = package.c_files.iter().filter_map(|it| it.facts.as_ref()).map(|it| &*it.text);
    let mut texts = texts.chain(preambles.iter().map(|(_, text, _)| text.as_str()));
    let is_cpp = |it: &CSource| it.language == Language::Cpp;
    package.c_files.iter().any(is_cpp)
        || texts.any(|text| {
            ["constructor", "_array", ".ctors", "mod_init_func", "implementation"]
                .iter()
                .any(|word| text.contains(word))
        })
}

fn headers(package: &Package) -> Vec<(&FilePath, Header<'_>)> {
    let files = package.c_files.iter().filter(|it| it.language != Language::Fortran);
    files
        .filter_map(|it| {
            let text = &*it.facts.as_ref()?.text;
            Some((&it.path, Header { name: it.path.name(), text }))
        })
        .collect()
}

/// A macro that a `#cgo` line defines.
struct Define<'a> {
    name: &'a str,
    value: &'a str,
    on: TargetSet,
    is_for_cpp: bool,
    is_for_c: bool,
}

fn defines<'a>(package: &'a Package, assignment: &Assignment) -> Vec<Define<'a>> {
    let mut defines = Vec::new();
    for file in package.files.iter().filter(|file| !file.is_test) {
        let preambles = file.header().into_iter().flat_map(|header| &header.preambles);
        for directive in preambles.flat_map(|it| &it.directives) {
            let verb = &*directive.verb.text;
            let (is_for_c, is_for_cpp) =
                (matches!(verb, "CFLAGS" | "CPPFLAGS"), matches!(verb, "CXXFLAGS" | "CPPFLAGS"));
            if !is_for_c && !is_for_cpp {
                continue;
            }
            let on = condition_holds_on(&directive.conditions, assignment) & file.built_for;
            for argument in &directive.arguments {
                let Some(define) = argument.value.strip_prefix("-D") else { continue };
                let (name, value) = define.split_once('=').unwrap_or((define, "1"));
                defines.push(Define { name, value, on, is_for_cpp, is_for_c });
            }
        }
    }
    defines
}

/// Parts the ports so that in each part the same files and lines count everywhere.
fn classes(
    with_cgo: TargetSet,
    texts: &[Text<'_>],
    headers: &[(&FilePath, Header<'_>)],
    defines: &[Define<'_>],
) -> Option<Vec<TargetSet>> {
    let mut names = BTreeSet::new();
    let all = texts.iter().map(|it| it.source.text).chain(headers.iter().map(|(_, it)| it.text));
    for text in all {
        for line in text.lines().filter(|line| line.trim_start().starts_with('#')) {
            let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
            names.extend(line.split(|c| !is_part(c)).filter(|word| word.starts_with('_')));
        }
    }
    let cuts = texts.iter().map(|it| it.built_for).chain(defines.iter().map(|it| it.on));
    let cuts = cuts.chain(names.into_iter().filter_map(c_macro_defined_on));
    let mut classes = vec![with_cgo];
    for cut in cuts {
        let parts = classes.iter().flat_map(|class| [*class & cut, *class - cut]);
        classes = parts.filter(|part| !part.is_empty()).collect();
        if classes.len() > MOST_VARIANTS {
            return None;
        }
    }
    Some(classes)
}

fn variant(
    on: TargetSet,
    texts: &[Text<'_>],
    headers: &[(&FilePath, Header<'_>)],
    defines: &[Define<'_>],
) -> CVariant {
    let predefined = |name: &str| {
        let set = c_macro_defined_on(name)?;
        (on.is_subset_of(set) || !on.intersects(set)).then(|| on.intersects(set))
    };
    let includable: Vec<Header<'_>> = headers.iter().map(|(_, header)| *header).collect();
    let unit = |text: &Text<'_>| {
        let is_cpp = text.source.language == Language::Cpp;
        let is_for = |it: &&Define<'_>| if is_cpp { it.is_for_cpp } else { it.is_for_c };
        let given: Vec<(&str, &str)> = defines
            .iter()
            .filter(is_for)
            .filter(|it| on.is_subset_of(it.on))
            .map(|it| (it.name, it.value))
            .collect();
        let around =
            Surroundings { headers: &includable, defines: &given, predefined: &predefined };
        let facts = read(&text.source, &around);
        let path_of = |name: &str| headers.iter().find(|(_, it)| it.name == name);
        let paths = facts.headers.iter().filter_map(|name| Some(path_of(name)?.0.clone()));
        CUnit {
            path: text.path.clone(),
            go_file: text.go_file,
            language: text.source.language,
            headers: paths.collect(),
            facts,
        }
    };
    let units = texts.iter().filter(|text| on.is_subset_of(text.built_for)).map(unit);
    CVariant { on, units: units.collect() }
}
