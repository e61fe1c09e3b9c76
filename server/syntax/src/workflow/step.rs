//! One step of a job: its script, or the action that it uses.

use platform::Port;

use super::expression::filled;
use super::job::{Run, SYSTEM, Target, is_skipped};
use super::variables::{ARCHITECTURE, Said, Variables};
use crate::build_command::{Commands, below};
use crate::builders::{Builders, named_pairs, seems_to_compile_tests, seems_to_run_go, sets_port};
use crate::go_command::{GoCommand, is_go, program_of};
use crate::plain_script::{Plain, assigned, commands};
use crate::yaml::Node;
use crate::{BuildCommand, Span};

/// The variables that a step may set for those after it, and that decide what go builds.
const DECIDING: [&str; 3] = [SYSTEM, ARCHITECTURE, "CGO_ENABLED"];

/// Reads a step; says whether it builds something.
pub(super) fn read(run: &mut Run<'_>, step: Node<'_>, found: &mut Commands) -> bool {
    let dir = step.text_of("working-directory").or(run.dir).unwrap_or_default();
    let Some(dir) = run.known(dir).filter(|_| !is_skipped(step, run)) else { return false };
    let Some(node) = step.get("run") else {
        return read_action(run, step, &dir, found);
    };
    let script = filled(node.text().unwrap_or_default(), &|name| run.value(name));
    let mut set = Vec::new();
    let builds = match commands(&script) {
        Some(commands) => Script { run, step, node }.plain(&dir, commands, &mut set, found),
        None => Script { run, step, node }.other(&dir, &script, &mut set, found),
    };
    if !builds && step.get("env").is_some_and(|env| env.get(SYSTEM).is_some()) {
        run.add_everything(&Variables::of_step(run, step), &dir, found);
    }
    run.set.extend(set);
    builds
}

/// The script of a step.
struct Script<'a, 'b> {
    run: &'b Run<'a>,
    step: Node<'b>,
    node: Node<'b>,
}

/// What a step sets for those after it.
type Set = Vec<(String, Option<String>)>;

impl Script<'_, '_> {
    /// Reads a script of plain commands; says whether it builds something.
    fn plain(&self, dir: &str, commands: Vec<Plain>, set: &mut Set, found: &mut Commands) -> bool {
        let mut builds = false;
        let mut variables = Variables::of_step(self.run, self.step);
        let mut dir = below("", dir);
        for command in commands {
            let before = variables.script.len();
            variables.script.extend(command.variables.iter().cloned());
            if command.words.is_empty() {
                continue;
            }
            set.extend(set_for_steps(&command));
            let span = line_of(self.run.text, self.node, command.line);
            if let [program, to] = command.words.as_slice()
                && ["cd", "pushd"].contains(&program.as_str())
            {
                dir = dir.and_then(|dir| below(&dir, to));
            } else if let Some(go) = GoCommand::parse(&command.words) {
                builds = true;
                variables.script.extend(go.variables.iter().cloned());
                self.add_go(go, &variables, dir.as_deref(), span, found);
            } else if let Some(written) = written(&command.words) {
                // The environment's own variables beat them.
                let is_open = |name: &str| matches!(variables.get(name), Said::Nothing);
                let open: Vec<_> = written.into_iter().filter(|(name, _)| is_open(name)).collect();
                set.extend(open.iter().map(|(name, value)| (name.clone(), Some(value.clone()))));
                variables.script.truncate(before);
                variables.script.splice(..0, open);
                continue;
            } else {
                let words: Vec<&str> = command.words.iter().map(String::as_str).collect();
                let builders = Builders::of(&words);
                self.add_builders(builders, &variables, dir.as_deref(), span, found);
                builds |= builders.here;
            }
            variables.script.truncate(before);
        }
        builds
    }

    fn add_go(
        &self,
        go: GoCommand,
        variables: &Variables<'_>,
        dir: Option<&str>,
        span: Span,
        found: &mut Commands,
    ) {
        let inside = match &go.dir {
            Some(to) => dir.and_then(|dir| below(dir, to)),
            None => dir.map(Into::into),
        };
        let Some(place) = inside.and_then(|dir| self.run.in_repository(&dir)) else { return };
        match self.run.target(variables) {
            Some(target) => {
                let tags = if go.tags.is_empty() { variables.tags() } else { go.tags };
                let mut linking = go.linking;
                linking.is_internal |=
                    matches!(variables.get("GO_EXTLINK_ENABLED"), Said::Is(value) if value == "0");
                let command = target.command(span, place, go.packages, tags);
                found.add(BuildCommand { linking, tests: go.tests, ..command });
            }
            None => found.not_read(span),
        }
    }

    /// Adds the machine where something builds on it, and notes that the ports are not known.
    fn add_builders(
        &self,
        builders: Builders,
        variables: &Variables<'_>,
        dir: Option<&str>,
        span: Span,
        found: &mut Commands,
    ) {
        let Some(place) = dir.and_then(|dir| self.run.in_repository(dir)) else { return };
        if builders.anywhere {
            found.not_read(span);
        }
        if let Some(target) = self.run.target(variables).filter(|_| builders.here) {
            // What runs on a machine of that kind may test there.
            let tests = !target.is_named;
            let command = target.likely(span, place.clone(), variables.tags());
            found.add(BuildCommand { tests, ..command });
        }
        if builders.here || builders.anywhere {
            let line = self.run.text.get(span.range()).unwrap_or_default();
            self.add_pairs(line, span, &place, found);
        }
    }

