// The line at the room's foot: its keys, and what this system may not be used for.
import { Key, KeyBar } from '../../shell/KeyBar';
import { useT } from '../../shell/i18n';
import { BRANCH_KEYS, CHAIR_KEYS } from './keys';

export function RoomKeys({ chair }: { chair?: boolean }) {
  const t = useT();
  return <KeyBar>{(chair ? CHAIR_KEYS : BRANCH_KEYS).map((each) => <Key key={each.key} names={[each.shown]}>{t(each.word)}</Key>)}</KeyBar>;
}
