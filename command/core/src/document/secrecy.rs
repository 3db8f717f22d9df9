//! DOC-1: 本系统非涉密. A document that claims a classification is refused, whether it says so in the field that is there
//! for it or in the way a classified document is marked (`机密★1年`, 密级：秘密, a line of its own). The words alone are
//! no mark: 严禁处理国家秘密 may be written.

use super::canonical::texts;
use crate::check::refuse;
use fengsui_protocol::{
    Refusal,
    document::{DocumentContent, Secrecy},
};

const MARKS: [&str; 3] = ["绝密", "机密", "秘密"];

pub(super) fn none(secrecy: Option<Secrecy>, content: &DocumentContent) -> Result<(), Refusal> {
    if secrecy.is_none() && !texts(content).any(|text| marked(text)) {
        return Ok(());
    }
    let refusal = refuse(
        "DOC-1",
        "本系统非涉密，严禁处理国家秘密：秘密、机密、绝密的公文一律不收，请按保密规定另行办理",
        "This system is not for state secrets: a document marked secret is not taken in",
    );
    Err(refusal.field(if secrecy.is_some() { "secrecy" } else { "content" }).accept(["紧急程度", "内部使用"]))
}

/// Whether a text bears the mark of a classified document (GB/T 9704-2012, 7.2.2).
fn marked(text: &str) -> bool {
    let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    MARKS.iter().any(|mark| {
        let starred = bare.match_indices(mark).any(|(at, _)| bare[at + mark.len()..].starts_with(['★', '☆', '*']));
        let field = ["密级：", "密级:", "密级为"].iter().any(|name| bare.contains(&format!("{name}{mark}")));
        bare == *mark || starred || field
    })
}

#[cfg(test)]
mod tests {
    use super::marked;

    #[test]
    fn doc_1_marks_and_mere_words() {
        for text in ["机密", " 绝 密 ", "机密★1年", "秘密★ 长期", "密级：秘密", "（密级: 绝密）"]
        {
            assert!(marked(text), "{text}");
        }
        for text in ["严禁处理国家秘密", "机密文件另行办理", "密级：无", "", "保守秘密、机密"]
        {
            assert!(!marked(text), "{text}");
        }
    }
}
