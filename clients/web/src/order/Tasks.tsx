// 我的任务: orders to the own unit, the nearest clock first. On a telephone the whole screen is one task.
import './order.css';
import { Phone } from 'lucide-react';
import { useEntities, useMe } from '../link';
import { Empty } from '../shell/Empty';
import { useT } from '../shell/i18n';
import { useNow } from '../shell/marks';
import { momentText, ms } from '../shell/time';
import { InstructionCard, useMyInstructions } from '../instruction/Card';
import { useMine } from './mine';
import { open } from './rail';
import { Task } from './Task';

/** 打给指挥: the command centre's telephone, where the administrator gave one. */
function CallCentre() {
  const t = useT();
  const centre = [...useEntities('unit').values()].find((unit) => unit.kind === 'centre' && unit.phone);
  if (!centre) return null;
  return <a className="button large" href={`tel:${centre.phone}`}><Phone size={18} aria-hidden="true" />{t('order.callCentre')}</a>;
}

export default function Tasks() {
  const t = useT();
  const me = useMe();
  const now = useNow();
  const mine = useMine();
  const instructions = useMyInstructions();
  const [todo, done] = [mine.filter(({ row }) => open(row)), mine.filter(({ row }) => !open(row))];
  return (
    <div className="page tasks" data-testid="tasks">
      <div className="tasks-column">
        <h1 className="row"><span className="grow">{t('order.tasks')}</span><span className="muted small">{me.unit_name}</span></h1>
        {todo.map((each) => <Task key={each.order.id} mine={each} />)}
        {instructions.map((each) => <InstructionCard key={each.id} instruction={each} />)}
        {todo.length + instructions.length === 0 && <Empty title={t('order.noTasks')} text={t('order.noTasksText')} />}
        <CallCentre />
        {done.length > 0 && (
          <section className="panel" aria-label={t('order.doneTasks')}>
            <header><h2>{t('order.doneTasks')}</h2><span className="muted small">{done.length}</span></header>
            <ol className="body">{done.map(({ order, row }) => <li key={order.id} className="row" style={{ minHeight: 32 }}><span className="grow">{order.content.title}</span><span className="chip">{t(`order.rowState.${row.state}`)}</span><time className="muted small">{momentText(ms(row.issued_at), now)}</time></li>)}</ol>
          </section>
        )}
      </div>
    </div>
  );
}
