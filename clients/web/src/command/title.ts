import type { Mode } from '../link/types';
import { useT } from '../shell/i18n';

/** Puts （演练） before a title in an exercise: it must be unmistakable wherever the title goes. */
export function useTitle(mode: Mode): (title: string) => string {
  const t = useT();
  return (title) => (mode === 'exercise' ? `${t('mode.prefix')}${title}` : title);
}
