import { pluralOf } from '../plural.ts'
import { after, capitalized, or, quoted } from '../subject.ts'
import type { ErrorTexts } from './errors.ts'

const plural = pluralOf('en')

export const errorsEn: ErrorTexts = {
  tryAgainIn: (count, unit) =>
    plural(count, { one: `Try again in # ${unit}.`, other: `Try again in # ${unit}s.` }),
  codes: {
    WRONG_PASSWORD: (name) =>
      `Wrong password${after(' for', name)}. Type it again; nobody can reset it for you.`,
    USERNAME_TAKEN: (name) =>
      `The name${quoted(name)} is taken, or looks too much like one that is. Choose another.`,
    INVALID_USERNAME: () => 'A username has 2 to 31 characters: a–z, digits, and . _ - in between.',
    INVALID_PASSWORD: () =>
      'This password cannot be used: it is too short or too long; choose another.',
    UNKNOWN_USER: (name) =>
      `Nobody here is called ${or(name, 'that')}. Check the name, or register it first.`,
    NOT_LOGGED_IN: () => 'You are not logged in. Log in first.',
    ALREADY_LOGGED_IN: () =>
      'You are logged in already. Log out before you log in as somebody else.',
    LOGGED_IN_ELSEWHERE: () =>
      'This account has logged in from another place, so it was logged out here.',
    TOO_MANY_ATTEMPTS: () => 'Too many attempts in a row; the next one has to wait.',
    NO_PROFILE_HERE: (name) =>
      `The keys of ${or(name, 'this user')} are not on this computer, and the tracker has none for this name and password. Check both, or register a new name.`,
    NO_BACKUP: (name) =>
      `The password is right, but the tracker keeps no backup of the keys of ${or(name, 'this user')}. Log in on the computer that has them.`,
    BACKUP_CHANGED: () =>
      'The backup of your keys was changed from another computer meanwhile. Try again.',
    TRACKER_UNREACHABLE: (address) =>
      `The tracker${after(' at', address)} does not answer. Check that it runs and that the address is right.`,
    TRACKER_CHANGED: (address) =>
      `The tracker${after(' at', address)} has another key than before. Ask whoever runs it before you trust it.`,
    TRACKER_UNTRUSTED: () =>
      'The tracker said something that it cannot prove, so the connection was ended. Ask whoever runs it.',
    TRACKER_FULL: () => 'The tracker has no room for more people. Try again later.',
    SEVERAL_TRACKERS: (trackers) =>
      `There are several trackers${after(':', trackers)}. Name one with --tracker-host.`,
    PORT_IN_USE: (port) =>
      `Port${after('', port)} is used by another program. Choose another port.`,
    ADDRESS_UNAVAILABLE: (address) =>
      `The address${after('', address)} does not belong to this computer. Choose another one.`,
    PEER_UNREACHABLE: (name) =>
      `${capitalized(or(name, 'this user'))} cannot be reached directly right now. What you write is kept and sent later.`,
    RELAY_QUOTA: (name) =>
      `The tracker carries nothing more between you and ${or(name, 'this user')} for now: what it gives for that is used up. Messages still go; a file goes on by itself later.`,
    CONNECTION_LOST: () => 'The connection broke off. It is being opened again; try once more.',
    TIMEOUT: (name) =>
      `${capitalized(or(name, 'the other side'))} took too long to answer. Try again.`,
    VERSION_MISMATCH: (name) =>
      `${capitalized(or(name, 'the other side'))} runs another version of chatp2p, which this one cannot talk to. Bring both to the same version.`,
    KEY_CHANGED: (name) =>
      `The key of ${or(name, 'this user')} has changed. Compare fingerprints in person before you accept it.`,
    NOT_IN_DIRECT: () =>
      'Two people talk directly here, without a tracker: there are no rooms, no accounts and no lists of files.',
    DIRECT_TAKEN: (address) =>
      `Two people are talking${after(' at', address)} already, and there is no place for a third.`,
    NOT_DIRECT: (address) =>
      `What answers${after(' at', address)} is not “chatp2p direct --listen”. Check the address and the port.`,
    INVALID_ROOM_NAME: () =>
      'A room name has 1 to 32 letters or digits of any script, and . _ - in between.',
    INVALID_CHAT: (name) => `There is no chat${quoted(name)}. Write #room or @user.`,
    UNKNOWN_ROOM: (name) => `There is no room${quoted(name)}. Look at the list of rooms.`,
    ROOM_EXISTS: (name) =>
      `There is a room${quoted(name)} already. Join it or choose another name.`,
    ROOM_DELETED: (name) => `The room${quoted(name)} was deleted. Its history stays readable here.`,
    NOT_A_MEMBER: (name) => `You are not a member of ${or(name, 'this room')}. Join it first.`,
    ALREADY_A_MEMBER: (name) => `You are a member of ${or(name, 'this room')} already.`,
    NOT_MODERATOR: (name) => `Only the moderator of ${or(name, 'this room')} may do that.`,
    WRONG_ROOM_PASSWORD: (name) =>
      `Wrong password for the room${quoted(name)}. Ask a member for it and type it again.`,
    BANNED: (name) => `You were banned from ${or(name, 'this room')}. Its moderator can lift that.`,
    NO_OFFER: (name) =>
      `Nobody offers you to moderate ${or(name, 'this room')} now. Ask its moderator.`,
    DM_WITH_SELF: () => 'You cannot write to yourself. Choose somebody else.',
    NOT_CAUGHT_UP: (chat) =>
      `This computer does not know yet what you wrote${after(' in', chat)} from another one. Sending works as soon as the tracker or a member can be reached.`,
    EMPTY_MESSAGE: () => 'There is nothing to send. Write something first.',
    MESSAGE_TOO_LONG: () => 'This message is longer than 8,000 characters. Send it in parts.',
    FORKED: (name) =>
      `Two different messages at one place in a chat are signed by ${name === '' ? 'one person' : name}. What follows there is hidden at everybody. A data folder that was copied or restored can be the reason.`,
    UNKNOWN_MESSAGE: () => 'That message is not in the history here. Load the chat again.',
    QUOTA: () => 'A limit of the tracker is reached. Try again later, or ask whoever runs it.',
    FILE_NOT_FOUND: (path) =>
      `There is no file or folder${quoted(path)} that can be read. Check the path.`,
    FILE_CHANGED: (name) =>
      `The file${quoted(name)} changed while it was being sent. Send it again.`,
    FILE_TOO_LARGE: (name) => `${capitalized(or(name, 'this file'))} is larger than 32 GiB.`,
    TOO_MANY_FILES: (name) =>
      `The folder${quoted(name)} has too many files for one transfer. Send parts of it, or an archive.`,
    FOLDER_EMPTY: (name) => `The folder${quoted(name)} has no files that could be sent.`,
    FILE_WITHDRAWN: (name) => `The file${quoted(name)} is no longer offered.`,
    FILE_INVALID: (name) =>
      `What was offered as ${or(name, 'this file')} is damaged or not what it claims to be.`,
    FILE_PAUSED: () => 'The sender has paused this transfer.',
    UNKNOWN_TRANSFER: () => 'There is no such transfer any more. Look at the list of transfers.',
    UNKNOWN_SHARE: (name) => `Nothing is shared as${quoted(name)}. Look at the list of files.`,
    SHARE_EXISTS: (name) =>
      `You share another file as${quoted(name)} already. Rename one of them, or stop sharing it.`,
    DISK_FULL: (path) =>
      `The disk is full${after(':', path)}. Free some space; nothing saved is lost.`,
    DISK_DENIED: (path) =>
      `The disk refused access${after(' to', path)}. Check the permissions of the folder.`,
    DISK_FAILED: (path) => `Reading or writing failed${after(':', path)}. Check the disk.`,
    DISK_WORKS_AGAIN: () => 'The disk works again, and what had waited is saved.',
    PROFILE_IN_USE: (name) =>
      `Another program on this computer uses the profile${quoted(name)}. Close it first.`,
    ALREADY_THERE: (path) =>
      `There is something already${after(' at', path)}. Move it away or choose another place.`,
    NOT_A_HISTORY: (path) =>
      `That is no history that can be read${after(':', path)}. It has to be a JSON array of messages with sender and text.`,
    NOT_A_BACKUP: (path) =>
      `That is no backup of chatp2p${after(':', path)}. Choose the file that “backup” wrote.`,
    PROFILE_DAMAGED: (path) =>
      `A file of the profile cannot be read${after(':', path)}. Restore it from a copy.`,
    DAMAGE_SET_ASIDE: (path) =>
      `A damaged file was found${after(':', path)}. What can be read is kept; others are asked for the rest.`,
    INVALID_PARAMS: (what) =>
      `Something is missing or wrong${after(':', what)}. Check what you typed.`,
    UNSUPPORTED: (what) => `This is not possible here${after(':', what)}.`,
    USAGE: (what) => `The command was used wrongly${after(':', what)}. See the help.`,
    NO_TERMINAL: () =>
      'There is neither a terminal nor anything to read. Start this in a terminal, or give it commands on standard input.',
    CANCELLED: () => 'Cancelled.',
  },
}
