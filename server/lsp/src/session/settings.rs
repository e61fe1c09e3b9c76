//! The editor's settings, pushed or asked for.

use project::FilePath;
use serde_json::Value;

use super::Session;
use crate::outbox::Say;

impl Session {
    /// Asks the client, if it can be asked.
    pub(super) fn ask_settings(&mut self) {
        if self.client.settings {
            self.outbox.say(Say::AskSettings(self.folders.clone()));
        }
    }

    /// The client says that settings changed; one that can be asked is, since what it pushes is
    /// often empty and never of one folder.
    pub(super) fn settings_changed(&mut self, value: &Value) {
        if self.client.settings {
            self.ask_settings();
        } else if !value.is_null() {
            let errors = self.settings.set(None, value, &self.rule_names);
            self.tell_errors(errors);
            self.configure_roots();
        }
    }

    /// The client's answer.
    pub(super) fn take_settings(&mut self, list: Vec<(Option<FilePath>, Value)>) {
        self.settings.forget_folders();
        for (folder, value) in list {
            let errors = self.settings.set(folder, &value, &self.rule_names);
            self.tell_errors(errors);
        }
        self.configure_roots();
    }

    fn configure_roots(&mut self) {
        for (dir, root) in &mut self.roots {
            root.configure(self.settings.configuration_at(dir));
        }
    }
}
