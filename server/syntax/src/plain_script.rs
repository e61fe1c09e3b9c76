//! Shell scripts that are nothing but plain commands, one a line: what can be read without a shell.

/// One plain command.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Plain {
    /// The number of its line in the script, from 0.
    pub(crate) line: usize,
    /// Variables set for this command alone, or by `export` for all that follow.
    pub(crate) variables: Vec<(String, String)>,
    /// The command and its arguments; empty for an `export` or an assignment, which counts for all
    /// commands that follow.
    pub(crate) words: Vec<String>,
}

/// Words that make a line more than a command.
const KEYWORDS: [&str; 24] = [
    "!", "(", "((", "[[", "case", "coproc", "do", "done", "elif", "else", "esac", "eval", "exec",
    "exit", "fi", "for", "function", "if", "return", "select", "then", "until", "while", "{",
];

/// The commands of a script; none where a line is more than plain words: a pipe, a substitution, a
/// condition, a loop.
pub(crate) fn commands(script: &str) -> Option<Vec<Plain>> {
    let mut found = Vec::new();
    let mut lines = script.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        let mut joined = line.to_owned();
        while let Some(begun) = joined.strip_suffix('\\') {
            joined = format!("{begun} {}", lines.next()?.1);
        }
        for words in split(&joined)? {
            let plain = plain(words, number)?;
            if !plain.words.is_empty() || !plain.variables.is_empty() {
                found.push(plain);
            }
        }
    }
    Some(found)
}

/// Whether some line of a script, however it is written, seems to build packages with go.
pub(crate) fn seems_to_run_go(script: &str) -> bool {
    let verbs = ["go build", "go install", "go test", "go vet"];
    let runs = |line: &str, verb: &str| {
        let is_start = |at: usize| {
            let before = line[..at].chars().next_back();
            before.is_none_or(|c| !c.is_alphanumeric() && !['-', '_', '.'].contains(&c))
        };
        line.match_indices(verb).any(|(at, _)| is_start(at))
    };
    script.lines().any(|line| {
        let is_comment = line.trim_start().starts_with('#');
        !is_comment && !line.contains('@') && verbs.iter().any(|verb| runs(line, verb))
    })
}

/// A command's words with the variables before them taken off; none where it is not plain.
fn plain(words: Vec<String>, line: usize) -> Option<Plain> {
    let mut plain = Plain { line, ..Plain::default() };
    let mut words = words.into_iter().peekable();
    let is_export = matches!(words.peek().map(String::as_str), Some("export" | "env"))
        && words.next().is_some_and(|word| word == "export");
    while let Some(assignment) = words.next_if(|word| assigned(word).is_some()) {
        plain.variables.extend(assigned(&assignment));
    }
    if words.peek().is_some_and(|word| KEYWORDS.binary_search(&word.as_str()).is_ok()) {
        return None;
    }
    if !is_export {
        plain.words = words.collect();
    }
    Some(plain)
}

/// `GOOS=windows` in two.
fn assigned(word: &str) -> Option<(String, String)> {
    let (name, value) = word.split_once('=')?;
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    is_name.then(|| (name.to_owned(), value.to_owned()))
}

/// The commands of a line in words: quotes taken off, comments and the output's way left out.
/// None where the line needs a shell. What `&&` and `;` join are commands in a row.
fn split(line: &str) -> Option<Vec<Vec<String>>> {
    let mut words = Words { commands: vec![Vec::new()], ..Words::default() };
    let mut rest = line.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            ' ' | '\t' | '\r' => words.end_word(),
            '#' if words.current.is_none() => break,
            ';' => words.end_command(),
            '&' if rest.next_if_eq(&'&').is_some() => words.end_command(),
            '>' => {
                // `2>&1`, `>>out`: the number and what follows are no words of the command.
                words.current.take_if(|word| word.chars().all(|c| c.is_ascii_digit()));
                words.end_word();
                words.is_redirected = true;
                while rest.next_if(|c| ['>', '&'].contains(c)).is_some() {}
            }
            '\'' | '"' => {
                let word = words.current.get_or_insert_default();
                loop {
                    match rest.next()? {
                        end if end == c => break,
                        '$' | '`' | '\\' if c == '"' => return None,
                        inner => word.push(inner),
                    }
                }
            }
            '|' | '&' | '<' | '(' | ')' | '$' | '`' | '\\' | '*' | '?' | '[' => return None,
            c => words.current.get_or_insert_default().push(c),
        }
    }
    words.end_word();
    Some(words.commands)
}

/// The words of a line so far.
#[derive(Default)]
struct Words {
    commands: Vec<Vec<String>>,
    current: Option<String>,
    /// The next word says where the output goes.
    is_redirected: bool,
}

impl Words {
    fn end_word(&mut self) {
        let (Some(word), Some(command)) = (self.current.take(), self.commands.last_mut()) else {
            return;
        };
        if !std::mem::take(&mut self.is_redirected) {
            command.push(word);
        }
    }

    fn end_command(&mut self) {
        self.end_word();
        self.commands.push(Vec::new());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(script: &str) -> String {
        let Some(commands) = commands(script) else { return "no plain script".to_owned() };
        let line = |it: &Plain| {
            let set = it.variables.iter().map(|(name, value)| format!("{name}={value}"));
            set.chain(it.words.iter().map(|word| format!("<{word}>"))).collect::<Vec<_>>().join(" ")
        };
        commands.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn keywords_are_sorted() {
        assert!(KEYWORDS.is_sorted());
    }

    #[test]
    fn plain_lines_are_split_into_words() {
        for (script, expected) in [
            ("go build", "<go> <build>"),
            ("GOOS=a GOARCH=b go vet ./...", "GOOS=a GOARCH=b <go> <vet> <./...>"),
            (
                "env GOOS=a go build \"-gcflags=x y\" 'a b'",
                "GOOS=a <go> <build> <-gcflags=x y> <a b>",
            ),
            ("export A=1 B=2\ngo test", "A=1 B=2\n<go> <test>"),
            ("# why\n\ngo test # how\n", "<go> <test>"),
            ("cd sub && go test; ls", "<cd> <sub>\n<go> <test>\n<ls>"),
            ("go test \\\n  ./...", "<go> <test> <./...>"),
            (
                "go test -c -o /dev/null ./a >/dev/null 2>&1",
                "<go> <test> <-c> <-o> </dev/null> <./a>",
            ),
            ("go test >> out.txt ./...", "<go> <test> <./...>"),
            ("go test -ldflags=''", "<go> <test> <-ldflags=>"),
        ] {
            assert_eq!(told(script), expected, "{script}");
        }
    }

    #[test]
    fn what_needs_a_shell_is_left_alone() {
        for script in [
            "go test | tee x",
            "go test $X",
            "go test \"$X\"",
            "for x in a; do\ngo build\ndone",
            "if true\nthen\ngo test\nfi",
            "go test &",
            "go test $(x)",
            "go test `x`",
            "[ -f x ] && go test",
            "go test 'open",
            "rm *.o\ngo test",
            "$Env:GOOS = \"a\"\ngo build",
            "return 1",
        ] {
            assert_eq!(told(script), "no plain script", "{script}");
        }
    }

    #[test]
    fn go_is_seen_in_any_script() {
        assert!(seems_to_run_go("if x; then\n  CGO_ENABLED=0 go test ./... | tee x\nfi"));
        assert!(!seems_to_run_go("go install example.com/x@latest"));
        assert!(!seems_to_run_go("go generate ./...\nmango build"));
    }
}
