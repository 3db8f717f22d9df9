//! The shape of the tree: `docs/ARCHITECTURE.md` says why.

use fengsui_tidy::{cargo, files, root};
use std::collections::{BTreeMap, BTreeSet};

const CORES: [&str; 5] =
    ["fengsui-sfu-core", "fengsui-conference", "fengsui-command-core", "fengsui-gis-core", "fengsui-recordings-core"];
const CORE_FOLDERS: [&str; 5] = ["sfu/core", "sfu/conference", "command/core", "gis/core", "recordings/core"];

/// Workspace crates that each workspace crate depends on at run time.
fn ours() -> BTreeMap<String, BTreeSet<String>> {
    let metadata: serde_json::Value =
        serde_json::from_str(&cargo(&["metadata", "--no-deps", "--format-version", "1"])).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let names: BTreeSet<&str> = packages.iter().map(|p| p["name"].as_str().unwrap()).collect();
    packages
        .iter()
        .map(|p| {
            let needs = p["dependencies"].as_array().unwrap().iter().filter(|d| d["kind"].is_null());
            let needs = needs.filter_map(|d| d["name"].as_str()).filter(|n| names.contains(n)).map(str::to_owned);
            (p["name"].as_str().unwrap().to_owned(), needs.collect())
        })
        .collect()
}

#[test]
fn the_vocabulary_knows_nobody() {
    assert_eq!(ours()["fengsui-protocol"], BTreeSet::new());
}

#[test]
fn cores_know_only_the_vocabulary() {
    let ours = ours();
    for core in CORES {
        let wrong: Vec<_> = ours[core].iter().filter(|n| *n != "fengsui-protocol").collect();
        assert!(wrong.is_empty(), "{core} must not depend on {wrong:?}");
    }
}

#[test]
fn servers_do_not_know_the_node() {
    for (name, needs) in ours() {
        assert!(!needs.contains("fengsui"), "{name} must not depend on the node binary");
    }
}

#[test]
fn the_node_does_not_link_gstreamer() {
    // For this machine: what only other systems would link is not even downloaded here.
    let tree = cargo(&["tree", "-p", "fengsui", "-e", "normal", "--prefix", "none"]);
    assert!(!tree.contains("gstreamer"), "GStreamer belongs in the packager's process");
}

#[test]
fn ring_is_not_in_the_active_graph() {
    let tree = cargo(&["tree", "--workspace", "-e", "normal,build", "--prefix", "none", "-f", "{p}"]);
    let ring: Vec<_> = tree.lines().filter(|l| l.starts_with("ring v")).collect();
    assert!(ring.is_empty(), "one crypto library (aws-lc-rs): {ring:?}; see `cargo tree -i ring`");
}

#[test]
fn cores_are_pure() {
    let banned = [
        "SystemTime::now",
        "Instant::now",
        "std::fs",
        "std::net",
        "std::thread",
        "tokio::",
        "rand::",
        "Mutex",
        "RwLock",
    ];
    for path in files() {
        let in_core = CORE_FOLDERS.iter().any(|folder| path.starts_with(format!("{folder}/src")));
        if !in_core || path.extension().is_none_or(|e| e != "rs") {
            continue;
        }
        let text = std::fs::read_to_string(root().join(&path)).unwrap();
        for (number, line) in text.lines().enumerate().filter(|(_, l)| !l.trim_start().starts_with("//")) {
            for word in banned {
                assert!(!line.contains(word), "{}:{}: {word} in a pure core", path.display(), number + 1);
            }
        }
    }
    for folder in CORE_FOLDERS {
        assert!(root().join(folder).join("clippy.toml").is_file(), "{folder}/clippy.toml bans clocks and sockets");
    }
}

#[test]
fn no_trace_of_a_machine_or_registry() {
    // Spelled apart, so that this file does not find itself.
    let traces = [["/wo", "rk/"].concat(), ["/ho", "me/"].concat(), ["registry.npm", "js.org"].concat()];
    for path in files() {
        let bytes = std::fs::read(root().join(&path)).unwrap();
        assert!(
            bytes.len() < 3 << 20,
            "{} is {} bytes: no build products or media in the tree",
            path.display(),
            bytes.len()
        );
        let Ok(text) = String::from_utf8(bytes) else { continue };
        for trace in &traces {
            assert!(!text.contains(trace.as_str()), "{} contains {trace}", path.display());
        }
    }
}

/// Whether text is a rule id: `INC-3`, `BOUND`. Numbers of lists (`DW-001`) and of standards look otherwise.
fn is_rule(text: &str) -> bool {
    let id = |(area, number): (&str, &str)| {
        area.len() >= 2
            && area.bytes().all(|b| b.is_ascii_uppercase())
            && number.bytes().all(|b| b.is_ascii_digit())
            && !number.is_empty()
            && !number.starts_with('0')
    };
    text == "BOUND" || (!["UTF-8", "WGS-84"].contains(&text) && text.split_once('-').is_some_and(id))
}

#[test]
fn every_rule_that_a_refusal_names_is_listed() {
    let rules = std::fs::read_to_string(root().join("docs/RULES.md")).unwrap();
    let listed: BTreeSet<&str> =
        rules.lines().filter_map(|l| l.strip_prefix("| ")).filter_map(|l| l.split(' ').next()).collect();
    let mut missing = BTreeSet::new();
    for path in files() {
        let source = path.extension().is_some_and(|e| e == "rs") && path.components().any(|c| c.as_os_str() == "src");
        let proof = path.file_stem().is_some_and(|s| s == "tests") || path.starts_with("tests");
        if !source || proof {
            continue;
        }
        let text = std::fs::read_to_string(root().join(&path)).unwrap();
        for literal in text.split('"').filter(|l| is_rule(l) && !listed.contains(l)) {
            missing.insert(format!("{literal} ({})", path.display()));
        }
    }
    assert!(missing.is_empty(), "not in docs/RULES.md: {missing:?}");
}

#[test]
fn every_package_list_entry_is_a_debian_package_name() {
    for list in ["scripts/packages-run.txt", "scripts/packages-check.txt"] {
        for line in std::fs::read_to_string(root().join(list)).unwrap().lines().filter(|l| !l.starts_with('#')) {
            let fits = !line.is_empty()
                && line.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "+-.".contains(c));
            assert!(fits, "{list}: {line:?}");
        }
    }
}

#[test]
fn every_make_command_that_a_document_names_exists() {
    let makefile = std::fs::read_to_string(root().join("Makefile")).unwrap();
    let targets: BTreeSet<&str> =
        makefile.lines().filter_map(|l| l.split_once(": ## ")).map(|(name, _)| name).collect();
    let mut missing = BTreeSet::new();
    for path in files().into_iter().filter(|p| p.extension().is_some_and(|e| e == "md")) {
        let text = std::fs::read_to_string(root().join(&path)).unwrap();
        for named in text.split("`make ").skip(1).filter_map(|rest| rest.split(['`', ' ', '\n']).next()) {
            if !targets.contains(named) {
                missing.insert(format!("make {named} ({})", path.display()));
            }
        }
    }
    assert!(missing.is_empty(), "not in the Makefile: {missing:?}");
}
