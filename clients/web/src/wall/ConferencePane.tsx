// The conference on the wall: received only, taking no site. Large what most screens show, below it the sites.
import { useEffect, useState } from 'react';
import { useEntity } from '../link';
import type { ConferenceView, WallView } from '../link/types';
import { Call } from '../conference/call/call';
import { present, siteName } from '../conference/sites';
import { useControl } from '../conference/control';
import { everyoneSees } from '../conference/stage/everyone';
import { Tile } from '../conference/stage/Tile';
import '../conference/stage/stage.css';
import { useCallVersion } from '../conference/useCall';
import { useT } from '../shell/i18n';
import { useNow } from '../shell/marks';
import { minuteText, ms } from '../shell/time';

/** Receives for this wall while the conference runs. */
function useOnlooking(wall: string, conference: number | null): Call | null {
  const [call, setCall] = useState<Call | null>(null);
  useEffect(() => {
    if (conference === null) return;
    const fresh = new Call({ conference, quality: 'low', camera: null, microphone: null, wall });
    fresh.start();
    setCall(fresh);
    return () => {
      fresh.stop();
      setCall(null);
    };
  }, [wall, conference]);
  return call;
}

function Pictures({ call, conference, layout }: { call: Call; conference: ConferenceView; layout: WallView['scene']['layout'] }) {
  const t = useT();
  const control = useControl(conference.id);
  useCallVersion(call);
  const main = call.shown('main').source;
  const cells = call.slots.filter((slot) => slot.startsWith('cell-'));
  // The large picture stands large already; the others keep their order.
  const small = cells.filter((slot) => layout === 'mosaic' || call.shown(slot).source !== main);
  const presentation = call.shown('presentation').source !== null;
  return (
    <div className={`wall-pictures ${layout}`} data-testid="wall-pictures" data-main={main ?? ''} data-main-name={siteName(conference, main)}>
      {layout !== 'mosaic' && <Tile call={call} slot={presentation ? 'presentation' : 'main'} conference={conference} large banner={presentation ? undefined : everyoneSees(conference, control, t)} />}
      {layout === 'main' && presentation && <div className="wall-cells"><Tile call={call} slot="main" conference={conference} /></div>}
      {layout !== 'single' && <div className="wall-cells" style={layout === 'mosaic' ? { gridTemplateColumns: `repeat(${columns(small.length)}, minmax(0, 1fr))` } : undefined}>{small.slice(0, layout === 'mosaic' ? undefined : 8).map((slot) => <Tile key={slot} call={call} slot={slot} conference={conference} />)}</div>}
    </div>
  );
}

const columns = (count: number) => Math.max(2, Math.ceil(Math.sqrt(count)));

export function ConferencePane({ wall }: { wall: WallView }) {
  const t = useT();
  const now = useNow();
  const { scene } = wall;
  const conference = useEntity('conference', scene.conference);
  const open = conference && !conference.ended_at ? conference : null;
  const call = useOnlooking(wall.id, open?.id ?? null);
  const heading = (
    <header className="wall-conference-head">
      <b>{conference?.title}</b>
      {conference && <span className="wall-soft grow">{t('wall.sites', { here: present(conference).length, all: conference.sites.length })}</span>}
      {open?.recording_since && <span className="wall-recording"><i /> {t('wall.recording', { minutes: Math.floor((now - ms(open.recording_since)) / 60_000) })}</span>}
    </header>
  );
  return (
    <section className="wall-pane wall-conference" data-testid="wall-conference" aria-label={t('wall.panes.conference')}>
      {conference && heading}
      {open && call && <Pictures call={call} conference={open} layout={scene.layout} />}
      {!open && <p className="wall-empty">{conference?.ended_at ? t('wall.ended', { time: minuteText(ms(conference.ended_at)) }) : t('wall.noConference')}</p>}
    </section>
  );
}
