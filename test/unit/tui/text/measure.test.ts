import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sanitizeText } from '../../../../src/protocol/text/sanitize.ts'
import {
  boundaryAtOrAfter,
  nextBoundary,
  previousBoundary,
  splitGraphemes,
} from '../../../../src/tui/text/graphemes.ts'
import { screenText } from '../../../../src/tui/text/screen-text.ts'
import { fitEnd, padEnd, truncateEnd } from '../../../../src/tui/text/truncate.ts'
import { displayWidth, graphemeWidth } from '../../../../src/tui/text/width.ts'
import { wrapText } from '../../../../src/tui/text/wrap.ts'
import { difficultText } from '../../../helpers/unicode.ts'

/** What reaches the screen: sanitised on entry, reduced for terminals. */
const shownText = difficultText.map((text) => screenText(sanitizeText(text, { multiline: true })))
const shownLine = difficultText.map((text) => screenText(sanitizeText(text, { multiline: false })))

describe('graphemes', () => {
  it('are what a person counts', () => {
    expect(splitGraphemes('aé👨‍👩‍👧🇧🇷한')).toEqual(['a', 'é', '👨‍👩‍👧', '🇧🇷', '한'])
    expect(splitGraphemes('abc')).toEqual(['a', 'b', 'c'])
  })

  it('boundaries found from anywhere agree with splitting the whole text', () => {
    const lines = difficultText.map((text) => text.replaceAll('\r', ''))
    fc.assert(
      fc.property(lines, (text) => {
        const boundaries = [0]
        for (const grapheme of splitGraphemes(text))
          boundaries.push((boundaries.at(-1) ?? 0) + grapheme.length)
        for (let index = 0; index <= text.length; index += 1) {
          const after = boundaries.find((boundary) => boundary >= index)
          expect(boundaryAtOrAfter(text, index)).toBe(after)
        }
        for (const [at, boundary] of boundaries.entries()) {
          expect(previousBoundary(text, boundary)).toBe(boundaries[at - 1] ?? 0)
          expect(nextBoundary(text, boundary)).toBe(boundaries[at + 1] ?? text.length)
        }
      }),
    )
  })
})

describe('text on the screen', () => {
  it.each([
    ['❤️', '❤'],
    ['👍🏽', '👍'],
    ['1️⃣ #️⃣', '1 #'],
    ['👨‍👩‍👧‍👦!', '👨!'],
    ['🏳️‍🌈', '🏳'],
    ['🇧🇷', 'BR'],
    ['🏽', '🏽'],
    ['a\u001B[31mb\nc', 'a[31mb\nc'],
    ['日本 é', '日本 é'],
  ])('shows %j as %j', (text, expected) => {
    expect(screenText(text)).toBe(expected)
  })

  it('is stable', () => {
    fc.assert(
      fc.property(difficultText, (text) => {
        expect(screenText(screenText(text))).toBe(screenText(text))
      }),
    )
  })

  it('is as wide as its graphemes together', () => {
    fc.assert(
      fc.property(shownLine, (text) => {
        const sum = splitGraphemes(text).reduce(
          (width, grapheme) => width + graphemeWidth(grapheme),
          0,
        )
        expect(displayWidth(text)).toBe(sum)
      }),
    )
  })
})

describe('wrapping', () => {
  it.each([
    ['', 10, ['']],
    ['one two three', 7, ['one two', 'three']],
    ['one  two', 3, ['one', 'two']],
    ['a abcdefghij', 4, ['a', 'abcd', 'efgh', 'ij']],
    ['日本語テキスト', 5, ['日本', '語テ', 'キス', 'ト']],
    ['see 日本語 ok', 8, ['see 日本', '語 ok']],
    ['a\n\nb', 5, ['a', '', 'b']],
    ['  indented text', 8, ['  indent', 'ed text']],
    ['  keep indent', 8, ['  keep', 'indent']],
    ['trailing   ', 10, ['trailing']],
    ['日', 1, ['·']],
  ])('%j in %i columns', (text, width, lines) => {
    expect(wrapText(text, width)).toEqual(lines)
  })

  it('never exceeds the width, loses nothing but blanks, and leaves what fits alone', () => {
    fc.assert(
      fc.property(shownText, fc.integer({ min: 12, max: 40 }), (text, width) => {
        const lines = wrapText(text, width)
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width)
        expect(lines.join('').replaceAll(/[\s\u3000]/gu, '')).toBe(
          text.replaceAll(/[\s\u3000]/gu, ''),
        )
        for (const line of lines) {
          expect(wrapText(line, width)).toEqual([line])
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('wrapping in hardly any columns', () => {
  it('never exceeds them', () => {
    fc.assert(
      fc.property(shownText, fc.integer({ min: 1, max: 4 }), (text, width) => {
        for (const line of wrapText(text, width)) {
          expect(displayWidth(line)).toBeLessThanOrEqual(width)
        }
      }),
    )
  })
})

describe('cutting and padding', () => {
  it.each([
    ['hello', 5, 'hello'],
    ['hello', 4, 'hel…'],
    ['日本語', 5, '日本…'],
    ['日本語', 4, '日…'],
    ['hello', 1, '…'],
    ['hello', 0, ''],
  ])('cuts %j to %i columns as %j', (text, width, expected) => {
    expect(truncateEnd(text, width)).toBe(expected)
  })

  it('pads by columns, not by characters', () => {
    expect(padEnd('日', 4)).toBe('日  ')
    expect(padEnd('long', 2)).toBe('long')
  })

  it('fits exactly', () => {
    fc.assert(
      fc.property(shownLine, fc.integer({ min: 0, max: 20 }), (text, width) => {
        expect(displayWidth(fitEnd(text, width))).toBe(width)
      }),
    )
  })
})
