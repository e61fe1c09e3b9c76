//! The machine as the go command would see it, without running it.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use platform::{Port, Release};
use project::{Environment, FilePath};

/// The largest go/env or VERSION file that is read, in bytes.
const LIMIT: u64 = 1 << 16;

/// Finds GOROOT, VERSION, GOFLAGS, GOMODCACHE, GOWORK and `CGO_ENABLED` from the environment
/// variables handed in and the files they lead to (the go/env file, `go` on the PATH). What is
/// not found is left out.
pub fn find_environment(variables: &dyn Fn(&str) -> Option<String>) -> Environment {
    let variable = |name: &str| variables(name).filter(|value| !value.is_empty());
    let host =
        Port::of_machine(std::env::consts::OS, std::env::consts::ARCH, cfg!(target_endian = "big"));
    let home = variable("HOME").or_else(|| variable("USERPROFILE"));
    let persisted = go_env_file(&variable, host, home.as_deref())
        .map(|path| read_go_env(&path))
        .unwrap_or_default();
    let setting = |name: &str| variable(name).or_else(|| persisted.get(name).cloned());
    let goroot = find_goroot(&variable);
    let go_path = setting("GOPATH")
        .and_then(|list| std::env::split_paths(&list).next())
        .or_else(|| home.as_ref().map(|home| Path::new(home).join("go")));
    let module_cache =
        setting("GOMODCACHE").map(PathBuf::from).or_else(|| Some(go_path?.join("pkg").join("mod")));
    Environment {
        host,
        installed: goroot.as_deref().and_then(release_of),
        goroot: goroot.as_deref().and_then(file_path),
        module_cache: module_cache.as_deref().and_then(file_path),
        go_flags: setting("GOFLAGS").map(|flags| split_flags(&flags)).unwrap_or_default(),
        go_work: setting("GOWORK"),
        cgo_enabled: match setting("CGO_ENABLED").as_deref() {
            Some("0") => Some(false),
            Some("1") => Some(true),
            _ => None,
        },
        links_internally: setting("GO_EXTLINK_ENABLED").as_deref() == Some("0"),
        folds_case: home.as_deref().is_some_and(|home| folds_case(&FilePath::new(home))),
    }
}

/// Where facts are kept from one run to the next: `ANYPORT_CACHE_DIR`, else `anyport` in the
/// system's folder for such files. None where no variable tells.
pub fn cache_folder(variables: &dyn Fn(&str) -> Option<String>) -> Option<FilePath> {
    let variable = |name: &str| variables(name).filter(|value| !value.is_empty());
    if let Some(folder) = variable("ANYPORT_CACHE_DIR") {
        return file_path(Path::new(&folder));
    }
    let host =
        Port::of_machine(std::env::consts::OS, std::env::consts::ARCH, cfg!(target_endian = "big"));
    let caches = if cfg!(windows) {
        PathBuf::from(variable("LocalAppData").or_else(|| variable("LOCALAPPDATA"))?)
    } else if host.is_some_and(Port::keeps_settings_in_library) {
        Path::new(&variable("HOME")?).join("Library").join("Caches")
    } else {
        match variable("XDG_CACHE_HOME") {
            Some(folder) => PathBuf::from(folder),
            None => Path::new(&variable("HOME")?).join(".cache"),
        }
    };
    file_path(&caches.join("anyport"))
}

/// Whether the file system that holds a path takes upper and lower case for the same, found by
/// looking the path up in the other case. A path without letters, or one that is not there,
/// tells nothing: false.
pub fn folds_case(path: &FilePath) -> bool {
    let swapped: String =
        path.as_str()
            .chars()
            .map(|c| {
                if c.is_ascii_uppercase() { c.to_ascii_lowercase() } else { c.to_ascii_uppercase() }
            })
            .collect();
    let real = |text: &str| fs::canonicalize(text).ok();
    swapped != path.as_str()
        && real(&swapped).is_some_and(|other| real(path.as_str()).is_some_and(|own| own == other))
}

fn file_path(path: &Path) -> Option<FilePath> {
    path.is_absolute().then(|| path.to_str().map(FilePath::new))?
}

/// GOROOT from the environment, else from where `go` on the PATH really stands.
fn find_goroot(variable: &dyn Fn(&str) -> Option<String>) -> Option<PathBuf> {
    if let Some(goroot) = variable("GOROOT") {
        return Some(PathBuf::from(goroot));
    }
    let program = if cfg!(windows) { "go.exe" } else { "go" };
    let path = variable("PATH").or_else(|| variable("Path"))?;
    let go = std::env::split_paths(&path).map(|dir| dir.join(program)).find(|go| go.is_file())?;
    let real = fs::canonicalize(&go).ok()?;
    real.ancestors().skip(2).take(1).find(|dir| is_goroot(dir)).map(Path::to_path_buf).or_else(
        || {
            // Wrappers installed beside a Go that lives in a folder of the same prefix: a Python
            // environment has it among its packages, some distributions in lib/go.
            let prefix = real.parent()?.parent()?;
            wrapped_goroots(prefix).into_iter().find(|dir| is_goroot(dir))
        },
    )
}

