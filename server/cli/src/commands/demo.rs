//! `anyport demo`: a small module that has every hazard, written to a folder and checked.

use std::fs;
use std::path::Path;

use anyhow::{Context, ensure};

use crate::Ending;
use crate::arguments::DemoArguments;
use crate::commands::check;
use crate::terminal::Terminal;

/// The module's files, by their path in it.
const FILES: &[(&str, &str)] = &[
    (".goreleaser.yaml", include_str!("../../demo/.goreleaser.yaml")),
    ("alarm/alarm.c", include_str!("../../demo/alarm/alarm.c")),
    ("alarm/alarm.go", include_str!("../../demo/alarm/alarm.go")),
    ("alarm/alarm.h", include_str!("../../demo/alarm/alarm.h")),
    ("alarm/alarm_test.go", include_str!("../../demo/alarm/alarm_test.go")),
    ("alarm/volume.go", include_str!("../../demo/alarm/volume.go")),
    ("anyport.toml", include_str!("../../demo/anyport.toml")),
    ("clock/clock.go", include_str!("../../demo/clock/clock.go")),
    ("clock/ticks.go", include_str!("../../demo/clock/ticks.go")),
    ("clock/uptime_linux.go", include_str!("../../demo/clock/uptime_linux.go")),
    ("clock/uptime_macos.go", include_str!("../../demo/clock/uptime_macos.go")),
    ("clock/uptime_windows.go", include_str!("../../demo/clock/uptime_windows.go")),
    ("clock/zone.go", include_str!("../../demo/clock/zone.go")),
    ("clock/zone_plan9.go", include_str!("../../demo/clock/zone_plan9.go")),
    ("crc/crc.go", include_str!("../../demo/crc/crc.go")),
    ("crc/crc_arm64.s", include_str!("../../demo/crc/crc_arm64.s")),
    ("flash/flash.go", include_str!("../../demo/flash/flash.go")),
    ("flash/main_linux.go", include_str!("../../demo/flash/main_linux.go")),
    ("go.mod", include_str!("../../demo/go.mod")),
    ("horn/horn.go", include_str!("../../demo/horn/horn.go")),
    ("horn/wave.c", include_str!("../../demo/horn/wave.c")),
    ("journal/journal_linux.go", include_str!("../../demo/journal/journal_linux.go")),
    ("main.go", include_str!("../../demo/main.go")),
    ("panel/main_js.go", include_str!("../../demo/panel/main_js.go")),
    ("sensor/bus.go", include_str!("../../demo/sensor/bus.go")),
    ("sensor/calibrate.go", include_str!("../../demo/sensor/calibrate.go")),
    ("sensor/calibrate_tool.go", include_str!("../../demo/sensor/calibrate_tool.go")),
    ("sensor/power_linux.go", include_str!("../../demo/sensor/power_linux.go")),
    ("sensor/sensor.go", include_str!("../../demo/sensor/sensor.go")),
];

/// What can be done in the module's folder, and in the reader's own. Each works as it stands here.
const NEXT_STEPS: &str = "
  anyport explain cgo-condition    what a rule is about, and what to do
  anyport check --diff             what the safe fixes would change
  anyport check --fix              applies them
  anyport check --targets all      judges every port of Go

In a module of your own:

  anyport check                    on the ports that it is for, as far as its files say so
  anyport matrix --output dist     builds every judged port, beside what was predicted; needs Go
  anyport inspect dist             what the programs are, need and promise

In your editor, `anyport lsp` is the language server: start it for Go files, go.mod and go.work,
beside gopls. The findings then show while you type, with the fixes as code actions.
";

pub(crate) fn run(typed: &DemoArguments, terminal: &Terminal) -> anyhow::Result<Ending> {
    let folder = match &typed.folder {
        Some(folder) => folder.clone(),
        // It is kept: the commands that are proposed below need it.
        None => tempfile::Builder::new().prefix("anyport-demo-").tempdir()?.keep(),
    };
    write(&folder).with_context(|| folder.display().to_string())?;
    let shown = quoted(&folder);
    terminal.print(&format!("$ cd {shown}\n$ anyport check\n"))?;
    check::run_in(&folder, terminal)?;
    terminal.print(&format!(
        "\nThe module stays in {shown}: edit it, then delete it. What to do there:\n{NEXT_STEPS}"
    ))?;
    Ok(Ending::Clean)
}

/// Writes the module. What is there already is never touched.
fn write(folder: &Path) -> anyhow::Result<()> {
    if folder.try_exists()? {
        let mut entries = fs::read_dir(folder)?;
        ensure!(entries.next().is_none(), "the folder is not empty; name a new one");
    }
    for (path, text) in FILES {
        let file = folder.join(path);
        fs::create_dir_all(file.parent().expect("it lies in the folder"))?;
        fs::write(file, text)?;
    }
    Ok(())
}

/// As a shell takes it.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let is_plain = |c: char| c.is_alphanumeric() || "/\\:._-+~".contains(c);
    if text.chars().all(is_plain) { text } else { format!("'{}'", text.replace('\'', r"'\''")) }
}
