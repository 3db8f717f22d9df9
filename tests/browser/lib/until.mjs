// Waits for a condition, generously; says how long it took, never asserts it.
const now = () => performance.now();

/** What no waiting mends. */
export class Wrong extends Error {}

export async function until(what, condition, { limit = 90_000, every = 100, trouble = () => '' } = {}) {
  const began = now();
  let last;
  while (now() - began < limit) {
    try {
      const found = await condition();
      if (found) {
        const took = (now() - began) / 1000;
        if (took > 0.5) console.log(`    ${took.toFixed(1)} s until ${what}`);
        return found;
      }
      last = undefined;
    } catch (error) {
      if (error instanceof Wrong) throw error;
      last = error;
    }
    await new Promise((next) => setTimeout(next, every));
  }
  throw new Error(`not within ${limit / 1000} s: ${what}${last ? ` (${last.message})` : ''}\n${trouble()}`);
}
