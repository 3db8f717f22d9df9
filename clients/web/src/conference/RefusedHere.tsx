// A refusal at the place where the press was: it floats beside it, so that nothing moves under the hand.
import { useT } from '../shell/i18n';
import { RefusalNote } from '../shell/RefusalNote';
import type { Actions, Place } from './useRoom';

export function RefusedHere({ actions, place }: { actions: Actions; place: Place }) {
  const t = useT();
  if (actions.refused?.place !== place) return null;
  return (
    <div className="refused-here">
      <RefusalNote refusal={actions.refused.refusal}>
        <button className="button small-button" onClick={actions.putAway}>{t('link.putAway')}</button>
      </RefusalNote>
    </div>
  );
}
