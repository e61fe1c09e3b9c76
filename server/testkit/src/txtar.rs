//! Go's txtar format: prose, then files, each under a line `-- name --`.

use std::fmt;

/// Prose and files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Archive {
    /// What stands before the first file.
    pub comment: String,
    /// The files, in order.
    pub files: Vec<File>,
}

/// One file of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// What stands between the dashes, trimmed.
    pub name: String,
    /// Its text; ends with a line feed unless empty.
    pub text: String,
}

impl Archive {
    /// Reads an archive. Every text is one.
    pub fn parse(text: &str) -> Archive {
        let mut archive = Archive::default();
        for line in text.split_inclusive('\n') {
            if let Some(name) = marker(line) {
                archive.files.push(File { name: name.to_owned(), text: String::new() });
            } else {
                let into = archive.files.last_mut().map(|file| &mut file.text);
                into.unwrap_or(&mut archive.comment).push_str(line);
            }
        }
        let texts = archive.files.iter_mut().map(|file| &mut file.text);
        for text in texts.chain([&mut archive.comment]) {
            if !text.is_empty() && !text.ends_with('\n') {
                text.push('\n');
            }
        }
        archive
    }

    /// The text of a file.
    pub fn file(&self, name: &str) -> Option<&str> {
        self.files.iter().find(|file| file.name == name).map(|file| file.text.as_str())
    }

    /// The files below a folder, their names without it.
    pub fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.files.iter().filter_map(move |file| {
            let name = file.name.strip_prefix(folder)?.strip_prefix('/')?;
            Some((name, file.text.as_str()))
        })
    }
}

fn marker(line: &str) -> Option<&str> {
    let name = line.trim_end().strip_prefix("-- ")?.strip_suffix(" --")?.trim();
    (!name.is_empty()).then_some(name)
}

/// As it is read.
impl fmt::Display for Archive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.comment)?;
        for file in &self.files {
            write!(f, "-- {} --\n{}", file.name, file.text)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes() {
        let text = "Prose.\n\n-- a.go --\npackage a\n-- b/c.go --\n-- d --\nx";
        let archive = Archive::parse(text);
        assert_eq!(archive.comment, "Prose.\n\n");
        assert_eq!(archive.file("a.go"), Some("package a\n"));
        assert_eq!(archive.file("b/c.go"), Some(""));
        assert_eq!(archive.file("d"), Some("x\n"));
        assert_eq!(archive.below("b").collect::<Vec<_>>(), [("c.go", "")]);
        assert_eq!(archive.to_string(), format!("{text}\n"));
    }

    #[test]
    fn what_only_looks_like_a_marker_is_text() {
        let text = "-- --\n--a--\n -- a --\n";
        assert_eq!(Archive::parse(text), Archive { comment: text.into(), files: Vec::new() });
    }
}
