//! Manifests: what Windows is told before it starts a program.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use schemars::JsonSchema;
use serde::Serialize;

use crate::bytes::{LONGEST_TEXT, MOST_NAMES};

/// A manifest that is built into a program.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Manifest {
    /// `asInvoker`, `highestAvailable`, `requireAdministrator`; null where it does not say.
    pub execution_level: Option<String>,
    /// Whether it may reach into the windows of others.
    pub ui_access: bool,
    /// What it says about the resolution of screens: `true`, `true/PM`, `PerMonitorV2`, …
    pub dpi_awareness: Option<String>,
    /// The assemblies that it needs.
    pub dependencies: Vec<ManifestDependency>,
    /// The releases of Windows that it was made for.
    pub supported_os: Vec<String>,
    /// Whether paths may be longer than 260 letters.
    pub long_path_aware: bool,
    /// The code page of narrow texts: `UTF-8`.
    pub active_code_page: Option<String>,
    /// What is wrong with its XML; Windows refuses to start the program then.
    pub fault: Option<String>,
}

/// An assembly that a program needs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ManifestDependency {
    /// `Microsoft.Windows.Common-Controls`.
    pub name: String,
    /// `6.0.0.0`.
    pub version: String,
}

/// Reads a manifest; what is wrong with it is said in its fault.
pub(super) fn read(bytes: &[u8]) -> Manifest {
    let mut manifest = Manifest::default();
    let text = decode(bytes);
    let mut reader = Reader::from_str(text.trim_end_matches('\0'));
    // The dependency that is open, and the setting whose text comes next.
    let (mut is_dependency, mut setting) = (false, String::new());
    let mut depth = 0_usize;
    for _ in 0..MOST_NAMES * 4 {
        match reader.read_event() {
            Err(error) => {
                let at = reader.error_position();
                manifest.fault = Some(format!("byte {at}: {error}"));
                break;
            }
            Ok(Event::Eof) => {
                if depth > 0 {
                    manifest.fault = Some("an element is not closed".to_owned());
                }
                break;
            }
            Ok(Event::Start(tag)) => {
                depth += 1;
                let name = tag.local_name().as_ref().to_owned();
                is_dependency |= name == "dependentAssembly";
                element(&mut manifest, &name, &tag, is_dependency);
                setting = name;
            }
            Ok(Event::Empty(tag)) => {
                let name = tag.local_name().as_ref().to_owned();
                element(&mut manifest, &name, &tag, is_dependency);
            }
            Ok(Event::End(tag)) => {
                depth = depth.saturating_sub(1);
                is_dependency &= tag.local_name().as_ref() != "dependentAssembly";
                setting.clear();
            }
            Ok(Event::Text(words)) => {
                words_of(&mut manifest, &setting, words.trim());
            }
            Ok(_) => {}
        }
    }
    manifest
}

/// Manifests are UTF-8; those in UTF-16 begin with a mark.
fn decode(bytes: &[u8]) -> String {
    match bytes {
        [0xff, 0xfe, rest @ ..] => {
            let units = rest.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
            char::decode_utf16(units).map(|letter| letter.unwrap_or('\u{fffd}')).collect()
        }
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}

fn element(manifest: &mut Manifest, name: &str, tag: &BytesStart<'_>, is_dependency: bool) {
    match name {
        "requestedExecutionLevel" => {
            manifest.execution_level = attribute(tag, "level");
            manifest.ui_access = attribute(tag, "uiAccess").is_some_and(|it| it == "true");
        }
        "assemblyIdentity" if is_dependency && manifest.dependencies.len() < MOST_NAMES => {
            manifest.dependencies.push(ManifestDependency {
                name: attribute(tag, "name").unwrap_or_default(),
                version: attribute(tag, "version").unwrap_or_default(),
            });
        }
        "supportedOS" if manifest.supported_os.len() < MOST_NAMES => {
            manifest.supported_os.extend(attribute(tag, "Id").map(|id| release(&id)));
        }
        _ => {}
    }
}

fn words_of(manifest: &mut Manifest, setting: &str, words: &str) {
    match setting {
        // Windows 10 reads the newer of the two settings.
        "dpiAwareness" => manifest.dpi_awareness = Some(words.to_owned()),
        "dpiAware" => {
            manifest.dpi_awareness.get_or_insert_with(|| words.to_owned());
        }
        "longPathAware" => manifest.long_path_aware = words == "true",
        "activeCodePage" => manifest.active_code_page = Some(words.to_owned()),
        _ => {}
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().flatten().find(|it| it.key.local_name().as_ref() == name)?;
    Some(found.value.chars().take(LONGEST_TEXT).collect())
}

/// The release that an id stands for.
fn release(id: &str) -> String {
    let known = [
        ("{e2011457-1546-43c5-a5fe-008deee3d3f0}", "Windows Vista"),
        ("{35138b9a-5d96-4fbd-8e2d-a2440225f93a}", "Windows 7"),
        ("{4a2f28e3-53b9-4441-ba9c-d69d4a4a6e38}", "Windows 8"),
        ("{1f676c76-80e1-4239-95bb-83d0f6d0da78}", "Windows 8.1"),
        ("{8e0f7a12-bfb3-4fe8-b9a5-48fd50a15a9a}", "Windows 10"),
    ];
    let found = known.iter().find(|(known, _)| known.eq_ignore_ascii_case(id));
    found.map_or_else(|| id.to_owned(), |(_, name)| (*name).to_owned())
}
