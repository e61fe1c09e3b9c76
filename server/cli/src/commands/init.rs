//! `anyport init`: writes an anyport.toml that says which ports the project is for.

use std::fs;
use std::io::Write as _;

use anyhow::{Context, bail};
use project::{Configuration, Source};
use rules::hazards::RULES;
use workspace::{Options, Workspace};

use crate::arguments::InitArguments;
use crate::terminal::Terminal;
use crate::{Ending, complain, machine, paths};

pub(crate) fn run(typed: &InitArguments, terminal: &Terminal) -> anyhow::Result<Ending> {
    let path = paths::existing(&typed.path)?;
    let options = Options {
        environment: machine::environment(typed.host.as_deref())?,
        above: Configuration::default(),
        below: Configuration::default(),
        rules: RULES,
        cache: machine::cache_folder(),
    };
    let workspace = Workspace::load(&path, options, &|_| ())?;
    let snapshot = workspace.snapshot();
    let text = snapshot.proposed_anyport_toml();
    if typed.print {
        terminal.print(&text)?;
        return Ok(Ending::Clean);
    }
    let file = snapshot.inputs.root.child("anyport.toml");
    let shown = report::shown_from(&file, &terminal.dress.base);
    if let Some(known) = &snapshot.inputs.configuration_file
        && !typed.force
    {
        let known = report::shown_from(known, &terminal.dress.base);
        bail!("{known} is there already: --print shows what would be written, --force writes it");
    }
    let native = paths::native(&file);
    let written = if typed.force { fs::File::create(native) } else { fs::File::create_new(native) };
    written.and_then(|mut file| file.write_all(text.as_bytes())).with_context(|| shown.clone())?;
    let judged = snapshot.judged_by_files();
    let is_guess = judged.source == Source::Default && snapshot.evidence.clues.is_empty();
    complain(&if is_guess {
        format!("wrote {shown}: nothing says which ports this is for, so it declares none yet")
    } else {
        let ports = judged.targets.ports().count();
        let s = if ports == 1 { "" } else { "s" };
        format!("wrote {shown}: {ports} port{s}; look it over, then commit it")
    });
    Ok(Ending::Clean)
}
