//! The editor's process: when it dies without a word, the server must not stay behind.

use std::time::Duration;

use tokio::sync::oneshot;

/// How often to look.
const PERIOD: Duration = Duration::from_secs(2);

/// Waits for the process id that `initialize` names, then until that process is no more. Never
/// returns when there is none, or when it cannot be seen from here at the outset: an editor outside
/// of this container has an id that means nothing here.
pub(crate) async fn death(id: oneshot::Receiver<u32>) {
    if let Ok(id) = id.await
        && is_alive(id)
    {
        while is_alive(id) {
            tokio::time::sleep(PERIOD).await;
        }
        tracing::info!("the editor's process {id} is gone");
    } else {
        std::future::pending::<()>().await;
    }
}

/// Whether a process runs (or is not ours to ask about).
#[cfg(unix)]
fn is_alive(id: u32) -> bool {
    i32::try_from(id)
        .ok()
        .and_then(rustix::process::Pid::from_raw)
        .is_some_and(|pid| rustix::process::test_kill_process(pid) != Err(rustix::io::Errno::SRCH))
}

/// Elsewhere asking needs unsafe code; the end of the input tells as much, since a dead process's
/// pipes are closed.
#[cfg(not(unix))]
fn is_alive(_id: u32) -> bool {
    true
}

#[cfg(all(test, unix))]
mod tests {
    use super::is_alive;

    #[test]
    fn this_process_is_alive_and_an_impossible_one_is_not() {
        assert!(is_alive(std::process::id()));
        assert!(!is_alive(i32::MAX as u32));
        assert!(!is_alive(0));
        assert!(!is_alive(u32::MAX));
    }
}
