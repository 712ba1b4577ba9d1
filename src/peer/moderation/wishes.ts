import type { Identity } from '../../crypto/identity.ts'
import { randomBytes } from '../../crypto/hash.ts'
import { deriveRoomKey, proveRoomPassword, sealProof } from '../../crypto/rooms/room-password.ts'
import { sign } from '../../crypto/sign.ts'
import { joinRequestWords } from '../../log/signed-words.ts'
import type { Connection } from '../../net/connection.ts'
import { decodeEntries } from '../../protocol/entry.ts'
import type { JoinRequest } from '../../protocol/events.ts'
import type { ChatId, Kid } from '../../protocol/ids.ts'
import { ADMISSION_PROOFS_MAX } from '../../protocol/limits.ts'
import { encodeParts } from '../../protocol/parts.ts'
import type { WrapKeyRecord } from '../../protocol/records.ts'
import { encodeJson } from '../../protocol/strict-json.ts'
import { toB64 } from '../../shared/bytes.ts'
import { ChatError, isChatError } from '../../shared/errors.ts'
import type { StoredGovernance } from '../../store/profile/schemas.ts'
import type { ActiveChat } from '../chats/active-chat.ts'
import type { Exchange } from '../chats/exchange.ts'
import { JOIN_EXPORTER } from './admission-desk.ts'

/** So long an answer is waited for before the wish is left to wait by itself. */
const ANSWER_MS = 6_000
/** A wrong password has to be found wrong by so many, since one of them may be no honest member. */
const VERDICTS = 2

/** This user's wishes to be let into password rooms. */
export interface Wishes {
  /**
   * Asks the members who are online. True: this user is in. False: nobody could answer, and the wish waits, also at the tracker.
   * Throws WRONG_ROOM_PASSWORD, TOO_MANY_ATTEMPTS, BANNED.
   */
  ask(active: ActiveChat, password: string): Promise<boolean>
  /** False without a wish. Throws TRACKER_UNREACHABLE while the tracker, which may keep it, is away. */
  withdraw(active: ActiveChat): Promise<boolean>
  /** Somebody is linked now: he may be one who can answer. */
  onLink(connection: Connection): Promise<void>
  /** Gives the tracker what waits. */
  onTracker(tracker: Connection): Promise<void>
  /** A member said through the tracker that the password is wrong. */
  onRefused(chat: ChatId): void
  /** Members of rooms changed: this user may be one by now. */
  onMembersChanged(): void
}

export interface WishesOptions {
  readonly identity: Identity
  readonly exchange: Exchange
  chats(): Iterable<ActiveChat>
  chatOf(id: ChatId): ActiveChat | undefined
  isOnline(kid: Kid): boolean
  reach(kid: Kid, timeoutMs: number): Promise<Connection | undefined>
  updateLinks(): void
  tracker(): Connection | undefined
  wrapKeysOf(kids: readonly Kid[]): Promise<readonly WrapKeyRecord[]>
  now(): number
  onTrouble(error: unknown): void
}

type Asking = NonNullable<StoredGovernance['asking']>
type Verdict = 'admitted' | 'stale' | 'no-key' | ChatError

