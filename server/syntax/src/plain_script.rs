//! Shell scripts that are nothing but commands in a row: what can be read without a shell.

/// One plain command.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Plain {
    /// The number of its line in the script, from 0.
    pub(crate) line: usize,
    /// Variables set for this command alone, or by `export` for all that follow.
    pub(crate) variables: Vec<(String, String)>,
    /// The command and its arguments; empty for an `export` or an assignment, which counts for all
    /// commands that follow. What a shell would put in the place of `$X` stays as it is written.
    pub(crate) words: Vec<String>,
    /// Where its output goes, if that is said.
    pub(crate) output: Option<String>,
}

/// Words that make a line more than a command.
const KEYWORDS: [&str; 25] = [
    "!", "(", "((", "[", "[[", "case", "coproc", "do", "done", "elif", "else", "esac", "eval",
    "exec", "exit", "fi", "for", "function", "if", "return", "select", "then", "until", "while",
    "{",
];

/// The commands of a script; none where whether or how often a command runs is not plain: a
/// condition, a loop, a function. Commands of a pipe are commands in a row.
pub(crate) fn commands(script: &str) -> Option<Vec<Plain>> {
    let mut found = Vec::new();
    let mut lines = script.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        let mut joined = line.to_owned();
        while let Some(begun) = joined.strip_suffix('\\') {
            joined = format!("{begun} {}", lines.next()?.1);
        }
        for part in split(&joined)? {
            let plain = plain(part, number)?;
            if !plain.words.is_empty() || !plain.variables.is_empty() {
                found.push(plain);
            }
        }
    }
    Some(found)
}

/// A command's words with the variables before them taken off; none where it is not plain.
fn plain(part: Part, line: usize) -> Option<Plain> {
    let mut plain = Plain { line, output: part.output, ..Plain::default() };
    if let Some(variable) = set_otherwise(&part.words) {
        plain.variables.push(variable);
        return Some(plain);
    }
    let mut words = part.words.into_iter().peekable();
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

/// A variable as PowerShell sets it (`$Env:GOOS = "windows"`), and one that `unset` empties.
fn set_otherwise(words: &[String]) -> Option<(String, String)> {
    let environment = |word: &str| {
        let is_env = word.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("$env:"));
        is_env.then(|| word[5..].to_owned())
    };
    match words {
        [unset, name] if unset == "unset" => Some((name.clone(), String::new())),
        [name, is, value] if is == "=" => Some((environment(name)?, value.clone())),
        [word] => assigned(&environment(word)?),
        _ => None,
    }
}

/// `GOOS=windows` in two.
pub(crate) fn assigned(word: &str) -> Option<(String, String)> {
    let (name, value) = word.split_once('=')?;
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    is_name.then(|| (name.to_owned(), value.to_owned()))
}

/// The words of one command, and where its output goes.
#[derive(Default)]
struct Part {
    words: Vec<String>,
    output: Option<String>,
}

/// The commands of a line in words: quotes taken off, comments left out. None where the line needs
/// a shell. What `&&`, `||`, `|` and `;` join are commands in a row.
fn split(line: &str) -> Option<Vec<Part>> {
    let mut parts = Parts { list: vec![Part::default()], ..Parts::default() };
    let mut rest = line.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            ' ' | '\t' | '\r' => parts.end_word(),
            '#' if parts.current.is_none() => break,
            ';' => parts.end_command(),
            '&' | '|' => {
                rest.next_if_eq(&c);
                parts.end_command();
            }
            '>' => {
                // `2>&1`, `>>out`: the number is no word of the command.
                parts.current.take_if(|word| word.chars().all(|c| c.is_ascii_digit()));
                parts.end_word();
                parts.is_redirected = true;
                while rest.next_if(|c| ['>', '&'].contains(c)).is_some() {}
            }
            '\'' => {
                let word = parts.current.get_or_insert_default();
                loop {
                    match rest.next()? {
                        '\'' => break,
                        inner => word.push(inner),
                    }
                }
            }
            '"' => quoted(&mut rest, parts.current.get_or_insert_default())?,
            '$' | '`' => opaque(c, &mut rest, parts.current.get_or_insert_default())?,
            '<' | '(' | ')' => return None,
            c => parts.current.get_or_insert_default().push(c),
        }
    }
    parts.end_word();
    Some(parts.list)
}

