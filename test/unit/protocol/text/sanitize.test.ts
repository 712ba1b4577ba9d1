import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sanitizeName, sanitizeText } from '../../../../src/protocol/text/sanitize.ts'
import { difficultText } from '../../../helpers/unicode.ts'

const multiline = (text: string): string => sanitizeText(text, { multiline: true })
const oneLine = (text: string): string => sanitizeText(text, { multiline: false })

describe('text of others', () => {
  it.each([
    ['plain words', 'hello, world'],
    ['letters of many scripts', 'Olá мир שלום 日本語 한국어 हिन्दी ไทย'],
    ['emoji with tones, joiners and selectors', '👍🏽 👨‍👩‍👧‍👦 🏳️‍🌈 ❤️ 1️⃣ 🇧🇷'],
    ['several lines', 'one\ntwo\n\nthree'],
    ['indented code', 'if (x) {\n\treturn\n}'],
    ['decomposed letters', 'e\u0301'],
    ['joiners between letters that they shape', 'می\u200Cخواهم क्\u200Dष'],
    ['flags of regions', '\u{1F3F4}\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}'],
    ['direction marks', 'עברית\u200F!'],
  ])('keeps %s exactly', (_what, text) => {
    expect(multiline(text)).toBe(text)
  })

  it.each([
    [
      'escape sequences lose their escape',
      '\u001B[31mred\u001B]8;;http://x\u0007y',
      '[31mred]8;;http://xy',
    ],
    ['one-byte control sequences too', 'a\u009B2Jb', 'a2Jb'],
    ['bidi overrides and isolates', 'a\u202Eb\u2066c\u2069', 'abc'],
    ['invisible characters', 'a\u200Bb\u00ADc\uFEFFd\u3164e\u034Ff', 'abcdef'],
    ['private use, unassigned and noncharacters', 'a\uE000b\u0378c\uFFFEd', 'abcd'],
    ['lone surrogates', 'a\uD83Db\uDE00c', 'abc'],
    ['joiners outside emoji', 'a\u200Db\u200Cc 👍\u200D', 'abc 👍'],
    ['marks piled up', `a${'\u0315'.repeat(9)}b`, `a${'\u0315'.repeat(4)}b`],
    ['marks without a base', '\u0301a\n\u0301b', 'a\nb'],
    ['line ends of all kinds', 'a\r\nb\rc\u2028d', 'a\nb\nc\nd'],
    ['invisible letters without a flag', 'a\u{E0067}\u{E007F}b', 'ab'],
  ])('%s', (_what, text, expected) => {
    expect(multiline(text)).toBe(expected)
  })

  it('is one line where one line is wanted', () => {
    expect(oneLine('a\nb\r\nc\td')).toBe('a b c d')
    expect(oneLine('e\u0301')).toBe('é')
  })

  it('names have single spaces inside and none outside', () => {
    expect(sanitizeName(' \u3000 Ana\u00A0\u00A0 \n Maria\u202E ')).toBe('Ana Maria')
  })

  it('is idempotent, and nothing forbidden is left', () => {
    fc.assert(
      fc.property(difficultText, (text) => {
        for (const clean of [multiline(text), oneLine(text)]) {
          expect(clean).not.toMatch(/\p{Cs}/u)
          expect(clean).not.toMatch(
            /(?![\n\t])\p{Cc}|(?![\u200C-\u200F\u061C\u{E0020}-\u{E007F}])\p{Cf}|[\p{Co}\p{Cn}]|\p{M}{5}|^\p{M}/mu,
          )
        }
        expect(multiline(multiline(text))).toBe(multiline(text))
        expect(oneLine(oneLine(text))).toBe(oneLine(text))
        expect(oneLine(text)).not.toMatch(/[\n\t]/)
        expect(oneLine(text)).toBe(oneLine(text).normalize('NFC'))
        expect(sanitizeName(sanitizeName(text))).toBe(sanitizeName(text))
      }),
      { numRuns: 1_000 },
    )
  })

  it.each([
    ['at the start of a line', '\u08CA\u200Dx', 'x', 'x'],
    ['between marks there', '\u08CA\u200D\u0301x', 'x', 'x'],
    [
      'beyond the marks of a letter',
      'a\u0301\u0301\u0301\u0301\u08CA\u200Dx',
      'a\u0301\u0301\u0301\u0301x',
      'á\u0301\u0301\u0301\u08CA\u200Dx',
    ],
    ['behind a space', ' \u08CA\u200Dx', ' \u08CA\u200Dx', 'x'],
  ])('a joiner goes with the mark that it stood behind: %s', (_where, text, line, name) => {
    expect(multiline(text)).toBe(line)
    expect(multiline(line)).toBe(line)
    expect(sanitizeName(text)).toBe(name)
    expect(sanitizeName(name)).toBe(name)
  })

  it('takes no time for hostile text', () => {
    const hostile = [
      '\u0301'.repeat(20_000),
      `a${'\u0301'.repeat(20_000)}`,
      '\u200D'.repeat(20_000),
      '👍\u200D'.repeat(10_000),
    ]
    for (const text of hostile) expect(multiline(text).length).toBeLessThanOrEqual(text.length)
  })
})
