//! DOCX: WordprocessingML (ECMA-376) with the page of GB/T 9704-2012 — margins, a grid of 22 lines of 28 characters, the
//! fonts by the names that offices have them under. Nothing is embedded: whoever edits it has 仿宋 and 小标宋, or gets
//! what their editor puts in their place. It is for going on working; what is signed is the PDF's and the JSON's.

use crate::{Paper, Picture, PrintError, Rank, archive::Archive};
use fengsui_protocol::document::{DocumentSection, DocumentTable};

const FANGSONG: &str = "仿宋_GB2312";
const TITLE: &str = "方正小标宋简体";
const HEI: &str = "黑体";
const SONG: &str = "宋体";

/// Twentieths of a point.
const fn twips(mm: f64) -> u32 {
    (mm / 25.4 * 1_440.0 + 0.5) as u32
}

/// Writes a paper as DOCX. The same paper gives the same bytes.
///
/// # Errors
/// When the archive cannot be written.
pub fn docx(paper: &Paper) -> Result<Vec<u8>, PrintError> {
    let mut archive = Archive::default();
    let figures = figures(paper);
    let parts = [
        ("[Content_Types].xml", CONTENT_TYPES.to_owned()),
        ("_rels/.rels", RELATIONS.to_owned()),
        ("docProps/core.xml", properties(paper)),
        ("word/_rels/document.xml.rels", relations(&figures)),
        ("word/settings.xml", SETTINGS.to_owned()),
        ("word/styles.xml", styles()),
        ("word/header.xml", header(paper)),
        ("word/odd.xml", footer("right")),
        ("word/even.xml", footer("left")),
        ("word/document.xml", document(paper, &figures)),
    ];
    for (name, text) in parts {
        archive.add(name, text.as_bytes())?;
    }
    for figure in &figures {
        archive.add(&format!("word/{}", figure.part()), figure.bytes)?;
    }
    Ok(archive.finish())
}

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
const WORD: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships""#;

const CONTENT_TYPES: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
    r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">"#,
    r#"<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>"#,
    r#"<Default Extension="xml" ContentType="application/xml"/>"#,
    r#"<Default Extension="jpg" ContentType="image/jpeg"/>"#,
    r#"<Default Extension="png" ContentType="image/png"/>"#,
    r#"<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>"#,
    r#"<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>"#,
    r#"<Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/>"#,
    r#"<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>"#,
    r#"<Override PartName="/word/header.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/>"#,
    r#"<Override PartName="/word/odd.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/>"#,
    r#"<Override PartName="/word/even.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/>"#,
    r#"</Types>"#
);
const RELATIONS: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
    r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#,
    r#"<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>"#,
    r#"<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>"#,
    r#"</Relationships>"#
);
const DOCUMENT_RELATIONS: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
    r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#,
    r#"<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>"#,
    r#"<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/settings" Target="settings.xml"/>"#,
    r#"<Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" Target="header.xml"/>"#,
    r#"<Relationship Id="rId4" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="odd.xml"/>"#,
    r#"<Relationship Id="rId5" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="even.xml"/>"#,
);
const SETTINGS: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
    r#"<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">"#,
    r#"<w:evenAndOddHeaders/><w:characterSpacingControl w:val="compressPunctuation"/></w:settings>"#
);

// ---- figures ----

/// A figure that can be printed, by its number in the paper.
struct Figure<'a> {
    number: usize,
    bytes: &'a [u8],
    picture: Picture,
}

impl Figure<'_> {
    fn part(&self) -> String {
        format!("media/figure{}.{}", self.number, self.picture.kind.ending())
    }

    fn relation(&self) -> String {
        format!("rId{}", 100 + self.number)
    }

    /// A paragraph with the picture in line, as wide as the text or as high as 13 lines of it.
    fn paragraph(&self) -> String {
        let (width, height) = (f64::from(self.picture.width), f64::from(self.picture.height));
        let scale = (mm_to_emu(156.0) / width).min(mm_to_emu(225.0 * 13.0 / 22.0) / height);
        let (cx, cy) = ((width * scale) as u64, (height * scale) as u64);
        let (id, relation) = (self.number, self.relation());
        let picture = format!(
            r#"<pic:pic xmlns:pic="{PICTURE}"><pic:nvPicPr><pic:cNvPr id="{id}" name="figure{id}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{cx}" cy="{cy}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>"#
        );
        format!(
            r#"<w:p><w:pPr><w:keepNext/><w:jc w:val="center"/></w:pPr><w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0" xmlns:wp="{WORD_DRAWING}"><wp:extent cx="{cx}" cy="{cy}"/><wp:docPr id="{id}" name="figure{id}"/><a:graphic xmlns:a="{DRAWING}"><a:graphicData uri="{PICTURE}">{picture}</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"#
        )
    }
}

