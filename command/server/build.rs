//! The web client is embedded from `clients/web/dist`. When it has not been built, a page that says so stands in.

use std::path::Path;

const PLACEHOLDER: &str = "<!doctype html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>烽燧 Fengsui</title></head>\
<body><h1>网页客户端尚未构建 · The web client has not been built</h1>\
<p>请运行 <code>./start</code>，或在 <code>clients/web</code> 中运行 <code>npm ci &amp;&amp; npm run build</code>，再重新编译节点。<br>\
Run <code>./start</code>, or <code>npm ci &amp;&amp; npm run build</code> in <code>clients/web</code>, and build the node again.</p>\
</body></html>\n";

fn main() {
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../clients/web/dist");
    let index = dist.join("index.html");
    if !index.exists() {
        std::fs::create_dir_all(&dist).expect("clients/web/dist can be made");
        std::fs::write(&index, PLACEHOLDER).expect("clients/web/dist can be written");
    }
    println!("cargo:rerun-if-changed={}", dist.display());
    println!("cargo:rerun-if-changed=migrations");
}
