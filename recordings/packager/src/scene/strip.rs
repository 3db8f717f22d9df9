//! The strip at the bottom that a machine reads from the pixels: frame counter and site number. Geometry and a reader
//! for browsers are in `docs/scenes.md`; whoever changes one changes both.
//!
//! Two rows of 20 cells over the whole width, each row 1/18 of the height, the lower one at the bottom edge. Cell 0 is
//! white, cell 1 black, cells 2 to 17 are bits (white = 1, highest first), cell 18 makes the number of white bits of
//! cells 2 to 18 odd, cell 19 is white in the upper row and black in the lower. The upper row holds bits 23 to 8 of the
//! counter, the lower one bits 7 to 0 and the site's eight bits.

use super::canvas::{Canvas, rgb};

pub const ROWS: usize = 2;
pub const CELLS: usize = 20;
/// A row's height is the picture's divided by this.
pub const ROW_PART: usize = 18;

/// What the strip says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Strip {
    /// 24 bit.
    pub counter: u32,
    pub site: u8,
}

fn cells(strip: Strip) -> [[bool; CELLS]; ROWS] {
    let words = [(strip.counter >> 8) & 0xffff, (strip.counter & 0xff) << 8 | u32::from(strip.site)];
    std::array::from_fn(|row| {
        std::array::from_fn(|cell| match cell {
            0 => true,
            1 => false,
            2..18 => words[row] >> (17 - cell) & 1 == 1,
            18 => words[row].count_ones().is_multiple_of(2),
            _ => row == 0,
        })
    })
}

/// Draws the strip.
pub fn draw(canvas: &mut Canvas, strip: Strip) {
    let (width, height) = (canvas.width, canvas.height);
    for (row, cells) in cells(strip).iter().enumerate() {
        let top = height - height * (ROWS - row) / ROW_PART;
        let bottom = height - height * (ROWS - row - 1) / ROW_PART;
        for (cell, white) in cells.iter().enumerate() {
            let color = if *white { rgb(0xe8ecf0) } else { rgb(0x101820) };
            for y in top..bottom {
                canvas.pixels[y * width..][width * cell / CELLS..width * (cell + 1) / CELLS].fill(color);
            }
        }
    }
}

/// The reader as in `docs/scenes.md`: what the browser does, for the tests here.
#[cfg(test)]
pub mod reading {
    use super::{CELLS, ROW_PART, ROWS, Strip};

    /// White and black must differ by this much luma to be told apart.
    const CONTRAST: u32 = 64;

    /// Reads the strip from a picture given as luma by (x, y); `None` when there is none or it cannot be trusted.
    pub fn read(width: usize, height: usize, luma: impl Fn(usize, usize) -> u8) -> Option<Strip> {
        let mut words = [0u32; ROWS];
        for (row, word) in words.iter_mut().enumerate() {
            let mean = |cell| cell_mean(width, height, row, cell, &luma);
            let (white, black) = (mean(0), mean(1));
            if white < black + CONTRAST {
                return None;
            }
            let bit = |cell| mean(cell) * 2 > white + black;
            *word = (2..18).fold(0, |word, cell| word << 1 | u32::from(bit(cell)));
            let odd = (word.count_ones() + u32::from(bit(18))) % 2 == 1;
            if !odd || bit(19) != (row == 0) {
                return None;
            }
        }
        Some(Strip { counter: words[0] << 8 | words[1] >> 8, site: words[1] as u8 })
    }

    /// Mean luma over the middle half of a cell.
    fn cell_mean(width: usize, height: usize, row: usize, cell: usize, luma: &impl Fn(usize, usize) -> u8) -> u32 {
        let (w, h) = (width as f32 / CELLS as f32, height as f32 / ROW_PART as f32);
        let (left, top) = (cell as f32 * w, height as f32 - (ROWS - row) as f32 * h);
        let (mut sum, mut count) = (0, 0);
        for y in (top + h * 0.25).ceil() as usize..((top + h * 0.75).ceil() as usize).min(height) {
            for x in (left + w * 0.25).ceil() as usize..((left + w * 0.75).ceil() as usize).min(width) {
                sum += u32::from(luma(x, y));
                count += 1;
            }
        }
        sum / count.max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::{reading::read, *};

    fn luma([r, g, b]: [u8; 3]) -> u8 {
        ((u32::from(r) * 77 + u32::from(g) * 150 + u32::from(b) * 29) >> 8) as u8
    }

    #[test]
    fn a_strip_is_read_as_drawn_at_every_size() {
        for (width, height) in [(640, 360), (320, 180), (160, 90), (426, 240)] {
            for (counter, site) in [(0, 0), (1, 1), (899, 16), (0xff_ffff, 0xff), (0xa5_5a3c, 0x81)] {
                let mut canvas = Canvas::new(width, height);
                draw(&mut canvas, Strip { counter, site });
                let got = read(width, height, |x, y| luma(canvas.pixels[y * width + x]));
                assert_eq!(got, Some(Strip { counter, site }), "{width}x{height}");
            }
        }
    }

    #[test]
    fn what_is_no_strip_is_refused() {
        assert_eq!(read(320, 180, |_, _| 128), None);
        assert_eq!(read(320, 180, |x, _| (x % 256) as u8), None);
        let mut canvas = Canvas::new(320, 180);
        draw(&mut canvas, Strip { counter: 77, site: 3 });
        let flipped = |x: usize, y: usize| {
            let value = luma(canvas.pixels[y * 320 + x]);
            if (80..96).contains(&x) && y >= 170 { 255 - value } else { value }
        };
        assert_eq!(read(320, 180, flipped), None, "parity");
    }
}
