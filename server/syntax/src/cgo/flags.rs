//! The go command's allow-list of flags in `#cgo` lines.

mod patterns;

use std::sync::LazyLock;

use regex::Regex;

use super::CgoArgument;

/// A flag that the go command refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RejectedFlag {
    /// Which argument.
    pub index: usize,
    /// The flag as the go command names it, `${SRCDIR}` still in place: `-fplugin=x`, `-arch @x`,
    /// `-framework without argument`.
    pub text: String,
    /// The go command's message, without the package's name.
    pub message: String,
}

/// The first argument of a `#cgo` line that the go command refuses, if it runs with the verb's
/// `CGO_…_ALLOW` and `CGO_…_DISALLOW` unset. Unknown verbs refuse nothing here: the line itself is
/// refused for them.
///
/// The go command checks the arguments of all lines of a package in a row, so that a flag at the
/// end of one line may take the next line's first argument; here each line stands alone.
pub fn check_flags(verb: &str, arguments: &[CgoArgument]) -> Option<RejectedFlag> {
    let list = match verb {
        "CFLAGS" | "CPPFLAGS" | "CXXFLAGS" | "FFLAGS" => &*COMPILER,
        "LDFLAGS" => &*LINKER,
        "pkg-config" => return check_pkg_config(arguments),
        _ => return None,
    };
    let expanded = absolute_paths(arguments);
    let (index, with_next) = list.first_rejected(&expanded)?;
    let text = match with_next {
        NextArgument::Irrelevant => arguments[index].value.to_string(),
        NextArgument::Missing => format!("{} without argument", arguments[index].value),
        NextArgument::Unsafe => {
            format!("{} {}", arguments[index].value, arguments[index + 1].value)
        }
    };
    Some(rejected(index, text, &format!("#cgo {verb}")))
}

fn rejected(index: usize, text: String, source: &str) -> RejectedFlag {
    let message = format!("invalid flag in {source}: {text} (see https://go.dev/s/invalidflag)");
    RejectedFlag { index, text, message }
}

/// Packages may be named freely, flags start with `--`.
fn check_pkg_config(arguments: &[CgoArgument]) -> Option<RejectedFlag> {
    for (index, argument) in arguments.iter().enumerate() {
        let value = &*argument.value;
        if !value.starts_with("--") && !is_safe_argument(&value.replace("${SRCDIR}", "/srcdir")) {
            let message = format!("invalid pkg-config package name: {value}");
            return Some(RejectedFlag { index, text: value.to_owned(), message });
        }
    }
    for (index, argument) in arguments.iter().enumerate() {
        let value = &*argument.value;
        if value.starts_with("--") && value != "--" && !PKG_CONFIG.allows(value) {
            return Some(rejected(index, value.to_owned(), "pkg-config"));
        }
    }
    None
}

/// The arguments as they are when they are checked: `${SRCDIR}` replaced (any absolute path will
/// do), and paths after `-I` and `-L` made absolute, which lets `-I@x` pass.
fn absolute_paths(arguments: &[CgoArgument]) -> Vec<String> {
    const FOLDER: &str = "/srcdir";
    let is_absolute = |path: &str| path.starts_with('/');
    let mut is_path = false;
    let mut expanded = Vec::with_capacity(arguments.len());
    for argument in arguments {
        let value = argument.value.replace("${SRCDIR}", FOLDER);
        if is_path {
            is_path = false;
            expanded.push(if is_absolute(&value) { value } else { format!("{FOLDER}/{value}") });
        } else if let Some(path) = value.strip_prefix("-I").or_else(|| value.strip_prefix("-L")) {
            is_path = path.is_empty();
            let is_complete = path.is_empty() || is_absolute(path);
            let joined = format!("{}{FOLDER}/{path}", &value[..2]);
            expanded.push(if is_complete { value } else { joined });
        } else {
            expanded.push(value);
        }
    }
    expanded
}

