import type { Connection } from '../../net/connection.ts'
import type { ChatId, Kid } from '../../protocol/ids.ts'
import { isChatError } from '../../shared/errors.ts'
import type { ActiveChat } from '../chats/active-chat.ts'

const TIMER_MAX_MS = 2 ** 31 - 1
const MINUTE_MS = 60_000

/** Tells the members of rooms that expire by inactivity how long there is left. */
export interface Countdown {
  /** Somebody came or went, a room changed, or the tracker is back. */
  update(): void
  /** Asks the tracker when absent moderators were last seen. */
  ask(tracker: Connection): Promise<void>
  stop(): void
}

export interface CountdownOptions {
  readonly self: Kid
  chats(): Iterable<ActiveChat>
  tracker(): Connection | undefined
  isOnline(kid: Kid): boolean
  now(): number
  onWarning(active: ActiveChat, expiresAt: number): void
  onTrouble(error: unknown): void
}

interface Watched {
  /** ms; undefined while the moderator is here. */
  lastSeen: number | undefined
  expiresAt: number | undefined
  timer: NodeJS.Timeout | undefined
}

export function createCountdown(options: CountdownOptions): Countdown {
  const { self, now } = options
  const watched = new Map<ChatId, Watched>()
  let isStopped = false

  function update(): void {
    for (const active of isStopped ? [] : options.chats()) {
      const { phase, policy, members, lastModerator } = active.chat.log.view()
      const isWatched = phase === 'active' && members.has(self)
      const { inactivity } = policy
      if (isWatched && lastModerator !== null && inactivity !== null) {
        watch(active, lastModerator, inactivity)
      } else forget(active)
    }
  }

  function watch(active: ActiveChat, moderator: Kid, inactivityS: number): void {
    const { id } = active.chat
    const known = watched.get(id)
    const entry: Watched = known ?? { lastSeen: undefined, expiresAt: undefined, timer: undefined }
    watched.set(id, entry)
    if (moderator === self || options.isOnline(moderator)) entry.lastSeen = undefined
    else if (entry.lastSeen === undefined) {
      entry.lastSeen = now()
      const tracker = options.tracker()
      if (tracker !== undefined) askOne(active, tracker).catch(options.onTrouble)
    }
    const said = active.chat.log.spokenAt(moderator)
    const seen = entry.lastSeen === undefined ? undefined : Math.max(entry.lastSeen, said)
    const expiresAt = seen === undefined ? undefined : seen + inactivityS * 1_000
    if (expiresAt === entry.expiresAt && known !== undefined) return
    entry.expiresAt = expiresAt
    active.governance.show({ expiresAt: expiresAt ?? null, lastModeratorSeen: seen ?? null })
    warnNext(active, entry, inactivityS * 1_000)
  }

  /** At half of the time, a tenth, and a minute before the end. */
  function warnNext(active: ActiveChat, entry: Watched, timeoutMs: number): void {
    clearTimeout(entry.timer)
    const { expiresAt } = entry
    if (expiresAt === undefined || isStopped) return
    const before = [
      timeoutMs / 2,
      timeoutMs / 10,
      ...(timeoutMs > 2 * MINUTE_MS ? [MINUTE_MS] : []),
    ]
    const times = before.map((ms) => expiresAt - ms).filter((at) => at > now())
    if (times.length === 0) return
    const next = Math.min(...times)
    entry.timer = setTimeout(
      () => {
        if (entry.expiresAt !== expiresAt) return
        if (now() >= next) options.onWarning(active, expiresAt)
        warnNext(active, entry, timeoutMs)
      },
      Math.min(next - now(), TIMER_MAX_MS),
    ).unref()
  }

  function forget(active: ActiveChat): void {
    const entry = watched.get(active.chat.id)
    if (entry === undefined) return
    clearTimeout(entry.timer)
    watched.delete(active.chat.id)
    active.governance.show({ expiresAt: null })
  }

  async function askOne(active: ActiveChat, tracker: Connection): Promise<void> {
    try {
      const { result } = await tracker.request('rooms.seen', { chat: active.chat.id })
      const entry = watched.get(active.chat.id)
      if (entry?.lastSeen === undefined || result.lastSeen === null) return
      entry.lastSeen = result.lastSeen
      update()
    } catch (error) {
      if (!isChatError(error)) throw error
    }
  }

  return {
    update,
    async ask(tracker) {
      update()
      for (const active of options.chats()) {
        if (watched.get(active.chat.id)?.lastSeen !== undefined) await askOne(active, tracker)
      }
    },
    stop() {
      isStopped = true
      for (const { timer } of watched.values()) clearTimeout(timer)
    },
  }
}
