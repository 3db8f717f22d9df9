// 预案: the page.
import { Plans } from './Plans';

export default function PlansPage() {
  return <div className="page plans-page"><Plans /></div>;
}
