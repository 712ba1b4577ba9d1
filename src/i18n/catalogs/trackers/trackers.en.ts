import type { TrackersTexts } from './trackers.ts'

export const trackersEn: TrackersTexts = {
  title: 'Which tracker?',
  keys: '↑↓ choose · Enter take it · Esc back · Ctrl-C quit',
  looking: 'Looking for trackers on this network…',
  nothingFound: [
    'No tracker announces itself here. One person starts it, for everybody on the network:',
    '  chatp2p tracker',
    'Or start one here, or type the address of one. “chatp2p doctor” finds out what stands in the way.',
  ],
  address: 'Address',
  known: 'known',
  announced: 'new',
  keySays: (words) => `Its key says it is ${words}`,
  hostHere: 'Start a tracker on this computer',
  hosting: (address) => `A tracker runs in this program, at ${address}, until you quit.`,
  addressWrong: 'Type an address as host or host:port.',
  noneChosen: 'none chosen yet · Ctrl-T chooses',
}
