import {
  IN_PROGRESS_BYTES_MAX,
  IN_PROGRESS_MAX,
  REQUEST_TIMEOUT_MS,
} from '../../protocol/limits.ts'
import type { Message } from '../../protocol/wire/message.ts'
import type { Method, Params } from '../../protocol/wire/methods.ts'
import { parseResult } from '../../protocol/wire/parse-call.ts'
import { ChatError, isChatErrorCode, ProtocolError } from '../../shared/errors.ts'
import type { Reply } from '../connection.ts'
import type { FrameLink } from './frame-link.ts'

/** Half of what the other side takes before it stops reading, so that two busy sides never wait for each other. */
const OUTSTANDING_MAX = IN_PROGRESS_MAX / 2
const OUTSTANDING_BYTES_MAX = IN_PROGRESS_BYTES_MAX / 2

export interface RequestOptions {
  readonly body?: Uint8Array
  readonly signal?: AbortSignal
  readonly timeoutMs?: number
}

/**
 * What this side asked and has no answer to. An id stays here until it is answered, even if nobody waits for it any more: a
 * reply to anything else is a violation.
 */
export class OutstandingRequests {
  readonly #link: FrameLink
  readonly #asked = new Map<number, Asked>()
  /** Requests that wait for a place among those asked, or for the send queue, in order. */
  readonly #unsent: Unsent[] = []
  #askedBytes = 0
  #lastId = 0
  #isWaitingForDrain = false

  constructor(link: FrameLink) {
    this.#link = link
  }

  ask<M extends Method>(
    method: M,
    params: Params<M>,
    { body, signal, timeoutMs = REQUEST_TIMEOUT_MS }: RequestOptions = {},
  ): Promise<Reply<M>> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(new ChatError('CANCELLED'))
      if (!this.#link.isOpen) return reject(new ChatError('CONNECTION_LOST'))
      const asked: Asked = {
        method,
        bodyBytes: body?.length ?? 0,
        isSettled: false,
        settle: (outcome) => {
          if (asked.isSettled) return
          asked.isSettled = true
          clearTimeout(timer)
          signal?.removeEventListener('abort', cancel)
          if (outcome instanceof Error) reject(outcome)
          else resolve(outcome as Reply<M>)
        },
      }
      const cancel = (): void => asked.settle(new ChatError('CANCELLED'))
      const timer = setTimeout(() => this.#timeOut(asked), timeoutMs).unref()
      signal?.addEventListener('abort', cancel)
      this.#unsent.push({ asked, params, body })
      this.#sendNext()
    })
  }

  /** Takes the answer to one request; throws ProtocolError when it is none. */
  settle(message: Extract<Message, { kind: 'reply' | 'error' }>, body: Buffer): void {
    const asked = message.id === null ? undefined : this.#asked.get(message.id)
    if (message.id === null || asked === undefined)
      throw new ProtocolError('UNEXPECTED_MESSAGE', `${message.kind} to nothing`)
    if (message.kind === 'error') asked.settle(answeredError(message.code, message.retryAfterMs))
    else asked.settle({ result: parseResult(asked.method, message.result), body })
    this.#asked.delete(message.id)
    this.#askedBytes -= asked.bodyBytes
    this.#sendNext()
  }

  failAll(reason: string): void {
    const lost = [...this.#asked.values(), ...this.#unsent.map(({ asked }) => asked)]
    this.#asked.clear()
    this.#unsent.length = 0
    for (const asked of lost) asked.settle(new ChatError('CONNECTION_LOST', { subject: reason }))
  }

  #sendNext(): void {
    for (let next = this.#unsent[0]; next !== undefined; next = this.#unsent[0]) {
      const { asked, params, body } = next
      if (!asked.isSettled) {
        if (!this.#hasPlaceFor(asked)) return
        if (this.#link.isSendQueueFull) return this.#sendNextAfterDrain()
        const id = ++this.#lastId
        this.#asked.set(id, asked)
        this.#askedBytes += asked.bodyBytes
        const { method } = asked
        this.#link.send({ kind: 'request', id, method, params } satisfies Message, body)
      }
      this.#unsent.shift()
    }
  }

  #hasPlaceFor({ bodyBytes }: Asked): boolean {
    if (this.#asked.size === 0) return true
    const isSmallEnough = this.#askedBytes + bodyBytes <= OUTSTANDING_BYTES_MAX
    return this.#asked.size < OUTSTANDING_MAX && isSmallEnough
  }

  #sendNextAfterDrain(): void {
    if (this.#isWaitingForDrain) return
    this.#isWaitingForDrain = true
    void this.#link.waitForDrain().then(() => {
      this.#isWaitingForDrain = false
      this.#sendNext()
    })
  }

  /** Somebody who leaves every request unanswered is as good as gone. */
  #timeOut(asked: Asked): void {
    asked.settle(new ChatError('TIMEOUT', { subject: asked.method }))
    if (this.#asked.size < OUTSTANDING_MAX) return
    if ([...this.#asked.values()].every(({ isSettled }) => isSettled)) this.#link.close('TIMEOUT')
  }
}

interface Asked {
  readonly method: Method
  readonly bodyBytes: number
  isSettled: boolean
  /** The first outcome counts. */
  readonly settle: (outcome: Reply<Method> | Error) => void
}

interface Unsent {
  readonly asked: Asked
  readonly params: Record<string, unknown>
  readonly body: Uint8Array | undefined
}

/** A code of a later version is not lost, but it has no words here. */
function answeredError(code: string, retryAfterMs: number | null): ChatError {
  const details = retryAfterMs === null ? {} : { retryAfterMs }
  if (!isChatErrorCode(code)) return new ChatError('UNSUPPORTED', { subject: code, ...details })
  return new ChatError(code, details)
}
