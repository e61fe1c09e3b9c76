//! Opening what was built: file to facts to complaints.

use artifact::Unreadable;
use disk::{Disk, Tree};
use project::{Entry, Environment, FilePath, Listing, Policies};
use rules::{Inspection, Request};

use crate::settings::parse;
use crate::{Misconfiguration, root_of};

/// The largest file that is opened, in bytes.
const LARGEST: u64 = 1 << 30;

/// Files and folders that are looked at below one folder.
const MOST_FILES: usize = 200_000;

/// Opens a file and judges it: against itself, against what was asked for, and against the policy.
/// Whatever goes wrong stands in the inspection.
pub fn inspect(path: &FilePath, request: Option<&Request>, policies: &Policies) -> Inspection {
    let artifact = disk::read_bytes(path, LARGEST)
        .map_err(|message| Unreadable { message, is_foreign: false })
        .and_then(|bytes| artifact::read(&bytes));
    let complaints = match &artifact {
        Ok(artifact) => rules::judge(artifact, path.name(), request, policies),
        Err(_) => Vec::new(),
    };
    Inspection { path: path.clone(), artifact, complaints }
}

/// The files below a folder that begin like a binary, in path order. Symbolic links, `.git` and
/// what cannot be read are passed over.
pub fn binaries_below(folder: &FilePath) -> Vec<FilePath> {
    let (mut folders, mut found) = (vec![folder.clone()], Vec::new());
    let mut left = MOST_FILES;
    while let Some(folder) = folders.pop() {
        let Listing::Folder(entries) = Disk.listing(&folder) else { continue };
        for (name, entry) in entries.iter() {
            if left == 0 {
                break;
            }
            left -= 1;
            let path = folder.child(name);
            match entry {
                Entry::Folder if &**name != ".git" => folders.push(path),
                Entry::File(_) if begins_like_a_binary(&path) => found.push(path),
                _ => {}
            }
        }
    }
    found.sort();
    found
}

fn begins_like_a_binary(path: &FilePath) -> bool {
    const ENOUGH: u64 = 64;
    disk::read_start(path, ENOUGH).is_ok_and(|start| artifact::begins_like_a_binary(&start))
}

/// What `[policy]` of an anyport.toml says.
pub fn policies_of(file: &FilePath) -> Result<Policies, Misconfiguration> {
    parse(&Disk, file, rules::hazards::RULES).map(|configuration| configuration.policy)
}

/// What `[policy]` of the anyport.toml says that is in force at a path; nothing where there is
/// none.
pub fn policies_for(
    path: &FilePath,
    environment: &Environment,
) -> Result<Policies, Misconfiguration> {
    root_of(path, environment).configuration.map_or(Ok(Policies::default()), |it| policies_of(&it))
}
