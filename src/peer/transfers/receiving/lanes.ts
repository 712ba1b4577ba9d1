import type { Connection } from '../../../net/connection.ts'
import { FILE_BLOCK_BYTES, FILE_BLOCKS_MAX } from '../../../protocol/limits.ts'
import type { Params } from '../../../protocol/wire/methods.ts'
import { createWindow, type Window } from './window.ts'

/** A slow link may take this long for its few blocks. */
const REPLY_TIMEOUT_MS = 60_000

/** Some blocks to ask for, and what to do with the answer. */
export interface BlockJob {
  readonly params: Params<'files.chunk'>
  onBlocks(body: Buffer): void
  onFailed(error: unknown): void
}

/** What wants blocks over a link; asked in turn, so that several transfers share it. */
export interface LaneUser {
  /** At most `blocksMax` of them. */
  nextJob(connection: Connection, blocksMax: number): BlockJob | undefined
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
  readonly window: Window
}

export function createLanes(): Lanes {
  const lanes = new Map<Connection, Lane>()

  function laneOf(connection: Connection): Lane {
    const known = lanes.get(connection)
    if (known !== undefined) return known
    const lane: Lane = { users: [], inFlight: 0, window: createWindow() }
    lanes.set(connection, lane)
    void connection.closed.then(() => lanes.delete(connection))
    return lane
  }

  function nextJob(lane: Lane, connection: Connection): BlockJob | undefined {
    const blocksMax = Math.min(FILE_BLOCKS_MAX, lane.window.replyBytes / FILE_BLOCK_BYTES)
    for (let tried = 0; tried < lane.users.length; tried++) {
      const [user, ...others] = lane.users
      if (user === undefined) return undefined
      lane.users = [...others, user]
      const job = user.nextJob(connection, blocksMax)
      if (job !== undefined) return job
    }
    return undefined
  }

  function pump(lane: Lane, connection: Connection): void {
    while (lane.inFlight < lane.window.bytes) {
      const job = nextJob(lane, connection)
      if (job === undefined) return
      void ask(lane, connection, job)
    }
  }

  async function ask(lane: Lane, connection: Connection, job: BlockJob): Promise<void> {
    const bytes = job.params.count * FILE_BLOCK_BYTES
    const startedAt = performance.now()
    lane.inFlight += bytes
    try {
      const { body } = await connection.request('files.chunk', job.params, {
        timeoutMs: REPLY_TIMEOUT_MS,
      })
      lane.window.heard(performance.now() - startedAt, bytes)
      job.onBlocks(body)
    } catch (error) {
      job.onFailed(error)
    }
    lane.inFlight -= bytes
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
