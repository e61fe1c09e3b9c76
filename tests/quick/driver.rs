//! The driver of the rules: levels, judged targets, silencing, order, panics.

use std::collections::BTreeMap;
use std::sync::Arc;

use platform::{Target, TargetSet};
use project::{Configuration, Level, Package, Snapshot, SourceFile};
use rules::{
    Applicability, Edit, Explanation, Findings, Fix, Judges, Outcome, Part, Predicts, Rule, Scope,
    Stubs, Unmeant, check_part, check_with, hazards,
};
use syntax::Span;
use workspace::{Options, Workspace};

const TEMPLATE: Rule = Rule {
    name: "declared",
    level: Level::Error,
    predicts: Predicts::Drift,
    judges: Judges::Targets,
    scope: Scope::GoFile(each_declaration),
    docs: "# declared\n\nA name is declared.\n",
    off_by_default: false,
    former_names: &["stated"],
};
static DECLARED: Rule = TEMPLATE;
static RELUCTANT: Rule = Rule { name: "reluctant", off_by_default: true, ..TEMPLATE };
static OF_CGO: Rule = Rule { name: "of-cgo", judges: Judges::Cgo, ..TEMPLATE };
static OF_HOSTS: Rule = Rule { name: "of-hosts", judges: Judges::Hosts, ..TEMPLATE };
static PANICKING: Rule = Rule { name: "panicking", scope: Scope::GoFile(panics), ..TEMPLATE };
static OF_MODULES: Rule =
    Rule { name: "of-modules", scope: Scope::Module(each_module), ..TEMPLATE };

/// Finds every declared name, where its file is built; one cause for each.
fn each_declaration(_: &Snapshot, _: &Package, file: &SourceFile, findings: &mut Findings) {
    for declaration in file.go().map(|go| go.declarations.as_slice()).unwrap_or_default() {
        let name = &declaration.name;
        findings.add(file.built_for, &file.path, name.span, |place| Explanation {
            message: format!("{name} on {place}"),
            cause: Some(name.to_string()),
            fixes: vec![
                delete(&file.path, name.span),
                delete(&file.path.join("../../../elsewhere.go"), name.span),
            ],
            ..Explanation::default()
        });
    }
}

fn delete(path: &project::FilePath, span: Span) -> Fix {
    Fix {
        title: "Delete".to_owned(),
        applicability: Applicability::Safe,
        edits: vec![Edit::Replace { path: path.clone(), span, text: String::new() }],
    }
}

fn panics(_: &Snapshot, _: &Package, file: &SourceFile, _: &mut Findings) {
    assert!(file.is_test, "not a test");
}

fn each_module(_: &Snapshot, module: &project::Module, findings: &mut Findings) {
    if let Some((path, _)) = &module.go_mod {
        findings.add(findings.judged(), path, Span::new(0, 6), |_| Explanation {
            message: "a module".to_owned(),
            ..Explanation::default()
        });
    }
}

/// A module of these files, judged as the configuration's text says.
fn snapshot(configuration: &str, files: &[(&str, &str)]) -> Arc<Snapshot> {
    let names = ["declared", "reluctant", "of-cgo"];
    let options = Options {
        environment: project::Environment::default(),
        above: Configuration::parse(configuration, &names).expect("a configuration"),
        below: Configuration::default(),
        rules: &[],
        cache: None,
    };
    let module = ("go.mod".to_owned(), "module example.com/m\n\ngo 1.27\n".to_owned());
    let files = files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    let files: BTreeMap<String, String> = [module].into_iter().chain(files).collect();
    let workspace = Workspace::from_memory("/home/me/m", files, options);
    workspace.expect("a workspace").snapshot()
}

fn levels(configuration: &str, rule: &'static Rule) -> Vec<Level> {
    let snapshot = snapshot(configuration, &[("a.go", "package a\n\nfunc f() {}\n")]);
    check_with(&[rule], &snapshot).findings.iter().map(|finding| finding.level).collect()
}

fn targets(configuration: &str, rule: &'static Rule, name: &str, text: &str) -> TargetSet {
    let snapshot = snapshot(configuration, &[(name, text)]);
    let findings = check_with(&[rule], &snapshot).findings;
    findings.iter().fold(TargetSet::EMPTY, |set, finding| set | finding.targets)
}

