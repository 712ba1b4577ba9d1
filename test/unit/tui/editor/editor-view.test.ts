import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { viewEditor } from '../../../../src/tui/editor/editor-view.ts'
import { createEditor, edit } from '../../../../src/tui/editor/editor.ts'
import { isAtEdge, layoutRows } from '../../../../src/tui/editor/rows.ts'
import { displayWidth } from '../../../../src/tui/text/width.ts'
import { difficultText } from '../../../helpers/unicode.ts'

describe('the view of an editor', () => {
  it('is one empty row for no text', () => {
    expect(viewEditor(createEditor(''), 10, 3)).toEqual({
      rows: [''],
      caret: { row: 0, column: 0 },
    })
  })

  it('breaks between words and leaves a column for the caret', () => {
    const view = viewEditor(createEditor('one two three'), 8, 5)
    expect(view.rows).toEqual(['one two ', 'three'])
    expect(view.caret).toEqual({ row: 1, column: 5 })
  })

  it('puts the caret by columns, not by characters', () => {
    expect(viewEditor(createEditor('日本👍🏽'), 20, 1)).toMatchObject({
      rows: ['日本👍'],
      caret: { row: 0, column: 6 },
    })
  })

  it('begins a row behind a line end', () => {
    expect(viewEditor(createEditor('a\n'), 10, 5)).toMatchObject({
      rows: ['a', ''],
      caret: { row: 1, column: 0 },
    })
  })

  it('scrolls with the caret', () => {
    const text = ['0', '1', '2', '3', '4', '5', '6'].join('\n')
    expect(viewEditor({ text, caret: text.length }, 10, 3)).toMatchObject({
      rows: ['4', '5', '6'],
      caret: { row: 2, column: 1 },
    })
    expect(viewEditor({ text, caret: 6 }, 10, 3)).toMatchObject({
      rows: ['2', '3', '4'],
      caret: { row: 1 },
    })
  })

  it('knows its first and last row, where ↑ and ↓ mean the history', () => {
    expect(isAtEdge('one two three', 13, 1, 8)).toBe(true)
    expect(isAtEdge('one two three', 13, -1, 8)).toBe(false)
    expect(isAtEdge('one two three', 13, -1)).toBe(true)
  })

  it('is never wider or higher than allowed, and the caret is inside', () => {
    const size = fc.record({
      width: fc.integer({ min: 1, max: 20 }),
      maxRows: fc.integer({ min: 1, max: 5 }),
      lefts: fc.nat({ max: 20 }),
    })
    fc.assert(
      fc.property(difficultText, size, (text, { width, maxRows, lefts }) => {
        let state = createEditor(text)
        for (let count = 0; count < lefts; count += 1) state = edit(state, { type: 'left' })
        const { rows, caret } = viewEditor(state, width, maxRows)
        expect(rows.length).toBeGreaterThanOrEqual(1)
        expect(rows.length).toBeLessThanOrEqual(maxRows)
        for (const row of rows) expect(displayWidth(row)).toBeLessThanOrEqual(width)
        expect(caret.row).toBeLessThan(rows.length)
        expect(caret.column).toBeLessThan(width)
      }),
      { numRuns: 300 },
    )
  })

  it('shows all of the text, each part once', () => {
    fc.assert(
      fc.property(difficultText, fc.integer({ min: 1, max: 20 }), (raw, width) => {
        const { text } = createEditor(raw)
        const rows = layoutRows(text, width)
        expect(rows.map((row) => text.slice(row.start, row.end)).join('')).toBe(
          text.replaceAll('\n', ''),
        )
      }),
    )
  })

  it('going down from the top reaches the bottom, and back', () => {
    fc.assert(
      fc.property(difficultText, fc.integer({ min: 3, max: 20 }), (raw, width) => {
        const { text } = createEditor(raw)
        const { length } = layoutRows(text, width)
        let state = edit(createEditor(raw), { type: 'text-start' })
        for (let row = 1; row < length; row += 1) {
          expect(isAtEdge(text, state.caret, 1, width)).toBe(false)
          state = edit(state, { type: 'down', width })
        }
        expect(isAtEdge(text, state.caret, 1, width)).toBe(true)
        for (let row = 1; row < length; row += 1) state = edit(state, { type: 'up', width })
        expect(state.caret).toBe(0)
      }),
    )
  })
})
