//! `/trust`: how to make a computer or phone trust this node's local root, per system.

use super::Root;

/// The page, Chinese first. `root` is absent when the operator's own certificates are used.
pub fn trust_page(root: Option<&Root>) -> String {
    let body = match root {
        Some(root) => steps(root),
        None => "<p>本节点使用单位自备的证书，无需安装根证书。<br>This node uses certificates given by its operator; \
                 nothing needs to be installed.</p>"
            .to_owned(),
    };
    format!(
        "<!doctype html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>信任本节点 · Trust this node</title>\
         <style>body{{font:16px/1.7 system-ui,'Noto Sans SC',sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;\
         color:#1b2430}}code{{background:#eef1f5;padding:.1em .35em;word-break:break-all}}h2{{margin-top:2rem}}\
         .button{{display:inline-block;background:#1f4e8c;color:#fff;padding:.5em 1.2em;border-radius:4px;\
         text-decoration:none}}</style></head><body><h1>信任本节点 · Trust this node</h1>{body}</body></html>"
    )
}

fn steps(root: &Root) -> String {
    let fingerprint = &root.fingerprint;
    format!(
        "<p>本节点首次启动时生成了自己的根证书。安装后浏览器不再警告，离线工作和通知才能使用。<b>安装前请与管理员当面或电话核对指纹。</b><br>\
         The node made its own root certificate at its first start. Compare the fingerprint with your administrator first.</p>\
         <p>SHA-256: <code>{fingerprint}</code></p>\
         <p><a class=\"button\" href=\"/trust/root.pem\" download=\"fengsui-root.crt\">下载根证书 · Download</a></p>\
         <h2>Windows</h2><ol><li>双击下载的文件 → 安装证书 → 本地计算机</li><li>将所有的证书都放入下列存储 → 受信任的根证书颁发机构</li>\
         <li>重新打开浏览器 (Edge, Chrome; Firefox: 设置 → 隐私与安全 → 证书 → 查看证书 → 导入)</li></ol>\
         <h2>统信 UOS · 麒麟 Kylin · Debian</h2><ol><li><code>sudo cp fengsui-root.crt /usr/local/share/ca-certificates/ &amp;&amp; \
         sudo update-ca-certificates</code></li><li>浏览器: 设置 → 隐私与安全 → 管理证书 → 授权机构 → 导入，勾选“信任该证书以标识网站”</li></ol>\
         <h2>Android · HarmonyOS</h2><ol><li>设置 → 安全 → 加密与凭据 → 安装证书 → CA 证书，选择下载的文件</li></ol>\
         <h2>iPhone · iPad</h2><ol><li>下载后: 设置 → 已下载描述文件 → 安装</li><li>设置 → 通用 → 关于本机 → 证书信任设置，打开 Fengsui</li></ol>\
         <h2>macOS</h2><ol><li>双击文件加入“系统”钥匙串，打开它 → 信任 → 始终信任</li></ol>\
         <h2>没有安装时 · Without it</h2><p>在警告页选择“继续前往”仍可使用地图、值守和会商，但没有离线缓存和后台通知。<br>\
         Continuing past the warning works, without offline cache and background notifications.</p>"
    )
}
