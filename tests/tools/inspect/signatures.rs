//! Programs signed with a certificate, as for a release: openssl makes it, relic signs.
#![expect(clippy::disallowed_methods, reason = "tests break copies of binaries")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use artifact::{Details, MachO, Signer};
use serde_json::{Value, json};

use super::{built, inspected};
use crate::tools::{run, tool, tools_folder, write};

/// The programs that are signed.
pub(super) const PORTS: [&str; 3] = ["darwin/arm64", "darwin/amd64", "windows/amd64"];

/// relic's pages.
const PAGE: u64 = 4096;

const CONFIGURATION: &str = "tokens: {files: {type: file}}\n\
    keys: {release: {token: files, keyfile: key.pem, x509certificate: certificate.pem}}\n";

/// Each kind of value that a property list has.
const ENTITLEMENTS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
	<!-- What the sandbox lets through. -->
	<key>com.apple.security.app-sandbox</key>
	<true/>
	<key>com.apple.security.get-task-allow</key>
	<false/>
	<key>com.apple.security.application-groups</key>
	<array>
		<string>TEAM123456.caf&#233; &amp; &lt;more&gt;</string>
		<string/>
	</array>
	<key>com.example.limits</key>
	<dict>
		<key>files</key>
		<integer>-7</integer>
		<key>since</key>
		<date>2026-11-29T20:54:11Z</date>
		<key>nothing</key>
		<dict></dict>
	</dict>
</dict>
</plist>
"#;

/// A signed copy of the program for one of [`PORTS`].
pub(super) fn signed(port: &str) -> PathBuf {
    static SIGNED: LazyLock<[PathBuf; PORTS.len()]> = LazyLock::new(|| {
        let folder = built::place("");
        write(&folder.join("relic.yaml"), CONFIGURATION);
        write(&folder.join("entitlements.plist"), ENTITLEMENTS);
        let mut openssl = tool("openssl");
        openssl.args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]);
        openssl.args(["-subj", "/OU=TEAM123456/CN=Example", "-keyout", "key.pem"]);
        openssl.args(["-addext", "extendedKeyUsage=codeSigning", "-out", "certificate.pem"]);
        // Apple's mark of a developer's certificate, whose unit is the team.
        openssl.args(["-addext", "1.2.840.113635.100.6.1.13=DER:05:00"]);
        run(openssl.current_dir(&folder));
        PORTS.map(|port| sign(&built::port(port), port.starts_with("darwin/")))
    });
    let index = PORTS.iter().position(|it| *it == port).expect("it is signed");
    SIGNED[index].clone()
}

fn sign(program: &Path, is_apples: bool) -> PathBuf {
    let path = program.with_added_extension("signed");
    let mut relic = relic();
    relic.args(["--config", "relic.yaml", "sign", "--key", "release", "--file"]).arg(program);
    if is_apples {
        relic.args(["--bundle-id", "com.example.hello", "--entitlements", "entitlements.plist"]);
    }
    run(relic.arg("--output").arg(&path));
    path
}

fn relic() -> Command {
    let mut relic = Command::new(tools_folder().join("relic/bin/relic"));
    relic.current_dir(built::place(""));
    relic
}

/// What relic says of a signature; the error where it does not hold.
fn verified(path: &Path) -> Result<String, String> {
    let output = relic().args(["verify", "--cert", "certificate.pem"]).arg(path).output();
    let output = output.expect("relic is installed");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() { Ok(said) } else { Err(said) }
}

/// A copy of a file in which one byte is another.
pub(super) fn with_one_byte_changed(path: &Path, name: &str, at: usize) -> PathBuf {
    let mut bytes = fs::read(path).expect("it is there");
    bytes[at] ^= 1;
    let copy = built::place(name);
    fs::write(&copy, bytes).expect("a new file");
    copy
}

fn mach_o(path: &Path) -> MachO {
    let Details::MachO(mach_o) = inspected(path).details else { panic!("a Mach-O file") };
    *mach_o
}

