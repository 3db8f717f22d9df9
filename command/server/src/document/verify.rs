//! 核验: whether a file is what was signed. Of a PDF the signed document is taken out and printed again: pages that are
//! not what it prints were changed.

use super::{BEGINNING, pictures, shown, signed};
use crate::seal::holds;
use anyhow::Context;
use fengsui_command_core::document::{canonical, word};
use fengsui_document::{Fonts, attached, pdf};
use fengsui_protocol::document::SealedDocument;

/// What is known of the pages of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pages {
    /// JSON has none.
    None,
    /// Byte for byte what the signed document prints.
    Same,
}

/// What `fengsui verify-document` says.
pub struct Checked {
    pub document: SealedDocument,
    pub kind: &'static str,
    pub digest: String,
    /// What the signature is under.
    pub text: String,
    pub pages: Pages,
}

/// Holds a file, JSON or PDF, against the seal in it. `key`: the public key that it must be sealed with; whose key it
/// is, the reader must know.
///
/// # Errors
/// What is wrong with it.
pub fn check(file: &[u8], key: Option<&str>, fonts: impl FnOnce() -> anyhow::Result<Fonts>) -> anyhow::Result<Checked> {
    let printed = file.starts_with(b"%PDF-");
    let json = if printed { attached(file, BEGINNING).context("no signed document in this PDF")? } else { file };
    let document: SealedDocument = serde_json::from_slice(json).context("not a signed document")?;
    anyhow::ensure!(document.fengsui_document == 1, "a document of a later version");
    let text = canonical::canonical(&document);
    anyhow::ensure!(holds(&text, &document.seal), "the SM2 signature does NOT hold: the document was changed");
    whole_pictures(&document)?;
    if let Some(key) = key {
        anyhow::ensure!(document.seal.public_key.eq_ignore_ascii_case(key), "sealed with another key");
    }
    let pages = if printed { same_pages(file, &document, fonts)? } else { Pages::None };
    Ok(Checked { kind: word(document.kind), digest: canonical::digest(&text), document, text, pages })
}

/// What is signed names each picture by its SM3: the ones that the file carries are those.
fn whole_pictures(document: &SealedDocument) -> anyhow::Result<()> {
    let carried = pictures(document);
    for sm3 in shown(&document.content) {
        let bytes = carried.get(&sm3).with_context(|| format!("the picture {sm3} is missing"))?;
        anyhow::ensure!(crate::files::digest(bytes) == sm3, "the picture {sm3} was changed");
    }
    Ok(())
}

fn same_pages(
    file: &[u8],
    document: &SealedDocument,
    fonts: impl FnOnce() -> anyhow::Result<Fonts>,
) -> anyhow::Result<Pages> {
    let again = pdf(&signed(document), &fonts()?)?;
    anyhow::ensure!(
        again == file,
        "the signed document inside is whole, but the pages are NOT what it prints: they were changed, or printed by \
         another version or with other fonts; --text prints what was signed"
    );
    Ok(Pages::Same)
}
