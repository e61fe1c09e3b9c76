//! GitHub workflow files: which ports a project is built, vetted and tested for.
//!
//! Read are the variables `GOOS`, `GOARCH` and `CGO_ENABLED` in `env`, matrices, the labels of
//! runners, and steps whose `run` is nothing but plain commands. What needs a shell, a secret or
//! another file to be understood may add a port where it shows one, and is noted as not read.

mod expression;
mod job;
mod matrix;
mod step;
mod variables;

use crate::Builds;
use crate::build_command::Commands;
use crate::yaml::{Node, Yaml};

/// No workflow has more jobs.
const MOST_JOBS: usize = 500;
/// Combinations times steps that are looked at, over all jobs.
const MOST_STEPS: usize = 50_000;

/// What a workflow builds: nothing where it is not YAML.
pub fn parse(text: &str) -> Builds {
    let mut commands = Commands::default();
    if let Some(yaml) = Yaml::parse(text)
        && let Some(root) = yaml.root()
    {
        let mut budget = MOST_STEPS;
        let jobs = root.get("jobs").into_iter().flat_map(Node::entries);
        for (_, node) in jobs.take(MOST_JOBS) {
            if budget == 0 {
                break;
            }
            job::read(text, root, node, &mut budget, &mut commands);
        }
    }
    commands.into_builds(text)
}

#[cfg(test)]
mod tests;
