//! GoReleaser files: which ports a project is released for.
//!
//! Defaults are GoReleaser's own, as its page on `builds` and its
//! `internal/builders/golang` have them: linux, darwin and windows on amd64, arm64 and 386, pairs
//! that Go does not have left out without a word.

use platform::{Port, TargetSet, arch, os, variant_of_arch};

use crate::build_command::{Commands, below, tags};
use crate::yaml::{Node, Yaml};
use crate::{BuildCommand, Builds, Claim, Linking, Span};

/// What `goos` and `goarch` are when nobody says.
const SYSTEMS: [&str; 3] = [os::LINUX, os::DARWIN, os::WINDOWS];
const ARCHITECTURES: [&str; 3] = [arch::AMD64, arch::ARM64, arch::I386];

/// More systems, architectures or variants than this are not read.
const MOST_WORDS: usize = 100;
/// More builds than this are not read.
const MOST_BUILDS: usize = 500;

/// The builds of a GoReleaser file: none where it is not YAML, or builds nothing with Go.
pub fn parse(text: &str) -> Builds {
    let mut commands = Commands::default();
    if let Some(yaml) = Yaml::parse(text)
        && let Some(root) = yaml.root().filter(|root| root.is_map())
    {
        read(root, &mut commands);
    }
    commands.into_builds(text)
}

fn read(root: Node<'_>, commands: &mut Commands) {
    let everywhere = cgo_of(root.get("env"));
    if root.get("builds").is_some_and(Node::is_map) {
        return;
    }
    let builds = root.get("builds").into_iter().flat_map(Node::items);
    let one = root.get("build").filter(|build| build.is_map());
    let mut builds = builds.chain(one).peekable();
    // Without a build, GoReleaser builds the folder that it is in.
    if builds.peek().is_none() {
        if let Some(includes) = root.get("includes") {
            // Another file has them.
            commands.not_read(includes.span());
            return;
        }
        let place = root.entries().next().map_or(Span::default(), |(_, node)| node.span());
        read_build(Build(None), place, everywhere, commands);
    }
    for build in builds.take(MOST_BUILDS) {
        let place = build.entries().next().map_or(build.span(), |(_, node)| node.span());
        read_build(Build(Some(build)), place, everywhere, commands);
    }
}

/// An entry of `builds`, or the build of a file that has none.
#[derive(Clone, Copy)]
struct Build<'a>(Option<Node<'a>>);

impl<'a> Build<'a> {
    fn get(self, key: &str) -> Option<Node<'a>> {
        self.0?.get(key)
    }

    fn text_of(self, key: &str) -> Option<&'a str> {
        self.get(key)?.text()
    }

    fn items(self, key: &str) -> impl Iterator<Item = Node<'a>> {
        self.get(key).into_iter().flat_map(Node::items).take(MOST_WORDS)
    }

    fn texts(self, key: &str) -> impl Iterator<Item = (&'a str, Span)> {
        self.get(key).into_iter().flat_map(Node::texts).take(MOST_WORDS)
    }

    /// The words of a key, or those that it has when nobody says.
    fn words(self, key: &str, default: &[&'a str]) -> Vec<&'a str> {
        let words: Vec<&str> = self.texts(key).map(|(word, _)| word).collect();
        if words.is_empty() { default.to_vec() } else { words }
    }
}

/// What `buildmode`, `flags`, `ldflags` and `env` say of linking.
fn linking_of(build: Build<'_>) -> Linking {
    let mut linking = Linking::default();
    if let Some(mode) = build.text_of("buildmode").filter(|mode| !mode.is_empty()) {
        linking.flag("buildmode", mode);
    }
    for (flag, _) in build.texts("flags") {
        let flag = flag.trim_start_matches('-');
        if let Some((name, value)) = flag.split_once('=') {
            linking.flag(name, value);
        }
    }
    let flags: Vec<&str> = build.texts("ldflags").map(|(flag, _)| flag).collect();
    linking.link_flags(&flags.join(" "));
    linking.is_internal |= build.texts("env").any(|(it, _)| it.trim() == "GO_EXTLINK_ENABLED=0");
    linking
}

fn read_build(build: Build<'_>, place: Span, everywhere: Option<bool>, commands: &mut Commands) {
    let is_skipped = build.text_of("skip").is_some_and(|skip| skip.eq_ignore_ascii_case("true"));
    let is_go = build.text_of("builder").is_none_or(|builder| builder == "go");
    if is_skipped || !is_go || commands.is_full() {
        return;
    }
    let Some(dir) = below("", build.text_of("dir").unwrap_or_default()) else { return };
    let Some(package) = package(build.text_of("main")) else { return };
    let named = ["targets", "goos", "goarch"].into_iter().find_map(|key| build.texts(key).next());
    // A template stands for what only the machine knows.
    let words = ["targets", "goos", "goarch"].into_iter().flat_map(|key| build.texts(key));
    let is_known = !words.map(|(word, _)| word).any(|word| word.contains("{{"));
    let span = named.map_or(place, |(_, span)| span);
    if !is_known {
        commands.not_read(span);
    }
    let command = BuildCommand {
        span,
        line: 0,
        ports: TargetSet::EMPTY,
        cgo: cgo_of(build.get("env")).or(everywhere),
        claim: if is_known { Claim::Shipped } else { Claim::Likely },
        tests: false,
        names_own_system: false,
        dir,
        packages: vec![package],
        tags: tags_of(build),
        linking: linking_of(build),
    };
    for port in ports(build) {
        let is_meant = |it: &Node<'_>| {
            it.text_of("goos") == Some(port.os()) && it.text_of("goarch") == Some(port.arch())
        };
        let own = build.items("overrides").find(is_meant).and_then(|it| cgo_of(it.get("env")));
        let cgo = own.or(command.cgo);
        commands.add(BuildCommand { ports: port.targets(), cgo, ..command.clone() });
    }
}

