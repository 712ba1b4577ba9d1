import { pluralOf } from '../plural.ts'
import { deliveryEn } from './delivery/delivery.en.ts'
import { filesEn } from './files/files.en.ts'
import { linksEn } from './links/links.en.ts'
import { directEn } from './direct/direct.en.ts'
import { passwdEn } from './passwd/passwd.en.ts'
import { trackersEn } from './trackers/trackers.en.ts'
import type { TuiTexts } from './tui.ts'

const plural = pluralOf('en')

export const tuiEn: TuiTexts = {
  tooSmall: 'This terminal is too small. Make it larger.',
  sidebar: { rooms: 'Rooms', direct: 'Direct', people: 'Online' },
  more: (count) => plural(count, { other: '# more' }),
  home: {
    title: 'chatp2p',
    welcome: 'Welcome. Nobody but the people you write to can read what you say.',
    keys: [
      ['F2', 'look at the rooms, join one or create one'],
      ['Ctrl-K', 'go to a room or a person by typing a few letters'],
      ['/dm bob', 'write to bob alone'],
      ['F1', 'everything else'],
    ],
  },
  chat: {
    public: 'public',
    private: 'private',
    members: (count) => plural(count, { one: '# member', other: '# members' }),
    moderator: 'moderator',
    online: 'online',
    offline: 'offline',
    keyChanged: 'key changed',
    verified: 'verified',
    phases: {
      left: 'you left',
      removed: 'you were removed',
      deleted: 'deleted',
      imported: 'imported',
      expired: 'expired',
    },
    empty: 'Nothing has been said here yet.',
    alone: (room) =>
      `Nobody else is here yet. The others find ${room} with F2 and join with Enter.`,
    alonePrivate: (room) =>
      `Nobody else is here yet. The others find ${room} with F2; they need the password.`,
    loading: 'loading…',
    newMessages: 'new',
    newBelow: (count) => plural(count, { other: '# new below' }),
    olderBelow: 'End: newest',
    typing: (names) =>
      names.length === 1
        ? `${names[0]} is typing…`
        : names.length <= 3
          ? `${names.join(', ')} are typing…`
          : plural(names.length, { one: '# person is typing…', other: '# people are typing…' }),
    read: 'read',
    unread: (count) => plural(count, { other: '# unread' }),
    historyStart: 'the beginning',
  },
  composer: {
    blocked: (name) => `⚠ The key of ${name} has changed. Enter shows what that means.`,
    noChat: '/join, /create, /dm or /help',
  },
  problems: {
    sealed: '(sealed; waiting for the key)',
    unreadable: '(this message could not be opened)',
    'unknown-kind': '(written with a newer version; update to read it)',
  },
  events: {
    created: (by) => `${by} created the room`,
    joined: (by) => `${by} joined`,
    left: (by) => `${by} left`,
    added: (by, subject) => `${by} added ${subject}`,
    removed: (by, subject) => `${by} removed ${subject}`,
    banned: (by, subject) => `${by} banned ${subject}`,
    unbanned: (by, subject) => `${by} lifted the ban of ${subject}`,
    renamed: (by, subject) => `${by} renamed the room to ${subject}`,
    'password-changed': (by) => `${by} changed the password`,
    'policy-changed': (by) =>
      `${by} changed the rules: who may join, or when the room ends by itself`,
    'moderator-changed': (_by, subject) =>
      subject === '' ? 'nobody moderates the room any more' : `${subject} moderates the room now`,
    deleted: (by) => `${by} deleted the room`,
    expired: () => 'the room was deleted because its moderator stayed away',
    'key-accepted': (_by, subject) => `you accepted the new key of ${subject}`,
  },
  policyChanges: {
    open: (by) => `${by} opened the room to everybody, without a password`,
    password: (by) => `${by} made the room ask newcomers for a password`,
    inactivity: (by, time) =>
      `${by} set the room to delete itself after ${time} without a sign of its moderator`,
    never: (by) => `${by} switched off its deletion by inactivity`,
  },
  tracker: {
    name: 'tracker',
    online: 'online',
    connecting: 'connecting…',
    offline: 'OFFLINE',
  },
  notice: {
    unknownCommand: (name) => `There is no command /${name}. F1 lists them; // sends a slash.`,
    missingArgument: (usage) => `Something is missing: ${usage}`,
    dismiss: 'Esc',
  },
  login: {
    loginTitle: 'Log in',
    registerTitle: 'Register',
    username: 'Username',
    password: 'Password',
    repeatPassword: 'Once more',
    tracker: 'Tracker',
    trackerKey: 'Its key',
    trackerKeyUnknown: 'not met yet',
    loginKeys:
      'Enter log in · Tab next field · Ctrl-R register instead · Ctrl-T other tracker · Ctrl-C quit',
    registerKeys:
      'Enter register · Tab next field · Ctrl-R log in instead · Ctrl-T other tracker · Ctrl-C quit',
    busy: 'One moment…',
    passwordsDiffer: 'The two passwords differ. Type them again.',
    nameMissing: 'Type a username.',
    passwordMissing: 'Type a password.',
    displaced: (name) =>
      `${name} has logged in from another place, so this one stopped. Log in again to come back.`,
    firstMeeting: (words) =>
      `This tracker is known from now on. Its key reads: ${words}. Compare that with what it shows where it runs.`,
    warning: 'The password also seals your history. Nobody can restore it.',
  },
  trackers: trackersEn,
  passwd: passwdEn,
  delivery: deliveryEn,
  files: filesEn,
  links: linksEn,
  direct: directEn,
  overlay: {
    gotoTitle: 'Go to',
    gotoKeys: '↑↓ choose · Enter go · Esc close',
    gotoKinds: { chat: 'chat', room: 'join', user: 'write to', action: 'action' },
    nothingFound: 'Nothing found.',
    chatsTitle: 'Chats',
    chatsKeys: '↑↓ choose · Enter open · Esc close',
    roomsTitle: 'Rooms of the tracker',
    roomsKeys: 'Enter join or open · N new room · L leave · Esc close',
    noRooms: 'No rooms yet. N creates the first one.',
    joined: 'joined',
    createTitle: 'New room',
    roomName: 'Name',
    membersTitle: (chat) => `Members of ${chat}`,
    membersKeys: '↑↓ choose · Enter write to · Esc close',
    you: 'you',
    helpTitle: 'Help',
    helpKeys: '↑↓ scroll · Esc close',
    helpWriting:
      'Enter sends, Alt-Enter begins a new line, Tab completes names and commands, // sends a slash.',
    helpOwnKey: (name) => `Fingerprint of ${name}`,
    helpTrackerKey: 'Key of the tracker',
    leaveTitle: (room) => `Leave ${room}?`,
    leaveText: (room) => `You stop receiving what is written in ${room}. The history stays here.`,
    logoutTitle: 'Log out?',
    logoutText: 'What you have not delivered yet is kept and goes out at the next login.',
    confirmKeys: 'Enter yes · Esc no',
    keyTitle: (name) => `The key of ${name} has changed`,
    keyText: (name) => [
      `Messages to ${name} are stopped until you decide.`,
      `Either ${name} lost the old key and registered again, or somebody pretends to be ${name}.`,
      `Ask ${name} in person or on the phone to read the fingerprint aloud and compare it with this one:`,
    ],
    keyNow: 'fingerprint now',
    keyKeys: 'A accept the new key · Esc not now',
    keyAccepted: (name) => `The new key of ${name} counts from now on.`,
    working: 'One moment…',
  },
}
