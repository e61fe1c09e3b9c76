//! The text of an anyport.toml that declares ports, with the places that name them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use platform::TargetSet;
use syntax::{BuildCommand, Claim};

use crate::judged::by_mode;
use crate::{CgoMode, FilePath, Judged, Package, Snapshot, Source};

/// More places are counted, not listed.
const MOST_PLACES: usize = 24;
/// More lines that say the same are not listed.
const MOST_LINES: usize = 4;
/// More packages of one place are not listed.
const MOST_PACKAGES: usize = 3;
/// A list that would be wider is set one pattern a line.
const WIDEST_LIST: usize = 90;

const HEAD: &str = "\
# The ports that this project is for. A pattern is linux/amd64, linux/*, */arm64, all or
# first-class; !plan9/* takes away from what stands before it.
";

impl Snapshot {
    /// The text of the anyport.toml that says what release and CI files say; where they say
    /// nothing, it offers the first-class ports as a comment.
    pub fn proposed_anyport_toml(&self) -> String {
        let Judged { targets, source, .. } = self.judged_by_files();
        if source == Source::Default && self.evidence.clues.is_empty() {
            return self.nobody_says(targets);
        }
        self.anyport_toml(targets)
    }

    /// The text of an anyport.toml that makes these configurations judged, on a machine as this
    /// one; where no package hangs on cgo, it leaves that to whoever ships them, else to the go
    /// command. Its comments say which file and line names which ports.
    pub fn anyport_toml(&self, targets: TargetSet) -> String {
        let mut text = HEAD.to_owned();
        let hangs_on_cgo = self.hangs_on_cgo();
        self.write_places(hangs_on_cgo, &mut text);
        let targets = if hangs_on_cgo { targets } else { self.with_cgo_as_shipped(targets) };
        let declaration = self.declared(targets);
        let _ = writeln!(text, "targets = {}", list(&declaration.targets, ""));
        if let Some(mode) = declaration.cgo {
            let _ = writeln!(text, "cgo = {:?}", word(mode));
        }
        self.write_tags(&mut text);
        text
    }

    /// Whether a package, or one that it imports, has files for builds with cgo or without.
    fn hangs_on_cgo(&self) -> bool {
        let is_std = |package: &Package| {
            let first = package.import_path.split('/').next().unwrap_or_default();
            !package.is_own && !first.contains('.')
        };
        let packages = self.packages.iter().filter(|package| !is_std(package));
        packages.flat_map(|package| &package.files).any(|file| {
            let on_both = file.built_for.with_both_cgo_settings() & self.assignment.universe();
            file.built_for != on_both
        })
    }

    /// The same ports, each with one setting of cgo.
    fn with_cgo_as_shipped(&self, targets: TargetSet) -> TargetSet {
        let commands = self.evidence.clues.iter().map(|clue| &clue.command);
        let mut shipped = commands.filter(|it| it.claim == Claim::Shipped).peekable();
        let is_off = shipped.peek().is_some() && shipped.all(|it| it.cgo == Some(false));
        let mode = if is_off { CgoMode::Off } else { CgoMode::Auto };
        let settings = |port| by_mode(port, mode, &self.inputs.environment);
        targets.ports().map(settings).collect::<TargetSet>() & self.assignment.universe()
    }

    fn nobody_says(&self, targets: TargetSet) -> String {
        let patterns = self.declared(targets).targets;
        format!(
            "{HEAD}#\n\
             # Nothing here says which they are: no release file, no workflow.\n\
             # Until somebody does, the first-class ports of Go are judged:\n\
             # targets = {}\n",
            list(&patterns, "# ")
        )
    }

    fn write_places(&self, hangs_on_cgo: bool, text: &mut String) {
        let places = self.places(hangs_on_cgo);
        if !places.is_empty() {
            text.push_str("#\n# Release and CI files name them:\n");
        }
        for (place, what) in places.iter().take(MOST_PLACES) {
            let _ = writeln!(text, "#   {place} {what}");
        }
        if let more @ 1.. = places.len().saturating_sub(MOST_PLACES) {
            let s = if more == 1 { "" } else { "s" };
            let _ = writeln!(text, "#   and {more} more place{s}");
        }
        if self.judged_by_files().source == Source::Evidence || places.is_empty() {
            return;
        }
        text.push_str(
            "# They need not be all of them, so Go's first-class ports are judged as well",
        );
        match &self.evidence.unread {
            Some((path, line)) => {
                let _ = writeln!(
                    text,
                    ":\n# what {}:{line} runs is not read.",
                    self.shown_from_top(path)
                );
            }
            None => text.push_str(".\n"),
        }
    }

