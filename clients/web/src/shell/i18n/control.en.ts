// Words of conference control and of the room's screens, English; `control.zh.ts` has the same keys.
export const control = {
  home: 'To the duty desk', help: 'Shortcuts and help', incident: 'Incident', beingRecorded: 'This conference is recorded', channel: 'Control channel', channelMs: 'Control channel {{ms}} ms', chair: 'Chair', pip: 'Picture in picture',
  lossShort: 'loss {{loss}}%', repaired: 'repaired', mbit: '{{mbit}} M', self: 'This site', selfSeen: 'This site (as others see it)',
  links: 'Lines', linksNote: 'The three worst; pictures give way by themselves, voice comes first', down: 'Down', loss: 'Loss', delay: 'Delay', jitter: 'Jitter', noLines: 'No line to measure yet',
  grade: { 0: 'Nothing arrives', 1: 'Line is bad', 2: 'Line is poor', 3: 'Line is fair', 4: 'Line is good' },
  effect: { none: 'No picture, no voice', broken: 'Voice breaks, picture stops', lowered: '{{height}}p, voice is fine', voice: 'Voice only, fine', good: '{{height}}p' },
  allSites: 'All sites', oneAtATime: 'One at a time; the new one takes effect before the old one ends', chooseFirst: 'choose a site on the left', allOpen: 'every microphone opens', chooseSite: 'Press a site to act on it here',
  stopBroadcast: 'End broadcast', view: 'View', giveChair: 'Hand over chair', giveChairSure: 'Really hand it over', hangUpSure: 'Really hang up', remove: 'Remove', removeSure: 'Really remove it',
  ownMicrophoneOpen: 'My microphone', ownMicrophoneShut: 'Microphone closed', noPresentation: 'No presentation', presentingSelf: 'This site presents', tokenFree: 'The presenter token is free', tokenAt: '{{name}} holds the token', larger: 'Larger', smaller: 'Smaller',
  showMap: 'Show map', hideMap: 'Hide map', showPresentation: 'See presentation', showMain: 'See main picture', closedByChairOpens: 'Closed by the chair; opens by itself when you are called', cameraSends: 'Camera is on',
  keys: { mute: 'close / open the chosen site’s microphone', help: 'help' },
};
