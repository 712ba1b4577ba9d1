import { beforeAll, expect, test } from 'vitest'
import {
  recordHash,
  sealRecord,
  signBinding,
  verifyBinding,
  verifyRecord,
} from '../../../src/crypto/directory.ts'
import type { UnsealedRecord } from '../../../src/crypto/directory.ts'
import type { Identity } from '../../../src/crypto/identity.ts'
import { sign } from '../../../src/crypto/sign.ts'
import type { TrackerId } from '../../../src/protocol/ids.ts'
import type { Username } from '../../../src/protocol/names.ts'
import { lp } from '../../../src/protocol/parts.ts'
import type { DirectoryHead, DirectoryRecord } from '../../../src/protocol/records.ts'
import { toB64 } from '../../../src/shared/bytes.ts'
import { fixedIdentity } from '../../vectors/fixed-keys.ts'

const alice = fixedIdentity('alice')
const bob = fixedIdentity('bob')
const tracker = fixedIdentity('tracker')
const trackerId = tracker.kid as string as TrackerId
const EMPTY: DirectoryHead = [0, '']
let first: DirectoryRecord

beforeAll(async () => {
  first = await sealRecord(tracker.privateKey, await fieldsFor(alice, 'alice'))
})

test('a record that its user and its tracker signed is accepted', () => {
  expect(() => check(first)).not.toThrow()
})

test('the next record names the one before by its hash', async () => {
  const head: DirectoryHead = [1, recordHash(first)]
  const fields = { ...(await fieldsFor(bob, 'bob')), n: 2, prev: recordHash(first) }
  const second = await sealRecord(tracker.privateKey, fields)
  expect(() => check(second, head)).not.toThrow()
  expect(() => check(second)).toThrow('BAD_RECORD: number')
  expect(() => check(second, [1, recordHash(second)])).toThrow('BAD_RECORD: previous hash')
  expect(() => check(first, head)).toThrow('BAD_RECORD: number')
})

test('the tracker cannot bind a name to a key without its owner', async () => {
  const { userSig } = await fieldsFor(bob, 'alice')
  const forged = await sealRecord(tracker.privateKey, {
    ...(await fieldsFor(alice, 'alice')),
    userSig,
  })
  expect(() => check(forged)).toThrow('BAD_RECORD: user signature')
})

test('a signature for one name, type or tracker serves for no other', async () => {
  const fields = await fieldsFor(alice, 'alice')
  const renamed = await sealRecord(tracker.privateKey, {
    ...fields,
    username: 'mallory' as Username,
  })
  expect(() => check(renamed)).toThrow('BAD_RECORD: user signature')
  const revoked = await sealRecord(tracker.privateKey, { ...fields, type: 'revoke' })
  expect(() => check(revoked)).toThrow('BAD_RECORD: user signature')
  const elsewhere = bob.kid as string as TrackerId
  expect(() => verifyRecord(first, EMPTY, tracker.publicKey, elsewhere)).toThrow('user signature')
})

test.each([
  ['number', { n: 2 }],
  ['time', { time: 1 }],
  ['previous hash', { prev: null, n: 1, time: 2 }],
  ['username', { username: 'mallory' as Username }],
  ['kid', { kid: bob.kid }],
  ['key', { spki: bob.spki.toString('base64url') }],
  ['old signature', { oldSig: 'AAAA' }],
  ['tracker signature', { trackerSig: toB64(Buffer.alloc(384)) }],
] satisfies [string, Partial<DirectoryRecord>][])('a changed %s is noticed', (_, change) => {
  const changed = { ...first, ...change }
  expect(() => check(changed)).toThrow(expect.objectContaining({ code: 'BAD_RECORD' }))
})

test('another tracker’s record is refused', async () => {
  const foreign = await sealRecord(bob.privateKey, await fieldsFor(alice, 'alice'))
  expect(() => check(foreign)).toThrow('BAD_RECORD: tracker signature')
})

test('a rebind needs the old key’s signature as well', async () => {
  const userSig = await signBinding(bob, {
    trackerId,
    type: 'rebind',
    username: 'alice' as Username,
  })
  const signed = lp('bind', trackerId, 'rebind', 'alice', bob.kid)
  const fields = {
    ...(await fieldsFor(bob, 'alice')),
    n: 2,
    prev: recordHash(first),
    type: 'rebind' as const,
    userSig,
  }
  const head: DirectoryHead = [1, recordHash(first)]
  const oldSig = toB64(await sign(alice.privateKey, signed))
  const good = await sealRecord(tracker.privateKey, { ...fields, oldSig })
  expect(() => check(good, head, alice)).not.toThrow()
  expect(() => check(good, head)).toThrow('BAD_RECORD: old signature')
  expect(() => check(good, head, bob)).toThrow('BAD_RECORD: old signature')
  const bad = await sealRecord(tracker.privateKey, { ...fields, oldSig: null })
  expect(() => check(bad, head, alice)).toThrow('BAD_RECORD: old signature')
})

test('a tracker checks a binding before it signs', async () => {
  const binding = { trackerId, type: 'bind', username: 'alice' as Username } as const
  const userSig = await signBinding(alice, binding)
  expect(verifyBinding(binding, alice.spki, userSig)).toBe(true)
  expect(verifyBinding(binding, bob.spki, userSig)).toBe(false)
  expect(verifyBinding({ ...binding, username: 'bob' as Username }, alice.spki, userSig)).toBe(
    false,
  )
  expect(verifyBinding(binding, alice.spki, '%')).toBe(false)
})

test('the order in which a record was put together does not matter', () => {
  const turned = Object.fromEntries(Object.entries(first).reverse()) as DirectoryRecord
  expect(recordHash(turned)).toBe(recordHash(first))
  expect(() => check(turned)).not.toThrow()
})

function check(record: DirectoryRecord, head: DirectoryHead = EMPTY, old?: Identity): void {
  verifyRecord(record, head, tracker.publicKey, trackerId, old?.publicKey)
}

async function fieldsFor(identity: Identity, name: string): Promise<UnsealedRecord> {
  const username = name as Username
  return {
    v: 1,
    n: 1,
    prev: null,
    type: 'bind',
    username,
    kid: identity.kid,
    spki: toB64(identity.spki),
    time: 1_795_262_400_000,
    userSig: await signBinding(identity, { trackerId, type: 'bind', username }),
    oldSig: null,
  }
}
