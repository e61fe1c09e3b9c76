//! The machine that anyport runs on, as far as the go command would look at it.

use anyhow::Context;
use project::{Environment, FilePath};

/// The machine; `host` overrides its port.
pub(crate) fn environment(host: Option<&str>) -> anyhow::Result<Environment> {
    let mut environment = disk::find_environment(&|name| std::env::var(name).ok());
    if let Some(host) = host {
        let port = host.split_once('/').and_then(|(os, arch)| platform::Port::find(os, arch));
        environment.host = Some(port.with_context(|| format!("--host {host}: no such port"))?);
    }
    Ok(environment)
}

/// Where facts are kept from one run to the next: `ANYPORT_CACHE_DIR`, else `anyport` in the
/// system's folder for such files. None where that is not known.
pub(crate) fn cache_folder() -> Option<FilePath> {
    disk::cache_folder(&|name| std::env::var(name).ok())
}

/// The environment, for the toolchain to choose from. Variables that are no text are left out.
pub(crate) fn variables() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
}
