//! The libraries that a PE file takes functions from.

use object::LittleEndian as LE;
use object::pe;
use object::read::pe::{ImageNtHeaders, ImageThunkData, Import, ImportThunkList, PeFile};
use schemars::JsonSchema;
use serde::Serialize;

use crate::bytes::text;
use crate::unreadable::{Result, Unreadable};

/// A library that functions are taken from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Dll {
    /// Its name, as it is spelt there: `KERNEL32.dll`.
    pub name: String,
    /// The functions, `#17` where one is taken by its number.
    pub functions: Vec<String>,
}

/// Libraries and functions that are looked at, of one file. Tables can be made to share their
/// entries.
const MOST_DLLS: usize = 4096;
const MOST_FUNCTIONS: usize = 65_536;

/// What is loaded at the start, and what at the first call.
pub(super) fn read<P: ImageNtHeaders>(file: &PeFile<'_, P>) -> Result<(Vec<Dll>, Vec<Dll>)> {
    let mut left = MOST_FUNCTIONS;
    let mut at_start = Vec::new();
    let what = Unreadable::in_the("the imports");
    if holds_imports(file)
        && let Some(table) = file.import_table().map_err(&what)?
    {
        let mut dlls = table.descriptors().map_err(&what)?;
        while let Some(dll) = dlls.next().map_err(&what)?
            && at_start.len() < MOST_DLLS
        {
            // Borland's linker leaves the first of the two lists empty.
            let lists = [dll.original_first_thunk.get(LE), dll.first_thunk.get(LE)];
            let list = lists.into_iter().find(|list| *list != 0).unwrap_or_default();
            let functions = match table.thunks(list) {
                Ok(thunks) => functions::<P>(thunks, &mut left, |it| table.import::<P>(it).ok()),
                Err(_) => Vec::new(),
            };
            let name = table.name(dll.name.get(LE)).map(text).map_err(&what)?;
            at_start.push(Dll { name, functions });
        }
    }
    let mut delayed = Vec::new();
    if let Ok(Some(table)) = file.delay_load_import_table()
        && let Ok(mut dlls) = table.descriptors()
    {
        while let Ok(Some(dll)) = dlls.next()
            && delayed.len() < MOST_DLLS
        {
            let functions = match table.thunks(dll.import_name_table_rva.get(LE)) {
                Ok(thunks) => functions::<P>(thunks, &mut left, |it| table.import::<P>(it).ok()),
                Err(_) => Vec::new(),
            };
            if let Ok(name) = table.name(dll.dll_name_rva.get(LE)) {
                delayed.push(Dll { name: text(name), functions });
            }
        }
    }
    Ok((at_start, delayed))
}

/// Whether the bytes of the imports are there: a file of debugging symbols keeps the headers alone.
fn holds_imports<P: ImageNtHeaders>(file: &PeFile<'_, P>) -> bool {
    let Some(directory) = file.data_directory(pe::IMAGE_DIRECTORY_ENTRY_IMPORT) else {
        return false;
    };
    let address = directory.virtual_address.get(LE);
    let table = file.section_table();
    !table.iter().any(|section| {
        let start = section.virtual_address.get(LE);
        let inside = address.checked_sub(start).is_some_and(|at| at < section.virtual_size.get(LE));
        inside && section.size_of_raw_data.get(LE) == 0
    })
}

fn functions<'a, P: ImageNtHeaders>(
    mut thunks: ImportThunkList<'a>,
    left: &mut usize,
    import: impl Fn(P::ImageThunkData) -> Option<Import<'a>>,
) -> Vec<String> {
    let mut functions = Vec::new();
    while *left > 0
        && let Ok(Some(thunk)) = thunks.next::<P>()
    {
        *left -= 1;
        functions.push(match import(thunk) {
            Some(Import::Name(_, name)) => text(name),
            Some(Import::Ordinal(number)) => format!("#{number}"),
            None => format!("at {:#x}", thunk.address()),
        });
    }
    functions
}
