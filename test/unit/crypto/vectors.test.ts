import { expect, test } from 'vitest'
import { entryId, verifyEntrySignature } from '../../../src/crypto/entry.ts'
import { recordHash, verifyRecord } from '../../../src/crypto/directory.ts'
import {
  dmChatId,
  epochCommitment,
  membersHash,
  roomChatId,
  unwrapSecret,
} from '../../../src/crypto/epoch.ts'
import { fingerprintWords } from '../../../src/crypto/fingerprint.ts'
import { hashB64 } from '../../../src/crypto/hash.ts'
import { publicKeyFromSpki, spkiOf } from '../../../src/crypto/keys.ts'
import { openMessage, sealMessage } from '../../../src/crypto/message-seal.ts'
import { checkToken, deriveLoginToken, openLoginBox } from '../../../src/crypto/password.ts'
import { openVault, vaultSubKey } from '../../../src/crypto/vault.ts'
import { verifyWrapKey } from '../../../src/crypto/wrap-key.ts'
import { decodeContent, encodeContent } from '../../../src/protocol/content.ts'
import type { Content } from '../../../src/protocol/content.ts'
import { decodeEntry, encodeEntry, parseEntryHeader } from '../../../src/protocol/entry.ts'
import { ControlEventSchema } from '../../../src/protocol/events.ts'
import type { ChatId, EntryId, Kid, TrackerId } from '../../../src/protocol/ids.ts'
import { lp } from '../../../src/protocol/parts.ts'
import { DirectoryRecordSchema, WrapKeyRecordSchema } from '../../../src/protocol/records.ts'
import type {
  DirectoryHead,
  DirectoryRecord,
  Wrap,
  WrapKeyRecord,
} from '../../../src/protocol/records.ts'
import { encodeJson, parseStrictJson } from '../../../src/protocol/strict-json.ts'
import { VaultFileSchema } from '../../../src/protocol/vault-file.ts'
import directory from '../../vectors/directory.json' with { type: 'json' }
import entries from '../../vectors/entries.json' with { type: 'json' }
import epochs from '../../vectors/epochs.json' with { type: 'json' }
import { fixedIdentity } from '../../vectors/fixed-keys.ts'
import hashes from '../../vectors/hashes.json' with { type: 'json' }
import keys from '../../vectors/keys.json' with { type: 'json' }
import login from '../../vectors/login.json' with { type: 'json' }

/*
 * The examples of docs/PROTOCOL.md. They were checked once against a second implementation in another language; a change
 * here is a change of the protocol.
 */
const hex = (text: string) => Buffer.from(text, 'hex')
const alice = fixedIdentity('alice')
const bob = fixedIdentity('bob')
const tracker = fixedIdentity('tracker')

test.each(['alice', 'bob', 'tracker'] as const)('%s is named by the hash of the key', (who) => {
  const identity = fixedIdentity(who)
  expect(identity.kid).toBe(keys[who].kid)
  expect(identity.spki.toString('base64url')).toBe(keys[who].spki)
  expect(fingerprintWords(identity.kid)).toBe(keys[who].words)
})

test.each(hashes.lp)('LP($tag, $parts)', ({ tag, parts, bytes }) => {
  expect(lp(tag, ...parts).toString('hex')).toBe(bytes)
})

test.each(hashes.H)('H($tag, $parts)', ({ tag, parts, hash }) => {
  expect(hashB64(tag, ...parts)).toBe(hash)
})

test('chats are named by who is in them', () => {
  const { roomChat, dmChat } = hashes
  const [a = '', b = ''] = dmChat.members
  expect(roomChatId(roomChat.creator as Kid, roomChat.nonce)).toBe(roomChat.chat)
  expect(dmChatId(a as Kid, b as Kid)).toBe(dmChat.chat)
  expect(dmChatId(b as Kid, a as Kid)).toBe(dmChat.chat)
})

test.each(hashes.membersHash)('the hash of the members $members', ({ members, hash }) => {
  expect(membersHash(members as Kid[])).toBe(hash)
})

test('heads have a digest', () => {
  expect(hashB64('heads', encodeJson(hashes.headsDigest.heads))).toBe(hashes.headsDigest.hash)
})

