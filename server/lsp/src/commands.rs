//! The commands that a client may have executed, and their arguments.

use project::FilePath;
use serde::Deserialize;
use serde_json::{Value, json};
use tower_lsp::jsonrpc::Error;
use tower_lsp::ls_types::Uri;

use crate::convert::path_of;

/// Their names, as they are offered.
pub(crate) const NAMES: [&str; 4] =
    ["anyport.explain", "anyport.inspect", "anyport.matrix", "anyport.showReport"];

/// What is to be done.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    /// Build the workspace that this path belongs to on every judged port.
    Matrix(Option<FilePath>, MatrixArguments),
    /// Open this binary; none for what the last matrix built.
    Inspect(Option<FilePath>),
    /// Show a rule's page.
    Explain(String),
    /// Show the report of the last matrix of the workspace that this path belongs to.
    ShowReport(Option<FilePath>),
}

/// How to build.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct MatrixArguments {
    /// These packages: `./...`, `./cmd/x`, import paths; none for all.
    pub packages: Vec<String>,
    /// With `go vet`.
    pub vet: bool,
    /// Also what has not changed since it last built.
    pub all: bool,
}

impl Command {
    /// Reads a command and its arguments: one object, or none. The error says what is wrong.
    pub(crate) fn read(name: &str, arguments: &[Value]) -> Result<Command, Error> {
        let argument = match arguments {
            [] | [Value::Null] => json!({}),
            [argument @ Value::Object(_)] => argument.clone(),
            _ => return Err(Error::invalid_params("the arguments are at most one object")),
        };
        match name {
            "anyport.matrix" => {
                let matrix = serde_json::from_value(argument.clone());
                let matrix = matrix.map_err(|error| Error::invalid_params(error.to_string()))?;
                Ok(Command::Matrix(path(&argument)?, matrix))
            }
            "anyport.inspect" => Ok(Command::Inspect(path(&argument)?)),
            "anyport.explain" => match argument.get("rule") {
                Some(Value::String(rule)) => Ok(Command::Explain(rule.clone())),
                _ => Err(Error::invalid_params("`rule` is to be the name of a rule")),
            },
            "anyport.showReport" => Ok(Command::ShowReport(path(&argument)?)),
            _ => Err(Error::invalid_params(format!("no such command: {name}"))),
        }
    }
}

/// The file or folder that `uri` names, if it is there.
fn path(argument: &Value) -> Result<Option<FilePath>, Error> {
    let uri = match argument.get("uri") {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::String(uri)) => uri,
        Some(other) => return Err(Error::invalid_params(format!("`uri` is {other}"))),
    };
    let path = uri.parse::<Uri>().ok().as_ref().and_then(path_of);
    path.map(Some).ok_or_else(|| Error::invalid_params(format!("`uri` is of no file: {uri}")))
}

#[cfg(test)]
mod tests {
    use project::FilePath;
    use serde_json::json;

    use super::{Command, MatrixArguments, NAMES};

    #[test]
    fn arguments_are_read() {
        let read = |name: &str, arguments: serde_json::Value| {
            Command::read(name, arguments.as_array().unwrap())
        };
        let path = Some(FilePath::new("/m/a.go"));
        let vet = MatrixArguments { vet: true, ..MatrixArguments::default() };
        let told = json!([{"uri": "file:///m/a.go", "vet": true}]);
        assert_eq!(read("anyport.matrix", told), Ok(Command::Matrix(path.clone(), vet)));
        let uri = json!([{"uri": "file:///m/a.go"}]);
        assert_eq!(read("anyport.inspect", uri), Ok(Command::Inspect(path)));
        assert_eq!(read("anyport.showReport", json!([null])), Ok(Command::ShowReport(None)));
        let rule = json!([{"rule": "x"}]);
        assert_eq!(read("anyport.explain", rule), Ok(Command::Explain("x".to_owned())));
    }

    #[test]
    fn arguments_that_make_no_sense_are_refused() {
        for arguments in [json!([{}, {}]), json!(["x"]), json!([{"uri": 7}]), json!([{"uri": "x"}])]
        {
            let arguments = arguments.as_array().unwrap();
            for name in NAMES {
                let read = Command::read(name, arguments);
                assert!(read.is_err(), "{name}: {read:?}");
            }
        }
        assert!(Command::read("anyport.explain", &[]).is_err());
        assert!(Command::read("anyport.paint", &[]).is_err());
    }
}