fn messages(outcome: &Outcome) -> Vec<&str> {
    outcome.findings.iter().map(|finding| finding.message.as_str()).collect()
}

const ALL: &str = "targets = ['all']\ncgo = 'both'\n";

#[test]
fn who_names_the_targets_caps_the_level() {
    assert_eq!(levels("", &DECLARED), [Level::Warning], "nobody did");
    assert_eq!(levels(ALL, &DECLARED), [Level::Error]);
}

#[test]
fn a_configured_level_stands_in_place_of_rule_and_cap() {
    assert_eq!(levels("levels = { declared = 'error' }", &DECLARED), [Level::Error]);
    assert_eq!(levels("levels = { declared = 'hint' }", &DECLARED), [Level::Hint]);
    assert_eq!(levels("levels = { declared = 'off' }", &DECLARED), []);
}

#[test]
fn some_rules_have_to_be_asked_for() {
    assert_eq!(levels(ALL, &RELUCTANT), []);
    assert_eq!(levels("levels = { reluctant = 'info' }", &RELUCTANT), [Level::Info]);
}

#[test]
fn findings_are_about_what_is_judged() {
    let linux = "targets = ['linux/amd64']\ncgo = 'off'\n";
    let go = "package a\n\nfunc f() {}\n";
    let one: TargetSet = ["linux/amd64".parse::<Target>().unwrap()].into_iter().collect();
    assert_eq!(targets(linux, &DECLARED, "a.go", go), one);
    assert_eq!(targets(linux, &DECLARED, "a_windows.go", go), TargetSet::EMPTY);
    let hosts = targets(ALL, &OF_HOSTS, "a.go", go);
    assert!(!hosts.is_empty() && hosts.is_subset_of(TargetSet::build_hosts()));
}

#[test]
fn cgo_is_judged_with_cgo_on_and_where_the_file_is_built() {
    let linux = "targets = ['linux/amd64']\ncgo = 'off'\n";
    let go = "package a\n\nimport \"C\"\n\nfunc f() {}\n";
    let on: TargetSet = ["linux/amd64+cgo".parse::<Target>().unwrap()].into_iter().collect();
    assert_eq!(targets(linux, &OF_CGO, "a.go", go), on);
    let elsewhere = targets(linux, &OF_CGO, "a_windows.go", go);
    assert_eq!(elsewhere, TargetSet::of_os("windows") & TargetSet::with_cgo() & elsewhere);
    assert!(!elsewhere.is_empty(), "a file that no judged target builds is judged where it is");
}

#[test]
fn a_panic_costs_one_answer() {
    let files =
        [("a.go", "package a\n\nfunc f() {}\n"), ("a_test.go", "package a\n\nfunc g() {}\n")];
    let outcome = check_with(&[&DECLARED, &PANICKING], &snapshot(ALL, &files));
    assert_eq!(outcome.panics, ["panicking: a.go: not a test"]);
    assert_eq!(outcome.findings.len(), 2);
}

#[test]
fn comments_silence_lines_and_files() {
    let text = "package a\n\nfunc a() {} //anyport:ignore declared here\n\
                //anyport:ignore stated its former name\nfunc b() {}\nfunc c() {}\n";
    let whole = "//anyport:ignore declared all of it\n\npackage a\n\nfunc d() {}\n\nfunc e() {}\n";
    let snapshot = snapshot(ALL, &[("a.go", text), ("b.go", whole)]);
    let outcome = check_with(&[&DECLARED, &hazards::unused_ignore::RULE], &snapshot);
    assert_eq!(messages(&outcome), ["c on every port"]);
}

#[test]
fn an_idle_comment_is_reported_when_its_rule_ran() {
    let text = "//anyport:ignore declared nothing to see\n\npackage a\n\
                //anyport:ignore of-cgo did not run\n//anyport:ignore declard misspelt\n";
    let snapshot = snapshot(ALL, &[("a.go", text)]);
    let outcome = check_with(&[&DECLARED, &hazards::unused_ignore::RULE], &snapshot);
    let said = messages(&outcome);
    assert_eq!(said.len(), 3, "{said:?}");
    assert!(said[0].contains("silences nothing"), "{said:?}");
    assert!(said[1].contains("no rule `of-cgo`"), "not among the rules that there are: {said:?}");
    assert!(said[2].contains("did you mean `declared`?"), "{said:?}");
}

