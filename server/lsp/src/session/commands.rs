//! Commands: what takes long is left to workers.

use project::FilePath;
use serde_json::json;
use tower_lsp::ls_types::{MessageType, ProgressToken, ShowDocumentParams};

use super::Session;
use crate::commands::Command;
use crate::convert::{is_go, uri_of};
use crate::events::{Answered, CommandReply, CommandRequest};
use crate::outbox::Say;
use crate::progress::Task;

impl Session {
    pub(super) fn command(&mut self, request: CommandRequest) {
        let CommandRequest { command, token, cancel, reply } = request;
        match command {
            Command::Matrix(path, arguments) => {
                self.start_matrix(path.as_ref(), arguments, token, cancel, reply);
            }
            // What the last matrix of its module built is meant.
            Command::Inspect(Some(source)) if is_go(&source) => {
                self.show_report(Some(&source), Some("programs"), reply);
            }
            Command::Inspect(Some(file)) => self.inspect(file, reply),
            Command::Inspect(None) | Command::ShowReport(None) if self.roots.is_empty() => {
                self.refuse(reply, "no Go module is open");
            }
            Command::Inspect(None) => self.show_report(None, Some("programs"), reply),
            Command::ShowReport(path) => self.show_report(path.as_ref(), None, reply),
            Command::Explain(rule) => self.explain(&rule, reply),
        }
    }

    pub(super) fn answered(&mut self, reply: CommandReply, answered: Answered) {
        match answered {
            Ok((answer, file)) => {
                // Fails when the request was cancelled in the meantime: nobody wants to see it.
                if reply.send(answer).is_ok()
                    && let Some(file) = file
                {
                    self.show(&file, None);
                }
            }
            Err(why) => self.refuse(reply, &why),
        }
    }

    /// Says why a command cannot be done. An error would be shown as a fault of the program.
    pub(super) fn refuse(&self, reply: CommandReply, why: &str) {
        self.outbox.say(Say::Show(MessageType::WARNING, format!("anyport: {why}")));
        let _ = reply.send(json!({ "refused": why }));
    }

    /// The client's user does not want to wait for it any more.
    pub(super) fn cancel_progress(&mut self, token: &ProgressToken) {
        if let Some(Task::Matrix(dir)) = self.tasks.of_token(token)
            && let Some(building) = self.matrices.get(dir)
        {
            building.cancel();
        }
    }

    /// Shows a file of ours; a page in whatever shows pages, since editors show its source.
    pub(super) fn show(&self, file: &FilePath, fragment: Option<&str>) {
        let message = format!("anyport: see {file}");
        let Some(uri) = uri_of(file) else { return };
        let uri = match fragment {
            Some(fragment) => format!("{}#{fragment}", uri.as_str()).parse().unwrap_or(uri),
            None => uri,
        };
        if !self.client.shows_documents {
            return self.outbox.say(Say::Show(MessageType::INFO, message));
        }
        let is_page = file.name().rsplit_once('.').is_some_and(|(_, ending)| ending == "html");
        let params = ShowDocumentParams {
            uri,
            external: Some(is_page),
            take_focus: Some(true),
            selection: None,
        };
        self.outbox.say(Say::ShowDocument(params, message));
    }

    fn show_report(
        &mut self,
        path: Option<&FilePath>,
        fragment: Option<&str>,
        reply: CommandReply,
    ) {
        let last =
            self.last_built.clone().filter(|dir| path.is_none() && self.roots.contains_key(dir));
        let workspace = last.map_or_else(|| self.workspace_of(path), Ok);
        let report = workspace.and_then(|dir| {
            let report = self.roots.get(&dir).and_then(|root| root.report.clone());
            report.ok_or_else(|| format!("{dir} has no matrix yet: anyport.matrix builds it"))
        });
        match report {
            Ok(report) => {
                let uri = uri_of(&report).map(|uri| uri.as_str().to_owned());
                let _ = reply.send(json!({ "report": uri }));
                self.show(&report, fragment);
            }
            Err(why) => self.refuse(reply, &why),
        }
    }

    /// The workspace that a path belongs to; without one, the only one that there is.
    pub(super) fn workspace_of(&mut self, path: Option<&FilePath>) -> Result<FilePath, String> {
        if let Some(path) = path {
            let dir = workspace::root_of(path, &self.launch.environment).dir;
            let innermost = self.roots.keys().filter(|root| dir.is_within(root));
            let known = innermost.max_by_key(|root| root.as_str().len()).cloned();
            return known.ok_or_else(|| format!("{path} is in no Go module that is open"));
        }
        let mut roots = self.roots.keys();
        match (roots.next(), roots.next()) {
            (Some(only), None) => Ok(only.clone()),
            (None, _) => Err("no Go module is open".to_owned()),
            (Some(_), Some(_)) => {
                Err("several Go modules are open: say which, by `uri`".to_owned())
            }
        }
    }

    fn explain(&mut self, name: &str, reply: CommandReply) {
        let named = |rule: &&&rules::Rule| rule.name == name || rule.former_names.contains(&name);
        let Some(rule) = self.launch.rules.iter().find(named) else {
            let why = match project::nearest(name, self.rule_names.iter().copied()) {
                Some(nearest) => format!("no rule is called {name}; did you mean {nearest}?"),
                None => format!("no rule is called {name}"),
            };
            return self.refuse(reply, &why);
        };
        let cache = self.launch.cache.clone();
        self.workers.answer(reply, move || {
            let name = format!("{}.md", rule.name);
            let shows = crate::pages::write(cache.as_ref(), &name, rule.docs);
            Ok((json!({ "markdown": rule.docs }), shows.ok()))
        });
    }

    fn inspect(&mut self, file: FilePath, reply: CommandReply) {
        let cache = self.launch.cache.clone();
        let environment = self.launch.environment.clone();
        self.workers.answer(reply, move || {
            let policies = workspace::policies_for(&file, &environment);
            let policies = policies.map_err(|error| error.to_string())?;
            let inspections = [workspace::inspect(&file, None, &policies)];
            let page = report::inspection_html(&inspections);
            let shows = crate::pages::write(cache.as_ref(), "inspection.html", &page);
            let told = serde_json::from_str(&report::inspection_json(&inspections));
            Ok((told.unwrap_or_default(), shows.ok()))
        });
    }
}
