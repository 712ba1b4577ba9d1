import type { AcceptedControl, ChatLog } from '../../log/chat-log.ts'
import type { RawEntry } from '../../protocol/entry.ts'
import type { Kid } from '../../protocol/ids.ts'
import { createEmitter } from '../../shared/emitter.ts'
import { ChatError } from '../../shared/errors.ts'
import { createMutex } from '../../shared/mutex.ts'
import type { ControlEntry } from './control-entry.ts'
import { createControlShare } from './control-share.ts'

/** Old entries never go: only an archived room would help. */
const FULL_RETRY_MS = 3_600_000

/** One room's control log, in memory and on disk. */
export interface Room {
  readonly log: ChatLog
  readonly bytes: number
  /**
   * Verifies and keeps entries; resolves when they are on disk. Throws QUOTA, ProtocolError for forgeries, and disk errors, after
   * which the next call writes what is still missing.
   */
  take(entries: readonly ControlEntry[]): Promise<Taken>
  /** Resolves when all that was handed in so far is judged. */
  settled(): Promise<void>
  /** Resolves when something new was accepted, or when `signal` ends the wait. */
  changed(signal: AbortSignal): Promise<void>
  /** Writes what a disk error left behind, if anything. */
  flush(): Promise<void>
}

export interface Taken {
  readonly fresh: readonly AcceptedControl[]
  readonly complete: boolean
}

export interface RoomOptions {
  readonly log: ChatLog
  /** On disk when it resolves. */
  readonly append: (entries: readonly RawEntry[]) => Promise<void>
  /** Already on disk. */
  readonly restored?: readonly AcceptedControl[]
}

export function createRoom({ log, append, restored = [] }: RoomOptions): Room {
  const turns = createMutex()
  const share = createControlShare()
  const changes = createEmitter<void>()
  let unsaved: readonly AcceptedControl[] = []

  log.restore(restored)
  for (const { header, raw } of restored) share.add(header.author, sizeOf(raw))

  async function save(): Promise<readonly AcceptedControl[]> {
    const saving = unsaved
    if (saving.length > 0) await append(saving.map((entry) => entry.raw))
    unsaved = []
    return saving
  }

  function checkShare(entries: readonly ControlEntry[]): void {
    const members = log.view().members
    const added = new Map<Kid, number>()
    for (const { header, event, bytes } of entries) {
      const { author } = header
      const isMember = members.has(author) || event.type === 'join' || event.type === 'create'
      const sum = (added.get(author) ?? 0) + bytes
      added.set(author, sum)
      if (!share.hasRoomFor(author, sum, isMember ? 'member' : 'stranger')) {
        throw new ChatError('QUOTA', { retryAfterMs: FULL_RETRY_MS })
      }
    }
  }

  return {
    log,
    get bytes() {
      return share.bytes
    },
    take: (entries) =>
      turns.run(async () => {
        checkShare(entries)
        const { accepted, complete } = await log.accept(entries.map((entry) => entry.raw))
        const controls = accepted.filter((entry) => entry.lane === 'control')
        for (const { header, raw } of controls) share.add(header.author, sizeOf(raw))
        unsaved = [...unsaved, ...controls]
        if (controls.length > 0) changes.emit()
        return { fresh: await save(), complete }
      }),
    settled: () => turns.run(async () => undefined),
    changed: (signal) =>
      new Promise((resolve) => {
        function stop(): void {
          forget()
          signal.removeEventListener('abort', stop)
          resolve()
        }
        const forget = changes.on(stop)
        signal.addEventListener('abort', stop)
      }),
    flush: () => turns.run(async () => void (await save())),
  }
}

function sizeOf(raw: RawEntry): number {
  return raw.header.length + raw.body.length + (raw.signature?.length ?? 0)
}
