//! A comment `anyport:ignore` silences nothing.

use project::Level;

use crate::{
    Applicability, Explanation, Findings, Fix, IdleIgnore, IdleReason, Judges, Predicts, Rule,
    Scope, fixes,
};

/// See the page.
pub static RULE: Rule = Rule {
    name: "unused-ignore",
    level: Level::Warning,
    predicts: Predicts::Drift,
    judges: Judges::Targets,
    scope: Scope::Silencing(check),
    docs: include_str!("unused_ignore.md"),
    off_by_default: false,
    former_names: &[],
};

fn check(idle: &IdleIgnore<'_>, findings: &mut Findings) {
    findings.add(findings.judged(), idle.path, idle.ignore.span, |_| {
        let rule = &idle.ignore.rule;
        let (message, why) = match idle.reason {
            IdleReason::NothingFound => (
                format!("this silences nothing: `{rule}` finds nothing here on any port"),
                "The code it excused has changed, or the comment stands on the wrong line.".into(),
            ),
            IdleReason::UnknownRule(Some(nearest)) => (
                format!("there is no rule `{rule}`, did you mean `{nearest}`?"),
                "A comment that names no rule silences nothing.".into(),
            ),
            IdleReason::UnknownRule(None) => (
                format!("there is no rule `{rule}`"),
                "A comment that names no rule silences nothing; `anyport rules` lists them.".into(),
            ),
        };
        Explanation { message, why, fixes: vec![delete(idle)], ..Explanation::default() }
    });
}

fn delete(idle: &IdleIgnore<'_>) -> Fix {
    Fix {
        title: "Delete the comment".to_owned(),
        applicability: Applicability::Safe,
        edits: vec![fixes::delete(idle.path, idle.ignore.removal)],
    }
}