/// What a rejection has to do with the argument after the flag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NextArgument {
    Irrelevant,
    Missing,
    Unsafe,
}

/// What is allowed for one kind of flags.
struct AllowList {
    invalid: Vec<Regex>,
    valid: Vec<Regex>,
    with_next: &'static [&'static str],
}

static COMPILER: LazyLock<AllowList> = LazyLock::new(|| AllowList {
    invalid: Vec::new(),
    valid: compile(patterns::COMPILER),
    with_next: patterns::COMPILER_WITH_NEXT,
});
static LINKER: LazyLock<AllowList> = LazyLock::new(|| AllowList {
    invalid: compile(patterns::LINKER_INVALID),
    valid: compile(patterns::LINKER),
    with_next: patterns::LINKER_WITH_NEXT,
});
static PKG_CONFIG: LazyLock<AllowList> = LazyLock::new(|| AllowList {
    invalid: Vec::new(),
    valid: compile(patterns::PKG_CONFIG),
    with_next: &[],
});

fn compile(patterns: &[&str]) -> Vec<Regex> {
    let compile = |pattern: &&str| {
        // Go's `\d` is ASCII.
        Regex::new(&pattern.replace(r"\d", "[0-9]")).expect("a pattern of the list, each tested")
    };
    patterns.iter().map(compile).collect()
}

/// Whether the first match, preferred as Perl does, is all of the text. Not
/// the same as an anchored match: `\.(a|o|obj)` prefers the `o` of `.obj`.
fn is_whole(pattern: &Regex, text: &str) -> bool {
    pattern.find(text).map_or("", |found| found.as_str()) == text
}

impl AllowList {
    /// The first refused argument.
    fn first_rejected(&self, arguments: &[String]) -> Option<(usize, NextArgument)> {
        let mut index = 0;
        while index < arguments.len() {
            let argument = arguments[index].as_str();
            if self.allows(argument) {
                index += 1;
                continue;
            }
            let may_take_next = !self.forbids(argument) && self.with_next.contains(&argument);
            if !may_take_next {
                return Some((index, NextArgument::Irrelevant));
            }
            match arguments.get(index + 1) {
                None => return Some((index, NextArgument::Missing)),
                Some(next) if !takes(argument, next) => return Some((index, NextArgument::Unsafe)),
                Some(_) => index += 2,
            }
        }
        None
    }

    /// Whether it stands for itself.
    fn allows(&self, argument: &str) -> bool {
        if self.forbids(argument) {
            return false;
        }
        if let Some(rest) = argument.strip_prefix("-Wl,")
            && argument.starts_with("-Wl,--push-state,")
        {
            return rest.split(',').map(|part| format!("-Wl,{part}")).all(|part| {
                self.valid.iter().any(|pattern| is_whole(pattern, &part)) && !self.forbids(&part)
            });
        }
        self.valid.iter().any(|pattern| is_whole(pattern, argument))
    }

    fn forbids(&self, argument: &str) -> bool {
        self.invalid.iter().any(|pattern| is_whole(pattern, argument))
    }
}

/// Whether a flag takes the argument after it.
fn takes(flag: &str, next: &str) -> bool {
    if is_safe_argument(next) {
        return true;
    }
    // `-Wl,-framework -Wl,name`
    if flag.starts_with("-Wl,")
        && let Some(name) = next.strip_prefix("-Wl,")
        && is_safe_argument(name)
        && !name.contains(',')
    {
        return true;
    }
    // `-I =/path`, `-I $SYSROOT`
    flag == "-I"
        && (next.starts_with('=') || next.starts_with("$SYSROOT"))
        && is_safe_argument(&next[1..])
}

/// Whether a word cannot be taken for a flag or a file of flags.
fn is_safe_argument(word: &str) -> bool {
    word.starts_with(|c: char| {
        c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '/') || !c.is_ascii()
    })
}

#[cfg(test)]
mod tests;
