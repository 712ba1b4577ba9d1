import * as fc from 'fast-check'
import * as v from 'valibot'
import { expect, test } from 'vitest'
import {
  normalizeRoomName,
  normalizeUsername,
  RoomNameSchema,
  UsernameSchema,
  usernameSkeleton,
} from '../../../src/protocol/names.ts'

const isUsername = (name: string) => v.is(UsernameSchema, name)
const isRoomName = (name: string) => v.is(RoomNameSchema, name)

test.each(['al', 'alice', 'a.b', 'a_b-c', '0x', 'a'.repeat(31), 'x--y'])(
  '%s is a username',
  (name) => {
    expect(isUsername(name)).toBe(true)
  },
)

test.each([
  ...[
    '',
    'a',
    'a'.repeat(32),
    'Alice',
    'al ice',
    '.al',
    'al.',
    '-al',
    'al_',
    'álice',
    'al\n',
    '@al',
  ],
  ...['../etc', 'a/b', 'a\\b', 'а1', 'al\u0000', 'al\u200b'],
])('%j is not a username', (name) => {
  expect(isUsername(name)).toBe(false)
})

test.each([
  'general',
  'a',
  '7',
  'são-paulo',
  '日本語',
  'русский',
  'हिन्दी',
  'ǰ',
  'a.b_c-d',
  'ß',
  'ﷺ',
])('%s is a room name', (name) => {
  expect(isRoomName(name)).toBe(true)
})

test.each([
  ...['', '#general', 'General', 'a b', '-a', 'a.', 'a/b', 'a\u0301', '\u0301a', 'ÉTÉ', 'a\u200db'],
  ...['👋', 'a\u202eb', 'a\u0000', 'x'.repeat(33), '𝒳'.repeat(33), 'ΟΔΟΣ', '\ud800'],
])('%j is not a room name', (name) => {
  expect(isRoomName(name)).toBe(false)
})

test('32 letters of any script are a room name', () => {
  expect(isRoomName('𐐨'.repeat(32))).toBe(true)
})

test.each([
  [' #General ', 'general'],
  ['SÃO-PAULO', 'são-paulo'],
  ['sa\u0303o', 'são'],
  ['ΟΔΟΣ', 'οδος'],
  // There is no such capital in one piece, but there is the small letter.
  ['J\u030c', '\u01f0'],
  ['İx', 'i\u0307x'],
])('the typed %j becomes the room %j', (typed, name) => {
  expect(normalizeRoomName(typed)).toBe(name)
  expect(isRoomName(name)).toBe(true)
})

test.each([
  [' @Alice ', 'alice'],
  ['BOB', 'bob'],
])('the typed %j becomes the user %j', (typed, name) => {
  expect(normalizeUsername(typed)).toBe(name)
})

test('a valid name is already in its normal form', () => {
  const typed = fc.string({ unit: 'grapheme', maxLength: 20 })
  fc.assert(
    fc.property(typed, (text) => {
      const names = [text, normalizeRoomName(text)].filter(isRoomName)
      expect(names.map(normalizeRoomName)).toEqual(names)
    }),
    { numRuns: 500 },
  )
})

test('letters of any case and composition find their room', () => {
  const letters = fc.array(
    fc.constantFrom('J\u030c', 'É', 'e\u0301', 'Ñ', 'ß', 'Σ', 'İ', 'ή', 'Ǆ', 'H\u0331'),
    {
      minLength: 1,
      maxLength: 12,
    },
  )
  fc.assert(
    fc.property(letters, (typed) => {
      expect(isRoomName(normalizeRoomName(typed.join('')))).toBe(true)
    }),
  )
})

test.each([
  ['bob', 'b0b'],
  ['alice', 'a1ice'],
  ['alice', 'allce'],
  ['clara', 'c1ara'],
  ['dara', 'c1ara'],
  ['mary', 'rnary'],
  ['mary', 'r.nary'],
  ['will', 'vvi11'],
  ['vw', 'wv'],
  ['a.b', 'a_b'],
  ['a.b', 'ab'],
])('%s and %s look alike', (one, other) => {
  expect(usernameSkeleton(one)).toBe(usernameSkeleton(other))
})

test.each([
  ['alice', 'alicia'],
  ['bob', 'rob'],
  ['anna', 'ana'],
])('%s and %s do not', (one, other) => {
  expect(usernameSkeleton(one)).not.toBe(usernameSkeleton(other))
})

test('exchanging lookalikes anywhere in a name never gives a name that is free', () => {
  const swaps = [
    ...(['0o', 'o0', '1l', 'l1', 'il', 'li'] as const).map(([from = '', to = '']) => ({
      from,
      to,
    })),
    { from: 'm', to: 'rn' },
    { from: 'rn', to: 'm' },
    { from: 'w', to: 'vv' },
    { from: 'vv', to: 'w' },
    { from: 'd', to: 'cl' },
    { from: 'cl', to: 'd' },
  ]
  const names = fc.string({
    unit: fc.constantFrom(...'0o1lirnmvwcdx'),
    minLength: 2,
    maxLength: 12,
  })
  fc.assert(
    fc.property(names, fc.array(fc.constantFrom(...swaps), { maxLength: 5 }), (name, chosen) => {
      let other = name
      for (const { from, to } of chosen) other = other.replace(from, to)
      expect(usernameSkeleton(other)).toBe(usernameSkeleton(name))
    }),
    { numRuns: 500 },
  )
})
