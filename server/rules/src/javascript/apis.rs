//! What JavaScript does with a function that it is given.

use syntax::go::js::{Call, Callee};

/// When a function is called that JavaScript was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Calling {
    /// Before the call returns.
    Now,
    /// Once, later.
    OnceLater,
    /// Later, as often as something happens.
    Later,
    /// Later, until it is taken back.
    UntilTakenBack,
    /// Nobody knows.
    Unknown,
}

/// Methods of `js.Value` that take values.
const METHODS_WITH_VALUES: [&str; 6] = ["Call", "Invoke", "New", "Set", "SetIndex", "InstanceOf"];

/// Functions that call back once, after the present event.
const ONCE_LATER: [&str; 14] = [
    "setTimeout",
    "setImmediate",
    "requestAnimationFrame",
    "requestIdleCallback",
    "queueMicrotask",
    "then",
    "catch",
    "finally",
    "nextTick",
    "requestPermission",
    "requestVideoFrameCallback",
    "getCurrentPosition",
    "getAsString",
    "toBlob",
];

/// Functions that call back whenever something happens.
const LATER: [&str; 6] =
    ["setInterval", "addEventListener", "addListener", "on", "subscribe", "watchPosition"];

/// Functions that call back before they return.
const NOW: [&str; 16] = [
    "forEach",
    "map",
    "filter",
    "some",
    "every",
    "find",
    "findIndex",
    "findLast",
    "flatMap",
    "reduce",
    "reduceRight",
    "sort",
    "toSorted",
    "replace",
    "replaceAll",
    "apply",
];

/// Whether `js.Value` has a method of this name that takes values.
pub(super) fn is_method_of_value(name: &str) -> bool {
    METHODS_WITH_VALUES.contains(&name)
}

/// When JavaScript calls a function that this call of a method of `js.Value` hands over.
pub(crate) fn calling(call: &Call) -> Calling {
    // A `js.Value` of it may go anywhere.
    let Callee::Method(method) = &call.callee else { return Calling::Later };
    let first = call.first.as_deref().unwrap_or_default();
    match &**method {
        "Call" if first == "addEventListener" && call.says_once => Calling::OnceLater,
        "Call" if ONCE_LATER.contains(&first) => Calling::OnceLater,
        "Call" if LATER.contains(&first) => Calling::Later,
        "Call" if NOW.contains(&first) => Calling::Now,
        "Invoke" if ONCE_LATER.contains(&last_word(&call.operand)) => Calling::OnceLater,
        "Invoke" if last_word(&call.operand) == "setInterval" => Calling::Later,
        "Set" if is_handler(first) => Calling::Later,
        // `new Promise(f)` calls f at once; an observer keeps it.
        "New" if call.operand.contains("\"Promise\"") => Calling::Now,
        "New" if call.operand.contains("Observer\"") => Calling::Later,
        _ => Calling::Unknown,
    }
}

/// `setTimeout` in `js.Global().Get("setTimeout")` and in `t.setTimeout`.
fn last_word(operand: &str) -> &str {
    let is_in_word = |c: char| c.is_alphanumeric() || c == '_';
    let end = operand.trim_end_matches(|c| !is_in_word(c));
    end.rsplit(|c| !is_in_word(c)).next().unwrap_or_default()
}

/// `onclick`, `onmessage`.
fn is_handler(property: &str) -> bool {
    let event = property.strip_prefix("on").unwrap_or_default();
    !event.is_empty() && event.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// Whether a call takes a function back from JavaScript.
pub(crate) fn takes_back(call: &Call) -> bool {
    let first = call.first.as_deref().unwrap_or_default();
    matches!(&call.callee, Callee::Method(name) if &**name == "Call")
        && (first.starts_with("remove")
            || first.starts_with("clear")
            || first.starts_with("cancel")
            || matches!(first, "off" | "disconnect" | "unsubscribe"))
}
