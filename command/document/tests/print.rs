//! What is printed: the page of GB/T 9704-2012, and DOCX that unpacks.

use fengsui_document::{
    Fonts, Paper, Picture, Rank, attached, docx,
    layout::{CELL, HEIGHT, Item, LEFT, PITCH, TOP, WIDTH, pages},
    pdf,
};
use fengsui_protocol::{
    bounds,
    document::{DocumentFigure, DocumentSection, DocumentTable},
};
use flate2::{Compression, Crc, write::ZlibEncoder};
use std::io::Write;

fn fonts() -> Fonts {
    let read =
        |name: &str| std::fs::read(format!("/usr/share/fonts/opentype/noto/{name}.ttc")).expect("fonts-noto-cjk");
    Fonts::new(read("NotoSerifCJK-Regular"), read("NotoSerifCJK-Bold"), read("NotoSansCJK-Bold")).unwrap()
}

fn paper(paragraphs: usize) -> Paper {
    let text = "2026年7月18日22时0分，珠泉镇人民路发生火灾事故（较大），119指挥中心接报后，两车十二人于22时9分到场，“先控制、后消灭”。";
    let section = DocumentSection {
        heading: "一、基本情况".into(),
        paragraphs: vec![text.into(); paragraphs],
        ..DocumentSection::default()
    };
    let head = ["时间", "单位", "经过"].map(str::to_owned).to_vec();
    let row = ["7月18日22时9分", "县消防救援大队 值班员", "到场，搭设水枪阵地两处，疏散群众四十余人，无人员伤亡"];
    let rows = vec![row.map(str::to_owned).to_vec(); 40];
    let course = DocumentSection {
        heading: "二、处置经过".into(),
        table: Some(DocumentTable { head, rows }),
        ..DocumentSection::default()
    };
    Paper {
        masthead: "应急信息专报".into(),
        number: "嘉禾应急专报〔2026〕1号".into(),
        rank: Rank::Up { signer: "王县长".into() },
        copy: Some(1),
        urgency: "特急".into(),
        internal: true,
        addressee: "市应急管理局".into(),
        issuer: "嘉禾县应急指挥中心".into(),
        date: "2026年7月19日".into(),
        contact: "值班室 0735-6622110".into(),
        copies_to: "县委办公室，县政府办公室".into(),
        printer: "嘉禾县应急指挥中心".into(),
        printed: "2026年7月19日".into(),
        marks: vec!["演练".into()],
        proof: "SM3 0123456789abcdef".into(),
        attachment: Some(("document.json".into(), r#"{"fengsui_document":1,"title":"带 } 和 \" 的"}"#.into())),
        ..Paper::sheet("关于珠泉镇人民路商铺火灾事故处置情况的专报".into(), vec![section, course])
    }
}

fn text(page: &[Item]) -> Vec<(String, f32, f32, f32)> {
    let text = page.iter().filter_map(|item| match item {
        Item::Text { x, y, line, .. } => {
            let right = line.last().map_or(*x, |last| x + last.x + last.width);
            Some((line.iter().map(|one| one.c).collect(), x + line.first()?.x, *y, right))
        }
        Item::Rule { .. } | Item::Picture { .. } | Item::Watermark { .. } => None,
    });
    text.collect()
}

#[test]
fn twenty_two_lines_of_twenty_eight_characters() {
    let one = "汉".repeat(28 * 40 - 2);
    let section = DocumentSection { paragraphs: vec![one], ..DocumentSection::default() };
    let pages = pages(&Paper::sheet("题".into(), vec![section]), &fonts());
    let second: Vec<_> = text(&pages[1]).into_iter().filter(|(text, ..)| text.contains('汉')).collect();
    assert!((HEIGHT / PITCH - 22.0).abs() < 0.001 && (WIDTH / CELL - 28.0).abs() < 0.001);
    let first = text(&pages[0]);
    let of_first = first.iter().filter(|(text, ..)| text.contains('汉')).count();
    assert_eq!(of_first + second.len(), 40);
    assert!(of_first < 22 && second.len() > 18, "{of_first} lines below the title, {} on the next page", second.len());
    for (line, x, y, right) in &second {
        assert_eq!(line.chars().count(), 28, "{line}");
        assert!(*x >= LEFT - 0.1 && *right <= LEFT + WIDTH + 0.1 && *y > TOP && *y < TOP + HEIGHT);
    }
    let gaps: Vec<_> = second.windows(2).map(|two| two[1].2 - two[0].2).collect();
    assert!(gaps.iter().all(|gap| (gap - PITCH).abs() < 0.01), "{gaps:?}");
    let (_, x, ..) = &first.iter().find(|(text, ..)| text.contains('汉')).unwrap();
    assert!((x - LEFT - 2.0 * CELL).abs() < 0.01, "左空二字");
}

#[test]
fn no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one() {
    let fonts = fonts();
    for shift in 0..28 {
        let text_of = format!("{}“先控制、后消灭”，（见附件）。", "字".repeat(shift)).repeat(6);
        let section = DocumentSection { paragraphs: vec![text_of.clone()], ..DocumentSection::default() };
        let pages = pages(&Paper::sheet("题".into(), vec![section]), &fonts);
        let lines: Vec<_> = pages.iter().flat_map(|page| text(page)).map(|(line, ..)| line).collect();
        for line in lines.iter().filter(|line| line.contains(['字', '，'])) {
            assert!(!line.starts_with(['，', '。', '、', '”', '）']), "{line}");
            assert!(!line.ends_with(['“', '（']), "{line}");
        }
        let all: String = lines.concat();
        assert!(all.contains(&text_of), "nothing is lost: {all}");
    }
}

#[test]
fn head_body_imprint_and_numbers_stand_where_the_standard_says() {
    let paper = paper(12);
    let pages = pages(&paper, &fonts());
    assert!(pages.len() >= 4, "{} pages", pages.len());
    let first = text(&pages[0]);
    let at = |wanted: &str| first.iter().find(|(text, ..)| text.contains(wanted)).unwrap_or_else(|| panic!("{wanted}"));
    assert!((at("000001").1 - LEFT).abs() < 0.1 && at("特急").2 > at("000001").2 && at("内部使用").2 > at("特急").2);
    let masthead = at("应急信息专报");
    assert!(((masthead.1 + masthead.3) / 2.0 - LEFT - WIDTH / 2.0).abs() < 1.0, "in the middle");
    assert!(at("签发人：王县长").3 <= LEFT + WIDTH - CELL + 0.1);
    let last = text(pages.last().unwrap());
    let copied = last.iter().find(|(text, ..)| text.starts_with("抄送：")).unwrap();
    let printed = last.iter().find(|(text, ..)| text.contains("印发")).unwrap();
    assert!(copied.2 < printed.2 && printed.2 < TOP + HEIGHT && TOP + HEIGHT - printed.2 < 20.0, "at the foot");
    for (n, page) in pages.iter().enumerate() {
        let said = text(page);
        let number = said.iter().find(|(text, ..)| *text == format!("— {} —", n + 1)).unwrap();
        assert_eq!(number.1 < LEFT + WIDTH / 2.0, n % 2 == 1, "单页码居右，双页码居左");
        assert!(said.iter().any(|(text, ..)| text.starts_with("演练 · ")), "every page is marked");
        assert!(page.iter().any(|item| matches!(item, Item::Watermark { .. })));
    }
    let heads = pages.iter().filter(|page| text(page).iter().any(|(text, ..)| text == "经过"));
    assert!(heads.count() >= 2, "the head of a table is on every page that it takes");
    for (line, x, y, right) in pages.iter().flat_map(|page| text(page)) {
        assert!(x >= LEFT - 0.5 && right <= LEFT + WIDTH + 0.5 && y < 842.0, "{line} at {x} to {right}");
    }
}

#[test]
fn a_row_taller_than_a_page_goes_on_on_the_next_and_loses_nothing() {
    let head = (0..8).map(|n| format!("第 {n} 栏的名称")).collect::<Vec<_>>();
    let row = (0..8).map(|n| format!("{}{n}", "长".repeat(399))).collect::<Vec<_>>();
    let table = DocumentTable { head, rows: vec![row.clone(), row] };
    let section = DocumentSection { table: Some(table), ..DocumentSection::default() };
    let pages = pages(&Paper::sheet("题".into(), vec![section]), &fonts());
    assert!(pages.len() > 4, "{} pages", pages.len());
    let all: Vec<_> = pages.iter().flat_map(|page| text(page)).collect();
    let long: usize = all.iter().map(|(line, ..)| line.matches('长').count()).sum();
    assert_eq!(long, 2 * 8 * 399);
    for (line, x, y, right) in all.iter().filter(|(line, ..)| line.contains('长')) {
        assert!(*x >= LEFT && *right <= LEFT + WIDTH + 0.5 && *y > TOP && *y < TOP + HEIGHT, "{line} at {x}, {y}");
    }
}

/// A grey PNG (RFC 2083) of so many pixels; each of its rows begins with filter 0.
fn png(width: u32, height: u32) -> Vec<u8> {
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut chunk = |kind: &[u8], data: &[u8]| {
        png.extend((data.len() as u32).to_be_bytes());
        let mut crc = Crc::new();
        [kind, data].iter().for_each(|part| crc.update(part));
        png.extend(kind.iter().chain(data));
        png.extend(crc.sum().to_be_bytes());
    };
    chunk(b"IHDR", &[&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 0, 0, 0, 0]].concat());
    let row = [vec![0], vec![0x80; width as usize]].concat();
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
    (0..height).for_each(|_| packed.write_all(&row).unwrap());
    chunk(b"IDAT", &packed.finish().unwrap());
    chunk(b"IEND", &[]);
    png
}

#[test]
fn doc_13_a_figure_stands_within_the_page_above_its_words_and_is_in_the_docx() {
    let figure = |sm3: &str, caption: &str| DocumentFigure { sm3: sm3.into(), caption: caption.into() };
    let mut paper = paper(8);
    paper.sections[0].figures = vec![figure("wide", "钟水河车头段"), figure("high", ""), figure("lost", "没有的图")];
    paper.pictures = [("wide", png(1600, 900)), ("high", png(300, 4000))].map(|(k, v)| (k.to_owned(), v)).into();
    let pages = pages(&paper, &fonts());
    let mut seen = Vec::new();
    for page in &pages {
        for item in page {
            let Item::Picture { x, y, width, height, sm3 } = item else { continue };
            assert!(*x >= LEFT - 0.1 && x + width <= LEFT + WIDTH + 0.1, "{sm3} at {x}");
            assert!(*y >= TOP && y + height <= TOP + HEIGHT, "{sm3} at {y}, {height} high");
            let below =
                text(page).into_iter().filter(|(line, ..)| line.starts_with('图')).find(|line| line.2 > y + height);
            seen.push((sm3.as_str(), (width / height * 100.0).round(), below.map(|line| line.0)));
        }
    }
    let said = |words: &str| Some(words.to_owned());
    assert_eq!(seen, [("wide", 178.0, said("图1 钟水河车头段")), ("high", 8.0, said("图2"))]);
    assert!(pages.iter().flat_map(|page| text(page)).any(|(line, ..)| line == "图3 没有的图"), "its words stay");
    let printed = pdf(&paper, &fonts()).unwrap();
    assert!(printed == pdf(&paper, &fonts()).unwrap(), "byte for byte");
    let parts = unpacked(&docx(&paper).unwrap());
    assert!(parts["word/document.xml"].contains(r#"r:embed="rId101""#) && parts.contains_key("word/media/figure2.png"));
    assert!(parts["word/_rels/document.xml.rels"].contains("media/figure1.png"));
}

#[test]
fn doc_13_what_is_no_picture_or_too_large_is_told_by_its_head() {
    assert!(Picture::look(&png(64, 48)).is_some_and(|picture| picture.prints() && picture.width == 64));
    assert!(Picture::look(&png(bounds::PICTURE_PIXELS + 1, 1)).is_none());
    assert!(Picture::look(b"<svg/>").is_none() && Picture::look(b"\xff\xd8\xff no").is_none());
    let mut torn = png(64, 48);
    torn.truncate(torn.len() - 30);
    assert!(!Picture::look(&torn).is_some_and(|picture| picture.prints()));
}

#[test]
fn the_pdf_is_the_same_every_time_and_carries_the_document() {
    let (paper, fonts) = (paper(3), fonts());
    let printed = pdf(&paper, &fonts).unwrap();
    assert!(printed.starts_with(b"%PDF-1.7"));
    assert!(printed.len() < 2_000_000, "only the glyphs that it uses: {} bytes", printed.len());
    assert!(printed == pdf(&paper, &fonts).unwrap(), "byte for byte");
    let (_, bytes) = paper.attachment.as_ref().unwrap();
    assert_eq!(attached(&printed, r#"{"fengsui_document":"#), Some(bytes.as_slice()));
    assert_eq!(attached(&printed[..200], r#"{"fengsui_document":"#), None);
}

#[test]
fn the_docx_unpacks_and_says_the_same() {
    let made = docx(&paper(2)).unwrap();
    let parts = unpacked(&made);
    let document = &parts["word/document.xml"];
    for said in
        ["应急信息专报", "嘉禾应急专报〔2026〕1号", "签发人：王县长", "一、基本情况", "抄送：县委办公室", "仿宋_GB2312"]
    {
        assert!(document.contains(said), "{said}");
    }
    assert!(parts["word/header.xml"].contains("演练 · 不得作为正式公文使用"));
    assert!(parts.contains_key("[Content_Types].xml") && parts.contains_key("_rels/.rels"));
    let hostile = Paper::sheet("<w:p>&\u{1}".into(), vec![]);
    assert!(unpacked(&docx(&hostile).unwrap())["word/document.xml"].contains("&lt;w:p&gt;&amp;</w:t>"));
}

/// Entry by entry, each held against its checksum.
fn unpacked(archive: &[u8]) -> std::collections::BTreeMap<String, String> {
    use std::io::Read;
    let number = |at: usize, bytes: usize| {
        archive[at..at + bytes].iter().rev().fold(0, |all, byte| all << 8 | usize::from(*byte))
    };
    let end = archive.windows(4).rposition(|four| four == b"PK\x05\x06").unwrap();
    let (count, mut at) = (number(end + 10, 2), number(end + 16, 4));
    let mut parts = std::collections::BTreeMap::new();
    for _ in 0..count {
        assert_eq!(&archive[at..at + 4], b"PK\x01\x02");
        let (crc, packed, size, name) =
            (number(at + 16, 4), number(at + 20, 4), number(at + 24, 4), number(at + 28, 2));
        let local = number(at + 42, 4);
        let title = String::from_utf8(archive[at + 46..at + 46 + name].to_vec()).unwrap();
        let data = local + 30 + number(local + 26, 2);
        let mut bytes = Vec::new();
        flate2::read::DeflateDecoder::new(&archive[data..data + packed]).read_to_end(&mut bytes).unwrap();
        let mut sum = flate2::Crc::new();
        sum.update(&bytes);
        assert_eq!((bytes.len(), sum.sum() as usize), (size, crc), "{title}");
        parts.insert(title, String::from_utf8_lossy(&bytes).into_owned());
        at += 46 + name;
    }
    parts
}
