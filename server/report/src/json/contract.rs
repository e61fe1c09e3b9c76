//! The shapes of `anyport check --format json`: their doc comments are the schema's descriptions.

use project::Level;
use schemars::JsonSchema;
use serde::Serialize;

/// What `anyport check --format json` writes: one object. Later versions of anyport may add
/// fields; they change the meaning of one, or take one away, only together with `version`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Report {
    /// The version of this contract.
    pub(crate) version: Version,
    /// The modules that were checked.
    pub(crate) modules: Vec<Module>,
    /// The judged configurations: `linux/amd64` with cgo off, `linux/amd64+cgo` with cgo on.
    /// Findings about cgo may name configurations beyond these: they hold when cgo is on there.
    pub(crate) targets: Vec<String>,
    /// What was found, in order of path and place. One per error that the compiler would give.
    pub(crate) findings: Vec<Finding>,
    /// A verdict for every judged configuration, in the order of `targets`.
    pub(crate) ports: Vec<Port>,
    /// What was done.
    pub(crate) stats: Stats,
}

/// The version of the contract.
#[derive(Clone, Copy)]
pub(crate) enum Version {
    One,
}

impl Serialize for Version {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(1)
    }
}

impl JsonSchema for Version {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Version".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "const": 1 })
    }
}

/// A module that was checked.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Module {
    /// Its path; null for a folder without a go.mod.
    pub(crate) path: Option<String>,
    /// Its folder, relative to the workspace's root; `.` for the root itself.
    pub(crate) dir: String,
}

/// One hazard at one place.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Finding {
    /// The rule's name: `anyport explain RULE` tells more.
    pub(crate) rule: String,
    /// What happens if it is ignored.
    pub(crate) predicts: Predicts,
    /// How loud it is.
    pub(crate) level: Level,
    /// The file, with `/`, relative to the workspace's root: the folder of the go.work in force,
    /// else of the module; the folder that holds all of them when several were checked.
    pub(crate) path: String,
    /// The line where it begins, from 1.
    #[schemars(range(min = 1))]
    pub(crate) line: usize,
    /// The column where it begins, in bytes from 1, as the Go compiler counts.
    #[schemars(range(min = 1))]
    pub(crate) column: usize,
    /// The line where it ends.
    #[schemars(range(min = 1))]
    pub(crate) end_line: usize,
    /// The column after its last byte.
    #[schemars(range(min = 1))]
    pub(crate) end_column: usize,
    /// What breaks and where, on one line.
    pub(crate) message: String,
    /// Why; may be empty.
    pub(crate) why: String,
    /// The configurations that it bites on; never empty.
    #[schemars(length(min = 1))]
    pub(crate) targets: Vec<String>,
    /// Findings with one cause share one name, such as `c17`.
    #[schemars(regex(pattern = "^c[0-9]+$"))]
    pub(crate) cause: String,
    /// Other places that explain it.
    pub(crate) related: Vec<Related>,
    /// Edits that mend it, the best first.
    pub(crate) fixes: Vec<Fix>,
}

/// What happens if a finding is ignored.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Predicts {
    /// The compiler reports it at this very line on these targets.
    CompileError,
    /// The go command, cgo, the C compiler or the assembler refuses.
    BuildError,
    /// The linker refuses.
    LinkError,
    /// The program fails when it runs.
    RunFailure,
    /// Memory is not given back.
    Leak,
    /// Nothing fails today, but what is built is not what it seems.
    Drift,
}

impl From<rules::Predicts> for Predicts {
    fn from(predicts: rules::Predicts) -> Predicts {
        match predicts {
            rules::Predicts::CompileError => Predicts::CompileError,
            rules::Predicts::BuildError => Predicts::BuildError,
            rules::Predicts::LinkError => Predicts::LinkError,
            rules::Predicts::RunFailure => Predicts::RunFailure,
            rules::Predicts::Leak => Predicts::Leak,
            rules::Predicts::Drift => Predicts::Drift,
        }
    }
}

/// A place that explains a finding.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Related {
    /// The file.
    pub(crate) path: String,
    /// The line where it begins, from 1.
    #[schemars(range(min = 1))]
    pub(crate) line: usize,
    /// The column where it begins, in bytes from 1.
    #[schemars(range(min = 1))]
    pub(crate) column: usize,
    /// The line where it ends.
    #[schemars(range(min = 1))]
    pub(crate) end_line: usize,
    /// The column after its last byte.
    #[schemars(range(min = 1))]
    pub(crate) end_column: usize,
    /// What is there.
    pub(crate) message: String,
}

/// Edits that together mend a finding.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Fix {
    /// What they do, as an imperative.
    pub(crate) title: String,
    /// Whether they may be applied unseen.
    pub(crate) applicability: Applicability,
    /// The edits; those of one file do not overlap, and all positions are those of the text before.
    pub(crate) edits: Vec<Edit>,
}

/// Whether a fix may be applied unseen.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Applicability {
    /// It cannot change behaviour elsewhere: `--fix` applies it.
    Safe,
    /// A person has to choose it.
    Manual,
}

/// One change to a file.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum Edit {
    /// Puts a text in the place of what stands between two positions.
    Replace {
        /// The file.
        path: String,
        /// Line and column (bytes), from 1.
        start: [usize; 2],
        /// Line and column after the last byte that goes.
        end: [usize; 2],
        /// What comes.
        text: String,
    },
    /// Creates a file; refused where one exists.
    Create {
        /// The file.
        path: String,
        /// Always true.
        #[schemars(extend("const" = true))]
        create: bool,
        /// Its whole text.
        text: String,
    },
    /// Renames a file; refused where the new name is taken.
    Rename {
        /// The file.
        path: String,
        /// Its new path, relative to the workspace's root too.
        rename: String,
    },
}

/// What the findings say about one judged configuration.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Port {
    /// The configuration.
    pub(crate) target: String,
    /// What to expect there.
    pub(crate) verdict: Verdict,
    /// Packages with a file there.
    pub(crate) packages: usize,
    /// Those of them that have a finding there that stops the build (compile-error, build-error,
    /// link-error).
    pub(crate) broken: usize,
}

/// What to expect of a configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Verdict {
    /// Nothing found stops the build.
    Builds,
    /// At least one package does not build.
    Breaks,
    /// No package has a file there.
    Excluded,
    /// Programs for this port link only with cgo on, and it is off here.
    NeedsCgo,
}

/// What was done.
#[derive(Default, Serialize, JsonSchema)]
pub(crate) struct Stats {
    /// Files that were read.
    pub(crate) files: usize,
    /// Go files of which only the outline was read.
    pub(crate) outlined: usize,
    /// Go files that were parsed whole.
    pub(crate) parsed: usize,
    /// Packages that were checked.
    pub(crate) packages: usize,
    /// How long it took.
    pub(crate) seconds: f64,
}
