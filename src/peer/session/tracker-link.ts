import type { Connection } from '../../net/connection.ts'
import { ChatError, isChatError, ProtocolError, type ChatErrorCode } from '../../shared/errors.ts'
import { createLogger } from '../../shared/logger.ts'

const log = createLogger('peer')
const FIRST_RETRY_MS = 500
const LAST_RETRY_MS = 30_000

/** Keeps this user connected to the tracker, for as long as the session lasts. */
export interface TrackerLink {
  /** The connection while it is logged in. */
  connection(): Connection | undefined
  /** Resolves after the first attempt, with what it failed for. */
  start(): Promise<ChatError | undefined>
  stop(): Promise<void>
  /** The tracker has said that it wants no more of this session: no further attempt after this connection. */
  refuse(error: ChatError): void
}

export interface TrackerLinkOptions {
  dial(signal: AbortSignal): Promise<Connection>
  /** Logs in and brings both sides up to date; whatever it throws ends the connection. */
  enter(connection: Connection): Promise<void>
  onStatus(status: 'connecting' | 'online' | 'offline', problem: ChatErrorCode | null): void
  /** The account is in use elsewhere, or the tracker does not accept this login any more: no further attempt. */
  onRefused(error: ChatError): void
  onTrouble(error: unknown): void
}

export function createTrackerLink(options: TrackerLinkOptions): TrackerLink {
  const stopping = new AbortController()
  let current: Connection | undefined
  let running: Promise<void> = Promise.resolve()
  let refusal: ChatError | undefined
  let told: ChatErrorCode | undefined

  /** One life of the connection; returns why it could not begin. */
  async function live(onFirst: (error?: ChatError) => void): Promise<ChatError | undefined> {
    options.onStatus('connecting', null)
    let connection: Connection | undefined
    try {
      connection = await options.dial(stopping.signal)
      await options.enter(connection)
    } catch (error) {
      connection?.close()
      if (error instanceof ProtocolError)
        return new ChatError('TRACKER_UNTRUSTED', { cause: error })
      if (!isChatError(error)) throw error
      return error
    }
    current = connection
    options.onStatus('online', null)
    onFirst()
    const reason = await connection.closed
    log('tracker gone', { reason })
    current = undefined
    return refusal
  }

  /** What waiting will not mend is told once; the attempts go on, in case it is mended elsewhere. */
  function tell(error: ChatError | undefined): void {
    if (error?.code === told) return
    told = error?.code
    if (error !== undefined && SERIOUS_CODES.has(error.code)) options.onTrouble(error)
  }

  async function run(onFirst: (error?: ChatError) => void): Promise<void> {
    for (let failures = 0; !stopping.signal.aborted;) {
      const wasOnline = { is: false }
      const error = await live((first) => {
        wasOnline.is = true
        onFirst(first)
      })
      if (stopping.signal.aborted) break
      options.onStatus('offline', error?.code ?? null)
      tell(error)
      if (error !== undefined && FINAL_CODES.has(error.code)) {
        options.onRefused(error)
        onFirst(error)
        return
      }
      onFirst(error)
      failures = wasOnline.is ? 0 : failures + 1
      await pause(delayAfter(failures, error), stopping.signal)
    }
  }

  return {
    connection: () => current,
    refuse(error) {
      refusal = error
      current?.close()
    },
    start: () =>
      new Promise((resolve) => {
        running = run(resolve).catch(options.onTrouble)
      }),
    async stop() {
      const open = current
      stopping.abort()
      if (open !== undefined) {
        await sayGoodbye(open)
        open.close()
      }
      await running
    },
  }
}

const SERIOUS_CODES: ReadonlySet<ChatErrorCode> = new Set([
  'TRACKER_CHANGED',
  'TRACKER_UNTRUSTED',
  'VERSION_MISMATCH',
])

const FINAL_CODES: ReadonlySet<ChatErrorCode> = new Set(['LOGGED_IN_ELSEWHERE', 'WRONG_PASSWORD'])

/** Politeness only: the tracker notices a closed connection by itself. */
async function sayGoodbye(connection: Connection): Promise<void> {
  try {
    await connection.request('logout', {}, { timeoutMs: 1_000 })
  } catch (error) {
    if (!isChatError(error)) throw error
  }
}

function delayAfter(failures: number, error: ChatError | undefined): number {
  const backoffMs = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures)
  return Math.max(backoffMs * (0.75 + Math.random() / 2), error?.retryAfterMs ?? 0)
}

function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, delayMs)
    timer.unref()
    signal.addEventListener('abort', done)
    function done(): void {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
  })
}
