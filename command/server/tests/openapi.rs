//! `docs/openapi.json` is the router's own table and the protocol's types; `UPDATE=1` rewrites it.

use fengsui_command_server::http::{openapi, table};

/// A derived schema keeps every variant of its enum on the stack, unoptimised more than a test thread has.
const STACK: usize = 32 * 1024 * 1024;

#[test]
fn openapi_json_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.json");
    let write = || openapi::document(table().paths()).to_pretty_json().expect("serialises") + "\n";
    let fresh = std::thread::Builder::new().stack_size(STACK).spawn(write).expect("a thread").join().expect("written");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, &fresh).expect("docs/openapi.json can be written");
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        kept == fresh,
        "docs/openapi.json is stale: run UPDATE=1 cargo test -p fengsui-command-server --test openapi"
    );
}
