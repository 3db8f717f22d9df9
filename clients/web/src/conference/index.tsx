import { Link } from 'wouter';
import { useEntities } from '../link';
import { Empty } from '../shell/Empty';
import { useT } from '../shell/i18n';
import { useNow } from '../shell/marks';
import { momentText, ms } from '../shell/time';

/** Conferences this account may see; one of them when `id` is given. */
export default function Conference({ id }: { id?: number }) {
  const t = useT();
  const now = useNow();
  const conferences = [...useEntities('conference').values()].filter((conference) => id === undefined || conference.id === id);
  conferences.sort((a, b) => b.created_at - a.created_at);
  if (conferences.length === 0) return <Empty title={t('conference.none')} text={t('conference.noneText')} />;
  return (
    <div className="page">
      <section className="panel">
        <header><h2>{t('conference.title')}</h2></header>
        <table className="table"><tbody>
          {conferences.map((conference) => (
            <tr key={conference.id} data-testid="conference-row">
              <td>{momentText(ms(conference.created_at), now)}</td>
              <td><Link href={`/conference/${conference.id}`}>{conference.title}</Link></td>
              <td>{t(conference.ended_at ? 'conference.ended' : 'conference.open')}</td>
            </tr>
          ))}
        </tbody></table>
      </section>
    </div>
  );
}
