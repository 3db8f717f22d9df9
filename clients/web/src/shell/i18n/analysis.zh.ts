// Words of analyses (推演), Chinese; `analysis.en.ts` has the same keys.
export const analysis = {
  title: '扩散推演', modelled: '推演 · 非实测', times: '历次 {{count}}', open: '做推演', again: '重算', none: '有毒气体泄漏时，按风和泄漏量推算下风向范围', retracted: '推演已撤下', run: '推算并放到图上', locateFirst: '先在图上给事件定位',
  substance: '物质', rate: '泄漏率 kg/s', from: '来风方位角 °', wind: '风速 m/s', swing: '风摆动 ±°', stability: '大气稳定度', suggested: '（按时刻与风速建议）', basis: '依据', basisHint: '泄漏量、风从哪来：谁报的，几点', limits: '高斯烟羽，按平坦地面；重气、建筑、地形未入模。定疏散方向和先后，不定边界。限值 AEGL 60 分钟。',
  substances: { chlorine: '氯', ammonia: '氨', hydrogen_sulfide: '硫化氢', sulfur_dioxide: '二氧化硫', hydrogen_chloride: '氯化氢', hydrogen_fluoride: '氟化氢', hydrogen_cyanide: '氰化氢', phosgene: '光气', carbon_monoxide: '一氧化碳' },
  stabilities: { A: 'A 很不稳定', B: 'B 不稳定', C: 'C 弱不稳定', D: 'D 中性', E: 'E 较稳定', F: 'F 稳定' },
  zone: { 3: '致命区', 2: '伤害区', 1: '不适区' }, zoneLabel: '{{zone}} ≥{{ppm}} ppm · {{km}} km', nth: '第 {{number}} 次，{{time}} 算成', windText: '{{from}}° 来风 {{wind}} m/s，摆动 ±{{swing}}°', nothing: '各级限值都未超过',
  place: '地点', ppm: '浓度 ppm', arrival: '到达', minutes: '{{count}} 分', people: '人口', peopleSum: '防护目标内约 {{count}} 人', more: '还有 {{count}} 处', retract: '从图上撤下…', retractDo: '撤下', reason: '为什么撤下',
};
