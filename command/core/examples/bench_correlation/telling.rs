//! How people tell it: per kind of event, sentences of the public, of departments' desks and of town cadres, with
//! alternatives in brackets `[a|b|c]` and facts in braces `{what}`. Written for this generator.

/// A kind of event and how it is told.
pub struct Telling {
    /// Type code, and the one that a second department may give it.
    pub code: &'static str,
    pub also: &'static str,
    /// Of a hundred events.
    pub share: f64,
    /// Metres by which a caller's position is off, of 1σ; mean minutes until a report comes.
    pub spread_m: f64,
    pub late_min: f64,
    /// Most reports of one event.
    pub most: usize,
    pub public: &'static [&'static str],
    pub desk: &'static [&'static str],
    pub cadre: &'static [&'static str],
    /// What it is about: one per event, each as it is said in different ways.
    pub things: &'static [&'static [&'static str]],
}

pub const TELLINGS: &[Telling] = &[
    Telling {
        code: "A20600",
        also: "A20500",
        share: 30.0,
        spread_m: 90.0,
        late_min: 11.0,
        most: 6,
        public: &[
            "{place}[这边|这里|]有[房子|地方]着火了，[烟好大|冒黑烟|火很大]，是{thing}[烧起来了|着了]，[快点来|麻烦快派人|]",
            "[看到|我看见|]{thing}[起火|着火]了，在{place}{building}，[有人喊救命|里面好像有人|不知道有没有人]",
            "{building}{thing}[烧起来|冒烟]了，{place}，{hurt}",
            "[你好|]，{place}[对面|旁边|附近]{thing}[失火|起火]，[火苗蹿出来了|窗户都是烟|邻居都跑下来了]",
        ],
        desk: &[
            "119接警：{place}{building}{thing}起火，[已调派|出动]{cars}车{crew}人[到场处置|赶赴现场]，{hurt}。",
            "{place}{thing}火灾，[过火面积约|燃烧面积]{area}平方米，[明火已扑灭|正在扑救|火势已控制]，{hurt}。",
            "[110转警|群众报警]称{place}{building}{thing}着火，[现场有浓烟|明火较大]，{hurt}，[已通知消防|民警到场维持秩序]。",
        ],
        cadre: &[
            "我村{place}{thing}[发生火灾|起火]，[村干部已组织群众扑救|正组织疏散周边群众]，{hurt}。",
            "[向县里报告|报告]：{place}{building}{thing}起火，[原因待查|初步判断电线短路|疑似用火不慎]，{hurt}。",
        ],
        things: &[
            &["沿街门面", "一间商铺", "临街店面"],
            &["居民自建房", "一栋民房", "老百姓家里"],
            &["三轮电动车棚", "电动车充电棚", "楼下车棚"],
            &["废品收购点", "废品站", "收破烂的院子"],
            &["家具作坊", "做家具的厂房", "木材加工棚"],
            &["柴火棚", "柴房", "堆柴的杂屋"],
            &["厨房液化气", "厨房煤气罐", "灶台液化气瓶"],
            &["鞋材仓库", "放鞋料的仓库", "堆鞋底的库房"],
            &["养猪场", "猪场", "生猪养殖棚"],
            &["变压器", "电杆上的变压器", "供电变压器"],
        ],
    },
    Telling {
        code: "A20700",
        also: "A20600",
        share: 28.0,
        spread_m: 130.0,
        late_min: 12.0,
        most: 5,
        public: &[
            "{road}{post}[这边|这里]撞车了，{thing}，{hurt}",
            "[出车祸了|有车祸]，在{road}[靠近|快到]{place}，{thing}，[车头都烂了|车翻在路边|堵死了]，{hurt}",
            "{plate}[的车|]和别人撞了，{road}{place}[路段|附近]，{thing}，{hurt}",
        ],
        desk: &[
            "122接警：{road}{post}{thing}，{plate}，{hurt}，[交警已到场|已派警力]。",
            "{road}{place}路段发生交通事故，{thing}，{hurt}，[半幅通行|道路中断|现场拥堵约2公里]。",
            "120通报：{road}{post}车祸，{thing}，{hurt}，[救护车已出发|伤员送县人民医院]。",
        ],
        cadre: &["{place}[路口|旁]{road}发生车祸，{thing}，{hurt}，[已协助疏导交通|通知交警]。"],
        things: &[
            &["货车侧翻", "一辆大货车翻了", "大货车侧翻占两车道"],
            &["小车与摩托车相撞", "摩托车被小轿车撞了", "轿车撞摩托"],
            &["两车追尾", "后车追尾前车", "追尾了"],
            &["客车撞护栏", "大巴撞上护栏", "中巴车撞了护栏"],
            &["罐车刹车失灵冲下坡", "油罐车失控", "罐车下坡失控"],
            &["电动车被泥头车刮倒", "泥头车刮了电动车", "渣土车碰倒电动车"],
            &["面包车掉进水沟", "面包车冲到沟里", "一台面包车落沟"],
            &["农用三轮车翻车", "三轮车翻了", "拉人的三轮车侧翻"],
        ],
    },
    Telling {
        code: "A10100",
        also: "A10200",
        share: 16.0,
        spread_m: 350.0,
        late_min: 60.0,
        most: 7,
        public: &[
            "{place}[涨水了|进水了]，{thing}，[水到膝盖了|水齐腰深|还在涨]，{hurt}",
            "[我们这里|家里]{thing}，{place}，[老人在二楼|车子泡了|电也停了]，{hurt}",
        ],
        desk: &[
            "水利接报：{place}{thing}，[水位仍在上涨|水势平稳|超警{level}米]，{hurt}。",
            "110接群众求助：{place}{thing}，{hurt}，[请求冲锋舟|已通知消防]。",
            "{place}[河段|一带]{thing}，[出村道路被淹|农田受淹约{area}亩]，{hurt}。",
        ],
        cadre: &[
            "{place}{thing}，[已转移|正在转移]{moved}人，{hurt}，[请求支援沙袋|缺冲锋舟]。",
            "[汛情报告|报告]：{place}{thing}，[巡堤人员在岗|镇干部已到场]，{hurt}。",
        ],
        things: &[
            &["河水漫堤", "堤上漫水", "右岸漫溢"],
            &["山塘溢洪道垮了一截", "山塘坝体渗水", "塘坝渗漏"],
            &["低洼处内涝", "积水排不出去", "街上淹了"],
            &["水渠决口", "渠道垮口子", "渠堤溃口"],
            &["桥面被洪水淹没", "桥被淹", "漫水桥过不了人"],
        ],
    },
    Telling {
        code: "A10400",
        also: "A21300",
        share: 9.0,
        spread_m: 150.0,
        late_min: 35.0,
        most: 5,
        public: &[
            "{place}[后山|屋后]{thing}，[泥巴冲到屋里|路断了|石头还在掉]，{hurt}",
            "{thing}，在{place}，[车过不去|房子裂了]，{hurt}",
        ],
        desk: &[
            "自然资源接报：{place}{thing}，方量约{area}方，{hurt}，[已设警戒|专家赶赴现场]。",
            "公路部门：{road}{place}段{thing}，[交通中断|单边放行]，{hurt}。",
        ],
        cadre: &["{place}{thing}，[已转移|组织转移]{moved}人，{hurt}，[请求挖机|请派地质专家]。"],
        things: &[
            &["山体滑坡", "发生滑坡", "滑下来一大片土"],
            &["边坡塌方", "塌方了", "路边坡垮了"],
            &["泥石流", "冲下来泥石流", "泥水石头一起下来"],
            &["危岩崩塌", "大石头滚下来", "岩石崩落"],
        ],
    },
    Telling {
        code: "A20400",
        also: "A21400",
        share: 5.0,
        spread_m: 160.0,
        late_min: 12.0,
        most: 5,
        public: &[
            "{place}[有股怪味|味道呛人]，[说是|好像]{unit}{thing}，[眼睛睁不开|喉咙难受]，{hurt}",
            "{unit}{thing}，[刺鼻|味很大]，{place}，{hurt}",
        ],
        desk: &[
            "应急接报：{place}{unit}{thing}，[已关阀|正在堵漏]，{hurt}，[下风向疏散|划定警戒区]。",
            "119接警：{unit}{thing}，出动{cars}车，{hurt}。",
        ],
        cadre: &["{place}{unit}{thing}，已疏散{moved}人，{hurt}。"],
        things: &[
            &["液氯钢瓶泄漏", "氯气漏了", "加氯间漏氯"],
            &["液氨泄漏", "冷库氨气跑了", "氨管道漏气"],
            &["盐酸罐渗漏", "酸罐漏液", "盐酸流出来"],
            &["天然气管道被挖断", "挖机挖断燃气管", "燃气管漏气"],
        ],
    },
    Telling {
        code: "A20300",
        also: "A21200",
        share: 7.0,
        spread_m: 90.0,
        late_min: 12.0,
        most: 4,
        public: &["{place}[工地|]{thing}，{hurt}，[快叫救护车|下面有人]", "{building}{thing}，{place}，{hurt}"],
        desk: &[
            "住建接报：{place}{building}{thing}，{hurt}，[已停工|现场封控]。",
            "120通报：{place}{thing}，{hurt}，[伤者送医|救护车在途]。",
        ],
        cadre: &["{place}{thing}，{hurt}，[正在施救|已报住建局]。"],
        things: &[
            &["脚手架垮塌", "架子塌了", "外架倒塌"],
            &["工人高处坠落", "有人从楼上掉下来", "坠落一名工人"],
            &["塔吊断臂", "吊车倒了", "塔吊吊臂折断"],
            &["电梯困人", "有人关在电梯里", "电梯停在半空"],
            &["围墙倒塌", "砖墙倒了", "院墙垮了"],
        ],
    },
    Telling {
        code: "A30300",
        also: "A30200",
        share: 5.0,
        spread_m: 120.0,
        late_min: 90.0,
        most: 4,
        public: &["{place}[吃酒席|吃饭]后{thing}，{hurt}", "{unit}[这边|]{thing}，{hurt}，[送医院了|在挂水]"],
        desk: &["卫健接报：{place}{unit}{thing}，{hurt}，[疾控已采样|生命体征平稳]。"],
        cadre: &["{place}{thing}，{hurt}，[已报卫健局|村医在现场]。"],
        things: &[
            &["多人呕吐腹泻", "好多人拉肚子呕吐", "出现呕吐腹痛"],
            &["一氧化碳中毒", "煤气中毒", "烤火中毒"],
            &["误食野蘑菇中毒", "吃蘑菇中毒", "野生菌中毒"],
        ],
    },
];

