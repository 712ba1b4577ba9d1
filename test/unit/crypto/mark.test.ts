import * as v from 'valibot'
import { expect, test } from 'vitest'
import { createEpochSecret, dmChatId } from '../../../src/crypto/epoch.ts'
import { hashB64 } from '../../../src/crypto/hash.ts'
import { signMark, verifyMark } from '../../../src/crypto/marks/mark.ts'
import { openRead, sealRead } from '../../../src/crypto/marks/read-seal.ts'
import type { ChatId, EntryId, Kid } from '../../../src/protocol/ids.ts'
import { type Mark, MarkSchema, type ReadLevels } from '../../../src/protocol/mark.ts'
import { encodeJson, parseStrictJson } from '../../../src/protocol/strict-json.ts'
import { fixedIdentity } from '../../vectors/fixed-keys.ts'

const alice = fixedIdentity('alice')
const bob = fixedIdentity('bob')
const chat = dmChatId(alice.kid, bob.kid)
const other = hashB64('test', 'other') as string
const epoch = hashB64('test', 'epoch') as string as EntryId
const secret = createEpochSecret()
const context = { chat, by: bob.kid, epoch, secret }
const levels: ReadLevels = [[alice.kid, 3]]
const held = [{ author: alice.kid, seq: 7 }]
const mark = await signMark(bob, { chat, held, read: sealRead(context, levels) })

test('a mark travels as strict JSON and is proved by its signature', async () => {
  expect(parseStrictJson(MarkSchema, encodeJson(mark))).toEqual(mark)
  expect(await verifyMark(mark, bob.publicKey)).toBe(true)
})

test('a mark that was changed anywhere, or is somebody else’s, is not believed', async () => {
  const forged: readonly Mark[] = [
    { ...mark, chat: other as ChatId },
    { ...mark, by: alice.kid },
    { ...mark, by: other as Kid },
    { ...mark, held: [{ author: alice.kid, seq: 8 }] },
    { ...mark, held: [] },
    { ...mark, read: null },
    { ...mark, read: sealRead(context, levels) },
    { ...mark, sig: '' },
    { ...mark, sig: '=' },
  ]
  for (const wrong of forged) expect(await verifyMark(wrong, bob.publicKey)).toBe(false)
  expect(await verifyMark(mark, alice.publicKey)).toBe(false)
})

test.each([
  ['of his own messages', [{ author: bob.kid, seq: 1 }]],
  ['of nobody', []],
  ['twice of one author', [...held, ...held]],
  ['of message 0', [{ author: alice.kid, seq: 0 }]],
  ['of half a message', [{ author: alice.kid, seq: 1.5 }]],
  [
    'of too many',
    Array.from({ length: 1_001 }, (_, at) => ({ author: kidOf(at), seq: 1 })).sort(byKid),
  ],
  [
    'out of order',
    [
      { author: kidOf(1), seq: 1 },
      { author: kidOf(2), seq: 1 },
    ]
      .sort(byKid)
      .reverse(),
  ],
])('a mark cannot tell %s', (_, wrong) => {
  expect(v.is(MarkSchema, { ...mark, held: wrong })).toBe(false)
})

test('what was read opens for members of the epoch, and in its own chat and by its own reader only', () => {
  const { box } = sealRead(context, levels)
  expect(openRead(context, box)).toEqual(levels)
  const wrongs = [
    { ...context, secret: createEpochSecret() },
    { ...context, chat: other as ChatId },
    { ...context, by: alice.kid },
  ]
  for (const wrong of wrongs) expect(openRead(wrong, box)).toBeUndefined()
  for (const cut of ['', '=', box.slice(0, 20), box.slice(4)]) {
    expect(openRead(context, cut)).toBeUndefined()
  }
})

test('sealed words that are no list of what was read are not taken for one', () => {
  const unsorted = [kidOf(1), kidOf(2)].sort().reverse()
  const wrongs = [[[alice.kid, 0]], [[alice.kid]], [['x', 1]], unsorted.map((kid) => [kid, 1])]
  for (const wrong of wrongs) {
    const { box } = sealRead(context, wrong as unknown as ReadLevels)
    expect(openRead(context, box)).toBeUndefined()
  }
})

test('the length of what is sealed tells little of how much was read', () => {
  const long: ReadLevels = [[alice.kid, 9_000_000]]
  expect(sealRead(context, long).box).toHaveLength(sealRead(context, levels).box.length)
})

test('the fullest mark fits its schema', async () => {
  const kids = Array.from({ length: 1_000 }, (_, at) => kidOf(at)).sort()
  const seq = Number.MAX_SAFE_INTEGER
  const read = sealRead(
    context,
    kids.map((kid) => [kid, seq]),
  )
  const full = await signMark(bob, { chat, held: kids.map((author) => ({ author, seq })), read })
  expect(v.is(MarkSchema, full)).toBe(true)
  expect(openRead(context, full.read?.box ?? '')).toHaveLength(1_000)
})

function kidOf(at: number): Kid {
  return hashB64('test', String(at)) as string as Kid
}

function byKid(a: { author: Kid }, b: { author: Kid }): number {
  return a.author < b.author ? -1 : 1
}
