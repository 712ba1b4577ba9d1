import { judgeCertificate } from '../../crypto/certificate.ts'
import type { Identity } from '../../crypto/identity.ts'
import type { Connection, Handlers } from '../../net/connection.ts'
import { dial } from '../../net/dial.ts'
import { listen } from '../../net/listen.ts'
import { redial, type Backoff } from '../../net/redial.ts'
import type { Kid } from '../../protocol/ids.ts'
import { VERSION } from '../../protocol/limits.ts'
import type { Username } from '../../protocol/names.ts'
import type { Hello } from '../../protocol/wire/hello.ts'
import { ChatError, withSubject, type ChatErrorCode } from '../../shared/errors.ts'
import { createSelfSignedCertificate } from '../../crypto/certificate.ts'

/** The one capability of a hello: two people speak, and there is no tracker. */
const DIRECT = 'direct'
const BACKOFF: Backoff = { firstMs: 500, mostMs: 5_000, steadyMs: 10_000 }
const DIAL_TIMEOUT_MS = 5_000

/** Where the conversation takes place: here, or at the other's. */
export type DirectPlace =
  | { readonly listenPort: number }
  | { readonly host: string; readonly port: number }

/** The two ends of direct mode: one listens, the other dials, and dials again when the link breaks. */
export interface DirectLine {
  /** Where this program listens; undefined when it dials. */
  readonly port: number | undefined
  /** Begins to dial. */
  start(): void
  close(): Promise<void>
}

export interface DirectLineOptions {
  readonly identity: Identity
  readonly username: Username
  readonly place: DirectPlace
  readonly handlers: Handlers
  /** With whom the conversation is; undefined until somebody has come. */
  partner(): { readonly kid: Kid; readonly username: string } | undefined
  onConnection(connection: Connection): void
  /** A try has failed; with `isFinal` there will be no other. */
  onFailure(code: ChatErrorCode, isFinal: boolean): void
  /** What a person has to know; each is told once in a row. */
  onTrouble(error: unknown): void
  now(): number
}

/** Throws PORT_IN_USE or ADDRESS_UNAVAILABLE when it cannot listen. */
export async function openDirectLine(options: DirectLineOptions): Promise<DirectLine> {
  const { identity, username, place, handlers, onConnection } = options
  const { privateKey: key, publicKey } = identity
  const certificate = createSelfSignedCertificate({ privateKey: key, publicKey, name: username })
  const isListening = 'listenPort' in place

  /** Anybody's key at first; afterwards only the same one again. */
  function admit(theirs: Connection['certificate'], kid: Kid, said: Hello): void {
    judgeCertificate(theirs, { now: options.now() })
    if (said.trackerId !== null || said.username === null || said.caps[DIRECT] !== true) {
      throw new ChatError('NOT_DIRECT')
    }
    if (kid === identity.kid) throw new ChatError('DM_WITH_SELF')
    const partner = options.partner()
    if (partner === undefined || partner.kid === kid) return
    if (isListening) throw new ChatError('DIRECT_TAKEN')
    throw new ChatError('KEY_CHANGED', { subject: partner.username })
  }

  const common = {
    key,
    certificate,
    handlers,
    admit,
    hello: (): Hello => ({
      kind: 'hello',
      versions: [VERSION],
      kid: identity.kid,
      username,
      trackerId: null,
      directory: [0, ''],
      caps: { [DIRECT]: true },
    }),
  }

  if (isListening) {
    const listener = await listen({ ...common, port: place.listenPort, onConnection })
    return { port: listener.port, start() {}, close: () => listener.close() }
  }

  const stopping = new AbortController()
  let running: Promise<unknown> = Promise.resolve()
  let told: ChatErrorCode | undefined

  function fail(error: ChatError, isFinal: boolean): void {
    options.onFailure(error.code, isFinal)
    if (error.code !== told && TOLD.has(error.code)) options.onTrouble(error)
    told = error.code
  }

  async function keepDialling({ host, port }: { host: string; port: number }): Promise<void> {
    const address = `${host}:${port}`
    const why = await redial({
      connect: (signal) =>
        dial({ ...common, host, port, expect: { kid: null }, signal, timeoutMs: DIAL_TIMEOUT_MS }),
      onConnection(connection) {
        told = undefined
        onConnection(connection)
      },
      onWait(reason) {
        if (reason instanceof ChatError) fail(withSubject(reason, address), false)
      },
      isFinal: (reason) => reason instanceof ChatError && FINAL.has(reason.code),
      signal: stopping.signal,
      backoff: BACKOFF,
    })
    if (why instanceof ChatError && !stopping.signal.aborted) fail(withSubject(why, address), true)
  }

  return {
    port: undefined,
    start() {
      running = keepDialling(place).catch(options.onTrouble)
    },
    async close() {
      stopping.abort()
      await running
    },
  }
}

const FINAL: ReadonlySet<ChatErrorCode> = new Set(['DIRECT_TAKEN', 'NOT_DIRECT', 'DM_WITH_SELF'])
const TOLD: ReadonlySet<ChatErrorCode> = new Set([...FINAL, 'KEY_CHANGED', 'VERSION_MISMATCH'])