    /// Adds ports that are named to something that is not read.
    fn add_pairs(&self, script: &str, span: Span, dir: &str, found: &mut Commands) {
        for (system, architecture) in named_pairs(script) {
            let own = self.run.runner.map(Port::arch);
            let port = architecture.or(own).and_then(|it| Port::find(system, it));
            if let Some(port) = port {
                found.add(Target::unnamed(port, None).likely(span, dir.into(), Vec::new()));
            }
        }
    }

    /// Looks for what a script does that is more than plain commands.
    fn other(&self, dir: &str, script: &str, set: &mut Set, found: &mut Commands) -> bool {
        let span = self.node.span();
        let variables = Variables::of_step(self.run, self.step);
        if script.contains("GITHUB_ENV") {
            let named = DECIDING.into_iter().filter(|name| script.contains(name));
            set.extend(named.map(|name| (name.to_owned(), None)));
        }
        let runs_go = seems_to_run_go(script);
        let chooses = sets_port(script);
        let builders = Builders::in_script(script);
        let Some(place) = self.run.in_repository(dir) else { return runs_go };
        if runs_go && !chooses {
            match self.run.target(&variables) {
                Some(target) => {
                    let place = place.clone();
                    let command = target.command(span, place, Vec::new(), variables.tags());
                    found.add(BuildCommand { tests: seems_to_compile_tests(script), ..command });
                }
                None => found.not_read(span),
            }
        }
        if runs_go && chooses {
            found.not_read(span);
        }
        if runs_go && chooses || builders.here || builders.anywhere {
            self.add_pairs(script, span, &place, found);
        }
        let builders = Builders { here: builders.here && !runs_go, ..builders };
        self.add_builders(builders, &variables, Some(dir), span, found);
        runs_go || builders.here
    }
}

/// What a command sets for the steps that follow: `echo GOOS=x >> $GITHUB_ENV`.
fn set_for_steps(command: &Plain) -> Set {
    let is_for_steps = command.output.as_deref().is_some_and(|out| out.contains("GITHUB_ENV"));
    let [echo, rest @ ..] = command.words.as_slice() else { return Vec::new() };
    if !is_for_steps || !["echo", "printf"].contains(&echo.as_str()) {
        return Vec::new();
    }
    let known = |value: String| Some(value).filter(|value| !value.contains(['$', '`']));
    let pairs = rest.iter().filter_map(|word| assigned(word.trim_end_matches("\\n")));
    pairs.map(|(name, value)| (name, known(value))).collect()
}

/// What `go env -w` makes go remember.
fn written(words: &[String]) -> Option<Vec<(String, String)>> {
    let [go, env, write, rest @ ..] = words else { return None };
    let is_write = is_go(program_of(go)) && env == "env" && write == "-w";
    is_write.then(|| rest.iter().filter_map(|word| assigned(word)).collect())
}

/// Reads a step that uses an action: one that runs a script on a virtual machine, or one that is
/// told a system. Says whether it builds something.
fn read_action(run: &Run<'_>, step: Node<'_>, dir: &str, found: &mut Commands) -> bool {
    let variables = Variables::of_step(run, step);
    let action = step.text_of("uses").unwrap_or_default();
    let place = step.get("uses").map_or(step.span(), Node::span);
    // An action of this repository does what its file says, and `bake` what another does.
    if action.starts_with("./") || action.starts_with("docker/bake-action") {
        found.not_read(place);
    }
    let with = step.get("with");
    let told = |key: &str| with?.text_of(key).and_then(|text| run.known(text));
    let machine = match told("operating_system") {
        Some(system) => Port::in_other_words(&system, told("architecture").as_deref()),
        None => Port::of_virtual_machine(action, told("arch").as_deref()),
    };
    if let Some(port) = machine {
        let node = with.and_then(|with| with.get("run"));
        let script = node.and_then(Node::text).unwrap_or_default();
        let builders = Builders::in_script(script);
        let runs_go = seems_to_run_go(script) || builders.here;
        if let Some((node, dir)) = node.filter(|_| runs_go).zip(run.in_repository(dir)) {
            // Like every machine, it builds for itself with cgo.
            let target = Target::unnamed(port, Some(true));
            let tests = builders.here || seems_to_compile_tests(script);
            let command = target.likely(node.span(), dir, Vec::new());
            found.add(BuildCommand { tests, ..command });
        }
        if builders.anywhere || runs_go && sets_port(script) {
            found.not_read(node.map_or(place, Node::span));
        }
        return runs_go;
    }
    let names_system = |node: Node<'_>| node.get(SYSTEM).is_some();
    if step.get("env").is_some_and(names_system) || with.is_some_and(|it| it.get("goos").is_some())
    {
        run.add_everything(&variables, dir, found);
    }
    false
}

/// The line of a script in the file: of a block, the one of that number; else the whole.
fn line_of(text: &str, script: Node<'_>, number: usize) -> Span {
    let span = script.span();
    if !script.is_block() {
        return span;
    }
    let source = &text[span.range()];
    let mut start = span.start as usize;
    for (index, line) in source.split_inclusive('\n').enumerate() {
        if index == number && !line.trim().is_empty() {
            let blanks = line.len() - line.trim_start().len();
            return Span::new(start + blanks, start + line.trim_end().len());
        }
        start += line.len();
    }
    span
}
