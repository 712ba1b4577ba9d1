import type { AcceptedControl, AcceptedMessage, ChatLog } from '../../log/chat-log.ts'
import type { RawEntry } from '../../protocol/entry.ts'
import type { Kid } from '../../protocol/ids.ts'
import { createEmitter } from '../../shared/emitter.ts'
import { ChatError, ProtocolError } from '../../shared/errors.ts'
import { createMutex } from '../../shared/mutex.ts'
import type { Box } from '../mailbox/box.ts'
import type { MessageEntry, PushedEntries } from '../mailbox/pushed-entries.ts'
import type { ControlEntry } from './control-entry.ts'
import { createControlShare } from './control-share.ts'

/** Old entries never go: only an archived room would help. */
const FULL_RETRY_MS = 3_600_000

/** One chat, a room or a DM: its control log in memory and on disk, and what waits of it. */
export interface Room {
  readonly log: ChatLog
  readonly bytes: number
  /**
   * Verifies and keeps entries; resolves when they are on disk. Throws QUOTA, ProtocolError for forgeries, and disk errors, after
   * which the next call writes what is still missing. What befalls the messages does not undo the control entries: it is told in
   * `failure`.
   */
  take(entries: PushedEntries, pusher: Kid): Promise<Taken>
  /** Runs a task on what waits while nothing else happens to this chat. */
  alone<T>(task: (box: Box) => Promise<T>): Promise<T>
  /** Resolves when all that was handed in so far is judged. */
  settled(): Promise<void>
  /** Resolves when something new was accepted, or when `signal` ends the wait. */
  changed(signal: AbortSignal): Promise<void>
  /** Writes what a disk error left behind, if anything. */
  flush(): Promise<void>
}

export interface Taken {
  readonly fresh: readonly AcceptedControl[]
  readonly messages: readonly AcceptedMessage[]
  readonly complete: boolean
  /** How far the pusher's own messages are on disk. */
  readonly held: number | undefined
  readonly failure: ChatError | ProtocolError | undefined
}

export interface RoomOptions {
  readonly log: ChatLog
  readonly createBox: () => Box
  /** On disk when it resolves. */
  readonly append: (entries: readonly RawEntry[]) => Promise<void>
  /** Already on disk. */
  readonly restored?: readonly AcceptedControl[]
}

export function createRoom({ log, createBox, append, restored = [] }: RoomOptions): Room {
  const turns = createMutex()
  const share = createControlShare()
  const changes = createEmitter<void>()
  let unsaved: readonly AcceptedControl[] = []

  log.restore(restored)
  for (const { header, raw } of restored) share.add(header.author, sizeOf(raw))
  // Its messages build on the epochs above.
  const box = createBox()

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

  async function takeControls(
    entries: readonly ControlEntry[],
  ): Promise<Pick<Taken, 'fresh' | 'complete'>> {
    if (entries.length === 0) return { fresh: await save(), complete: true }
    checkShare(entries)
    const { accepted, complete } = await log.accept(entries.map((entry) => entry.raw))
    const controls = accepted.filter((entry) => entry.lane === 'control')
    for (const { header, raw } of controls) share.add(header.author, sizeOf(raw))
    unsaved = [...unsaved, ...controls]
    // Messages may have waited for their epoch.
    box.add(accepted.filter((entry) => entry.lane === 'message'))
    if (controls.length > 0) changes.emit()
    return { fresh: await save(), complete }
  }

  /** Members; and who was one, what he himself has said: the log knows whether that was in his time. */
  function mayBring(messages: readonly MessageEntry[], pusher: Kid): boolean {
    const { members, epochs } = log.view()
    if (members.has(pusher)) return true
    const isOwn = messages.every(({ header }) => header.author === pusher)
    return isOwn && messages.every(({ header }) => epochs.get(header.epoch)?.members.has(pusher))
  }

  async function takeMessages(
    messages: readonly MessageEntry[],
    pusher: Kid,
  ): Promise<Pick<Taken, 'messages' | 'complete' | 'failure'>> {
    try {
      if (messages.length === 0) return { messages: [], complete: true, failure: undefined }
      if (!mayBring(messages, pusher)) throw new ChatError('NOT_A_MEMBER')
      return { ...(await box.take(messages, pusher)), failure: undefined }
    } catch (failure) {
      if (!(failure instanceof ChatError) && !(failure instanceof ProtocolError)) throw failure
      return { messages: [], complete: false, failure }
    }
  }

  return {
    log,
    get bytes() {
      return share.bytes
    },
    take: ({ controls, messages }, pusher) =>
      turns.run(async () => {
        const { fresh, complete } = await takeControls(controls)
        const taken = await takeMessages(messages, pusher)
        return { ...taken, fresh, complete: complete && taken.complete, held: box.end(pusher) }
      }),
    alone: (task) => turns.run(() => task(box)),
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
    flush: () =>
      turns.run(async () => {
        await save()
        await box.save()
      }),
  }
}

function sizeOf(raw: RawEntry): number {
  return raw.header.length + raw.body.length + (raw.signature?.length ?? 0)
}
