//! The standard library's packages, and where each has files.

pub(crate) fn generate() -> anyhow::Result<String> {
    anyhow::bail!("not written yet")
}
