//! `anyport rules`: the list.

use rules::hazards::RULES;

use crate::Ending;
use crate::arguments::{Format, RulesArguments};
use crate::terminal::Terminal;

pub(crate) fn run(typed: &RulesArguments, terminal: &Terminal) -> anyhow::Result<Ending> {
    match typed.format {
        Format::Text => terminal.print(&report::rule_list(RULES, &terminal.dress))?,
        Format::Json => terminal.print_json(&report::rule_list_json(RULES))?,
    }
    Ok(Ending::Clean)
}