type Rest<'a> = std::iter::Peekable<std::str::Chars<'a>>;

/// What stands between double quotes; none where they are not closed.
fn quoted(rest: &mut Rest<'_>, word: &mut String) -> Option<()> {
    loop {
        match rest.next()? {
            '"' => return Some(()),
            c @ ('$' | '`') => opaque(c, rest, word)?,
            '\\' if rest.peek() == Some(&'"') => word.extend(rest.next()),
            inner => word.push(inner),
        }
    }
}

/// `$X`, `${X}`, `$(command)` and `` `command` ``: taken over as written, blanks and all.
fn opaque(first: char, rest: &mut Rest<'_>, word: &mut String) -> Option<()> {
    word.push(first);
    let (open, close) = match (first, rest.peek()) {
        ('`', _) => ('`', '`'),
        (_, Some('(')) => ('(', ')'),
        (_, Some('{')) => ('{', '}'),
        _ => return Some(()),
    };
    let mut depth = usize::from(first == '`');
    loop {
        let c = rest.next()?;
        word.push(c);
        if c == close {
            depth -= 1;
        } else if c == open {
            depth += 1;
        }
        if depth == 0 {
            return Some(());
        }
    }
}

/// The commands of a line so far.
#[derive(Default)]
struct Parts {
    list: Vec<Part>,
    current: Option<String>,
    /// The next word says where the output goes.
    is_redirected: bool,
}

impl Parts {
    fn end_word(&mut self) {
        let (Some(word), Some(part)) = (self.current.take(), self.list.last_mut()) else {
            return;
        };
        if std::mem::take(&mut self.is_redirected) {
            part.output = Some(word);
        } else {
            part.words.push(word);
        }
    }

    fn end_command(&mut self) {
        self.end_word();
        self.is_redirected = false;
        self.list.push(Part::default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(script: &str) -> String {
        let Some(commands) = commands(script) else { return "no plain script".to_owned() };
        let line = |it: &Plain| {
            let set = it.variables.iter().map(|(name, value)| format!("{name}={value}"));
            let words = set.chain(it.words.iter().map(|word| format!("<{word}>")));
            let output = it.output.iter().filter(|out| out.contains('$'));
            words.chain(output.map(|out| format!("> {out}"))).collect::<Vec<_>>().join(" ")
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
            ("go test | tee x", "<go> <test>\n<tee> <x>"),
            ("go vet ./... || fail=1", "<go> <vet> <./...>\nfail=1"),
            ("go test &", "<go> <test>"),
            ("go test $X \"a $X\"", "<go> <test> <$X> <a $X>"),
            ("go vet -x=$(which x y) `a b`", "<go> <vet> <-x=$(which x y)> <`a b`>"),
            ("rm *.o\ngo test", "<rm> <*.o>\n<go> <test>"),
            ("$Env:A = \"b\"\n$env:C='d'\ngo build", "A=b\nC=d\n<go> <build>"),
            ("export A=1\nunset A", "A=1\nA="),
            ("echo A=$B >> \"$OUT\"", "<echo> <A=$B> > $OUT"),
        ] {
            assert_eq!(told(script), expected, "{script}");
        }
    }

    #[test]
    fn what_needs_a_shell_is_left_alone() {
        for script in [
            "for x in a; do\ngo build\ndone",
            "if true\nthen\ngo test\nfi",
            "go test < x",
            "(go test)",
            "go test $(x",
            "go test `x",
            "[ -f x ] && go test",
            "go test 'open",
            "return 1",
        ] {
            assert_eq!(told(script), "no plain script", "{script}");
        }
    }
}