const DRAWING: &str = "http://schemas.openxmlformats.org/drawingml/2006/main";
const WORD_DRAWING: &str = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing";
const PICTURE: &str = "http://schemas.openxmlformats.org/drawingml/2006/picture";

/// 360 000 English Metric Units a centimetre.
fn mm_to_emu(mm: f64) -> f64 {
    mm * 36_000.0
}

fn figures(paper: &Paper) -> Vec<Figure<'_>> {
    let all = paper.captions().zip(1..).filter_map(|((figure, _), number)| {
        Some(Figure { number, bytes: paper.pictures.get(&figure.sm3)?, picture: paper.picture(figure)? })
    });
    all.collect()
}

fn relations(figures: &[Figure<'_>]) -> String {
    let relation = |figure: &Figure<'_>| {
        format!(
            r#"<Relationship Id="{}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="{}"/>"#,
            figure.relation(),
            figure.part()
        )
    };
    let pictures: String = figures.iter().map(relation).collect();
    format!("{DOCUMENT_RELATIONS}{pictures}</Relationships>")
}

fn properties(paper: &Paper) -> String {
    format!(
        r#"{HEAD}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{}</dc:title><dc:creator>{}</dc:creator><dc:language>zh-CN</dc:language></cp:coreProperties>"#,
        escape(&paper.title),
        escape(&paper.issuer)
    )
}

fn styles() -> String {
    format!(
        r#"{HEAD}<w:styles {WORD}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{FANGSONG}"/><w:sz w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/><w:pPr><w:jc w:val="both"/></w:pPr></w:style></w:styles>"#
    )
}

fn header(paper: &Paper) -> String {
    let banner = paper.banner().unwrap_or_default();
    let text = paragraph(&Look { jc: "center", ..Look::of(HEI, 24) }, &banner);
    format!("{HEAD}<w:hdr {WORD}>{text}</w:hdr>")
}

