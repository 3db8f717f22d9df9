//! 预约 as an iCalendar file (RFC 5545), in Asia/Shanghai.

use fengsui_protocol::{
    Micros,
    meeting::{Repeat, RepeatEnd, ScheduleView},
};

/// Octets of one line (§3.1), without its end.
const LINE: usize = 75;
const DAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/// `domain` makes the UID unique among nodes; `now` is DTSTAMP.
pub fn calendar(view: &ScheduleView, domain: &str, now: Micros) -> String {
    let timing = &view.timing;
    let ends = timing.starts_at.plus(i64::from(view.plan.minutes) * Micros::MINUTE);
    let mut lines = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//Fengsui//Conferences//ZH".to_owned(),
        "METHOD:PUBLISH".to_owned(),
    ];
    lines.extend(ZONE.map(str::to_owned));
    lines.push("BEGIN:VEVENT".to_owned());
    lines.push(format!("UID:schedule-{}@{}", view.id, text(domain)));
    lines.push(format!("DTSTAMP:{}Z", stamp(now, 0)));
    lines.push(format!("SEQUENCE:{}", view.version));
    lines.push(format!("DTSTART;TZID=Asia/Shanghai:{}", stamp(timing.starts_at, EAST)));
    lines.push(format!("DTEND;TZID=Asia/Shanghai:{}", stamp(ends, EAST)));
    lines.extend(rule(&timing.repeat, timing.end.as_ref()));
    lines.push(format!("SUMMARY:{}", text(&view.plan.title)));
    if !view.plan.agenda.is_empty() {
        lines.push(format!("DESCRIPTION:{}", text(&agenda(view))));
    }
    lines.push(format!("STATUS:{}", if view.cancelled_at.is_some() { "CANCELLED" } else { "CONFIRMED" }));
    if timing.remind_minutes > 0 {
        lines.push("BEGIN:VALARM".to_owned());
        lines.push("ACTION:DISPLAY".to_owned());
        lines.push(format!("DESCRIPTION:{}", text(&view.plan.title)));
        lines.push(format!("TRIGGER:-PT{}M", timing.remind_minutes));
        lines.push("END:VALARM".to_owned());
    }
    lines.push("END:VEVENT".to_owned());
    lines.push("END:VCALENDAR".to_owned());
    lines.iter().flat_map(|line| folded(line)).collect()
}

/// Asia/Shanghai as it is since 1991: no summer time.
const ZONE: [&str; 9] = [
    "BEGIN:VTIMEZONE",
    "TZID:Asia/Shanghai",
    "BEGIN:STANDARD",
    "DTSTART:19910915T000000",
    "TZOFFSETFROM:+0900",
    "TZOFFSETTO:+0800",
    "TZNAME:CST",
    "END:STANDARD",
    "END:VTIMEZONE",
];
const EAST: i64 = 8 * 60 * Micros::MINUTE;

fn agenda(view: &ScheduleView) -> String {
    let line = |(number, item): (usize, &fengsui_protocol::meeting::AgendaItem)| match item.minutes {
        Some(minutes) => format!("{}. {}（{minutes} 分）", number + 1, item.text),
        None => format!("{}. {}", number + 1, item.text),
    };
    view.plan.agenda.iter().enumerate().map(line).collect::<Vec<_>>().join("\n")
}

/// RRULE (§3.3.10); UNTIL in UTC, because DTSTART has a zone.
fn rule(repeat: &Repeat, end: Option<&RepeatEnd>) -> Option<String> {
    let every = match repeat {
        Repeat::Once => return None,
        Repeat::Daily => "FREQ=DAILY".to_owned(),
        Repeat::Weekly { days } => {
            let mut days: Vec<_> = days.clone();
            days.sort_unstable();
            days.dedup();
            let names: Vec<_> =
                days.iter().filter_map(|day| DAYS.get(usize::from(*day).checked_sub(1)?)).copied().collect();
            format!("FREQ=WEEKLY;BYDAY={}", names.join(","))
        }
        Repeat::Monthly { day } => format!("FREQ=MONTHLY;BYMONTHDAY={day}"),
    };
    let end = match end {
        Some(RepeatEnd::Count { count }) => format!(";COUNT={count}"),
        Some(RepeatEnd::Until { at }) => format!(";UNTIL={}Z", stamp(*at, 0)),
        None => String::new(),
    };
    Some(format!("RRULE:{every}{end}"))
}

