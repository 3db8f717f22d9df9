// What a department's system does: signs its record (HMAC-SM3 over the canonical text) and delivers it.
import { createHash, createHmac } from 'node:crypto';

const sm3 = (text) => createHash('sm3').update(text).digest('hex');
let serial = Date.now();

/** RFC 3339, Beijing. */
export const beijing = (at = Date.now()) => `${new Date(at + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;

/** The signed envelope as text: the body must keep its exact characters. */
export function envelope(source, body, { sourceId, seq = (serial += 1), crs = 'wgs84', sentAt = beijing(), key = source.key } = {}) {
  const id = sourceId ?? `${source.id}-${seq}`;
  const text = JSON.stringify(body);
  const hash = createHmac('sm3', key).update(`${source.id}\n${id}\n${seq}\n${sentAt}\n${crs}\n${sm3(text)}`).digest('hex');
  return `{"source":${JSON.stringify(source.id)},"sourceId":${JSON.stringify(id)},"seq":${seq},"sentAt":"${sentAt}","crs":"${crs}","body":${text},"hash":"${hash}"}`;
}

export async function deliver(node, source, text, headers = { 'content-type': 'application/json' }) {
  const answer = await fetch(`${node.url}/api/feeds/${source.id}`, { method: 'POST', headers, body: text });
  const said = await answer.text();
  return { status: answer.status, said: said.startsWith('{') ? JSON.parse(said) : said };
}

export const sourceOf = (node, id) => node.demo.sources.find((each) => each.id === id);

export function dispatch({ kind, description, address, lon, lat, phone = '13907350001', ...more }) {
  return {
    alarmNo: `T-${(serial += 1)}`, alarmTime: beijing(Date.now() - 300_000), alarmType: kind, description, address, lon, lat, callerName: '王某', callerPhone: phone, unit: '值班中队',
    state: '已派警', ...more,
  };
}

/** A CAP 1.2 warning with one polygon around the county seat. */
export function capWarning({ identifier, headline, expires = Date.now() + 6 * 3_600_000 }) {
  return `<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>${identifier}</identifier><sender>嘉禾县气象台</sender><sent>${beijing()}</sent>
  <status>Actual</status><msgType>Alert</msgType><scope>Public</scope>
  <info><language>zh-CN</language><category>Met</category><event>暴雨</event><urgency>Expected</urgency>
    <severity>Extreme</severity><certainty>Likely</certainty>
    <eventCode><valueName>EventCode</valueName><value>11B03</value></eventCode><expires>${beijing(expires)}</expires>
    <headline>${headline}</headline><description>请注意防范。</description>
    <area><areaDesc>珠泉镇</areaDesc><polygon>25.55,112.30 25.55,112.45 25.65,112.45 25.65,112.30 25.55,112.30</polygon></area>
  </info>
</alert>`;
}
