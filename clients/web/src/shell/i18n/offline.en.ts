// Words of the desk while it is cut off, and after; `offline.zh.ts` has the same keys.
export const offline = {
  waiting: 'Waiting', showWaiting: 'Show waiting', showAway: 'Show changes', fold: 'Fold', sent: 'Sent', changed: 'Changed', nothingChanged: 'Nothing changed elsewhere',
  outcome: { waiting: 'no answer yet', accepted: 'taken', refused: 'refused · rule {{rule}}' },
  input: {
    log_incident: 'Report taken', log_call: 'Call', update_incident: 'Facts changed', add_note: 'Note', transition_incident: 'State', classify_incident: 'Classification', locate_incident: 'Position', link_record: 'Record linked', dismiss_record: 'Record dismissed', link_call: 'Call linked', record_decision: 'Decision', other: 'One step',
  },
  about: '{{what}} · {{about}}', refusedInput: '"{{what}}" of {{time}} took no effect', saidThen: 'What was typed: {{text}}', redraft: 'Change and report again', kept: 'Kept on this computer, sent when connected',
  kind: {
    incident: 'incidents', feed_record: 'records', phone_call: 'calls', warning: 'warnings', station: 'stations', conference: 'conferences', order: 'orders', report: 'reports', instruction: 'instructions', plot: 'plots', other: 'others',
  },
  count: '{{kind}} {{count}}', more: '{{count}} more',
  ready: 'Opens without network', getting: 'Keeping the page', untrusted: 'Does not open without network: the certificate is not trusted', failed: 'The page could not be kept', trust: 'Install the root',
};
