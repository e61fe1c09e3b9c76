//! Which ports were judged, in few words, and who chose them.

use platform::TargetSet;
use project::{Snapshot, Source};

use crate::words::count;

/// `8 first-class ports`, `12 ports that .goreleaser.yml names`, or the only port.
pub(crate) fn chosen_ports(snapshot: &Snapshot) -> String {
    let judged = snapshot.judged.targets;
    if judged.ports().count() == 1 {
        return port_or_count(judged, "");
    }
    match snapshot.judged.source {
        Source::CommandLine => port_or_count(judged, "judged port"),
        Source::Configuration => {
            let file = snapshot.inputs.configuration_file.as_ref();
            let of = file.map(|file| format!(" of {}", file.name())).unwrap_or_default();
            format!("{}{of}", count(judged.ports().count(), "judged port"))
        }
        Source::Evidence => {
            let who = who_name(snapshot).map(|who| format!(" that {who}"));
            port_or_count(judged, "port") + &who.unwrap_or_default()
        }
        Source::Default => {
            let first_class = judged & TargetSet::first_class();
            let others = (judged - first_class).ports().count();
            match who_name(snapshot).filter(|_| others > 0) {
                Some(who) => {
                    let first_class = port_or_count(first_class, "first-class port");
                    format!("{first_class} and {others} that {who}")
                }
                None => port_or_count(judged, "first-class port"),
            }
        }
    }
}

/// The only port, or how many there are.
pub(crate) fn port_or_count(judged: TargetSet, noun: &str) -> String {
    let mut ports = judged.ports();
    match (ports.next(), ports.next()) {
        (Some(port), None) => port.to_string(),
        _ => count(judged.ports().count(), noun),
    }
}

/// `.goreleaser.yml names`, `ci.yml and 3 more files name`; none where no file says anything.
fn who_name(snapshot: &Snapshot) -> Option<String> {
    let files = snapshot.evidence.files();
    let (first, more) = files.split_first()?;
    Some(match more.len() {
        0 => format!("{} names", first.name()),
        more => format!("{} and {} name", first.name(), count(more, "more file")),
    })
}
