//! Finds members in types, through embedded types and aliases.

use std::rc::Rc;

use platform::TargetSet;
use syntax::go::{
    Declaration, DeclarationKind, Import, Origin, StructField, TypeName, TypeShape, first_result,
    type_shape, variable_type,
};

use super::{Member, Type, Types, Usage};
use crate::fast_map::FastMap;
use crate::std_members::{StdName, std_member_words, std_members, std_result, std_type};
use crate::std_symbols::std_symbol_holes;
use crate::symbols::Names;
use crate::{Availability, Package, PackageId, Snapshot, SourceFile, Variant};

/// So deep do embedded types and aliases lead.
const DEEPEST: usize = 8;

/// Looks members up for one file, each once.
pub(super) struct Lookup<'a> {
    snapshot: &'a Snapshot,
    /// The file's package.
    own: PackageId,
    file: &'a SourceFile,
    shapes: FastMap<(PackageId, usize, usize), Option<Rc<TypeShape<'a>>>>,
    /// What files call their imports.
    imports: FastMap<(PackageId, usize, &'a str), Option<Imported<'a>>>,
    members: FastMap<(Type<'a>, &'a str, Usage), Rc<Member<'a>>>,
}

/// The package of an import.
#[derive(Clone, Copy, Debug)]
enum Imported<'a> {
    Read(PackageId),
    Std(&'a str),
}

