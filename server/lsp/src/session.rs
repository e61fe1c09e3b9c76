//! The one writer: hears events in order, and keeps documents, workspaces and what was published.
//!
//! It never computes for long: workers do, and answer by events. Handlers of single events
//! stand in the files of `session/`.

mod commands;
mod edits;
mod matrix;
mod publish;
mod questions;
mod roots;
mod settings;

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::Instant;

use project::{Configuration, FilePath};
use tower_lsp::ls_types::MessageType;
use workspace::Options;

use crate::Launch;
use crate::capabilities::Client;
use crate::diagnostics::{Published, RelatedFiles};
use crate::documents::Documents;
use crate::events::{Event, Judged, Start};
use crate::outbox::{Outbox, Say};
use crate::progress::{Task, Tasks};
use crate::root::{Root, Step};
use crate::settings::AllSettings;
use crate::workers::{Check, Workers};

use self::matrix::Building;

/// How many events are heard before what is due is done.
const BURST: usize = 1000;

/// All that changes.
pub(crate) struct Session {
    launch: Launch,
    rule_names: BTreeSet<&'static str>,
    outbox: Outbox,
    workers: Workers,
    client: Client,
    folders: Vec<FilePath>,
    settings: AllSettings,
    documents: Documents,
    roots: BTreeMap<FilePath, Root>,
    published: BTreeMap<FilePath, Published>,
    related: RelatedFiles,
    tasks: Tasks,
    matrices: BTreeMap<FilePath, Building>,
    /// The workspace whose matrix was built last.
    last_built: Option<FilePath>,
    /// Messages that were logged: none is repeated.
    told: BTreeSet<String>,
}

impl Session {
    /// A session that speaks through this outbox; its workers answer through `events`.
    pub(crate) fn new(launch: Launch, outbox: Outbox, events: Sender<Event>) -> Session {
        Session {
            rule_names: launch.rules.iter().map(|rule| rule.name).collect(),
            launch,
            tasks: Tasks::new(outbox.clone()),
            matrices: BTreeMap::new(),
            last_built: None,
            outbox,
            workers: Workers::new(events),
            client: Client::default(),
            folders: Vec::new(),
            settings: AllSettings::default(),
            documents: Documents::default(),
            roots: BTreeMap::new(),
            published: BTreeMap::new(),
            related: RelatedFiles::default(),
            told: BTreeSet::new(),
        }
    }

    /// Hears events until the client is gone.
    pub(crate) fn run(mut self, events: &Receiver<Event>) {
        loop {
            let now = Instant::now();
            let due = self.roots.values().filter_map(Root::deadline).min();
            let first = match due {
                None => events.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(due) => events.recv_timeout(due.saturating_duration_since(now)),
            };
            if first.as_ref().err() == Some(&RecvTimeoutError::Disconnected) {
                return;
            }
            let others = std::iter::from_fn(|| events.try_recv().ok());
            for event in first.into_iter().chain(others).take(BURST) {
                if matches!(event, Event::Stop) {
                    self.stop_matrices();
                    return;
                }
                self.guard(|session| session.hear(event));
            }
            self.guard(Session::do_what_is_due);
            self.guard(Session::answer_waiting);
            self.guard(Session::refuse_unreadable);
        }
    }

    /// A mistake of ours costs one event, not the session.
    fn guard(&mut self, work: impl FnOnce(&mut Session)) {
        if catch_unwind(AssertUnwindSafe(|| work(self))).is_err() {
            self.tell(MessageType::ERROR, "an event could not be handled".to_owned());
        }
    }

