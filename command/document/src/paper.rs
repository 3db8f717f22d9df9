//! What is to be printed: a neutral tree of head, sections and imprint. Words only; sizes and places are the layout's.

use crate::Picture;
use fengsui_protocol::document::{DocumentFigure, DocumentSection};
use std::collections::BTreeMap;

/// Where the document goes, which decides how its number stands (GB/T 9704-2012, 7.2.5 and 7.2.6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rank {
    /// 下行文, 平行文: the number in the middle.
    Down,
    /// 上行文: the number on the left, 签发人 on the right.
    Up { signer: String },
}

/// A document on its way to the printer. Empty texts are left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    /// 发文机关标志, red. Without one there is no 版头 at all: a plain sheet.
    pub masthead: String,
    /// 发文字号
    pub number: String,
    pub rank: Rank,
    /// 份号
    pub copy: Option<u32>,
    /// 紧急程度
    pub urgency: String,
    /// 内部使用
    pub internal: bool,
    pub title: String,
    /// 主送机关
    pub addressee: String,
    pub sections: Vec<DocumentSection>,
    /// 发文机关署名
    pub issuer: String,
    /// 成文日期
    pub date: String,
    /// 附注: 联系人
    pub contact: String,
    /// 抄送机关
    pub copies_to: String,
    /// 印发机关 and 印发日期; without the first there is no 版记.
    pub printer: String,
    pub printed: String,
    /// On every page: 演练, 演示, 草稿.
    pub marks: Vec<String>,
    /// Small print below the last page: how to check it.
    pub proof: String,
    /// Pictures of the figures, by their SM3; a figure without its picture prints its caption.
    pub pictures: BTreeMap<String, Vec<u8>>,
    /// Carried in the PDF, as it is: name and bytes.
    pub attachment: Option<(String, Vec<u8>)>,
}

impl Paper {
    /// A plain sheet: title, sections, nothing else.
    pub fn sheet(title: String, sections: Vec<DocumentSection>) -> Self {
        let none = String::new;
        Self {
            masthead: none(),
            number: none(),
            rank: Rank::Down,
            copy: None,
            urgency: none(),
            internal: false,
            title,
            addressee: none(),
            sections,
            issuer: none(),
            date: none(),
            contact: none(),
            copies_to: none(),
            printer: none(),
            printed: none(),
            marks: Vec::new(),
            proof: none(),
            pictures: BTreeMap::new(),
            attachment: None,
        }
    }

    /// The picture of a figure, when it is there and can be printed.
    pub(crate) fn picture(&self, figure: &DocumentFigure) -> Option<Picture> {
        self.pictures.get(&figure.sm3).and_then(|bytes| Picture::look(bytes))
    }

    /// Every figure of the paper, with the words below it: `图1 钟水河车头段`.
    pub(crate) fn captions(&self) -> impl Iterator<Item = (&DocumentFigure, String)> {
        let figures = self.sections.iter().flat_map(|section| &section.figures);
        figures.zip(1..).map(|(figure, number)| (figure, format!("图{number} {}", figure.caption).trim().to_owned()))
    }

    /// `主送：`
    pub(crate) fn addressed(&self) -> Option<String> {
        let to = self.addressee.trim().trim_end_matches(['：', ':']);
        (!to.is_empty()).then(|| format!("{to}："))
    }

    /// `（联系人：…）`
    pub(crate) fn contact_note(&self) -> Option<String> {
        let contact = self.contact.trim();
        (!contact.is_empty()).then(|| format!("（联系人：{contact}）"))
    }

    /// `抄送：…。`
    pub(crate) fn copied(&self) -> Option<String> {
        let to = self.copies_to.trim().trim_end_matches('。');
        (!to.is_empty()).then(|| format!("抄送：{to}。"))
    }

    /// What stands on every page beside the text.
    pub(crate) fn banner(&self) -> Option<String> {
        (!self.marks.is_empty()).then(|| format!("{} · 不得作为正式公文使用", self.marks.join(" · ")))
    }
}
