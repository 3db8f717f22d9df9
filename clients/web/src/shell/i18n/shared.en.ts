// Words of the map in the meeting, English.
export const shared = {
  title: 'Shared map', watching: '{{count}} sites watching', nobodyLeads: 'nobody leads', youLead: 'you lead', leads: '{{name}} leads', view: 'View', follow: 'Follow', lookAround: 'Look around', takeLead: 'Lead', releaseLead: 'Stop leading',
  drawing: '{{name}} is drawing', record: 'Timeline', decision: 'Write down a decision', recordDecision: 'Record decision',
};
