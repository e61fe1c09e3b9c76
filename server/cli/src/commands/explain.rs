//! `anyport explain RULE`: the rule's page.

use anyhow::bail;
use rules::Rule;
use rules::hazards::RULES;

use crate::Ending;
use crate::arguments::ExplainArguments;
use crate::terminal::Terminal;

pub(crate) fn run(typed: &ExplainArguments, terminal: &Terminal) -> anyhow::Result<Ending> {
    let name = typed.rule.as_str();
    let Some(rule) = find(name) else {
        match nearest(name) {
            Some(nearest) => bail!("no rule is called `{name}`; did you mean `{nearest}`?"),
            None => bail!("no rule is called `{name}`; `anyport rules` lists them"),
        }
    };
    terminal.print(&report::page(rule.docs, &terminal.dress))?;
    Ok(Ending::Clean)
}

/// The rule of that name, or of that former name.
fn find(name: &str) -> Option<&'static Rule> {
    let named = |rule: &&&Rule| rule.name == name || rule.former_names.contains(&name);
    RULES.iter().find(named).copied()
}

/// The name that was most likely meant.
fn nearest(name: &str) -> Option<&'static str> {
    let close = |rule: &&'static Rule| {
        let likeness = strsim::jaro_winkler(&name.to_lowercase(), rule.name);
        (likeness > 0.75).then_some((likeness, rule.name))
    };
    RULES.iter().filter_map(close).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, name)| name)
}
