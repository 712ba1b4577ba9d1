import { ChatError } from '../../shared/errors.ts'

/** Collects what arrives while `write` runs into the next write. */
export interface GroupCommit<T, R> {
  /** Resolves with one result for each item once the write that holds them is done; rejects when it failed. */
  add(items: readonly T[]): Promise<readonly R[]>
  /** Runs `work` between two writes. */
  alone(work: () => Promise<void>): Promise<void>
  /** Waits for what was added; later calls are refused with CANCELLED. */
  close(): Promise<void>
}

/** `write` gives one result for each item, in order, or fails for all of them. */
export function createGroupCommit<T, R>(
  write: (items: readonly T[]) => Promise<readonly R[]>,
): GroupCommit<T, R> {
  let waiting: Waiter<T, R>[] = []
  let running: Promise<void> | undefined
  let isClosed = false

  async function run(): Promise<void> {
    // One microtask later, so that calls of the same moment go together.
    await Promise.resolve()
    while (waiting.length > 0) {
      const group = takeGroup(waiting)
      waiting = waiting.slice(group.length)
      await commit(group)
    }
    running = undefined
  }

  async function commit(group: readonly Waiter<T, R>[]): Promise<void> {
    try {
      const [first] = group
      if (first?.work !== undefined) {
        await first.work()
        first.resolve([])
        return
      }
      const results = await write(group.flatMap((waiter) => waiter.items))
      let at = 0
      for (const waiter of group) {
        waiter.resolve(results.slice(at, at + waiter.items.length))
        at += waiter.items.length
      }
    } catch (error) {
      for (const waiter of group) waiter.reject(error)
    }
  }

  function enqueue(items: readonly T[], work?: () => Promise<void>): Promise<readonly R[]> {
    if (isClosed) return Promise.reject(new ChatError('CANCELLED'))
    return new Promise((resolve, reject) => {
      waiting.push({ items, work, resolve, reject })
      running ??= run()
    })
  }

  return {
    add: (items) => enqueue(items),
    async alone(work) {
      await enqueue([], work)
    },
    async close() {
      isClosed = true
      await running
    },
  }
}

interface Waiter<T, R> {
  readonly items: readonly T[]
  readonly work: (() => Promise<void>) | undefined
  readonly resolve: (results: readonly R[]) => void
  readonly reject: (error: unknown) => void
}

const GROUP_ITEMS = 4_096

/** Waiters of one write: whole calls up to a bound, or one piece of work alone. */
function takeGroup<T, R>(waiting: readonly Waiter<T, R>[]): readonly Waiter<T, R>[] {
  if (waiting[0]?.work !== undefined) return waiting.slice(0, 1)
  let items = 0
  let count = 0
  for (const waiter of waiting) {
    if (waiter.work !== undefined || (count > 0 && items + waiter.items.length > GROUP_ITEMS)) break
    items += waiter.items.length
    count++
  }
  return waiting.slice(0, count)
}
