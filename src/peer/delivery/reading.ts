import type { ChatLog } from '../../log/chat-log.ts'
import type { Kid } from '../../protocol/ids.ts'
import type { HistoryRecord } from '../../store/history.ts'

/** How far this user may be said to have read the others: not beyond what his program cannot open yet. */
export interface Reading {
  /** Messages of others that are on disk now; those without content are sealed still. */
  arrived(records: readonly HistoryRecord[]): void
  opened(records: readonly HistoryRecord[]): void
  /** Everything that can be read has been read: `known` raised to it; undefined when that is nothing new. */
  readAll(known: Levels): Levels | undefined
}

export type Levels = Readonly<Record<Kid, number>>

/** `sealed` are the messages that could not be opened at the start. */
export function createReading(
  self: Kid,
  log: Pick<ChatLog, 'chain' | 'chains'>,
  sealed: readonly HistoryRecord[],
): Reading {
  const closed = new Map<Kid, Set<number>>()
  /** Authors of whom there may be something unread. */
  let fresh = new Set<Kid>(log.chains().keys())

  function note({ author, seq, content, lane }: HistoryRecord): void {
    if (lane === 'control' || author === self) return
    fresh.add(author)
    const places = closed.get(author)
    if (content !== null) places?.delete(seq)
    else if (places === undefined) closed.set(author, new Set([seq]))
    else places.add(seq)
  }

  function readable(author: Kid): number {
    const end = log.chain(author)?.seq ?? 0
    const places = closed.get(author)
    return places === undefined || places.size === 0 ? end : Math.min(end, Math.min(...places) - 1)
  }

  for (const record of sealed) note(record)

  return {
    arrived: (records) => records.forEach(note),
    opened: (records) => records.forEach(note),
    readAll(known) {
      const raised: Record<Kid, number> = { ...known }
      let hasNews = false
      for (const author of fresh) {
        if (author === self || readable(author) <= (known[author] ?? 0)) continue
        raised[author] = readable(author)
        hasNews = true
      }
      fresh = new Set([...closed].filter(([, places]) => places.size > 0).map(([kid]) => kid))
      return hasNews ? raised : undefined
    },
  }
}
