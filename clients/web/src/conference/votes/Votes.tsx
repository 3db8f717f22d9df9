// 举手表决: a question to the sites that are here, the hands, the result. Hands are seen.
import { useState } from 'react';
import { useEntities } from '../../link';
import type { Choice, ConferenceView, Input, SiteView, VoteView } from '../../link/types';
import { useT } from '../../shell/i18n';
import { minuteText, ms } from '../../shell/time';
import { present } from '../sites';
import '../meeting.css';

const CHOICES: readonly Choice[] = ['yes', 'no', 'abstain'];

export function useVotes(conference: number): VoteView[] {
  return [...useEntities('vote').values()].filter((vote) => vote.conference === conference).sort((a, b) => b.id - a.id);
}

interface Props { conference: ConferenceView; site: SiteView | undefined; control: boolean; act: (input: Input) => void }

export function Votes({ conference, site, control, act }: Props) {
  const t = useT();
  const votes = useVotes(conference.id);
  const [question, setQuestion] = useState('');
  const open = votes.some((vote) => vote.closed_at == null);
  return (
    <div className="meeting-form" data-testid="votes">
      {control && !open && (
        <form
          className="meeting-line"
          onSubmit={(event) => {
            event.preventDefault();
            if (question.trim() === '') return;
            act({ type: 'open_vote', conference: conference.id, question });
            setQuestion('');
          }}
        >
          <input className="input grow" value={question} maxLength={200} placeholder={t('meeting.vote.askHint')} aria-label={t('meeting.vote.ask')} data-testid="vote-question" onChange={(event) => setQuestion(event.target.value)} />
          <button className="button primary" disabled={question.trim() === ''} data-testid="open-vote">{t('meeting.vote.open')}</button>
        </form>
      )}
      {votes.length === 0 && <p className="muted">{t('meeting.vote.none')}</p>}
      {votes.map((vote) => (
        <section key={vote.id} className="vote" data-testid="vote">
          <Question vote={vote} conference={conference} />
          {vote.closed_at == null && (
            <div className="row wrap">
              <Hands vote={vote} site={site} act={act} />
              {control && <button className="button" data-testid="close-vote" onClick={() => act({ type: 'close_vote', vote: vote.id })}>{t('meeting.vote.close')}</button>}
            </div>
          )}
          <Result vote={vote} />
        </section>
      ))}
    </div>
  );
}

function Question({ vote, conference }: { vote: VoteView; conference: ConferenceView }) {
  const t = useT();
  const left = present(conference).filter((each) => !vote.cast.some((cast) => cast.site === each.id)).length;
  return (
    <p className="row wrap">
      <b className="grow">{vote.question}</b>
      {vote.closed_at == null ? <span className="chip waiting">{t('meeting.vote.left', { count: left })}</span> : <span className="muted small">{t('meeting.vote.closed', { time: minuteText(ms(vote.closed_at)) })} · {t('meeting.vote.present', { count: vote.present ?? 0 })}</span>}
    </p>
  );
}

/** The three hands of one's own site. */
function Hands({ vote, site, act }: { vote: VoteView; site: SiteView | undefined; act: (input: Input) => void }) {
  const t = useT();
  if (site?.presence.type !== 'present') return null;
  const own = vote.cast.find((cast) => cast.site === site.id)?.choice;
  return (
    <span className="row hands" role="group" aria-label={vote.question}>
      {CHOICES.map((choice) => <button key={choice} className="button" aria-pressed={own === choice} data-testid={`vote-${choice}`} onClick={() => act({ type: 'cast_vote', vote: vote.id, choice })}>{t(`meeting.vote.${choice}`)}</button>)}
    </span>
  );
}

export function Result({ vote }: { vote: VoteView }) {
  const t = useT();
  return (
    <dl className="vote-result">
      {CHOICES.map((choice) => (
        <div key={choice}><dt>{t(`meeting.vote.${choice}`)} <b data-testid={`count-${choice}`}>{vote[choice]}</b></dt><dd className="small soft">{vote.cast.filter((cast) => cast.choice === choice).map((cast) => cast.name).join('、')}</dd></div>
      ))}
    </dl>
  );
}

/** On every site while a question is open: pushes content down, covers nothing. */
export function VoteBar({ conference, site, act }: { conference: ConferenceView; site: SiteView | undefined; act: (input: Input) => void }) {
  const t = useT();
  const vote = useVotes(conference.id).find((each) => each.closed_at == null);
  if (!vote || site?.presence.type !== 'present') return null;
  const own = vote.cast.find((cast) => cast.site === site.id)?.choice;
  return (
    <div className="banner wait vote-bar" role="status" data-testid="vote-bar">
      <span className="grow"><b>{t('meeting.vote.title')}</b>{vote.question}{own && ` · ${t('meeting.vote.yours', { choice: t(`meeting.vote.${own}`) })}`}</span>
      <Hands vote={vote} site={site} act={act} />
    </div>
  );
}
