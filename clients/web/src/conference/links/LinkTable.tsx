// 链路: the three worst lines, by their effect; the figures beside it.
import { useLayoutEffect, useRef } from 'react';
import type { ConferenceView } from '../../link/types';
import { useT } from '../../shell/i18n';
import { present } from '../sites';
import { effect, POOR_LOSS, worst, type Line } from './line';

const SHOWN = 3;

export function LinkTable({ conference, lines }: { conference: ConferenceView; lines: ReadonlyMap<number, Line> }) {
  const t = useT();
  const rows = useWorst(present(conference).map((site) => ({ id: site.id, name: site.name, line: lines.get(site.id) })));
  return (
    <section className="links" aria-label={t('control.links')}>
      <header><h2>{t('control.links')}</h2><span className="muted small">{t('control.linksNote')}</span></header>
      <table className="table" data-testid="links">
        <thead><tr><th>{t('room.columns.sites')}</th><th className="number">{t('control.down')}</th><th className="number">{t('control.loss')}</th><th className="number">{t('control.delay')}</th><th className="number">{t('control.jitter')}</th><th>{t('room.now')}</th></tr></thead>
        <tbody>
          {rows.map(({ id, name, line }) => (
            <tr key={id}>
              <td>{name}</td>
              <td className="number">{line?.downKbps == null ? '—' : line.downKbps < 100 ? `${line.downKbps} k` : t('control.mbit', { mbit: (line.downKbps / 1000).toFixed(1) })}</td>
              <td className={`number ${(line?.lossPercent ?? 0) >= POOR_LOSS ? 'poor' : ''}`}>{line?.lossPercent == null ? '—' : `${line.lossPercent.toFixed(1)}%`}</td>
              <td className="number">{line?.rttMs == null ? '—' : `${line.rttMs} ms`}</td>
              <td className="number">{line?.jitterMs == null ? '—' : `${line.jitterMs} ms`}</td>
              <td>{line && t(`control.effect.${effect(line)}`, { height: line.height })}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length === 0 && <p className="muted note">{t('control.noLines')}</p>}
    </section>
  );
}

/** Figures move, rows do not change places while the pointer is over them. */
function useWorst<T extends { id: number; line: Line | undefined }>(sites: T[]): T[] {
  const order = useRef<number[]>([]);
  const found = worst(sites, SHOWN);
  const kept = order.current.map((id) => sites.find((site) => site.id === id)).filter((site): site is T => site?.line !== undefined);
  const still = kept.length === found.length && found.every((site) => kept.includes(site));
  const rows = still ? kept : found;
  useLayoutEffect(() => {
    order.current = rows.map((site) => site.id);
  });
  return rows;
}
