// What crosses the lines of the extranet, asked for again and again while somebody looks.
import { useEffect, useState } from 'react';
import { api } from '../link';
import type { ExtranetNodeView, LineLoad, Load } from '../link/types';

const EVERY_MS = 2_000;
const NOTHING = { audio: 0, presentation: 0, lead: 0, other: 0, lowered: 0 };

export type Loads = ReadonlyMap<string, LineLoad>;

/** By the node that hangs on the line; nothing while the node is not asked, or does not answer. */
export function useLoads(asks: boolean): Loads {
  const [loads, setLoads] = useState<Loads>(new Map());
  useEffect(() => {
    if (!asks) return undefined;
    const load = () => api.get<LineLoad[]>('/api/extranet/loads').then((list) => setLoads(new Map(list.map((each) => [each.node, each]))), () => setLoads(new Map()));
    void load();
    const timer = setInterval(() => void load(), EVERY_MS);
    return () => clearInterval(timer);
  }, [asks]);
  return loads;
}

/** What crosses a line; the line alone while media say nothing of it. */
export function loadOf(loads: Loads, node: ExtranetNodeView, way: 'down' | 'up'): Load {
  const capacity = (way === 'down' ? node.line?.down_kbps : node.line?.up_kbps) ?? 0;
  return loads.get(node.id)?.[way] ?? { ...NOTHING, capacity };
}
