//! The settings in force: command line over anyport.toml over the editor's.

use disk::Tree;
use project::{Configuration, FilePath, Source};
use syntax::Span;

use crate::Options;

/// The settings in force, and what is wrong with anyport.toml.
pub(crate) struct Settings {
    pub(crate) configuration: Configuration,
    pub(crate) targets_from: Source,
    /// `path:line:column: message`.
    pub(crate) error: Option<String>,
}

impl Settings {
    /// Reads anyport.toml, if there is one, and puts the settings together. One that cannot be read
    /// counts as empty.
    pub(crate) fn read(tree: &dyn Tree, file: Option<&FilePath>, options: &Options) -> Settings {
        let (in_file, error) = match file.map(|file| parse(tree, file, options)) {
            None => (Configuration::default(), None),
            Some(Ok(configuration)) => (configuration, None),
            Some(Err(error)) => (Configuration::default(), Some(error)),
        };
        let targets_from = if options.above.targets.is_some() {
            Source::CommandLine
        } else if in_file.targets.is_some() || options.below.targets.is_some() {
            Source::Configuration
        } else {
            Source::Default
        };
        let configuration = options.above.clone().or(in_file).or(options.below.clone());
        Settings { configuration, targets_from, error }
    }
}

fn parse(tree: &dyn Tree, file: &FilePath, options: &Options) -> Result<Configuration, String> {
    let text = tree.text(file).map_err(|reason| format!("{file}: {reason}"))?;
    let names: Vec<&str> = options.rules.iter().map(|rule| rule.name).collect();
    Configuration::parse(&text, &names).map_err(|error| {
        let (line, column) = place(&text, error.span);
        format!("{file}:{line}:{column}: {}", error.message)
    })
}

/// Line and column of a span's start, both from 1; the column counts bytes.
fn place(text: &str, span: Option<Span>) -> (usize, usize) {
    let start = span.map_or(0, |span| span.start as usize);
    let before = text.get(..start).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    (line, before.len() - before.rfind('\n').map_or(0, |at| at + 1) + 1)
}
