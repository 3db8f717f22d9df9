//! Ink on pages: PDF with the fonts it needs embedded, and with the signed document inside, so that the file can be
//! checked by itself.

use crate::{
    Fonts, Paper, Picture, PrintError,
    font::{Font, Type},
    layout::{self, Ink, Item, SHEET},
    line::Line,
};
use krilla::{
    Document,
    color::rgb,
    embed::{AssociationKind, EmbeddedFile, MimeType},
    geom::{PathBuilder, Point, Size, Transform},
    metadata::Metadata,
    num::NormalizedF32,
    page::PageSettings,
    paint::{Fill, Stroke},
    surface::Surface,
    text::{GlyphId, KrillaGlyph},
};
use std::collections::BTreeMap;

/// 红色 of a 发文机关标志.
const RED: [u8; 3] = [0xe6, 0x00, 0x12];

/// Prints a paper. The same paper and fonts give the same bytes.
///
/// # Errors
/// A font that cannot be embedded.
pub fn pdf(paper: &Paper, fonts: &Fonts) -> Result<Vec<u8>, PrintError> {
    let pages = layout::pages(paper, fonts);
    let faces = Faces {
        text: embedded(fonts.of(Type::Text), "for text")?,
        title: embedded(fonts.of(Type::Title), "for titles")?,
        heading: embedded(fonts.of(Type::Heading), "for headings")?,
    };
    let figures = paper.captions().filter_map(|(figure, _)| Some((figure.sm3.clone(), paper.picture(figure)?)));
    let pictures: BTreeMap<String, Picture> = figures.collect();
    let mut document = Document::new();
    document.set_metadata(metadata(paper));
    if let Some((name, bytes)) = &paper.attachment {
        document.embed_file(attachment(name, bytes)).ok_or_else(|| PrintError::Pdf("attachment".to_owned()))?;
    }
    let size = PageSettings::from_wh(SHEET.0, SHEET.1).expect("A4 has a size");
    for page in pages {
        let mut sheet = document.start_page_with(size.clone());
        let mut surface = sheet.surface();
        page.iter().for_each(|item| draw(&mut surface, item, &faces, &pictures));
        surface.finish();
        sheet.finish();
    }
    document.finish().map_err(|error| PrintError::Pdf(format!("{error:?}")))
}

struct Faces {
    text: krilla::text::Font,
    title: krilla::text::Font,
    heading: krilla::text::Font,
}

fn embedded(font: &Font, name: &'static str) -> Result<krilla::text::Font, PrintError> {
    krilla::text::Font::new(font.data().into(), font.index()).ok_or(PrintError::Font(name))
}

fn metadata(paper: &Paper) -> Metadata {
    let metadata =
        Metadata::new().title(paper.title.clone()).language("zh-CN".to_owned()).creator("Fengsui".to_owned());
    if paper.issuer.is_empty() { metadata } else { metadata.authors(vec![paper.issuer.clone()]) }
}

/// Not compressed: whoever looks for it finds it.
fn attachment(name: &str, bytes: &[u8]) -> EmbeddedFile {
    EmbeddedFile {
        path: name.to_owned(),
        mime_type: MimeType::new("application/json"),
        description: Some("签发的公文，可用 fengsui verify-document 核验".to_owned()),
        association_kind: AssociationKind::Source,
        data: bytes.to_vec().into(),
        modification_date: None,
        compress: Some(false),
        location: None,
    }
}

fn draw(surface: &mut Surface<'_>, item: &Item, faces: &Faces, pictures: &BTreeMap<String, Picture>) {
    match item {
        Item::Text { x, y, size, face, ink, line } => {
            surface.set_fill(Some(fill(colour(*ink))));
            let font = match face {
                Type::Text => &faces.text,
                Type::Title => &faces.title,
                Type::Heading => &faces.heading,
            };
            write(surface, (*x, *y), *size, font, line);
        }
        Item::Rule { from, to, width, ink } => {
            let mut path = PathBuilder::new();
            path.move_to(from.0, from.1);
            path.line_to(to.0, to.1);
            let Some(path) = path.finish() else { return };
            surface.set_fill(None);
            surface.set_stroke(Some(Stroke { paint: colour(*ink).into(), width: *width, ..Stroke::default() }));
            surface.draw_path(&path);
            surface.set_stroke(None);
        }
        Item::Picture { x, y, width, height, sm3 } => {
            let (Some(picture), Some(size)) = (pictures.get(sm3), Size::from_wh(*width, *height)) else { return };
            surface.push_transform(&Transform::from_translate(*x, *y));
            surface.draw_image(picture.image.clone(), size);
            surface.pop();
        }
        Item::Watermark { line, size } => {
            surface.set_fill(Some(fill(colour(Ink::Grey))));
            let (x, y) = (SHEET.0 / 2.0, SHEET.1 / 2.0);
            surface.push_transform(&Transform::from_rotate_at(-35.0, x, y));
            let width = line.iter().map(|one| one.width).sum::<f32>();
            write(surface, (x - width / 2.0, y + size * 0.36), *size, &faces.heading, line);
            surface.pop();
        }
    }
}

fn colour(ink: Ink) -> rgb::Color {
    match ink {
        Ink::Black => rgb::Color::black(),
        Ink::Red => rgb::Color::new(RED[0], RED[1], RED[2]),
        Ink::Grey => rgb::Color::new(0xec, 0xec, 0xec),
    }
}

fn fill(colour: rgb::Color) -> Fill {
    Fill { paint: colour.into(), opacity: NormalizedF32::ONE, rule: Default::default() }
}

/// Every glyph at its place: the advance to the next one is the difference of their places.
fn write(surface: &mut Surface<'_>, at: (f32, f32), size: f32, font: &krilla::text::Font, line: &Line) {
    let Some(first) = line.first() else { return };
    let text: String = line.iter().map(|one| one.c).collect();
    let starts = text.char_indices().map(|(start, c)| start..start + c.len_utf8());
    let glyphs: Vec<_> = line
        .iter()
        .zip(starts)
        .map(|(one, range)| {
            KrillaGlyph::new(GlyphId::new(u32::from(one.glyph)), one.width / size, 0.0, 0.0, 0.0, range, None)
        })
        .collect();
    surface.draw_glyphs(Point::from_xy(at.0 + first.x, at.1), &glyphs, font.clone(), &text, size, false);
}

/// The attachment of a PDF that [`pdf`] made: the first whole JSON object that begins with `beginning`. No PDF reader:
/// it finds what this printer wrote, and nothing in other files.
pub fn attached<'a>(pdf: &'a [u8], beginning: &str) -> Option<&'a [u8]> {
    let start = pdf.windows(beginning.len()).position(|window| window == beginning.as_bytes())?;
    let (mut depth, mut quoted, mut escaped) = (0_u32, false, false);
    for (n, byte) in pdf[start..].iter().enumerate() {
        match (quoted, byte) {
            (true, _) if escaped => escaped = false,
            (true, b'\\') => escaped = true,
            (_, b'"') => quoted = !quoted,
            (false, b'{') => depth += 1,
            (false, b'}') => {
                depth -= 1;
                if depth == 0 {
                    return Some(&pdf[start..=start + n]);
                }
            }
            _ => {}
        }
    }
    None
}
