import type { ChatId, Kid } from '../../protocol/ids.ts'
import { ChatError } from '../../shared/errors.ts'
import type { Document } from '../../store/documents/document.ts'
import type { GovernanceFile, StoredWish } from '../../store/tracker/governance-schema.ts'
import type { Rooms } from '../rooms/rooms.ts'

const PER_ROOM_MAX = 64
const ALL_MAX = 1_024
const PER_ASKER_MAX = 16
const KEPT_MS = 7 * 24 * 3_600_000
const FULL_RETRY_MS = 60_000

/** Wishes to be let into password rooms that wait for a member to come online. This tracker cannot read their proofs. */
export interface Wishes {
  /** In place of an earlier one of the same user and room; on disk when it resolves. Throws QUOTA. */
  put(wish: StoredWish): Promise<void>
  /** Those that `member` can read and whose rooms want an answer still. */
  for(member: Kid): readonly StoredWish[]
  /** Drops the wish that `member` could read; false when there is none. */
  refuse(chat: ChatId, asker: Kid, member: Kid): Promise<boolean>
  /** Its asker wants it no more. */
  withdraw(chat: ChatId, asker: Kid): Promise<void>
}

export function createWishes(
  file: Document<GovernanceFile>,
  rooms: Pick<Rooms, 'get'>,
  now: () => number,
): Wishes {
  /** Wishes that were granted, or can be granted no more, are forgotten when somebody looks. */
  function isOpen({ chat, asker, generation, at }: StoredWish): boolean {
    const view = rooms.get(chat)?.log.view()
    if (view === undefined || view.phase !== 'active' || now() - at > KEPT_MS) return false
    const isCurrent = view.passwordGeneration === generation && view.policy.admit === 'password'
    return isCurrent && !view.members.has(asker) && !view.banned.has(asker)
  }

  const open = (): readonly StoredWish[] => file.get().wishes.filter(isOpen)

  async function drop(chat: ChatId, asker: Kid): Promise<void> {
    await file.update((kept) => ({
      ...kept,
      wishes: kept.wishes.filter((one) => one.chat !== chat || one.asker !== asker),
    }))
  }

  return {
    async put(wish) {
      const others = open().filter(({ chat, asker }) => chat !== wish.chat || asker !== wish.asker)
      const isFull =
        others.length >= ALL_MAX ||
        others.filter(({ chat }) => chat === wish.chat).length >= PER_ROOM_MAX ||
        others.filter(({ asker }) => asker === wish.asker).length >= PER_ASKER_MAX
      if (isFull) throw new ChatError('QUOTA', { retryAfterMs: FULL_RETRY_MS })
      await file.update((kept) => ({ ...kept, wishes: [...others, wish] }))
    },
    for: (member) =>
      open().filter(
        ({ chat, proofs }) =>
          proofs.some(({ to }) => to === member) &&
          rooms.get(chat)?.log.view().members.has(member) === true,
      ),
    async refuse(chat, asker, member) {
      const wish = this.for(member).find((one) => one.chat === chat && one.asker === asker)
      if (wish === undefined) return false
      await drop(chat, asker)
      return true
    },
    withdraw: drop,
  }
}
