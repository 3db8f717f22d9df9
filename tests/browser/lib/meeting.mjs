// A consultation as people hold it: called from an incident, joined from the bar that rings.
import { Client, incidentFacts } from './client.mjs';
import { inbound } from './browser.mjs';
import { until } from './until.mjs';

/** An incident, logged without a page; gives its number. */
export async function logIncident(node, change) {
  const duty = await Client.login(node, 'duty');
  return (await duty.must({ type: 'log_incident', facts: incidentFacts(change) })).made.id;
}

/** 一键会商 from the incident's page, to these units only; gives the conference's number. The caller stands in the lobby. */
export async function consult(page, node, incident, units) {
  await page.goto(`${node.url}/incident/${incident}?test`);
  await page.getByTestId('open-consult').click();
  const boxes = await page.locator('[data-testid^="invite-"]').all();
  for (const box of boxes) await box.setChecked(units.includes((await box.getAttribute('data-testid')).slice('invite-'.length)));
  await page.getByTestId('consult-call').click();
  await page.waitForURL(/\/conference\/\d+/);
  return Number(/\/conference\/(\d+)/.exec(page.url())[1]);
}

/** From the lobby into the room, with what the page has. */
export async function join(page, how = 'join') {
  await until(`the camera is ready for ${page.who.name}`, () => page.getByTestId('use-camera').isVisible());
  await page.getByTestId(how).click();
  await page.getByTestId('room').waitFor();
}

/** Waits until both ways of a page are up. */
export async function connected(page, ways = 2) {
  await until(`media of ${page.who.name} are connected`, () => page.evaluate((count) => window.__connections.filter((each) => each.connectionState === 'connected').length >= count, ways), { limit: 120_000 });
}

/** The roster row of a site, on a page that has a roster. */
export const row = (page, name) => page.getByTestId('roster-row').filter({ hasText: name });

/** Sound of others no longer arrives: its energy stands still while pictures go on. */
export async function silence(page, why) {
  let last = await inbound(page);
  await until(why, async () => {
    const now = await inbound(page);
    if (now.framesDecoded < last.framesDecoded + 25) return false;
    const silent = now.audioEnergy - last.audioEnergy < 1e-7;
    last = now;
    return silent;
  }, { every: 250 });
}

export async function heard(page, why) {
  const before = (await inbound(page)).audioEnergy;
  await until(why, async () => (await inbound(page)).audioEnergy > before + 1e-4, { every: 250, limit: 120_000 });
}
