//! The builds of one target: what is run, again where that tells more, and what it comes to.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::{Duration, Instant};

use project::{BuiltPackage, BuiltPort, FilePath, Output, PackageState, PortState};

use crate::process::{self, End};
use crate::said::{Failure, Said};
use crate::{Cancel, Go, Job, Round, Tool};

/// A package that cannot be loaded keeps all others from being built: so often they are tried
/// without it.
const MOST_TRIES: usize = 4;

/// What the runs of one port have told so far.
#[derive(Default)]
struct Heard {
    failures: BTreeMap<String, Failure>,
    stray: Vec<String>,
    is_cut: bool,
    /// The go command ended with an error that no package accounts for.
    is_refused: bool,
    /// Indices of packages that were left out, since they or their imports cannot be loaded.
    left_out: BTreeSet<usize>,
    rerun: Duration,
}

/// The context of one port's runs.
pub(crate) struct PortRun<'a> {
    pub(crate) go: &'a Go,
    pub(crate) job: &'a Job,
    /// For temporary files of the go command.
    pub(crate) scratch: &'a Path,
    pub(crate) deadline: Option<Instant>,
    pub(crate) cancel: &'a Cancel,
    pub(crate) hear: &'a dyn Fn(&str),
}

impl PortRun<'_> {
    /// Builds, and says what came of it.
    pub(crate) fn run(&self) -> BuiltPort {
        let begun = Instant::now();
        let mut heard = Heard::default();
        let mut end = End::Exited(true);
        for round in &self.job.rounds {
            end = self.round(round, &mut heard);
            if end.is_early() {
                break;
            }
        }
        let orphans = self.orphans(&heard);
        if !orphans.is_empty() && !end.is_early() {
            end = self.round(&Round { packages: orphans, output: None }, &mut heard);
        }
        if !end.is_early() {
            end = self.ask_for_all(&mut heard);
        }
        let took = begun.elapsed().saturating_sub(heard.rerun);
        self.result(heard, end, took)
    }

    /// One round, and again without the packages that cannot be loaded.
    fn round(&self, round: &Round, heard: &mut Heard) -> End {
        let mut left = round.packages.clone();
        for _ in 0..MOST_TRIES {
            if left.is_empty() {
                return End::Exited(true);
            }
            let (end, said) = self.go(&left, round.output.as_ref(), None);
            let failures = self.failures(&said);
            let unloaded: Vec<&str> = failures
                .iter()
                .filter(|(_, failure)| failure.is_loading)
                .map(|(path, _)| path.as_str())
                .collect();
            let before = left.len();
            left.retain(|&at| {
                if unloaded.is_empty() {
                    return true;
                }
                let imports = (self.job.imports)(at);
                let path = &*self.job.packages[at].import_path;
                let is_left_out = unloaded.iter().any(|bad| *bad == path || imports.contains(*bad));
                if is_left_out {
                    heard.left_out.insert(at);
                }
                !is_left_out
            });
            let is_again = !unloaded.is_empty() && left.len() < before;
            heard.is_refused |= end == End::Exited(false) && failures.is_empty();
            heard.is_cut |= said.is_cut;
            heard.stray.extend(said.stray);
            heard.is_refused |= !unloaded.is_empty() && !is_again;
            heard.failures.extend(failures);
            if !is_again || end.is_early() {
                return end;
            }
        }
        heard.is_refused = true;
        End::Exited(false)
    }

    /// What was said of packages. What cannot be loaded of others is told of the package that
    /// imports it, if its file is named.
    fn failures(&self, said: &Said) -> BTreeMap<String, Failure> {
        let mut failures = said.failures(&self.job.dir);
        let packages = &self.job.packages;
        let is_ours = |path: &str| packages.iter().any(|it| &*it.import_path == path);
        let strange: Vec<(String, &str)> = failures
            .iter()
            .filter(|(path, failure)| failure.is_loading && !is_ours(path))
            .filter_map(|(path, failure)| {
                let folder = failure.errors.first()?.file.as_ref()?.parent()?;
                let importer = packages.iter().find(|it| it.dir == folder)?;
                Some((path.clone(), &*importer.import_path))
            })
            .collect();
        for (path, importer) in strange {
            if let Some(failure) = failures.remove(&path) {
                let known = failures.entry(importer.to_owned()).or_default();
                known.is_loading = true;
                known.errors.extend(failure.errors);
            }
        }
        failures
    }

    /// What no round named, because a program imports it, and that program was left out.
    fn orphans(&self, heard: &Heard) -> Vec<usize> {
        if heard.left_out.is_empty() {
            return Vec::new();
        }
        let rounds = self.job.rounds.iter().flat_map(|round| &round.packages);
        let named: BTreeSet<usize> = rounds.copied().collect();
        let built = named.difference(&heard.left_out);
        let reached: BTreeSet<Box<str>> = built.flat_map(|at| (self.job.imports)(*at)).collect();
        let packages = self.job.packages.iter().enumerate();
        let due = packages.filter(|(_, it)| it.state == PackageState::NotRun);
        due.filter(|(at, it)| !named.contains(at) && !reached.contains(&it.import_path))
            .map(|(at, _)| at)
            .collect()
    }

    /// Compilers stop at ten errors: those of our packages that did are compiled once more.
    fn ask_for_all(&self, heard: &mut Heard) -> End {
        let has_more = |at: &usize| {
            let path = &*self.job.packages[*at].import_path;
            heard.failures.get(path).is_some_and(|failure| failure.has_more)
        };
        let packages: Vec<usize> = (0..self.job.packages.len()).filter(has_more).collect();
        if packages.is_empty() || self.job.tool == Tool::Vet {
            return End::Exited(true);
        }
        let begun = Instant::now();
        let (end, said) = self.go(&packages, None, Some("-gcflags=-e"));
        for (path, failure) in self.failures(&said) {
            if let Some(known) = heard.failures.get_mut(&path)
                && failure.errors.len() > known.errors.len()
            {
                *known = failure;
            }
        }
        heard.rerun += begun.elapsed();
        end
    }

    fn go(&self, packages: &[usize], output: Option<&FilePath>, flag: Option<&str>) -> (End, Said) {
        let job = self.job;
        let mut command = self.go.command(job.target, &job.dir, self.scratch);
        match job.tool {
            Tool::Build => command.arg("build"),
            Tool::Vet => command.arg("vet"),
        };
        if job.tool == Tool::Build && self.go.writes_json() {
            command.arg("-json");
        }
        command.args(&job.flags).args(flag);
        if job.tool == Tool::Build {
            // A single program would land in the folder that the command runs in.
            let nowhere = if cfg!(windows) { "NUL" } else { "/dev/null" };
            let output = output.map_or(nowhere.to_owned(), |folder| format!("{folder}/"));
            command.arg("-o").arg(output);
        }
        command.arg("--").args(packages.iter().map(|&at| &*job.packages[at].argument));
        let mut said = Said::default();
        let ended = process::run(command, self.deadline, self.cancel, &mut |stream, line| {
            (self.hear)(line);
            said.hear(stream, line);
        });
        match ended {
            Ok(end) => (end, said),
            Err(error) => {
                said.stray.push(format!("the go command cannot be run: {error}"));
                (End::Exited(false), said)
            }
        }
    }

    fn result(&self, heard: Heard, end: End, took: Duration) -> BuiltPort {
        let job = self.job;
        let is_over = end.is_early();
        let outputs = self.outputs();
        let mut packages: Vec<BuiltPackage> = job
            .packages
            .iter()
            .enumerate()
            .map(|(at, planned)| BuiltPackage {
                import_path: planned.import_path.clone(),
                dir: Some(planned.dir.clone()),
                state: self.state_of(at, &heard, is_over, &outputs),
                errors: errors_of(&planned.import_path, &heard),
            })
            .collect();
        let ours: BTreeSet<&str> = job.packages.iter().map(|it| &*it.import_path).collect();
        let others = heard.failures.iter().filter(|(path, _)| !ours.contains(path.as_str()));
        packages.extend(others.map(|(path, failure)| BuiltPackage {
            import_path: path.as_str().into(),
            dir: None,
            state: PackageState::Failed,
            errors: failure.errors.clone(),
        }));
        let mut said = heard.stray;
        said.retain(|line| !line.starts_with("go: downloading "));
        if heard.is_cut {
            said.push("the output was too long: the rest was dropped".to_owned());
        }
        BuiltPort {
            target: job.target,
            state: port_state(&packages, end, heard.is_refused),
            packages,
            outputs,
            milliseconds: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            rerun_milliseconds: u64::try_from(heard.rerun.as_millis()).unwrap_or(u64::MAX),
            said,
        }
    }

    fn state_of(
        &self,
        at: usize,
        heard: &Heard,
        is_over: bool,
        outputs: &[Output],
    ) -> PackageState {
        let planned = &self.job.packages[at];
        if planned.state != PackageState::NotRun {
            return planned.state.clone();
        }
        if heard.failures.contains_key(&*planned.import_path) {
            return PackageState::Failed;
        }
        if !heard.failures.is_empty() {
            let imports = (self.job.imports)(at);
            let blocking = heard.failures.keys().find(|path| imports.contains(path.as_str()));
            if let Some(path) = blocking {
                return PackageState::Blocked(path.as_str().into());
            }
        }
        if is_over || heard.is_refused {
            return PackageState::NotRun;
        }
        // What a program needs without importing it: the runtime of cgo.
        let is_linked = || outputs.iter().any(|it| *it.package == *planned.import_path);
        match heard.failures.keys().next() {
            Some(path) if self.is_program(at) && !is_linked() => {
                PackageState::Blocked(path.as_str().into())
            }
            _ => PackageState::Built,
        }
    }

    fn is_program(&self, at: usize) -> bool {
        self.job.rounds.iter().any(|round| round.output.is_some() && round.packages.contains(&at))
    }

    /// The programs that are there, with or without an ending.
    fn outputs(&self) -> Vec<Output> {
        let mut outputs = Vec::new();
        for round in &self.job.rounds {
            let Some(folder) = &round.output else { continue };
            for &at in &round.packages {
                let package = &self.job.packages[at].import_path;
                let name = program_name(package);
                let names = [name.to_owned(), format!("{name}.exe"), format!("{name}.wasm")];
                let found = names.iter().find_map(|name| {
                    let path = folder.child(name);
                    let metadata = Path::new(path.as_str()).metadata().ok()?;
                    metadata.is_file().then_some((path, metadata.len()))
                });
                if let Some((path, bytes)) = found {
                    let (package, path) = (package.to_string(), path.to_string());
                    outputs.push(Output { package, path, bytes, opened: None });
                }
            }
        }
        outputs
    }
}

