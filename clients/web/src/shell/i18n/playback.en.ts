// Words of recordings and playback, English.
export const playback = {
  none: 'No recordings', noneText: 'They appear after “Start recording” in a conference', title: 'Recordings', gone: 'No such recording, or your unit was not in it', toList: 'Back to recordings', sealed: 'Sealed SM3 {{seal}}…', notThen: 'Not in the conference then', noPictures: 'No pictures, voices only',
  columns: { began: 'Began', title: 'Conference', length: 'Length', sites: 'Sites', state: 'State', seal: 'Seal' }, state: { recording: 'Recording', packaging: 'Packaging', ready: 'Ready', failed: 'Failed' },
  wait: { recording: 'Still recording', packaging: 'Being packaged', failed: 'Could not be packaged' }, waitText: { recording: 'Playable seconds after it stops', packaging: 'A few seconds; this page changes by itself', failed: 'All segments are kept; ask the administrator' },
  play: 'Play', pause: 'Pause', back: 'Back 10 s', forward: 'Forward 10 s', speed: 'Speed', position: 'Position', lanes: 'Tracks', stream: { camera: 'Picture', microphone: 'Voice', presentation: 'Presentation' }, gaps: '{{count}} gaps, {{lost}} packets', whole: 'Whole',
  why: { loss: '{{count}} packets lost', restart: 'a process was restarted', closed: 'closed by site or chair' },
};
