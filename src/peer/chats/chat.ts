import type { AcceptedControl, AcceptedEntry, ChatLog } from '../../log/chat-log.ts'
import type { RoomView } from '../../log/room-view.ts'
import type { Content } from '../../protocol/content.ts'
import type { RawEntry } from '../../protocol/entry.ts'
import type { ControlEvent } from '../../protocol/events.ts'
import type { ChatId, EntryId, Kid } from '../../protocol/ids.ts'
import { CLOCK_SPAN, EPOCH_MESSAGES } from '../../protocol/limits.ts'
import type { Wrap, WrapKeyRecord } from '../../protocol/records.ts'
import { createMutex } from '../../shared/mutex.ts'
import { createRetry } from '../../shared/retry.ts'
import type { History, HistoryRecord } from '../../store/history.ts'
import type { SentMessage } from '../peer.ts'
import type { ChatSurroundings } from './chat-surroundings.ts'
import { composeControl, composeMessages, type Sealing } from './compose.ts'
import type { EpochKeys } from './epoch-keys.ts'
import { createOutbox } from '../delivery/outbox.ts'
import type { Said } from '../delivery/delivery.ts'
import type { Restored } from './history/restore-log.ts'
import { epochOf, messageHeaderOf, openContent, toRecord } from './records.ts'

/** One chat of this user: its log, its history and the keys that join them. Sockets and screens are others' business. */
export interface Chat {
  readonly id: ChatId
  readonly log: ChatLog
  readonly history: History
  /** This user's messages as the history had them at the start. */
  readonly said: Said
  /**
   * Entries from elsewhere: verified, opened, on disk when it resolves. `onNews` hears of those that are new as soon as they are
   * verified: to pass them on needs no disk. Throws ProtocolError, or ChatError for the disk.
   */
  receive(
    entries: readonly RawEntry[],
    onNews?: (news: readonly RawEntry[]) => void,
  ): Promise<Received>
  receiveWraps(wraps: readonly Wrap[]): Promise<void>
  wrapsFor(wrapKey: WrapKeyRecord, epochs: readonly EntryId[]): readonly Wrap[]
  secretOf(epoch: EntryId): Buffer | undefined
  /** Resolves once the message is on disk; throws ChatError for the disk. */
  send(content: Content): Promise<SentMessage>
  /** An event of this user's own, on disk when it resolves. Before that `confirm` may refuse it by throwing. */
  act(
    event: ControlEvent,
    confirm?: (entry: AcceptedControl) => Promise<void>,
  ): Promise<AcceptedControl>
  /** Makes a new epoch without waiting for the next message, if this user may write here. */
  rotate(): Promise<void>
  /** Puts the lines of events where they belong, after the history's file was opened anew. */
  relocate(): void
  /** Takes over an entry that this program made outside the chat: the create entry of a room. */
  adopt(entry: AcceptedControl): Promise<void>
  /** Opens what was written sealed and whose secret is here: the program may have ended between the two. */
  openSealed(): Promise<void>
  /** Writes what the disk refused before; throws ChatError while it still does. */
  flush(): Promise<void>
  close(): Promise<void>
}

export interface Received {
  readonly complete: boolean
  readonly unknownAuthors: readonly Kid[]
  /** Whether anything was accepted that was not here before. */
  readonly hasNews: boolean
  /** Whose messages were among them. */
  readonly authors: ReadonlySet<Kid>
}

