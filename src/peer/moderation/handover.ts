import type { Connection } from '../../net/connection.ts'
import type { RoomContent } from '../../protocol/rooms/room-content.ts'
import type { EntryId, Kid } from '../../protocol/ids.ts'
import { ChatError } from '../../shared/errors.ts'
import type { ActiveChat } from '../chats/active-chat.ts'
import type { Acts } from './acts.ts'

/** How a room is handed over: its moderator offers, a member answers, and the moderator's program does the rest. */
export interface Handover {
  offer(active: ActiveChat, username: string): Promise<void>
  /** Throws NO_OFFER when none stands for this user. */
  answer(active: ActiveChat, accepts: boolean): Promise<void>
  /** A member's word came in, or this user's own. */
  heard(
    active: ActiveChat,
    word: { readonly id: EntryId; readonly author: Kid; readonly content: RoomContent },
  ): Promise<void>
  /** Carries out what was accepted while the tracker was away. */
  resume(active: ActiveChat): Promise<void>
}

export interface HandoverOptions {
  readonly self: Kid
  readonly acts: Acts
  tracker(): Connection | undefined
}

export function createHandover({ self, acts, tracker }: HandoverOptions): Handover {
  /** With the tracker's word that it signs no other, nobody can claim that the room went elsewhere. */
  async function carryOut(active: ActiveChat): Promise<void> {
    const { offer } = active.governance.stored()
    const { moderator, generation, members } = active.chat.log.view()
    const connection = tracker()
    if (offer === null || !offer.isAccepted || connection === undefined) return
    if (moderator !== self || offer.from !== self || !members.has(offer.to)) return
    active.governance.keep({ offer: null })
    const to = offer.to
    const next = generation + 1
    const asked = { chat: active.chat.id, generation: next, to }
    const { result } = await connection.request('transfer.witness', asked)
    const witness = { generation: next, to, sig: result.sig }
    await acts.act(active, { type: 'transfer', kid: to, witness })
    await active.chat.rotate()
  }

  return {
    async offer(active, username) {
      const [to] = acts.members(active, [username])
      if (to === undefined || to === self)
        throw new ChatError('UNKNOWN_USER', { subject: username })
      await active.chat.send({ type: 'room.offer', to })
    },
    async answer(active, accepts) {
      const { offer } = active.governance.stored()
      if (offer === null || offer.to !== self || active.state().transferOffer === null) {
        throw new ChatError('NO_OFFER', { subject: active.chat.log.view().name })
      }
      await active.chat.send({ type: 'room.answer', offer: offer.id, accepts })
    },
    async heard(active, { id, author, content }) {
      const { moderator } = active.chat.log.view()
      const { offer } = active.governance.stored()
      if (content.type === 'room.offer' && author === moderator && content.to !== author) {
        active.governance.keep({ offer: { id, from: author, to: content.to, isAccepted: false } })
      }
      if (content.type !== 'room.answer' || offer === null) return
      if (content.offer !== offer.id || author !== offer.to) return
      const isMine = content.accepts && offer.from === self
      active.governance.keep({ offer: isMine ? { ...offer, isAccepted: true } : null })
      await carryOut(active)
    },
    resume: carryOut,
  }
}
