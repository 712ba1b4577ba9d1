import { LANGUAGES } from '../i18n/translate.ts'
import type { PeerState } from '../peer/state.ts'
import type { CommandRow } from './command-row.ts'

export interface Completion {
  readonly text: string
  readonly caret: number
  /** What could stand there, when more than one thing could. */
  readonly options: readonly string[]
}

export interface CompletionSource {
  readonly commands: readonly CommandRow[]
  readonly peer: PeerState
  /** Of the selected chat, without oneself. */
  readonly chatMembers: readonly string[]
  readonly banned?: readonly string[]
}

/**
 * Completes the word before the caret as far as it is certain: a command at the start, then what the command takes, and
 * names of people and rooms anywhere. Undefined when nothing fits.
 */
export function complete(
  text: string,
  caret: number,
  source: CompletionSource,
): Completion | undefined {
  const start = Math.max(text.lastIndexOf(' ', caret - 1), text.lastIndexOf('\n', caret - 1)) + 1
  const word = text.slice(start, caret)
  const candidates = candidatesFor(text, start, word, source)
  const matching = [...new Set(candidates)].filter((candidate) => startsWith(candidate, word))
  const [first] = matching
  if (first === undefined || (word === '' && start === 0)) return undefined
  const isOnly = matching.length === 1
  const common = isOnly ? `${first} ` : matching.reduce(commonStart)
  const inserted = common.length >= word.length ? common : word
  return {
    text: text.slice(0, start) + inserted + text.slice(caret).replace(isOnly ? /^ / : /^/, ''),
    caret: start + inserted.length,
    options: isOnly ? [] : matching.sort(),
  }
}

function candidatesFor(
  text: string,
  start: number,
  word: string,
  { commands, peer, chatMembers, banned = [] }: CompletionSource,
): readonly string[] {
  if (start === 0 && word.startsWith('/')) {
    return commands.flatMap(({ slash }) => slash.map((name) => `/${name}`))
  }
  const users = [...peer.users.keys()]
  const rooms = [...peer.rooms.keys()]
  const name = /^\/(\S+)\s/.exec(text)?.[1]
  const command = commands.find(({ slash }) => name !== undefined && slash.includes(name))
  const named = (names: readonly string[]): readonly string[] =>
    word.startsWith('@') ? names.map(at) : names
  if (command?.argument === 'user') return named(users)
  if (command?.argument === 'member' || command?.argument === 'members') return named(chatMembers)
  if (command?.argument === 'banned') return named(banned)
  if (command?.argument === 'verify') return ['verify']
  if (command?.argument === 'policy') return ['off', 'verified', 'all']
  if (command?.argument === 'share') return peer.shares.map((share) => share.name)
  if (command?.argument === 'shareOfUser') return named(users)
  if (command?.argument === 'transfer')
    return [...peer.transfers.values()].map(({ name: file }) => file)
  if (command?.argument === 'language') return LANGUAGES
  if (command?.argument === 'switch') return ['on', 'off']
  if (command?.argument === 'off' || command?.argument === 'time') return ['off']
  if (command?.argument === 'room') return word.startsWith('#') ? rooms.map(hash) : rooms
  if (command?.argument === 'chat') return [...peer.chats.keys()]
  if (word.startsWith('#')) return rooms.map(hash)
  if (word.startsWith('@')) return [...chatMembers, ...users].map(at)
  return word === '' ? [] : [...chatMembers, ...users]
}

function startsWith(candidate: string, word: string): boolean {
  return candidate.toLowerCase().startsWith(word.toLowerCase())
}

function commonStart(a: string, b: string): string {
  let length = 0
  while (length < a.length && a[length] === b[length]) length++
  return a.slice(0, length)
}

function at(username: string): string {
  return `@${username}`
}

function hash(room: string): string {
  return `#${room}`
}
