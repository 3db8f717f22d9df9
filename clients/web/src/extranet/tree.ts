// Nodes of the extranet as a tree is read: each under the one on which it hangs.
import type { ExtranetNodeView } from '../link/types';

export interface Placed { node: ExtranetNodeView; depth: number }

/** The centre first; what leads nowhere stands at the end, so that it can be mended. */
export function inOrder(nodes: readonly ExtranetNodeView[]): Placed[] {
  const placed: Placed[] = [];
  const seen = new Set<string>();
  const sorted = [...nodes].sort((a, b) => a.id.localeCompare(b.id));
  const place = (node: ExtranetNodeView, depth: number) => {
    if (seen.has(node.id)) return;
    seen.add(node.id);
    placed.push({ node, depth });
    for (const each of sorted) if (each.line?.to === node.id) place(each, depth + 1);
  };
  for (const node of sorted) if (!node.line) place(node, 0);
  for (const node of sorted) place(node, 0);
  return placed;
}

/** The lines between a unit and the centre, its own first: the nodes that hang on them. */
export function wayOf(nodes: ReadonlyMap<string, ExtranetNodeView>, unit: string): ExtranetNodeView[] {
  const way: ExtranetNodeView[] = [];
  let node = [...nodes.values()].find((each) => each.units.includes(unit));
  while (node?.line && !way.includes(node)) {
    way.push(node);
    node = nodes.get(node.line.to);
  }
  return way;
}
