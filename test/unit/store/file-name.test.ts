import { join, normalize } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeFileName, encodeFileName, encodeNamePart } from '../../../src/store/file-name.ts'
import { dataPaths } from '../../../src/store/paths.ts'

const SPECIAL = [
  '',
  '.',
  '..',
  '...',
  '/',
  '\\',
  'a/../b',
  'con',
  'CON',
  'nul',
  'nul.txt',
  'com1',
  'aux',
  'lpt9.x',
  'clock',
  'a.',
  '.a',
  '-a',
  'a b',
  'a\0b',
  'ß',
  'ss',
  'é',
  'e\u0301',
  'ſ',
  's',
  'σ',
  'ς',
  '👍',
  '\ud800',
  '\ud800x',
  'İ',
  'i',
  'I',
  '=',
  '=001t',
  'A',
  '~',
  'a'.repeat(300),
  'a'.repeat(301),
  '漢'.repeat(100),
  'A'.repeat(300),
  'a'.repeat(299) + 'A',
]

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.string({
    unit: fc.constantFrom('a', 'A', '-', '.', '=', '/', '~', '0', 'é', '👍', '\ud83d'),
    maxLength: 60,
  }),
  fc.constantFrom(...SPECIAL),
)

describe('file names made from what people type', () => {
  it('read back as the text they were made from, unless they had to be shortened', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const name of [encodeFileName(text), encodeNamePart(text)]) {
          if (name.includes('~')) expect(decodeFileName(name)).toBeUndefined()
          else expect(decodeFileName(name)).toBe(text)
        }
      }),
    )
  })

  it('differ for different texts, where case and Unicode form do not count either', () => {
    fc.assert(
      fc.property(anyText, anyText, (a, b) => {
        fc.pre(a !== b)
        expect(fold(encodeFileName(a))).not.toBe(fold(encodeFileName(b)))
        expect(fold(encodeNamePart(a))).not.toBe(fold(encodeNamePart(b)))
      }),
    )
    const names = SPECIAL.map((text) => fold(encodeFileName(text)))
    expect(new Set(names).size).toBe(SPECIAL.length)
  })

  it('are plain, short and no system’s special name, and never leave their folder', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const name of [encodeFileName(text), encodeNamePart(text)]) {
          expect(name).toMatch(/^[a-z0-9=][a-z0-9._=~-]*$/)
          expect(name).not.toMatch(/[. _-]$/)
          expect(Buffer.byteLength(name)).toBeLessThanOrEqual(180)
          expect(name).not.toMatch(/^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/)
          expect(normalize(join('folder', name))).toBe(join('folder', name))
        }
      }),
    )
  })

  it('keep ordinary names readable', () => {
    expect(encodeFileName('general')).toBe('general')
    expect(encodeFileName('team-1.x_y')).toBe('team-1.x_y')
    expect(encodeFileName('café')).toBe('caf=006h')
  })

  it('are not decoded from anything that was not made so', () => {
    for (const name of [
      'A',
      'a b',
      '=0',
      '=zzzz',
      '',
      '-a',
      '=002p',
      '..',
      'a/b',
      'a.damaged-x~',
    ]) {
      expect(decodeFileName(name)).toBeUndefined()
    }
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', '=', '0', '1', 'z', '.', '-', '2', 'p') }),
        (name) => {
          const text = decodeFileName(name)
          if (text !== undefined)
            expect([encodeFileName(text), encodeNamePart(text)]).toContain(name)
        },
      ),
    )
  })

  it('hold the longest room name and any pair of usernames', () => {
    const paths = dataPaths('/data').peer('a-b')
    expect(paths.room('\u{10ffff}'.repeat(32))).toMatch(/room_[^/]{160}\.jsonl$/)
    expect(paths.room('\u{10ffff}'.repeat(32))).not.toContain('~')
    fc.assert(
      fc.property(username, username, username, username, (a, b, c, d) => {
        fc.pre(a !== c || b !== d)
        const first = dataPaths('/data').peer(a).dm(b).split('/').at(-1)
        const second = dataPaths('/data').peer(c).dm(d).split('/').at(-1)
        expect(first).not.toBe(second)
      }),
    )
  })
})

const username = fc
  .string({ unit: fc.constantFrom('a', 'b', '-', '.', '_', '1'), minLength: 2, maxLength: 8 })
  .filter((name) => /^[a-z0-9].*[a-z0-9]$/.test(name))

/** As loosely as any file system compares. */
function fold(name: string): string {
  return name.normalize('NFKD').toLowerCase().toUpperCase()
}
