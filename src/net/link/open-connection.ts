import type { X509Certificate } from 'node:crypto'
import type { Frame } from '../../protocol/wire/frame.ts'
import type { Hello } from '../../protocol/wire/hello.ts'
import type { Kid } from '../../protocol/ids.ts'
import { FRAME_BYTES, IN_PROGRESS_BYTES_MAX, IN_PROGRESS_MAX } from '../../protocol/limits.ts'
import { MessageSchema, type Message } from '../../protocol/wire/message.ts'
import type { Method, Notice, NoticeParams, Params } from '../../protocol/wire/methods.ts'
import {
  isMethod,
  isNotice,
  parseNoticeParams,
  parseParams,
} from '../../protocol/wire/parse-call.ts'
import { parseStrictJson } from '../../protocol/strict-json.ts'
import { ChatError } from '../../shared/errors.ts'
import type {
  CloseReason,
  Connection,
  Handlers,
  Reply,
  RequestHandler,
  Via,
} from '../connection.ts'
import type { FrameLink } from './frame-link.ts'
import { OutstandingRequests, type RequestOptions } from './outstanding-requests.ts'
import type { ProvedIdentity } from '../tls-facts.ts'

/** Handlers at work at a time: what they answer has to fit into memory, whether the other side reads or not. */
const RUNNING_MAX = 32
const EXPORTED_KEY_BYTES = 32

/** A link after `ready`: dispatches what comes to `handlers`, and matches answers to questions. */
export class OpenConnection implements Connection {
  readonly kid: Kid
  readonly certificate: X509Certificate
  readonly hello: Hello
  readonly remote: { readonly host: string; readonly port: number }
  readonly localHost: string
  readonly direction: 'in' | 'out'
  readonly via: Via
  readonly #link: FrameLink
  readonly #handlers: Handlers
  readonly #outstanding: OutstandingRequests
  #inProgressCount = 0
  #inProgressBytes = 0
  #runningCount = 0
  /** Requests that wait because many are running, or because the answers to earlier ones fill the send queue. */
  readonly #waiting: TakenRequest[] = []
  #isWaitingForDrain = false
  #closed: Promise<CloseReason> | undefined

  constructor(
    link: FrameLink,
    facts: {
      identity: ProvedIdentity
      hello: Hello
      direction: 'in' | 'out'
      via: Via
      handlers: Handlers
    },
  ) {
    const { socket } = link
    this.kid = facts.identity.kid
    this.certificate = facts.identity.certificate
    this.hello = facts.hello
    this.direction = facts.direction
    this.via = facts.via
    this.remote = { host: plainAddress(socket.remoteAddress), port: socket.remotePort ?? 0 }
    this.localHost = plainAddress(socket.localAddress)
    this.#link = link
    this.#handlers = facts.handlers
    this.#outstanding = new OutstandingRequests(link)
    link.onClosed((reason) => this.#outstanding.failAll(reason))
  }

  /** Starts to answer; what came in before waits until then. */
  start(): void {
    this.#link.deliverTo((frame) => this.#receive(frame), FRAME_BYTES)
  }

  get closed(): Promise<CloseReason> {
    this.#closed ??= new Promise((resolve) => this.#link.onClosed(resolve))
    return this.#closed
  }

  close(reason?: CloseReason): void {
    this.#link.close(reason)
  }

  exportKey(label: string): Buffer {
    return this.#link.socket.exportKeyingMaterial(EXPORTED_KEY_BYTES, label, Buffer.alloc(0))
  }

  request<M extends Method>(
    method: M,
    params: Params<M>,
    options?: RequestOptions,
  ): Promise<Reply<M>> {
    return this.#outstanding.ask(method, params, options)
  }

  notify<N extends Notice>(
    notice: N,
    params: NoticeParams<N>,
    body?: Uint8Array,
    isBulk = false,
  ): boolean {
    const isFull = isBulk ? this.#link.isBulkQueueFull : this.#link.isSendQueueFull
    if (!this.#link.isOpen || isFull) return false
    this.#link.send({ kind: 'notice', notice, params } satisfies Message, body, isBulk)
    return true
  }

  #receive({ header, body }: Frame): void {
    const message = parseStrictJson(MessageSchema, header)
    switch (message.kind) {
      case 'ping':
        // Somebody who does not read gets no more answers than fit.
        if (!this.#link.isSendQueueFull) this.#link.send({ kind: 'pong' } satisfies Message)
        return
      case 'pong':
        return
      case 'notice':
        return this.#hearNotice(message.notice, message.params, body)
      case 'request':
        return this.#takeRequest(message, body)
      case 'error':
        if (message.id === null) return this.#link.acceptRefusal(message.code)
        return this.#outstanding.settle(message, body)
      case 'reply':
        return this.#outstanding.settle(message, body)
    }
  }

  #hearNotice(notice: string, received: object, body: Buffer): void {
    if (!isNotice(notice)) return
    const params = parseNoticeParams(notice, received)
    const handle = this.#handlers.notices[notice] as
      | ((heard: { params: object; body: Buffer; connection: Connection }) => void)
      | undefined
    handle?.({ params, body, connection: this })
  }

  #takeRequest({ id, method, params }: Request, body: Buffer): void {
    const handle = isMethod(method) ? this.#handlers.methods[method] : undefined
    const request: TakenRequest =
      isMethod(method) && handle !== undefined
        ? {
            id,
            handle: handle as AnyHandler,
            params: parseParams(method, params),
            body,
          }
        : { id, handle: refuseUnknown, params: {}, body }
    this.#waiting.push(request)
    this.#inProgressCount++
    this.#inProgressBytes += body.length
    if (this.#isBusy) this.#link.pause()
    this.#answerNext()
  }

  /** With so much in progress, nothing more is read. */
  get #isBusy(): boolean {
    return (
      this.#inProgressCount >= IN_PROGRESS_MAX || this.#inProgressBytes >= IN_PROGRESS_BYTES_MAX
    )
  }

