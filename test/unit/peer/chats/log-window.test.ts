import { expect, test } from 'vitest'
import { createLogWindow } from '../../../../src/peer/chats/log-window.ts'
import type { LogItem } from '../../../../src/peer/state.ts'
import type { History, HistoryRecord } from '../../../../src/store/history.ts'

/** Records with these ids, which stand in the history in the order of their ids. */
function records(...ids: readonly string[]): readonly HistoryRecord[] {
  return ids.map((id) => ({ id, isListed: true }) as unknown as HistoryRecord)
}

function historyOf(all: readonly HistoryRecord[]): History {
  return {
    count: all.length,
    positionOf: (id: string) => all.findIndex((record) => record.id === id),
    slice: async (from: number, to: number) => all.slice(from, to),
  } as unknown as History
}

test.each([
  ['in the order of the screen', ['a', 'b', 'c', 'd']],
  ['author by author', ['a', 'c', 'b', 'd']],
  ['the last one first', ['d', 'a', 'b', 'c']],
])('what comes %s is shown in the order of the screen', async (_, ids) => {
  const history = historyOf(records('a', 'b', 'c', 'd'))
  const toItem = ({ id }: HistoryRecord): LogItem => ({ id }) as unknown as LogItem
  const window = createLogWindow(history, toItem, () => {})
  await window.extend(records(...ids))
  expect(window.current().items.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd'])
})
