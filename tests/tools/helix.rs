//! The whole cycle in Helix, with the configuration file that is shipped, in a terminal.
#![expect(clippy::disallowed_methods, reason = "these tests exist to start tools and read files")]

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::editors::{anyport_binary, private_folders, servers_left, write_stopper};
use crate::tools::{repository, run, tool, tools_folder};

const CONFIGURATION: &str = r#"
[editor]
end-of-line-diagnostics = "hint"

[editor.inline-diagnostics]
cursor-line = "hint"
other-lines = "hint"
"#;

/// A terminal that nobody sees.
struct Terminal<'a> {
    home: &'a Path,
}

impl Terminal<'_> {
    fn tmux(&self, words: &[&str]) -> Command {
        let mut tmux = tool("tmux");
        tmux.arg("-S").arg(self.home.join("terminal")).args(["-f", "/dev/null"]).args(words);
        tmux.envs(private_folders(self.home)).env("COLORTERM", "truecolor");
        tmux
    }

    fn start(&self, program: &Path, arguments: &[&Path], folder: &Path) {
        let mut tmux = self.tmux(&["new-session", "-d", "-x", "130", "-y", "34", "-c"]);
        run(tmux.arg(folder).arg(program).args(arguments));
    }

    fn press(&self, keys: &[&str]) {
        run(self.tmux(&["send-keys"]).args(keys));
    }

    fn screen(&self) -> String {
        run(&mut self.tmux(&["capture-pane", "-p"]))
    }

    /// Waits until the screen holds a text (or no longer does).
    fn wait(&self, text: &str, is_there: bool) {
        let begun = Instant::now();
        loop {
            let screen = self.screen();
            if screen.contains(text) == is_there {
                return;
            }
            let is_late = begun.elapsed() > Duration::from_secs(60);
            assert!(!is_late, "`{text}` is there: {}\n{screen}", !is_there);
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn see(&self, text: &str) {
        self.wait(text, true);
    }

    fn has_ended(&self) -> bool {
        let output = self.tmux(&["list-sessions"]).output().expect("tmux is on the PATH");
        !output.status.success()
    }
}

impl Drop for Terminal<'_> {
    fn drop(&mut self) {
        let _ = self.tmux(&["kill-server"]).output();
    }
}

/// The shipped configuration, and the server on the PATH as it says.
fn configure(home: &Path) {
    let settings = home.join("config/helix");
    fs::create_dir_all(&settings).expect("a folder for settings");
    fs::write(settings.join("config.toml"), CONFIGURATION).expect("settings");
    let shipped = repository().join("editors/helix/languages.toml");
    fs::copy(shipped, settings.join("languages.toml")).expect("the shipped configuration");
    fs::create_dir_all(home.join("bin")).expect("a folder for the server");
    fs::copy(anyport_binary(), home.join("bin/anyport")).expect("the server is built");
    let path = std::env::var("PATH").expect("a PATH");
    let start = format!(
        "#!/bin/sh\nPATH='{}:{path}' GOCACHE='{}' exec '{}' \"$@\"\n",
        home.join("bin").display(),
        tools_folder().join("go-build").display(),
        tools_folder().join("helix/hx").display()
    );
    fs::write(home.join("hx"), start).expect("a script");
    run(Command::new("chmod").arg("+x").arg(home.join("hx")));
}

#[test]
fn the_whole_cycle_in_helix() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let module = home.path().join("stopper");
    write_stopper(&module);
    configure(home.path());
    let terminal = Terminal { home: home.path() };
    terminal.start(&home.path().join("hx"), &[Path::new("-vv"), &module.join("main.go")], &module);

    terminal.see("undefined on windows/amd64: stop");
    terminal.press(&[":lsp-workspace-command anyport.matrix", "Enter"]);
    terminal.see("confirmed on windows/amd64: undefined: stop");
    // This Helix opens no pages for servers: it is told where they are.
    let pages =
        format!("anyport: see {}", home.path().join("cache/anyport/pages/matrix-").display());
    terminal.see(&pages);
    let reports = fs::read_dir(home.path().join("cache/anyport/pages")).expect("a report");
    let report = reports.flatten().map(|it| fs::read_to_string(it.path()).expect("it is text"));
    assert!(
        report.into_iter().any(|it| it.contains("undefined: stop")),
        "its page tells the error"
    );
    terminal.press(&[":pwd", "Enter"]);
    terminal.wait(&pages, false);
    terminal.press(&[":lsp-workspace-command anyport.inspect", "Enter"]);
    terminal.see(&pages);

    terminal.press(&["]", "d"]);
    std::thread::sleep(Duration::from_millis(300));
    terminal.press(&["Space", "a"]);
    terminal.see("Create stop_other.go");
    terminal.press(&["Enter"]);
    terminal.wait("undefined on windows/amd64: stop", false);
    terminal.press(&["Escape"]);
    std::thread::sleep(Duration::from_millis(600));
    terminal.press(&[":wqa", "Enter"]);
    let begun = Instant::now();
    while !terminal.has_ended() {
        assert!(begun.elapsed() < Duration::from_secs(20), "{}", terminal.screen());
        std::thread::sleep(Duration::from_millis(100));
    }
    let stubs = fs::read_to_string(module.join("stop_other.go")).expect("the stubs were written");
    assert!(stubs.contains("func stop(pid int) error"), "{stubs}");
    assert_eq!(servers_left(home.path()), Vec::<String>::new(), "servers outlive the editor");

    let log = fs::read_to_string(home.path().join("cache/helix/helix.log")).expect("it has a log");
    assert!(log.contains("publishDiagnostics"), "the log tells of the server:\n{log}");
    // Once it has asked the server to end, Helix takes the end of its output for an error.
    let until_exit = log.split(r#""method":"exit""#).next().unwrap_or_default();
    let complaints =
        until_exit.lines().filter(|line| line.contains("[ERROR]") && !is_expected(line));
    assert_eq!(complaints.collect::<Vec<_>>(), Vec::<&str>::new());
}

/// The configuration names gopls too, which is not installed here; nor is the highlighting.
fn is_expected(line: &str) -> bool {
    line.contains("gopls") || line.contains("tree-sitter")
}
