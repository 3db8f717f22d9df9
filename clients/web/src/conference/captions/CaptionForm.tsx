// 字幕与横幅: chair and operator write one and take it down.
import { useState } from 'react';
import type { Caption, ConferenceView, Input } from '../../link/types';
import { useT } from '../../shell/i18n';
import { useNow } from '../../shell/marks';
import { ms, spanText } from '../../shell/time';
import '../meeting.css';

const SECONDS = [null, 10, 30, 120] as const;
const CHOICES = { place: ['top', 'middle', 'bottom'], size: ['small', 'medium', 'large'], colour: ['dark', 'light', 'alert'] } as const;

export function CaptionForm({ conference, act }: { conference: ConferenceView; act: (input: Input) => void }) {
  const t = useT();
  const [form, setForm] = useState<Caption>({ text: '', sites: [], place: 'bottom', size: 'medium', colour: 'dark' });
  const [some, setSome] = useState(false);
  const set = (change: Partial<Caption>) => setForm({ ...form, ...change });
  const toggle = (site: number) => set({ sites: form.sites.includes(site) ? form.sites.filter((each) => each !== site) : [...form.sites, site] });
  const ready = form.text.trim() !== '' && [...form.text].length <= 120 && (!some || form.sites.length > 0);
  return (
    <div className="meeting-form" data-testid="caption-form">
      <Standing conference={conference} act={act} />
      <form
        className="meeting-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (!ready) return;
          act({ type: 'show_caption', conference: conference.id, caption: { ...form, sites: some ? form.sites : [] } });
          set({ text: '' });
        }}
      >
        <label className="field"><span className="label">{t('meeting.caption.text')}</span><input value={form.text} maxLength={120} placeholder={t('meeting.caption.placeholder')} data-testid="caption-text" onChange={(event) => set({ text: event.target.value })} /></label>
        <div className="caption-choices">
          <Choice name="where" of={CHOICES.place} words="places" value={form.place} pick={(place) => set({ place })} />
          <Choice name="size" of={CHOICES.size} words="sizes" value={form.size} pick={(size) => set({ size })} />
          <Choice name="colour" of={CHOICES.colour} words="colours" value={form.colour} pick={(colour) => set({ colour })} />
          <label className="field"><span className="label">{t('meeting.caption.how')}</span>
            <select value={form.seconds ?? ''} data-testid="caption-seconds" onChange={(event) => set({ seconds: event.target.value === '' ? null : Number(event.target.value) })}>
              {SECONDS.map((seconds) => <option key={seconds ?? 'until'} value={seconds ?? ''}>{seconds === null ? t('meeting.caption.until') : t('meeting.caption.seconds', { count: seconds })}</option>)}
            </select>
          </label>
          <label className="field"><span className="label">{t('meeting.caption.whom')}</span>
            <select value={some ? 'some' : 'all'} data-testid="caption-whom" onChange={(event) => setSome(event.target.value === 'some')}><option value="all">{t('meeting.caption.all')}</option><option value="some">{t('meeting.caption.some')}</option></select>
          </label>
        </div>
        {some && (
          <div className="group-members" role="group" aria-label={t('meeting.caption.some')}>
            {conference.sites.map((site) => <label key={site.id}><input type="checkbox" checked={form.sites.includes(site.id)} onChange={() => toggle(site.id)} />{site.name}</label>)}
          </div>
        )}
        <div className="row"><button className="button primary" disabled={!ready} data-testid="show-caption">{t('meeting.caption.show')}</button></div>
      </form>
    </div>
  );
}

function Choice<T extends string>({ name, of, words, value, pick }: { name: string; of: readonly T[]; words: string; value: T; pick: (value: T) => void }) {
  const t = useT();
  return (
    <label className="field"><span className="label">{t(`meeting.caption.${name}`)}</span>
      <select value={value} data-testid={`caption-${name}`} onChange={(event) => pick(event.target.value as T)}>{of.map((each) => <option key={each} value={each}>{t(`meeting.caption.${words}.${each}`)}</option>)}</select>
    </label>
  );
}

function Standing({ conference, act }: { conference: ConferenceView; act: (input: Input) => void }) {
  const t = useT();
  const now = useNow();
  const shown = conference.meeting.captions.filter((each) => each.until == null || now < ms(each.until));
  if (shown.length === 0) return null;
  return (
    <>
      <div className="row"><b className="grow">{t('meeting.caption.standing')}</b><button className="button small-button" data-testid="clear-captions" onClick={() => act({ type: 'clear_caption', conference: conference.id })}>{t('meeting.caption.clearAll')}</button></div>
      <ul className="meeting-list">
        {shown.map((each) => (
          <li key={each.id}>
            <span className="grow">{each.caption.text}</span>
            <span className="chip">{each.caption.sites.length === 0 ? t('meeting.caption.all') : t('meeting.caption.toSites', { count: each.caption.sites.length })}</span>
            {each.until != null && <span className="muted small">{t('meeting.caption.remaining', { span: spanText(ms(each.until) - now) })}</span>}
            <button className="button small-button" data-testid="clear-caption" onClick={() => act({ type: 'clear_caption', conference: conference.id, caption: each.id })}>{t('meeting.caption.clear')}</button>
          </li>
        ))}
      </ul>
    </>
  );
}
