//! `anyport inspect` on small binaries made by hand.

use expect_test::expect;
use serde_json::Value;

use crate::place::{GO_MOD, Place};
use crate::schema::faults;

/// A WebAssembly module that imports from `gojs` and exports its memory.
const WASM: &[u8] = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x02\x0a\x01\x04gojs\x01f\0\0\
    \x05\x04\x01\x01\x02\x08\x07\x07\x01\x03mem\x02\0";

/// A program for Plan 9 on amd64 of 214 bytes.
fn plan9() -> Vec<u8> {
    let mut bytes = Vec::new();
    for number in [0x8a97_u32, 100, 50, 10, 20, 0, 0, 4, 0, 0] {
        bytes.extend(number.to_be_bytes());
    }
    bytes.resize(214, 0);
    bytes
}

fn place() -> Place {
    let place = Place::new(&[("go.mod", GO_MOD), ("dist/notes.txt", "not a binary\n")]);
    place.write("dist/app.wasm", WASM);
    place.write("dist/plan9/app", plan9());
    place
}

#[test]
fn a_file_is_told_in_full() {
    expect![[r#"
        dist/app.wasm: WebAssembly program, 41 bytes
          system        js
          architecture  wasm
          ABI           wasm_exec.js
          byte order    little-endian, 32-bit pointers
          linking       static
          imports       gojs: f
          offers        mem
          memory        2 pages of 64 KiB, at most 8
          contains      stripped

        exit code 0
    "#]]
    .assert_eq(&place().run(&["inspect", "dist/app.wasm"]).to_string());
}

#[test]
fn a_folder_means_every_binary_below_it() {
    let place = place();
    let run = place.run(&["inspect", "dist"]);
    assert_eq!(run.code, 0, "{run}");
    let heads: Vec<&str> = run.stdout.lines().filter(|line| line.contains(": ")).collect();
    expect![[r#"
        dist/app.wasm: WebAssembly program, 41 bytes
          imports       gojs: f
        dist/plan9/app: Plan 9 a.out program, 214 bytes
        inspected 2 files: nothing to complain about"#]]
    .assert_eq(&heads.join("\n"));
    let run = place.run(&["inspect", "home", "dist"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{run}");
}

#[test]
fn the_policy_in_force_is_checked() {
    let place = place();
    let policy = "[policy]\nmax-size = 100\n\n[policy.\"js/*\"]\nmax-size = 20\n";
    place.write("anyport.toml", policy);
    let run = place.run(&["inspect", "dist"]);
    assert_eq!(run.code, 1);
    let errors: Vec<&str> = run.stdout.lines().filter(|line| line.starts_with("error")).collect();
    expect![[r#"
        error[max-size]: has 41 bytes, and may have 20
        error[max-size]: has 214 bytes, and may have 100"#]]
    .assert_eq(&errors.join("\n"));
    assert_eq!(place.run(&["inspect", "--fail-on", "never", "dist"]).code, 0);
    place.write("lax.toml", "");
    assert_eq!(place.run(&["inspect", "--policy", "lax.toml", "dist"]).code, 0);
    place.write("broken.toml", "[policy]\nmax-sise = 1\n");
    expect![[r#"
        stderr: anyport: broken.toml:2:1: unknown key `max-sise` of `policy`, did you mean `max-size`?
        exit code 2
    "#]]
        .assert_eq(&place.run(&["inspect", "--policy", "broken.toml", "dist"]).to_string());
}

#[test]
fn a_port_can_be_asked_for() {
    let place = place();
    let run = place.run(&["inspect", "--target", "wasip1/wasm", "dist/app.wasm"]);
    assert_eq!(run.code, 1);
    assert!(run.stdout.contains("asked for wasip1/wasm, and got js/wasm"), "{run}");
    assert_eq!(place.run(&["inspect", "--target", "js/wasm", "dist/app.wasm"]).code, 0);
    expect![[r#"
        stderr: anyport: --target: Go has no architecture called `wsam`: did you mean js/wasm
        exit code 2
    "#]]
    .assert_eq(&place.run(&["inspect", "--target", "js/wsam", "dist/app.wasm"]).to_string());
}

#[test]
fn what_is_no_binary_or_a_broken_one_is_not_told_to_be_fine() {
    let place = place();
    place.write("dist/half", &plan9()[..100]);
    expect![[r#"
        dist/half: truncated: the code ends at byte 140, the file at byte 100

        dist/notes.txt: not a binary of a known format

        inspected 2 files: 2 not read
        exit code 2
    "#]]
    .assert_eq(&place.run(&["inspect", "dist/half", "dist/notes.txt"]).to_string());
    let run = place.run(&["inspect", "nowhere"]);
    assert_eq!((run.code, run.stderr.as_str()), (2, "anyport: nowhere: no such file or folder\n"));
}

#[test]
fn json_is_what_the_schema_says() {
    let place = place();
    place.write("dist/half", &plan9()[..100]);
    place.write("anyport.toml", "policy.max-size = 1\n");
    let words = ["inspect", "--format", "json", "dist", "dist/notes.txt"];
    let value: Value = serde_json::from_str(&place.run(&words).stdout).expect("JSON");
    assert_eq!(value["inspections"].as_array().map(Vec::len), Some(4));
    assert_eq!(faults("inspect.schema.json", &value), [""; 0]);
    let mut spoilt = value.clone();
    spoilt["inspections"][0]["artifact"]["details"] = serde_json::json!({"java": {}});
    assert_ne!(faults("inspect.schema.json", &spoilt), [""; 0]);
}
