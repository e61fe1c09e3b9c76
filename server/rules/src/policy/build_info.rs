//! The container is not what Go's build information says.

use artifact::Details;
use project::Level;

use super::{Check, Complaints, Subject, systems};

pub(super) const CHECK: Check = Check { name: "build-info", check };

fn check(subject: &Subject<'_>, complaints: &mut Complaints) {
    let Some(go) = subject.go() else { return };
    let coordinates = &subject.artifact.coordinates;
    let format = subject.artifact.format.name();
    if let Some(goos) = go.goos()
        && !coordinates.operating_systems.is_empty()
        && !coordinates.operating_systems.contains(&goos)
    {
        let seen = match &subject.artifact.details {
            Details::Wasm(wasm) => {
                let module = wasm.imports.first().map(|it| it.module.as_str()).unwrap_or_default();
                format!("the module imports from `{module}`, as {} does", systems(subject.artifact))
            }
            _ => format!("the {format} file is one of {}", systems(subject.artifact)),
        };
        complaints.add(
            Level::Error,
            format!("built with GOOS={goos}, but {seen}"),
            "build it anew; -H of the linker and tools that rewrite headers change the format",
        );
    }
    if let (Some(goarch), Some(seen)) = (go.goarch(), coordinates.architecture.goarch)
        && goarch != seen
    {
        complaints.add(
            Level::Error,
            format!("built with GOARCH={goarch}, but the {format} file is for {seen}"),
            "build it anew; something has rewritten the header",
        );
    }
}
