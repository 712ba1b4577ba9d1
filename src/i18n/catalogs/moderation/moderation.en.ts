import { pluralOf } from '../../plural.ts'
import type { ModerationTexts } from './moderation.ts'

const plural = pluralOf('en')

export const moderationEn: ModerationTexts = {
  manage: {
    title: (room) => `Manage ${room}`,
    keys: '↑↓ choose · Enter or its letter does it · Esc close',
    acts: {
      rename: 'Rename the room',
      password: 'Set or change the password',
      passwordOff: 'Open the room: no password',
      inactivity: 'Deletion by inactivity',
      remove: 'Remove members',
      ban: 'Ban members',
      unban: 'Lift bans',
      transfer: 'Hand over moderation',
      audit: 'Audit: what was done, and by whom',
      delete: 'Delete the room',
    },
    noPassword: 'none',
    hasPassword: 'set',
    off: 'off',
    banned: (count) => (count === 0 ? 'nobody' : plural(count, { other: '# banned' })),
    offered: (name) => `offered to ${name}`,
    notModerator: (room, moderator) =>
      `Only ${moderator}, who moderates ${room}, can do that. /audit shows what was done.`,
    unmoderated: (room) => `Nobody moderates ${room} any more, so nobody can do that.`,
  },
  rename: {
    title: (room) => `Rename ${room}`,
    text: () => 'The history moves along; members need not do anything.',
    keys: 'Enter rename · Esc close',
    name: 'New name',
  },
  password: {
    title: (room) => `Password of ${room}`,
    text: () =>
      'Members stay. Who comes later needs the new password; an old one opens nothing any more.',
    keys: 'Enter set · Tab next field · Esc close',
    password: 'New password',
    repeat: 'Once more',
    differ: 'The two passwords differ. Type them again.',
    notInTheOpen: 'A password is not typed in the open. Type it here.',
    removeTitle: (room) => `Open ${room}?`,
    removeText: (room) => `Everybody on the tracker can then join ${room} without a password.`,
  },
  inactivity: {
    title: (room) => `Deletion of ${room} by inactivity`,
    text: (room) =>
      `${room} is deleted for everybody once its moderator has been away for this long. Members see the countdown and are warned.`,
    keys: 'Enter set · “off” never · Esc close',
    time: 'Time',
    invalid: 'Type a time such as 90s, 30m, 12h or 7d, or “off”.',
  },
  pick: {
    remove: {
      title: (room) => `Remove from ${room}`,
      keys: (count) =>
        `Space tick · Enter ${count === 0 ? 'remove who is ticked' : `remove ${people(count)}`} · Esc close`,
      nobody: 'Nobody else is in this room.',
    },
    ban: {
      title: (room) => `Ban from ${room}`,
      keys: (count) =>
        `Space tick · Enter ${count === 0 ? 'ban who is ticked' : `ban ${people(count)}`} · Esc close`,
      nobody: 'Nobody else is in this room.',
    },
    unban: {
      title: (room) => `Lift bans of ${room}`,
      keys: (count) =>
        `Space tick · Enter ${count === 0 ? 'let who is ticked come back' : `let ${people(count)} come back`} · Esc close`,
      nobody: 'Nobody is banned from this room.',
    },
    nobodyChosen: 'Tick somebody with Space first.',
  },
  transfer: {
    title: (room) => `Hand over ${room}?`,
    text: (room, name) =>
      `${name} is asked. Once ${name} accepts, ${name} moderates ${room}, and you are a member like the others.`,
    keys: 'Enter offer it · Esc no',
    chooseTitle: (room) => `Who shall moderate ${room}?`,
    chooseKeys: '↑↓ choose · Enter go on · Esc close',
    nobody: 'Nobody else is in this room.',
    offered: (name) => `${name} is asked whether to moderate this room.`,
    given: (room, name) => `${name} moderates ${room} now.`,
    taken: (room) => `You moderate ${room} now. /manage manages it.`,
  },
  delete: {
    title: (room) => `Delete ${room}?`,
    text: (room) =>
      `${room} ends for everybody. What has been read stays readable where it lies. This cannot be taken back.`,
    keys: 'Enter delete · Esc no',
  },
  typed: {
    label: (word) => `Type ${word} to go on`,
    mismatch: (word) => `That is not ${word}. Nothing has been done.`,
  },
  offer: {
    title: (room) => `Moderate ${room}?`,
    text: (room, by) => `${by} wants to hand ${room} over to you.`,
    keys: 'A accept · D decline · Esc later',
    none: 'Nobody has offered you this room.',
    news: (room, by) =>
      `${by} asks you to moderate ${room}. Go there and type /accept or /decline.`,
  },
  purge: {
    title: (room) => `Delete the history of ${room}?`,
    text: (room) =>
      `Everything that was said in ${room} is deleted from this computer. This cannot be taken back.`,
  },
  audit: {
    title: (room) => `Audit of ${room}`,
    keys: '↑↓ scroll · V verify · Esc close',
    epoch: (name, count) =>
      count === null ? `${name} made new keys` : `${name} made the keys of epoch ${count}`,
    refused: (by) => `an entry that ${by} handed in was refused`,
    hiddenMessage: (by) => `a message of ${by} is not shown`,
    ignored: 'does not count',
    reasons: {
      'not-a-member': 'its author was not a member',
      'not-moderator': 'its author did not moderate the room',
      'concurrent-removal': 'its author was being removed',
      'concurrent-password': 'the password was being changed',
      banned: 'that person was banned',
      policy: 'the rules of the room did not allow it',
      'bad-request': 'that request to join had been used before',
      'after-delete': 'the room had ended',
      'wrong-members': 'it was made for other members than there were',
      'no-succession': 'the moderator named nobody who could follow',
      'not-due': 'the time had not run out',
      malformed: 'it makes no sense',
      'bad-signature': 'its signature is not that of its author',
      'unknown-key': 'nobody knows the key of its author',
      'out-of-place': 'it does not fit what stands before it',
      hidden: 'its author had no right to write there, or wrote two histories',
    },
    proved: (entries, signatures) =>
      `✔ Proved here from bytes and ${signatures} signatures: all ${entries} entries are what they claim to be, and make the room that you see.`,
    wrong: (by, entry, reason) =>
      `✘ An entry of ${by} (${entry}) is not what it claims to be: ${reason}.`,
    differs: '✘ All entries hold, but they make another room than the one that is shown.',
  },
  knowledge: {
    line: (epoch, act, known, of) => `epoch ${epoch} · ${act} · ${known} of ${of} members know`,
    short: (epoch, known, of) => `epoch ${epoch} · ${known} of ${of} know`,
    acts: {
      created: () => 'created',
      joined: (name) => `${name} joined`,
      left: (name) => `${name} left`,
      added: (name) => `${name} added`,
      removed: (name) => `${name} removed`,
      banned: (name) => `${name} banned`,
      unbanned: (name) => `ban of ${name} lifted`,
      renamed: (name) => `renamed to ${name}`,
      'password-changed': () => 'password changed',
      'policy-changed': () => 'rules changed',
      'moderator-changed': (name) => `${name} moderates`,
      deleted: () => 'room deleted',
      expired: () => 'room expired',
      'key-accepted': (name) => `key of ${name} accepted`,
    },
  },
  join: {
    title: (room) => `Join ${room}`,
    text: () =>
      'This room has a password. A member’s program checks it; the tracker never sees it.',
    keys: 'Enter join · Esc close',
    password: 'Password',
    admission: {
      asking: 'A member is being asked…',
      waiting:
        'Nobody who could let you in is online. Your request waits, sealed, and is answered when a member comes. You may close this; /leave withdraws it.',
      refused: 'The password is wrong. Ask a member for it and type it again.',
    },
    paused: (wait) => `Too many wrong passwords. The next try counts in ${wait}.`,
    closed: {
      asking: 'You are not in yet.',
      waiting: 'Not in yet. /back goes elsewhere, /leave withdraws it.',
      refused: 'Enter asks for the password again.',
      paused: 'You are not in yet.',
    },
    withdraw: {
      title: (room) => `Withdraw your request to join ${room}?`,
      text: (room) => `The tracker forgets that you asked. ${room} can be asked again at any time.`,
    },
    withdrawn: (room) => `You no longer ask to be let into ${room}.`,
    admitted: (room) => `You are in ${room} now.`,
    refused: (room) => `The password for ${room} was wrong. /join asks for it again.`,
  },
  create: {
    password: 'Password',
    repeat: 'Once more',
    keys: 'Enter create · Tab next field · no password: everybody may join · Esc close',
  },
  members: {
    since: (day) => `since ${day}`,
    ends: (moderator, after) => `Deleted once ${moderator} has been away for ${after}.`,
    lastSeen: (at) => `Last seen: ${at}.`,
    manageKeys: '↑↓ choose · Enter write to · K remove · B ban · Ctrl-G manage · Esc close',
  },
  countdown: {
    title: (left) => `ends in ${left}`,
    warning: (room, left, moderator) =>
      `${room} will be deleted in ${left} unless ${moderator} comes back.`,
    ownWarning: (room, left) =>
      `${room} will be deleted in ${left}. /inactivity off prevents that.`,
  },
  ended: {
    removed: (room) =>
      `You were removed from ${room}. What you have read stays here; /purge deletes it.`,
    deleted: (room) =>
      `${room} was deleted by its moderator. What you have read stays here; /purge deletes it.`,
    expired: (room) =>
      `${room} has expired, because its moderator stayed away. What you have read stays here; /purge deletes it.`,
  },
  readOnly: {
    imported: 'This is the history of another program. It can only be read.',
    left: 'You left this room. It can only be read. /back closes it, /purge deletes its history.',
    removed: 'You were removed. This room can only be read. /back closes it, /purge deletes it.',
    deleted: 'This room was deleted. It can only be read. /back closes it, /purge deletes it.',
    expired: 'This room has expired. It can only be read. /back closes it, /purge deletes it.',
  },
  archive: 'Only to read',
}

function people(count: number): string {
  return plural(count, { one: '# person', other: '# people' })
}
