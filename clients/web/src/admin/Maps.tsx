// 图包: what lies under the map, how much of it was generated, and whom to thank for it.
import { useEffect, useState } from 'react';
import { api } from '../link';
import type { components } from '../generated/api';
import { useT } from '../shell/i18n';
import { useNow } from '../shell/marks';
import { RefusalNote } from '../shell/RefusalNote';
import { momentText, ms } from '../shell/time';
import { useRun } from './useRun';

type MapPackageInfo = components['schemas']['MapPackageInfo'];

export function Maps() {
  const t = useT();
  const now = useNow();
  const [packages, setPackages] = useState<MapPackageInfo[]>([]);
  const { refusal, busy, run, send } = useRun();
  const load = () => run(async () => setPackages(await api.get<MapPackageInfo[]>('/api/map/packages')));
  useEffect(() => {
    void load();
    // Loaded once; `load` is made anew with every drawing.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  return (
    <>
      {refusal && <RefusalNote refusal={refusal} />}
      {packages.map((each) => (
        <section key={each.id} className="panel" data-testid="map-package">
          <header>
            <h2>{each.name}</h2><span className="mono muted">{each.id}</span>
            {each.active && <span className="chip done">{t('system.mapActive')}</span>}{each.generated && <span className="chip waiting">{t('system.mapGenerated')}</span>}
            <span className="grow" />
            {!each.active && <button className="button" disabled={busy} onClick={() => void send({ type: 'set_map_package', id: each.id, active: true }).then(load)}>{t('system.mapUse')}</button>}
          </header>
          <div className="body">
            <p className="soft">{(each.bytes / 1024).toFixed(0)} KiB · {momentText(ms(each.imported_at), now)} · {each.bbox.west.toFixed(3)}–{each.bbox.east.toFixed(3)} E, {each.bbox.south.toFixed(3)}–{each.bbox.north.toFixed(3)} N</p>
            <p>{each.layers.map((layer) => `${layer.name} ${layer.features}${layer.generated ? `（${t('system.generatedShort')}）` : ''}`).join(' · ')}</p>
            <ul className="small muted">{each.credits.map((credit) => <li key={credit}>{credit}</li>)}</ul>
          </div>
        </section>
      ))}
      <p className="muted small">{t('system.mapImport')}</p>
    </>
  );
}
