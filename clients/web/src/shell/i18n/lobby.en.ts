// Words of the lobby's checks, English; `lobby.zh.ts` has the same keys.
export const lobby = {
  since: 'Began {{time}}, running {{span}}', chairSite: 'chair site {{name}}', picture: '{{width}}×{{height}} · {{rate}} frames', enter: 'join', ownPhone: 'Your unit {{phone}}', blur: 'Blur background', whichCamera: 'Which camera', whichMicrophone: 'Which microphone', cameraOff: 'Camera stays off',
  network: 'To the node', figures: 'There and back {{rtt}} ms · down {{down}} Mbit/s', byHttps: 'Measured over the page’s own channel (HTTPS)', again: 'Measure again', voiceOnly: 'Join with voice only',
  media: 'Sound and picture', wayFigures: '{{transport}} · round trip {{rtt}} ms', way: { udp: 'UDP works', tcp: 'TCP only', https: 'HTTPS {{door}} only', none: 'Blocked' },
  wayEffect: { tcp: 'You can meet: on a bad line the picture will freeze more often than over UDP.', https: 'You can meet: sound and picture take the page’s own port; on a bad line the picture will freeze more often than over UDP.', none: 'After joining you may see and hear nothing.' },
  wayTry: { tcp: 'Ask the network administrator to allow UDP {{port}} to the county centre.', https: 'For a smoother picture ask the network administrator to allow UDP {{port}} to the county centre.', none: 'Ask the network administrator to allow UDP and TCP {{port}} to the county centre; you may join and try all the same.' },
  verdict: { good: 'Line is good', fair: 'Poor', poor: 'Very poor', unreachable: 'Not measured' },
  effect: { fair: 'You can meet: voice is not affected, the picture falls to 360p or less.', poor: 'You can meet: voice comes first, the picture is small or stands still.', unreachable: 'The way to the node could not be measured; you may join all the same.' },
  try: { fair: 'Often someone downloads over the same line. Stop that, or use a cable.', poor: 'Stop downloads; use a cable; else join with voice only.', unreachable: 'Check cable and Wi-Fi, measure again; after a sleep wait some seconds.' },
  trouble: { denied: 'Forbidden by the browser', missing: 'No device', busy: 'In use elsewhere', insecure: 'Not a secure address' },
  remedy: { denied: 'Press the sign left of the address, allow it, reload.', missing: 'Plug one in and reload this page.', busy: 'Close the program that uses it, then reload.', insecure: 'Open the address that begins with https://' },
  advanced: 'Advanced', codec: 'Picture coding', codecs: { vp8: 'VP8 (all can see it)', vp9: 'VP9 (saves the line)', av1: 'AV1 (saves most, works the machine)' }, codecNote: 'Only where the browsers of all sites decode it; while a recording runs VP8 is sent instead.',
  cameraEffect: 'You can meet: others do not see you, you see and hear them.', microphoneEffect: 'You can meet: you hear, others do not hear you.', notHeard: 'No sound', speakerEffect: 'You can meet: mend the sound first, or you will not hear it.', speakerTry: 'Check that the television or speaker is on, its volume, the output device; play the test again.',
};
