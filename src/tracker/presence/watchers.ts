import type { Connection } from '../../net/connection.ts'
import type { ChatId, Kid } from '../../protocol/ids.ts'
import { coalesce } from '../coalesce.ts'
import { createPresenceSet } from './presence-set.ts'

/** What happens within this time is told in one notice; longer when there are many to tell, so that telling stays a small part of the work. */
const GATHER_MS = 50
const GATHER_MS_PER_WATCHER = 0.25

/** Tells those who watch who comes and goes and which rooms change: little and often becomes one notice for all. */
export interface Watchers {
  readonly onlineCount: number
  come(kid: Kid): void
  go(kid: Kid): void
  roomChanged(chat: ChatId): void
  /** Who is online now, as the body of the reply; what comes later is told. */
  watch(connection: Connection): Buffer
  forget(connection: Connection): void
  /** Tells nothing any more. */
  stop(): void
}

export function createWatchers(): Watchers {
  const watching = new Set<Connection>()
  const presence = createPresenceSet()
  const rooms = new Set<ChatId>()
  const telling = coalesce(() => Math.max(GATHER_MS, GATHER_MS_PER_WATCHER * watching.size), tell)

  function tell(): void {
    const changes = presence.takeChanges()
    if (changes !== undefined) {
      const { online, body } = changes
      for (const connection of watching)
        check(connection, connection.notify('presence', { online }, body))
    }
    for (const chat of rooms) {
      for (const connection of watching) check(connection, connection.notify('room', { chat }))
    }
    rooms.clear()
  }

  /** Whoever reads so slowly that notices are dropped would show what is no longer true: better that he starts again. */
  function check(connection: Connection, wasSent: boolean): void {
    if (wasSent) return
    watching.delete(connection)
    connection.close('dead')
  }

  return {
    get onlineCount() {
      return presence.size
    },
    come(kid) {
      presence.come(kid)
      telling.schedule()
    },
    go(kid) {
      presence.go(kid)
      telling.schedule()
    },
    roomChanged(chat) {
      rooms.add(chat)
      telling.schedule()
    },
    watch(connection) {
      watching.add(connection)
      return presence.snapshot()
    },
    forget: (connection) => void watching.delete(connection),
    stop: () => telling.stop(),
  }
}
