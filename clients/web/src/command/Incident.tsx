import { useEntity } from '../link';
import { Empty } from '../shell/Empty';
import { useT } from '../shell/i18n';

export default function Incident({ id }: { id: number }) {
  const t = useT();
  const incident = useEntity('incident', id);
  if (!incident) return <Empty title={t('incident.gone')} />;
  return <h1 className="page">{incident.facts.title}</h1>;
}
