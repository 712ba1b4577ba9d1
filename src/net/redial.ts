import { setTimeout as sleep } from 'node:timers/promises'
import { ChatError } from '../shared/errors.ts'
import type { CloseReason, Connection } from './connection.ts'

export interface Backoff {
  readonly firstMs: number
  readonly mostMs: number
  /** A connection that held so long makes the next wait short again. */
  readonly steadyMs: number
}

const BACKOFF: Backoff = { firstMs: 1_000, mostMs: 30_000, steadyMs: 10_000 }

export interface RedialOptions {
  readonly connect: (signal: AbortSignal) => Promise<Connection>
  /** Called with each new connection; its failure counts as a failed try and closes the connection. */
  readonly onConnection: (connection: Connection) => Promise<void> | void
  /** Called before each wait with what ended the try or the connection. */
  readonly onWait?: (why: ChatError | CloseReason, waitMs: number) => void
  /** Whether to stop for good. */
  readonly isFinal?: (why: ChatError | CloseReason) => boolean
  readonly signal: AbortSignal
  readonly backoff?: Backoff
}

/**
 * Keeps one connection alive until `signal` aborts, which ends it, or until something final happens, which is the result.
 * Errors other than ChatError are bugs and are thrown.
 */
export async function redial(options: RedialOptions): Promise<ChatError | CloseReason> {
  const { signal, backoff = BACKOFF } = options
  for (let failures = 0; ;) {
    const startedAtMs = performance.now()
    const why = await connectOnce(options)
    if (signal.aborted || options.isFinal?.(why) === true) return why
    failures = performance.now() - startedAtMs < backoff.steadyMs ? failures + 1 : 1
    const waitMs = backoffMs(failures, Math.random(), backoff)
    options.onWait?.(why, waitMs)
    await sleep(waitMs, undefined, { signal }).catch(ignore)
    if (signal.aborted) return 'closed'
  }
}

/** Doubles with each failure in a row; half of it by chance, so that those who lost one tracker do not return as one. */
export function backoffMs(
  failures: number,
  random: number,
  { firstMs, mostMs }: Backoff = BACKOFF,
): number {
  const full = Math.min(mostMs, firstMs * 2 ** (failures - 1))
  return full / 2 + (full / 2) * random
}

/** One connection from dialling to its end; gives what ended it. */
async function connectOnce({
  connect,
  onConnection,
  signal,
}: RedialOptions): Promise<ChatError | CloseReason> {
  let connection: Connection | undefined
  const hangUp = (): void => connection?.close('closed')
  signal.addEventListener('abort', hangUp)
  try {
    connection = await connect(signal)
    if (signal.aborted) hangUp()
    await onConnection(connection)
    return await connection.closed
  } catch (error) {
    hangUp()
    if (error instanceof ChatError) return error
    throw error
  } finally {
    signal.removeEventListener('abort', hangUp)
  }
}

function ignore(): void {}
