//! The editor's settings: the keys of `anyport.toml`, and when to run.

use std::collections::{BTreeMap, BTreeSet};

use project::{Configuration, FilePath};
use serde_json::{Map, Value, json};

/// When diagnostics of a document that is being edited are renewed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Run {
    /// At every pause in typing.
    #[default]
    Type,
    /// When it is saved.
    Save,
}

/// One folder's settings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Settings {
    /// What fills the gaps of anyport.toml.
    pub configuration: Configuration,
    /// When to run, if they say.
    pub run: Option<Run>,
}

impl Settings {
    /// Reads settings as an editor sends them: `{"targets": …}`, or that below `anyport`. Whatever
    /// is wrong is left out, and told in a line each.
    pub(crate) fn read(value: &Value, rules: &BTreeSet<&str>) -> (Settings, Vec<String>) {
        let mut settings = Settings::default();
        let mut errors = Vec::new();
        let value = value.get("anyport").unwrap_or(value);
        match value {
            Value::Null => {}
            Value::Object(keys) => settings.read_keys(keys, rules, &mut errors),
            _ => errors.push("the settings are not an object".to_owned()),
        }
        (settings, errors)
    }

    fn read_keys(
        &mut self,
        keys: &Map<String, Value>,
        rules: &BTreeSet<&str>,
        errors: &mut Vec<String>,
    ) {
        for (key, value) in keys {
            match key.as_str() {
                // An editor sends every key of its section: unset ones as null, its own too.
                _ if value.is_null() => {}
                "path" | "server" | "trace" => {}
                "diagnostics" => self.read_run(value, errors),
                "diagnostics.run" => self.read_run(&json!({ "run": value }), errors),
                _ => match read_key(key, value, rules) {
                    Ok(read) => {
                        let others = std::mem::take(&mut self.configuration);
                        self.configuration = others.or(read);
                    }
                    Err(error) => errors.push(format!("setting `{key}`: {error}")),
                },
            }
        }
    }

    fn read_run(&mut self, value: &Value, errors: &mut Vec<String>) {
        match value.get("run") {
            None | Some(Value::Null) => {}
            Some(Value::String(run)) if run == "type" => self.run = Some(Run::Type),
            Some(Value::String(run)) if run == "save" => self.run = Some(Run::Save),
            Some(run) => {
                errors
                    .push(format!("setting `diagnostics.run`: {run} is neither `type` nor `save`"));
            }
        }
    }
}

fn read_key(key: &str, value: &Value, rules: &BTreeSet<&str>) -> Result<Configuration, String> {
    let rules: Vec<_> = rules.iter().copied().collect();
    Configuration::from_json(&json!({ key: value }), &rules).map_err(|error| error.message)
}

/// The settings of every folder.
#[derive(Debug, Default)]
pub(crate) struct AllSettings {
    /// What `initialize` said: fills the gaps of what was said later.
    initial: Settings,
    general: Settings,
    by_folder: BTreeMap<FilePath, Settings>,
}

impl AllSettings {
    /// The settings of `initialize`. Returns what is wrong with them, a line each.
    pub(crate) fn start(&mut self, value: &Value, rules: &BTreeSet<&str>) -> Vec<String> {
        let (settings, errors) = Settings::read(value, rules);
        self.initial = settings;
        errors
    }

    /// New settings for a folder, or for all that have none of their own. Returns what is wrong
    /// with them, a line each.
    pub(crate) fn set(
        &mut self,
        folder: Option<FilePath>,
        value: &Value,
        rules: &BTreeSet<&str>,
    ) -> Vec<String> {
        let (settings, errors) = Settings::read(value, rules);
        match folder {
            Some(folder) => {
                self.by_folder.insert(folder, settings);
            }
            None => self.general = settings,
        }
        errors
    }

    /// Folders lose settings of their own.
    pub(crate) fn forget_folders(&mut self) {
        self.by_folder.clear();
    }

