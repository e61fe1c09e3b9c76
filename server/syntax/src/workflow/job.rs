//! One job of a workflow: its runners, its variables, its steps.

use platform::{Port, arch};

use super::expression::{filled, is_false, known};
use super::matrix::{Combination, combinations};
use crate::build_command::{Commands, below, tags};
use crate::go_command::GoCommand;
use crate::plain_script::{Plain, commands, seems_to_run_go};
use crate::yaml::Node;
use crate::{BuildCommand, Linking, Span};

/// No job has more steps.
const MOST_STEPS: usize = 500;

/// The variable that names the operating system.
const SYSTEM: &str = "GOOS";

/// Reads a job with every combination of its matrix. `budget` counts steps down.
pub(super) fn read(
    text: &str,
    root: Node<'_>,
    job: Node<'_>,
    budget: &mut usize,
    found: &mut Commands,
) {
    let matrix = job.get("strategy").and_then(|strategy| strategy.get("matrix"));
    let combinations = combinations(matrix);
    let included =
        matrix.and_then(|matrix| matrix.get("include")).map_or(0, |it| it.items().count());
    *budget = budget.saturating_sub(combinations.len() * included.min(MOST_STEPS) / 8);
    for combination in combinations {
        let run = Run::new(text, root, job, &combination);
        if is_skipped(job, &run) {
            continue;
        }
        let mut is_used = false;
        for step in job.get("steps").into_iter().flat_map(Node::items).take(MOST_STEPS) {
            if *budget == 0 || found.is_full() {
                return;
            }
            *budget -= 1;
            is_used |= read_step(&run, step, found);
        }
        // Variables of the job name ports even if no step says what it does with them.
        if !is_used {
            run.add_everything(&Variables::of_job(&run), "", found);
        }
    }
}

fn is_skipped(node: Node<'_>, run: &Run<'_>) -> bool {
    node.text_of("if").is_some_and(|condition| is_false(condition, &|name| run.value(name)))
}

/// One run of a job.
struct Run<'a> {
    /// The file's.
    text: &'a str,
    combination: &'a Combination<'a>,
    /// `env` of the workflow and of the job.
    env: Vec<Node<'a>>,
    /// The port of the machine.
    runner: Option<Port>,
    /// Where commands run unless a step says otherwise.
    dir: Option<&'a str>,
    /// Where the repository is checked out, from the machine's workspace.
    checkout: Box<str>,
}

impl<'a> Run<'a> {
    fn new(
        text: &'a str,
        root: Node<'a>,
        job: Node<'a>,
        combination: &'a Combination<'a>,
    ) -> Run<'a> {
        let env = [job, root].iter().filter_map(|node| node.get("env")).collect();
        let (runner, dir, checkout) = (None, None, Box::default());
        let mut run = Run { text, combination, env, runner, dir, checkout };
        run.runner = run.port(job.get("runs-on"));
        let dir = |node: Node<'a>| node.get("defaults")?.get("run")?.text_of("working-directory");
        run.dir = dir(job).or_else(|| dir(root));
        let mut steps = job.get("steps").into_iter().flat_map(Node::items).take(MOST_STEPS);
        let path = |step: Node<'a>| {
            let with = step.get("with")?;
            let is_checkout = step.text_of("uses")?.starts_with("actions/checkout@");
            with.text_of("path").filter(|_| is_checkout && with.get("repository").is_none())
        };
        let path = steps.find_map(path).and_then(|path| run.known(path));
        run.checkout = path.and_then(|path| below("", &path)).unwrap_or_default();
        run
    }

    fn port(&self, runs_on: Option<Node<'a>>) -> Option<Port> {
        let runs_on = runs_on?;
        let labels = runs_on.get("labels").unwrap_or(runs_on);
        let labels = labels.texts().take(20).map(|(label, _)| self.known(label));
        let labels: Vec<String> = labels.collect::<Option<_>>()?;
        Port::of_runner(labels.iter().map(String::as_str))
    }

    /// What a name in an expression stands for.
    fn value(&self, name: &str) -> Option<String> {
        if let Some(path) = name.strip_prefix("matrix.") {
            return self.combination.value(path).map(str::to_owned);
        }
        if let Some(variable) = name.strip_prefix("env.") {
            let value = self.env.iter().find_map(|env| env.get(variable));
            let text = value?.text()?;
            // What a variable is made of is not followed further than one step.
            return (!text.contains("${{ env.")).then(|| self.known(text)).flatten();
        }
        match name {
            "github.workspace" => Some(".".to_owned()),
            "runner.os" => self.runner.and_then(Port::runner_os).map(str::to_owned),
            _ => None,
        }
    }

    fn known(&self, text: &str) -> Option<String> {
        known(text, &|name| self.value(name))
    }

    /// A folder of the machine, from the repository's root; none outside.
    fn in_repository(&self, dir: &str) -> Option<Box<str>> {
        let dir = below("", dir)?;
        if self.checkout.is_empty() {
            return Some(dir);
        }
        let rest = dir.strip_prefix(&*self.checkout)?;
        (rest.is_empty() || rest.starts_with('/')).then(|| rest.trim_start_matches('/').into())
    }

    /// Everything in the repository, where variables name the system.
    fn add_everything(&self, variables: &Variables<'_>, dir: &str, found: &mut Commands) {
        let place = variables.place();
        if let Some(target) = self.target(variables).filter(|target| target.is_explicit) {
            let dir = self.in_repository(dir).unwrap_or_default();
            found.add(target.command(place, dir, Vec::new(), Vec::new()));
        }
    }

    /// What go builds for under these variables on this machine.
    fn target(&self, variables: &Variables<'_>) -> Option<Target> {
        let system = variables.get(SYSTEM).known()?;
        let architecture = variables.get("GOARCH").known()?;
        let is_explicit = !system.is_empty();
        let own = self.runner.map(Port::os);
        let own_architecture = self.runner.map_or(arch::AMD64, Port::arch);
        let system = if is_explicit { &system } else { own? };
        let port = match architecture.as_str() {
            "" => Port::find(system, own_architecture),
            named => Port::find(system, named),
        }?;
        let cgo = match variables.get("CGO_ENABLED") {
            Said::Is(value) if value == "0" => Some(false),
            Said::Is(value) if value == "1" => Some(true),
            Said::Is(_) | Said::Unknown => None,
            // The go command turns cgo off when it builds for another machine.
            Said::Nothing => self.runner.map(|runner| runner == port),
        };
        Some(Target { port, cgo, is_explicit })
    }
}