/// `20260719T100000`
fn stamp(at: Micros, east: i64) -> String {
    let seconds = at.0.saturating_add(east).div_euclid(Micros::SECOND);
    let Ok(time) = time::OffsetDateTime::from_unix_timestamp(seconds) else { return "19700101T000000".to_owned() };
    let (date, (hour, minute, second)) = (time.date(), time.to_hms());
    format!("{:04}{:02}{:02}T{hour:02}{minute:02}{second:02}", date.year(), u8::from(date.month()), date.day())
}

/// TEXT (§3.3.11).
fn text(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out += "\\n",
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// Lines of at most 75 octets, broken between characters (§3.1).
fn folded(line: &str) -> Vec<String> {
    let (mut lines, mut now) = (Vec::new(), String::new());
    for c in line.chars() {
        if now.len() + c.len_utf8() > LINE {
            lines.push(std::mem::replace(&mut now, " ".to_owned()) + "\r\n");
        }
        now.push(c);
    }
    lines.push(now + "\r\n");
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use fengsui_protocol::{
        ScheduleId, UserId,
        meeting::{AgendaItem, ConferencePlan, Timing},
    };

    /// 2026-07-19 10:00 in Beijing, a Sunday.
    const SUNDAY: Micros = Micros(1_784_426_400_000_000);

    fn view(title: &str, repeat: Repeat, end: Option<RepeatEnd>) -> ScheduleView {
        ScheduleView {
            id: ScheduleId(7),
            plan: ConferencePlan {
                title: title.to_owned(),
                agenda: vec![AgendaItem { text: "雨情, 水情; 会商".to_owned(), minutes: Some(10) }],
                units: vec![],
                minutes: 90,
                waiting_room: false,
            },
            timing: Timing { starts_at: SUNDAY, repeat, end, remind_minutes: 15 },
            created_by: UserId(2),
            next_at: None,
            remind_at: None,
            conference: None,
            opened: 0,
            missed: 0,
            cancelled_at: None,
            version: 12,
        }
    }

    #[test]
    fn meet_45_times_are_shanghais_and_the_rule_is_of_rfc_5545() {
        let weekly = Repeat::Weekly { days: vec![7, 3] };
        let text = calendar(&view("周会商", weekly, Some(RepeatEnd::Until { at: SUNDAY })), "431024", SUNDAY);
        for line in [
            "DTSTART;TZID=Asia/Shanghai:20260719T100000",
            "DTEND;TZID=Asia/Shanghai:20260719T113000",
            "DTSTAMP:20260719T020000Z",
            "RRULE:FREQ=WEEKLY;BYDAY=WE,SU;UNTIL=20260719T020000Z",
            "DESCRIPTION:1. 雨情\\, 水情\\; 会商（10 分）",
            "UID:schedule-7@431024",
            "TRIGGER:-PT15M",
            "TZID:Asia/Shanghai",
        ] {
            assert!(text.contains(&format!("{line}\r\n")), "{line} is missing in\n{text}");
        }
        let monthly =
            calendar(&view("月", Repeat::Monthly { day: 31 }, Some(RepeatEnd::Count { count: 3 })), "x", SUNDAY);
        assert!(monthly.contains("RRULE:FREQ=MONTHLY;BYMONTHDAY=31;COUNT=3\r\n"));
        assert!(!calendar(&view("一次", Repeat::Once, None), "x", SUNDAY).contains("RRULE"));
    }

    #[test]
    fn meet_45_lines_are_folded_and_nothing_breaks_out_of_its_property() {
        let evil = format!("{}\r\nATTACH:http://x", "防汛会商".repeat(20));
        let text = calendar(&view(&evil, Repeat::Once, None), "x", SUNDAY);
        assert!(text.lines().all(|line| line.len() <= LINE), "{text}");
        assert!(!text.lines().any(|line| line.starts_with("ATTACH")));
        assert!(text.replace("\r\n ", "").contains("防汛会商防汛会商") && text.ends_with("END:VCALENDAR\r\n"));
    }
}
