//! One job of a workflow: its runners, and its steps one after the other.

use platform::{Port, arch};

use super::expression::{is_false, known};
use super::matrix::{Combination, combinations};
use super::step;
use super::variables::{ARCHITECTURE, Said, Variables};
use crate::build_command::{Commands, below};
use crate::yaml::Node;
use crate::{BuildCommand, Claim, Linking, Span};

/// No job has more steps.
const MOST_STEPS: usize = 500;

/// The variable that names the operating system.
pub(super) const SYSTEM: &str = "GOOS";

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
        let mut run = Run::new(text, root, job, &combination);
        if is_skipped(job, &run) {
            continue;
        }
        // A workflow of another repository, or one of this, which is read by itself.
        if let Some(uses) = job.get("uses")
            && uses.text().is_some_and(|path| !path.starts_with("./"))
        {
            found.not_read(uses.span());
        }
        let mut is_used = false;
        for step in job.get("steps").into_iter().flat_map(Node::items).take(MOST_STEPS) {
            if *budget == 0 || found.is_full() {
                return;
            }
            *budget -= 1;
            is_used |= step::read(&mut run, step, found);
        }
        // Variables of the job name ports even if no step says what it does with them.
        if !is_used {
            run.add_everything(&Variables::of_job(&run), "", found);
        }
    }
}

/// Whether a job or a step certainly does not run.
pub(super) fn is_skipped(node: Node<'_>, run: &Run<'_>) -> bool {
    node.text_of("if").is_some_and(|condition| is_false(condition, &|name| run.value(name)))
}

/// One run of a job.
pub(super) struct Run<'a> {
    /// The file's.
    pub(super) text: &'a str,
    combination: &'a Combination<'a>,
    /// `env` of the workflow and of the job.
    pub(super) env: Vec<Node<'a>>,
    /// What steps have set for those after them; none where nobody knows to what.
    pub(super) set: Vec<(String, Option<String>)>,
    /// Where the job stands in the file.
    place: Span,
    /// The port of the machine.
    pub(super) runner: Option<Port>,
    /// Where commands run unless a step says otherwise.
    pub(super) dir: Option<&'a str>,
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
        let place = job.entries().next().map_or(job.span(), |(_, node)| node.span());
        let set = Vec::new();
        let mut run = Run { text, combination, env, set, place, runner, dir, checkout };
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
    pub(super) fn value(&self, name: &str) -> Option<String> {
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

    pub(super) fn known(&self, text: &str) -> Option<String> {
        known(text, &|name| self.value(name))
    }

    /// A folder of the machine, from the repository's root; none outside.
    pub(super) fn in_repository(&self, dir: &str) -> Option<Box<str>> {
        let dir = below("", dir)?;
        if self.checkout.is_empty() {
            return Some(dir);
        }
        let rest = dir.strip_prefix(&*self.checkout)?;
        (rest.is_empty() || rest.starts_with('/')).then(|| rest.trim_start_matches('/').into())
    }

    /// Everything in the repository, where variables name the system to something else than go.
    pub(super) fn add_everything(
        &self,
        variables: &Variables<'_>,
        dir: &str,
        found: &mut Commands,
    ) {
        if let Some(target) = self.target(variables).filter(|target| target.is_named) {
            let dir = self.in_repository(dir).unwrap_or_default();
            let place = variables.place().unwrap_or(self.place);
            found.add(target.likely(place, dir, variables.tags()));
        }
    }

    /// What go builds for under these variables on this machine.
    pub(super) fn target(&self, variables: &Variables<'_>) -> Option<Target> {
        let system = variables.get(SYSTEM).known()?;
        let architecture = variables.get(ARCHITECTURE).known()?;
        let is_named = !system.is_empty();
        let own = self.runner.map(Port::os);
        let own_architecture = self.runner.map_or(arch::AMD64, Port::arch);
        let system = if is_named { &system } else { own? };
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
        let is_own = is_named && own == Some(port.os());
        Some(Target { port, cgo, is_named, is_own })
    }
}

/// A port, and how the file comes to it.
pub(super) struct Target {
    pub(super) port: Port,
    pub(super) cgo: Option<bool>,
    /// The file names the system.
    pub(super) is_named: bool,
    /// The machine's own, named nevertheless.
    is_own: bool,
}

impl Target {
    /// One of a system that the file does not name.
    pub(super) fn unnamed(port: Port, cgo: Option<bool>) -> Target {
        Target { port, cgo, is_named: false, is_own: false }
    }

    /// A go command for it, one that leaves tests alone.
    pub(super) fn command(
        &self,
        span: Span,
        dir: Box<str>,
        packages: Vec<Box<str>>,
        tags: Vec<Box<str>>,
    ) -> BuildCommand {
        let &Target { port, cgo, is_named, is_own } = self;
        let claim = if is_named { Claim::Named } else { Claim::Likely };
        let (ports, names_own_system) = (port.targets(), is_own);
        BuildCommand {
            span,
            line: 0,
            ports,
            cgo,
            claim,
            tests: false,
            names_own_system,
            dir,
            packages,
            tags,
            linking: Linking::default(),
        }
    }

    /// Something that may build for it.
    pub(super) fn likely(&self, span: Span, dir: Box<str>, tags: Vec<Box<str>>) -> BuildCommand {
        let claim = Claim::Likely;
        BuildCommand { claim, names_own_system: false, ..self.command(span, dir, Vec::new(), tags) }
    }
}
