//! The matrix while it runs, on a terminal: one line for each port that is done, and a bar below
//! with what is being built and how long the rest will take, from how long it took before.

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use platform::Target;
use workspace::{BuildEvent, MatrixPlan};

/// How often the bar is drawn anew: seconds run on while nothing is heard.
const TICK: Duration = Duration::from_millis(200);
/// More ports than so many are counted, not named.
const MOST_NAMED: usize = 3;

/// Draws on stderr; nothing where that is no terminal.
pub(crate) struct Display {
    bar: ProgressBar,
    /// How long targets took before, in milliseconds.
    former: HashMap<Target, u64>,
    jobs: u64,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    left: Vec<Target>,
    running: Vec<(Target, Instant)>,
    /// How many are done, and how long they took together, in milliseconds.
    done: (u64, u64),
}

impl Display {
    pub(crate) fn new(plan: &MatrixPlan, jobs: Option<u16>) -> Display {
        let cpus = std::thread::available_parallelism().map_or(1, usize::from) as u64;
        let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
        let style = "{spinner} {pos}/{len} [{bar:24}] {elapsed} {msg}";
        if let Ok(style) = ProgressStyle::with_template(style) {
            bar.set_style(style.progress_chars("=> "));
        }
        let former = plan.former_milliseconds();
        Display { bar, former, jobs: jobs.map_or(cpus, u64::from), state: Mutex::default() }
    }

    /// Takes in what happened.
    pub(crate) fn event(&self, event: BuildEvent<'_>) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match event {
            BuildEvent::Planned(targets) => {
                self.bar.set_length(targets.len() as u64);
                self.bar.enable_steady_tick(TICK);
                state.left = targets.to_vec();
            }
            BuildEvent::Started(target) => {
                state.left.retain(|it| *it != target);
                state.running.push((target, Instant::now()));
            }
            BuildEvent::Output(..) => return,
            BuildEvent::Finished(port) => {
                state.running.retain(|(it, _)| *it != port.target);
                state.done = (state.done.0 + 1, state.done.1 + port.milliseconds);
                self.bar.inc(1);
                let seconds = Duration::from_millis(port.milliseconds).as_secs_f64();
                let line =
                    format!("{:<20} {:<10} {seconds:.1} s", port.target, port.state.as_str());
                self.bar.println(line);
            }
        }
        self.bar.set_message(self.message(&state));
    }

    /// `linux/amd64, windows/amd64; about 40 s left`.
    fn message(&self, state: &State) -> String {
        let mut message = String::new();
        for (at, (target, _)) in state.running.iter().take(MOST_NAMED).enumerate() {
            let _ = write!(message, "{}{target}", if at == 0 { "" } else { ", " });
        }
        if let Some(more) = state.running.len().checked_sub(MOST_NAMED + 1) {
            let _ = write!(message, " and {} more", more + 1);
        }
        if let Some(left) = self.left(state) {
            let _ = write!(message, "; about {} s left", left.div_ceil(1000));
        }
        message
    }

    /// How long the rest will take, in milliseconds: what is known from before, else as long as
    /// those that are done took on average. None where neither tells.
    fn left(&self, state: &State) -> Option<u64> {
        let (count, took) = state.done;
        let average = took.checked_div(count);
        let expected = |target: &Target| self.former.get(target).copied().or(average);
        let waiting = state.left.iter().map(expected).sum::<Option<u64>>()?;
        let running = state.running.iter().map(|(target, since)| {
            let so_far = u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX);
            Some(expected(target)?.saturating_sub(so_far))
        });
        Some((waiting + running.sum::<Option<u64>>()?) / self.jobs.max(1))
    }

    /// Takes the bar away.
    pub(crate) fn end(&self) {
        self.bar.finish_and_clear();
    }
}
