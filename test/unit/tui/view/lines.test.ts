import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  cutLine,
  fitLine,
  lineText,
  lineWidth,
  span,
  spreadLine,
} from '../../../../src/tui/view/line.ts'

const piece = fc.constantFrom('a', 'word ', '日本', '👍', 'e\u0301', '', '─')
const line = fc.array(piece.map((text) => span(text)))

describe('a line', () => {
  it('is never wider than it is cut to, and exactly as wide as it is fitted to', () => {
    fc.assert(
      fc.property(line, fc.integer({ min: 1, max: 30 }), (spans, columns) => {
        expect(lineWidth(cutLine(spans, columns))).toBeLessThanOrEqual(columns)
        expect(lineWidth(fitLine(spans, columns))).toBe(columns)
      }),
    )
  })

  it('keeps its end at the right and gives up the left first', () => {
    const shown = spreadLine([span('a long name of a room')], [span(' 12')], 12)
    expect(lineText(shown)).toBe('a long n… 12')
  })
})
