// Levels of response, strongest first, and what a plan asks for at each. The node decides; this only counts for buttons.
import type { IncidentView, PlanContent, PlanTask, ResponseLevel } from '../link/types';

export const LEVELS: readonly ResponseLevel[] = ['i', 'ii', 'iii', 'iv'];
const RANK: Record<ResponseLevel, number> = { i: 0, ii: 1, iii: 2, iv: 3 };

export const stronger = (one: ResponseLevel, other: ResponseLevel) => RANK[one] < RANK[other];

/** Tasks of a level: its own and those of weaker ones. */
export const tasksAt = (content: PlanContent, level: ResponseLevel): PlanTask[] => (content.tasks ?? []).filter((task) => RANK[level] <= RANK[task.from]);

/** Tasks that a change to this level adds. */
export function addedAt(incident: IncidentView, level: ResponseLevel): number {
  const response = incident.response;
  if (!response) return 0;
  const drafted = new Set((response.tasks ?? []).map((task) => task.task));
  return (response.content.tasks ?? []).filter((task, index) => RANK[level] <= RANK[task.from] && !drafted.has(index)).length;
}

/** A response may be started: the incident is real and goes on (PLAN-6). */
export const startable = (incident: IncidentView) => ['confirmed', 'assessing', 'responding', 'handling'].includes(incident.state);

/** Units that a plan calls together. */
export const inviteesOf = (incident: IncidentView, plans: ReadonlyMap<string, { content: PlanContent }>): { name: string; units: string[] } | null => {
  const running = incident.response?.level ? incident.response.content : undefined;
  const proposed = (incident.activations ?? []).find((each) => !each.rejected);
  const content = running ?? (proposed && plans.get(proposed.plan)?.content);
  if (!content?.invitees || content.invitees.length === 0) return null;
  return { name: content.short, units: content.invitees };
};
