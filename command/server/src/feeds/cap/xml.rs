//! XML from strangers: no DTD, so no entities of theirs; bounded bytes, depth and nodes.

use fengsui_protocol::{Refusal, bounds};
use roxmltree::{Document, Node, ParsingOptions};

const MOST_NODES: u32 = 50_000;

/// Parses `text` and looks at its root element.
///
/// # Errors
/// `CAP-3` when it is not well-formed or has a DTD, `BOUND` when too large or too deep.
pub(super) fn with_document<T>(text: &str, look: impl FnOnce(Node<'_, '_>) -> T) -> Result<T, Refusal> {
    if text.len() > bounds::FEED_BODY_BYTES {
        return Err(refuse_bound("bytes", bounds::FEED_BODY_BYTES));
    }
    if deeper_than(text.as_bytes(), bounds::XML_DEPTH) {
        return Err(refuse_bound("levels of elements", bounds::XML_DEPTH));
    }
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).map_err(|error| refuse_xml(&error))?;
    Ok(look(document.root_element()))
}

/// Child elements of this name, in the parent's namespace.
pub(super) fn children<'a, 'i>(of: Node<'a, 'i>, name: &str) -> impl Iterator<Item = Node<'a, 'i>> {
    let namespace = of.tag_name().namespace().map(str::to_owned);
    let name = name.to_owned();
    of.children().filter(move |node| {
        node.is_element() && node.tag_name().name() == name && node.tag_name().namespace() == namespace.as_deref()
    })
}

/// Trimmed text of the first child of this name, runs of white space made one space in single lines; empty when there
/// is none.
pub(super) fn text(of: Node<'_, '_>, name: &str) -> String {
    let Some(child) = children(of, name).next() else { return String::new() };
    let whole: String = child.descendants().filter(Node::is_text).filter_map(|node| node.text()).collect();
    let lines = whole.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// Whether elements nest deeper than `most`, found before the parser recurses. Counts start and end tags only;
/// comments, CDATA, declarations and instructions are stepped over.
fn deeper_than(text: &[u8], most: usize) -> bool {
    let (mut at, mut depth) = (0, 0usize);
    while let Some(offset) = text[at..].iter().position(|byte| *byte == b'<') {
        at += offset;
        let rest = &text[at..];
        let length = if rest.starts_with(b"<!--") {
            through(rest, b"-->")
        } else if rest.starts_with(b"<![CDATA[") {
            through(rest, b"]]>")
        } else if rest.starts_with(b"<?") {
            through(rest, b"?>")
        } else {
            let length = through(rest, b">");
            depth = match (rest.get(1), rest.get(length.saturating_sub(2))) {
                (Some(b'/'), _) => depth.saturating_sub(1),
                (Some(b'!'), _) | (_, Some(b'/')) => depth,
                _ => depth + 1,
            };
            length
        };
        if depth > most {
            return true;
        }
        at += length;
    }
    false
}

/// Bytes up to and with the first `end`, or all.
fn through(text: &[u8], end: &[u8]) -> usize {
    text.windows(end.len()).position(|window| window == end).map_or(text.len(), |at| at + end.len())
}

fn refuse_xml(error: &roxmltree::Error) -> Refusal {
    let at = error.pos();
    match error {
        roxmltree::Error::DtdDetected => {
            Refusal::new("CAP-3", "不接收带 DTD 或实体定义的 XML", "XML with a DTD or entity definitions is not taken")
                .accept(["CAP 1.2 without <!DOCTYPE>"])
        }
        roxmltree::Error::NodesLimitReached => refuse_bound("nodes", MOST_NODES as usize),
        _ => Refusal::new(
            "CAP-3",
            format!("XML 有误：第 {} 行第 {} 列", at.row, at.col),
            format!("Not well-formed XML: line {}, column {}", at.row, at.col),
        )
        .accept(["CAP 1.2"]),
    }
}

fn refuse_bound(what: &str, most: usize) -> Refusal {
    Refusal::new("BOUND", format!("XML 过大（上限 {most} {what}）"), format!("XML over its bound of {most} {what}"))
        .accept([format!("at most {most} {what}")])
}
