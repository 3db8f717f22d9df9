//! Writes the demo county and both styles into a folder, as a web server would serve them, so that it can be looked
//! at: `cargo run -p fengsui-gis-server --example render_demo -- FOLDER [FILE TO IMPORT INSTEAD]`.

use fengsui_gis_server::{Maps, Theme, demo, import};
use fengsui_protocol::Micros;
use std::{fs, path::Path};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "demo-map".to_owned());
    let folder = Path::new(&folder);
    let began = std::time::Instant::now();
    let maps = folder.join("maps");
    match std::env::args().nth(2) {
        Some(file) => drop(import::import(&maps, Path::new(&file), "import", Micros(0), &mut |p| println!("{p:?}"))?),
        None => drop(demo::write_package(&maps, demo::SEED, Micros(0))?),
    }
    println!("drawn in {:.1} s", began.elapsed().as_secs_f64());
    let maps = Maps::open(&folder.join("maps"))?;
    for (name, theme) in [("day", Theme::Day), ("night", Theme::Night)] {
        fs::write(folder.join(format!("style-{name}.json")), maps.style(theme, "").bytes)?;
    }
    for package in maps.packages() {
        let target = folder.join("api/map").join(&package.id.0);
        fs::create_dir_all(&target)?;
        for layer in &package.layers {
            if let Some(resource) = maps.layer(&package.id.0, &layer.name, false).await? {
                fs::write(target.join(format!("{}.geojson", layer.name)), &resource.bytes)?;
                println!("{:12} {:5} features, {} bytes", layer.name, layer.features, resource.bytes.len());
            } else {
                write_tiles(&maps, &package.id.0, &layer.name, &target).await?;
            }
        }
    }
    Ok(())
}

async fn write_tiles(maps: &Maps, package: &str, layer: &str, target: &Path) -> anyhow::Result<()> {
    let (mut count, mut bytes) = (0, 0);
    for (z, x, y) in (7u8..=11).flat_map(|z| (0..1u32 << z).flat_map(move |x| (0..1u32 << z).map(move |y| (z, x, y)))) {
        if z > 8 && !near(z, x, y) {
            continue;
        }
        if let Some(tile) = maps.resource(&format!("{package}/{layer}/{z}/{x}/{y}.png"), false).await? {
            let folder = target.join(format!("{layer}/{z}/{x}"));
            fs::create_dir_all(&folder)?;
            fs::write(folder.join(format!("{y}.png")), &tile.bytes)?;
            count += 1;
            bytes += tile.bytes.len();
        }
    }
    println!("{layer:12} {count:5} tiles, {bytes} bytes");
    Ok(())
}

/// Tiles around 嘉禾县.
fn near(z: u8, x: u32, y: u32) -> bool {
    let shift = i32::from(z) - 10;
    let scale = 2f64.powi(shift);
    (f64::from(x) - 831.5 * scale).abs() < 3.0 * scale.max(1.0)
        && (f64::from(y) - 436.5 * scale).abs() < 3.0 * scale.max(1.0)
}