/** Goes on with `log` as it was restored from the history. */
export function createChat(
  log: ChatLog,
  history: History,
  keys: EpochKeys,
  restored: Restored,
  around: ChatSurroundings,
): Chat {
  const mutex = createMutex()
  const { messagesOf, said } = restored
  let { clock } = restored
  /** Accepted from others, but refused by the disk so far. */
  let unsaved: readonly HistoryRecord[] = []

  let shownView = log.view()
  placeEvents()

  function note(entryClock: number, epoch?: EntryId): void {
    clock = Math.max(clock, entryClock)
    if (epoch !== undefined) messagesOf.set(epoch, (messagesOf.get(epoch) ?? 0) + 1)
  }

  function noteAll(entries: readonly AcceptedEntry[]): void {
    for (const { header } of entries) {
      note(header.clock, header.lane === 'message' ? header.epoch : undefined)
    }
  }

  function showView(): void {
    const view = log.view()
    if (view === shownView) return
    shownView = view
    const hasMoved = placeEvents()
    around.onViewChanged(view)
    if (hasMoved) around.onMoved()
  }

  function placeEvents(): boolean {
    const moved = log.eventPlaces().filter(({ id, clock: at, rank }) => history.place(id, at, rank))
    return moved.length > 0
  }

  /** What was accepted is neither shown nor acknowledged before it is on disk. */
  async function flush(): Promise<void> {
    const saving = unsaved
    if (saving.length === 0) return
    try {
      await history.append(saving)
    } catch (error) {
      retry.soon()
      throw error
    }
    unsaved = []
    showView()
    around.onWritten(saving, false)
  }

  const retry = createRetry(() => mutex.run(flush))

  async function receive(
    entries: readonly RawEntry[],
    onNews: ((news: readonly RawEntry[]) => void) | undefined,
  ): Promise<Received> {
    const viewBefore = log.view()
    const { accepted, complete, unknownAuthors, forks } = await log.accept(entries)
    const news = accepted.map((entry) => entry.raw)
    if (news.length > 0) onNews?.(news)
    const view = log.view()
    const newEpochs = view === viewBefore ? [] : await keys.retryEarly(view)
    const records = accepted.map((entry) => {
      const content =
        entry.lane === 'message'
          ? openContent(keys.secretOf(entry.header.epoch), entry.header, entry.raw)
          : null
      return toRecord(entry, content, around.now())
    })
    noteAll(accepted)
    unsaved = [...unsaved, ...records]
    await flush()
    if (forks.length > 0) await around.onForks(forks)
    showView()
    await openSealed(newEpochs)
    askForMissingSecrets(accepted, view)
    return {
      complete,
      unknownAuthors,
      hasNews: news.length > 0,
      authors: new Set(
        accepted.filter(({ lane }) => lane === 'message').map(({ header }) => header.author),
      ),
    }
  }

  function askForMissingSecrets(accepted: readonly AcceptedEntry[], view: RoomView): void {
    const epochs = new Set<EntryId>()
    for (const entry of accepted) {
      if (entry.lane !== 'message' || keys.secretOf(entry.header.epoch) !== undefined) continue
      const members = view.epochs.get(entry.header.epoch)?.members
      if (members?.has(around.identity.kid) === true) epochs.add(entry.header.epoch)
    }
    if (epochs.size > 0) around.askForWraps([...epochs]).catch(around.onTrouble)
  }

  async function openSealed(epochs: readonly EntryId[]): Promise<void> {
    const opened: HistoryRecord[] = []
    for (const epoch of epochs) {
      const secret = keys.secretOf(epoch)
      for (const record of await history.sealedMessages(epoch)) {
        const content = openContent(secret, messageHeaderOf(record.raw), record.raw)
        if (content === null) continue
        await history.appendOpened({ author: record.author, seq: record.seq, content })
        opened.push({ ...record, content })
      }
    }
    if (opened.length > 0) around.onOpened(opened)
  }

  /** On disk first: what could not be written was never said. */
  async function writeOwn(
    entries: readonly AcceptedEntry[],
    contents: readonly Buffer[] = [],
  ): Promise<void> {
    const now = around.now()
    const records = entries.map((entry, index) => toRecord(entry, contents[index] ?? null, now))
    await flush()
    await history.append(records)
    log.acceptOwn(entries)
    noteAll(entries)
    showView()
    around.onWritten(records, true)
  }

  async function writeRun(contents: readonly Content[]): Promise<readonly SentMessage[]> {
    const sealing = (await usableEpoch()) ?? (await startEpoch())
    const run = await composeMessages(around.identity, log, sealing, clock, contents, around.now())
    await writeOwn(
      run,
      run.map((message) => message.plaintext),
    )
    return run.map((message) => ({ id: message.id, sentAt: message.header.sentAt }))
  }

  /** The current epoch, unless the members changed or it is old, full, near the end of its clock, or cannot be opened. */
  async function usableEpoch(): Promise<Sealing | undefined> {
    const current = log.view().currentEpoch
    if (current === undefined) return undefined
    if (keys.secretOf(current) === undefined) await around.askForWraps([current])
    const sealing = keys.sealingEpoch(log.view(), around.now())
    if (sealing === undefined) return undefined
    const isFull = (messagesOf.get(sealing.epoch) ?? 0) >= EPOCH_MESSAGES
    return isFull || clock > sealing.clock + CLOCK_SPAN - EPOCH_MESSAGES ? undefined : sealing
  }

  async function startEpoch(): Promise<Sealing> {
    const { secret, event } = keys.draft(log.view())
    // Also for this user: another machine of his can open it then without anybody else.
    const wrapKeys = await around.wrapKeysOf([...log.view().members])
    const entry = await composeControl(around.identity, log, event, clock, around.now())
    await keys.store(entry.id, secret)
    await writeOwn([entry])
    const epochs = [entry.id]
    around.onWraps(
      wrapKeys.flatMap((wrapKey) => keys.wrapsFor(wrapKey.kid, wrapKey, epochs, log.view())),
    )
    return { epoch: entry.id, secret, clock: entry.header.clock }
  }

  const outbox = createOutbox(async (contents) => {
    // Outside the turn: what is fetched has to be taken in.
    await around.checkOwnChain()
    return await mutex.run(() => writeRun(contents))
  })

  return {
    id: log.chat,
    log,
    history,
    said,
    receive: (entries, onNews) => mutex.run(() => receive(entries, onNews)),
    async receiveWraps(wraps) {
      const epochs = await keys.receive(wraps, log.view())
      // Not awaited: whoever holds the chat may be waiting for these very wraps.
      if (epochs.length > 0) mutex.run(() => openSealed(epochs)).catch(around.onTrouble)
    },
    wrapsFor: (wrapKey, epochs) => keys.wrapsFor(wrapKey.kid, wrapKey, epochs, log.view()),
    secretOf: keys.secretOf,
    send: (content) => outbox.send(content),
    act: (event, confirm) =>
      mutex.run(async () => {
        const entry = await composeControl(around.identity, log, event, clock, around.now())
        await confirm?.(entry)
        await writeOwn([entry])
        return entry
      }),
    rotate: () =>
      mutex.run(async () => {
        const { phase, members } = log.view()
        if (phase === 'active' && members.has(around.identity.kid)) await startEpoch()
      }),
    relocate() {
      placeEvents()
      around.onMoved()
    },
    adopt: (entry) => mutex.run(() => writeOwn([entry])),
    openSealed: () =>
      mutex.run(async () => {
        const epochs = (await history.sealedMessages()).map((record) => epochOf(record.raw))
        await openSealed([...new Set(epochs)].filter((epoch) => keys.secretOf(epoch) !== undefined))
      }),
    flush: () => mutex.run(flush),
    async close() {
      retry.stop()
      // The last chance for what the disk refused.
      await mutex.run(flush).catch(() => undefined)
      await mutex.run(() => history.close())
    },
  }
}
