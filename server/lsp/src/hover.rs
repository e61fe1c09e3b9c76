//! What is told of a place in a Go file: on which ports it is built, and where a name or an import
//! that varies by port exists. Of what is the same everywhere, other servers tell more.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use platform::{Port, TargetSet};
use project::{Availability, FilePath, Names, Package, Reference, Snapshot, SourceFile, Symbol};
use rules::Finding;
use syntax::Span;
use syntax::go::{GoFile, Standing};

/// A link to a place in a file, in Markdown. The offset is in bytes.
pub(crate) type Link<'a> = &'a mut dyn FnMut(&FilePath, u32) -> Option<String>;

/// As many findings as are repeated in a status bar.
const MOST_FINDINGS: usize = 5;

/// What is told of a place.
pub(crate) struct Told {
    /// The text that it is about.
    pub span: Span,
    /// Markdown.
    pub text: String,
}

/// A Go file of a package.
#[derive(Clone, Copy)]
pub(crate) struct GoPlace<'a> {
    snapshot: &'a Snapshot,
    package: &'a Package,
    file: &'a SourceFile,
    facts: &'a GoFile,
}

impl<'a> GoPlace<'a> {
    /// None for a file of no package, and one that could not be read.
    pub(crate) fn of(snapshot: &'a Snapshot, path: &FilePath) -> Option<GoPlace<'a>> {
        let package = snapshot.package(snapshot.package_in(&path.parent()?)?);
        let file = package.files.iter().find(|file| file.path == *path)?;
        Some(GoPlace { snapshot, package, file, facts: file.go()? })
    }

    /// What it says.
    pub(crate) fn facts(&self) -> &'a GoFile {
        self.facts
    }

    /// What is told of the text at an offset in bytes.
    pub(crate) fn told_at(&self, offset: u32, link: Link<'_>) -> Option<Told> {
        self.of_file(offset)
            .or_else(|| self.of_import(offset))
            .or_else(|| self.of_name(offset, link))
    }

    /// Where the file is built: at its constraints, its package clause and `import "C"`.
    fn of_file(&self, offset: u32) -> Option<Told> {
        let header = &self.facts.header;
        if let Some(line) = header.build_lines.iter().find(|line| holds(line.span, offset)) {
            let said = match &line.constraint {
                _ if line.standing != Standing::InForce => {
                    "The go command does not obey this line.".to_owned()
                }
                Ok(constraint) => {
                    let on = self.snapshot.assignment.holds_on(constraint);
                    format!("`{}` holds on {}.", line.expression.text, self.listed(on))
                }
                Err(error) => format!("The go command refuses this line: {error}."),
            };
            let text = format!("{said}\n\n{}", self.built_for());
            return Some(Told { span: line.span, text });
        }
        let clause = header
            .package
            .as_ref()
            .map(|name| Span { start: header.package_clause, end: name.span.end });
        let cgo = header.imports.iter().filter(|it| &*it.path.text == "C").map(|it| it.path.span);
        let span = clause.into_iter().chain(cgo).find(|span| holds(*span, offset))?;
        Some(Told { span, text: self.built_for() })
    }

    /// Where an imported package has files, and builds; none where that is everywhere.
    fn of_import(&self, offset: u32) -> Option<Told> {
        let import = self.facts.header.imports.iter().find(|it| holds(it.path.span, offset))?;
        let found = self.snapshot.availability(self.package, &import.path.text);
        let Availability::Known { has_files_on, builds_on, .. } = found else { return None };
        if self.universe() == builds_on {
            return None;
        }
        let mut text =
            format!("`{}` has files on {}.", import.path.text, self.listed(has_files_on));
        let fails_on = has_files_on - builds_on;
        if !fails_on.is_empty() {
            let words = self.named(fails_on);
            let _ = write!(
                text,
                "\n\nIt does not build on {words}: something that it imports has no files there."
            );
        }
        Some(Told { span: import.path.span, text })
    }

    /// Where a name exists; none where that is wherever its package does, in one declaration.
    fn of_name(&self, offset: u32, link: Link<'_>) -> Option<Told> {
        let id = self.snapshot.package_in(&self.package.dir)?;
        let declared = self.facts.declarations.iter().find(|it| holds(it.name.span, offset));
        if let Some(declaration) = declared {
            let names = self.snapshot.symbols(id)?.seen_by(self.file);
            let symbol = names.get(&declaration.name.text)?;
            let text = self.of_symbol(&declaration.name.text, self.package, names, symbol, link)?;
            return Some(Told { span: declaration.name.span, text });
        }
        let scope = self.snapshot.scope(self.package, self.file);
        let at = |used: &&syntax::go::Use| {
            let names = [Some(&used.name), used.member.as_ref()];
            names.into_iter().flatten().any(|name| holds(name.span, offset))
        };
        let used = self.facts.uses().iter().find(at)?;
        let reference = scope.reference(used).filter(|it| holds(it.name.span, offset))?;
        let text = match reference.declared {
            Some((id, symbol)) => {
                let package = self.snapshot.package(id);
                let symbols = self.snapshot.symbols(id)?;
                let names = if package.dir == self.package.dir {
                    symbols.seen_by(self.file)
                } else {
                    &symbols.library
                };
                self.of_symbol(&reference.name.text, package, names, symbol, link)?
            }
            None => self.of_undeclared(&reference)?,
        };
        Some(Told { span: reference.name.span, text })
    }

