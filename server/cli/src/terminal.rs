//! Where results go: stdout, with or without colours, as wide as it is.

use std::io::{self, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};
use report::Dress;

use crate::arguments::Color;
use crate::paths;

/// The width of what is not a terminal.
const WIDTH_OF_A_FILE: usize = 100;

/// How results are shown, decided once.
pub(crate) struct Terminal {
    pub(crate) dress: Dress,
}

impl Terminal {
    /// Looks at stdout and the current directory.
    pub(crate) fn new(when: Color) -> anyhow::Result<Terminal> {
        let stdout = io::stdout();
        let colour = match when {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => AutoStream::choice(&stdout) != ColorChoice::Never,
        };
        let width = if stdout.is_terminal() {
            terminal_size::terminal_size_of(&stdout)
                .map_or(WIDTH_OF_A_FILE, |(width, _)| usize::from(width.0).clamp(40, 160))
        } else {
            WIDTH_OF_A_FILE
        };
        Ok(Terminal { dress: Dress { colour, width, base: paths::current_folder()? } })
    }

    /// Writes results to stdout.
    pub(crate) fn print(&self, text: &str) -> io::Result<()> {
        let choice = if self.dress.colour { ColorChoice::Always } else { ColorChoice::Never };
        // Text without colours is written as it is, whatever bytes the sources hold.
        let mut stdout = io::stdout().lock();
        if choice == ColorChoice::Never {
            stdout.write_all(text.as_bytes())?;
        } else {
            AutoStream::new(&mut stdout, choice).write_all(text.as_bytes())?;
        }
        stdout.flush()
    }

    /// Writes a JSON value, laid out for people, and a line break.
    pub(crate) fn print_json(&self, value: &serde_json::Value) -> io::Result<()> {
        self.print(&format!("{value:#}\n"))
    }
}

/// Whether stdout was closed by its reader, as `head` does.
pub(crate) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
