// What every file of tests has: a node of its own, a browser, pages; and, when a test fails, what they last showed.
import { after, before, test } from 'node:test';
import { openBrowser, openPage, shot } from './browser.mjs';
import { Node } from './node.mjs';

export function stage(name, { flags = [], ...options } = {}) {
  const it = { pages: [] };
  it.test = (title, run, { timeout = 240_000 } = {}) => test(title, { timeout }, async (context) => {
    try {
      await run(context);
    } catch (error) {
      await show(it, name);
      throw error;
    }
  });
  before(async () => {
    it.node = await Node.start(options);
    it.browser = await openBrowser(...flags);
    it.page = async (account, more) => {
      const page = await openPage(it.browser, it.node, account, more);
      it.pages.push(page);
      return page;
    };
  }, { timeout: 120_000 });
  after(async () => {
    await it.browser?.close();
    await it.node?.stop();
  }, { timeout: 60_000 });
  return it;
}

async function show(it, name) {
  for (const [index, page] of it.pages.entries()) {
    await shot(page, `failed-${name}-${index}`).catch(() => undefined);
    if (page.troubles.length > 0) process.stderr.write(`--- errors on the page of ${page.who?.name}: ${page.troubles.join('\n')}\n`);
  }
  process.stderr.write(`--- what the node said\n${it.node?.said ?? ''}\n`);
}

/** Nothing on any page went wrong without being shown. */
export function noTroubles(it) {
  const said = it.pages.flatMap((page) => page.troubles.map((trouble) => `${page.who?.name}: ${trouble}`));
  if (said.length > 0) throw new Error(`errors on pages: ${said.join('\n')}`);
}
