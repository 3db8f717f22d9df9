import { useEntities } from '../link';
import { useT } from '../shell/i18n';
import { DepartmentMark } from '../shell/marks';

/** Administration; `section` is what follows /admin/ in the address. */
export default function Admin({ section }: { section: string }) {
  const t = useT();
  const units = [...useEntities('unit').values()];
  return (
    <div className="page" data-section={section}>
      <section className="panel">
        <header><h2>{t('admin.units')}</h2></header>
        <table className="table"><tbody>
          {units.map((unit) => <tr key={unit.id}><td><DepartmentMark kind={unit.kind} name={unit.name} /></td><td>{unit.name}</td></tr>)}
        </tbody></table>
      </section>
    </div>
  );
}
