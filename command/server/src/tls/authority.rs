//! The local root authority and the leaf it signs, as files: `root.pem`, `root.key`, `leaf.pem`, `leaf.key`.

use super::write_private;
use anyhow::Context;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
};
use rustls::pki_types::{CertificateDer, pem::PemObject};
use std::{collections::BTreeSet, net::IpAddr, path::Path};
use time::{Duration, OffsetDateTime};
use x509_parser::prelude::{FromDer, GeneralName, X509Certificate};

/// Days a leaf is valid. Browsers refuse leaves of more than 398 days.
pub const LEAF_DAYS: i64 = 396;
/// A leaf with fewer days left than this is made anew.
const RENEW_DAYS: i64 = 30;
/// Days the root is valid.
const ROOT_DAYS: i64 = 3_650;
/// Clocks of browsers may be this far behind ours.
const CLOCK_SLACK: Duration = Duration::hours(24);

/// The local root certificate, as people install it.
#[derive(Clone, Debug)]
pub struct Root {
    pub pem: String,
    /// SHA-256 over the certificate, colon-separated upper-case hex, as systems show it.
    pub fingerprint: String,
}

/// Chain and key in PEM.
pub(super) struct Leaf {
    pub chain: String,
    pub key: String,
}

/// Root and leaf under `dir`, made or made anew when they must be.
///
/// # Errors
/// Files that cannot be read or written; a name that cannot stand in a certificate.
pub(super) fn ensure(dir: &Path, names: &[String], now: OffsetDateTime) -> anyhow::Result<(Root, Leaf)> {
    std::fs::create_dir_all(dir).with_context(|| format!("cannot make {}", dir.display()))?;
    let (root_pem, root_key) = match read_pair(dir, "root")? {
        Some((pem, key)) if days_left(&pem, now)? > LEAF_DAYS => (pem, key),
        _ => make_root(dir, now)?,
    };
    let leaf = match read_pair(dir, "leaf")? {
        Some((chain, key)) if fits(&chain, &root_pem, names, now)? => Leaf { chain, key },
        _ => make_leaf(dir, &root_pem, &root_key, names, now)?,
    };
    Ok((Root { fingerprint: fingerprint(&root_pem)?, pem: root_pem }, leaf))
}

fn read_pair(dir: &Path, stem: &str) -> anyhow::Result<Option<(String, String)>> {
    let (pem, key) = (dir.join(format!("{stem}.pem")), dir.join(format!("{stem}.key")));
    if !pem.exists() || !key.exists() {
        return Ok(None);
    }
    Ok(Some((std::fs::read_to_string(pem)?, std::fs::read_to_string(key)?)))
}

fn keep_pair(dir: &Path, stem: &str, pem: &str, key: &str) -> anyhow::Result<()> {
    write_private(&dir.join(format!("{stem}.key")), key.as_bytes())?;
    write_private(&dir.join(format!("{stem}.pem")), pem.as_bytes())?;
    Ok(())
}

fn make_root(dir: &Path, now: OffsetDateTime) -> anyhow::Result<(String, String)> {
    let key = KeyPair::generate()?;
    let mut params = CertificateParams::new(Vec::new())?;
    params.distinguished_name.push(DnType::CommonName, format!("Fengsui local root {}", now.year()));
    params.distinguished_name.push(DnType::OrganizationName, "Fengsui");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.not_before = now - CLOCK_SLACK;
    params.not_after = now + Duration::days(ROOT_DAYS);
    let pem = params.self_signed(&key)?.pem();
    let key = key.serialize_pem();
    keep_pair(dir, "root", &pem, &key)?;
    Ok((pem, key))
}

fn make_leaf(
    dir: &Path,
    root_pem: &str,
    root_key: &str,
    names: &[String],
    now: OffsetDateTime,
) -> anyhow::Result<Leaf> {
    let issuer = Issuer::from_ca_cert_pem(root_pem, KeyPair::from_pem(root_key)?)?;
    let key = KeyPair::generate()?;
    let mut params = CertificateParams::new(names.to_vec()).context("a name cannot stand in a certificate")?;
    params.distinguished_name.push(DnType::CommonName, "Fengsui node");
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    params.not_before = now - CLOCK_SLACK;
    params.not_after = now - CLOCK_SLACK + Duration::days(LEAF_DAYS);
    let chain = format!("{}{root_pem}", params.signed_by(&key, &issuer)?.pem());
    let key = key.serialize_pem();
    keep_pair(dir, "leaf", &chain, &key)?;
    Ok(Leaf { chain, key })
}

/// Whether the leaf names exactly `names`, is signed by this root and lasts long enough.
fn fits(chain: &str, root_pem: &str, names: &[String], now: OffsetDateTime) -> anyhow::Result<bool> {
    let named = leaf_names(chain)? == names.iter().cloned().collect::<BTreeSet<_>>();
    Ok(named && chain.ends_with(root_pem) && days_left(chain, now)? >= RENEW_DAYS)
}

fn days_left(pem: &str, now: OffsetDateTime) -> anyhow::Result<i64> {
    let der = CertificateDer::from_pem_slice(pem.as_bytes())?;
    let (_, certificate) = X509Certificate::from_der(&der)?;
    Ok((certificate.validity().not_after.timestamp() - now.unix_timestamp()) / 86_400)
}

/// Subject alternative names of the first certificate in `pem`.
pub(super) fn leaf_names(pem: &str) -> anyhow::Result<BTreeSet<String>> {
    let der = CertificateDer::from_pem_slice(pem.as_bytes())?;
    let (_, certificate) = X509Certificate::from_der(&der)?;
    let Some(extension) = certificate.subject_alternative_name()? else { return Ok(BTreeSet::new()) };
    Ok(extension.value.general_names.iter().filter_map(name_text).collect())
}

fn name_text(name: &GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::DNSName(name) => Some((*name).to_owned()),
        GeneralName::IPAddress(bytes) => match bytes.len() {
            4 => Some(IpAddr::from(<[u8; 4]>::try_from(*bytes).ok()?).to_string()),
            16 => Some(IpAddr::from(<[u8; 16]>::try_from(*bytes).ok()?).to_string()),
            _ => None,
        },
        _ => None,
    }
}

fn fingerprint(pem: &str) -> anyhow::Result<String> {
    let der = CertificateDer::from_pem_slice(pem.as_bytes())?;
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &der);
    Ok(digest.as_ref().iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(":"))
}
