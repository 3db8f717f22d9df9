// Kinds of events a warning may be of: GB/T 35965 codes with their names, as the node has them.
export const EVENTS: readonly (readonly [code: string, name: string])[] = [
  ['11B03', '暴雨'], ['11B14', '雷电'], ['11B20', '雷暴大风'], ['11B06', '大风'], ['11B15', '冰雹'], ['11B09', '高温'], ['11B22', '干旱'], ['11B17', '大雾'],
  ['11B04', '暴雪'], ['11B05', '寒潮'], ['11B16', '霜冻'], ['11B21', '道路结冰'], ['11B01', '台风'], ['11B07', '沙尘暴'], ['11B19', '霾'],
];
export const eventName = (code: string): string => EVENTS.find(([known]) => known === code)?.[1] ?? code;