impl<'a> Lookup<'a> {
    /// Of what a file of that package sees.
    pub(super) fn new(snapshot: &'a Snapshot, own: PackageId, file: &'a SourceFile) -> Lookup<'a> {
        Lookup {
            snapshot,
            own,
            file,
            shapes: FastMap::default(),
            imports: FastMap::default(),
            members: FastMap::default(),
        }
    }

    /// The names of a package that the file sees.
    fn names(&self, id: PackageId) -> Option<&'a Names> {
        let symbols = self.snapshot.symbols(id)?;
        Some(if id == self.own { symbols.seen_by(self.file) } else { &symbols.library })
    }

    /// Whether the file sees what a file of a package declares.
    fn sees(&self, id: PackageId, file: &SourceFile) -> bool {
        !file.is_test || (id == self.own && self.file.is_test)
    }

    fn declaration(&self, id: PackageId, variant: Variant) -> Option<&'a Declaration> {
        variant.declaration(self.snapshot.package(id))
    }

    /// What a file of a package calls an import; none where that is not known.
    fn import(&mut self, id: PackageId, file: usize, called: &'a str) -> Option<Imported<'a>> {
        if let Some(known) = self.imports.get(&(id, file, called)) {
            return *known;
        }
        let snapshot = self.snapshot;
        let package = snapshot.package(id);
        let imports = || package.files[file].header().into_iter().flat_map(|it| &it.imports);
        // What a package is called nearly always stands in its path, or beside it.
        let may_be_it = |import: &Import| match &import.name {
            Some(name) => &*name.text == called,
            None => import.path.text.contains(called),
        };
        let likely = imports().filter(|it| may_be_it(it));
        let others = imports().filter(|it| it.name.is_none() && !may_be_it(it));
        let mut all = likely.chain(others);
        let import = all.find(|it| snapshot.called(package, it) == Some(called));
        let found = import.and_then(|it| imported(snapshot, package, &it.path.text));
        self.imports.insert((id, file, called), found);
        found
    }

    /// A type that is written in a file of a package.
    fn resolve(&mut self, id: PackageId, file: usize, name: TypeName<'a>) -> Option<Type<'a>> {
        let (id, name) = match name.package {
            None => (id, name.name),
            Some(called) => match self.import(id, file, called)? {
                Imported::Std(path) => return std_type(path, name.name).map(Type::Std),
                Imported::Read(id) => (id, name.name),
            },
        };
        self.names(id)?.get(name)?;
        Some(Type::Read(id, name))
    }

    /// What a value comes from, in the file that is looked at.
    pub(super) fn types_of(&mut self, origin: &'a Origin) -> Types<'a> {
        let package = self.snapshot.package(self.own);
        let file = package.files.iter().position(|it| std::ptr::eq(it, self.file));
        let Some(file) = file else { return Rc::default() };
        let id = match &origin.package {
            None => self.own,
            Some(called) => match self.import(self.own, file, called) {
                Some(Imported::Read(id)) => id,
                Some(Imported::Std(path)) => {
                    let of_type = || std_type(path, &origin.name);
                    let result = origin.is_called.then(|| std_result(path, &origin.name)).flatten();
                    let found = result.or_else(of_type);
                    return found.map(|it| (Type::Std(it), TargetSet::all())).into_iter().collect();
                }
                None => return Rc::default(),
            },
        };
        let Some(symbol) = self.names(id).and_then(|names| names.get(&origin.name)) else {
            return Rc::default();
        };
        let mut types = Vec::new();
        for variant in &symbol.variants {
            let Some(it) = self.declaration(id, *variant) else { continue };
            let on = variant.file(self.snapshot.package(id)).built_for;
            let text = &*it.signature.text;
            let name = match it.kind {
                DeclarationKind::Type => {
                    types.push((Type::Read(id, &it.name.text), on));
                    continue;
                }
                DeclarationKind::Func if origin.is_called => first_result(text),
                DeclarationKind::Var if !origin.is_called => variable_type(text),
                _ => None,
            };
            let found = name.and_then(|name| self.resolve(id, variant.file, name));
            types.extend(found.map(|found| (found, on)));
        }
        types.into()
    }

    pub(super) fn member(
        &mut self,
        of: Type<'a>,
        name: &'a str,
        usage: Usage,
        depth: usize,
    ) -> Rc<Member<'a>> {
        if let Some(known) = self.members.get(&(of, name, usage)) {
            return Rc::clone(known);
        }
        let found = match of {
            Type::Std(of) => std_member(of, name, usage),
            Type::Read(id, of) => self.read_member(id, of, name, usage, depth),
        };
        let found = Rc::new(found.unwrap_or_default());
        // What was cut off is not what it is from elsewhere.
        if depth == 0 {
            self.members.insert((of, name, usage), Rc::clone(&found));
        }
        found
    }

    /// A member of a type of a package that is read. None where nothing is known of the type.
    fn read_member(
        &mut self,
        id: PackageId,
        of: &'a str,
        name: &'a str,
        usage: Usage,
        depth: usize,
    ) -> Option<Member<'a>> {
        let names = self.names(id)?;
        let is_visible = id == self.own || name.starts_with(char::is_uppercase);
        if depth > DEEPEST || !is_visible {
            return None;
        }
        let mut member = Member { unknown_on: names.unknown_on, ..Member::default() };
        for variant in &names.get(of)?.variants {
            let it = self.declaration(id, *variant)?;
            let on = variant.file(self.snapshot.package(id)).built_for - member.type_on;
            if it.kind != DeclarationKind::Type {
                return None;
            }
            member.type_on |= on;
            match self.shape(id, *variant, it).as_deref() {
                Some(TypeShape::Struct(fields)) => {
                    self.field(id, *variant, fields, (name, usage, depth), on, &mut member);
                }
                Some(TypeShape::Alias(to)) => match self.resolve(id, variant.file, *to) {
                    Some(to) => self.take_over(to, (name, usage, depth), on, &mut member),
                    None => member.unknown_on |= on,
                },
                Some(TypeShape::Fieldless) if usage != Usage::Key => {}
                _ => member.unknown_on |= on,
            }
        }
        if usage != Usage::Key {
            self.method(id, of, (name, usage), &mut member);
        }
        Some(member)
    }

    fn shape(
        &mut self,
        id: PackageId,
        variant: Variant,
        it: &'a Declaration,
    ) -> Option<Rc<TypeShape<'a>>> {
        let key = (id, variant.file, variant.declaration);
        let read = || type_shape(&it.signature.text).map(Rc::new);
        self.shapes.entry(key).or_insert_with(read).clone()
    }

    /// Adds a field of a struct, its own or an embedded type's.
    fn field(
        &mut self,
        id: PackageId,
        variant: Variant,
        fields: &[StructField<'a>],
        (name, usage, depth): (&'a str, Usage, usize),
        on: TargetSet,
        member: &mut Member<'a>,
    ) {
        if let Some(field) = fields.iter().find(|field| field.name == name) {
            member.declared_on |= on;
            member.declared.push((id, variant));
            // What a field of a function's type returns is not looked at.
            let of = field.of.filter(|_| usage == Usage::Plain);
            let of = of.and_then(|of| self.resolve(id, variant.file, of));
            member.leads_to.extend(of.map(|of| (of, on)));
            return;
        }
        if usage == Usage::Key {
            return;
        }
        for embedded in fields.iter().filter(|field| field.is_embedded) {
            let to = embedded.of.and_then(|of| self.resolve(id, variant.file, of));
            let is_exported = name.starts_with(char::is_uppercase);
            match to {
                Some(to) => self.take_over(to, (name, usage, depth), on, member),
                // No package sees what another does not export.
                None if !is_exported && embedded.of.is_some_and(|of| of.package.is_some()) => {}
                None => member.unknown_on |= on,
            }
        }
    }

    /// Adds what a type has that lends its members.
    fn take_over(
        &mut self,
        from: Type<'a>,
        (name, usage, depth): (&'a str, Usage, usize),
        on: TargetSet,
        member: &mut Member<'a>,
    ) {
        let is_exported = name.starts_with(char::is_uppercase);
        let is_elsewhere = match from {
            Type::Read(id, _) => id != self.own,
            Type::Std(_) => true,
        };
        if is_elsewhere && !is_exported {
            return;
        }
        let lent = self.member(from, name, usage, depth + 1);
        // Of what is not known, nothing is claimed.
        let has_files_on = match from {
            Type::Read(id, _) if !lent.type_on.is_empty() => self.snapshot.package(id).built_for,
            Type::Read(..) => TargetSet::EMPTY,
            Type::Std(_) => lent.type_on,
        };
        member.declared_on |= lent.declared_on & on;
        member.unknown_on |= (lent.unknown_on | !has_files_on) & on;
        member.leads_to.extend(lent.leads_to.iter().map(|(to, there)| (*to, *there & on)));
        member.declared.extend(lent.declared.iter().copied());
    }

    /// Adds a method that files of the package declare.
    fn method(
        &mut self,
        id: PackageId,
        of: &str,
        (name, usage): (&str, Usage),
        member: &mut Member<'a>,
    ) {
        let Some(variants) =
            self.snapshot.methods(id).by_receiver.get(of).and_then(|it| it.get(name))
        else {
            return;
        };
        let package = self.snapshot.package(id);
        for variant in variants {
            let file = variant.file(package);
            let Some(it) = self.declaration(id, *variant).filter(|_| self.sees(id, file)) else {
                continue;
            };
            member.declared_on |= file.built_for;
            member.declared.push((id, *variant));
            let result = first_result(&it.signature.text).filter(|_| usage == Usage::Called);
            let to = result.and_then(|to| self.resolve(id, variant.file, to));
            member.leads_to.extend(to.map(|to| (to, file.built_for)));
        }
    }

    /// A type as the file may call it.
    pub(super) fn shown(&self, of: Type<'a>) -> String {
        match of {
            Type::Std((path, name)) => {
                format!("{}.{name}", path.rsplit('/').next().unwrap_or(path))
            }
            Type::Read(id, name) if id == self.own => name.to_owned(),
            Type::Read(id, name) => {
                let package = self.snapshot.package(id);
                match package.files.iter().find_map(SourceFile::package_name) {
                    Some(package) => format!("{package}.{name}"),
                    None => name.to_owned(),
                }
            }
        }
    }
}

/// The package that an import path of a package leads to.
fn imported<'a>(snapshot: &'a Snapshot, package: &Package, path: &'a str) -> Option<Imported<'a>> {
    // The table knows what leads to its types, which outlines of the library do not hold.
    if std_member_words(path).is_some() {
        return Some(Imported::Std(path));
    }
    match snapshot.availability(package, path) {
        Availability::Unknown => None,
        Availability::Known { package: Some(id), .. } => Some(Imported::Read(id)),
        Availability::Known { package: None, .. } => Some(Imported::Std(path)),
    }
}

/// A member of a type of the standard library.
fn std_member<'a>(of: StdName, name: &str, usage: Usage) -> Option<Member<'a>> {
    let known = std_members(of)?;
    let (package, type_name) = of;
    let type_on = std_symbol_holes(package)
        .and_then(|holes| holes.get(type_name).copied())
        .unwrap_or_else(TargetSet::all);
    let declared_on = known.varying.get(name).copied().unwrap_or_else(TargetSet::all) & type_on;
    // A method value leads nowhere; of fields that are called nothing is known.
    let to = known.links.get(name).filter(|_| usage != Usage::Key);
    let leads_to = to.map(|to| (Type::Std(*to), declared_on)).into_iter().collect();
    Some(Member { type_on, declared_on, leads_to, ..Member::default() })
}