#[test]
fn a_certificates_signature_of_a_mach_o_file() {
    for port in ["darwin/arm64", "darwin/amd64"] {
        let path = signed(port);
        let said = verified(&path).unwrap_or_else(|said| panic!("{port}: {said}"));
        assert!(said.contains("OK - com.example.hello[TeamID:TEAM123456]"), "{port}: {said}");
        let signature = mach_o(&path).signature.expect("a signature");
        assert_eq!(signature.signer, Signer::Certificate, "{port}");
        assert_eq!(signature.faults, [""; 0], "{port}");
        assert_eq!(signature.requirements, Some(1), "{port}");
        assert!(!signature.has_der_entitlements, "{port}: relic writes none");
        let [directory] = signature.code_directories.as_slice() else { panic!("{signature:?}") };
        assert_eq!(directory.identifier, "com.example.hello", "{port}");
        assert_eq!(directory.team.as_deref(), Some("TEAM123456"), "{port}");
        assert_eq!(directory.flag_words, ["runtime"], "{port}");
        let pages = &directory.pages;
        assert_eq!((pages.size, pages.bad), (PAGE, 0), "{port}");
        assert_eq!(pages.count, directory.code_limit.div_ceil(PAGE), "{port}");
        assert!(pages.count > 100, "{port}: {pages:?}");
        let slots: Vec<_> = directory.slots.iter().map(|it| (it.name, it.matches)).collect();
        assert_eq!(slots, [("entitlements", Some(true)), ("requirements", Some(true))], "{port}");
    }
}

#[test]
fn entitlements_are_those_that_were_given() {
    let entry = |key: &str, value: Value| json!({"key": key, "value": value});
    let limits = [
        entry("files", json!(-7)),
        entry("since", json!("2026-11-29T20:54:11Z")),
        entry("nothing", json!([])),
    ];
    let expected = json!([
        entry("com.apple.security.app-sandbox", json!(true)),
        entry("com.apple.security.get-task-allow", json!(false)),
        entry("com.apple.security.application-groups", json!(["TEAM123456.café & <more>", ""])),
        entry("com.example.limits", json!(limits)),
    ]);
    for port in ["darwin/arm64", "darwin/amd64"] {
        let signature = mach_o(&signed(port)).signature.expect("a signature");
        let entitlements = signature.entitlements.expect("entitlements");
        assert_eq!(serde_json::to_value(entitlements).expect("JSON"), expected, "{port}");
    }
}

#[test]
fn one_byte_breaks_the_page_that_relic_names() {
    const AT: u64 = 9 * PAGE + 17;
    for (name, port) in [("page-arm64", "darwin/arm64"), ("page-amd64", "darwin/amd64")] {
        let broken = with_one_byte_changed(&signed(port), name, AT as usize);
        let said = verified(&broken).expect_err(port);
        assert!(said.contains("digest mismatch: page 9:"), "{port}: {said}");
        let signature = mach_o(&broken).signature.expect("a signature");
        assert_eq!(signature.code_directories[0].pages.bad_offsets, [9 * PAGE], "{port}");
        let [fault] = signature.faults.as_slice() else { panic!("{:?}", signature.faults) };
        assert!(fault.ends_with("the first at byte 36864"), "{port}: {fault}");
    }
}

#[test]
fn a_signature_changes_nothing_else() {
    for port in PORTS {
        let path = signed(port);
        verified(&path).unwrap_or_else(|said| panic!("{port}: {said}"));
        let (mut plain, signed) = (inspected(&built::port(port)), inspected(&path));
        match (&mut plain.details, &signed.details) {
            (Details::MachO(plain), Details::MachO(signed)) => {
                let signer = plain.signature.as_ref().map(|it| it.signer);
                let by_go = port.ends_with("/arm64").then_some(Signer::Linker);
                assert_eq!(signer, by_go, "{port}");
                plain.signature.clone_from(&signed.signature);
            }
            (Details::Pe(plain), Details::Pe(signed)) => {
                let has = (plain.has_authenticode, signed.has_authenticode);
                assert_eq!(has, (false, true), "{port}");
                plain.has_authenticode = true;
            }
            other => panic!("{port}: {other:?}"),
        }
        assert!(plain.size < signed.size, "{port}");
        plain.size = signed.size;
        assert_eq!(plain, signed, "{port}");
    }
}