#[test]
fn a_comment_that_silences_something_on_another_port_is_not_idle() {
    let linux = "targets = ['linux/amd64']\n";
    let text = "package a\n\nfunc a() {} //anyport:ignore declared there\n";
    let snapshot = snapshot(linux, &[("a_windows.go", text)]);
    let outcome = check_with(&[&DECLARED, &hazards::unused_ignore::RULE], &snapshot);
    assert_eq!(messages(&outcome), [""; 0]);
}

#[test]
fn fixes_stay_inside_and_spare_generated_files() {
    let generated = "// Code generated by x. DO NOT EDIT.\n\npackage a\n\nfunc b() {}\n";
    let files = [("a.go", "package a\n\nfunc a() {}\n"), ("b.go", generated)];
    let outcome = check_with(&[&DECLARED], &snapshot(ALL, &files));
    let counts: Vec<usize> = outcome.findings.iter().map(|it| it.fixes.len()).collect();
    assert_eq!(counts, [1, 0]);
}

#[test]
fn findings_are_in_order_and_share_causes() {
    let files = [
        ("b.go", "package a\n\nfunc x() {}\n\nfunc y() {}\n"),
        ("a.go", "package a\n\nfunc y() {}\n"),
        ("c/c.go", "package c\n\nfunc x() {}\n"),
    ];
    let outcome = check_with(&[&OF_MODULES, &DECLARED], &snapshot(ALL, &files));
    let found = outcome.findings.iter().map(|it| (it.path.name(), it.rule, it.cause));
    let expected = [
        ("a.go", "declared", 1),
        ("b.go", "declared", 2),
        ("b.go", "declared", 1),
        ("c.go", "declared", 2),
        ("go.mod", "of-modules", 3),
    ];
    assert_eq!(found.collect::<Vec<_>>(), expected);
}

#[test]
fn parts_give_what_the_whole_gives_for_them() {
    let files = [("a.go", "package a\n\nfunc x() {}\n"), ("c/c.go", "package c\n\nfunc x() {}\n")];
    let snapshot = snapshot(ALL, &files);
    let rules: [&'static Rule; 2] = [&DECLARED, &OF_MODULES];
    let whole = check_with(&rules, &snapshot).findings;
    let (nothing, known) = (Unmeant::default(), Stubs::default());
    let of_part = |part: &Part| {
        check_part(&rules, &snapshot, part, &nothing, &known, &|| false).unwrap().findings
    };
    assert_eq!(of_part(&everywhere(&snapshot)), whole[..2]);
    assert_eq!(of_part(&Part::Files([whole[1].path.clone()].into())), whole[1..2]);
    assert!(
        check_part(&rules, &snapshot, &everywhere(&snapshot), &nothing, &known, &|| true).is_none()
    );
}

/// All of its packages.
fn everywhere(snapshot: &Snapshot) -> Part {
    Part::Folders(snapshot.packages.iter().map(|package| package.dir.clone()).collect())
}

#[test]
fn parts_keep_to_what_the_whole_took_as_not_meant() {
    let names = "package a\n\nconst a, b, c, d, e, f = 1, 2, 3, 4, 5, 6\n";
    let files = [
        ("x/x_unix.go", &*format!("//go:build unix\n\n{names}")),
        ("x/x.go", "package a\n\nvar _ = a + b + c + d + e + f\n"),
    ];
    let snapshot = snapshot("", &files);
    let all = everywhere(&snapshot);
    let whole = check_with(hazards::RULES, &snapshot);
    assert_eq!(whole.findings.len(), 1);
    assert_eq!(
        (whole.findings[0].rule, whole.findings[0].level),
        ("undeclared-ports", Level::Info)
    );
    let parts = |unmeant| {
        check_part(hazards::RULES, &snapshot, &all, unmeant, &Stubs::default(), &|| false)
            .unwrap()
            .findings
            .len()
    };
    assert_eq!(parts(&whole.unmeant), 0);
    // One for each name, and one for all of them.
    assert_eq!(parts(&Unmeant::default()), 7);
}
