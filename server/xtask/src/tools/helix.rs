//! Helix, from a later suite of the distribution: its packages are unpacked into a folder with
//! every library that they need, and neither the system's sources nor its packages change.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, ensure};

use super::{Tools, answers, run, script};

const SUITE: &str = "trixie";
const HELIX: &str = "25.01";
const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";

impl Tools {
    /// Unpacks Helix and writes `helix/hx`, which starts it on the libraries that came with it.
    pub(super) fn helix(&self) -> anyhow::Result<()> {
        let folder = self.folder.join("helix");
        let start = folder.join("hx");
        if answers(&start, "--version", HELIX) {
            return Ok(());
        }
        let root = folder.join("root");
        std::fs::create_dir_all(&root)?;
        let packages = download(&folder.join("apt"), "hx")?;
        for package in &packages {
            run(Command::new("dpkg").arg("-x").arg(package).arg(&root))?;
        }
        script(&start, &start_script(&root))?;
        ensure!(answers(&start, "--version", HELIX), "no Helix {HELIX} after its installation");
        Ok(())
    }
}

/// The loader of the unpacked C library runs it; what it starts runs on the system's.
fn start_script(root: &Path) -> String {
    let root = root.display();
    let libraries = ["usr/lib/x86_64-linux-gnu", "lib/x86_64-linux-gnu", "usr/lib", "lib"];
    let libraries = libraries.map(|folder| format!("{root}/{folder}")).join(":");
    format!(
        "export HELIX_RUNTIME='{root}/usr/lib/hx/runtime'\n\
         exec '{root}/usr/lib64/ld-linux-x86-64.so.2' --library-path '{libraries}' \
         --argv0 '{root}/usr/lib/hx/hx' '{root}/usr/lib/hx/hx' \"$@\""
    )
}

/// Downloads a package and all that it needs; returns the files.
fn download(state: &Path, package: &str) -> anyhow::Result<Vec<PathBuf>> {
    for folder in ["lists/partial", "cache/archives/partial"] {
        std::fs::create_dir_all(state.join(folder))?;
    }
    std::fs::write(state.join("status"), "")?;
    let source = format!("deb [signed-by={KEYRING}] {} {SUITE} main\n", mirror()?);
    std::fs::write(state.join("sources.list"), source)?;
    let apt = || {
        let mut apt = Command::new("apt-get");
        let option = |name: &str, path: PathBuf| format!("{name}={}", path.display());
        let options = [
            option("Dir::Etc::sourcelist", state.join("sources.list")),
            option("Dir::State", state.to_owned()),
            option("Dir::State::lists", state.join("lists")),
            option("Dir::State::status", state.join("status")),
            option("Dir::Cache", state.join("cache")),
            "Dir::Etc::sourceparts=/dev/null".to_owned(),
            "Dir::Etc::preferencesparts=/dev/null".to_owned(),
            "APT::Install-Recommends=false".to_owned(),
            "APT::Architecture=amd64".to_owned(),
            "Acquire::Languages=none".to_owned(),
            "APT::Sandbox::User=root".to_owned(),
        ];
        apt.arg("-qq").arg("-y").args(options.iter().flat_map(|option| ["-o", option.as_str()]));
        apt
    };
    run(apt().arg("update"))?;
    run(apt().args(["--download-only", "install", package]))?;
    let archives = std::fs::read_dir(state.join("cache/archives"))?.flatten();
    let files = archives.map(|entry| entry.path());
    Ok(files.filter(|path| path.extension().is_some_and(|end| end == "deb")).collect())
}

/// Where the system gets its packages from.
fn mirror() -> anyhow::Result<String> {
    let parts = std::fs::read_dir("/etc/apt/sources.list.d").into_iter().flatten().flatten();
    let files = parts.map(|entry| entry.path()).chain([PathBuf::from("/etc/apt/sources.list")]);
    let texts = files.filter_map(|file| std::fs::read_to_string(file).ok());
    texts
        .flat_map(|text| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
        .find(|word| word.starts_with("http") && word.trim_end_matches('/').ends_with("/debian"))
        .context("the system's package sources name no mirror")
}
