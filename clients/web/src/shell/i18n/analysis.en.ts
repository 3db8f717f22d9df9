// Words of analyses, English; `analysis.zh.ts` has the same keys.
export const analysis = {
  title: 'Plume analysis', modelled: 'Modelled · not measured', times: '{{count}} so far', open: 'Run a model', again: 'Run again', none: 'For a toxic gas: how far downwind it may reach, from the release and the wind', retracted: 'The analysis was taken from the map', run: 'Compute and put on the map', locateFirst: 'Locate the incident on the map first',
  substance: 'Substance', rate: 'Release kg/s', from: 'Wind from °', wind: 'Wind m/s', swing: 'Swing ±°', stability: 'Stability', suggested: ' (suggested by hour and wind)', basis: 'Known from', basisHint: 'Release and wind: who said so, when', limits: 'Gaussian plume over flat ground; no heavy gas, buildings or terrain. It gives directions and order, not borders. Limits: AEGL, 60 minutes.',
  substances: { chlorine: 'Chlorine', ammonia: 'Ammonia', hydrogen_sulfide: 'Hydrogen sulfide', sulfur_dioxide: 'Sulfur dioxide', hydrogen_chloride: 'Hydrogen chloride', hydrogen_fluoride: 'Hydrogen fluoride', hydrogen_cyanide: 'Hydrogen cyanide', phosgene: 'Phosgene', carbon_monoxide: 'Carbon monoxide' },
  stabilities: { A: 'A very unstable', B: 'B unstable', C: 'C slightly unstable', D: 'D neutral', E: 'E slightly stable', F: 'F stable' },
  zone: { 3: 'Lethal', 2: 'Injury', 1: 'Discomfort' }, zoneLabel: '{{zone}} ≥{{ppm}} ppm · {{km}} km', nth: 'no. {{number}}, computed {{time}}', windText: 'wind from {{from}}° at {{wind}} m/s, swinging ±{{swing}}°', nothing: 'No limit is passed',
  place: 'Place', ppm: 'ppm', arrival: 'Arrives', minutes: '{{count}} min', people: 'People', peopleSum: 'about {{count}} people in protection targets', more: '{{count}} more', retract: 'Take from the map…', retractDo: 'Take off', reason: 'Why',
};
