import { entryId, signEntry } from '../../crypto/entry.ts'
import type { PrivateKey } from '../../crypto/keys.ts'
import type { ControlHeader, RawEntry } from '../../protocol/entry.ts'
import type { ControlEvent } from '../../protocol/events.ts'
import type { ChatId, Kid } from '../../protocol/ids.ts'
import { encodeJson } from '../../protocol/strict-json.ts'
import { isChatError } from '../../shared/errors.ts'
import type { Document } from '../../store/documents/document.ts'
import type { GovernanceFile } from '../../store/tracker/governance-schema.ts'
import type { Room } from '../rooms/room.ts'

/** After a start moderators get this long to come back before anything expires. */
const GRACE_MS = 30_000
const RETRY_MS = 60_000
const TIMER_MAX_MS = 2 ** 31 - 1

/** Ends rooms whose moderators wanted that after so long a silence. */
export interface Inactivity {
  /** When the moderator of this room was last known of, ms; null while he is online. */
  lastSeen(room: Room): number | null
  /** Somebody came or went, or a room changed. */
  update(): void
  came(kid: Kid): void
  went(kid: Kid): void
  stop(): void
}

export interface InactivityOptions {
  readonly self: Kid
  readonly key: PrivateKey
  readonly file: Document<GovernanceFile>
  rooms(): Iterable<Room>
  isOnline(kid: Kid): boolean
  now(): number
  /** Takes the tracker's own entry as anybody's and passes it on. */
  push(chat: ChatId, entry: RawEntry): Promise<void>
  onTrouble(error: unknown): void
}

export function createInactivity(options: InactivityOptions): Inactivity {
  const { file, now } = options
  const startedAt = now()
  let timer: NodeJS.Timeout | undefined
  let isStopped = false

  function timeoutOf(room: Room): number | undefined {
    const { phase, policy } = room.log.view()
    return phase === 'active' && policy.inactivity !== null ? policy.inactivity * 1_000 : undefined
  }

  /** What he signed counts as well, so that no member can hold anything newer than what an expiry says. */
  function lastSeen({ log }: Room): number | null {
    const moderator = log.view().lastModerator
    if (moderator === null) return startedAt
    if (options.isOnline(moderator)) return null
    const known = file.get().seen.find(({ kid }) => kid === moderator)?.at ?? startedAt
    const signed = log
      .controls()
      .reduce((at, node) => (node.author === moderator ? Math.max(at, node.sentAt) : at), 0)
    return Math.max(known, signed, log.spokenAt(moderator))
  }

  /** When the room is due; undefined while it is not in question. */
  function deadline(room: Room): number | undefined {
    const timeout = timeoutOf(room)
    const seen = timeout === undefined ? null : lastSeen(room)
    if (timeout === undefined || seen === null) return undefined
    return Math.max(seen + timeout, startedAt + Math.min(timeout, GRACE_MS))
  }

  async function expire(room: Room): Promise<void> {
    const seen = lastSeen(room)
    if (seen === null) return
    const tip = room.log.controlTip()
    const event: ControlEvent = { type: 'expire', asOf: now(), lastSeen: seen }
    const header: ControlHeader = {
      v: 1,
      chat: room.log.chat,
      lane: 'control',
      author: options.self,
      lamport: tip.lamport,
      clock: tip.clock,
      sentAt: now(),
      deps: [...tip.deps],
    }
    const [headerBytes, body] = [encodeJson(header), encodeJson(event)]
    const signature = await signEntry(options.key, entryId(headerBytes, body))
    await options.push(room.log.chat, { header: headerBytes, body, signature })
  }

  async function check(): Promise<void> {
    let hasFailed = false
    for (const room of options.rooms()) {
      const at = deadline(room)
      if (at === undefined || at > now()) continue
      try {
        await expire(room)
      } catch (error) {
        if (!isChatError(error)) throw error
        hasFailed = true
      }
    }
    schedule(hasFailed ? RETRY_MS : 0)
  }

  function schedule(leastMs: number): void {
    clearTimeout(timer)
    if (isStopped) return
    const due = [...options.rooms()].flatMap((room) => deadline(room) ?? [])
    if (due.length === 0) return
    const waitMs = Math.max(leastMs, Math.min(...due) - now(), 1)
    timer = setTimeout(
      () => void check().catch(options.onTrouble),
      Math.min(waitMs, TIMER_MAX_MS),
    ).unref()
  }

  function note(kid: Kid, at: number | undefined): void {
    const isKnown = file.get().seen.some((one) => one.kid === kid)
    const matters = [...options.rooms()].some(
      (room) => timeoutOf(room) !== undefined && room.log.view().lastModerator === kid,
    )
    if (isKnown || matters) {
      file.updateSoon((kept) => {
        const others = kept.seen.filter((one) => one.kid !== kid)
        return { ...kept, seen: at === undefined ? others : [...others, { kid, at }] }
      })
    }
    if (matters) schedule(0)
  }

  return {
    lastSeen,
    update: () => schedule(0),
    came: (kid) => note(kid, undefined),
    went: (kid) => note(kid, now()),
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
  }
}