fn ports(build: Build<'_>) -> Vec<Port> {
    if build.texts("targets").next().is_none() {
        return matrix(build);
    }
    let mut found = Vec::new();
    for (word, _) in build.texts("targets") {
        if matches!(word, "go_first_class" | "go_118_first_class") {
            found.extend(TargetSet::first_class().ports());
        }
        // `linux_amd64_v1`.
        let mut parts = word.split('_');
        let pair = parts.next().zip(parts.next());
        found.extend(pair.and_then(|(os, arch)| Port::find(os, arch)));
    }
    found
}

/// Systems times architectures, without what `ignore` takes away and Go does not have.
fn matrix(build: Build<'_>) -> Vec<Port> {
    let ignored: Vec<_> = build.items("ignore").collect();
    let mut found = Vec::new();
    for system in build.words("goos", &SYSTEMS) {
        for architecture in build.words("goarch", &ARCHITECTURES) {
            let Some(port) = Port::find(system, architecture) else { continue };
            let (variable, default) = variant_of_arch(port.arch()).unwrap_or_default();
            let key = variable.to_lowercase();
            let is_left =
                |value: &&str| !ignored.iter().any(|it| is_ignored(*it, port, &key, value));
            if build.words(&key, &[default]).iter().any(is_left) {
                found.push(port);
            }
        }
    }
    found
}

/// Whether an entry of `ignore` is about a variant of a port: what it says must be so.
fn is_ignored(ignore: Node<'_>, port: Port, key: &str, value: &str) -> bool {
    let mut says_anything = false;
    let mut is_so = |name: &str, actual: Option<&str>| match ignore.text_of(name) {
        Some(wanted) => {
            says_anything = true;
            actual == Some(wanted)
        }
        None => true,
    };
    let mut matches = is_so("goos", Some(port.os())) && is_so("goarch", Some(port.arch()));
    for architecture in Port::all().map(Port::arch) {
        let Some((variable, _)) = variant_of_arch(architecture) else { continue };
        let name = variable.to_lowercase();
        matches = matches && is_so(&name, (name == key).then_some(value));
    }
    matches && says_anything
}

/// What `env` says of cgo; none where it says nothing, or with a template.
fn cgo_of(env: Option<Node<'_>>) -> Option<bool> {
    let texts = env.into_iter().flat_map(Node::texts);
    let value = texts.filter_map(|(text, _)| text.trim().strip_prefix("CGO_ENABLED=")).last()?;
    match value.trim() {
        "0" => Some(false),
        "1" => Some(true),
        _ => None,
    }
}

/// `main` as the go command would be told: a file stands for its folder. None for a template.
fn package(main: Option<&str>) -> Option<Box<str>> {
    let main = main.unwrap_or(".").replace('\\', "/");
    if main.contains("{{") {
        return None;
    }
    let main = match main.strip_suffix(".go") {
        Some(file) => file.rsplit_once('/').map_or(".", |(dir, _)| dir),
        None => main.trim_end_matches('/'),
    };
    // An import path begins with a host's name.
    let is_import =
        main.split('/').next().is_some_and(|first| first.trim_matches('.').contains('.'));
    Some(match main {
        "" | "." => ".".into(),
        main if main.starts_with("./") || main.starts_with("../") || is_import => main.into(),
        main => format!("./{main}").into(),
    })
}

/// Of `tags`, and of `-tags` among the flags.
fn tags_of(build: Build<'_>) -> Vec<Box<str>> {
    let mut found: Vec<Box<str>> = Vec::new();
    let mut add = |list: &str| {
        if !list.contains("{{") {
            found.extend(tags(list));
        }
    };
    for (tag, _) in build.texts("tags") {
        add(tag);
    }
    let words: Vec<&str> =
        build.texts("flags").flat_map(|(flag, _)| flag.split_whitespace()).collect();
    for (at, word) in words.iter().enumerate() {
        let name = word.trim_start_matches('-');
        match name.split_once('=') {
            Some(("tags", list)) if name != *word => add(list),
            None if name == "tags" && name != *word => {
                add(words.get(at + 1).copied().unwrap_or_default());
            }
            _ => {}
        }
    }
    found.dedup();
    found
}

#[cfg(test)]
mod tests;