    /// A name whose declarations were read.
    fn of_symbol(
        &self,
        name: &str,
        package: &Package,
        names: &Names,
        symbol: &Symbol,
        link: Link<'_>,
    ) -> Option<String> {
        let missing_on = names.built_for - symbol.on - names.unknown_on;
        let sets: BTreeSet<_> =
            symbol.variants.iter().map(|it| format!("{:?}", it.file(package).built_for)).collect();
        if missing_on.is_empty() && sets.len() < 2 {
            return None;
        }
        let mut text = format!("`{name}` is declared for\n");
        for variant in &symbol.variants {
            let (file, Some(declaration)) = (variant.file(package), variant.declaration(package))
            else {
                continue;
            };
            let place = link(&file.path, declaration.name.span.start)
                .unwrap_or_else(|| file.path.name().to_owned());
            let _ = write!(text, "\n- {} in {place}", self.named(file.built_for));
        }
        if !missing_on.is_empty() {
            let words = self.named(missing_on);
            let _ = write!(text, "\n\nIts package has files, and it is missing, on {words}.");
        }
        Some(text)
    }

    /// A name of the standard library, or one that no file declares.
    fn of_undeclared(&self, reference: &Reference<'_>) -> Option<String> {
        if reference.declared_on.is_empty() {
            return None;
        }
        let on = self.listed(reference.declared_on);
        Some(format!("`{}` exists on {on}.", reference.name.text))
    }

    /// Where the file is built, in a sentence.
    pub(crate) fn built_for(&self) -> String {
        format!("{} is built for {}.", self.file.path.name(), self.listed(self.file.built_for))
    }

    /// How many ports the file is built for, of how many.
    pub(crate) fn summary(&self) -> String {
        let count = |set: TargetSet| set.ports().count();
        let (on, of) = (count(self.file.built_for), count(self.universe()));
        if on == of { format!("{of} ports") } else { format!("{on} of {of} ports") }
    }

    /// Where the file is built, and what keeps it from that, for a status bar.
    pub(crate) fn details(&self, findings: &[Finding]) -> String {
        let mut text = self.built_for();
        let stops: Vec<&Finding> = findings.iter().filter(|it| stops_build(it)).collect();
        for finding in stops.iter().take(MOST_FINDINGS) {
            let _ = write!(text, "\n\n- {}", in_code(&finding.message));
        }
        if stops.len() > MOST_FINDINGS {
            let _ = write!(text, "\n- and {} more", stops.len() - MOST_FINDINGS);
        }
        text
    }

    fn universe(&self) -> TargetSet {
        self.snapshot.assignment.universe()
    }

    /// A set in words.
    fn named(&self, on: TargetSet) -> String {
        in_code(&on.words(self.universe()).to_string())
    }

    /// A set in words, then how many ports that are, and by system which.
    fn listed(&self, on: TargetSet) -> String {
        let words = self.named(on);
        let ports: Vec<Port> = on.ports().collect();
        let of = self.universe().ports().count();
        if ports.is_empty() || ports.len() == of {
            return words;
        }
        format!("{words} ({} of {of} ports)", ports.len())
    }
}

/// Whether somebody who builds would be stopped by it.
pub(crate) fn stops_build(finding: &Finding) -> bool {
    finding.predicts.stops_build()
}

/// Text as Markdown: what holds a slash, such as `plan9/*`, as code, since two asterisks would be
/// read as emphasis. What stands between backticks is code already.
fn in_code(text: &str) -> String {
    let mut out = String::new();
    for (at, part) in text.split('`').enumerate() {
        if at % 2 == 1 {
            let _ = write!(out, "`{part}`");
            continue;
        }
        for word in part.split_inclusive(char::is_whitespace) {
            let bare = word.trim_matches(|c: char| c.is_whitespace() || ",;:.()".contains(c));
            let is_code = bare.contains(['/', '*']);
            let marked = if is_code {
                word.replacen(bare, &format!("`{bare}`"), 1)
            } else {
                word.to_owned()
            };
            out.push_str(&marked);
        }
    }
    out
}

fn holds(span: Span, offset: u32) -> bool {
    span.start <= offset && offset <= span.end
}
