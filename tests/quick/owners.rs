//! `platform` alone names operating systems and architectures.

use platform::Port;

use crate::repository::{expect_none, files};

/// Whether a file of the sources holds tests alone.
pub(crate) fn is_test(path: &str) -> bool {
    path.ends_with("/tests.rs") || path.contains("/tests/")
}

/// What is shipped of a source file, and its tests, which stand at its end.
pub(crate) fn split_at_tests(text: &str) -> (&str, &str) {
    text.split_at(text.find("#[cfg(test)]").unwrap_or(text.len()))
}

#[test]
fn platform_alone_names_systems_and_architectures() {
    let names: Vec<String> = Port::all()
        .flat_map(|port| [port.os(), port.arch()])
        .map(|name| format!("\"{name}\""))
        .collect();
    assert!(!names.is_empty(), "there are ports");
    let mut complaints = Vec::new();
    for file in files().iter().filter(|file| file.is_rust() && is_shipped(&file.path)) {
        let (shipped, _) = split_at_tests(&file.text);
        for (index, line) in shipped.lines().enumerate() {
            let code = line.trim_start();
            if code.starts_with("//") {
                continue;
            }
            if let Some(name) = names.iter().find(|name| code.contains(*name)) {
                complaints.push(format!("{}:{}: {name}", file.path, index + 1));
            }
        }
    }
    expect_none(&complaints, "ask platform for a predicate or a constant");
}

fn is_shipped(path: &str) -> bool {
    let elsewhere = ["server/platform/", "server/testkit/", "server/xtask/"];
    path.starts_with("server/")
        && path.contains("/src/")
        && !is_test(path)
        && !elsewhere.iter().any(|place| path.starts_with(place))
}
