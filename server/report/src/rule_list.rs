//! The list of rules, for `anyport rules`.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use project::Level;
use rules::Rule;
use serde_json::json;
use unicode_width::UnicodeWidthStr;

use crate::Dress;
use crate::words::wrap;

/// A table: name, level, what is predicted, and what it is about.
pub fn rule_list(rules: &[&Rule], dress: &Dress) -> String {
    let rows: Vec<[String; 4]> = rules
        .iter()
        .map(|rule| {
            [
                rule.name.into(),
                level(rule).into(),
                rule.predicts.as_str().into(),
                first_sentence(&rule.summary()),
            ]
        })
        .collect();
    let head = ["rule", "level", "predicts", "what breaks and why"].map(String::from);
    let wide = |column: usize| {
        rows.iter().chain([&head]).map(|row| row[column].width()).max().unwrap_or(0)
    };
    let [name, level, predicts] = [wide(0), wide(1), wide(2)];
    let indent = name + level + predicts + 6;
    let (name_style, head_style) = if dress.colour {
        (Style::new().fg_color(Some(AnsiColor::Cyan.into())), Style::new().bold())
    } else {
        (Style::new(), Style::new())
    };
    let mut out = String::new();
    for (number, row) in [&head].into_iter().chain(&rows).enumerate() {
        let style = if number == 0 { head_style } else { name_style };
        let summary = wrap(&row[3], dress.width.saturating_sub(indent).max(30))
            .replace('\n', &format!("\n{:indent$}", ""));
        let _ = writeln!(
            out,
            "{style}{:name$}{style:#}  {:level$}  {:predicts$}  {summary}",
            row[0], row[1], row[2]
        );
    }
    out
}

/// The same as a list of objects, with former names.
pub fn rule_list_json(rules: &[&Rule]) -> serde_json::Value {
    let list = rules.iter().map(|rule| {
        json!({
            "name": rule.name,
            "level": level(rule),
            "predicts": rule.predicts.as_str(),
            "summary": rule.summary(),
            "former_names": rule.former_names,
        })
    });
    list.collect()
}

/// What a table has room for.
fn first_sentence(text: &str) -> String {
    text.split_once(". ").map_or(text, |(sentence, _)| sentence).trim_end_matches('.').to_owned()
}

fn level(rule: &Rule) -> &'static str {
    match rule.level {
        _ if rule.off_by_default => "off",
        Level::Hint => "hint",
        Level::Info => "info",
        Level::Warning => "warning",
        Level::Error => "error",
    }
}
