//! Real output against the committed schema.

use std::path::Path;

use serde_json::{Map, Value, json};

use crate::place::{GO_MOD, Place, SENSOR};

fn schema(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(name);
    serde_json::from_str(&std::fs::read_to_string(path).expect("it is there")).expect("JSON")
}

/// What of a value is not as a schema of the documentation says.
pub(crate) fn faults(name: &str, value: &Value) -> Vec<String> {
    let schema = schema(name);
    let mut wrong = Vec::new();
    validate(&schema, &schema, value, "", &mut wrong);
    wrong
}

#[test]
fn real_output_is_what_the_schema_says() {
    let place = Place::new(&[]);
    place.run(&["demo", "weather"]);
    place.write("other/go.mod", GO_MOD);
    place.write("other/sensor.go", SENSOR);
    for words in [&["weather"][..], &["weather", "--targets", "all"], &["weather", "other"]] {
        let text = place.run(&[&["check", "--format", "json"], words].concat()).stdout;
        let value: Value = serde_json::from_str(&text).expect("JSON");
        assert!(value["findings"].as_array().is_some_and(|list| !list.is_empty()));
        let wrong = faults("check.schema.json", &value);
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}

#[test]
fn the_validator_sees_what_is_wrong() {
    let place = Place::with_a_fixable_hazard();
    let text = place.run(&["check", "--format", "json"]).stdout;
    let spoil = |pointer: &str, new: Value| {
        let mut value: Value = serde_json::from_str(&text).expect("JSON");
        *value.pointer_mut(pointer).expect("it is there") = new;
        faults("check.schema.json", &value).len()
    };
    assert_eq!(spoil("/version", json!(1)), 0);
    for (pointer, new) in [
        ("/version", json!(2)),
        ("/findings/0/level", json!("loud")),
        ("/findings/0/line", json!(0)),
        ("/findings/0/targets", json!([])),
        ("/findings/0/cause", json!("17")),
        ("/findings/0", json!({})),
        ("/findings/0/fixes/0/edits/0/start", json!([1])),
        ("/ports/0/verdict", json!("perhaps")),
        ("/stats/seconds", json!("1")),
    ] {
        assert_ne!(spoil(pointer, new), 0, "{pointer}");
    }
}

/// Checks a value against the part of JSON Schema that ours uses. Anything else in a schema is an
/// error, so that nothing is passed over.
fn validate(root: &Value, schema: &Value, value: &Value, at: &str, wrong: &mut Vec<String>) {
    for (word, rule) in schema.as_object().unwrap_or(&Map::new()) {
        let holds = match word.as_str() {
            "$comment" | "$schema" | "$defs" | "title" | "description" | "format" => true,
            "$ref" => {
                let pointer = rule.as_str().and_then(|text| text.strip_prefix('#'));
                let target = pointer.and_then(|pointer| root.pointer(pointer)).expect("a target");
                validate(root, target, value, at, wrong);
                true
            }
            "type" => match rule {
                Value::Array(types) => types.iter().any(|name| is_a(value, name)),
                name => is_a(value, name),
            },
            "const" => value == rule,
            "properties" => {
                for (name, rule) in rule.as_object().expect("an object") {
                    if let Some(value) = value.get(name) {
                        validate(root, rule, value, &format!("{at}/{name}"), wrong);
                    }
                }
                true
            }
            "required" => {
                let names = rule.as_array().expect("a list");
                names.iter().all(|name| value.get(name.as_str().expect("text")).is_some())
            }
            "items" => {
                for (number, value) in value.as_array().into_iter().flatten().enumerate() {
                    validate(root, rule, value, &format!("{at}/{number}"), wrong);
                }
                true
            }
            "additionalProperties" if *rule == Value::Bool(false) => {
                let known = schema["properties"].as_object();
                let names = value.as_object().into_iter().flat_map(Map::keys);
                names.into_iter().all(|name| known.is_some_and(|known| known.contains_key(name)))
            }
            "enum" => rule.as_array().is_some_and(|values| values.contains(value)),
            "minItems" => value.as_array().map(Vec::len) >= length(rule),
            "maxItems" => value.as_array().map(Vec::len) <= length(rule),
            "minimum" => value.as_f64() >= rule.as_f64(),
            "pattern" => {
                assert_eq!(rule, "^c[0-9]+$", "the only one known here");
                let digits = value.as_str().and_then(|text| text.strip_prefix('c'));
                digits.is_some_and(|digits| digits.parse::<u32>().is_ok())
            }
            "anyOf" | "oneOf" => rule.as_array().expect("a list").iter().any(|rule| {
                let mut inner = Vec::new();
                validate(root, rule, value, at, &mut inner);
                inner.is_empty()
            }),
            _ => panic!("`{word}` is not known to this validator"),
        };
        if !holds {
            wrong.push(format!("{at}: {word}: {rule} does not hold for {value}"));
        }
    }
}

fn length(rule: &Value) -> Option<usize> {
    rule.as_u64().and_then(|number| number.try_into().ok())
}

fn is_a(value: &Value, name: &Value) -> bool {
    match name.as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("boolean") => value.is_boolean(),
        Some("null") => value.is_null(),
        Some("integer") => value.is_u64() || value.is_i64(),
        Some("number") => value.is_number(),
        _ => false,
    }
}
