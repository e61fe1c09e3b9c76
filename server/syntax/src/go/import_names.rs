//! What an import's path suggests its package is called.

use std::collections::HashMap;

use super::Import;

/// The names that a file's imports bind or may bind.
pub(super) struct ImportNames<'t> {
    /// Whether the name is written before the path or is the one that most paths bind.
    names: HashMap<&'t str, bool>,
}

impl<'t> ImportNames<'t> {
    pub(super) fn new(imports: &'t [Import]) -> ImportNames<'t> {
        let mut names = HashMap::new();
        for import in imports {
            match &import.name {
                Some(name) if matches!(&*name.text, "." | "_") => {}
                Some(name) => {
                    names.insert(&*name.text, true);
                }
                None => {
                    for (index, name) in suggested(&import.path.text).into_iter().enumerate() {
                        *names.entry(name).or_default() |= index == 0;
                    }
                }
            }
        }
        ImportNames { names }
    }

    /// Whether an import most likely binds the name.
    pub(super) fn bind(&self, name: &str) -> bool {
        self.names.get(name).copied().unwrap_or_default()
    }

    /// Whether an import may bind the name: `git` in `gopkg.in/src-d/go-git.v4`.
    pub(super) fn may_bind(&self, name: &str) -> bool {
        self.names.contains_key(name)
    }
}

/// The name that a path suggests first.
pub(super) fn first_suggested(path: &str) -> &str {
    suggested(path).first().copied().unwrap_or(path)
}

/// The names that a path suggests, the likeliest first.
fn suggested(path: &str) -> Vec<&str> {
    let mut elements = path.rsplit('/');
    let last = elements.next().unwrap_or(path);
    let mut names = Vec::new();
    if let Some(before) = elements.next().filter(|_| is_major_version(last)) {
        push_parts(before, &mut names);
    }
    push_parts(last, &mut names);
    names
}

/// `v2`, `v3`, …: the end of a module's path.
fn is_major_version(element: &str) -> bool {
    let digits = element.strip_prefix('v').unwrap_or_default();
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// An element without the ornaments of repository names: `gopkg.in`'s version, `go-`, `-go`, `.go`.
fn push_parts<'t>(element: &'t str, names: &mut Vec<&'t str>) {
    let unversioned = match element.rsplit_once('.') {
        Some((name, version)) if is_major_version(version) => name,
        _ => element,
    };
    names.push(unversioned);
    names.extend(unversioned.split(['-', '.']).filter(|part| !part.is_empty()));
}

#[cfg(test)]
mod tests {
    use super::suggested;

    #[test]
    fn paths_suggest_names() {
        for (path, names) in [
            ("fmt", vec!["fmt", "fmt"]),
            ("math/rand/v2", vec!["rand", "rand", "v2", "v2"]),
            ("gopkg.in/src-d/go-git.v4", vec!["go-git", "go", "git"]),
            ("gopkg.in/yaml.v3", vec!["yaml", "yaml"]),
            ("github.com/nats-io/nats.go", vec!["nats.go", "nats", "go"]),
            ("", vec![""]),
        ] {
            assert_eq!(suggested(path), names, "{path}");
        }
    }
}
