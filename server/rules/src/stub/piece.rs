//! One declaration that stands in for another.

use std::collections::{BTreeMap, BTreeSet};

use project::{Availability, SourceFile, Variant};
use syntax::go::{Declaration, DeclarationKind, Use};

use super::signature::{self, Results};
use super::text::{self, Value};
use super::{Lack, Writer};

/// A declaration, as it is to be written.
pub(super) struct Piece {
    pub(super) name: String,
    /// Where what it stands in for begins.
    pub(super) at: u32,
    /// With its comment; ends with a line break.
    pub(super) text: String,
    imports: BTreeSet<Needed>,
    /// Names of the package that are missing, too.
    pub(super) needs: Vec<String>,
}

/// An import; in the order of paths, as gofmt has them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Needed {
    path: String,
    /// As the file says it.
    written: Option<String>,
    /// What the file calls it.
    called: String,
}

/// The import declaration that declarations need, with an empty line above; empty for none.
pub(super) fn imports<'a>(pieces: impl Iterator<Item = &'a Piece>) -> Result<String, String> {
    let needed: BTreeSet<&Needed> = pieces.flat_map(|piece| &piece.imports).collect();
    let mut called: BTreeMap<&str, &str> = BTreeMap::new();
    for import in &needed {
        if called.insert(&import.called, &import.path).is_some() {
            return Err(format!("two packages are called {}", import.called));
        }
    }
    let spec = |import: &&Needed| match &import.written {
        Some(name) => format!("{name} \"{}\"", import.path),
        None => format!("\"{}\"", import.path),
    };
    // People put the standard library first, whose paths begin with no host's name.
    let (others, std): (Vec<&Needed>, Vec<&Needed>) = needed
        .into_iter()
        .partition(|it| it.path.split('/').next().is_some_and(|host| host.contains('.')));
    let groups = [std, others].map(|group| group.iter().map(spec).collect::<Vec<_>>());
    let all: Vec<String> =
        groups.iter().filter(|it| !it.is_empty()).map(|it| it.join("\n\t")).collect();
    Ok(match groups.iter().map(Vec::len).sum() {
        0_usize => String::new(),
        1 => format!("\nimport {}\n", all.concat()),
        _ => format!("\nimport (\n\t{}\n)\n", all.join("\n\n\t")),
    })
}

/// Whether a program starts with it: it says what it lacks, and no more.
fn is_main(file: &SourceFile, function: &Declaration) -> bool {
    file.package_name() == Some("main")
        && function.kind == DeclarationKind::Func
        && &*function.name.text == "main"
}

