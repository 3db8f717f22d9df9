//! Fonts: which glyph a character is, and how wide. GB/T 9704 wants 仿宋, 小标宋, 黑体 and 宋体; what free fonts come
//! nearest is said in `docs/operating.md`. Text is not shaped: Chinese characters stand on a grid, Latin ones side by side.

use crate::PrintError;
use std::sync::Arc;
use ttf_parser::{Face, name_id};

/// The three faces that a document is set in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Type {
    /// 仿宋, 宋体: text, numbers.
    Text,
    /// 小标宋: title, 发文机关标志.
    Title,
    /// 黑体: headings, 紧急程度.
    Heading,
}

/// One font, read once.
pub struct Font {
    data: Arc<Vec<u8>>,
    index: u32,
}

/// What a document is set in.
pub struct Fonts {
    text: Font,
    title: Font,
    heading: Font,
}

impl Font {
    /// Takes a font file; of a collection the simplified Chinese, proportional face.
    fn new(data: Vec<u8>, name: &'static str) -> Result<Self, PrintError> {
        let count = ttf_parser::fonts_in_collection(&data).unwrap_or(1);
        let fits = |index: &u32| Face::parse(&data, *index).is_ok_and(|face| simplified(&face));
        let index = (0..count).find(fits).unwrap_or(0);
        Face::parse(&data, index).map_err(|_| PrintError::Font(name))?;
        Ok(Self { data: Arc::new(data), index })
    }

    pub(crate) fn data(&self) -> Arc<Vec<u8>> {
        self.data.clone()
    }
    pub(crate) fn index(&self) -> u32 {
        self.index
    }
    pub(crate) fn face(&self) -> Face<'_> {
        Face::parse(&self.data, self.index).expect("it was read before")
    }
}

fn simplified(face: &Face<'_>) -> bool {
    let names = face.names().into_iter().filter(|name| name.name_id == name_id::FAMILY);
    let mut families = names.filter_map(|name| name.to_string());
    families.any(|name| name.ends_with(" SC") && !name.contains("Mono"))
}

impl Fonts {
    /// Of three font files.
    ///
    /// # Errors
    /// Which one is no font.
    pub fn new(text: Vec<u8>, title: Vec<u8>, heading: Vec<u8>) -> Result<Self, PrintError> {
        Ok(Self {
            text: Font::new(text, "for text")?,
            title: Font::new(title, "for titles")?,
            heading: Font::new(heading, "for headings")?,
        })
    }

    pub(crate) fn of(&self, face: Type) -> &Font {
        match face {
            Type::Text => &self.text,
            Type::Title => &self.title,
            Type::Heading => &self.heading,
        }
    }
}

/// Measures characters of one face at any size.
pub struct Measure<'a> {
    face: Face<'a>,
    em: f32,
}

/// What stands for a character that the font does not have.
const UNKNOWN: char = '□';

impl<'a> Measure<'a> {
    pub(crate) fn new(font: &'a Font) -> Self {
        let face = font.face();
        let em = f32::from(face.units_per_em());
        Self { face, em }
    }

    /// The glyph, and its width in ems.
    pub(crate) fn glyph(&self, c: char) -> (u16, f32) {
        let found = self.face.glyph_index(c).or_else(|| self.face.glyph_index(UNKNOWN)).unwrap_or_default();
        let width = self.face.glyph_hor_advance(found).map_or(1.0, |width| f32::from(width) / self.em);
        (found.0, width)
    }
}