    fn hear(&mut self, event: Event) {
        match event {
            Event::Start(start) => self.start(*start),
            Event::Started => self.started(),
            Event::Open { uri, version, text } => self.open(uri, version, &text),
            Event::Change { uri, version, changes } => self.change(&uri, version, &changes),
            Event::Save { uri } => self.save(&uri),
            Event::Close { uri } => self.close(&uri),
            Event::Watched(changes) => self.watched(&changes),
            Event::Folders { added, removed } => self.folders_changed(&added, &removed),
            Event::SettingsChanged(value) => self.settings_changed(&value),
            Event::Settings(list) => self.take_settings(list),
            Event::Ask(question) => self.ask(question),
            Event::Command(request) => self.command(request),
            Event::CancelProgress(token) => self.cancel_progress(&token),
            Event::Answered { reply, answered } => self.answered(reply, answered),
            Event::Planned { root, workspace, plan } => self.planned(&root, workspace, plan),
            Event::Building { root, percentage, message } => {
                self.tasks.report(&Task::Matrix(root), percentage, message);
            }
            Event::Built { root, built } => self.built(&root, built),
            Event::ProgressCreated(token) => self.tasks.created(&token),
            Event::Loading { root, progress } => self.tasks.read(&root, progress),
            Event::Loaded { root, workspace } => self.loaded(&root, workspace),
            Event::Updated { root, updated } => self.updated(&root, updated),
            Event::Judged { root, judged } => self.judged(&root, judged),
            Event::Stop => {}
        }
    }

    fn start(&mut self, start: Start) {
        self.client = start.client;
        self.folders = start.folders;
        self.tasks.is_shown = self.client.progress;
        let errors = self.settings.start(&start.options, &self.rule_names);
        self.tell_errors(errors);
    }

    fn do_what_is_due(&mut self) {
        let now = Instant::now();
        for (dir, root) in &mut self.roots {
            let dir = dir.clone();
            match root.step(now, &mut self.documents) {
                Step::Wait => {}
                Step::Load => {
                    let options = options(&self.launch, root.configuration.clone());
                    self.tasks.start(Task::Reading(dir.clone()), None);
                    self.workers.load(dir, options);
                }
                Step::Update(workspace, mut changes, has_new_settings) => {
                    changes.options =
                        has_new_settings.then(|| options(&self.launch, root.configuration.clone()));
                    self.workers.update(dir, workspace, changes);
                }
                Step::Plan(workspace, options) => match self.matrices.get(&dir) {
                    Some(building) => self.workers.plan(dir, workspace, building.go(), options),
                    None => {
                        root.planned(Some(workspace));
                    }
                },
                Step::Check(snapshot, extent) => {
                    let (generation, current) = root.generation();
                    let stubs = root.stubs(extent.is_complete);
                    let (rules, unmeant) = (self.launch.rules, root.unmeant.clone());
                    self.workers.check(Check {
                        root: dir,
                        snapshot,
                        extent,
                        generation,
                        current,
                        unmeant,
                        stubs,
                        rules,
                    });
                }
            }
        }
    }

    fn judged(&mut self, dir: &FilePath, mut judged: Judged) {
        let panics = judged.outcome.as_mut().map(|outcome| std::mem::take(&mut outcome.panics));
        for panic in panics.unwrap_or_default() {
            self.tell(MessageType::ERROR, format!("a rule panicked: {panic}"));
        }
        let Some(root) = self.roots.get_mut(dir) else { return };
        let generation = root.generation().0;
        if root.judged(&mut judged) {
            self.publish(dir, judged.part.as_ref());
        } else if judged.outcome.is_none() && judged.generation == generation {
            self.tell(MessageType::ERROR, format!("judging {dir} broke"));
        }
    }

    /// Logs something, here and with the client, once.
    fn tell(&mut self, kind: MessageType, message: String) {
        if self.told.insert(message.clone()) {
            tracing::warn!("{message}");
            self.outbox.say(Say::Log(kind, message));
        }
    }

    /// Shows mistakes of the user's, and logs them.
    fn tell_errors(&mut self, errors: Vec<String>) {
        for error in errors {
            if !self.told.contains(&error) {
                self.outbox.say(Say::Show(MessageType::WARNING, format!("anyport: {error}")));
                self.tell(MessageType::WARNING, error);
            }
        }
    }
}

fn options(launch: &Launch, below: Configuration) -> Options {
    Options {
        environment: launch.environment.clone(),
        above: Configuration::default(),
        below,
        rules: launch.rules,
        cache: launch.cache.clone(),
    }
}
