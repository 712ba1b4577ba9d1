import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeAnnouncement, encodeAnnouncement } from '../../../src/protocol/announcement.ts'
import type { TrackerId } from '../../../src/protocol/ids.ts'

const ID = Buffer.alloc(32, 7).toString('base64url') as TrackerId

test('what a tracker says of itself comes back', () => {
  expect(decodeAnnouncement(encodeAnnouncement({ id: ID, name: 'Sala 12 · laboratório' }))).toEqual(
    {
      id: ID,
      name: 'Sala 12 · laboratório',
    },
  )
})

test('unknown keys mean nothing and the first of several counts', () => {
  expect(decodeAnnouncement([`id=${ID}`, 'colour=red', 'name=one', 'name=two', 'flag'])).toEqual({
    id: ID,
    name: 'one',
  })
})

test('a name cannot steer the terminal', () => {
  expect(decodeAnnouncement([`id=${ID}`, 'name=\u001B[2Jlab\u202E'])).toEqual({
    id: ID,
    name: '[2Jlab',
  })
})

test.each([
  ['no key', ['name=lab']],
  ['a key of another length', [`id=${ID.slice(1)}`, 'name=lab']],
  ['no name', [`id=${ID}`]],
  ['a name that shows nothing', [`id=${ID}`, 'name=\u200B\u202E']],
])('%s is no announcement', (_, strings) => {
  expect(decodeAnnouncement(strings)).toBeUndefined()
})

test('any name fits the 255 bytes of a string', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (name) => {
      for (const text of encodeAnnouncement({ id: ID, name })) {
        expect(Buffer.byteLength(text)).toBeLessThan(256)
      }
    }),
  )
})
