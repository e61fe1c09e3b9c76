//! Many ports at a time. Events are the only way to watch: a terminal and an editor read the same.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Instant;

use platform::Target;
use project::BuiltPort;

use crate::port::PortRun;
use crate::{Cancel, Go, Job, Limits};

/// What happens while ports are built.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// These will be built, in this order.
    Planned(&'a [Target]),
    /// One begins.
    Started(Target),
    /// The go command wrote a line.
    Output(Target, &'a str),
    /// One is done, or was given up.
    Finished(&'a BuiltPort),
}

/// Builds every job; what came of them, in their order. What came of one is handed to `done` before
/// it is told. Temporary files stand in `scratch`, which must exist. After a wish to stop, nothing
/// that was started is left running.
pub fn run(
    go: &Go,
    jobs: &[Job],
    limits: Limits,
    scratch: &Path,
    cancel: &Cancel,
    done: &(dyn Fn(&mut BuiltPort) + Sync),
    event: &(dyn Fn(Event<'_>) + Sync),
) -> Vec<BuiltPort> {
    let targets: Vec<Target> = jobs.iter().map(|job| job.target).collect();
    event(Event::Planned(&targets));
    let next = AtomicUsize::new(0);
    let built: Mutex<Vec<(usize, BuiltPort)>> = Mutex::default();
    thread::scope(|scope| {
        for _ in 0..limits.jobs.clamp(1, jobs.len().max(1)) {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(job) = jobs.get(at) else { return };
                    if !cancel.is_cancelled() {
                        event(Event::Started(job.target));
                    }
                    let deadline = limits.timeout.map(|timeout| Instant::now() + timeout);
                    let hear = |line: &str| event(Event::Output(job.target, line));
                    let run = PortRun { go, job, scratch, deadline, cancel, hear: &hear };
                    let mut port = run.run();
                    done(&mut port);
                    event(Event::Finished(&port));
                    built.lock().unwrap_or_else(PoisonError::into_inner).push((at, port));
                }
            });
        }
    });
    let mut built = built.into_inner().unwrap_or_else(PoisonError::into_inner);
    built.sort_by_key(|(at, _)| *at);
    built.into_iter().map(|(_, port)| port).collect()
}
