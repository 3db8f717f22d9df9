// How this screen is called in the proof of delivery: the browser, and a number that stays with it.
const KEY = 'fengsui.screen';
let kept: string | null = null;

function kind(agent: string): string {
  const browser = /Firefox/.test(agent) ? 'Firefox' : /Edg\//.test(agent) ? 'Edge' : /Chrom/.test(agent) ? 'Chrome' : /Safari/.test(agent) ? 'Safari' : '浏览器';
  const system = /Android/.test(agent) ? 'Android' : /iPhone|iPad/.test(agent) ? 'iOS' : /Windows/.test(agent) ? 'Windows' : /Mac OS/.test(agent) ? 'macOS' : /Linux/.test(agent) ? 'Linux' : '';
  return [browser, system].filter(Boolean).join(' · ');
}

export function screenName(): string {
  if (kept) return kept;
  const fresh = [...crypto.getRandomValues(new Uint8Array(2))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  let number: string = fresh;
  try {
    number = localStorage.getItem(KEY) ?? fresh;
    localStorage.setItem(KEY, number);
  } catch {
    // A browser that keeps nothing is a new screen each time.
  }
  kept = `${kind(navigator.userAgent)} · ${number}`;
  return kept;
}
