//! Pictures as they are printed: JPEG and PNG, measured before they are unpacked.

use fengsui_protocol::bounds;
use krilla::{
    Data, Document,
    geom::{Size, Transform},
    image::Image,
    page::PageSettings,
};

/// A picture that can be printed.
#[derive(Clone)]
pub struct Picture {
    pub kind: Kind,
    /// Pixels.
    pub width: u32,
    pub height: u32,
    pub(crate) image: Image,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Jpeg,
    Png,
}

impl Kind {
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }

    pub(crate) fn ending(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
        }
    }
}

impl Picture {
    /// What the head of these bytes says; `None` when they are no picture that is printed, or a larger one than is
    /// ([`bounds::PICTURE_BYTES`], [`bounds::PICTURE_PIXELS`]). Nothing is unpacked.
    pub fn look(bytes: &[u8]) -> Option<Self> {
        if bytes.len() > bounds::PICTURE_BYTES {
            return None;
        }
        let data = || Data::from(bytes.to_vec());
        let (kind, image) = if bytes.starts_with(b"\xff\xd8\xff") {
            (Kind::Jpeg, Image::from_jpeg(data(), true))
        } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            (Kind::Png, Image::from_png(data(), true))
        } else {
            return None;
        };
        let image = image.ok()?;
        let (width, height) = image.size();
        let sides = 1..=bounds::PICTURE_PIXELS;
        let fits = sides.contains(&width) && sides.contains(&height);
        fits.then_some(Self { kind, width, height, image })
    }

    /// Whether all of it can be printed: unpacks it.
    pub fn prints(&self) -> bool {
        let (Some(size), Some(settings)) = (Size::from_wh(100.0, 100.0), PageSettings::from_wh(100.0, 100.0)) else {
            return false;
        };
        let mut document = Document::new();
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        surface.push_transform(&Transform::identity());
        surface.draw_image(self.image.clone(), size);
        surface.pop();
        surface.finish();
        page.finish();
        document.finish().is_ok()
    }
}
