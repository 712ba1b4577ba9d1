import { openHistory, renameHistory, type HistoryOptions } from '../history-file.ts'
import type { History } from '../history.ts'

/** A history whose file may get another name while it is in use. */
export interface MovableHistory extends History {
  /**
   * Waits for what runs, renames the file, its index with it, and goes on; false when that name is taken, and nothing happens. Lines
   * of events have to be placed anew afterwards.
   */
  move(to: string): Promise<boolean>
}

export async function openMovableHistory(options: HistoryOptions): Promise<MovableHistory> {
  let { path } = options
  let inner = await openHistory(options)
  let moving: Promise<unknown> = Promise.resolve()
  const running = new Set<Promise<unknown>>()

  async function use<T>(task: (history: History) => Promise<T>): Promise<T> {
    await moving
    const one = task(inner)
    const settled = one.then(nothing, nothing)
    running.add(settled)
    return await one.finally(() => running.delete(settled))
  }

  async function move(to: string): Promise<boolean> {
    await Promise.all(running)
    await inner.close()
    let isMoved = false
    try {
      isMoved = await renameHistory(path, to, options.disk)
      if (isMoved) path = to
    } finally {
      inner = await openHistory({ ...options, path })
    }
    return isMoved
  }

  return {
    get count() {
      return inner.count
    },
    append: (records) => use((history) => history.append(records)),
    appendOpened: (opened) => use((history) => history.appendOpened(opened)),
    slice: (from, to) => use((history) => history.slice(from, to)),
    positionOf: (id) => inner.positionOf(id),
    positionBefore: (key) => inner.positionBefore(key),
    place: (id, clock, rank) => inner.place(id, clock, rank),
    readChain: (author, from, to, maxBytes) =>
      use((history) => history.readChain(author, from, to, maxBytes)),
    sealedMessages: (epoch) => use((history) => history.sealedMessages(epoch)),
    controls: () => use((history) => history.controls()),
    idAt: (author, seq) => inner.idAt(author, seq),
    chains: () => inner.chains(),
    close: () => use((history) => history.close()),
    move(to) {
      const moved = moving.then(() => move(to))
      moving = moved.catch(nothing)
      return moved
    },
  }
}

function nothing(): void {}
