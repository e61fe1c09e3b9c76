//! The table of a binary: a word, and what is known of it.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use artifact::{Abi, Artifact, ByteOrder, Details, GoBuild, Link, Linker};
use platform::arch;
use unicode_width::UnicodeWidthStr;

use super::formats;
use crate::Dress;
use crate::words::{count, one_line, wrap};

/// Lines of a word and a text.
#[derive(Default)]
pub(super) struct Rows {
    rows: Vec<(&'static str, String)>,
}

impl Rows {
    /// Adds a line, unless there is nothing to say.
    pub(super) fn add(&mut self, word: &'static str, text: impl Into<String>) {
        let text = text.into();
        if !text.is_empty() {
            self.rows.push((word, one_line(&text)));
        }
    }

    /// Adds a list: the first items, and how many more there are.
    pub(super) fn list(&mut self, word: &'static str, items: &[impl AsRef<str>], shown: usize) {
        let more = items.len().saturating_sub(shown);
        let mut text =
            items.iter().take(shown).map(AsRef::as_ref).collect::<Vec<&str>>().join(", ");
        if more > 0 {
            let _ = write!(text, " and {more} more");
        }
        self.add(word, text);
    }

    /// The lines.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.rows.iter().map(|(word, text)| (*word, text.as_str()))
    }

    pub(super) fn write(&self, out: &mut String, dress: &Dress) {
        let widest = self.rows.iter().map(|(word, _)| word.width()).max().unwrap_or(0);
        let indent = widest + 4;
        let style = if dress.colour {
            Style::new().fg_color(Some(AnsiColor::Cyan.into()))
        } else {
            Style::new()
        };
        for (word, text) in &self.rows {
            let text = wrap(text, dress.width.saturating_sub(indent).max(30));
            let text = text.replace('\n', &format!("\n{:indent$}", ""));
            let _ = writeln!(out, "  {style}{word:widest$}{style:#}  {text}");
        }
    }
}

/// What is known of a binary, the five coordinates first.
pub(super) fn of(artifact: &Artifact) -> Rows {
    let mut rows = Rows::default();
    coordinates(artifact, &mut rows);
    if let Some(go) = &artifact.go {
        build(go, &mut rows);
    }
    match &artifact.details {
        Details::Elf(elf) => formats::elf(artifact, elf, &mut rows),
        Details::MachO(mach_o) => formats::mach_o(mach_o, &mut rows),
        Details::Pe(pe) => formats::pe(pe, &mut rows),
        Details::Wasm(wasm) => formats::wasm(wasm, &mut rows),
        Details::Archive(archive) => formats::archive(archive, &mut rows),
        Details::Xcoff(xcoff) => {
            rows.list("needs", &artifact.needed, 12);
            rows.list("looks in", &xcoff.library_path, 8);
        }
        Details::Plan9(_) | Details::Coff | Details::Slices(_) => {}
    }
    if let Some(symbols) = &artifact.symbols {
        let families: Vec<&str> = symbols.mangling.iter().map(|it| it.name()).collect();
        rows.list("Go exports", &symbols.go_exports, 12);
        rows.add("C++ names", families.join(" and "));
        rows.add("defines", count(symbols.defined as usize, "symbol"));
    }
    if artifact.symbols.is_none() || artifact.has_debug_info {
        let symbols = if artifact.is_stripped { "stripped" } else { "symbols" };
        let debug = if artifact.has_debug_info { ", debug information" } else { "" };
        rows.add("contains", format!("{symbols}{debug}"));
    }
    rows.add("Go build id", artifact.build_ids.go.clone().unwrap_or_default());
    rows.add("GNU build id", artifact.build_ids.gnu.clone().unwrap_or_default());
    rows
}

fn coordinates(artifact: &Artifact, rows: &mut Rows) {
    let coordinates = &artifact.coordinates;
    let systems = coordinates.operating_systems.join(" or ");
    let by_go = artifact.go.as_ref().and_then(GoBuild::goos);
    rows.add(
        "system",
        match (systems.is_empty(), by_go) {
            (true, Some(goos)) => format!("{goos}, by Go's build information"),
            (true, None) => "not named".to_owned(),
            (false, Some(goos)) if coordinates.operating_systems.contains(&goos) => goos.to_owned(),
            (false, _) => systems,
        },
    );
    let machine = &coordinates.architecture;
    rows.add(
        "architecture",
        match machine.goarch {
            Some(goarch) if goarch == arch::WASM => goarch.to_owned(),
            Some(goarch) => format!("{goarch} ({})", machine.name),
            None => machine.name.clone(),
        },
    );
    rows.add("ABI", coordinates.abi.map_or("", Abi::name));
    let order = coordinates.byte_order.map(|order| match order {
        ByteOrder::Little => "little-endian".to_owned(),
        ByteOrder::Big => "big-endian".to_owned(),
    });
    let width = coordinates.pointer_width.map(|width| format!("{width}-bit pointers"));
    rows.add("byte order", order.into_iter().chain(width).collect::<Vec<_>>().join(", "));
    rows.add("linking", coordinates.link.map(linking).unwrap_or_default());
}

fn linking(link: Link) -> String {
    let mode = match (link.is_static, link.is_pie) {
        (true, true) => "static, position-independent",
        (true, false) => "static",
        (false, true) => "dynamic, position-independent",
        (false, false) => "dynamic",
    };
    match link.linker {
        Some(Linker::Internal) => format!("{mode}, by Go's linker"),
        Some(Linker::External) => format!("{mode}, by the C compiler's linker"),
        None => mode.to_owned(),
    }
}

fn build(go: &GoBuild, rows: &mut Rows) {
    let version = go.version.clone().unwrap_or_else(|| "of an unknown release".to_owned());
    let path = go.path.as_ref().map(|path| format!(", {path}")).unwrap_or_default();
    rows.add("Go", format!("{version}{path}"));
    if let Some(main) = &go.main {
        let others = match go.dependencies.len() {
            0 => String::new(),
            number => format!(", with {}", count(number, "other module")),
        };
        rows.add("module", format!("{} {}{others}", main.path, main.version));
    }
    // The port has been said.
    let is_news = |key: &str| key != "GOOS" && key != "GOARCH" && key != "-compiler";
    let settings: Vec<String> = go
        .settings
        .iter()
        .filter(|setting| is_news(&setting.key))
        .map(|setting| format!("{}={}", setting.key, setting.value))
        .collect();
    rows.add("settings", settings.join(" "));
}
