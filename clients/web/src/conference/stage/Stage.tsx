// 画面: the big picture with words over it, and what floats on it: figures, captions, picture in picture.
import './stage.css';
import { PictureInPicture2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { useMe } from '../../link';
import type { ConferenceView } from '../../link/types';
import { useT } from '../../shell/i18n';
import type { Call } from '../call/call';
import type { SlotKey } from '../call/slots';
import { Captions } from '../captions/Captions';
import { mySite } from '../sites';
import { useCallVersion } from '../useCall';
import { usePictureInPicture } from './PictureInPicture';
import { Tile } from './Tile';

interface Props {
  conference: ConferenceView;
  call: Call;
  slot: SlotKey;
  speaking: ReadonlySet<number>;
  banner: string;
  /** Figures of the line, top right. */
  figures?: boolean;
  children?: ReactNode;
}

export function Stage({ conference, call, slot, speaking, banner, figures, children }: Props) {
  const t = useT();
  useCallVersion(call);
  const me = useMe();
  const { open, element } = usePictureInPicture(call, conference);
  return (
    <div className="stage-main">
      <Tile call={call} slot={slot} conference={conference} speaking={speaking} large banner={banner} />
      <div className="stage-corner">
        {figures && <Figures call={call} slot={slot} />}
        {open && <button className="stage-button" data-testid="picture-in-picture" title={t('control.pip')} aria-label={t('control.pip')} onClick={open}><PictureInPicture2 size={16} aria-hidden="true" /></button>}
      </div>
      <Captions conference={conference} site={mySite(conference, me)?.id ?? null} />
      {children}
      {element}
    </div>
  );
}

function Figures({ call, slot }: { call: Call; slot: SlotKey }) {
  const t = useT();
  const report = call.slotReports.get(slot);
  if (!report || report.kbps === 0) return null;
  const words = [
    ...(report.height === null ? [] : [`${report.height}p`]),
    report.kbps >= 1000 ? `${(report.kbps / 1000).toFixed(1)} Mbit/s` : `${report.kbps} kbit/s`,
    t('control.lossShort', { loss: report.lossPercent.toFixed(1) }),
    ...(report.repaired && !report.frozen ? [t('control.repaired')] : []),
  ];
  return <span className="stage-figures" data-testid="figures">{words.join(' · ')}</span>;
}
