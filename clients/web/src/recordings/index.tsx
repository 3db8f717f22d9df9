import { useEntities } from '../link';
import { Empty } from '../shell/Empty';
import { useT } from '../shell/i18n';
import { useNow } from '../shell/marks';
import { momentText, ms } from '../shell/time';

/** Recordings this account may see; one of them when `id` is given. */
export default function Recordings({ id }: { id?: number }) {
  const t = useT();
  const now = useNow();
  const recordings = [...useEntities('recording').values()].filter((recording) => id === undefined || recording.id === id);
  if (recordings.length === 0) return <Empty title={t('recordings.none')} text={t('recordings.noneText')} />;
  return (
    <div className="page">
      <section className="panel">
        <header><h2>{t('recordings.title')}</h2></header>
        <table className="table"><tbody>
          {recordings.map((recording) => (
            <tr key={recording.id}><td>{momentText(ms(recording.started_at), now)}</td><td>{recording.title}</td></tr>
          ))}
        </tbody></table>
      </section>
    </div>
  );
}
