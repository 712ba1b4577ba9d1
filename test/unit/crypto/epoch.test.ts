import { expect, test } from 'vitest'
import {
  createEpochSecret,
  dmChatId,
  epochCommitment,
  membersHash,
  unwrapSecret,
  wrapSecret,
} from '../../../src/crypto/epoch.ts'
import { hashB64 } from '../../../src/crypto/hash.ts'
import { createWrapKey, verifyWrapKey, WRAP_KEY_KEPT_MS } from '../../../src/crypto/wrap-key.ts'
import type { ChatId, EntryId, Hash, Kid } from '../../../src/protocol/ids.ts'
import { WrapKeyRecordSchema, WrapSchema } from '../../../src/protocol/records.ts'
import type { WrapKeyRecord } from '../../../src/protocol/records.ts'
import { encodeJson, parseStrictJson } from '../../../src/protocol/strict-json.ts'
import { fixedIdentity } from '../../vectors/fixed-keys.ts'

const NOW = Date.UTC(2026, 10, 21)
const alice = fixedIdentity('alice')
const bob = fixedIdentity('bob')
const chat = hashB64('test', 'chat') as string as ChatId
const epoch = hashB64('test', 'epoch') as string as EntryId
const { record, privateKey } = await createWrapKey(alice, NOW)

test('a wrapped secret opens for its member', () => {
  const secret = createEpochSecret()
  const commitment = epochCommitment(secret, chat)
  const wrap = wrapSecret({ secret, chat, epoch, wrapKey: record })
  expect(parseStrictJson(WrapSchema, encodeJson(wrap))).toEqual(wrap)
  expect(unwrapSecret({ wrap, chat, privateKey, commitment })).toEqual(secret)
})

test('a wrap opens for no other key, chat, epoch, member or commitment', () => {
  const secret = createEpochSecret()
  const commitment = epochCommitment(secret, chat)
  const wrap = wrapSecret({ secret, chat, epoch, wrapKey: record })
  const right = { wrap, chat, privateKey, commitment }
  const other = hashB64('test', 'other')
  const wrongs = [
    { ...right, privateKey: bob.privateKey },
    { ...right, chat: other as string as ChatId },
    { ...right, commitment: other },
    { ...right, commitment: '' as Hash },
    { ...right, wrap: { ...wrap, epoch: other as string as EntryId } },
    { ...right, wrap: { ...wrap, to: bob.kid } },
    { ...right, wrap: { ...wrap, wrapKid: other } },
    { ...right, wrap: { ...wrap, box: wrap.box.slice(4) } },
    { ...right, wrap: { ...wrap, box: '=' } },
  ]
  for (const wrong of wrongs) expect(unwrapSecret(wrong)).toBeUndefined()
})

test('nobody can give a member another secret than the epoch committed to', () => {
  const commitment = epochCommitment(createEpochSecret(), chat)
  const wrap = wrapSecret({ secret: createEpochSecret(), chat, epoch, wrapKey: record })
  expect(unwrapSecret({ wrap, chat, privateKey, commitment })).toBeUndefined()
})

test('a secret of the wrong length is refused even when its commitment fits', () => {
  const secret = Buffer.alloc(16, 1)
  const wrap = wrapSecret({ secret, chat, epoch, wrapKey: record })
  const commitment = epochCommitment(secret, chat)
  expect(unwrapSecret({ wrap, chat, privateKey, commitment })).toBeUndefined()
})

test('a set of members has one hash, in any order, and no other set has it', () => {
  const a = hashB64('test', 'a') as string as Kid
  const b = hashB64('test', 'b') as string as Kid
  expect(membersHash([a, b])).toBe(membersHash(new Set([b, a])))
  expect(membersHash([a, a, b])).toBe(membersHash([a, b]))
  expect(membersHash([a])).not.toBe(membersHash([a, b]))
  expect(membersHash([])).not.toBe(membersHash([a]))
  expect(dmChatId(a, b)).toBe(dmChatId(b, a))
})

test('a wrap key record is its owner’s word', () => {
  expect(parseStrictJson(WrapKeyRecordSchema, encodeJson(record))).toEqual(record)
  expect(verifyWrapKey(record, alice.publicKey, NOW)).toBe(true)
  expect(verifyWrapKey(record, bob.publicKey, NOW)).toBe(false)
})

test('the order in which a record was put together does not matter', () => {
  const { sig, notAfter, notBefore, spki, wrapKid, kid, v } = record
  const turned = { sig, notAfter, notBefore, spki, wrapKid, kid, v }
  expect(verifyWrapKey(turned, alice.publicKey, NOW)).toBe(true)
})

test.each([
  ['wrap kid', { wrapKid: hashB64('test', 'other') }],
  ['key', { spki: bob.spki.toString('base64url'), wrapKid: bob.kid as string as Hash }],
  ['owner', { kid: bob.kid }],
  ['begin', { notBefore: NOW - 1 }],
  ['end', { notAfter: NOW + 1 }],
  ['signature', { sig: Buffer.alloc(384).toString('base64url') }],
  ['spelling of the signature', { sig: `${'A'.repeat(10)}=` }],
] satisfies [string, Partial<WrapKeyRecord>][])(
  'a record with a changed %s is refused',
  (_, change) => {
    expect(verifyWrapKey({ ...record, ...change }, alice.publicKey, NOW)).toBe(false)
  },
)

test('a record serves as long as its private key is kept, and not longer', () => {
  const at = (now: number) => verifyWrapKey(record, alice.publicKey, now)
  expect(at(record.notAfter + WRAP_KEY_KEPT_MS - 1)).toBe(true)
  expect(at(record.notAfter + WRAP_KEY_KEPT_MS)).toBe(false)
  expect(at(record.notBefore - WRAP_KEY_KEPT_MS)).toBe(true)
  expect(at(record.notBefore - WRAP_KEY_KEPT_MS - 1)).toBe(false)
  expect(at(Number.NaN)).toBe(false)
})
