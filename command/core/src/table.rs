//! Tables as people send them: CSV (RFC 4180) of any spreadsheet, record by record.

/// Records with the line, from 1, on which each begins; blank lines are left out, cells are trimmed. A bare `\r` ends a
/// line too, as old spreadsheets write it. `separator` is an ASCII character.
pub fn records(text: &str, separator: u8) -> impl Iterator<Item = (u32, Vec<String>)> + use<> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n").replace('\r', "\n") + "\n";
    let mut reader = csv::ReaderBuilder::new();
    reader.has_headers(false).flexible(true).delimiter(separator);
    let mut reader = reader.from_reader(std::io::Cursor::new(text));
    let mut record = csv::StringRecord::new();
    std::iter::from_fn(move || {
        // Text in memory is UTF-8 and can be read; records may differ in length.
        if !reader.read_record(&mut record).ok()? {
            return None;
        }
        // A record's own position would be that of the blank lines in front of it.
        let inside = record.iter().map(|cell| cell.matches('\n').count() as u64).sum::<u64>();
        let line = reader.position().line().saturating_sub(1 + inside).max(1);
        Some((u32::try_from(line).unwrap_or(u32::MAX), record.iter().map(|cell| cell.trim().to_owned()).collect()))
    })
}

#[cfg(test)]
mod tests {
    use super::records;

    fn read(text: &str, separator: u8) -> Vec<(u32, Vec<String>)> {
        records(text, separator).collect()
    }

    #[test]
    fn quotes_lines_and_blanks() {
        let text = "\u{feff}甲, 乙\r\n\r\n\"一 \"\"二\"\"\r\n三\",\"四,五\"\r六,\n\n七";
        let cells = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
        assert_eq!(
            read(text, b','),
            [
                (1, cells(&["甲", "乙"])),
                (3, cells(&["一 \"二\"\n三", "四,五"])),
                (5, cells(&["六", ""])),
                (7, cells(&["七"]))
            ]
        );
        assert_eq!(read("a,b\tc", b'\t'), [(1, cells(&["a,b", "c"]))]);
        assert_eq!(read("", b','), []);
    }

    #[test]
    fn an_open_quote_ends_with_the_text() {
        assert_eq!(read("a,\"b\nc", b',').len(), 1);
    }
}