    /// The settings that hold at a path, the innermost folder's first.
    fn at<'a>(&'a self, path: &FilePath) -> impl Iterator<Item = &'a Settings> {
        let mut folders: Vec<_> =
            self.by_folder.iter().filter(|(folder, _)| path.is_within(folder)).collect();
        folders.sort_by_key(|(folder, _)| std::cmp::Reverse(folder.as_str().len()));
        let folders = folders.into_iter().map(|(_, settings)| settings);
        folders.chain([&self.general, &self.initial])
    }

    /// What fills the gaps of anyport.toml at a path.
    pub(crate) fn configuration_at(&self, path: &FilePath) -> Configuration {
        self.at(path).fold(Configuration::default(), |all, it| all.or(it.configuration.clone()))
    }

    /// When to run at a path.
    pub(crate) fn run_at(&self, path: &FilePath) -> Run {
        self.at(path).find_map(|settings| settings.run).unwrap_or_default()
    }
}
#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use project::{CgoMode, FilePath};
    use serde_json::{Value, json};

    use super::{AllSettings, Run, Settings};

    fn read(value: &Value) -> (Settings, Vec<String>) {
        Settings::read(value, &BTreeSet::from(["known-rule"]))
    }

    #[test]
    fn both_shapes_are_read() {
        let keys =
            json!({"cgo": "both", "tags": ["a"], "diagnostics": {"run": "save"}, "targets": null});
        let (settings, errors) = read(&keys);
        assert_eq!(errors, Vec::<String>::new());
        assert_eq!(settings.configuration.cgo, Some(CgoMode::Both));
        assert_eq!(settings.run, Some(Run::Save));
        assert_eq!(read(&json!({ "anyport": keys })).0, settings);
        assert_eq!(read(&json!({"diagnostics.run": "save"})).0.run, Some(Run::Save));
        assert_eq!(read(&Value::Null), (Settings::default(), Vec::new()));
    }

    #[test]
    fn every_setting_of_vs_code_is_known() {
        let manifest = include_str!("../../../editors/vscode/package.json");
        let manifest: Value = serde_json::from_str(manifest).unwrap();
        let settings = manifest["contributes"]["configuration"]["properties"].as_object().unwrap();
        for (name, schema) in settings {
            let key = name.strip_prefix("anyport.").expect("the section's name");
            let value = match &schema["enum"][0] {
                Value::Null if schema["type"][0] == "array" => json!(["all"]),
                Value::Null if schema["type"][0] == "object" => json!({}),
                Value::Null => json!("text"),
                choice => choice.clone(),
            };
            // As the editor sends it: an object for each dot.
            let nested = key.rsplit('.').fold(value, |inner, part| json!({ part: inner }));
            let unset = key.rsplit('.').fold(Value::Null, |inner, part| json!({ part: inner }));
            for settings in [nested, unset] {
                assert_eq!(read(&json!({ "anyport": settings })).1, [""; 0], "{name}");
            }
        }
    }

    #[test]
    fn what_is_wrong_is_told_and_left_out() {
        let (settings, errors) = read(&json!({
            "cgo": "off", "colour": 1, "levels": {"no-rule": "off"}, "tags": "a",
            "diagnostics": {"run": "never"},
        }));
        assert_eq!(settings.configuration.cgo, Some(CgoMode::Off));
        assert_eq!(errors.len(), 4, "{errors:?}");
        assert!(errors.iter().any(|error| error.contains("`colour`")), "{errors:?}");
        assert!(errors.iter().any(|error| error.contains("no-rule")), "{errors:?}");
        assert_eq!(read(&json!([1])).1.len(), 1);
    }

    #[test]
    fn the_innermost_folder_decides_and_others_fill_its_gaps() {
        let rules = BTreeSet::new();
        let mut all = AllSettings::default();
        let initial = json!({"tags": ["t"], "diagnostics": {"run": "save"}, "colour": 1});
        assert_eq!(all.start(&initial, &rules).len(), 1);
        all.set(None, &Value::Null, &rules);
        all.set(Some(FilePath::new("/a")), &json!({"cgo": "on"}), &rules);
        all.set(Some(FilePath::new("/a/b")), &json!({"cgo": "off"}), &rules);
        let cgo = |path| all.configuration_at(&FilePath::new(path)).cgo;
        assert_eq!(cgo("/a/b/c.go"), Some(CgoMode::Off));
        assert_eq!(cgo("/a/x"), Some(CgoMode::On));
        assert_eq!(cgo("/z"), None);
        let inner = all.configuration_at(&FilePath::new("/a/b/c.go"));
        assert_eq!(inner.tags, Some(vec!["t".to_owned()]));
        assert_eq!(all.run_at(&FilePath::new("/a/b/c.go")), Run::Save);
    }
}
