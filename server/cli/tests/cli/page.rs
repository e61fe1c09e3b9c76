//! `anyport rules` and `anyport explain`.

use expect_test::expect;
use serde_json::Value;

use crate::place::Place;

#[test]
fn every_rule_is_listed_and_has_a_page() {
    let place = Place::new(&[]);
    let table = place.run(&["rules"]).stdout;
    let list: Value = serde_json::from_str(&place.run(&["rules", "--format", "json"]).stdout)
        .expect("the list is JSON");
    let list = list.as_array().expect("a list");
    assert_eq!(list.len(), rules::hazards::RULES.len());
    for (rule, listed) in rules::hazards::RULES.iter().zip(list) {
        assert_eq!(listed["name"], rule.name);
        assert!(!listed["summary"].as_str().expect("text").is_empty(), "{}", rule.name);
        assert!(table.contains(rule.name), "{}", rule.name);
        let page = place.run(&["explain", rule.name]);
        assert_eq!(page.code, 0);
        assert!(page.stdout.starts_with(rule.name), "{}", page.stdout);
        assert!(
            !page.stdout.contains("```") && !page.stdout.contains("// want "),
            "{}",
            page.stdout
        );
    }
}

#[test]
fn an_unknown_rule_gets_the_nearest_named() {
    let place = Place::new(&[]);
    expect![[r#"
        stderr: anyport: no rule is called `cgo-conditions`; did you mean `cgo-condition`?
        exit code 2
    "#]]
    .assert_eq(&place.run(&["explain", "cgo-conditions"]).to_string());
    expect![[r#"
        stderr: anyport: no rule is called `Unused_Ignore`; did you mean `unused-ignore`?
        exit code 2
    "#]]
    .assert_eq(&place.run(&["explain", "Unused_Ignore"]).to_string());
    expect![[r#"
        stderr: anyport: no rule is called `xyzzy`; `anyport rules` lists them
        exit code 2
    "#]]
    .assert_eq(&place.run(&["explain", "xyzzy"]).to_string());
}
