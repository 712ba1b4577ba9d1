import type { FilesTexts } from './files.ts'

export const filesEn: FilesTexts = {
  states: {
    offered: 'offered',
    waiting: 'waiting',
    active: 'on its way',
    paused: 'paused',
    done: 'done',
    failed: 'failed',
    cancelled: 'cancelled',
    preparing: 'being read',
  },
  have: (done, of) =>
    of === 1 ? (done === 1 ? 'fetched' : 'not fetched yet') : `${done} of ${of} have it`,
  savedAs: (path) => `saved as ${path}`,
  note: {
    offers: (from, name) => `${from} offers ${name}: Alt-Y get · Alt-N refuse`,
    preparing: (name) => `reading ${name}`,
  },
  notice: {
    arrived: (name, path) => `${name} is here: ${path}`,
    failed: (name, reason) => `${name}: ${reason}`,
    fetching: (name) => `Fetching ${name}. F5 shows how far it is.`,
    shared: (name) => `Everybody on the tracker can fetch ${name} while you are online.`,
    unshared: (name) => `${name} is no longer shared.`,
    noneFits: {
      get: 'No file is offered to you here. F5 lists all files on their way, F6 those that people share.',
      refuse: 'No file is offered to you here. F5 lists all files on their way.',
      pause: 'No file is on its way here that could be paused. F5 lists all of them.',
      resume: 'No file is paused here. F5 lists all files on their way.',
      cancel: 'No file is on its way here that could be cancelled. F5 lists all of them.',
      retry: 'No file has failed or was cancelled here. F5 lists all of them.',
      forget: 'No file has ended here. F5 lists all files on their way.',
      unshare: 'Which one? F6 lists what you share.',
    },
    noShares: 'You share nothing.',
  },
  transfers: {
    title: 'Files on their way',
    none: 'No files yet. Alt-S offers one in a chat, F6 shows what people share.',
    keys: 'Enter get or go on · P pause · X refuse or cancel · R again · D off the list · O without asking · F6 shared files · Esc close',
    from: (name, chat) => (chat.startsWith('@') ? `from ${name}` : `from ${name} in ${chat}`),
    to: (chat) => `to ${chat}`,
    bytes: (done, of) => `${done} of ${of}`,
    left: (time) => `${time} left`,
  },
  attach: {
    sendTitle: (chat) => `Send to ${chat}`,
    shareTitle: 'Share with everybody',
    path: 'Path',
    wholeFolder: (folder) => `all of ${folder}`,
    empty: 'Nothing here begins like that.',
    keys: '↑↓ choose · Tab complete · Enter send the file, or open the folder · Esc close',
    shareText: 'Name, size and hash of a shared file are seen by everybody and by the tracker.',
  },
  shares: {
    title: (name) => (name === undefined ? 'Shared files' : `Shared files of ${name}`),
    filter: 'Find',
    none: 'Nobody who is online shares a file. Alt-S shares one of yours.',
    noneFound: 'Nobody who is online shares anything like that.',
    you: 'you',
    status: { changed: 'changed, being read again', missing: 'moved or removed' },
    keys: '↑↓ choose · Enter get · Alt-S share one · Alt-U share no longer · Ctrl-R look again · Esc close',
  },
  autoAccept: {
    title: 'Files that are fetched without asking',
    text: 'Whatever is offered to you and is smaller than this is fetched at once, when it comes from:',
    modes: {
      off: 'nobody: every offer waits for you',
      verified: 'people whose key you have verified',
      all: 'everybody',
    },
    size: 'Smaller than',
    sizeInvalid: 'Type a size such as 500 kB, 10 MB or 2 GB.',
    keys: '↑↓ choose · Enter save · Esc close',
    policy: (mode, size) =>
      mode === 'off'
        ? 'Fetched without asking: nothing'
        : mode === 'verified'
          ? `Fetched without asking: from verified people, below ${size}`
          : `Fetched without asking: from everybody, below ${size}`,
    usage: '/autoaccept off | verified | all, and a size such as 10 MB',
  },
}
