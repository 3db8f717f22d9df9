// Four bars for a line. The word beside or in the label says it too.
import { useT } from '../../shell/i18n';
import { grade, type Line } from './line';

export function Bars({ line }: { line: Line | undefined }) {
  const t = useT();
  if (!line) return <span className="bars" aria-hidden="true"><i /><i /><i /><i /></span>;
  const lit = grade(line);
  return (
    <span className={`bars grade-${lit}`} role="img" aria-label={t(`control.grade.${lit}`)}>
      {[1, 2, 3, 4].map((each) => <i key={each} className={each <= lit ? 'lit' : ''} />)}
    </span>
  );
}
