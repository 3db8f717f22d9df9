// Which pages there are, and whose. The node decides what anybody may do; this only spares people empty pages.
import type { Role } from '../link/types';

export interface Page { id: 'duty' | 'tasks' | 'incidents' | 'conferences' | 'recordings' | 'warnings' | 'overview' | 'roster' | 'documents' | 'plans' | 'admin'; path: string; owns: RegExp; roles: 'all' | readonly Role[] }

export const PAGES: readonly Page[] = [
  { id: 'duty', path: '/duty', owns: /^\/duty/, roles: ['leader', 'duty_officer', 'department_officer', 'township_officer', 'field_officer', 'operator'] },
  { id: 'tasks', path: '/tasks', owns: /^\/tasks/, roles: ['department_officer', 'township_officer', 'field_officer'] },
  { id: 'incidents', path: '/incidents', owns: /^\/incidents?(\/|$)/, roles: 'all' },
  { id: 'conferences', path: '/conferences', owns: /^\/conferences?(\/|$)/, roles: 'all' },
  { id: 'recordings', path: '/recordings', owns: /^\/recordings?(\/|$)/, roles: 'all' },
  { id: 'overview', path: '/overview', owns: /^\/overview/, roles: ['leader', 'duty_officer'] },
  { id: 'warnings', path: '/warnings', owns: /^\/warnings/, roles: ['leader', 'duty_officer'] },
  { id: 'roster', path: '/roster', owns: /^\/roster/, roles: ['leader', 'duty_officer', 'department_officer', 'township_officer', 'field_officer'] },
  { id: 'documents', path: '/documents', owns: /^\/documents?(\/|$)/, roles: ['leader', 'duty_officer', 'department_officer', 'township_officer'] },
  { id: 'plans', path: '/plans', owns: /^\/plans/, roles: ['leader', 'duty_officer', 'administrator'] },
  { id: 'admin', path: '/admin', owns: /^\/admin/, roles: ['administrator'] },
];

export function pagesFor(role: Role): Page[] {
  return PAGES.filter((page) => page.roles === 'all' || page.roles.includes(role));
}

export function homeOf(role: Role): string {
  if (role === 'administrator') return '/admin';
  if (role === 'field_officer') return '/tasks';
  return role === 'operator' ? '/conferences' : '/duty';
}
