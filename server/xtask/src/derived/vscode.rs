//! The settings of the VS Code extension: those of `anyport.toml`, every rule by name, and a few
//! that only an editor has.

use std::path::Path;

use anyhow::{Context as _, ensure};
use serde_json::{Map, Value, json};

use super::{Derived, first_sentence, read, rules};

const MANIFEST: &str = "editors/vscode/package.json";
const SCHEMA: &str = "docs/anyport.schema.json";
const BEGINS: &str = "\n    \"configuration\": {";
const ENDS: &str = "\n    }";

/// `package.json` with its settings up to date.
pub(super) fn vscode(root: &Path) -> anyhow::Result<Derived> {
    let text = read(&root.join(MANIFEST))?;
    let (before, rest) = text.split_once(BEGINS).context("package.json has no configuration")?;
    let at = rest.find(ENDS).context("package.json's configuration has no end")?;
    let settings = json!({ "title": "anyport", "properties": properties(root)? });
    let settings = serde_json::to_string_pretty(&settings)?;
    let lines: Vec<String> = settings.lines().map(|line| format!("    {line}")).collect();
    let inner = lines[1..lines.len() - 1].join("\n");
    let text = format!("{before}{BEGINS}\n{inner}{}", &rest[at..]);
    Ok(Derived { path: MANIFEST, text, what: "vscode" })
}

fn properties(root: &Path) -> anyhow::Result<Map<String, Value>> {
    let schema: Value = serde_json::from_str(&read(&root.join(SCHEMA))?)?;
    let keys = schema["properties"].as_object().context("the schema has properties")?;
    let mut properties = Map::new();
    for (key, property) in keys {
        let mut property = inlined(property, &schema["$defs"], 24)?;
        if key == "levels" {
            name_rules(&mut property, root)?;
        }
        properties.insert(format!("anyport.{key}"), unset_by_default(property)?);
    }
    properties.insert(
        "anyport.diagnostics.run".to_owned(),
        json!({
            "description": "When a file that is being edited is judged.",
            "type": "string",
            "enum": ["type", "save"],
            "enumDescriptions": ["While typing.", "When it is saved."],
            "default": "type",
        }),
    );
    properties.insert(
        "anyport.server.path".to_owned(),
        json!({
            "description": "The program to start. Left empty, the one that came with the \
                            extension, or else `anyport` on the PATH.",
            "type": ["string", "null"],
            "default": null,
            "scope": "machine-overridable",
        }),
    );
    properties.insert(
        "anyport.trace.server".to_owned(),
        json!({
            "description": "How much of the talk with the server is logged.",
            "type": "string",
            "enum": ["off", "messages", "verbose"],
            "default": "off",
        }),
    );
    Ok(properties)
}

/// A schema whose `$ref`s stand where they point; the editor follows none.
fn inlined(schema: &Value, definitions: &Value, depth: u8) -> anyhow::Result<Value> {
    ensure!(depth > 0, "{SCHEMA}: too deep to inline");
    Ok(match schema {
        Value::Object(keys) => {
            let mut inner = Map::new();
            if let Some(Value::String(reference)) = keys.get("$ref") {
                let name = reference.rsplit('/').next().unwrap_or_default();
                let definition = inlined(&definitions[name], definitions, depth - 1)?;
                inner = definition.as_object().cloned().context("a definition is an object")?;
            }
            for (key, value) in keys.iter().filter(|(key, _)| *key != "$ref") {
                inner.insert(key.clone(), inlined(value, definitions, depth - 1)?);
            }
            choices_as_enum(inner)
        }
        Value::Array(items) => {
            let items = items.iter().map(|item| inlined(item, definitions, depth - 1));
            Value::Array(items.collect::<Result<_, _>>()?)
        }
        other => other.clone(),
    })
}

/// `oneOf` over constants as `enum`: what the settings editor shows as a choice.
fn choices_as_enum(mut schema: Map<String, Value>) -> Value {
    let Some(Value::Array(choices)) = schema.get("oneOf") else { return Value::Object(schema) };
    let constants: Option<Vec<Value>> =
        choices.iter().map(|choice| choice.get("const").cloned()).collect();
    if let Some(constants) = constants {
        let told: Vec<Value> = choices.iter().map(|choice| choice["description"].clone()).collect();
        schema.remove("oneOf");
        schema.insert("type".to_owned(), json!("string"));
        schema.insert("enum".to_owned(), Value::Array(constants));
        schema.insert("enumDescriptions".to_owned(), Value::Array(told));
    }
    Value::Object(schema)
}

/// Each rule gets a key of its own, which the editor completes.
fn name_rules(levels: &mut Value, root: &Path) -> anyhow::Result<()> {
    let level = levels["additionalProperties"].clone();
    let mut named = Map::new();
    for rule in rules(root)? {
        let page = root.join(super::HAZARDS).join(format!("{}.md", rule.replace('-', "_")));
        let mut property = level.clone();
        property["description"] = first_sentence(&read(&page)?).into();
        named.insert(rule, property);
    }
    levels["properties"] = Value::Object(named);
    levels["additionalProperties"] = Value::Bool(false);
    Ok(())
}

/// The editor sends every setting; null says that nobody set it.
fn unset_by_default(mut property: Value) -> anyhow::Result<Value> {
    let keys = property.as_object_mut().context("a property is an object")?;
    let of_one_type = keys.get("type").and_then(Value::as_str).map(str::to_owned);
    let of_one_type = of_one_type.context("a property has a type")?;
    keys.insert("type".to_owned(), json!([of_one_type, "null"]));
    if let Some(Value::Array(choices)) = keys.get_mut("enum") {
        choices.push(Value::Null);
        if let Some(Value::Array(told)) = keys.get_mut("enumDescriptions") {
            told.push("Not set.".into());
        }
    }
    keys.insert("default".to_owned(), Value::Null);
    keys.remove("$comment");
    Ok(property)
}
