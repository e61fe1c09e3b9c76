//! Whether stand-ins fit those who use them.

use std::collections::BTreeSet;

use project::{Package, PackageId, SourceFile, Symbol, Variant};
use syntax::go::{Declaration, DeclarationKind, GoFile};

use super::{Pieces, Writer, signature, text};

impl<'a> Writer<'a> {
    /// Whether callers of one variant of a function fit all others: who calls the stub may fit any.
    pub(super) fn is_of_one_type(&self, symbol: &Symbol) -> bool {
        let built = symbol.variants.iter().filter(|it| self.is_built(**it));
        let functions = built
            .filter_map(|it| it.declaration(self.package))
            .filter(|it| it.kind == DeclarationKind::Func);
        let mut types = functions.map(|it| signature::types(&it.signature.text));
        types.next().is_none_or(|first| types.all(|it| it == first))
    }

    /// A field or method that another variant of a type has and this one lacks, and that somebody
    /// may select where the type is missing.
    pub(super) fn lacking_member(&self, symbol: &'a Symbol, model: Variant) -> Option<&'a str> {
        let own: BTreeSet<&str> = self.members(model).collect();
        let others = symbol.variants.iter().filter(|it| **it != model && self.is_built(**it));
        others
            .flat_map(|other| self.members(*other))
            .find(|member| !own.contains(member) && self.may_be_used(member))
    }

    fn members(&self, variant: Variant) -> impl Iterator<Item = &'a str> {
        let declaration = variant.declaration(self.package);
        let types = declaration.filter(|it| it.kind == DeclarationKind::Type);
        types.map(|it| text::members(&it.signature.text)).unwrap_or_default().into_iter()
    }

    /// A function that is there where these are missing, but with another signature than beside
    /// them, which speaks of a type among them: until that type is there, the compiler does not
    /// mind.
    pub(super) fn function_that_differs(&self, pieces: &Pieces) -> Option<&'a str> {
        let is_type = |name: &&str| {
            let variants = self.names.get(name).into_iter().flat_map(|it| &it.variants);
            let mut declared = variants.filter_map(|it| it.declaration(self.package));
            declared.any(|it| it.kind == DeclarationKind::Type)
        };
        let types: Vec<&str> = pieces.values().map(|piece| &*piece.name).filter(is_type).collect();
        if types.is_empty() {
            return None;
        }
        let speaks = |function: &Declaration| {
            types.iter().any(|name| text::holds_word(&function.signature.text, name))
        };
        self.packages_of_users().find_map(|package| {
            let absent = |file: &&SourceFile| {
                !file.built_for.is_empty() && !file.built_for.intersects(self.missing_on)
            };
            let files = package.files.iter().filter(absent).filter_map(SourceFile::go);
            let mut functions = files
                .flat_map(|go| &go.declarations)
                .filter(|it| it.kind == DeclarationKind::Func && speaks(it));
            functions.find(|it| self.differs_there(package, it)).map(|it| &*it.name.text)
        })
    }

    /// Whether a function has another signature where the names are missing, and a caller.
    fn differs_there(&self, package: &'a Package, function: &Declaration) -> bool {
        let name = &*function.name.text;
        let is_variant = |go: &GoFile| {
            let mut functions =
                go.declarations.iter().filter(|it| it.kind == DeclarationKind::Func);
            functions.any(|it| {
                &*it.name.text == name
                    && signature::types(&it.signature.text)
                        != signature::types(&function.signature.text)
            })
        };
        let there = || {
            let files = package.files.iter();
            files.filter(|it| it.built_for.intersects(self.missing_on)).filter_map(SourceFile::go)
        };
        there().any(is_variant) && there().any(|go| !is_variant(go) && go.may_hold(name))
    }

    /// Whether an own file that is built where a name is missing may use it.
    pub(super) fn is_needed(&self, name: &str) -> bool {
        self.users().any(|go| match &go.uses {
            Some(uses) => uses.iter().any(|used| {
                let names = [Some(&used.name), used.member.as_ref()];
                names.into_iter().flatten().any(|it| &*it.text == name)
            }),
            None => go.may_hold(name),
        })
    }

    /// The same of members: of what they are selected from, nobody knows the type, and a file need
    /// not import the package to come by it.
    pub(super) fn may_be_used(&self, member: &str) -> bool {
        let files = self.packages_of_users().flat_map(|package| &package.files);
        let there = files.filter(|file| file.built_for.intersects(self.missing_on));
        there.filter_map(SourceFile::go).any(|go| go.may_hold(member))
    }

    /// The package and those that import it.
    fn packages_of_users(&self) -> impl Iterator<Item = &'a Package> {
        let mut ids: Vec<PackageId> =
            self.snapshot.importers(self.id).iter().map(|(package, _)| *package).collect();
        ids.push(self.id);
        ids.sort_unstable();
        ids.dedup();
        ids.into_iter().map(|id| self.snapshot.package(id))
    }

    /// The own files that are built where the names are missing, and may see them.
    fn users(&self) -> impl Iterator<Item = &'a GoFile> {
        let importers = self.snapshot.importers(self.id).iter();
        let importers =
            importers.map(|(package, file)| &self.snapshot.package(*package).files[*file]);
        let users = self.package.files.iter().chain(importers);
        users.filter(|user| user.built_for.intersects(self.missing_on)).filter_map(SourceFile::go)
    }
}