    /// `ci.yml:12,14:` and what these lines say, in order; lines that say the same are one place.
    /// Machines that show nothing that is not said elsewhere are left out.
    fn places(&self, hangs_on_cgo: bool) -> Vec<(String, String)> {
        let shown_on = |it: &BuildCommand| match it.cgo.filter(|_| hangs_on_cgo) {
            Some(true) => it.ports & TargetSet::with_cgo(),
            Some(false) => it.ports & TargetSet::without_cgo(),
            None => it.ports,
        };
        let commands = self.evidence.clues.iter().map(|clue| &clue.command);
        let certain = commands.filter(|it| it.claim != Claim::Likely);
        let mut known = certain.map(shown_on).collect::<TargetSet>();
        let mut lines: BTreeMap<(&FilePath, u32), Vec<&BuildCommand>> = BTreeMap::new();
        for clue in &self.evidence.clues {
            lines.entry((&clue.path, clue.command.line)).or_default().push(&clue.command);
        }
        let mut places: Vec<(&FilePath, Vec<u32>, String)> = Vec::new();
        for ((path, line), commands) in lines {
            let shown = commands.iter().map(|it| shown_on(it)).collect::<TargetSet>();
            let is_likely = commands.iter().all(|it| it.claim == Claim::Likely);
            if is_likely && shown.is_subset_of(known) {
                continue;
            }
            known |= shown;
            let what = self.told(&commands);
            let known = places.iter_mut().find(|(known, _, said)| *known == path && *said == what);
            match known {
                Some((_, lines, _)) => lines.push(line),
                None => places.push((path, vec![line], what)),
            }
        }
        let place = |(path, lines, what): (&FilePath, Vec<u32>, String)| {
            let shown = lines.iter().take(MOST_LINES).map(u32::to_string);
            let mut shown = shown.collect::<Vec<_>>().join(",");
            if lines.len() > MOST_LINES {
                shown.push_str(",…");
            }
            (format!("{}:{shown}", self.shown_from_top(path)), what)
        };
        places.into_iter().map(place).collect()
    }

    /// What the commands of one line say.
    fn told(&self, commands: &[&BuildCommand]) -> String {
        let ports = commands.iter().map(|it| it.ports).collect::<TargetSet>();
        let likely = commands.iter().all(|it| it.claim == Claim::Likely);
        let mut text = if likely { "may build " } else { "builds " }.to_owned();
        let _ = write!(text, "{}", (ports & self.assignment.universe()).words(TargetSet::all()));
        let settings: Vec<_> = commands.iter().map(|it| it.cgo).collect();
        match settings.as_slice() {
            [Some(on), rest @ ..] if rest.iter().all(|it| *it == Some(*on)) => {
                text.push_str(if *on { ", cgo on" } else { ", cgo off" });
            }
            _ => {}
        }
        let mut packages: Vec<String> = Vec::new();
        for command in commands {
            for pattern in &command.packages {
                let package = within(&command.dir, pattern);
                if package != "./..." && !packages.contains(&package) {
                    packages.push(package);
                }
            }
        }
        if !packages.is_empty() && packages.len() <= MOST_PACKAGES {
            let _ = write!(text, " ({})", packages.join(" "));
        }
        // A comment ends where the line does.
        text.replace(['\n', '\r'], " ")
    }

    /// The tags that are set where something is shipped: those that all builds share.
    fn write_tags(&self, text: &mut String) {
        let shipped = self.evidence.clues.iter().map(|clue| &clue.command);
        let shipped = shipped.filter(|it| it.claim == Claim::Shipped);
        let mut lists: Vec<&[Box<str>]> = shipped.map(|it| it.tags.as_slice()).collect();
        lists.dedup();
        let is_tag =
            |tag: &str| tag.chars().all(|c| c.is_alphanumeric() || ['_', '.'].contains(&c));
        if let [tags] = lists.as_slice()
            && !tags.is_empty()
            && tags.iter().all(|tag| is_tag(tag))
        {
            let tags: Vec<String> = tags.iter().map(ToString::to_string).collect();
            let _ = writeln!(text, "tags = {}", list(&tags, ""));
        }
    }

    /// A path as seen from the folder that the file is about, or else the repository.
    fn shown_from_top<'a>(&self, path: &'a FilePath) -> &'a str {
        let top = self.inputs.repository.as_ref().unwrap_or(&self.inputs.root);
        let inside = path.relative_to(&self.inputs.root).or_else(|| path.relative_to(top));
        inside.unwrap_or(path.name())
    }
}

/// A pattern as one would write it in the repository's root.
fn within(dir: &str, pattern: &str) -> String {
    let rest = pattern.trim_start_matches("./");
    let rest = if rest == "." { "" } else { rest };
    match (dir.is_empty(), pattern.starts_with('.'), rest.is_empty()) {
        (true, _, _) | (_, false, _) => pattern.to_owned(),
        (false, true, true) => format!("./{dir}"),
        (false, true, false) => format!("./{dir}/{rest}"),
    }
}

/// A list of strings as TOML; `margin` begins every line after the first.
fn list(words: &[String], margin: &str) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("{word:?}")).collect();
    let line = format!("[{}]", quoted.join(", "));
    if line.len() <= WIDEST_LIST {
        return line;
    }
    let mut lines = "[\n".to_owned();
    for word in quoted {
        let _ = writeln!(lines, "{margin}    {word},");
    }
    lines + margin + "]"
}

fn word(mode: CgoMode) -> &'static str {
    match mode {
        CgoMode::Auto => "auto",
        CgoMode::Off => "off",
        CgoMode::On => "on",
        CgoMode::Both => "both",
    }
}
