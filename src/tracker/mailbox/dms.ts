import { dmChatId } from '../../crypto/epoch.ts'
import type { AcceptedControl } from '../../log/chat-log.ts'
import type { Connection } from '../../net/connection.ts'
import type { RawEntry } from '../../protocol/entry.ts'
import type { ChatId, Kid } from '../../protocol/ids.ts'
import { CHATS_IN_MAILBOX } from '../../protocol/limits.ts'
import { ChatError } from '../../shared/errors.ts'
import type { DmMembers } from '../../store/tracker/room-logs.ts'
import type { EntryRates } from '../limits/entry-rates.ts'
import type { Room } from '../rooms/room.ts'
import type { Pushed } from '../rooms/rooms.ts'
import { readPushed } from './pushed-entries.ts'

const FULL_RETRY_MS = 3_600_000

/** The DMs of which this tracker holds something. A DM's id does not tell who its two members are: one of them says it. */
export interface Dms {
  /** Throws INVALID_CHAT when `chat` is not the DM of these two. */
  open(connection: Connection, chat: ChatId, other: Kid): void
  /** What this connection has opened. */
  forget(connection: Connection): void
  /** A DM that has entries, for one of its members. */
  get(chat: ChatId, asker: Kid): Room | undefined
  /** The same, also before its first entry when it was opened over this connection. Throws QUOTA when there are too many. */
  provide(chat: ChatId, connection: Connection): Room | undefined
  /** As Rooms.push, of a DM that was provided. */
  push(room: Room, raws: readonly RawEntry[], pusher: Kid): Promise<Pushed>
  /** DMs of this user that have entries, and with whom. */
  of(kid: Kid): readonly { readonly room: Room; readonly with: Kid }[]
  all(): Iterable<Room>
  membersOf(chat: ChatId): DmMembers | undefined
}

export interface DmsOptions {
  readonly createRoom: (
    chat: ChatId,
    members: DmMembers,
    restored: readonly AcceptedControl[],
  ) => Room
  readonly restored: readonly {
    readonly chat: ChatId
    readonly members: DmMembers
    readonly entries: readonly AcceptedControl[]
  }[]
  readonly rates: EntryRates
}

interface Dm {
  readonly room: Room
  readonly members: DmMembers
}

export function createDms({ createRoom, restored, rates }: DmsOptions): Dms {
  /** Also some without entries, as long as somebody may be about to bring them. */
  const dms = new Map<ChatId, Dm>()
  const byMember = new Map<Kid, Set<Dm>>()
  const opened = new Map<Connection, Map<ChatId, Kid>>()

  function enter(dm: Dm): void {
    dms.set(dm.room.log.chat, dm)
    for (const kid of dm.members) byMember.set(kid, (byMember.get(kid) ?? new Set()).add(dm))
  }

  function known(chat: ChatId, asker: Kid): Dm | undefined {
    const dm = dms.get(chat)
    return dm?.members.includes(asker) === true ? dm : undefined
  }

  for (const { chat, members, entries } of restored) {
    const dm = { room: createRoom(chat, members, entries), members }
    // One whose first entry was never acknowledged is as unknown as before.
    if (hasEntries(dm)) enter(dm)
  }

  return {
    open(connection, chat, other) {
      if (other === connection.kid || dmChatId(connection.kid, other) !== chat) {
        throw new ChatError('INVALID_CHAT')
      }
      const chats = opened.get(connection) ?? new Map<ChatId, Kid>()
      if (chats.size >= CHATS_IN_MAILBOX) throw new ChatError('QUOTA')
      opened.set(connection, chats.set(chat, other))
    },
    forget(connection) {
      for (const chat of opened.get(connection)?.keys() ?? []) {
        const dm = dms.get(chat)
        if (dm !== undefined && !hasEntries(dm)) dms.delete(chat)
      }
      opened.delete(connection)
    },
    get(chat, asker) {
      const dm = known(chat, asker)
      return dm !== undefined && hasEntries(dm) ? dm.room : undefined
    },
    provide(chat, connection) {
      const dm = known(chat, connection.kid)
      const other = opened.get(connection)?.get(chat)
      if (dm !== undefined || other === undefined) return dm?.room
      if ((byMember.get(connection.kid)?.size ?? 0) >= CHATS_IN_MAILBOX) {
        throw new ChatError('QUOTA', { retryAfterMs: FULL_RETRY_MS })
      }
      const members: DmMembers = [connection.kid, other]
      const room = createRoom(chat, members, [])
      dms.set(chat, { room, members })
      return room
    },
    async push(room, raws, pusher) {
      const { chat } = room.log
      const entries = readPushed(raws, chat)
      rates.check(pusher, entries)
      const { members } = room.log.view()
      const { fresh, ...rest } = await room.take(entries, pusher)
      if (fresh.length === 0) return { ...rest, room, change: undefined }
      rates.spend(fresh)
      const [a = pusher, b = pusher] = members
      enter(dms.get(chat) ?? { room, members: [a, b] })
      return { ...rest, room, change: { room, fresh, concerned: members, listing: 'same' } }
    },
    of: (kid) =>
      [...(byMember.get(kid) ?? [])].map(({ room, members: [a, b] }) => ({
        room,
        with: a === kid ? b : a,
      })),
    membersOf: (chat) => dms.get(chat)?.members,
    *all() {
      for (const { room } of dms.values()) yield room
    },
  }
}

function hasEntries({ room }: Dm): boolean {
  return room.log.controlTip().deps.length > 0
}