/// A port, and how the file comes to it.
struct Target {
    port: Port,
    cgo: Option<bool>,
    is_explicit: bool,
}

impl Target {
    fn command(
        &self,
        span: Span,
        dir: Box<str>,
        packages: Vec<Box<str>>,
        tags: Vec<Box<str>>,
    ) -> BuildCommand {
        let &Target { port, cgo, is_explicit } = self;
        let (ports, linking) = (port.targets(), Linking::default());
        BuildCommand { span, ports, cgo, is_explicit, dir, packages, tags, linking }
    }
}

/// What a variable is.
enum Said {
    Nothing,
    Unknown,
    Is(String),
}

impl Said {
    /// The value, empty where there is none; none where it is not known.
    fn known(self) -> Option<String> {
        match self {
            Said::Nothing => Some(String::new()),
            Said::Unknown => None,
            Said::Is(value) => Some(value),
        }
    }
}

/// The variables of a command, the nearest first.
struct Variables<'a> {
    run: &'a Run<'a>,
    /// Set in the script.
    script: Vec<(String, String)>,
    /// `env` of step, job and workflow; and what an action is told `with`.
    env: Vec<(Node<'a>, bool)>,
}

impl<'a> Variables<'a> {
    fn of_job(run: &'a Run<'a>) -> Variables<'a> {
        let env = run.env.iter().map(|node| (*node, false)).collect();
        Variables { run, script: Vec::new(), env }
    }

    fn of_step(run: &'a Run<'a>, step: Node<'a>) -> Variables<'a> {
        let own = step.get("env").map(|node| (node, false));
        let with = step.get("with").map(|node| (node, true));
        let of_run = run.env.iter().map(|node| (*node, false));
        let env = own.into_iter().chain(with).chain(of_run).collect();
        Variables { run, script: Vec::new(), env }
    }

    fn node(&self, name: &str) -> Option<Node<'a>> {
        self.env.iter().find_map(|(env, is_with)| {
            // Actions take `goos`.
            if *is_with { env.get(&name.to_lowercase()) } else { env.get(name) }
        })
    }

    fn get(&self, name: &str) -> Said {
        let set = self.script.iter().rev().find(|(key, _)| key == name);
        let value = match set {
            Some((_, value)) => Some(value.clone()),
            None => match self.node(name) {
                None => return Said::Nothing,
                Some(node) => self.run.known(node.text().unwrap_or_default()),
            },
        };
        match value {
            None => Said::Unknown,
            Some(value) if value.trim().is_empty() => Said::Nothing,
            Some(value) => Said::Is(value.trim().to_owned()),
        }
    }

    /// Where the system is named.
    fn place(&self) -> Span {
        self.node(SYSTEM).map_or(Span::default(), Node::span)
    }

    fn tags(&self) -> Vec<Box<str>> {
        let Said::Is(flags) = self.get("GOFLAGS") else { return Vec::new() };
        let list = flags.split_whitespace().find_map(|flag| {
            flag.trim_start_matches('-').strip_prefix("tags=").filter(|_| flag.starts_with('-'))
        });
        list.map(tags).unwrap_or_default()
    }
}