  #answerNext(): void {
    while (this.#runningCount < RUNNING_MAX && this.#link.isOpen) {
      if (this.#link.isSendQueueFull) return this.#answerNextAfterDrain()
      const next = this.#waiting.shift()
      if (next === undefined) return
      void this.#answer(next)
    }
  }

  #answerNextAfterDrain(): void {
    if (this.#isWaitingForDrain || this.#waiting.length === 0) return
    this.#isWaitingForDrain = true
    void this.#link.waitForDrain().then(() => {
      this.#isWaitingForDrain = false
      this.#answerNext()
    })
  }

  async #answer({ id, handle, params, body }: TakenRequest): Promise<void> {
    this.#runningCount++
    try {
      const answer = await handle({ params, body, connection: this })
      const { result, body: content, isBulk = false } = answer
      if (isBulk) await this.#link.waitForBulkDrain()
      this.#link.send({ kind: 'reply', id, result } satisfies Message, content, isBulk)
    } catch (error) {
      if (error instanceof ChatError) this.#refuse(id, error)
      else this.#link.fail(error)
    }
    this.#runningCount--
    this.#inProgressCount--
    this.#inProgressBytes -= body.length
    this.#answerNext()
    if (!this.#isBusy) this.#link.resume()
  }

  #refuse(id: number, error: ChatError): void {
    const retryAfterMs = error.retryAfterMs ?? null
    this.#link.send({ kind: 'error', id, code: error.code, retryAfterMs } satisfies Message)
  }
}

type Request = Extract<Message, { kind: 'request' }>

/** A handler of the table whose params were checked by the same name. */
type AnyHandler = (request: {
  readonly params: object
  readonly body: Buffer
  readonly connection: Connection
}) => Promise<Awaited<ReturnType<RequestHandler<Method>>>>

interface TakenRequest {
  readonly id: number
  readonly handle: AnyHandler
  readonly params: object
  readonly body: Buffer
}

async function refuseUnknown(): Promise<never> {
  throw new ChatError('UNSUPPORTED')
}

/** An IPv4 address as such, also where the socket serves both families. */
export function plainAddress(address: string | undefined): string {
  return address?.replace(/^::ffff:(?=\d+\.)/i, '') ?? ''
}
