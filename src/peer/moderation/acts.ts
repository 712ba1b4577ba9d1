import type { AcceptedControl } from '../../log/chat-log.ts'
import type { Connection } from '../../net/connection.ts'
import { encodeEntries } from '../../protocol/entry.ts'
import type { ControlEvent } from '../../protocol/events.ts'
import type { Kid } from '../../protocol/ids.ts'
import { normalizeRoomName } from '../../protocol/names.ts'
import { ChatError, isChatError, withSubject } from '../../shared/errors.ts'
import type { ActiveChat } from '../chats/active-chat.ts'
import type { Chats } from '../chats/chats.ts'
import type { Exchange } from '../chats/exchange.ts'

/** What every act of a moderator has in common. */
export interface Acts {
  /** The room of this name, read-only ones too. Throws NOT_A_MEMBER. */
  find(typed: string): ActiveChat
  /** The same, if this user is its moderator. Throws NOT_MODERATOR, NOT_A_MEMBER, ROOM_DELETED. */
  findOwn(typed: string): ActiveChat
  /** Signs the event, spreads it, and counts from now on who knows of it. */
  act(active: ActiveChat, event: ControlEvent): Promise<void>
  /** The same, but the tracker has to take it first. Throws TRACKER_UNREACHABLE and what the tracker answers. */
  actAtTracker(active: ActiveChat, event: ControlEvent, subject: string): Promise<void>
  /** Members by username. Throws UNKNOWN_USER with the first that is none. */
  members(active: ActiveChat, usernames: readonly string[]): readonly Kid[]
}

export interface ActsOptions {
  readonly self: Kid
  readonly chats: Pick<Chats, 'byName'>
  readonly exchange: Exchange
  tracker(): Connection | undefined
  nameOf(kid: Kid): string
}

export function createActs(options: ActsOptions): Acts {
  const { self, chats, exchange } = options

  function find(typed: string): ActiveChat {
    const name = normalizeRoomName(typed)
    // The names of archives are no names of rooms.
    const active = chats.byName(`#${typed.replace(/^#/, '')}`) ?? chats.byName(`#${name}`)
    if (active === undefined) throw new ChatError('NOT_A_MEMBER', { subject: name })
    return active
  }

  function spread(active: ActiveChat, entry: AcceptedControl): void {
    const { event } = entry
    active.governance.acted(entry.id)
    // Whoever is out is no longer among those who get news: he is told by himself.
    if (event.type === 'remove' || event.type === 'ban') {
      exchange.tellNow(active, [entry.raw], event.kid)
    }
  }

  return {
    find,
    findOwn(typed) {
      const active = find(typed)
      const { phase, members, moderator, name } = active.chat.log.view()
      if (phase !== 'active') throw new ChatError('ROOM_DELETED', { subject: name })
      if (!members.has(self)) throw new ChatError('NOT_A_MEMBER', { subject: name })
      if (moderator !== self) throw new ChatError('NOT_MODERATOR', { subject: name })
      return active
    },
    async act(active, event) {
      spread(active, await active.chat.act(event))
      await exchange.trackerTold(active)
    },
    async actAtTracker(active, event, subject) {
      const tracker = options.tracker()
      if (tracker === undefined) throw new ChatError('TRACKER_UNREACHABLE')
      await exchange.compareWithTracker(active, tracker)
      const entry = await active.chat.act(event, async ({ raw }) => {
        const params = { chat: active.chat.id, until: tracker.kid, lacking: [] }
        await tracker
          .request('entries.push', params, { body: encodeEntries([raw]) })
          .catch((error: unknown) => {
            throw isChatError(error) ? withSubject(error, subject) : error
          })
      })
      spread(active, entry)
    },
    members(active, usernames) {
      const present = [...active.chat.log.view().members]
      return usernames.flatMap((username) => {
        const kids = present.filter((kid) => options.nameOf(kid) === username)
        if (kids.length === 0) throw new ChatError('UNKNOWN_USER', { subject: username })
        return kids
      })
    },
  }
}