/// Reads a step; says whether it builds something with go.
fn read_step(run: &Run<'_>, step: Node<'_>, found: &mut Commands) -> bool {
    let dir = step.text_of("working-directory").or(run.dir).unwrap_or_default();
    let Some(dir) = run.known(dir).filter(|_| !is_skipped(step, run)) else { return false };
    let Some(node) = step.get("run") else {
        return read_action(run, step, &dir, found);
    };
    let script = filled(node.text().unwrap_or_default(), &|name| run.value(name));
    let is_go = match commands(&script) {
        Some(commands) => read_plain(run, step, &dir, commands, found),
        None => {
            seems_to_run_go(&script) && !names_port(&script) && {
                let variables = Variables::of_step(run, step);
                if let Some((target, dir)) = run.target(&variables).zip(run.in_repository(&dir)) {
                    found.add(target.command(node.span(), dir, Vec::new(), variables.tags()));
                }
                true
            }
        }
    };
    if !is_go && step.get("env").is_some_and(|env| env.get(SYSTEM).is_some()) {
        run.add_everything(&Variables::of_step(run, step), &dir, found);
    }
    is_go
}

/// Whether a script that is not understood chooses a port itself.
fn names_port(script: &str) -> bool {
    script.contains(SYSTEM) || script.contains("GOARCH")
}

/// Reads a script of plain commands.
fn read_plain(
    run: &Run<'_>,
    step: Node<'_>,
    dir: &str,
    commands: Vec<Plain>,
    found: &mut Commands,
) -> bool {
    let Some(node) = step.get("run") else { return false };
    let mut is_go = false;
    let mut variables = Variables::of_step(run, step);
    let mut dir = below("", dir);
    for command in commands {
        let before = variables.script.len();
        variables.script.extend(command.variables);
        if command.words.is_empty() {
            continue;
        }
        if let [program, to] = command.words.as_slice()
            && program == "cd"
        {
            dir = dir.and_then(|dir| below(&dir, to));
        } else if let Some(go) = GoCommand::parse(&command.words) {
            is_go = true;
            let inside = match &go.dir {
                Some(to) => dir.as_deref().and_then(|dir| below(dir, to)),
                None => dir.clone(),
            };
            let place = inside.and_then(|dir| run.in_repository(&dir));
            if let Some((target, dir)) = run.target(&variables).zip(place) {
                let span = line_of(run.text, node, command.line);
                let tags = if go.tags.is_empty() { variables.tags() } else { go.tags };
                let mut linking = go.linking;
                linking.is_internal |=
                    matches!(variables.get("GO_EXTLINK_ENABLED"), Said::Is(value) if value == "0");
                let command = target.command(span, dir, go.packages, tags);
                found.add(BuildCommand { linking, ..command });
            }
        }
        variables.script.truncate(before);
    }
    is_go
}

/// Reads a step that uses an action: one that runs a script on a virtual machine, or one that is
/// told a system.
fn read_action(run: &Run<'_>, step: Node<'_>, dir: &str, found: &mut Commands) -> bool {
    let variables = Variables::of_step(run, step);
    let Some(with) = step.get("with") else {
        if step.get("env").is_some_and(|env| env.get(SYSTEM).is_some()) {
            run.add_everything(&variables, dir, found);
        }
        return false;
    };
    let told = |key: &str| with.text_of(key).and_then(|text| run.known(text));
    let action = step.text_of("uses").unwrap_or_default();
    let machine = match told("operating_system") {
        Some(system) => Port::in_other_words(&system, told("architecture").as_deref()),
        None => Port::of_virtual_machine(action, told("arch").as_deref()),
    };
    if let Some(port) = machine {
        let runs_go = with.get("run").filter(|node| node.text().is_some_and(seems_to_run_go));
        if let Some((node, dir)) = runs_go.zip(run.in_repository(dir)) {
            let target = Target { port, cgo: None, is_explicit: false };
            found.add(target.command(node.span(), dir, Vec::new(), Vec::new()));
        }
        return runs_go.is_some();
    }
    let names = step.get("env").and_then(|env| env.get(SYSTEM)).or_else(|| with.get("goos"));
    if names.is_some() {
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
