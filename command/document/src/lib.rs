//! Prints official documents after GB/T 9704-2012 (党政机关公文格式), as PDF with embedded fonts and as DOCX. It knows paper
//! and ink, not incidents: no clock, no socket, no file; fonts come in as bytes, and the same paper and fonts give the same
//! bytes, so that a printed file can be held against what was signed.

mod archive;
mod docx;
pub mod font;
pub mod layout;
mod line;
pub mod paper;
mod pdf;
pub mod picture;

pub use docx::docx;
pub use font::Fonts;
pub use paper::{Paper, Rank};
pub use pdf::{attached, pdf};
pub use picture::Picture;

/// What kept a document from being printed.
#[derive(Debug, thiserror::Error)]
pub enum PrintError {
    /// A font file is not what it should be.
    #[error("the font {0} cannot be used")]
    Font(&'static str),
    #[error("the PDF was not written: {0}")]
    Pdf(String),
    #[error("the DOCX was not written: {0}")]
    Docx(#[from] std::io::Error),
}
