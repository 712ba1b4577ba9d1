import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { equalConstantTime, hashB64, randomBytes } from '../../../src/crypto/hash.ts'
import { openMessage, sealMessage } from '../../../src/crypto/message-seal.ts'
import { openBytes, sealBytes } from '../../../src/crypto/seal.ts'
import type { ChatId, Kid } from '../../../src/protocol/ids.ts'
import { toB64 } from '../../../src/shared/bytes.ts'

const bytes = fc.uint8Array({ maxLength: 300 })

test('anything sealed opens again', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), bytes, bytes, (key, text, aad) => {
      expect(openBytes(key, sealBytes(key, text, aad), aad)).toEqual(Buffer.from(text))
    }),
  )
})

test('one changed bit anywhere, or a cut, and nothing opens', () => {
  const key = randomBytes(32)
  const aad = Buffer.from('chat 1, record 7')
  const box = sealBytes(key, Buffer.from('hello'), aad)
  fc.assert(
    fc.property(fc.nat(box.length * 8 - 1), (bit) => {
      const changed = Buffer.from(box)
      const at = Math.floor(bit / 8)
      changed.writeUInt8(changed.readUInt8(at) ^ (1 << (bit % 8)), at)
      expect(openBytes(key, changed, aad)).toBeUndefined()
    }),
  )
  for (let length = 0; length < box.length; length++) {
    expect(openBytes(key, box.subarray(0, length), aad)).toBeUndefined()
  }
})

test('another key and other bound data open nothing', () => {
  const key = randomBytes(32)
  const box = sealBytes(key, Buffer.from('hello'), Buffer.from('a'))
  expect(openBytes(randomBytes(32), box, Buffer.from('a'))).toBeUndefined()
  expect(openBytes(key, box, Buffer.from('b'))).toBeUndefined()
})

test('sealing the same twice gives two boxes', () => {
  const key = randomBytes(32)
  const box = sealBytes(key, Buffer.from('hello'), Buffer.alloc(0))
  expect(sealBytes(key, Buffer.from('hello'), Buffer.alloc(0)).equals(box)).toBe(false)
})

test('a message opens only in the context that it was sealed in', () => {
  const id = (name: string) => hashB64('test', name) as string
  const context = {
    secret: randomBytes(32),
    header: Buffer.from('{"v":1}'),
    salt: toB64(randomBytes(16)),
    chat: id('chat') as ChatId,
    author: id('alice') as Kid,
  }
  const body = sealMessage({ ...context, plaintext: Buffer.from('hi') })
  expect(openMessage({ ...context, body })).toEqual(Buffer.from('hi'))
  const others = [
    { secret: randomBytes(32) },
    { header: Buffer.from('{"v":2}') },
    { salt: toB64(randomBytes(16)) },
    { chat: id('other') as ChatId },
    { author: id('mallory') as Kid },
    { body: body.subarray(0, -1) },
    { body: Buffer.alloc(15) },
    { body: Buffer.alloc(0) },
  ]
  for (const other of others) expect(openMessage({ ...context, body, ...other })).toBeUndefined()
})

test('secrets of different lengths are unequal, not an error', () => {
  expect(equalConstantTime(Buffer.from('ab'), Buffer.from('abc'))).toBe(false)
  expect(equalConstantTime(Buffer.from('abc'), Buffer.from('abc'))).toBe(true)
  expect(equalConstantTime(Buffer.from('abd'), Buffer.from('abc'))).toBe(false)
})
