//! The machine that anyport runs on, as far as the go command would look at it.

use anyhow::Context;
use project::Environment;

/// The machine; `host` overrides its port.
pub(crate) fn environment(host: Option<&str>) -> anyhow::Result<Environment> {
    let mut environment = disk::find_environment(&|name| std::env::var(name).ok());
    if let Some(host) = host {
        let port = host.split_once('/').and_then(|(os, arch)| platform::Port::find(os, arch));
        environment.host = Some(port.with_context(|| format!("--host {host}: no such port"))?);
    }
    Ok(environment)
}