export function createWishes(options: WishesOptions): Wishes {
  const { identity, exchange } = options
  const self = identity.kid

  function askingOf(active: ActiveChat): Asking | null {
    return active.chat.log.view().members.has(self) ? null : active.governance.stored().asking
  }

  async function signRequest(chat: ChatId): Promise<JoinRequest> {
    const nonce = toB64(randomBytes(16))
    const time = options.now()
    const sig = await sign(identity.privateKey, joinRequestWords(chat, nonce, time))
    return { nonce, time, sig: toB64(sig) }
  }

  async function askMember(
    active: ActiveChat,
    { generation, key, request }: Asking,
    connection: Connection,
  ): Promise<Verdict> {
    const chat = active.chat.id
    const exporter = connection.exportKey(JOIN_EXPORTER)
    const bound = { to: 'connection', exporter } as const
    const context = { chat, generation, asker: self, member: connection.kid, bound }
    const proof = toB64(proveRoomPassword(Buffer.from(key, 'base64url'), context))
    try {
      const params = { chat, generation, request, proof }
      const { result, body } = await connection.request('admission.ask', params)
      if (result.outcome !== 'admitted') return result.outcome
      await active.chat.receive(decodeEntries(body))
      await exchange.compare(active, connection)
      return active.chat.log.view().members.has(self) ? 'admitted' : 'stale'
    } catch (error) {
      if (isChatError(error)) return error
      throw error
    }
  }

  async function finish(active: ActiveChat): Promise<void> {
    const { asking } = active.governance.stored()
    if (asking === null) return
    const { generation, key } = asking
    active.governance.keep({ asking: null, roomKey: { generation, key } })
    active.governance.show({ admission: null })
    await active.markLeft(false)
    for (const kid of active.recipients()) {
      const link = await options.reach(kid, 0)
      if (link !== undefined) await exchange.compare(active, link)
    }
  }

  function giveUp(active: ActiveChat, refusal: ChatError): void {
    active.governance.keep({ asking: null })
    const isPaused = refusal.code === 'TOO_MANY_ATTEMPTS'
    const retryAt = isPaused ? options.now() + (refusal.retryAfterMs ?? 0) : null
    active.governance.show({ admission: { status: isPaused ? 'paused' : 'refused', retryAt } })
  }

  /** Leaves the wish with the tracker, readable by members only. */
  async function leave(active: ActiveChat, tracker: Connection): Promise<void> {
    const asking = askingOf(active)
    if (asking === null) return
    const chat = active.chat.id
    const { generation, key, request } = asking
    const members = active.recipients().slice(0, ADMISSION_PROOFS_MAX)
    const bound = { to: 'wish', nonce: request.nonce } as const
    const sealed = (await options.wrapKeysOf(members)).map((wrapKey) => {
      const context = { chat, generation, asker: self, member: wrapKey.kid, bound }
      const proof = proveRoomPassword(Buffer.from(key, 'base64url'), context)
      return sealProof(proof, { chat, asker: self, wrapKey })
    })
    if (sealed.length === 0) return
    const body = encodeParts(sealed.map(encodeJson))
    await tracker.request('admission.wait', { chat, generation, request }, { body })
  }

  async function wait(active: ActiveChat): Promise<false> {
    active.governance.show({ admission: { status: 'waiting', retryAt: null } })
    const tracker = options.tracker()
    try {
      if (tracker !== undefined) await leave(active, tracker)
    } catch (error) {
      if (!isChatError(error)) throw error
    }
    return false
  }

  /** The first verdict of those who can be reached; two for a wrong password. */
  async function askAround(active: ActiveChat, asking: Asking): Promise<Verdict | undefined> {
    const online = active
      .recipients()
      .filter(options.isOnline)
      .slice(0, 2 * VERDICTS)
    const links = online.map((kid) => options.reach(kid, ANSWER_MS))
    let refusal: Verdict | undefined
    let refusals = 0
    for (const reached of links) {
      const link = await reached
      if (link === undefined) continue
      const verdict = await askMember(active, asking, link)
      if (verdict === 'admitted' || verdict === 'stale') return verdict
      if (!isRefusal(verdict)) continue
      refusal = verdict
      if (++refusals === VERDICTS) break
    }
    return refusal
  }

  async function ask(active: ActiveChat, password: string, isAgain: boolean): Promise<boolean> {
    const generation = active.chat.log.view().passwordGeneration
    const key = toB64(await deriveRoomKey(password, active.chat.id, generation))
    const asking = { generation, key, request: await signRequest(active.chat.id) }
    await active.markLeft(true)
    active.governance.keep({ asking })
    active.governance.show({ admission: { status: 'asking', retryAt: null } })
    options.updateLinks()
    const verdict = await askAround(active, asking)
    if (active.chat.log.view().members.has(self)) {
      await finish(active)
      return true
    }
    // Withdrawn meanwhile.
    if (active.governance.stored().asking?.request.nonce !== asking.request.nonce) return false
    if (isRefusal(verdict)) {
      giveUp(active, verdict)
      throw verdict
    }
    const hasChanged = active.chat.log.view().passwordGeneration !== generation
    if (verdict === 'stale' && hasChanged && !isAgain) return ask(active, password, true)
    return wait(active)
  }

  return {
    ask: (active, password) => ask(active, password, false),
    async withdraw(active) {
      const isWaiting = askingOf(active) !== null
      if (!isWaiting && active.state().admission === null) return false
      if (isWaiting) {
        const tracker = options.tracker()
        if (tracker === undefined) throw new ChatError('TRACKER_UNREACHABLE')
        await tracker.request('admission.withdraw', { chat: active.chat.id })
      }
      active.governance.keep({ asking: null })
      active.governance.show({ admission: null })
      return true
    },
    async onLink(connection) {
      for (const active of options.chats()) {
        const asking = askingOf(active)
        const isMember = active.chat.log.view().members.has(connection.kid)
        // While the first round runs, it asks by itself.
        const isWaiting = active.state().admission?.status !== 'asking'
        if (asking === null || !isMember || !isWaiting) continue
        const verdict = await askMember(active, asking, connection)
        if (active.chat.log.view().members.has(self)) await finish(active)
        else if (isRefusal(verdict)) giveUp(active, verdict)
        else if (verdict === 'stale') giveUp(active, new ChatError('WRONG_ROOM_PASSWORD'))
      }
    },
    async onTracker(tracker) {
      for (const active of options.chats()) {
        if (askingOf(active) === null || active.state().admission?.status === 'asking') continue
        active.governance.show({ admission: { status: 'waiting', retryAt: null } })
        await leave(active, tracker)
      }
    },
    onRefused(chat) {
      const active = options.chatOf(chat)
      if (active === undefined || askingOf(active) === null) return
      giveUp(active, new ChatError('WRONG_ROOM_PASSWORD'))
    },
    onMembersChanged() {
      for (const active of options.chats()) {
        if (active.chat.log.view().members.has(self)) finish(active).catch(options.onTrouble)
      }
    },
  }
}

const REFUSALS: ReadonlySet<string> = new Set([
  'WRONG_ROOM_PASSWORD',
  'TOO_MANY_ATTEMPTS',
  'BANNED',
])

function isRefusal(verdict: Verdict | undefined): verdict is ChatError {
  return verdict instanceof ChatError && REFUSALS.has(verdict.code)
}
