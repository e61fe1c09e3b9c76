//! `anyport demo`: a small module that has every hazard, written to a folder and checked.

use crate::Ending;
use crate::arguments::DemoArguments;
use crate::terminal::Terminal;

pub(crate) fn run(_typed: &DemoArguments, _terminal: &Terminal) -> anyhow::Result<Ending> {
    anyhow::bail!("not here yet")
}
