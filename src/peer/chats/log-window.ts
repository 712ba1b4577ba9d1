import type { History, HistoryRecord } from '../../store/history.ts'
import { createMutex } from '../../shared/mutex.ts'
import type { LogItem, LogWindow } from '../state.ts'

const PAGE_ITEMS = 200
/** A window never holds more than this; what is dropped at one end is read again when it is wanted. */
const MAX_ITEMS = 1_000

/** The part of one history that is in memory, see LogWindow; every change calls `onChange`. */
export interface LogWindowController {
  current(): LogWindow
  /** Takes notice of records that were just appended to the history. */
  extend(records: readonly HistoryRecord[]): Promise<void>
  /** Rebuilds the items from the records at hand: names or visibility changed. */
  rebuild(): void
  /** Lets `update` replace items; one that it returns as it was costs nothing. */
  patch(update: (item: LogItem, record: HistoryRecord) => LogItem): void
  /** Reads the window's records again: one of them was opened, or moved. */
  reload(): Promise<void>
  loadOlder(): Promise<void>
  loadNewer(): Promise<void>
  showOldest(): Promise<void>
  showLatest(): Promise<void>
  detach(): void
}

interface Shown {
  readonly record: HistoryRecord
  readonly item: LogItem
}

export function createLogWindow(
  history: History,
  toItem: (record: HistoryRecord) => LogItem | undefined,
  onChange: () => void,
): LogWindowController {
  let records: readonly HistoryRecord[] = []
  let shown: readonly Shown[] = []
  let from = 0
  let isFollowing = true
  let isLoading = false
  let items: readonly LogItem[] = []

  function show(next: readonly HistoryRecord[]): void {
    records = next
    const known = new Map(shown.map((entry) => [entry.record, entry]))
    shown = next.flatMap((record) => known.get(record) ?? toShown(record, toItem))
    items = shown.map((entry) => entry.item)
    onChange()
  }

  async function read(start: number, end: number): Promise<void> {
    from = Math.max(0, start)
    show(await history.slice(from, Math.min(end, history.count)))
  }

  /** Late arrivals may have moved the window's place in the history. */
  function locate(): number {
    const first = records[0]
    return first === undefined ? from : (history.positionOf(first.id) ?? from)
  }

  const mutex = createMutex()

  async function load(task: () => Promise<void>): Promise<void> {
    if (isLoading) return
    isLoading = true
    try {
      await mutex.run(task)
    } finally {
      isLoading = false
      onChange()
    }
  }

  async function readAgain(): Promise<void> {
    const start = locate()
    await read(start, start + records.length)
  }

  const showLatest = async (): Promise<void> => {
    isFollowing = true
    await read(history.count - PAGE_ITEMS, history.count)
  }

  return {
    current: () => ({
      items,
      hasOlder: from > 0,
      hasNewer: from + records.length < history.count,
      total: history.count,
      loading: isLoading,
    }),
    extend: (added) =>
      mutex.run(async () => {
        const listed = added.filter((record) => record.isListed)
        if (listed.length === 0) return
        const joins = isFollowing && from + records.length + listed.length === history.count
        if (joins && isBehind(history, listed, history.count)) {
          const next = [...records, ...listed]
          const excess = next.length > MAX_ITEMS ? next.length - PAGE_ITEMS : 0
          from += excess
          show(next.slice(excess))
        } else if (isFollowing) await showLatest()
        else await readAgain()
      }),
    rebuild() {
      shown = records.flatMap((record) => toShown(record, toItem))
      items = shown.map((entry) => entry.item)
      onChange()
    },
    patch(update) {
      const next = shown.map((entry) => {
        const item = update(entry.item, entry.record)
        return item === entry.item ? entry : { record: entry.record, item }
      })
      if (next.every((entry, index) => entry === shown[index])) return
      shown = next
      items = shown.map((entry) => entry.item)
      onChange()
    },
    reload: () => mutex.run(() => (isFollowing ? showLatest() : readAgain())),
    loadOlder: () =>
      load(async () => {
        isFollowing = false
        const start = locate()
        const end = Math.min(start + records.length, start - PAGE_ITEMS + MAX_ITEMS)
        await read(start - PAGE_ITEMS, end)
      }),
    loadNewer: () =>
      load(async () => {
        const end = Math.min(locate() + records.length + PAGE_ITEMS, history.count)
        await read(Math.max(locate(), end - MAX_ITEMS), end)
      }),
    showOldest: () =>
      load(async () => {
        isFollowing = false
        await read(0, PAGE_ITEMS)
      }),
    showLatest: () => load(showLatest),
    detach() {
      isFollowing = false
    },
  }
}

function toShown(
  record: HistoryRecord,
  toItem: (record: HistoryRecord) => LogItem | undefined,
): readonly Shown[] {
  const item = toItem(record)
  return item === undefined ? [] : [{ record, item }]
}

/** Whether `listed` are, in this order, the last items of the history. What was fetched comes author by author. */
function isBehind(history: History, listed: readonly HistoryRecord[], count: number): boolean {
  const start = count - listed.length
  return listed.every((record, index) => history.positionOf(record.id) === start + index)
}
