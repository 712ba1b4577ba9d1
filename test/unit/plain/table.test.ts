import { expect, it } from 'vitest'
import { PLAIN_COMMANDS } from '../../../src/plain/plain-table.ts'
import { COMMANDS } from '../../../src/tui/commands/command-table.ts'

/** What moves the eye over a screen. */
const ON_SCREEN_ONLY = [
  ...['nextChat', 'previousChat', 'jump', 'sidebar'],
  ...['pageUp', 'pageDown', 'lineUp', 'lineDown', 'oldest', 'latest'],
]

/** What the earlier programs had. */
const OLD_WORDS = [
  ...['register', 'login', 'list_peers', 'list_rooms', 'create_room', 'join_room', 'leave_room'],
  ...['msg_room', 'msg', 'send_file', 'share', 'files', 'get', 'manage', 'members', 'history'],
  ...['logout', 'exit', 'help'],
]

it('has every command of the full screen', () => {
  const plain = new Set(PLAIN_COMMANDS.map(({ name }) => name))
  const missing = COMMANDS.map(({ name }) => name).filter((name) => !plain.has(name))
  expect(missing.toSorted()).toEqual(ON_SCREEN_ONLY.toSorted())
})

it('has the commands of the earlier programs', () => {
  const words = PLAIN_COMMANDS.flatMap(({ words: own = [] }) => own)
  expect(words).toEqual(expect.arrayContaining(OLD_WORDS))
})

it('gives no word to two commands', () => {
  const words = PLAIN_COMMANDS.flatMap(({ words: own = [], slash, bareWords = [] }) => [
    ...new Set([...own, ...slash, ...bareWords]),
  ])
  expect(words).toHaveLength(new Set(words).size)
})
