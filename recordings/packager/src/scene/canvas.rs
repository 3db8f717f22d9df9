//! Drawing with smooth edges into an RGB picture. Coordinates are those of a 640 × 360 picture whatever the real size,
//! so that one scene serves every size.

/// Red, green, blue.
pub type Rgb = [u8; 3];

/// Width of the coordinate space.
pub const WIDE: f32 = 640.0;

/// `0xRRGGBB`.
pub const fn rgb(hex: u32) -> Rgb {
    [(hex >> 16) as u8, (hex >> 8) as u8, hex as u8]
}

/// `a` moved towards `b` by `part` of the way.
pub fn mix(a: Rgb, b: Rgb, part: f32) -> Rgb {
    std::array::from_fn(|k| (f32::from(a[k]) + (f32::from(b[k]) - f32::from(a[k])) * part.clamp(0.0, 1.0)) as u8)
}

/// A picture being drawn.
#[derive(Clone)]
pub struct Canvas {
    pub width: usize,
    pub height: usize,
    pub pixels: Vec<Rgb>,
    scale: f32,
}

impl Canvas {
    pub fn new(width: usize, height: usize) -> Self {
        Self { width, height, pixels: vec![[0; 3]; width * height], scale: width as f32 / WIDE }
    }

    /// Paints every pixel of a box with the coverage that `distance` (negative inside, in units) gives it.
    fn paint(&mut self, bounds: [f32; 4], color: Rgb, alpha: f32, distance: impl Fn(f32, f32) -> f32) {
        let scale = self.scale;
        let clip = |v: f32, most: usize| (v * scale).clamp(0.0, most as f32) as usize;
        let (left, right) = (clip(bounds[0] - 1.0, self.width), clip(bounds[2] + 2.0, self.width));
        let (top, bottom) = (clip(bounds[1] - 1.0, self.height), clip(bounds[3] + 2.0, self.height));
        for y in top..bottom {
            let row = &mut self.pixels[y * self.width..][..self.width];
            for (x, pixel) in row.iter_mut().enumerate().take(right).skip(left) {
                let inside = 0.5 - distance((x as f32 + 0.5) / scale, (y as f32 + 0.5) / scale) * scale;
                if inside > 0.0 {
                    *pixel = mix(*pixel, color, inside.min(1.0) * alpha);
                }
            }
        }
    }

    /// Top to bottom from one colour to the other.
    pub fn shade(&mut self, top: f32, bottom: f32, from: Rgb, to: Rgb) {
        let scale = self.scale;
        for y in (top * scale).max(0.0) as usize..((bottom * scale) as usize).min(self.height) {
            let part = (y as f32 / scale - top) / (bottom - top);
            self.pixels[y * self.width..][..self.width].fill(mix(from, to, part));
        }
    }

    pub fn rect(&mut self, x: f32, y: f32, w: f32, h: f32, color: Rgb) {
        self.round(x, y, w, h, 0.0, color, 1.0);
    }

    /// A box with round corners.
    #[allow(clippy::too_many_arguments)]
    pub fn round(&mut self, x: f32, y: f32, w: f32, h: f32, radius: f32, color: Rgb, alpha: f32) {
        let (cx, cy, hw, hh) = (x + w / 2.0, y + h / 2.0, w / 2.0 - radius, h / 2.0 - radius);
        self.paint([x, y, x + w, y + h], color, alpha, |px, py| {
            let (dx, dy) = ((px - cx).abs() - hw, (py - cy).abs() - hh);
            dx.max(0.0).hypot(dy.max(0.0)) + dx.max(dy).min(0.0) - radius
        });
    }

    pub fn disc(&mut self, x: f32, y: f32, radius: f32, color: Rgb, alpha: f32) {
        self.paint([x - radius, y - radius, x + radius, y + radius], color, alpha, |px, py| {
            (px - x).hypot(py - y) - radius
        });
    }

    pub fn ellipse(&mut self, x: f32, y: f32, rx: f32, ry: f32, color: Rgb, alpha: f32) {
        self.paint([x - rx, y - ry, x + rx, y + ry], color, alpha, |px, py| {
            (((px - x) / rx).hypot((py - y) / ry) - 1.0) * rx.min(ry)
        });
    }

    /// A thick line with round ends.
    pub fn line(&mut self, a: (f32, f32), b: (f32, f32), thick: f32, color: Rgb) {
        let r = thick / 2.0;
        let bounds = [a.0.min(b.0) - r, a.1.min(b.1) - r, a.0.max(b.0) + r, a.1.max(b.1) + r];
        let (dx, dy) = (b.0 - a.0, b.1 - a.1);
        let square = (dx * dx + dy * dy).max(1e-6);
        self.paint(bounds, color, 1.0, |px, py| {
            let along = (((px - a.0) * dx + (py - a.1) * dy) / square).clamp(0.0, 1.0);
            (px - a.0 - along * dx).hypot(py - a.1 - along * dy) - r
        });
    }

    /// A convex polygon, corners clockwise as seen.
    pub fn convex(&mut self, corners: &[(f32, f32)], color: Rgb, alpha: f32) {
        let mut bounds = [f32::MAX, f32::MAX, f32::MIN, f32::MIN];
        for (x, y) in corners {
            bounds = [bounds[0].min(*x), bounds[1].min(*y), bounds[2].max(*x), bounds[3].max(*y)];
        }
        self.paint(bounds, color, alpha, |px, py| {
            corners.iter().zip(corners.iter().cycle().skip(1)).fold(f32::MIN, |most, (a, b)| {
                let (dx, dy) = (b.0 - a.0, b.1 - a.1);
                most.max(((px - a.0) * dy - (py - a.1) * dx) / dx.hypot(dy).max(1e-6))
            })
        });
    }

    /// Everything below a line that waves.
    pub fn below(&mut self, height: impl Fn(f32) -> f32, bottom: f32, color: Rgb, alpha: f32) {
        for x in 0..self.width {
            let ux = (x as f32 + 0.5) / self.scale;
            let top = height(ux) * self.scale;
            for y in top.max(0.0) as usize..((bottom * self.scale) as usize).min(self.height) {
                let cover = (y as f32 + 1.0 - top).clamp(0.0, 1.0);
                let pixel = &mut self.pixels[y * self.width + x];
                *pixel = mix(*pixel, color, cover * alpha);
            }
        }
    }

    /// Paints a mask of real pixels with its upper left corner at real pixel (x, y).
    pub fn stamp(&mut self, mask: &super::text::Mask, x: usize, y: usize, color: Rgb) {
        for (dy, row) in mask.rows().enumerate() {
            for (dx, cover) in row.iter().enumerate() {
                if let (true, true) = (x + dx < self.width, y + dy < self.height) {
                    let pixel = &mut self.pixels[(y + dy) * self.width + x + dx];
                    *pixel = mix(*pixel, color, f32::from(*cover) / 255.0);
                }
            }
        }
    }
}
