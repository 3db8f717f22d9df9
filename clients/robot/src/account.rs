//! The node as seen from outside: its address, its certificate, and a logged-in account.

use anyhow::{Context, bail};
use fengsui_protocol::{InputId, Refusal, account::Me, http, input::Input};
use std::path::Path;
use std::sync::Arc;

/// Where the node is, and how to trust it.
#[derive(Clone)]
pub struct Node {
    pub url: String,
    pub http: reqwest::Client,
    pub tls: Arc<rustls::ClientConfig>,
}

impl Node {
    /// `root` is the node's own root certificate; without it only plain HTTP can be spoken.
    pub fn new(url: &str, root: Option<&Path>) -> anyhow::Result<Self> {
        let mut roots = rustls::RootCertStore::empty();
        if let Some(path) = root {
            let pem = std::fs::read(path).with_context(|| format!("root certificate {}", path.display()))?;
            for certificate in rustls_pki(&pem)? {
                roots.add(certificate)?;
            }
        }
        let tls = rustls::ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
        let http = reqwest::Client::builder().tls_backend_preconfigured(tls.clone()).no_proxy().build()?;
        Ok(Self { url: url.trim_end_matches('/').to_owned(), http, tls: Arc::new(tls) })
    }
}

/// Certificates of a PEM text.
fn rustls_pki(pem: &[u8]) -> anyhow::Result<Vec<rustls::pki_types::CertificateDer<'static>>> {
    use rustls::pki_types::pem::PemObject;
    let found: Result<Vec<_>, _> = rustls::pki_types::CertificateDer::pem_slice_iter(pem).collect();
    found.map_err(|e| anyhow::anyhow!("not a PEM certificate: {e}"))
}

/// What authorises a request.
#[derive(Clone)]
pub enum Access {
    Cookie(String),
    Bearer(String),
}

impl Access {
    pub fn authorise(&self, request: reqwest::RequestBuilder) -> reqwest::RequestBuilder {
        match self {
            Access::Cookie(cookie) => request.header("cookie", cookie).header("x-fengsui", "1"),
            Access::Bearer(token) => request.bearer_auth(token),
        }
    }
}

/// A person who is logged in.
#[derive(Clone)]
pub struct Account {
    pub node: Node,
    pub me: Me,
    pub access: Access,
}

/// How an input was answered.
pub enum Answer {
    Accepted(http::Accepted),
    Refused(Refusal),
}

impl Account {
    pub async fn login(node: &Node, account: &str, password: &str) -> anyhow::Result<Self> {
        let body = http::Login { account: account.to_owned(), password: password.to_owned() };
        let url = format!("{}/api/login", node.url);
        let answer = node.http.post(url).header("x-fengsui", "1").json(&body).send().await?;
        let status = answer.status();
        if !status.is_success() {
            bail!("login of {account}: {status} {}", answer.text().await.unwrap_or_default());
        }
        let cookie = answer
            .headers()
            .get_all("set-cookie")
            .iter()
            .filter_map(|v| v.to_str().ok()?.split(';').next())
            .collect::<Vec<_>>()
            .join("; ");
        let me = answer.json().await?;
        Ok(Self { node: node.clone(), me, access: Access::Cookie(cookie) })
    }

    /// Sends one input under an id of its own.
    pub async fn input(&self, input: Input) -> anyhow::Result<Answer> {
        let id = InputId(uuid::Uuid::new_v4().to_string());
        let url = format!("{}/api/inputs", self.node.url);
        let request = self.access.authorise(self.node.http.post(url));
        let answer = request.json(&http::PostedInput { id, input }).send().await?;
        if answer.status().is_success() {
            return Ok(Answer::Accepted(answer.json().await?));
        }
        Ok(Answer::Refused(answer.json().await?))
    }
}