fn wrapped_goroots(prefix: &Path) -> Vec<PathBuf> {
    let mut places = vec![prefix.join("lib").join("go"), prefix.join("libexec")];
    let packages = [prefix.join("lib"), prefix.join("lib64")];
    for folder in packages.iter().filter_map(|lib| fs::read_dir(lib).ok()).flatten().flatten() {
        if folder.file_name().to_string_lossy().starts_with("python") {
            places.push(folder.path().join("site-packages").join("go"));
        }
    }
    places.push(prefix.join("Lib").join("site-packages").join("go"));
    places
}

fn is_goroot(dir: &Path) -> bool {
    dir.join("VERSION").is_file() && dir.join("src").is_dir()
}

fn release_of(goroot: &Path) -> Option<Release> {
    let text = crate::read_text(&file_path(&goroot.join("VERSION"))?, LIMIT).ok()?;
    Release::parse(text.lines().next()?.split_whitespace().next()?)
}

/// The file that `go env -w` writes.
fn go_env_file(
    variable: &dyn Fn(&str) -> Option<String>,
    host: Option<Port>,
    home: Option<&str>,
) -> Option<FilePath> {
    match variable("GOENV").as_deref() {
        Some("off") => return None,
        Some(path) => return file_path(Path::new(path)),
        None => {}
    }
    let settings = if cfg!(windows) {
        PathBuf::from(variable("AppData").or_else(|| variable("APPDATA"))?)
    } else if host.is_some_and(Port::keeps_settings_in_library) {
        Path::new(home?).join("Library").join("Application Support")
    } else {
        match variable("XDG_CONFIG_HOME") {
            Some(folder) => PathBuf::from(folder),
            None => Path::new(home?).join(".config"),
        }
    };
    file_path(&settings.join("go").join("env"))
}

/// `NAME=value` lines; others are passed over, as the go command does.
fn read_go_env(path: &FilePath) -> HashMap<String, String> {
    let Ok(text) = crate::read_text(path, LIMIT) else {
        return HashMap::new();
    };
    text.lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_uppercase()))
        .filter_map(|line| line.split_once('='))
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// Splits GOFLAGS as the go command does: at blanks, unless a flag stands in quotes, which have
/// to enclose the whole of it.
fn split_flags(text: &str) -> Vec<String> {
    let mut flags = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (flag, after) = match first {
            '"' | '\'' => rest[1..].split_once(first).unwrap_or((&rest[1..], "")),
            _ => rest.split_once(char::is_whitespace).unwrap_or((rest, "")),
        };
        flags.push(flag.to_owned());
        rest = after.trim_start();
    }
    flags
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(variables: &[(&str, &Path)]) -> Environment {
        let found: HashMap<String, String> = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.to_str().unwrap().to_owned()))
            .collect();
        find_environment(&|name| found.get(name).cloned())
    }

    fn write(path: &Path, text: &str) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    #[test]
    fn flags_are_split_as_the_go_command_does() {
        assert_eq!(
            split_flags("-mod=mod  '-ldflags=-s -w' -v"),
            ["-mod=mod", "-ldflags=-s -w", "-v"]
        );
        assert_eq!(split_flags("-ldflags=-s -w"), ["-ldflags=-s", "-w"]);
        assert_eq!(split_flags("'-x"), ["-x"]);
        assert_eq!(split_flags("  "), [""; 0]);
    }

    #[test]
    fn go_on_the_path_leads_to_its_root() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().canonicalize().unwrap().join("go1.21");
        write(&root.join("bin/go"), "");
        write(&root.join("VERSION"), "go1.21.13\ntime 2024-01-01\n");
        fs::create_dir(root.join("src")).unwrap();
        let found = environment(&[("PATH", &root.join("bin"))]);
        assert_eq!(found.installed, Some(Release::minor(21)));
        assert_eq!(found.goroot, file_path(&root));
    }

    #[test]
    fn a_wrapper_leads_to_the_go_beside_it() {
        let dir = tempfile::tempdir().unwrap();
        let prefix = dir.path().canonicalize().unwrap();
        let root = prefix.join("lib/python3.11/site-packages/go");
        write(&prefix.join("bin/go"), "#!/usr/bin/env python3\n");
        write(&root.join("VERSION"), "go1.27.3\n");
        fs::create_dir(root.join("src")).unwrap();
        let found = environment(&[("PATH", &prefix.join("bin"))]);
        assert_eq!(found.goroot, file_path(&root));
        assert_eq!(found.installed, Some(Release::minor(27)));
    }

    #[test]
    fn persisted_settings_fill_what_the_environment_leaves_open() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("env");
        write(&file, "GOFLAGS=-mod=mod\nCGO_ENABLED=0\n# GOWORK=off\nGOMODCACHE=\n");
        let home = dir.path();
        let found =
            environment(&[("GOENV", &file), ("HOME", home), ("CGO_ENABLED", Path::new("1"))]);
        assert_eq!(found.go_flags, ["-mod=mod"]);
        assert_eq!(found.cgo_enabled, Some(true));
        assert_eq!(found.go_work, None);
        assert_eq!(found.module_cache, file_path(&home.join("go/pkg/mod")));
    }
}
