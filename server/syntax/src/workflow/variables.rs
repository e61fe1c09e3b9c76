//! Variables as a command of a workflow sees them: of the workflow, the job, the step, and what
//! steps before have set.

use super::job::{Run, SYSTEM};
use crate::Span;
use crate::build_command::tags;
use crate::yaml::Node;

/// The variable that names the architecture.
pub(super) const ARCHITECTURE: &str = "GOARCH";

/// What a variable is.
pub(super) enum Said {
    Nothing,
    Unknown,
    Is(String),
}

impl Said {
    /// The value, empty where there is none; none where it is not known.
    pub(super) fn known(self) -> Option<String> {
        match self {
            Said::Nothing => Some(String::new()),
            Said::Unknown => None,
            Said::Is(value) => Some(value),
        }
    }
}

/// The variables of a command, the nearest first.
pub(super) struct Variables<'a> {
    run: &'a Run<'a>,
    /// Set in the script.
    pub(super) script: Vec<(String, String)>,
    /// Of step, job and workflow.
    env: Vec<Env<'a>>,
}

/// An `env`, or what an action is told `with`.
struct Env<'a> {
    node: Node<'a>,
    is_with: bool,
    is_of_step: bool,
}

/// Where a variable's value was found.
enum Found<'a, 'b> {
    Node(Node<'a>),
    /// An earlier step has set it; none where nobody knows to what.
    Set(Option<&'b str>),
}

impl<'a> Variables<'a> {
    pub(super) fn of_job(run: &'a Run<'a>) -> Variables<'a> {
        let env = run.env.iter();
        let env = env.map(|&node| Env { node, is_with: false, is_of_step: false }).collect();
        Variables { run, script: Vec::new(), env }
    }

    pub(super) fn of_step(run: &'a Run<'a>, step: Node<'a>) -> Variables<'a> {
        let mut variables = Variables::of_job(run);
        let own = step.get("env").map(|node| Env { node, is_with: false, is_of_step: true });
        let with = step.get("with").map(|node| Env { node, is_with: true, is_of_step: true });
        variables.env.splice(0..0, own.into_iter().chain(with));
        variables
    }

    fn node(&self, name: &str) -> Option<Found<'a, '_>> {
        let of_step = |is_of_step: bool| {
            let env = self.env.iter().filter(move |it| it.is_of_step == is_of_step);
            // Actions take `goos`.
            env.filter_map(|it| {
                if it.is_with { it.node.get(&name.to_lowercase()) } else { it.node.get(name) }
            })
        };
        let set = self.run.set.iter().rev().find(|(key, _)| key == name);
        let set = set.map(|(_, value)| Found::Set(value.as_deref()));
        let near = of_step(true).next().map(Found::Node);
        near.or(set).or_else(|| of_step(false).next().map(Found::Node))
    }

    pub(super) fn get(&self, name: &str) -> Said {
        let set = self.script.iter().rev().find(|(key, _)| key == name);
        let value = match set {
            // What only a shell knows.
            Some((_, value)) => Some(value.clone()).filter(|it| !it.contains(['$', '`'])),
            None => match self.node(name) {
                None => return Said::Nothing,
                Some(Found::Set(value)) => value.map(str::to_owned),
                Some(Found::Node(node)) => self.run.known(node.text().unwrap_or_default()),
            },
        };
        match value {
            None => Said::Unknown,
            Some(value) if value.trim().is_empty() => Said::Nothing,
            Some(value) => Said::Is(value.trim().to_owned()),
        }
    }

    /// Where the file names the system, if it does so outside of scripts.
    pub(super) fn place(&self) -> Option<Span> {
        match self.node(SYSTEM)? {
            Found::Node(node) => Some(node.span()),
            Found::Set(_) => None,
        }
    }

    pub(super) fn tags(&self) -> Vec<Box<str>> {
        let Said::Is(flags) = self.get("GOFLAGS") else { return Vec::new() };
        let list = flags.split_whitespace().find_map(|flag| {
            flag.trim_start_matches('-').strip_prefix("tags=").filter(|_| flag.starts_with('-'))
        });
        list.map(tags).unwrap_or_default()
    }
}
