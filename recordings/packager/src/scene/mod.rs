//! Demo scenes: calm little animated places, one per site, with the site's name and a strip that a machine can read.
//! Everything is drawn and synthesised here from a seed; nothing is filmed, nothing comes from outside.

mod canvas;
mod draw;
mod encode;
mod life;
mod random;
mod strip;
mod text;
mod voice;

use anyhow::{Context, bail, ensure};
use canvas::{Canvas, rgb};
use clap::Args;
use draw::{Place, Stage};
use gstreamer as gst;
use gstreamer_app as app;
use serde::Serialize;
use std::{fs, path::PathBuf, str::FromStr};
use strip::Strip;

/// Sites of the demo county; a site's number in the strip is its place here.
const SITES: [&str; 17] = [
    "县应急指挥中心",
    "县公安局",
    "县消防救援大队",
    "县气象局",
    "县水利局",
    "县人防办",
    "县应急管理局",
    "珠泉镇",
    "塘村镇",
    "袁家镇",
    "行廊镇",
    "龙潭镇",
    "石桥镇",
    "坦坪镇",
    "广发镇",
    "晋屏镇",
    "普满乡",
];
/// Number of the first site that is not in the list.
const FIRST_OTHER: usize = 64;

#[derive(Args)]
pub struct SceneArgs {
    /// Directory to write to; made when missing
    #[arg(long)]
    out: PathBuf,
    /// How many of the demo county's sites, or names separated by commas
    #[arg(long, default_value = "17")]
    sites: String,
    /// Pixels, both multiples of two
    #[arg(long, default_value = "640x360")]
    size: Size,
    #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(u32).range(1..=60))]
    fps: u32,
    /// Length of the loop
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=600))]
    seconds: u32,
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// Target of the video encoder in kbit/s; by size and rate when absent
    #[arg(long)]
    kbps: Option<u32>,
    /// Pictures only
    #[arg(long)]
    silent: bool,
    /// Also writes this frame of every site as a PPM picture
    #[arg(long)]
    still: Option<u32>,
}

#[derive(Clone, Copy)]
struct Size {
    width: usize,
    height: usize,
}

impl FromStr for Size {
    type Err = anyhow::Error;
    fn from_str(text: &str) -> anyhow::Result<Self> {
        let (width, height) = text.split_once('x').context("a size is WIDTHxHEIGHT")?;
        let (width, height) = (width.parse()?, height.parse()?);
        ensure!(width % 2 == 0 && height % 2 == 0, "width and height are multiples of two");
        ensure!((160..=1920).contains(&width) && (90..=1080).contains(&height), "160x90 to 1920x1080");
        Ok(Self { width, height })
    }
}

/// One line of `scenes.json`.
#[derive(Serialize)]
struct Entry {
    number: u8,
    name: String,
    video: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    audio: Option<String>,
    width: usize,
    height: usize,
    fps: u32,
    frames: u32,
}

/// Renders what was asked for and lists it in `scenes-<size>-<fps>.json`.
pub fn run(args: &SceneArgs) -> anyhow::Result<()> {
    fs::create_dir_all(&args.out)?;
    let mut list = Vec::new();
    for (number, name) in sites(&args.sites)? {
        let entry = render(args, number, &name).with_context(|| name.clone())?;
        eprintln!("{} {}", entry.video, name);
        list.push(entry);
    }
    let list_name = format!("scenes-{}x{}-{}.json", args.size.width, args.size.height, args.fps);
    Ok(fs::write(args.out.join(list_name), serde_json::to_vec_pretty(&list)?)?)
}

fn sites(asked: &str) -> anyhow::Result<Vec<(u8, String)>> {
    let names: Vec<&str> = match asked.parse::<usize>() {
        Ok(count) if (1..=SITES.len()).contains(&count) => SITES[..count].to_vec(),
        Ok(count) => bail!("{count} sites: 1 to {} are known by number", SITES.len()),
        Err(_) => asked.split(',').map(str::trim).filter(|name| !name.is_empty()).collect(),
    };
    ensure!((1..=128).contains(&names.len()), "1 to 128 sites");
    let number = |k: usize, name: &str| SITES.iter().position(|known| *known == name).unwrap_or(FIRST_OTHER + k) as u8;
    Ok(names.iter().enumerate().map(|(k, name)| (number(k, name), (*name).to_owned())).collect())
}

fn render(args: &SceneArgs, number: u8, name: &str) -> anyhow::Result<Entry> {
    let Size { width, height } = args.size;
    let frames = args.fps * args.seconds;
    let video = format!("{number:02}-{width}x{height}-{}.ivf", args.fps);
    let stage = Stage::new(Place::of(name), args.seed.wrapping_add(u64::from(number) * 101), args.seconds);
    let mut backdrop = Canvas::new(width, height);
    stage.backdrop(&mut backdrop);
    let label = text::set(&text::font()?, name, (height / 18).max(12));
    let kbps = args.kbps.unwrap_or_else(|| 60 + (width * height) as u32 * args.fps / 9_000);
    encode::video(&args.out.join(&video), args.size.width, args.size.height, args.fps, kbps, frames, |n| {
        let mut canvas = backdrop.clone();
        stage.moving(&mut canvas, n as f32 / args.fps as f32);
        name_plate(&mut canvas, &label);
        strip::draw(&mut canvas, Strip { counter: n, site: number });
        if args.still == Some(n) {
            let _ = fs::write(args.out.join(format!("{number:02}-{width}x{height}.ppm")), ppm(&canvas));
        }
        canvas
    })?;
    let audio = (!args.silent).then(|| format!("{number:02}.ogg"));
    if let Some(audio) = &audio {
        encode::audio(&args.out.join(audio), &voice::speak(args.seed ^ u64::from(number) << 32, args.seconds))?;
    }
    Ok(Entry { number, name: name.to_owned(), video, audio, width, height, fps: args.fps, frames })
}

fn name_plate(canvas: &mut Canvas, label: &text::Mask) {
    let unit = canvas.width as f32 / canvas::WIDE;
    let (w, h) = (label.width as f32 / unit, label.height as f32 / unit);
    canvas.round(12.0, 12.0, w + 24.0, h + 16.0, 6.0, rgb(0x0c1c2c), 0.72);
    canvas.round(12.0, 12.0, 4.0, h + 16.0, 2.0, rgb(0xd9b26a), 1.0);
    canvas.stamp(label, (26.0 * unit) as usize, (20.0 * unit) as usize, rgb(0xf4f6f8));
}

fn ppm(canvas: &Canvas) -> Vec<u8> {
    let mut out = format!("P6\n{} {}\n255\n", canvas.width, canvas.height).into_bytes();
    out.extend(canvas.pixels.iter().flatten());
    out
}

#[cfg(test)]
mod tests;