/// How the go command names a program: by its import path's last element that is no major version.
pub fn program_name(import_path: &str) -> &str {
    let mut parts = import_path.rsplit('/');
    let last = parts.next().unwrap_or(import_path);
    let is_version = last.strip_prefix('v').is_some_and(|digits| {
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) && digits != "1"
    });
    if is_version { parts.next().unwrap_or(last) } else { last }
}

fn errors_of(import_path: &str, heard: &Heard) -> Vec<project::BuildError> {
    heard.failures.get(import_path).map(|failure| failure.errors.clone()).unwrap_or_default()
}

fn port_state(packages: &[BuiltPackage], end: End, is_refused: bool) -> PortState {
    let has = |state: &PackageState| packages.iter().any(|it| it.state == *state);
    match end {
        End::Cancelled => PortState::Cancelled,
        End::TimedOut => PortState::TimedOut,
        End::Exited(_) if has(&PackageState::Failed) => PortState::Failed,
        End::Exited(_) if is_refused => PortState::Refused,
        End::Exited(_) if has(&PackageState::NeedsCgo) => PortState::NeedsCgo,
        End::Exited(_) if packages.iter().all(|it| it.state == PackageState::Excluded) => {
            PortState::Excluded
        }
        End::Exited(_) => PortState::Built,
    }
}

#[cfg(test)]
mod tests {
    use super::program_name;

    #[test]
    fn programs_are_named_as_the_go_command_names_them() {
        assert_eq!(program_name("example.com/m/cmd/x"), "x");
        assert_eq!(program_name("example.com/m/v2"), "m");
        assert_eq!(program_name("example.com/v1"), "v1");
        assert_eq!(program_name("m"), "m");
    }
}
