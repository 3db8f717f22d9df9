//! What a report is about, where one thing is not another: what burns, what crashed, what broke on a building site. The
//! public, a desk and a cadre name one thing in different words (柴房, 堆柴的杂屋), and of two fires in one street that
//! are minutes apart little else tells them apart.
//!
//! Only such things are here of which an event usually has one. A flood has many (堤, 渠, 桥 in one village), and what
//! slid down a slope is called by several names at once: neither is.

/// Things as bits; see [`THINGS`].
pub type Things = u64;

/// What excludes one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Among {
    Burning,
    Vehicles,
    Site,
}

/// Each with the words for it.
const THINGS: &[(Among, &[&str])] = &[
    (Among::Burning, &["门面", "店面", "商铺", "店铺", "超市", "饭店", "餐馆"]),
    (Among::Burning, &["民房", "自建房", "居民楼", "老百姓家", "住户家", "农房", "宿舍"]),
    (Among::Burning, &["车棚", "充电棚"]),
    (Among::Burning, &["废品", "破烂", "垃圾站", "垃圾堆"]),
    (Among::Burning, &["家具", "木材", "木器", "木料"]),
    (Among::Burning, &["柴火", "柴房", "柴棚", "堆柴", "杂屋", "草垛", "稻草"]),
    (Among::Burning, &["液化气", "煤气罐", "气瓶", "灶台", "厨房"]),
    (Among::Burning, &["仓库", "库房"]),
    (Among::Burning, &["养猪", "猪场", "生猪", "养殖", "鸡棚", "鸭棚", "牛栏"]),
    (Among::Burning, &["变压器", "配电房", "配电箱", "电表箱"]),
    (Among::Burning, &["山火", "山林", "林地", "茅草"]),
    (Among::Vehicles, &["追尾"]),
    (Among::Vehicles, &["摩托"]),
    (Among::Vehicles, &["客车", "大巴", "中巴", "公交车", "校车"]),
    (Among::Vehicles, &["罐车", "槽罐"]),
    (Among::Vehicles, &["泥头车", "渣土车", "电动车", "自行车"]),
    (Among::Vehicles, &["面包车"]),
    (Among::Vehicles, &["三轮车", "拖拉机"]),
    (Among::Vehicles, &["货车", "卡车", "挂车"]),
    (Among::Site, &["脚手架", "架子", "外架"]),
    (Among::Site, &["坠落", "掉下来", "摔下"]),
    (Among::Site, &["塔吊", "吊车", "吊臂"]),
    (Among::Site, &["电梯"]),
    (Among::Site, &["围墙", "院墙", "砖墙"]),
    (Among::Site, &["基坑", "沟槽", "土方"]),
];

/// What the texts name.
pub fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Things {
    let named = |text: &str, words: &[&str]| words.iter().any(|word| text.contains(word));
    texts.into_iter().fold(0, |all, text| {
        let these = THINGS.iter().enumerate().filter(|(_, (_, words))| named(text, words));
        these.fold(all, |all, (at, _)| all | 1 << at)
    })
}

/// What both name (`true`), or what each names where one excludes the other (`false`); as it is shown.
pub fn compared(left: Things, right: Things) -> Option<(String, bool)> {
    if left & right != 0 {
        return Some((names(left & right, None), true));
    }
    let other = [Among::Burning, Among::Vehicles, Among::Site].into_iter().find_map(|among| {
        let (here, there) = (names(left, Some(among)), names(right, Some(among)));
        (!here.is_empty() && !there.is_empty()).then(|| format!("{here} ≠ {there}"))
    })?;
    Some((other, false))
}

fn names(things: Things, of: Option<Among>) -> String {
    let named = THINGS
        .iter()
        .enumerate()
        .filter(|(at, thing)| things & (1 << at) != 0 && of.is_none_or(|among| thing.0 == among));
    named.map(|(_, (_, words))| words[0]).collect::<Vec<_>>().join("、")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compared(left: &str, right: &str) -> Option<(String, bool)> {
        super::compared(of([left]), of([right]))
    }

    #[test]
    fn cor_13_one_thing_has_many_names_and_another_thing_speaks_against() {
        assert_eq!(compared("堆柴的杂屋着火", "一间柴房烧起来了"), Some(("柴火".to_owned(), true)));
        assert_eq!(compared("柴房烧起来了", "堆鞋底的库房失火"), Some(("柴火 ≠ 仓库".to_owned(), false)));
        assert_eq!(compared("仓库失火", "冒烟了"), None, "who names nothing contradicts nothing");
        assert_eq!(compared("仓库失火", "面包车掉进水沟"), None, "things of different kinds are not compared");
        assert!(THINGS.len() <= Things::BITS as usize);
    }
}