impl Writer<'_> {
    /// What stands in for a declaration. The error says why nothing can.
    pub(super) fn piece(&self, variant: Variant) -> Result<Piece, String> {
        let file = variant.file(self.package);
        let declaration = variant.declaration(self.package).ok_or("it could not be read")?;
        let name = &*declaration.name.text;
        if declaration.signature.text.is_empty() {
            return Err(format!("{name} is too long to be copied"));
        }
        let mut piece = Piece {
            name: name.to_owned(),
            at: declaration.span.start,
            text: String::new(),
            imports: BTreeSet::new(),
            needs: Vec::new(),
        };
        let code = match declaration.kind {
            DeclarationKind::Func | DeclarationKind::Method => {
                self.function(file, declaration, &mut piece)?
            }
            DeclarationKind::Type => {
                self.look_up(file, &declaration.signature.text, &mut piece)?;
                format!("type {}\n", text::dedented(&declaration.signature.text))
            }
            DeclarationKind::Var | DeclarationKind::Const => {
                self.value(file, declaration, &mut piece)?
            }
        };
        let why = match (self.lack, declaration.kind) {
            (Lack::Port, DeclarationKind::Const) => "means nothing on this port",
            (Lack::Port, _) => "is not supported on this port",
            (Lack::Cgo, _) => "needs cgo",
        };
        piece.text = format!("// {name} {why}.\n{code}");
        Ok(piece)
    }

    fn function(
        &self,
        file: &SourceFile,
        function: &Declaration,
        piece: &mut Piece,
    ) -> Result<String, String> {
        let (name, signature) = (&*function.name.text, &*function.signature.text);
        if text::holds_comment(signature) {
            return Err(format!("the signature of {name} holds a comment"));
        }
        // A method's own name may be that of something else, too.
        let (before, after) = signature
            .split_at_checked((function.name.span.end - function.signature.span.start) as usize)
            .ok_or_else(|| format!("the signature of {name} could not be read"))?;
        self.look_up(file, before.trim_end_matches(name), piece)?;
        self.look_up(file, after, piece)?;
        if self.lack == Lack::Cgo && is_main(file, function) {
            let path = "log".to_owned();
            piece.imports.insert(Needed { called: path.clone(), path, written: None });
            return Ok(format!("{signature} {{\n\tlog.Fatal(\"built without cgo\")\n}}\n"));
        }
        let results = signature::results(signature, function.receiver.is_some())
            .ok_or_else(|| format!("the signature of {name} could not be read"))?;
        let mut packages = Vec::new();
        if results.ends_in_error() {
            packages.push("errors");
        }
        if self.lack == Lack::Port {
            packages.push("runtime");
        }
        for package in packages {
            if self.names.get(package).is_some() || text::holds_word(signature, package) {
                return Err(format!("{package} means something else in {name}"));
            }
            let (path, called) = (package.to_owned(), package.to_owned());
            piece.imports.insert(Needed { path, written: None, called });
        }
        let shown = match &function.receiver {
            Some(receiver) => format!("{receiver}.{name}"),
            None => name.to_owned(),
        };
        let said = match self.lack {
            Lack::Port => {
                format!("\"{shown}: not supported on \" + runtime.GOOS + \"/\" + runtime.GOARCH")
            }
            Lack::Cgo => format!("\"{shown}: built without cgo\""),
        };
        Ok(format!("{signature} {{\n{}}}\n", self.body(&results, &said)))
    }

    fn body(&self, results: &Results<'_>, said: &str) -> String {
        results.body(said, |name| {
            let symbol = self.names.get(name)?;
            let declared = symbol.variants.iter().find_map(|it| it.declaration(self.package))?;
            let spec = declared.signature.text.strip_prefix(name)?;
            (declared.kind == DeclarationKind::Type).then(|| spec.trim_start())
        })
    }

    /// A variable without its value, or a constant with it.
    fn value(
        &self,
        file: &SourceFile,
        declaration: &Declaration,
        piece: &mut Piece,
    ) -> Result<String, String> {
        let name = &*declaration.name.text;
        let value = Value::parse(&declaration.signature.text)
            .ok_or_else(|| format!("{name} is declared together with others"))?;
        if declaration.kind == DeclarationKind::Const {
            let Some(expression) = value.expression.filter(|it| !text::holds_word(it, "iota"))
            else {
                return Err(format!("the value of {name} depends on its place in a list"));
            };
            self.look_up(file, &declaration.signature.text, piece)?;
            let type_text = value.type_text.map(|text| format!("{text} ")).unwrap_or_default();
            return Ok(format!("const {name} {type_text}= {}\n", text::dedented(expression)));
        }
        if let Some(type_text) = value.type_text {
            self.look_up(file, type_text, piece)?;
            return Ok(format!("var {name} {}\n", text::dedented(type_text)));
        }
        let expression = value.expression.filter(|it| text::has_evident_type(it));
        let expression =
            expression.ok_or_else(|| format!("the type of {name} is not written down"))?;
        self.look_up(file, expression, piece)?;
        Ok(format!("var {name} = {}\n", text::dedented(expression)))
    }

    /// Notes what the words of a text mean: imports, and names that are missing, too.
    fn look_up(&self, file: &SourceFile, text: &str, piece: &mut Piece) -> Result<(), String> {
        let scope = self.snapshot.scope(self.package, file);
        for word in text::words(text) {
            let import = scope.import_called(word.name);
            match (import, word.selected) {
                (Some(_), Some(selected)) => {
                    let needed = self.import(file, &piece.name, word.name, selected)?;
                    piece.imports.insert(needed);
                }
                (None, Some(_)) if self.names.get(word.name).is_none() => {
                    return Err(format!("{} in {} is not known", word.name, piece.name));
                }
                _ => {}
            }
            let Some(symbol) = self.names.get(word.name) else {
                continue;
            };
            if !self.missing_on.is_subset_of(symbol.on | self.names.unknown_on) {
                piece.needs.push(word.name.to_owned());
            }
        }
        Ok(())
    }

    /// The import that a declaration needs, as it is written in the file.
    fn import(
        &self,
        file: &SourceFile,
        of: &str,
        package: &str,
        name: &str,
    ) -> Result<Needed, String> {
        let used = |text: &str| syntax::Name { text: text.into(), ..syntax::Name::default() };
        let used = Use { package: Some(used(package)), name: used(name), member: None };
        let scope = self.snapshot.scope(self.package, file);
        let import = scope
            .import_called(package)
            .ok_or_else(|| format!("{package} in {of} is not known"))?;
        let is_there = match self.snapshot.availability(self.package, &import.path.text) {
            Availability::Known { builds_on, .. } => self.missing_on.is_subset_of(builds_on),
            Availability::Unknown => true,
        };
        let is_named = scope
            .reference(&used)
            .is_none_or(|reference| self.missing_on.is_subset_of(reference.available_on));
        if &*import.path.text == "C" || !is_there || !is_named {
            return Err(format!("{of} needs {package}.{name}, which is missing there, too"));
        }
        Ok(Needed {
            path: import.path.text.to_string(),
            written: import.name.as_ref().map(|name| name.text.to_string()),
            called: package.to_owned(),
        })
    }
}
