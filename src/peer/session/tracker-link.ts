import type { Connection } from '../../net/connection.ts'
import { redial, type Backoff } from '../../net/redial.ts'
import { ChatError, isChatError, ProtocolError, type ChatErrorCode } from '../../shared/errors.ts'
import { createLogger } from '../../shared/logger.ts'

const log = createLogger('peer')
const BACKOFF: Backoff = { firstMs: 500, mostMs: 30_000, steadyMs: 10_000 }

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
  const { signal } = stopping
  let current: Connection | undefined
  let running: Promise<void> = Promise.resolve()
  let refusal: ChatError | undefined
  let told: ChatErrorCode | undefined

  async function enter(connection: Connection): Promise<void> {
    try {
      await options.enter(connection)
    } catch (error) {
      if (isMisunderstanding(error)) throw new ChatError('VERSION_MISMATCH', { cause: error })
      if (!(error instanceof ProtocolError)) throw error
      throw new ChatError('TRACKER_UNTRUSTED', { cause: error })
    }
    current = connection
    told = undefined
    options.onStatus('online', null)
  }

  /** What waiting will not mend is told once; the attempts go on, in case it is mended elsewhere. */
  function leave(error: ChatError | undefined): void {
    current = undefined
    options.onStatus('offline', error?.code ?? null)
    log('tracker gone', { code: error?.code })
    if (error === undefined || error.code === told) return
    told = error.code
    if (SERIOUS_CODES.has(error.code)) options.onTrouble(error)
  }

  async function run(onFirst: (error?: ChatError) => void): Promise<void> {
    const why = await redial({
      connect(dialling) {
        options.onStatus('connecting', null)
        return options.dial(dialling)
      },
      async onConnection(connection) {
        await enter(connection)
        onFirst()
      },
      onWait(reason) {
        const error = reason instanceof ChatError ? reason : undefined
        leave(error)
        onFirst(error)
      },
      isFinal: (reason) => refusal !== undefined || isRefusal(reason),
      signal,
      backoff: BACKOFF,
    })
    const error = refusal ?? (isRefusal(why) ? why : undefined)
    leave(error)
    if (error !== undefined && !signal.aborted) options.onRefused(error)
    onFirst(error)
  }

  return {
    connection: () => current,
    start: () =>
      new Promise((resolve) => {
        running = run(resolve).catch(options.onTrouble)
      }),
    async stop() {
      if (current !== undefined) await sayGoodbye(current)
      stopping.abort()
      await running
    },
    refuse(error) {
      refusal = error
      current?.close()
    },
  }
}

/** Without a tracker one may read and write; with one that is not the known one, or denies the account, one may not. */
export function refusesLogin({ code }: ChatError): boolean {
  return REFUSES_LOGIN.has(code)
}

const REFUSES_LOGIN: ReadonlySet<ChatErrorCode> = new Set([
  'TRACKER_CHANGED',
  'TRACKER_UNTRUSTED',
  'WRONG_PASSWORD',
])

const SERIOUS_CODES: ReadonlySet<ChatErrorCode> = new Set([
  'TRACKER_CHANGED',
  'TRACKER_UNTRUSTED',
  'VERSION_MISMATCH',
])

/**
 * Both name the same version of the protocol, and yet one does not know what the other says. Of what an ended connection was about only
 * its reason is left.
 */
function isMisunderstanding(error: unknown): boolean {
  if (!isChatError(error)) return false
  const isForm = error.subject === 'BAD_MESSAGE' || error.subject === 'BAD_JSON'
  return error.code === 'UNSUPPORTED' || (error.code === 'CONNECTION_LOST' && isForm)
}

const FINAL_CODES: ReadonlySet<ChatErrorCode> = new Set(['LOGGED_IN_ELSEWHERE', 'WRONG_PASSWORD'])

function isRefusal(reason: unknown): reason is ChatError {
  return reason instanceof ChatError && FINAL_CODES.has(reason.code)
}

/** Politeness only: the tracker notices a closed connection by itself. */
async function sayGoodbye(connection: Connection): Promise<void> {
  try {
    await connection.request('logout', {}, { timeoutMs: 1_000 })
  } catch (error) {
    if (!(error instanceof ChatError)) throw error
  }
}
