//! Chinese text as a mask, from a font that Debian's fonts-noto-cjk installs.

use ab_glyph::{Font, FontVec, PxScale, ScaleFont, point};
use anyhow::{Context, bail};

/// Where Debian and its relatives keep a font with Chinese; the first that is there is used.
const FONTS: [&str; 4] = [
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
];
/// The simplified-Chinese face in Noto's collection.
const FACE: u32 = 2;

/// Coverage of text, one byte a pixel, cropped to what is there.
pub struct Mask {
    pub width: usize,
    pub height: usize,
    cover: Vec<u8>,
}

impl Mask {
    pub fn rows(&self) -> impl Iterator<Item = &[u8]> {
        self.cover.chunks(self.width.max(1))
    }
}

/// A font with Chinese.
///
/// # Errors
/// When none is installed.
pub fn font() -> anyhow::Result<FontVec> {
    for path in FONTS {
        if let Ok(bytes) = std::fs::read(path) {
            return FontVec::try_from_vec_and_index(bytes, FACE).with_context(|| path.to_owned());
        }
    }
    bail!("no Chinese font found: install fonts-noto-cjk (looked for {})", FONTS.join(", "))
}

/// Sets one line of text, `pixels` high.
pub fn set(font: &FontVec, text: &str, pixels: usize) -> Mask {
    let scaled = font.as_scaled(PxScale::from(pixels as f32 * 1.35));
    let wide: f32 = text.chars().map(|c| scaled.h_advance(font.glyph_id(c))).sum();
    let (width, height) = (wide.ceil() as usize + 2, scaled.height().ceil() as usize + 2);
    let mut cover = vec![0u8; width * height];
    let mut x = 0.0;
    for c in text.chars() {
        let glyph = font.glyph_id(c).with_scale_and_position(scaled.scale(), point(x, scaled.ascent()));
        x += scaled.h_advance(glyph.id);
        let Some(outline) = font.outline_glyph(glyph) else { continue };
        let bounds = outline.px_bounds();
        outline.draw(|dx, dy, part| {
            let (px, py) = (bounds.min.x as i64 + i64::from(dx), bounds.min.y as i64 + i64::from(dy));
            if (0..width as i64).contains(&px) && (0..height as i64).contains(&py) {
                let at = py as usize * width + px as usize;
                cover[at] = cover[at].max((part * 255.0) as u8);
            }
        });
    }
    crop(width, height, &cover)
}

fn crop(width: usize, height: usize, cover: &[u8]) -> Mask {
    let inked: Vec<(usize, usize)> =
        (0..width * height).filter(|at| cover[*at] > 16).map(|at| (at % width, at / width)).collect();
    let span = |of: fn(&(usize, usize)) -> usize| {
        (inked.iter().map(of).min().unwrap_or(0), inked.iter().map(of).max().map_or(0, |most| most + 1))
    };
    let ((left, right), (top, bottom)) = (span(|p| p.0), span(|p| p.1));
    let cover = (top..bottom).flat_map(|y| cover[y * width + left..y * width + right].iter().copied()).collect();
    Mask { width: right - left, height: bottom - top, cover }
}
