import { checkRoomProof, openProof, type ProofContext } from '../../crypto/rooms/room-password.ts'
import type { PrivateKey, PublicKey } from '../../crypto/keys.ts'
import { verifyAsync } from '../../crypto/sign.ts'
import { joinRequestWords } from '../../log/signed-words.ts'
import type { Connection } from '../../net/connection.ts'
import { encodeEntries, type RawEntry } from '../../protocol/entry.ts'
import type { JoinRequest } from '../../protocol/events.ts'
import type { ChatId, Kid } from '../../protocol/ids.ts'
import type { Username } from '../../protocol/names.ts'
import { decodeParts } from '../../protocol/parts.ts'
import { parseStrictJson } from '../../protocol/strict-json.ts'
import type { Result } from '../../protocol/wire/methods.ts'
import { WaitingWishSchema, type WaitingWish } from '../../protocol/wire/room-methods.ts'
import { fromB64 } from '../../shared/bytes.ts'
import { ChatError, isChatError, ProtocolError } from '../../shared/errors.ts'
import type { ActiveChat } from '../chats/active-chat.ts'
import { createAttempts } from './attempts.ts'

/** Binds a proof to its connection (RFC 8446 §7.5). */
export const JOIN_EXPORTER = 'EXPORTER-chatp2p-join'
const WISHES_MAX = 1_024

/** Lets people into password rooms on behalf of this user, who is not asked: whoever knows the password may come in. */
export interface AdmissionDesk {
  /** Answers somebody who asks over `connection`. Throws WRONG_ROOM_PASSWORD, TOO_MANY_ATTEMPTS, BANNED, NOT_A_MEMBER. */
  answer(active: ActiveChat, asked: Asked, connection: Connection): Promise<Answer>
  /** Answers the wishes that wait at the tracker. */
  answerWaiting(tracker: Connection): Promise<void>
}

export interface Asked {
  readonly generation: number
  readonly request: JoinRequest
  readonly proof: string
}

export interface Answer {
  readonly result: Result<'admission.ask'>
  readonly body?: Uint8Array
}

export interface AdmissionDeskOptions {
  readonly self: Kid
  chatOf(id: ChatId): ActiveChat | undefined
  keyOf(kid: Kid): PublicKey | undefined
  usernameOf(kid: Kid): string | undefined
  privateKeyOf(wrapKid: string): PrivateKey | undefined
  refreshDirectory(): Promise<void>
  now(): number
}

export function createAdmissionDesk(options: AdmissionDeskOptions): AdmissionDesk {
  const { self } = options
  const attempts = createAttempts()

  /** The entries that let `asker` in; or why it cannot be said whether he may. */
  async function decide(
    active: ActiveChat,
    wish: {
      readonly generation: number
      readonly request: JoinRequest
      readonly proof: Uint8Array
    },
    context: Pick<ProofContext, 'asker' | 'bound'>,
  ): Promise<readonly RawEntry[] | 'stale' | 'no-key'> {
    const { asker } = context
    const { log } = active.chat
    const view = log.view()
    if (view.members.has(asker)) return []
    if (view.banned.has(asker)) throw new ChatError('BANNED')
    if (view.phase !== 'active' || !view.members.has(self)) throw new ChatError('NOT_A_MEMBER')
    const isCurrent = wish.generation === view.passwordGeneration
    if (view.policy.admit !== 'password' || !isCurrent) return 'stale'
    const { roomKey } = active.governance.stored()
    const key = roomKey?.generation === wish.generation ? fromB64(roomKey.key) : undefined
    if (key === undefined) return 'no-key'
    const chat = active.chat.id
    checkProof(key, { ...context, chat, generation: wish.generation, member: self }, wish.proof)
    await checkRequest(chat, asker, wish.request)
    const username = options.usernameOf(asker) as Username
    const event = { type: 'add', kid: asker, username, request: wish.request } as const
    const entry = await active.chat.act(event)
    return log.view().members.has(asker) ? [entry.raw] : 'stale'
  }

  function checkProof(key: Uint8Array, context: ProofContext, proof: Uint8Array): void {
    const name = `${context.chat} ${context.asker}`
    const retryAfterMs = attempts.waitMs(name, options.now())
    if (retryAfterMs > 0) throw new ChatError('TOO_MANY_ATTEMPTS', { retryAfterMs })
    if (checkRoomProof(key, context, proof)) return
    attempts.fail(name, options.now())
    throw new ChatError('WRONG_ROOM_PASSWORD')
  }

  /** Nobody is added without his own word: every member's program checks it as well. */
  async function checkRequest(chat: ChatId, asker: Kid, request: JoinRequest): Promise<void> {
    if (options.keyOf(asker) === undefined) await options.refreshDirectory()
    const key = options.keyOf(asker)
    const sig = fromB64(request.sig)
    const words = joinRequestWords(chat, request.nonce, request.time)
    const isSigned = key && sig && (await verifyAsync(key, words, sig))
    if (isSigned !== true) throw new ProtocolError('BAD_SIGNATURE', 'join request')
  }

  async function answerWish(wish: WaitingWish, tracker: Connection): Promise<void> {
    const active = options.chatOf(wish.chat)
    const privateKey = options.privateKeyOf(wish.proof.wrapKid)
    if (active === undefined || privateKey === undefined) return
    const { chat, asker } = wish
    const proof = openProof(wish.proof, { chat, asker, privateKey }) ?? Buffer.alloc(0)
    const bound = { to: 'wish', nonce: wish.request.nonce } as const
    try {
      await decide(active, { ...wish, proof }, { asker, bound })
    } catch (error) {
      if (!isChatError(error, 'WRONG_ROOM_PASSWORD')) {
        if (isChatError(error) || error instanceof ProtocolError) return
        throw error
      }
      await tracker.request('admission.refuse', { chat, asker })
    }
  }

  return {
    async answer(active, { generation, request, proof }, connection) {
      const bytes = fromB64(proof) ?? Buffer.alloc(0)
      const exporter = connection.exportKey(JOIN_EXPORTER)
      const decided = await decide(
        active,
        { generation, request, proof: bytes },
        { asker: connection.kid, bound: { to: 'connection', exporter } },
      )
      if (typeof decided === 'string') return { result: { outcome: decided } }
      return { result: { outcome: 'admitted' }, body: encodeEntries(decided) }
    },
    async answerWaiting(tracker) {
      const { body } = await tracker.request('admission.list', {})
      for (const part of decodeParts(body, WISHES_MAX)) {
        await answerWish(parseStrictJson(WaitingWishSchema, part), tracker)
      }
    },
  }
}
