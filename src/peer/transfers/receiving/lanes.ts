import type { Connection } from '../../../net/connection.ts'
import type { Params } from '../../../protocol/wire/methods.ts'
import { BLOCKS_IN_FLIGHT_MAX } from '../../../protocol/limits.ts'

/** A slow link may take this long for its few blocks. */
const BLOCK_TIMEOUT_MS = 60_000
const FIRST_WINDOW = 4
/**
 * A message waits for what is in flight before it, in buffers that no program sees. So there is as much in flight as comes within
 * this time, whatever the link gives: a block that is quicker allows one more, one that is slower one less.
 */
const QUICK_MS = 50
const SLOW_MS = 100
/** Below this a fast link would stand still between two blocks. */
const WINDOW_MIN = 2

/** One block to ask for, and what to do with the answer. */
export interface BlockJob {
  readonly params: Params<'files.chunk'>
  onBlock(body: Buffer): void
  onFailed(error: unknown): void
}

/** What wants blocks over a link; asked in turn, so that several transfers share it. */
export interface LaneUser {
  nextJob(connection: Connection): BlockJob | undefined
}

/** Asks for blocks over links, only so many at a time over each: what is on its way delays what is said meanwhile. */
export interface Lanes {
  /** There may be something to ask for over this link now. */
  pump(connection: Connection, user: LaneUser): void
  leave(user: LaneUser): void
}

interface Lane {
  users: LaneUser[]
  inFlight: number
  window: number
}

export function createLanes(): Lanes {
  const lanes = new Map<Connection, Lane>()

  function laneOf(connection: Connection): Lane {
    const known = lanes.get(connection)
    if (known !== undefined) return known
    const lane: Lane = { users: [], inFlight: 0, window: FIRST_WINDOW }
    lanes.set(connection, lane)
    void connection.closed.then(() => lanes.delete(connection))
    return lane
  }

  function nextJob(lane: Lane, connection: Connection): BlockJob | undefined {
    for (let tried = 0; tried < lane.users.length; tried++) {
      const [user, ...others] = lane.users
      if (user === undefined) return undefined
      lane.users = [...others, user]
      const job = user.nextJob(connection)
      if (job !== undefined) return job
    }
    return undefined
  }

  function pump(lane: Lane, connection: Connection): void {
    while (lane.inFlight < lane.window) {
      const job = nextJob(lane, connection)
      if (job === undefined) return
      lane.inFlight++
      void ask(lane, connection, job)
    }
  }

  async function ask(lane: Lane, connection: Connection, job: BlockJob): Promise<void> {
    const startedAt = performance.now()
    try {
      const { body } = await connection.request('files.chunk', job.params, {
        timeoutMs: BLOCK_TIMEOUT_MS,
      })
      adapt(lane, performance.now() - startedAt)
      job.onBlock(body)
    } catch (error) {
      job.onFailed(error)
    }
    lane.inFlight--
    pump(lane, connection)
  }

  return {
    pump(connection, user) {
      const lane = laneOf(connection)
      if (!lane.users.includes(user)) lane.users.push(user)
      pump(lane, connection)
    },
    leave(user) {
      for (const lane of lanes.values()) lane.users = lane.users.filter((other) => other !== user)
    },
  }
}

function adapt(lane: Lane, tookMs: number): void {
  if (tookMs < QUICK_MS) lane.window = Math.min(BLOCKS_IN_FLIGHT_MAX, lane.window + 1)
  else if (tookMs > SLOW_MS) lane.window = Math.max(WINDOW_MIN, lane.window - 1)
}
