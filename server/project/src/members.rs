//! The fields and methods that types have, and where each of them exists.

mod lookup;

use std::rc::Rc;

use platform::TargetSet;
use syntax::go::{DeclarationKind, Selection, Value, Words};

use self::lookup::Lookup;
use crate::fast_map::{FastMap, FastSet};
use crate::std_members::StdName;
use crate::{Package, PackageId, Snapshot, SourceFile, Variant};

/// The methods that a package's files declare, and what tells which files may miss a member.
#[derive(Clone, Debug, Default)]
pub(crate) struct Methods {
    /// By receiver, then by name.
    by_receiver: FastMap<Box<str>, FastMap<Box<str>, Vec<Variant>>>,
    /// By [`Words::number`] of a method's name, where some type lacks it that has it elsewhere.
    pub(crate) missing_on: FastMap<u32, TargetSet>,
    /// The same of the methods that other packages see.
    pub(crate) exported_missing_on: FastMap<u32, TargetSet>,
    /// The types that more than one file declares, by [`Words::number`].
    pub(crate) varying_types: FastSet<u32>,
}

/// A type that is declared at the top level of a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Type<'a> {
    /// Of a package that is read.
    Read(PackageId, &'a str),
    /// Of the standard library.
    Std(StdName),
}

/// The types that something may have, and where it has which.
type Types<'a> = Rc<[(Type<'a>, TargetSet)]>;

/// A selected field or method that its type lacks somewhere where the file is built.
#[derive(Clone, Debug)]
pub struct MissingMember<'a> {
    /// Where it is selected.
    pub selection: &'a Selection,
    /// Its type, as it is called: with its package's name, unless that is the file's own.
    pub of: String,
    /// Where the type is, but lacks it.
    pub missing_on: TargetSet,
    /// Where the type has it.
    pub declared_on: TargetSet,
    /// Its declarations, where these were read: a method, or the struct with the field.
    pub declared: Vec<(PackageId, Variant)>,
}

/// What a type says of one member.
#[derive(Clone, Debug, Default)]
struct Member<'a> {
    /// Where the type exists, as far as that is known.
    type_on: TargetSet,
    /// Where it has the member.
    declared_on: TargetSet,
    /// Where it may have the member.
    unknown_on: TargetSet,
    /// What is selected: a field's type, or a method's first result.
    leads_to: Vec<(Type<'a>, TargetSet)>,
    declared: Vec<(PackageId, Variant)>,
}

/// How a member is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Usage {
    Key,
    Called,
    Plain,
}

impl Snapshot {
    /// The fields and methods that a file selects and that are missing somewhere where it is built,
    /// and elsewhere are not. In no order.
    pub fn missing_members<'a>(
        &'a self,
        package: &'a Package,
        file: &'a SourceFile,
    ) -> Vec<MissingMember<'a>> {
        let Some(go) = file.go().filter(|go| !go.selections.list.is_empty()) else {
            return Vec::new();
        };
        let Some(own) = self.package_in(&package.dir) else { return Vec::new() };
        let mut lookup = Lookup::new(self, own, file);
        let origins = &go.selections.origins;
        let origins: Vec<Types<'a>> = origins.iter().map(|it| lookup.types_of(it)).collect();
        let mut selected: Vec<Types<'a>> = Vec::with_capacity(go.selections.list.len());
        let mut missing = Vec::new();
        for selection in &go.selections.list {
            let (types, usage) = match selection.of {
                Value::Key(at) => (&origins[at as usize], Usage::Key),
                Value::Origin(at) => (&origins[at as usize], usage(selection)),
                Value::Selected(at) => (&selected[at as usize], usage(selection)),
            };
            let types = Rc::clone(types);
            let mut leads_to = Vec::new();
            let mut found = None;
            for (of, on) in types.iter() {
                let member = lookup.member(*of, &selection.member.text, usage, 0);
                leads_to.extend(member.leads_to.iter().map(|(to, there)| (*to, *there & *on)));
                let on = *on & file.built_for & member.type_on;
                let missing_on = on - member.declared_on - member.unknown_on;
                if !missing_on.is_empty() && !member.declared_on.is_empty() {
                    let it = found.get_or_insert_with(|| MissingMember {
                        selection,
                        of: lookup.shown(*of),
                        missing_on: TargetSet::EMPTY,
                        declared_on: TargetSet::EMPTY,
                        declared: Vec::new(),
                    });
                    it.missing_on |= missing_on;
                    it.declared_on |= member.declared_on;
                    it.declared.extend(member.declared.iter().copied());
                }
            }
            missing.extend(found);
            selected.push(leads_to.into());
        }
        missing
    }

    /// The methods of a package's types; none where it was not looked into.
    pub(crate) fn methods(&self, id: PackageId) -> &Methods {
        let package = self.package(id);
        package.methods.get_or_init(|| std::sync::Arc::new(methods_of(package)))
    }
}

fn usage(selection: &Selection) -> Usage {
    if selection.is_called { Usage::Called } else { Usage::Plain }
}

fn methods_of(package: &Package) -> Methods {
    let mut methods = Methods::default();
    let mut types: FastSet<&str> = FastSet::default();
    for (file, it) in package.files.iter().enumerate() {
        let declarations = it.go().map(|go| &go.declarations).into_iter().flatten();
        for (declaration, it) in declarations.enumerate() {
            if it.kind == DeclarationKind::Type && !types.insert(&it.name.text) {
                methods.varying_types.insert(Words::number(&it.name.text));
            }
            if let Some(receiver) = &it.receiver {
                let of_type = match methods.by_receiver.get_mut(receiver) {
                    Some(of_type) => of_type,
                    None => methods.by_receiver.entry(receiver.clone()).or_default(),
                };
                let variant = Variant { file, declaration };
                of_type.entry(it.name.text.clone()).or_default().push(variant);
            }
        }
    }
    for (name, variants) in methods.by_receiver.values().flatten() {
        let on: TargetSet = variants.iter().map(|it| it.file(package).built_for).collect();
        let missing_on = package.built_for - on;
        if missing_on.is_empty() {
            continue;
        }
        let number = Words::number(name);
        *methods.missing_on.entry(number).or_default() |= missing_on;
        if name.starts_with(char::is_uppercase) {
            *methods.exported_missing_on.entry(number).or_default() |= missing_on;
        }
    }
    methods
}
