//! What only one format knows, as rows.

use std::collections::BTreeMap;

use artifact::{
    Archive, Artifact, Elf, EntitlementValue, MachO, Mitigation, Pe, Relro, Signature, Signer, Wasm,
};

use super::Rows;
use crate::words::count;

/// Items of a list that are shown.
const SHOWN: usize = 12;

pub(super) fn elf(artifact: &Artifact, elf: &Elf, rows: &mut Rows) {
    rows.add("flags", elf.flag_words.join(", "));
    rows.add("loader", elf.interpreter.clone().unwrap_or_default());
    rows.add("name", elf.soname.clone().unwrap_or_default());
    rows.list("needs", &artifact.needed, SHOWN);
    for (word, prefix) in [("glibc", "GLIBC_"), ("libstdc++", "GLIBCXX_")] {
        if let Some(need) = elf.highest(prefix) {
            let more = need.count.saturating_sub(4);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let symbols: Vec<&str> = need.symbols.iter().take(4).map(String::as_str).collect();
            let by = if symbols.is_empty() { "" } else { " for " };
            rows.add(word, format!("{}{by}{}{more}", need.version, symbols.join(", ")));
        }
    }
    rows.list("looks in", &elf.rpath, SHOWN);
    rows.list("looks in", &elf.runpath, SHOWN);
    rows.list("offers", &elf.exports, SHOWN);
    if artifact.coordinates.link.is_some() {
        let stack = match elf.executable_stack {
            Some(true) => "executable stack",
            Some(false) => "no executable stack",
            None => "stack not named",
        };
        let relro = match elf.relro {
            Relro::None => "no RELRO",
            Relro::Partial => "partial RELRO",
            Relro::Full => "full RELRO",
        };
        rows.add("hardening", format!("{stack}, {relro}"));
    }
    rows.add("C", if elf.has_constructors { "constructors run before main" } else { "" });
}

pub(super) fn mach_o(mach_o: &MachO, rows: &mut Rows) {
    let platform = mach_o.platform.as_deref().unwrap_or("platform not named");
    let minimum = mach_o.minimum_os.as_deref().map(|it| format!(" {it} or later"));
    let sdk = mach_o.sdk.as_deref().map(|it| format!(", SDK {it}"));
    rows.add(
        "runs on",
        [Some(platform.to_owned()), minimum, sdk].into_iter().flatten().collect::<String>(),
    );
    rows.add("name", mach_o.install_name.clone().unwrap_or_default());
    let needed: Vec<String> = mach_o
        .dylibs
        .iter()
        .map(|it| format!("{}{}", it.path, if it.is_weak { " (optional)" } else { "" }))
        .collect();
    rows.list("needs", &needed, SHOWN);
    rows.list("@rpath", &mach_o.rpaths, SHOWN);
    rows.list("offers", &mach_o.exports, SHOWN);
    rows.add("UUID", mach_o.uuid.clone().unwrap_or_default());
    rows.add("C", if mach_o.has_constructors { "constructors run before main" } else { "" });
    match &mach_o.signature {
        Some(signature) => signed(signature, rows),
        None => rows.add("signature", "none"),
    }
}

fn signed(signature: &Signature, rows: &mut Rows) {
    let by = match signature.signer {
        Signer::Linker => "ad hoc, by the linker",
        Signer::AdHoc => "ad hoc",
        Signer::Certificate => "with a certificate",
    };
    let holds = if signature.faults.is_empty() { "holds" } else { "DOES NOT HOLD" };
    rows.add("signature", format!("{by}; {holds}"));
    for directory in &signature.code_directories {
        let team = directory.team.as_ref().map(|team| format!(", team {team}"));
        rows.add(
            "code",
            format!(
                "{}{}, {} over {} of {} bytes, {} bad; {}",
                directory.identifier,
                team.unwrap_or_default(),
                directory.hash_type.name(),
                count(directory.pages.count as usize, "page"),
                directory.pages.size,
                directory.pages.bad,
                directory.flag_words.join(", "),
            ),
        );
        let slots: Vec<String> = directory
            .slots
            .iter()
            .map(|slot| {
                let state = match slot.matches {
                    Some(true) => "bound",
                    Some(false) => "CHANGED",
                    None => "not embedded",
                };
                format!("{} {state}", slot.name)
            })
            .collect();
        rows.list("binds", &slots, SHOWN);
    }
    if let Some(entitlements) = &signature.entitlements {
        let der = if signature.has_der_entitlements { "" } else { " (not as DER)" };
        let told: Vec<String> =
            entitlements.iter().map(|it| format!("{}{}", it.key, value(&it.value))).collect();
        let told = if told.is_empty() { "none".to_owned() } else { told.join(", ") };
        rows.add("entitlements", format!("{told}{der}"));
    }
}

