import * as v from 'valibot'
import { expect, test } from 'vitest'
import { b64Schema, KidSchema } from '../../../src/protocol/ids.ts'
import {
  AddressSchema,
  DirectoryHeadSchema,
  DirectoryRecordSchema,
} from '../../../src/protocol/records.ts'
import { VaultFileSchema } from '../../../src/protocol/vault-file.ts'
import directory from '../../vectors/directory.json' with { type: 'json' }
import login from '../../vectors/login.json' with { type: 'json' }

const ID = 'A'.repeat(43)

test.each([
  ['127.0.0.1', 1],
  ['10.0.0.7', 65_535],
  ['::1', 5_000],
  ['fe80::1', 5_000],
])('%s port %i is an address', (host, port) => {
  expect(v.is(AddressSchema, { host, port })).toBe(true)
})

test.each([
  ['localhost', 5_000],
  ['10.0.0.256', 5_000],
  ['10.0.0.7 ', 5_000],
  ['', 5_000],
  ['example.org', 5_000],
  ['10.0.0.7', 0],
  ['10.0.0.7', 65_536],
  ['10.0.0.7', 1.5],
])('%j port %d is not', (host, port) => {
  expect(v.is(AddressSchema, { host, port })).toBe(false)
})

test('an id is 32 bytes in canonical base64url', () => {
  expect(v.is(KidSchema, ID)).toBe(true)
  const others = [ID.slice(1), `${ID}A`, `${ID.slice(1)}B`, `${ID.slice(1)}=`, `${ID.slice(1)}+`, 7]
  for (const other of others) expect(v.is(KidSchema, other)).toBe(false)
})

test('byte strings have a least and a greatest length', () => {
  const schema = b64Schema(2, 3)
  expect(['AAA', 'AAAA'].every((text) => v.is(schema, text))).toBe(true)
  expect(
    ['', 'AA', 'AAAAAA', 'AAAAAAAA', 'AAB', 'A', '%%%'].some((text) => v.is(schema, text)),
  ).toBe(false)
})

test('an empty directory has no hash', () => {
  expect(v.is(DirectoryHeadSchema, [0, ''])).toBe(true)
  expect(v.is(DirectoryHeadSchema, [1, ID])).toBe(true)
  expect(v.is(DirectoryHeadSchema, [1, 'x'])).toBe(false)
  expect(v.is(DirectoryHeadSchema, [-1, ''])).toBe(false)
})

test('a directory record has no room for anything else', () => {
  const [record] = directory.records
  expect(v.is(DirectoryRecordSchema, record)).toBe(true)
  expect(v.is(DirectoryRecordSchema, { ...record, n: 0 })).toBe(false)
  expect(v.is(DirectoryRecordSchema, { ...record, v: 2 })).toBe(false)
  expect(v.is(DirectoryRecordSchema, { ...record, type: 'steal' })).toBe(false)
  expect(v.is(DirectoryRecordSchema, { ...record, username: 'Alice' })).toBe(false)
  expect(v.is(DirectoryRecordSchema, { ...record, note: '' })).toBe(false)
})

test('a vault cannot say how cheaply it may be guessed', () => {
  const { file } = login.vault
  expect(v.is(VaultFileSchema, file)).toBe(true)
  expect(v.is(VaultFileSchema, { ...file, n: 2 })).toBe(false)
  expect(v.is(VaultFileSchema, { ...file, v: 0 })).toBe(false)
  expect(v.is(VaultFileSchema, { ...file, salt: '' })).toBe(false)
  expect(v.is(VaultFileSchema, { ...file, box: file.box.slice(4) })).toBe(false)
})
