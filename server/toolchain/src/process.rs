//! One process with all that it starts: heard line by line, and killed whole.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use process_wrap::std::CommandWrap;
#[cfg(windows)]
use process_wrap::std::JobObject;
#[cfg(unix)]
use process_wrap::std::ProcessGroup;

use crate::Cancel;

/// How often the wish to stop is looked for.
const TICK: Duration = Duration::from_millis(20);
/// How long after the kill its last words are waited for.
const LAST_WORDS: Duration = Duration::from_secs(2);
/// A longer line is cut into several.
const LONGEST_LINE: u64 = 1 << 20;
/// Lines that wait to be heard, before the process has to wait.
const QUEUE: usize = 1024;

/// How a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// By itself; whether with exit code 0.
    Exited(bool),
    /// It was killed since somebody wished so.
    Cancelled,
    /// It was killed since its time was over.
    TimedOut,
}

impl End {
    /// Whether it was killed.
    pub(crate) fn is_early(self) -> bool {
        matches!(self, End::Cancelled | End::TimedOut)
    }
}

/// Which of its outputs a line came by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stream {
    Out,
    Err,
}

/// Runs a command to its end, in a process group (on Windows a job object) of its own, which a wish
/// to stop and the deadline kill whole. Every line it writes is heard.
pub(crate) fn run(
    mut command: Command,
    deadline: Option<Instant>,
    cancel: &Cancel,
    hear: &mut dyn FnMut(Stream, &str),
) -> std::io::Result<End> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut command = CommandWrap::from(command);
    #[cfg(unix)]
    command.wrap(ProcessGroup::leader());
    #[cfg(windows)]
    command.wrap(JobObject);
    if cancel.is_cancelled() {
        return Ok(End::Cancelled);
    }
    let mut child = command.spawn()?;
    let (send, lines) = sync_channel(QUEUE);
    if let Some(out) = child.stdout().take() {
        read(Stream::Out, out, send.clone());
    }
    if let Some(err) = child.stderr().take() {
        read(Stream::Err, err, send);
    }
    let killed = hear_all(&lines, deadline, cancel, hear);
    if let Some(end) = killed {
        child.start_kill()?;
        drain(&lines);
        child.wait()?;
        return Ok(end);
    }
    // Its outputs are closed; a process may go on nevertheless.
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(End::Exited(status.success()));
        }
        if let Some(end) = stop(deadline, cancel) {
            child.start_kill()?;
            child.wait()?;
            return Ok(end);
        }
        thread::sleep(TICK / 4);
    }
}

fn stop(deadline: Option<Instant>, cancel: &Cancel) -> Option<End> {
    if cancel.is_cancelled() {
        return Some(End::Cancelled);
    }
    deadline.is_some_and(|deadline| Instant::now() >= deadline).then_some(End::TimedOut)
}

/// Hears lines until both outputs are closed, or until it is to stop.
fn hear_all(
    lines: &Receiver<(Stream, String)>,
    deadline: Option<Instant>,
    cancel: &Cancel,
    hear: &mut dyn FnMut(Stream, &str),
) -> Option<End> {
    loop {
        if let Some(end) = stop(deadline, cancel) {
            return Some(end);
        }
        match lines.recv_timeout(TICK) {
            Ok((stream, line)) => hear(stream, &line),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return None,
        }
    }
}

/// Lets the readers end after the kill.
fn drain(lines: &Receiver<(Stream, String)>) {
    let until = Instant::now() + LAST_WORDS;
    while Instant::now() < until {
        if lines.recv_timeout(TICK) == Err(RecvTimeoutError::Disconnected) {
            return;
        }
    }
}

/// Reads one output in a thread of its own. Bytes that are no text are replaced.
fn read(stream: Stream, from: impl Read + Send + 'static, to: SyncSender<(Stream, String)>) {
    thread::spawn(move || {
        let mut from = BufReader::new(from);
        let mut line = Vec::new();
        loop {
            line.clear();
            match from.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line) {
                Ok(0) | Err(_) => return,
                Ok(_) => {
                    let text = String::from_utf8_lossy(&line);
                    let text = text.trim_end_matches(['\n', '\r']).to_owned();
                    if to.send((stream, text)).is_err() {
                        return;
                    }
                }
            }
        }
    });
}
