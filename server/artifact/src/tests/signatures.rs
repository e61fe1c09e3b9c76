//! Code signatures: made here, read and verified by the crate, and broken.

use sha2::{Digest, Sha256};

use super::made::{Writer, mach_o};
use crate::{Details, EntitlementValue, Signature, Signer, read};

const ENTITLEMENTS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE plist PUBLIC \
    \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n\
    <plist version=\"1.0\"><dict>\n<key>com.apple.security.network.client</key><true/>\n\
    <key>groups</key><array><string>a &amp; b</string><integer>7</integer></array>\n\
    <key>empty</key><dict/>\n</dict></plist>\n";

const PAGE: usize = 4096;

fn blob(magic: u32, contents: &[u8]) -> Vec<u8> {
    Writer::big().u32s(&[magic, contents.len() as u32 + 8]).raw(contents).bytes
}

/// The signature of a code, by hashes alone, with requirements and entitlements.
pub(super) fn signature(code: &[u8]) -> Vec<u8> {
    let requirements = blob(0xfade_0c01, &[0; 4]);
    let entitlements = blob(0xfade_7171, ENTITLEMENTS.as_bytes());
    let der = blob(0xfade_7172, b"\x70\x02\x02\x00");
    let hash = |bytes: &[u8]| Sha256::digest(bytes).to_vec();
    let slots = [
        hash(&der),
        vec![0; 32],
        hash(&entitlements),
        vec![0; 32],
        vec![0; 32],
        hash(&requirements),
        vec![0; 32],
    ];
    let pages: Vec<Vec<u8>> = code.chunks(PAGE).map(hash).collect();
    let identifier = b"com.example.app\0TEAM123456\0";
    let hashes = 88 + identifier.len() + 32 * slots.len();
    let size = hashes + 32 * pages.len();
    let directory = Writer::big()
        .u32s(&[0xfade_0c02, size as u32, 0x2_0400, 0x1_0002, hashes as u32, 88])
        .u32s(&[slots.len() as u32, pages.len() as u32, code.len() as u32])
        .raw(&[32, 2, 0, 12])
        .u32s(&[0, 0, 88 + 16, 0])
        .u64s(&[0, 0, 0, 1])
        .raw(identifier)
        .raw(&slots.concat())
        .raw(&pages.concat())
        .bytes;
    let blobs = [(0, directory), (2, requirements), (5, entitlements), (7, der)];
    let mut table = Vec::new();
    let mut contents: Vec<u8> = Vec::new();
    let head = 12 + 8 * blobs.len();
    for (slot, blob) in &blobs {
        table.extend([*slot, (head + contents.len()) as u32]);
        contents.extend(blob);
    }
    let size = (head + contents.len()) as u32;
    Writer::big().u32s(&[0xfade_0cc0, size, 4]).u32s(&table).raw(&contents).bytes
}

fn signature_of(bytes: &[u8]) -> Signature {
    let artifact = read(bytes).unwrap_or_else(|error| panic!("{error}"));
    let Details::MachO(mach_o) = artifact.details else { panic!("{artifact:?}") };
    mach_o.signature.expect("a signature")
}

#[test]
fn a_signature_that_holds() {
    let signature = signature_of(&mach_o(&signature));
    assert_eq!(signature.faults, [""; 0]);
    assert_eq!(signature.signer, Signer::AdHoc);
    assert_eq!(signature.requirements, Some(0));
    assert!(signature.has_der_entitlements);
    let [directory] = signature.code_directories.as_slice() else { panic!("{signature:?}") };
    assert_eq!(directory.identifier, "com.example.app");
    assert_eq!(directory.team.as_deref(), Some("TEAM123456"));
    assert_eq!(directory.flag_words, ["adhoc", "runtime"]);
    assert_eq!((directory.pages.count, directory.pages.bad), (3, 0));
    let slots: Vec<_> = directory.slots.iter().map(|it| (it.slot, it.matches)).collect();
    assert_eq!(slots, [(7, Some(true)), (5, Some(true)), (2, Some(true))]);
}

#[test]
fn entitlements_are_decoded() {
    let signature = signature_of(&mach_o(&signature));
    let entitlements = signature.entitlements.expect("entitlements");
    let keys: Vec<&str> = entitlements.iter().map(|it| it.key.as_str()).collect();
    assert_eq!(keys, ["com.apple.security.network.client", "groups", "empty"]);
    assert_eq!(entitlements[0].value, EntitlementValue::Flag(true));
    let list = [EntitlementValue::Text("a & b".to_owned()), EntitlementValue::Number(7)];
    assert_eq!(entitlements[1].value, EntitlementValue::List(list.to_vec()));
    assert_eq!(entitlements[2].value, EntitlementValue::Dictionary(Vec::new()));
}

#[test]
fn one_byte_of_the_code_breaks_one_page() {
    let mut bytes = mach_o(&signature);
    bytes[0x1800] ^= 1;
    let signature = signature_of(&bytes);
    let expected = "1 of 3 pages are not what was signed, the first at byte 4096";
    assert_eq!(signature.faults, [expected]);
    assert_eq!(signature.code_directories[0].pages.bad_offsets, [4096]);
}

#[test]
fn one_word_of_the_entitlements_breaks_their_slot() {
    let mut bytes = mach_o(&signature);
    let at = crate::bytes::find(&bytes, b"network.client").expect("it is there");
    bytes[at] = b'N';
    assert_eq!(signature_of(&bytes).faults, ["the entitlements are not what was signed"]);
}

#[test]
fn a_page_without_a_hash_is_not_signed() {
    let short = |code: &[u8]| signature(&code[..code.len() - PAGE]);
    let signature = signature_of(&mach_o(&short));
    // What lies behind the signed code is not covered by it, and says so by its limit.
    assert_eq!(signature.code_directories[0].code_limit, 0x2100 - PAGE as u64);
}
