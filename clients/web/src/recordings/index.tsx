// 录像: the list, and one recording played back.
import './recordings.css';
import { Link } from 'wouter';
import { useEntities, useEntity, useLink } from '../link';
import { Empty } from '../shell/Empty';
import { useT } from '../shell/i18n';
import { useNow } from '../shell/marks';
import { momentText, ms, spanText } from '../shell/time';
import { Player } from './Player';

export default function Recordings({ id }: { id?: number }) {
  return id === undefined ? <List /> : <One id={id} />;
}

const TONE = { recording: 'bad', packaging: 'waiting', ready: 'done', failed: 'bad' } as const;

function List() {
  const t = useT();
  const now = useNow();
  const recordings = [...useEntities('recording').values()].sort((a, b) => b.started_at - a.started_at);
  if (recordings.length === 0) return <Empty title={t('playback.none')} text={t('playback.noneText')} />;
  return (
    <div className="page">
      <section className="panel">
        <header><h2>{t('playback.title')}</h2></header>
        <table className="table">
          <thead><tr><th>{t('playback.columns.began')}</th><th>{t('playback.columns.title')}</th><th>{t('playback.columns.length')}</th><th>{t('playback.columns.sites')}</th><th>{t('playback.columns.state')}</th><th>{t('playback.columns.seal')}</th></tr></thead>
          <tbody>
            {recordings.map((recording) => (
              <tr key={recording.id} data-testid="recording-row" data-state={recording.state}>
                <td>{momentText(ms(recording.started_at), now)}</td>
                <td><Link href={`/recording/${recording.id}`}>{recording.title}</Link></td>
                <td>{spanText(ms((recording.stopped_at ?? now * 1000) - recording.started_at))}</td>
                <td>{new Set(recording.tracks.map((track) => track.site)).size}</td>
                <td><span className={`chip ${TONE[recording.state]}`}>{t(`playback.state.${recording.state}`)}</span></td>
                <td className="mono">{recording.seal ? `${recording.seal.slice(0, 8)}…` : '—'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}

function One({ id }: { id: number }) {
  const t = useT();
  const now = useNow();
  const recording = useEntity('recording', id);
  const loaded = useLink((state) => state.loaded);
  if (!recording) return loaded ? <Empty title={t('playback.gone')}><Link className="button" href="/recordings">{t('playback.toList')}</Link></Empty> : null;
  return (
    <div className="page recording-page">
      <header className="row wrap">
        <h1>{recording.title}</h1>
        <span className={`chip ${TONE[recording.state]}`} data-testid="recording-state">{t(`playback.state.${recording.state}`)}</span>
        <span className="soft">{momentText(ms(recording.started_at), now)}{recording.stopped_at != null && `–${momentText(ms(recording.stopped_at), now)}`}</span>
        {recording.seal && <span className="small soft" title={recording.seal}>{t('playback.sealed', { seal: recording.seal.slice(0, 16) })}</span>}
      </header>
      {recording.state === 'ready' ? <Player recording={recording} /> : <Empty title={t(`playback.wait.${recording.state}`)} text={t(`playback.waitText.${recording.state}`)} />}
    </div>
  );
}
