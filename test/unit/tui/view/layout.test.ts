import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { computeLayout, MIN_COLUMNS, MIN_ROWS } from '../../../../src/tui/view/layout.ts'

const anything = fc.record({
  columns: fc.integer({ min: 1, max: 400 }),
  rows: fc.integer({ min: 1, max: 120 }),
  composerLines: fc.integer({ min: 0, max: 500 }),
  noticeLines: fc.integer({ min: 0, max: 5 }),
  isSidebarShown: fc.boolean(),
})

describe('the layout', () => {
  it('covers every row of every size exactly once', () => {
    fc.assert(
      fc.property(anything, (options) => {
        const layout = computeLayout(options)
        if (layout.kind === 'too-small') {
          return options.columns < MIN_COLUMNS || options.rows < MIN_ROWS
        }
        const below = (layout.notice?.rows ?? 0) + layout.status.rows
        return (
          layout.main.rows + below === options.rows &&
          layout.main.rows === layout.logRows + layout.composerRows + 3 &&
          (layout.sidebar?.columns ?? 0) + layout.main.columns === options.columns &&
          layout.logRows >= 2 &&
          layout.composerRows >= 1 &&
          layout.textColumns >= 20
        )
      }),
    )
  })

  it('puts the chats beside the log from 70 columns on', () => {
    const rest = { rows: 24, composerLines: 1, noticeLines: 0, isSidebarShown: true }
    expect(computeLayout({ ...rest, columns: 70 })).toMatchObject({ sidebar: { columns: 20 } })
    expect(computeLayout({ ...rest, columns: 69 })).toMatchObject({ sidebar: undefined })
  })

  it('gives a long text a part of the log, but never all of it', () => {
    const rest = { columns: 80, rows: 12, noticeLines: 0, isSidebarShown: true }
    expect(computeLayout({ ...rest, composerLines: 3 })).toMatchObject({ composerRows: 3 })
    expect(computeLayout({ ...rest, composerLines: 99 })).toMatchObject({ logRows: 2 })
  })

  it('keeps a row for what has to be told, however long the text is', () => {
    const rest = { columns: 40, composerLines: 99, noticeLines: 3, isSidebarShown: true }
    expect(computeLayout({ ...rest, rows: MIN_ROWS })).toMatchObject({ notice: { rows: 1 } })
  })
})