fn value(value: &EntitlementValue) -> String {
    match value {
        EntitlementValue::Flag(true) => String::new(),
        EntitlementValue::Flag(false) => "=false".to_owned(),
        EntitlementValue::Number(number) => format!("={number}"),
        EntitlementValue::Text(text) => format!("={text}"),
        EntitlementValue::List(items) => format!(" ({})", count(items.len(), "value")),
        EntitlementValue::Dictionary(entries) => format!(" ({})", count(entries.len(), "value")),
    }
}

pub(super) fn pe(pe: &Pe, rows: &mut Rows) {
    rows.add("subsystem", format!("{}, Windows {} or later", pe.subsystem, pe.subsystem_version));
    let dlls = |dlls: &[artifact::Dll]| -> Vec<String> {
        dlls.iter().map(|dll| format!("{} ({})", dll.name, dll.functions.len())).collect()
    };
    rows.list("imports", &dlls(&pe.imports), SHOWN);
    rows.list("at first call", &dlls(&pe.delay_imports), SHOWN);
    rows.list("offers", &pe.exports, SHOWN);
    rows.add("manifest", pe.manifest.as_ref().map_or("none".to_owned(), manifest));
    if let Some(version) = &pe.version_info {
        let of = |name: &str| {
            version.strings.iter().find(|it| it.name == name).map(|it| it.value.as_str())
        };
        let told = [of("ProductName"), of("FileDescription"), of("CompanyName")];
        let told: Vec<&str> = told.into_iter().flatten().filter(|it| !it.is_empty()).collect();
        rows.add("version", format!("{} {}", version.file_version, told.join(", ")));
    }
    let mitigation = |it: Mitigation| {
        if pe.mitigations.contains(&it) {
            it.name().to_owned()
        } else {
            format!("no {}", it.name())
        }
    };
    rows.add("hardening", Mitigation::all().map(mitigation).collect::<Vec<_>>().join(", "));
    let signature = if pe.has_authenticode { "Authenticode, not verified" } else { "none" };
    rows.add("signature", signature);
}

fn manifest(manifest: &artifact::Manifest) -> String {
    let mut told = Vec::new();
    told.push(manifest.execution_level.clone().unwrap_or_else(|| "no execution level".to_owned()));
    told.extend(manifest.ui_access.then(|| "uiAccess".to_owned()));
    told.extend(manifest.dpi_awareness.as_ref().map(|dpi| format!("DPI awareness {dpi}")));
    told.extend(manifest.long_path_aware.then(|| "long paths".to_owned()));
    told.extend(manifest.active_code_page.clone());
    told.extend(manifest.dependencies.iter().map(|it| format!("needs {} {}", it.name, it.version)));
    if !manifest.supported_os.is_empty() {
        told.push(format!("for {}", manifest.supported_os.join(" and ")));
    }
    told.join(", ")
}

pub(super) fn wasm(wasm: &Wasm, rows: &mut Rows) {
    let mut modules: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for import in &wasm.imports {
        modules.entry(&import.module).or_default().push(&import.name);
    }
    for (module, names) in modules {
        let shown = names.iter().take(6).copied().collect::<Vec<_>>().join(", ");
        let more = names.len().saturating_sub(6);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        rows.add("imports", format!("{module}: {shown}{more}"));
    }
    let exports: Vec<&str> = wasm.exports.iter().map(|it| it.name.as_str()).collect();
    rows.list("offers", &exports, SHOWN);
    for memory in &wasm.memories {
        let most = memory.maximum.map_or("no limit".to_owned(), |most| format!("at most {most}"));
        let wide = if memory.is_64 { ", 64-bit" } else { "" };
        let shared = if memory.is_shared { ", shared" } else { "" };
        let minimum = memory.minimum;
        rows.add("memory", format!("{minimum} pages of 64 KiB, {most}{wide}{shared}"));
    }
    rows.add("features", wasm.features.join(" "));
    rows.add("made by", wasm.producers.join(", "));
}

pub(super) fn archive(archive: &Archive, rows: &mut Rows) {
    let objects = archive.members.iter().filter(|member| member.format.is_some()).count();
    let members = count(archive.members.len(), "member");
    let thin = if archive.is_thin { ", in files of their own" } else { "" };
    rows.add("holds", format!("{members}, {}{thin}", count(objects, "object")));
    let names: Vec<&str> = archive.members.iter().map(|it| it.name.as_str()).collect();
    rows.list("members", &names, SHOWN);
}
