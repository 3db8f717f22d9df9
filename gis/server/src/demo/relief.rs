//! Heights as terrarium PNG tiles in one PMTiles archive, from which the client shades hills.

use super::{grid::Grid, plane::P};
use crate::package::TileExtent;
use anyhow::{Context, Result};
use fengsui_gis_core::{Wgs84, tiles::Tile};
use fengsui_protocol::geo::Bbox;
use pmtiles::{Compression, PmTilesWriter, TileCoord, TileType};
use std::io::Cursor;

/// Zooms that are stored: 76 m to 9.5 km per pixel is enough for shading cells of 100 m.
const ZOOMS: std::ops::RangeInclusive<u8> = 7..=11;
const PIXELS: u32 = 256;
/// The county with its surroundings.
const SOUTH_WEST: Wgs84 = Wgs84 { lon: 112.17, lat: 25.38 };
const NORTH_EAST: Wgs84 = Wgs84 { lon: 112.66, lat: 25.84 };

pub const EXTENT: TileExtent = TileExtent {
    min_zoom: *ZOOMS.start(),
    max_zoom: *ZOOMS.end(),
    bbox: Bbox { west: SOUTH_WEST.lon, south: SOUTH_WEST.lat, east: NORTH_EAST.lon, north: NORTH_EAST.lat },
};

/// Number of tiles, and the archive.
pub fn archive(heights: &Grid<f64>) -> Result<(u64, Vec<u8>)> {
    let mut out = Cursor::new(Vec::new());
    let mut writer = PmTilesWriter::new(TileType::Png)
        .tile_compression(Compression::None)
        .min_zoom(*ZOOMS.start())
        .max_zoom(*ZOOMS.end())
        .bounds(SOUTH_WEST.lon, SOUTH_WEST.lat, NORTH_EAST.lon, NORTH_EAST.lat)
        .metadata("{\"encoding\":\"terrarium\",\"generated\":true}")
        .create(&mut out)?;
    let mut count = 0;
    for tile in ZOOMS.flat_map(tiles) {
        writer.add_tile(TileCoord::new(tile.z(), tile.x(), tile.y())?, &png(heights, tile)?)?;
        count += 1;
    }
    writer.finalize()?;
    Ok((count, out.into_inner()))
}

fn tiles(z: u8) -> Vec<Tile> {
    let corner = |position| Tile::at(position, z);
    let (Some(low), Some(high)) = (corner(SOUTH_WEST), corner(NORTH_EAST)) else { return Vec::new() };
    let rows = high.y()..=low.y();
    rows.flat_map(|y| (low.x()..=high.x()).filter_map(move |x| Tile::new(z, x, y))).collect()
}

fn png(heights: &Grid<f64>, tile: Tile) -> Result<Vec<u8>> {
    let mut pixels = Vec::with_capacity((PIXELS * PIXELS * 3) as usize);
    for row in 0..PIXELS {
        for column in 0..PIXELS {
            let middle = |n: u32| (f64::from(n) + 0.5) / f64::from(PIXELS);
            pixels.extend(terrarium(heights.between(P::of(tile.position(middle(column), middle(row))))));
        }
    }
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, PIXELS, PIXELS);
    encoder.set_color(png::ColorType::Rgb);
    encoder.write_header().and_then(|mut png| png.write_image_data(&pixels)).context("encoding a terrain tile")?;
    Ok(out)
}

/// Height + 32768 m in three bytes, the last in 1/256 m, of which a quarter metre is kept: finer steps only cost bytes.
fn terrarium(metres: f64) -> [u8; 3] {
    let value = ((metres + 32_768.0) * 4.0).round() as u32 * 64;
    [(value >> 16) as u8, (value >> 8) as u8, value as u8]
}