pub const ROADS: &[&str] =
    &["G76厦蓉高速", "S322省道", "S214省道", "X037县道", "X041县道", "G357国道", "Y105乡道", "珠泉大道"];
pub const TOWNS: &[&str] =
    &["珠泉镇", "塘村镇", "袁家镇", "行廊镇", "龙潭镇", "石桥镇", "坦坪镇", "广发镇", "晋屏镇", "普满乡"];
/// First and second characters of made-up names of villages, streets and units.
pub const FIRST: &[&str] = &[
    "滨", "车", "钟", "莲", "白", "石", "井", "荷", "大", "小", "东", "西", "茶", "双", "文", "龙", "泉", "南", "星",
    "罗", "高", "横", "坪", "芹", "枫", "盘", "定", "太", "平", "五",
];
pub const SECOND: &[&str] = &[
    "江", "头", "水", "塘", "岭", "桥", "冲", "湾", "背", "田", "源", "洞", "坳", "坪", "溪", "禾", "岗", "丰", "甫",
    "园",
];
pub const PLACE_ENDINGS: &[&str] = &["村", "村", "村", "社区", "路", "街", "小区", "小学"];
pub const UNIT_ENDINGS: &[&str] = &["铸造厂", "水厂", "化工公司", "冷库", "饭店", "砖厂", "中学"];
