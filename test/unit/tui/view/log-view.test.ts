import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tuiTexts } from '../../../../src/i18n/catalogs/tui.ts'
import { clockFormat } from '../../../../src/i18n/clock-format.ts'
import { lineText } from '../../../../src/tui/view/line.ts'
import { createLineCache } from '../../../../src/tui/view/line-cache.ts'
import { firstAnchor, scrollLog, viewLog } from '../../../../src/tui/view/log-view.ts'
import type { LogSource } from '../../../../src/tui/view/log-view.ts'
import type { LogItem } from '../../../../src/peer/state.ts'
import { message, messages, NOON } from '../../../helpers/fake-peer.ts'

function source(items: readonly LogItem[], newMark?: string): LogSource {
  return {
    items,
    newMark,
    cache: createLineCache(),
    transfers: new Map(),
    format: {
      columns: 40,
      nameColumns: 8,
      isRoom: true,
      texts: tuiTexts.en,
      language: 'en',
      home: '/home/alice',
      clock: clockFormat('en'),
    },
  }
}

function shown(log: LogSource, anchor: Parameters<typeof viewLog>[1], rows: number): string[] {
  return viewLog(log, anchor, rows).lines.map(lineText)
}

describe('the view of a log', () => {
  it('stands at the end without an anchor', () => {
    const log = source(messages(50))
    const lines = shown(log, undefined, 3)
    expect(lines.map((line) => line.slice(-2))).toEqual(['47', '48', '49'])
    expect(viewLog(log, undefined, 3)).toMatchObject({ isAtEnd: true, isAtStart: false })
  })

  it('shows a short log from the top', () => {
    const view = viewLog(source(messages(2)), undefined, 10)
    expect(view).toMatchObject({ isAtEnd: true, isAtStart: true })
    expect(view.lines).toHaveLength(3)
  })

  it('separates days, and what is new from what was read', () => {
    const items = [
      message({ id: 'a', text: 'one', sentAt: NOON - 48 * 3_600_000 }),
      message({ id: 'b', text: 'two', sentAt: NOON }),
      message({ id: 'c', text: 'three', sentAt: NOON }),
    ]
    const lines = shown(source(items, 'b'), undefined, 10)
    expect(lines[0]).toMatch(/^── \p{L}+ 1\d November ─+$/u)
    expect(lines[2]).toMatch(/^── \p{L}+ (?:19|20) November ─+$/u)
    expect(lines[4]).toMatch(/^── new ─+$/)
    expect(lines[5]).toContain('three')
  })

  it('stays where it was when items come at both ends', () => {
    const all = messages(100)
    const anchor = scrollLog(source(all.slice(20, 60)), undefined, 5, -10)
    const before = shown(source(all.slice(20, 60)), anchor, 5)
    expect(shown(source(all), anchor, 5)).toEqual(before)
  })

  it('goes to the end when the item it stood at is gone', () => {
    const log = source(messages(10))
    expect(shown(log, { id: 'gone', line: 0 }, 3)).toEqual(shown(log, undefined, 3))
  })

  it('shows as many rows as there are, and scrolling there and back changes nothing', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 40 })
    const steps = fc.array(fc.integer({ min: -30, max: 30 }), { maxLength: 20 })
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 12 }), steps, (lengths, rows, moves) => {
        const items = lengths.map((length, index) =>
          message({ id: `m${index}`, text: 'word '.repeat(length / 4 + 1), sentAt: NOON }),
        )
        const log = source(items)
        const all = viewLog(log, firstAnchor(items), Infinity).lines
        let anchor = scrollLog(log, undefined, rows, 0)
        let top = Math.max(0, all.length - rows)
        for (const move of moves) {
          anchor = scrollLog(log, anchor, rows, move)
          top = Math.max(0, Math.min(top + move, all.length - rows))
          expect(viewLog(log, anchor, rows).lines).toEqual(all.slice(top, top + rows))
        }
      }),
    )
  })

  it('makes only the rows that somebody sees', () => {
    const items = messages(100_000)
    const made: string[] = []
    const log = source(items)
    const counting: LogSource = {
      ...log,
      cache: {
        linesOf(item, format) {
          made.push(item.id)
          return log.cache.linesOf(item, format)
        },
      },
    }
    viewLog(counting, undefined, 20)
    expect(new Set(made).size).toBeLessThanOrEqual(21)
  })
})
