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
