//! The fonts that documents are printed with: those of the package fonts-noto-cjk, read anew for each print and let go.

use fengsui_document::Fonts;
use fengsui_protocol::Refusal;
use std::path::Path;

/// Documents printed at once: each holds its fonts, some 60 MB.
pub const PRINTERS: usize = 2;

const FOLDER: &str = "/usr/share/fonts/opentype/noto";
/// For 仿宋 and 宋体, for 小标宋, for 黑体.
const FILES: [&str; 3] = ["NotoSerifCJK-Regular.ttc", "NotoSerifCJK-Bold.ttc", "NotoSansCJK-Bold.ttc"];

/// DOC-11: reads them.
///
/// # Errors
/// When the machine does not have them.
pub fn fonts() -> Result<Fonts, Refusal> {
    let [text, title, heading] = FILES.map(|name| std::fs::read(Path::new(FOLDER).join(name)));
    let read = text.and_then(|text| Ok((text, title?, heading?))).map_err(|error| {
        tracing::error!(%error, folder = FOLDER, "no fonts to print documents with");
        lacking()
    })?;
    Fonts::new(read.0, read.1, read.2).map_err(|error| {
        tracing::error!(%error, folder = FOLDER, "no fonts to print documents with");
        lacking()
    })
}

fn lacking() -> Refusal {
    let refusal = Refusal::new(
        "DOC-11",
        "服务器缺少排版字体，请管理员安装 fonts-noto-cjk",
        "The server has no fonts to print with: install fonts-noto-cjk",
    );
    refusal.accept(["document.docx", "document.json"])
}