/// — 1 — 四号 (7.5).
fn footer(side: &str) -> String {
    let run = |inner: &str| format!("<w:r>{}{inner}</w:r>", properties_of(&Look::of(SONG, 28)));
    let field = |kind: &str| run(&format!(r#"<w:fldChar w:fldCharType="{kind}"/>"#));
    let text = |text: &str| run(&format!(r#"<w:t xml:space="preserve">{text}</w:t>"#));
    format!(
        r#"{HEAD}<w:ftr {WORD}><w:p><w:pPr><w:jc w:val="{side}"/><w:ind w:leftChars="100" w:rightChars="100"/></w:pPr>{}{}{}{}{}</w:p></w:ftr>"#,
        text("— "),
        field("begin"),
        run("<w:instrText>PAGE</w:instrText>"),
        field("end"),
        text(" —")
    )
}

// ---- the text ----

fn document(paper: &Paper, figures: &[Figure<'_>]) -> String {
    let mut body = String::new();
    if !paper.masthead.is_empty() {
        head(&mut body, paper);
    }
    body.push_str(&paragraph(&Look { jc: "center", before: 2, line: 720, ..Look::of(TITLE, 44) }, &paper.title));
    body.push_str(&blank());
    if let Some(to) = paper.addressed() {
        body.push_str(&paragraph(&Look::of(FANGSONG, 32), &to));
    }
    let mut captions = paper.captions().zip(1..);
    for section in &paper.sections {
        body.push_str(&written(section));
        for ((_, caption), number) in captions.by_ref().take(section.figures.len()) {
            if let Some(figure) = figures.iter().find(|figure| figure.number == number) {
                body.push_str(&figure.paragraph());
            }
            body.push_str(&paragraph(&Look { jc: "center", ..Look::of(FANGSONG, 28) }, &caption));
        }
    }
    signed(&mut body, paper);
    if !paper.printer.is_empty() {
        imprint(&mut body, paper);
    }
    body.push_str(&page());
    format!("{HEAD}<w:document {WORD}><w:body>{body}</w:body></w:document>")
}

fn head(body: &mut String, paper: &Paper) {
    let copy = paper.copy.map(|copy| format!("{copy:06}")).unwrap_or_default();
    let internal = if paper.internal { "内部使用" } else { "" };
    for (text, font) in [(copy.as_str(), FANGSONG), (&paper.urgency, HEI), (internal, HEI)] {
        if !text.is_empty() {
            body.push_str(&paragraph(&Look { jc: "left", ..Look::of(font, 32) }, text));
        }
    }
    // As many half points as it takes to stand on one line.
    let size = (156.0 / 25.4 * 72.0 / paper.masthead.chars().count() as f64).min(44.0) as u32 * 2;
    let red = Look { jc: "center", colour: "E60012", line: size * 12, before: 1, ..Look::of(TITLE, size) };
    body.push_str(&paragraph(&red, &paper.masthead));
    body.push_str(&blank());
    let under = Look { border: true, ..Look::of(FANGSONG, 32) };
    match &paper.rank {
        Rank::Down => body.push_str(&paragraph(&Look { jc: "center", ..under }, &paper.number)),
        Rank::Up { signer } => {
            let look = Look { left: 1, right: 1, tab: true, ..under };
            let signer = if signer.is_empty() { String::new() } else { format!("\t签发人：{signer}") };
            body.push_str(&paragraph(&look, &format!("{}{signer}", paper.number)));
        }
    }
    body.push_str(&blank());
}

fn written(section: &DocumentSection) -> String {
    let mut text = String::new();
    let look = |font| Look { first: 2, ..Look::of(font, 32) };
    if !section.heading.trim().is_empty() {
        text.push_str(&paragraph(&Look { keep: true, ..look(HEI) }, &section.heading));
    }
    section.paragraphs.iter().for_each(|one| text.push_str(&paragraph(&look(FANGSONG), one)));
    text.push_str(&section.table.as_ref().map(table).unwrap_or_default());
    text
}

fn signed(body: &mut String, paper: &Paper) {
    if !paper.issuer.is_empty() {
        body.push_str(&blank());
        body.push_str(&paragraph(&Look { jc: "right", right: 4, ..Look::of(FANGSONG, 32) }, &paper.issuer));
        body.push_str(&paragraph(&Look { jc: "right", right: 2, ..Look::of(FANGSONG, 32) }, &paper.date));
    }
    if let Some(note) = paper.contact_note() {
        body.push_str(&paragraph(&Look { first: 2, ..Look::of(FANGSONG, 32) }, &note));
    }
}

fn imprint(body: &mut String, paper: &Paper) {
    body.push_str(&blank());
    let copied = paper.copied();
    if let Some(copied) = &copied {
        body.push_str(&paragraph(&Look { top: 12, left: 1, right: 1, ..Look::of(FANGSONG, 28) }, copied));
    }
    let top = if copied.is_some() { 6 } else { 12 };
    let look = Look { top, bottom: 12, left: 1, right: 1, tab: true, ..Look::of(FANGSONG, 28) };
    body.push_str(&paragraph(&look, &format!("{}\t{}印发", paper.printer, paper.printed)));
    if !paper.proof.is_empty() {
        body.push_str(&paragraph(&Look { jc: "center", ..Look::of(SONG, 15) }, &paper.proof));
    }
}

fn table(table: &DocumentTable) -> String {
    let edge = |name: &str| format!(r#"<w:{name} w:val="single" w:sz="4" w:space="0" w:color="000000"/>"#);
    let borders: String = ["top", "left", "bottom", "right", "insideH", "insideV"].map(edge).concat();
    let row = |cells: &[String], font: &'static str, heading: bool| {
        let cells: String = cells
            .iter()
            .map(|text| {
                let jc = if heading { "center" } else { "left" };
                let inner = paragraph(&Look { jc, line: 330, ..Look::of(font, 24) }, text);
                format!(r#"<w:tc><w:tcPr><w:vAlign w:val="center"/></w:tcPr>{inner}</w:tc>"#)
            })
            .collect();
        let repeat =
            if heading { "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>" } else { "<w:trPr><w:cantSplit/></w:trPr>" };
        format!("<w:tr>{repeat}{cells}</w:tr>")
    };
    let columns: String = table.head.iter().map(|_| "<w:gridCol/>").collect();
    let rows: String = table.rows.iter().map(|cells| row(cells, FANGSONG, false)).collect();
    format!(
        r#"<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="autofit"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{}{rows}</w:tbl>"#,
        row(&table.head, HEI, true)
    )
}

/// A4, the margins, and the grid (5.2): the last thing of a body.
fn page() -> String {
    let (top, left) = (twips(37.0), twips(28.0));
    let (bottom, right) = (twips(297.0 - 37.0 - 225.0), twips(210.0 - 28.0 - 156.0));
    let pitch = twips(225.0 / 22.0);
    format!(
        r#"<w:sectPr><w:headerReference w:type="default" r:id="rId3"/><w:headerReference w:type="even" r:id="rId3"/><w:footerReference w:type="default" r:id="rId4"/><w:footerReference w:type="even" r:id="rId5"/><w:pgSz w:w="{}" w:h="{}"/><w:pgMar w:top="{top}" w:right="{right}" w:bottom="{bottom}" w:left="{left}" w:header="1134" w:footer="1417" w:gutter="0"/><w:docGrid w:type="linesAndChars" w:linePitch="{pitch}" w:charSpace="-849"/></w:sectPr>"#,
        twips(210.0),
        twips(297.0)
    )
}

// ---- paragraphs ----

/// How a paragraph looks; sizes in half points, places in characters, lines in twips.
#[derive(Clone, Copy)]
struct Look {
    font: &'static str,
    size: u32,
    jc: &'static str,
    colour: &'static str,
    /// 左空 in the first line.
    first: u32,
    left: u32,
    right: u32,
    /// Empty lines above.
    before: u32,
    /// 0: the grid's.
    line: u32,
    /// The red rule below.
    border: bool,
    /// Rules above and below, eighths of a point.
    top: u32,
    bottom: u32,
    /// A stop at the right edge.
    tab: bool,
    keep: bool,
}

impl Look {
    const fn of(font: &'static str, size: u32) -> Self {
        let (jc, colour) = ("both", "000000");
        Self {
            font,
            size,
            jc,
            colour,
            first: 0,
            left: 0,
            right: 0,
            before: 0,
            line: 0,
            border: false,
            top: 0,
            bottom: 0,
            tab: false,
            keep: false,
        }
    }
}

fn blank() -> String {
    paragraph(&Look::of(FANGSONG, 32), "")
}

fn paragraph(look: &Look, text: &str) -> String {
    let mut how = String::new();
    if look.keep {
        how.push_str("<w:keepNext/>");
    }
    if look.border || look.top > 0 || look.bottom > 0 {
        let rule = |name: &str, width: u32, colour: &str| {
            format!(r#"<w:{name} w:val="single" w:sz="{width}" w:space="4" w:color="{colour}"/>"#)
        };
        let mut rules = String::new();
        if look.top > 0 {
            rules.push_str(&rule("top", look.top, "000000"));
        }
        if look.border {
            rules.push_str(&rule("bottom", 14, "E60012"));
        } else if look.bottom > 0 {
            rules.push_str(&rule("bottom", look.bottom, "000000"));
        }
        how.push_str(&format!("<w:pBdr>{rules}</w:pBdr>"));
    }
    if look.tab {
        let right = twips(156.0) - look.right * look.size * 10;
        how.push_str(&format!(r#"<w:tabs><w:tab w:val="right" w:pos="{right}"/></w:tabs>"#));
    }
    let line = if look.line > 0 { format!(r#" w:line="{}" w:lineRule="atLeast""#, look.line) } else { String::new() };
    how.push_str(&format!(r#"<w:spacing w:before="{}" w:after="0"{line}/>"#, look.before * 580));
    let (first, left, right) = (look.first * 100, look.left * 100, look.right * 100);
    how.push_str(&format!(r#"<w:ind w:leftChars="{left}" w:rightChars="{right}" w:firstLineChars="{first}"/>"#));
    how.push_str(&format!(r#"<w:jc w:val="{}"/>"#, look.jc));
    let pieces: Vec<_> =
        text.split('\t').map(|piece| format!(r#"<w:t xml:space="preserve">{}</w:t>"#, escape(piece))).collect();
    let run = if text.is_empty() {
        String::new()
    } else {
        format!("<w:r>{}{}</w:r>", properties_of(look), pieces.join("<w:tab/>"))
    };
    format!("<w:p><w:pPr>{how}</w:pPr>{run}</w:p>")
}

fn properties_of(look: &Look) -> String {
    let Look { font, size, colour, .. } = look;
    format!(
        r#"<w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{font}" w:hint="eastAsia"/><w:color w:val="{colour}"/><w:sz w:val="{size}"/></w:rPr>"#
    )
}

/// XML 1.0 text; characters that it cannot hold are left out.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            c => out.push(c),
        }
    }
    out
}
