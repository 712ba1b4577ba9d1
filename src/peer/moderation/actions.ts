import { deriveRoomKey } from '../../crypto/rooms/room-password.ts'
import type { ChatLogOptions } from '../../log/create-chat-log.ts'
import type { ChatId, Kid } from '../../protocol/ids.ts'
import { toB64 } from '../../shared/bytes.ts'
import { ChatError } from '../../shared/errors.ts'
import type { ActiveChat } from '../chats/active-chat.ts'
import type { Chats } from '../chats/chats.ts'
import type { Moderation } from '../moderation.ts'
import { requireRoomName, requireRoomPassword, requireSeconds } from '../rooms/room-params.ts'
import type { ChatName, RoomState } from '../state.ts'
import type { Acts } from './acts.ts'
import { auditLines, verifyEntries } from './audit.ts'
import type { Handover } from './handover.ts'
import { refusalsOf } from './refusals.ts'

const HANDOVER_WAIT_MS = 5_000

export interface ModerationOptions {
  readonly self: Kid
  readonly chats: Pick<Chats, 'byName' | 'purge' | 'settled'>
  readonly acts: Acts
  readonly handover: Handover
  describe(active: ActiveChat): RoomState
  /** The key that counts for a username now. */
  kidOf(username: string): Kid | undefined
  nameOf(kid: Kid): string
  logOptions(chat: ChatId): ChatLogOptions
  /** Resolves when `condition` holds after some change of members, or after `timeoutMs`. */
  until(condition: () => boolean, timeoutMs: number): Promise<void>
}

/** What faces ask for, of one session. */
export function createModeration(options: ModerationOptions): Moderation {
  const { self, chats, acts, handover, describe } = options

  async function setPassword(active: ActiveChat, password: string): Promise<void> {
    requireRoomPassword(password)
    const { policy, passwordGeneration } = active.chat.log.view()
    const generation = passwordGeneration + 1
    const key = toB64(await deriveRoomKey(password, active.chat.id, generation))
    if (policy.admit === 'open') {
      await acts.act(active, { type: 'policy', policy: { ...policy, admit: 'password' } })
    }
    await acts.act(active, { type: 'password', generation })
    active.governance.keep({ roomKey: { generation, key } })
    // Under keys that the old password opens nothing of; members who were let in before learn the new one by it.
    await active.chat.rotate()
    await active.chat.send({ type: 'room.key', generation, key })
  }

  async function putOut(
    active: ActiveChat,
    kids: readonly Kid[],
    type: 'remove' | 'ban',
  ): Promise<void> {
    if (kids.includes(self))
      throw new ChatError('INVALID_PARAMS', { subject: options.nameOf(self) })
    for (const kid of kids) {
      const cut = active.chat.log.chain(kid)?.seq ?? 0
      await acts.act(active, { type, kid, cut })
    }
    await active.chat.rotate()
  }

  function requireKid(active: ActiveChat, username: string): Kid {
    const isMeant = (kid: Kid): boolean => options.nameOf(kid) === username
    const kid = options.kidOf(username) ?? [...active.chat.log.view().members].find(isMeant)
    if (kid === undefined) throw new ChatError('UNKNOWN_USER', { subject: username })
    return kid
  }

  function requireArchive(name: ChatName): ActiveChat {
    const active = name.startsWith('#') ? acts.find(name) : chats.byName(name)
    if (active === undefined) throw new ChatError('NOT_A_MEMBER', { subject: name })
    if (active.state().phase === 'active') {
      throw new ChatError('ALREADY_A_MEMBER', { subject: name.slice(1) })
    }
    return active
  }

  return {
    async renameRoom(typed, typedNew) {
      const active = acts.findOwn(typed)
      const name = requireRoomName(typedNew)
      if (name === active.chat.log.view().name) return describe(active)
      await acts.actAtTracker(active, { type: 'rename', name }, name)
      await active.chat.rotate()
      await chats.settled()
      return describe(active)
    },
    async setPassword(typed, password) {
      const active = acts.findOwn(typed)
      const { policy } = active.chat.log.view()
      if (password !== null) await setPassword(active, password)
      else if (policy.admit === 'password') {
        await acts.act(active, { type: 'policy', policy: { ...policy, admit: 'open' } })
        active.governance.keep({ roomKey: null })
        await active.chat.rotate()
      }
      return describe(active)
    },
    async setInactivity(typed, timeoutS) {
      const active = acts.findOwn(typed)
      const { policy } = active.chat.log.view()
      const inactivity = requireSeconds(timeoutS)
      if (inactivity !== policy.inactivity) {
        await acts.act(active, { type: 'policy', policy: { ...policy, inactivity } })
        await active.chat.rotate()
      }
      return describe(active)
    },
    async removeMembers(typed, usernames) {
      const active = acts.findOwn(typed)
      await putOut(active, acts.members(active, usernames), 'remove')
      return describe(active)
    },
    async ban(typed, usernames) {
      const active = acts.findOwn(typed)
      const { banned } = active.chat.log.view()
      const kids = usernames
        .map((name) => requireKid(active, name))
        .filter((kid) => !banned.has(kid))
      await putOut(active, kids, 'ban')
      return describe(active)
    },
    async unban(typed, usernames) {
      const active = acts.findOwn(typed)
      for (const username of usernames) {
        const { banned } = active.chat.log.view()
        const kids = [...banned].filter((kid) => options.nameOf(kid) === username)
        if (kids.length === 0) throw new ChatError('UNKNOWN_USER', { subject: username })
        for (const kid of kids) await acts.act(active, { type: 'unban', kid })
      }
      await active.chat.rotate()
      return describe(active)
    },
    async offerTransfer(typed, username) {
      await handover.offer(acts.findOwn(typed), username)
    },
    async acceptTransfer(typed) {
      const active = acts.find(typed)
      await handover.answer(active, true)
      const { log } = active.chat
      await options.until(() => log.view().moderator === self, HANDOVER_WAIT_MS)
      return describe(active)
    },
    async declineTransfer(typed) {
      await handover.answer(acts.find(typed), false)
    },
    async deleteRoom(typed) {
      await acts.act(acts.findOwn(typed), { type: 'delete' })
    },
    async purgeArchive(name) {
      await chats.purge(requireArchive(name))
    },
    async audit(typed) {
      const active = acts.find(typed)
      return [...auditLines(active.chat.log, options.nameOf), ...refusalsOf(active)]
    },
    async verifyAudit(typed) {
      const { chat } = acts.find(typed)
      const { nameOf } = options
      for (;;) {
        const judged = chat.log.view()
        await chat.flush()
        const kept = await chat.history.controls()
        const logOptions = { ...options.logOptions(chat.id), nameOf }
        const report = await verifyEntries(kept, chat.log, logOptions)
        // What has come in meanwhile contradicts nothing: it is verified with the rest.
        if (report.matches || report.wrong !== null || chat.log.view() === judged) return report
      }
    },
  }
}