test('a control entry', async () => {
  const { header, body, id, signature } = entries.control
  const raw = { header: Buffer.from(header), body: Buffer.from(body), signature: undefined }
  expect(parseEntryHeader(raw)).toMatchObject({ lane: 'control', author: alice.kid, deps: [] })
  expect(parseStrictJson(ControlEventSchema, raw.body)).toMatchObject({
    commitment: epochs.commitment,
    membersHash: membersHash([alice.kid, bob.kid]),
  })
  expect(entryId(raw.header, raw.body)).toBe(id)
  expect(await isSigned(id, signature)).toBe(true)
  expect(encodeEntry(raw).toString('hex')).toBe(entries.encoded)
  expect(decodeEntry(hex(entries.encoded))).toEqual(raw)
})

test('a message entry is sealed and opened', async () => {
  const { secret, header, content, plaintext, body, id, signature } = entries.message
  const raw = { header: Buffer.from(header), body: hex(body), signature: undefined }
  const parsed = parseEntryHeader(raw)
  if (parsed.lane !== 'message') throw new Error('not a message')
  const { salt, chat, author } = parsed
  const context = { secret: hex(secret), header: raw.header, salt, chat, author }
  expect(encodeContent(content as Content).toString('hex')).toBe(plaintext)
  expect(sealMessage({ ...context, plaintext: hex(plaintext) }).toString('hex')).toBe(body)
  const opened = openMessage({ ...context, body: raw.body }) ?? Buffer.alloc(0)
  expect(decodeContent(opened)).toEqual(content)
  expect(entryId(raw.header, raw.body)).toBe(id)
  expect(await isSigned(id, signature)).toBe(true)
})

test.each(entries.content)('content is padded to $plaintextBytes bytes', (vector) => {
  expect(encodeContent(vector.content as Content)).toHaveLength(vector.plaintextBytes)
})

test('an epoch secret, its commitment and a wrap', () => {
  const chat = epochs.chat as ChatId
  const secret = hex(epochs.secret)
  const commitment = epochCommitment(secret, chat)
  expect(commitment).toBe(epochs.commitment)
  const { privateKey } = fixedIdentity('bobWrap')
  expect(unwrapSecret({ wrap: epochs.wrap as Wrap, chat, privateKey, commitment })).toEqual(secret)
})

test('a wrap key record', () => {
  const record = epochs.wrapKey as WrapKeyRecord
  expect(parseStrictJson(WrapKeyRecordSchema, encodeJson(record))).toEqual(record)
  expect(verifyWrapKey(record, bob.publicKey, epochs.now)).toBe(true)
})

test.each(['password', 'passwordNfd'] as const)('a login token from the %s', async (spelling) => {
  const token = await deriveLoginToken(
    login[spelling],
    login.trackerId as TrackerId,
    login.username,
  )
  expect(token.toString('hex')).toBe(login.token)
  expect(checkToken(token, login.stored)).toBe(true)
})

test('a login box opens with the tracker key', () => {
  const box = Buffer.from(login.box, 'base64url')
  const token = openLoginBox(tracker.privateKey, box, hex(login.exporter))
  expect(token?.toString('hex')).toBe(login.token)
})

test('a vault opens with the password', async () => {
  const file = parseStrictJson(VaultFileSchema, encodeJson(login.vault.file))
  const key = (await openVault(file, login.passwordNfd, login.username)) ?? Buffer.alloc(0)
  expect(key.toString('hex')).toBe(login.vault.key)
  expect(vaultSubKey(key, 'disk').toString('hex')).toBe(login.vault.subKeys.disk)
  expect(vaultSubKey(key, 'pkcs8').toString('hex')).toBe(login.vault.subKeys.pkcs8)
})

test('directory records follow each other', () => {
  let head: DirectoryHead = [0, '']
  for (const [index, record] of (directory.records as DirectoryRecord[]).entries()) {
    expect(parseStrictJson(DirectoryRecordSchema, encodeJson(record))).toEqual(record)
    verifyRecord(record, head, tracker.publicKey, directory.trackerId as TrackerId)
    head = [record.n, recordHash(record)]
    expect(head[1]).toBe(directory.hashes[index])
  }
  expect(head[0]).toBe(2)
})

async function isSigned(id: string, signature: string): Promise<boolean> {
  const key = publicKeyFromSpki(spkiOf(alice.publicKey))
  return verifyEntrySignature(key, id as EntryId, Buffer.from(signature, 'base64url'))
}
