//! Starts programs with an environment that is spelled out, and an end that is certain.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};
use std::{env, fs};

/// Builds share two processors with others.
const PATIENCE: Duration = Duration::from_mins(10);

/// What a program said.
#[derive(Debug, Default)]
pub(crate) struct Output {
    pub(crate) succeeded: bool,
    /// It did not end by itself.
    pub(crate) was_killed: bool,
    /// Of its first thread, where it did not end and there is a gdb to ask.
    pub(crate) stack: Option<String>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// The environment of a script: nothing of the caller's but the PATH and the place of shared tools.
/// `scratch` holds home and temporary files.
pub(crate) fn environment(scratch: &Path) -> Result<BTreeMap<String, String>, String> {
    let path = env::var("PATH").map_err(|_| "PATH is not set")?;
    let tools = env::var("ANYPORT_TOOLS").map_or_else(
        |_| Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/tools"),
        std::path::PathBuf::from,
    );
    let mut variables = BTreeMap::new();
    let mut set = |name: &str, value: &Path| {
        fs::create_dir_all(value).map_err(|error| format!("{}: {error}", value.display()))?;
        variables.insert(name.to_owned(), value.display().to_string());
        Ok::<(), String>(())
    };
    set("HOME", &scratch.join("home"))?;
    set("TMPDIR", &scratch.join("tmp"))?;
    set("GOPATH", &scratch.join("gopath"))?;
    set("GOCACHE", &tools.join("go-build"))?;
    let fixed = [
        ("PATH", path.as_str()),
        ("LC_ALL", "C"),
        ("GOTOOLCHAIN", "local"),
        ("GOPROXY", "off"),
        ("GOENV", "off"),
        ("GOTELEMETRY", "off"),
    ];
    variables.extend(fixed.map(|(name, value)| (name.to_owned(), value.to_owned())));
    Ok(variables)
}

/// Runs a program to its end.
pub(crate) fn run(
    words: &[String],
    folder: &Path,
    variables: &BTreeMap<String, String>,
    scratch: &Path,
) -> Result<Output, String> {
    let output = run_for(PATIENCE, words, folder, variables, scratch)?;
    if output.was_killed {
        return Err(format!("{}: not done in {PATIENCE:?}", words.join(" ")));
    }
    Ok(output)
}

/// Runs a program. Whoever exceeds the patience is killed, with everything that it started.
#[expect(clippy::disallowed_methods, reason = "proofs run real tools")]
pub(crate) fn run_for(
    patience: Duration,
    words: &[String],
    folder: &Path,
    variables: &BTreeMap<String, String>,
    scratch: &Path,
) -> Result<Output, String> {
    let (program, arguments) = words.split_first().ok_or("no program")?;
    let (out, err) = (scratch.join("stdout"), scratch.join("stderr"));
    let create = |path: &Path| File::create(path).map_err(|error| error.to_string());
    let mut command = Command::new(program_path(program, folder));
    command.args(arguments).current_dir(folder).env_clear().envs(variables);
    command.stdin(Stdio::null()).stdout(create(&out)?).stderr(create(&err)?);
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn().map_err(|error| format!("{program}: {error}"))?;
    let began = Instant::now();
    let mut stack = None;
    let status: Option<ExitStatus> = loop {
        match child.try_wait().map_err(|error| error.to_string())? {
            Some(status) => break Some(status),
            None if began.elapsed() > patience => {
                stack = stack_of(child.id());
                let group = format!("-{}", child.id());
                let _ = Command::new("kill").args(["-KILL", "--", &group]).status();
                let _ = child.wait();
                break None;
            }
            None => sleep(Duration::from_millis(10)),
        }
    };
    let text = |path: &Path| {
        let bytes = fs::read(path).map_err(|error| error.to_string())?;
        Ok::<String, String>(String::from_utf8_lossy(&bytes).into_owned())
    };
    Ok(Output {
        succeeded: status.is_some_and(|status| status.success()),
        was_killed: status.is_none(),
        stack,
        stdout: text(&out)?,
        stderr: text(&err)?,
    })
}

/// The stack of a process's first thread; none where no gdb is installed, or where it may not look.
#[expect(clippy::disallowed_methods, reason = "proofs run real tools")]
fn stack_of(process: u32) -> Option<String> {
    let mut gdb = Command::new("gdb");
    gdb.args(["-nx", "-batch", "-p", &process.to_string(), "-ex", "backtrace"]);
    let output = gdb.stdin(Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.contains("\n#0 ").then_some(text)
}

/// `./app` is looked for in the folder that it is started in; other names in the PATH.
fn program_path(program: &str, folder: &Path) -> std::path::PathBuf {
    if program.contains('/') { folder.join(program) } else { program.into() }
}
