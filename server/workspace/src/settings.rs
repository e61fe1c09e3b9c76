//! The settings in force: command line over anyport.toml over the editor's.

use std::fmt;

use disk::Tree;
use project::{Configuration, ConfigurationError, FilePath, Source};
use syntax::Span;

use crate::Options;

/// The settings in force, and what is wrong with anyport.toml.
pub(crate) struct Settings {
    pub(crate) configuration: Configuration,
    pub(crate) targets_from: Source,
    pub(crate) error: Option<Misconfiguration>,
}

/// What is wrong with the settings. Prints as `path:line:column: message`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misconfiguration {
    /// The anyport.toml; none where it is the front end's settings that are wrong.
    pub file: Option<FilePath>,
    /// Line and column in it, both from 1; the column counts bytes.
    pub place: Option<(usize, usize)>,
    /// What, and where in the text.
    pub error: ConfigurationError,
}

impl fmt::Display for Misconfiguration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.file {
            write!(f, "{file}:")?;
            if let Some((line, column)) = self.place {
                write!(f, "{line}:{column}:")?;
            }
            f.write_str(" ")?;
        }
        f.write_str(&self.error.message)
    }
}

impl Settings {
    /// Reads anyport.toml, if there is one, and puts the settings together. One that cannot be read
    /// counts as empty.
    pub(crate) fn read(tree: &dyn Tree, file: Option<&FilePath>, options: &Options) -> Settings {
        let (in_file, error) = match file.map(|file| parse(tree, file, options.rules)) {
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

/// Reads an anyport.toml.
pub(crate) fn parse(
    tree: &dyn Tree,
    file: &FilePath,
    rules: &[&rules::Rule],
) -> Result<Configuration, Misconfiguration> {
    let wrong = |place, error| Misconfiguration { file: Some(file.clone()), place, error };
    let text = tree
        .text(file)
        .map_err(|reason| wrong(None, ConfigurationError { message: reason, span: None }))?;
    let names: Vec<&str> = rules.iter().map(|rule| rule.name).collect();
    Configuration::parse(&text, &names)
        .map_err(|error| wrong(Some(place(&text, error.span)), error))
}

/// Line and column of a span's start, both from 1; the column counts bytes.
fn place(text: &str, span: Option<Span>) -> (usize, usize) {
    let start = span.map_or(0, |span| span.start as usize);
    let before = text.get(..start).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    (line, before.len() - before.rfind('\n').map_or(0, |at| at + 1) + 1)
}
