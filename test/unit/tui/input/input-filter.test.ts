import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createInputFilter, type FilteredInput } from '../../../../src/tui/input/input-filter.ts'

function filter(...chunks: readonly string[]): { text: string; events: FilteredInput[] } {
  const input = createInputFilter()
  const all = [...chunks.flatMap((chunk) => input.push(chunk)), ...input.flush()]
  return {
    text: all.map((piece) => (piece.type === 'pass' ? piece.text : '')).join(''),
    events: all.filter((piece) => piece.type !== 'pass'),
  }
}

const KEYS = [
  'a',
  'é',
  '日',
  '👍',
  '\r',
  '\t',
  '\u0003',
  '\u007F',
  '\u001B[A',
  '\u001B[1;5C',
  '\u001BOH',
  '\u001B[3~',
]
const REPLIES = [
  '\u001B[?62;4c',
  '\u001B[24;80R',
  '\u001B[0n',
  '\u001B[8;24;80t',
  '\u001B[?2026;2$y',
  '\u001B[>0;95;0c',
  '\u001B]11;rgb:1e1e/1e1e/2e2e\u0007',
  '\u001B]52;c;aGVsbG8=\u001B\\',
  '\u001BP1+r544e=787465726d\u001B\\',
  '\u001B_Gi=1;OK\u001B\\',
]
const EVENTS = [
  '\u001B[I',
  '\u001B[O',
  '\u001B[<64;10;5M',
  '\u001B[<65;1;1M',
  '\u001B[<0;3;4M',
  '\u001B[<0;3;4m',
]
const PASTE = '\u001B[200~a\u001B[I\u001B]11;x\u0007日\r\nb\u001B[201~'

describe('the input filter', () => {
  it('tells wheel, clicks and focus', () => {
    expect(filter(...EVENTS).events).toEqual([
      { type: 'focus', hasFocus: true },
      { type: 'focus', hasFocus: false },
      { type: 'mouse', action: 'wheel-up', column: 9, row: 4 },
      { type: 'mouse', action: 'wheel-down', column: 0, row: 0 },
      { type: 'mouse', action: 'press', column: 2, row: 3 },
      { type: 'mouse', action: 'release', column: 2, row: 3 },
    ])
  })

  it('leaves a bracketed paste untouched', () => {
    expect(filter(`x${PASTE}y`)).toEqual({ text: `x${PASTE}y`, events: [] })
  })

  it('passes Escape, Alt and half sequences on when nothing follows', () => {
    expect(filter('\u001B').text).toBe('\u001B')
    expect(filter('\u001B]').text).toBe('\u001B]')
    expect(filter('\u001B[1;').text).toBe('\u001B[1;')
    expect(filter('\u001Bb\u001B\u001B[A').text).toBe('\u001Bb\u001B\u001B[A')
  })

  it('drops a reply that never ends', () => {
    expect(filter('a\u001B]11;rgb:12').text).toBe('a')
  })

  it('says what it waits for', () => {
    const input = createInputFilter()
    input.push('a')
    expect(input.pending).toBe('nothing')
    input.push('\u001B')
    expect(input.pending).toBe('escape')
    input.push(']11;rgb')
    expect(input.pending).toBe('reply')
  })

  it('finds the same however the input is cut', () => {
    const pieces = fc.array(fc.constantFrom(...KEYS, ...REPLIES, ...EVENTS, PASTE), {
      maxLength: 12,
    })
    fc.assert(
      fc.property(pieces, fc.array(fc.nat(), { maxLength: 12 }), (parts, cuts) => {
        const input = parts.join('')
        const whole = filter(input)
        const keys = parts.filter((part) => KEYS.includes(part) || part === PASTE)
        expect(whole.text).toBe(keys.join(''))
        expect(whole.events).toHaveLength(parts.filter((part) => EVENTS.includes(part)).length)
        const points = [0, ...cuts.map((cut) => cut % (input.length + 1)), input.length].toSorted(
          (a, b) => a - b,
        )
        const chunks = points.slice(1).map((point, index) => input.slice(points[index], point))
        expect(filter(...chunks)).toEqual(whole)
        expect(filter(...input.split(''))).toEqual(whole)
      }),
      { numRuns: 300 },
    )
  })

  it('survives any input and lets text through', () => {
    const bytes = fc.array(
      fc.constantFrom(
        '\u001B',
        '[',
        ']',
        'O',
        'P',
        '<',
        '?',
        ';',
        '1',
        '0',
        '~',
        'M',
        'a',
        '\u0007',
        '\\',
        '\r',
      ),
      { maxLength: 40 },
    )
    fc.assert(
      fc.property(bytes, (parts) => {
        const input = createInputFilter()
        for (const part of parts) input.push(part)
        input.flush()
        expect(
          input
            .push('\u001B[201~z')
            .some((piece) => piece.type === 'pass' && piece.text.endsWith('z')),
        ).toBe(true)
      }),
    )
  })
})
