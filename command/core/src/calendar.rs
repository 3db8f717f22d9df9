//! Beijing's calendar (UTC+8, no summer time).

use fengsui_protocol::Micros;

const HOUR: i64 = 60 * Micros::MINUTE;
const DAY: i64 = 24 * HOUR;
const EAST: i64 = 8 * HOUR;

/// `yyyyMMdd` of the Beijing day in which `at` lies.
pub(crate) fn day(at: Micros) -> String {
    let (year, month, day) = civil(at.0.saturating_add(EAST).div_euclid(DAY));
    format!("{year:04}{month:02}{day:02}")
}

/// `yyyy年M月d日` in Beijing, as documents write it.
pub(crate) fn date(at: Micros) -> String {
    let (year, month, day) = civil(at.0.saturating_add(EAST).div_euclid(DAY));
    format!("{year}年{month}月{day}日")
}

/// `7月18日2时50分` in Beijing, as documents write it.
pub(crate) fn moment(at: Micros) -> String {
    let local = at.0.saturating_add(EAST);
    let (_, month, day) = civil(local.div_euclid(DAY));
    let minutes = local.rem_euclid(DAY) / Micros::MINUTE;
    format!("{month}月{day}日{}时{}分", minutes / 60, minutes % 60)
}

/// `2026-07-18 08:00` in Beijing, as tables write it.
pub(crate) fn stamp(at: Micros) -> String {
    let local = at.0.saturating_add(EAST);
    let (year, month, day) = civil(local.div_euclid(DAY));
    let minutes = local.rem_euclid(DAY) / Micros::MINUTE;
    format!("{year:04}-{month:02}-{day:02} {:02}:{:02}", minutes / 60, minutes % 60)
}

/// Reads [`stamp`] back, and what spreadsheets make of it: `2026/7/18 8:00`, `2026-07-18T08:00:00`.
pub(crate) fn read(text: &str) -> Option<Micros> {
    let (date, time) = text.trim().split_once([' ', 'T'])?;
    let parts = |text: &str, marks: &[char]| -> Option<Vec<i64>> {
        let plain = |part: &str| (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        text.split(marks).map(|part| if plain(part) { part.parse().ok() } else { None }).collect()
    };
    let (date, time) = (parts(date, &['-', '/', '.'])?, parts(time.trim(), &[':', '：'])?);
    let [year, month, day] = date[..] else { return None };
    let (hour, minute) = match time[..] {
        [hour, minute] | [hour, minute, 0] => (hour, minute),
        _ => return None,
    };
    if !(1970..=9999).contains(&year) || !(0..24).contains(&hour) || !(0..60).contains(&minute) {
        return None;
    }
    let days = days_of(year, month, day);
    let same = civil(days) == (year, month, day);
    same.then(|| Micros(days * DAY + hour * HOUR + minute * Micros::MINUTE - EAST))
}

/// The beginning of the Beijing day in which `at` lies.
pub(crate) fn midnight(at: Micros) -> Micros {
    let local = at.0.saturating_add(EAST);
    Micros(local.div_euclid(DAY).saturating_mul(DAY).saturating_sub(EAST))
}

/// The beginning of the Monday of the Beijing week in which `at` lies; 1970-01-05 was one.
pub(crate) fn monday(at: Micros) -> Micros {
    let day = at.0.saturating_add(EAST).div_euclid(DAY);
    midnight(at).plus(-(day - 4).rem_euclid(7) * DAY)
}

/// `yyyyMMddHHmmss` in Beijing.
pub(crate) fn digits(at: Micros) -> String {
    let local = at.0.saturating_add(EAST);
    let seconds = local.rem_euclid(DAY) / 1_000_000;
    format!("{}{:02}{:02}{:02}", day(at), seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

/// The first full hour of `hours` (ascending, Beijing) that comes after `at`.
pub(crate) fn next_hour_of(at: Micros, hours: &[i64]) -> Micros {
    let local = at.0.saturating_add(EAST);
    let midnight = local.div_euclid(DAY).saturating_mul(DAY);
    let days = [midnight, midnight.saturating_add(DAY)];
    let slots = days.iter().flat_map(|day| hours.iter().map(move |hour| day.saturating_add(hour * HOUR)));
    let next = slots.into_iter().find(|slot| *slot > local).unwrap_or(local);
    Micros(next.saturating_sub(EAST))
}

/// Day number since 1970-01-01 of a date (Howard Hinnant's `days_from_civil`); of a date that does not exist, of another.
fn days_of(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let shifted_month = (month + 9).rem_euclid(12);
    let day_of_year = (153 * shifted_month + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// Year, month, day of a day number since 1970-01-01 (proleptic Gregorian; Howard Hinnant's `civil_from_days`).
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-07-18T16:30:00Z is half past midnight of the 19th in Beijing.
    const NIGHT: Micros = Micros(1_784_392_200_000_000);

    #[test]
    fn days_are_beijing_days() {
        assert_eq!(day(NIGHT), "20260719");
        assert_eq!(day(NIGHT.plus(-31 * Micros::MINUTE)), "20260718");
        assert_eq!(day(Micros(951_782_400_000_000)), "20000229");
    }

    #[test]
    fn moments_as_documents_write_them() {
        assert_eq!(moment(NIGHT), "7月19日0时30分");
        assert_eq!(date(NIGHT), "2026年7月19日");
        assert_eq!(digits(NIGHT.plus(7_000_000)), "20260719003007");
    }

    #[test]
    fn moments_as_tables_write_and_spreadsheets_rewrite_them() {
        assert_eq!(stamp(NIGHT), "2026-07-19 00:30");
        for text in ["2026-07-19 00:30", "2026/7/19 0:30", "2026-07-19T00:30:00", " 2026.7.19  0：30 "] {
            assert_eq!(read(text), Some(NIGHT), "{text}");
        }
        for text in
            ["", "2026-07-19", "2026-02-29 08:00", "2026-13-01 08:00", "2026-7-19 24:00", "26-7-19 8:0:9", "-1-1-1 1:1"]
        {
            assert_eq!(read(text), None, "{text}");
        }
        for at in [0, 951_782_400_000_000, 4_102_444_800_000_000] {
            assert_eq!(read(&stamp(Micros(at))), Some(Micros(at)));
        }
        assert_eq!(stamp(midnight(NIGHT)), "2026-07-19 00:00");
        assert_eq!(stamp(monday(NIGHT)), "2026-07-13 00:00", "the 19th was a Sunday");
    }

    #[test]
    fn next_slot_is_strictly_later() {
        let eight = next_hour_of(NIGHT, &[8, 17]);
        assert_eq!(eight.since(NIGHT), 7 * HOUR + HOUR / 2);
        let seventeen = next_hour_of(eight, &[8, 17]);
        assert_eq!(seventeen.since(eight), 9 * HOUR);
        assert_eq!(next_hour_of(seventeen, &[8, 17]).since(seventeen), 15 * HOUR);
    }
}
