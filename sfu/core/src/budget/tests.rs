use super::deal::{Ask, Room, Step, deal};
use super::parts::{Demand, Part, divide};
use super::uplink::Sender;
use super::*;
use fengsui_protocol::extranet::Reserved;
use fengsui_protocol::link::media::Seat as Placed;

fn line(node: &str, to: &str, kbps: u32) -> Line {
    Line { node: node.into(), to: to.into(), down_kbps: kbps, up_kbps: kbps / 2, reserved: Reserved::default() }
}

fn placed(site: u64, node: &str, grade: Grade) -> Placed {
    Placed { conference: ConferenceId(1), site: SiteId(site), node: node.into(), grade }
}

fn tree() -> Lines {
    let lines = vec![line("south", "centre", 4_000), line("tangcun", "south", 2_000), line("longtan", "south", 2_000)];
    let seats = vec![placed(1, "tangcun", Grade::Township), placed(2, "centre", Grade::Chair)];
    Lines::new(&Extranet { lines, seats })
}

#[test]
fn a_path_leads_to_the_centre() {
    let tree = tree();
    let path = |site| tree.seat(ConferenceId(1), SiteId(site)).map(|seat| seat.path.lines().collect::<Vec<_>>());
    assert_eq!((path(1), path(2), path(3)), (Some(vec![1, 0]), Some(vec![]), None));
}

#[test]
fn lines_in_a_ring_end() {
    let ring = vec![line("a", "b", 100), line("b", "a", 100), line("c", "c", 100)];
    let lines = Lines::new(&Extranet { lines: ring, seats: vec![placed(1, "a", Grade::Chair)] });
    let length = lines.seat(ConferenceId(1), SiteId(1)).unwrap().path.lines().count();
    assert_eq!(length, bounds::EXTRANET_DEPTH);
}

/// Asks for pictures of 150, 500 and 1,500 kbit/s over one line.
struct Table {
    asks: Vec<Ask>,
    reserved: Reserved,
}

const COSTS: [u64; 3] = [150, 500, 1_500];
const STEPS: [Step; 3] = steps(COSTS);

/// Of pictures that never took more.
const fn steps([least, middle, most]: [u64; 3]) -> [Step; 3] {
    [Step { cost: least, lately: 0 }, Step { cost: middle, lately: 0 }, Step { cost: most, lately: 0 }]
}

impl Table {
    fn new() -> Self {
        Self { asks: Vec::new(), reserved: Reserved::default() }
    }
    fn ask(&mut self, service: Service, grade: Grade) -> &mut Ask {
        let path = Path { lines: [0; bounds::EXTRANET_DEPTH], length: 1 };
        self.asks.push(Ask {
            path,
            service,
            grade,
            area: 1,
            leaf: self.asks.len(),
            steps: (0, 3),
            whole: 0,
            has: None,
            off: false,
            given: None,
            wants: 0,
            lowered: false,
            without: None,
        });
        self.asks.last_mut().unwrap()
    }
    /// What each is given of a line of so many bits per second.
    fn dealt(&mut self, total: u64) -> Vec<u64> {
        let mut leaves = vec![u64::MAX; self.asks.len()];
        self.asks.iter_mut().for_each(|ask| (ask.given, ask.wants) = (None, 0));
        deal(&mut [Room::new(total)], &[self.reserved], &mut leaves, &mut self.asks, &STEPS);
        let given: Vec<u64> =
            self.asks.iter().map(|ask| ask.given.map_or(0, |given| COSTS[usize::from(given)])).collect();
        let held_on = if self.asks.iter().any(|ask| ask.has.is_some()) { total / 20 } else { 0 };
        assert!(given.iter().sum::<u64>() <= total + held_on, "{given:?} of {total}");
        given
    }
}

#[test]
fn net_7_the_sum_stays_within_the_line_and_what_is_not_claimed_is_lent() {
    let mut table = Table::new();
    for _ in 0..10 {
        table.ask(Service::Lead, Grade::Township);
    }
    for total in (0..20_000).step_by(77) {
        let given = table.dealt(total);
        let left = total - given.iter().sum::<u64>();
        let step = given.iter().filter_map(|given| match given {
            0 => Some(150),
            150 => Some(350),
            500 => Some(1_000),
            _ => None,
        });
        assert!(step.min().is_none_or(|step| left < step), "{given:?} leave {left} of {total}");
        // Nobody has two steps more than another one of the same grade.
        assert!(!(given.contains(&0) && given.contains(&500) || given.contains(&150) && given.contains(&1_500)));
    }
}

#[test]
fn net_8_a_higher_class_never_has_less() {
    let mut table = Table::new();
    for grade in [Grade::Township, Grade::Chair, Grade::Department, Grade::Township] {
        table.ask(Service::Lead, grade);
        table.ask(Service::Other, grade);
    }
    table.ask(Service::Presentation, Grade::Township);
    for has in [None, Some(0), Some(1), Some(2)] {
        // The lower ones have it already, and need nothing to spare.
        table.asks.iter_mut().filter(|ask| ask.grade == Grade::Township).for_each(|ask| ask.has = has);
        for total in (0..16_000).step_by(50) {
            let mut given = table.dealt(total);
            if has.is_some() {
                // What falls has fallen by the next time.
                table.asks.iter_mut().for_each(|ask| ask.has = ask.given);
                given = table.dealt(total);
                table.asks.iter_mut().for_each(|ask| ask.has = has.filter(|_| ask.grade == Grade::Township));
            }
            for service in Service::ALL {
                let of = |grade: Grade| -> Vec<u64> {
                    let asks = table.asks.iter().zip(&given);
                    asks.filter(|(ask, _)| (ask.service, ask.grade) == (service, grade))
                        .map(|(_, given)| *given)
                        .collect()
                };
                let (chair, department, towns) = (of(Grade::Chair), of(Grade::Department), of(Grade::Township));
                let least = |given: &[u64]| given.iter().copied().min().unwrap_or(u64::MAX);
                let most = |given: &[u64]| given.iter().copied().max().unwrap_or(0);
                assert!(least(&chair) >= most(&department), "{service:?} {total}: {given:?}");
                let towns = if service == Service::Presentation { 0 } else { most(&towns) };
                assert!(least(&department) >= towns, "{service:?} {total}: {given:?}");
            }
        }
    }
}

