import type { X509Certificate } from 'node:crypto'
import type { Hello } from '../protocol/wire/hello.ts'
import type { Kid } from '../protocol/ids.ts'
import type { Method, Notice, NoticeParams, Params, Result } from '../protocol/wire/methods.ts'
import type { ChatErrorCode, ProtocolErrorCode } from '../shared/errors.ts'

/** How the bytes of a link go. */
export type Via = 'direct' | 'relay'

/** One link after `ready`: both sides are who they say, and requests go both ways. */
export interface Connection {
  /** Who the other side is: proved by TLS, not claimed by its hello. */
  readonly kid: Kid
  readonly certificate: X509Certificate
  readonly hello: Hello
  /** IP address and port of the other end; '' and 0 behind a relay. */
  readonly remote: { readonly host: string; readonly port: number }
  /** IP address of this end. */
  readonly localHost: string
  readonly direction: 'in' | 'out'
  /** `relay`: a tracker carries its bytes, which it cannot read. */
  readonly via: Via
  /** Keying material of this very connection (RFC 8446 §7.5), 32 bytes; equal at both ends. */
  exportKey(label: string): Buffer

  /**
   * Asks the other side. Throws the ChatError that it answered, CONNECTION_LOST, TIMEOUT, or CANCELLED by `signal`; a reply
   * that breaks the protocol closes the connection.
   */
  request<M extends Method>(
    method: M,
    params: Params<M>,
    options?: { body?: Uint8Array; signal?: AbortSignal; timeoutMs?: number },
  ): Promise<Reply<M>>
  /**
   * Tells the other side; false when its send queue is full and the notice was dropped. What is bulk goes when nothing else
   * waits, in its own order.
   */
  notify<N extends Notice>(
    notice: N,
    params: NoticeParams<N>,
    body?: Uint8Array,
    isBulk?: boolean,
  ): boolean

  /** Resolves once, when the link is gone, with the reason. */
  readonly closed: Promise<CloseReason>
  close(reason?: CloseReason): void
}

export interface Reply<M extends Method> {
  readonly result: Result<M>
  readonly body: Buffer
}

export type CloseReason =
  | 'closed'
  | 'ended'
  | 'lost'
  | 'dead'
  | 'displaced'
  | ProtocolErrorCode
  | ChatErrorCode

/** Answers one request; may throw ChatError, which is sent back by its code, or ProtocolError, which ends the link. */
export type RequestHandler<M extends Method> = (request: {
  readonly params: Params<M>
  readonly body: Buffer
  readonly connection: Connection
}) => Promise<{
  readonly result: Result<M>
  readonly body?: Uint8Array
  /** Lets everything else that this side says pass before it. */
  readonly isBulk?: boolean
}>

/** What one side answers and hears; a method that is not here is answered UNSUPPORTED. */
export interface Handlers {
  readonly methods: { readonly [M in Method]?: RequestHandler<M> }
  readonly notices: {
    readonly [N in Notice]?: (notice: {
      readonly params: NoticeParams<N>
      readonly body: Buffer
      readonly connection: Connection
    }) => void
  }
}
