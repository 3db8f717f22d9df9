//! Chinese words for numbers, as documents write them.

/// 一, 二 … 九十九; digits from there on.
pub(crate) fn ordinal(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match (number / 10, number % 10) {
        (0, 0) | (10.., _) => number.to_string(),
        (0, one) => DIGITS[one].to_owned(),
        (1, one) => format!("十{}", DIGITS[one]),
        (ten, one) => format!("{}十{}", DIGITS[ten], DIGITS[one]),
    }
}

#[cfg(test)]
mod tests {
    use super::ordinal;

    #[test]
    fn numbers_as_documents_write_them() {
        let said: Vec<_> = [1, 9, 10, 11, 20, 45, 99, 100].into_iter().map(ordinal).collect();
        assert_eq!(said, ["一", "九", "十", "十一", "二十", "四十五", "九十九", "100"]);
    }
}