#[test]
fn net_9_a_reserved_share_waits_for_its_service_and_is_lent_without_it() {
    let mut table = Table::new();
    table.ask(Service::Lead, Grade::Chair);
    table.ask(Service::Other, Grade::Township);
    assert_eq!(table.dealt(1_550), [1_500, 0]);
    table.reserved.other = 10;
    assert_eq!(table.dealt(1_550), [500, 500]);
    table.asks.pop();
    assert_eq!(table.dealt(1_550), [1_500]);
}

#[test]
fn rising_waits_for_what_falls_and_needs_more_than_staying() {
    let mut table = Table::new();
    table.ask(Service::Lead, Grade::Township).has = Some(2);
    table.ask(Service::Lead, Grade::Chair).has = Some(0);
    assert_eq!(table.dealt(1_700), [500, 150], "the larger one is still being sent");
    table.asks[0].has = Some(0);
    assert_eq!(table.dealt(1_700), [500, 500], "1,500 with an eighth to spare finds no room");
    assert_eq!(table.dealt(1_900), [150, 1_500]);
    table.asks[1].has = Some(2);
    assert_eq!(table.dealt(1_700), [150, 1_500]);
}

#[test]
fn the_own_path_bounds_and_the_rest_goes_to_others() {
    let mut table = Table::new();
    for _ in 0..2 {
        table.ask(Service::Lead, Grade::Township);
    }
    let mut leaves = [200, u64::MAX];
    deal(&mut [Room::new(1_700)], &[table.reserved], &mut leaves, &mut table.asks, &STEPS);
    let given: Vec<_> = table.asks.iter().map(|ask| (ask.given, ask.wants)).collect();
    assert_eq!(given, [(Some(0), 500), (Some(2), 1_500)], "what it would be given is tried for");
}

#[test]
fn parts_of_shards_add_up_and_follow_the_classes() {
    let mut demands = [Demand::default(), Demand::default()];
    demands[0].down[0] = 100;
    demands[0].picture(Service::Lead, Grade::Chair, 150, 1_500);
    demands[1].down[0] = 50;
    demands[1].picture(Service::Other, Grade::Township, 150, 1_500);
    let parts = |down, reserved: Reserved| -> Vec<u64> {
        let parts = divide(down, 0, &reserved, &demands);
        assert!(parts.iter().map(|part: &Part| part.down).sum::<u64>() <= down);
        parts.iter().map(|part| part.down).collect()
    };
    assert_eq!(parts(1_800, Reserved::default()), [1_600, 200]);
    assert_eq!(parts(1_800, Reserved { other: 25, ..Reserved::default() }), [1_300, 500]);
    assert_eq!(parts(5_000, Reserved::default()), [2_525, 2_475], "what nobody asks for is there for who comes");
}

fn sender(grade: Grade, peak: u64, told: Option<u64>) -> Sender {
    let path = Path { lines: [0; bounds::EXTRANET_DEPTH], length: 1 };
    Sender { path, grade, peak, told, given: 0 }
}

#[test]
fn net_10_publishers_behind_one_line_keep_within_it() {
    let mut senders = [2_000_000, 2_000_000, 100_000].map(|sends| sender(Grade::Township, sends, None));
    let held = uplink::deal(&mut [1_000_000], &mut senders);
    assert_eq!(held, [true; 3]);
    let given = senders.each_ref().map(|sender| sender.given);
    assert!(given.iter().sum::<u64>() <= 1_000_000 && given[0].abs_diff(given[1]) <= 50_000, "{given:?}");
    assert!(given[2] >= 300_000, "{given:?}");
    senders[0].grade = Grade::Chair;
    uplink::deal(&mut [1_000_000], &mut senders);
    assert_eq!(senders.each_ref().map(|sender| sender.given), [600_000, 200_000, 200_000]);
    assert_eq!(uplink::deal(&mut [10_000_000], &mut senders), [false; 3]);
}

/// What comes of one of them matters to nobody else's share.
#[test]
fn trouble_of_one_uplink_lowers_nobody_else() {
    let given = |trouble: u64| {
        let peaks = [trouble, 500_000, 500_000];
        let mut senders = peaks.map(|peak| sender(Grade::Township, peak, Some(500_000)));
        uplink::deal(&mut [1_500_000], &mut senders);
        [senders[1].given, senders[2].given]
    };
    assert!(given(0).iter().zip(given(500_000)).all(|(with, without)| *with >= without));
}

#[test]
fn a_publisher_that_uses_what_it_may_would_use_more() {
    assert_eq!(uplink::peak(0, 500_000, None), 500_000);
    assert_eq!(uplink::peak(500_000, 200_000, None), 200_000);
    assert_eq!(uplink::peak(500_000, 200_000, Some(400_000)), 500_000);
    assert_eq!(uplink::peak(500_000, 390_000, Some(400_000)), 780_000);
    assert_eq!(uplink::peak(500_000, 0, Some(400_000)), 0, "its camera is closed");
}
