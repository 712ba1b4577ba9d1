import type { RoomView } from '../../log/room-view.ts'
import type { EntryId, Kid } from '../../protocol/ids.ts'
import type { HistoryRecord } from '../../store/history.ts'
import { membersOf, phaseOf, recipientsOf, toMap } from './chat-facts.ts'
import { createGovernance, type Governance } from '../moderation/governance.ts'
import { isRoomContent } from '../../protocol/rooms/room-content.ts'
import type { ChatName, ChatState, LogItem } from '../state.ts'
import { createSearch, type Search } from './catch-up/search.ts'
import type { Chat } from './chat.ts'
import { createOwnProgress, type OwnProgress } from '../delivery/own-progress.ts'
import type { Receipt } from '../delivery/delivery.ts'
import { createReading } from '../delivery/reading.ts'
import type { ActiveChatOptions, ChatRecord } from './active-chat-options.ts'
import { atProgress, toLogItem, type ItemContext } from './log-items.ts'
import { policyChanges } from '../moderation/policy-changes.ts'
import { epochOf } from './records.ts'
import { createLogWindow, type LogWindowController } from './log-window.ts'

/** Behind it stands what tells a chat that was set aside from the one that has its name now; no name may contain it. */
export const ASIDE = '~'

/** A chat as its user meets it: the window on its history, ticks, unread marks; turns what happens into state and events. */
export interface ActiveChat {
  readonly chat: Chat
  readonly window: LogWindowController
  /** How far this user's messages have come. */
  readonly progress: OwnProgress
  readonly governance: Governance
  record(): ChatRecord
  /** Whether this user sees it: he opened it, or something was said in it. */
  isShown(): boolean
  state(): ChatState
  nameOf(kid: Kid): string
  /** How a stored entry is shown; undefined when it is not. */
  toItem(record: HistoryRecord): LogItem | undefined
  /** Members other than this user that are to get messages now. */
  recipients(): readonly Kid[]
  onWritten(records: readonly HistoryRecord[], own: boolean): void
  onOpened(records: readonly HistoryRecord[]): void
  onViewChanged(view: RoomView): void
  onMoved(): void
  onForks(authors: readonly Kid[]): void
  /** What can be read has been read; returns whether others are to be told of it. */
  markRead(): boolean
  /** On disk when it resolves. */
  markLeft(hasLeft: boolean): Promise<void>
  /** The user asked for this chat. */
  markOpened(): Promise<void>
  /** Others were told how far this user has their messages, and has read them. */
  markTold(told: ChatRecord['told']): void
  setMailbox(trouble: ChatState['mailbox']): void
  readonly search: Search
  /** The chat goes by this name from now on. */
  rename(name: ChatName): void
  /** Something that the state shows of others changed: presence, keys, who is writing. */
  refresh(): void
}

export function createActiveChat(options: ActiveChatOptions): ActiveChat {
  const { chat, self } = options
  let record = options.record
  const progress: OwnProgress = createOwnProgress({
    known: {
      stored: record.stored,
      delivered: toMap(record.delivered),
      read: toMap(record.read),
      settled: record.settled,
    },
    said: chat.said,
    async save({ stored, delivered, read, settled }) {
      const levels = { delivered: Object.fromEntries(delivered), read: Object.fromEntries(read) }
      change({ ...levels, stored, settled })
      await options.save()
    },
    onShown,
    onTrouble: options.onTrouble,
  })
  const reading = createReading(self, chat.log, options.sealed)
  const forked = new Set<Kid>()
  let mailbox: ChatState['mailbox'] = null
  let recipients = recipientsOf(chat.log.view(), self)
  let members = membersOf(chat.log.view(), options, self)

  const context: ItemContext = {
    self,
    username: options.username,
    nameOf: options.nameOf,
    progressOf: progress.stateOf,
    policyChange: (id) => policyChanges(chat.log).get(id),
  }
  const window = createLogWindow(chat.history, takeReportedItem, publish)
  const governance = createGovernance({
    log: chat.log,
    self,
    stored: () => record.governance,
    save: (stored) => change({ governance: stored }),
    nameOf: options.nameOf,
    onChange: publish,
  })
  const search = createSearch({
    countGaps: chat.log.countGaps,
    neighbours: options.neighbours,
    onChange: publish,
  })
  const reported = new WeakMap<HistoryRecord, LogItem>()

  listenTo(chat.log.view())

  function listenTo(view: RoomView): void {
    const isIn = (epoch: EntryId, kid: Kid): boolean =>
      view.epochs.get(epoch)?.members.has(kid) === true
    progress.setAudience({ present: recipients, isIn })
  }

  function onShown(receipts: readonly Receipt[]): void {
    for (const { id, by, state } of receipts) {
      const name = by === undefined ? options.trackerName() : options.nameOf(by)
      options.emit({ type: 'receipt', chat: record.name, id, by: name, state })
    }
    window.patch(withProgress)
  }

  function isShown(): boolean {
    return record.isOpened || chat.history.count > 0
  }

  /** What was just reported is shown next: it is made once for both. */
  function toReportedItem(stored: HistoryRecord): LogItem | undefined {
    const item = toShownItem(stored)
    if (item !== undefined) reported.set(stored, item)
    return item
  }

  function takeReportedItem(stored: HistoryRecord): LogItem | undefined {
    const item = reported.get(stored)
    reported.delete(stored)
    return item === undefined ? toShownItem(stored) : withProgress(item, stored)
  }

  function toShownItem(stored: HistoryRecord): LogItem | undefined {
    if (stored.lane === 'message' && (isRoomContent(stored.content) || !isVisible(stored))) {
      return undefined
    }
    return toLogItem(stored, context)
  }

  function isVisible(stored: HistoryRecord): boolean {
    const { author, seq, raw } = stored
    return chat.log.view().isMessageVisible({ author, seq, epoch: epochOf(raw) })
  }

  function publish(): void {
    if (isShown()) options.onState(state())
  }

  function change(next: Partial<ChatRecord>): void {
    record = { ...record, ...next }
    options.onRecord(record)
  }

  function state(): ChatState {
    const view = chat.log.view()
    return {
      ...governance.state(),
      id: record.id,
      name: record.name,
      kind: record.kind,
      phase: record.name.includes(ASIDE) ? 'left' : phaseOf(view, self, record.hasLeft),
      blocked: options.isBlocked(record.name) ? 'KEY_CHANGED' : null,
      private: view.policy.admit === 'password',
      moderator: view.moderator === null ? null : options.nameOf(view.moderator),
      members,
      unread: record.unread,
      mentions: record.mentions,
      readUpTo: record.readUpTo,
      log: window.current(),
      typing: options.typing.names(),
      mailbox,
      gap: search.gap(),
      forked: [...forked].map(options.nameOf),
      lastActivity: record.lastActivity,
    }
  }

  function withProgress(item: LogItem, stored: HistoryRecord): LogItem {
    return atProgress(item, () => context.progressOf(stored.seq))
  }

  /** Counts and reports what is new to this user. */
  function report(records: readonly HistoryRecord[]): void {
    let { unread, mentions, lastActivity } = record
    for (const stored of records) {
      const item = toReportedItem(stored)
      if (item === undefined) {
        if (stored.lane === 'message') noteUnseen(stored)
        continue
      }
      lastActivity = Math.max(lastActivity, stored.receivedAt)
      if (item.type === 'event') {
        options.emit({ type: 'room', name: record.name.slice(1), item })
        continue
      }
      if (item.problem === 'sealed') continue
      if (item.file !== null) options.onFile(stored)
      if (!item.own) unread++
      if (item.mentionsMe) mentions++
      if (!item.own) options.typing.stopped(item.from)
      options.emit({ type: 'message', chat: record.name, message: item })
    }
    change({ unread, mentions, lastActivity })
  }

  function noteUnseen(stored: HistoryRecord): void {
    if (!isVisible(stored)) options.onHidden(stored)
    else if (isRoomContent(stored.content)) options.onRoomContent(stored)
  }

  return {
    chat,
    window,
    progress,
    nameOf: options.nameOf,
    governance,
    search,
    record: () => record,
    isShown,
    state,
    toItem: toShownItem,
    recipients: () => recipients,
    onWritten(records, own) {
      if (!own) governance.wrote(records)
      for (const { lane, author, seq, id, raw } of records) {
        if (lane === 'message' && author === self) progress.sent(seq, id, epochOf(raw))
      }
      if (!own) reading.arrived(records)
      report(records)
      window.extend(records).then(publish, options.onTrouble)
    },
    onOpened(records) {
      reading.opened(records)
      report(records)
      window.reload().catch(options.onTrouble)
    },
    onViewChanged(view) {
      recipients = recipientsOf(view, self)
      members = membersOf(view, options, self)
      listenTo(view)
      window.rebuild()
    },
    onForks(authors) {
      for (const author of authors) forked.add(author)
      window.rebuild()
    },
    onMoved() {
      window.reload().catch(options.onTrouble)
    },
    markRead() {
      const last = window.current().items.at(-1)?.id ?? null
      const read = options.tellsReading() ? reading.readAll(record.reading) : undefined
      const isSame = record.unread === 0 && record.mentions === 0 && record.readUpTo === last
      if (isSame && read === undefined) return false
      change({
        unread: 0,
        mentions: 0,
        readUpTo: last as EntryId | null,
        reading: read ?? record.reading,
      })
      publish()
      return read !== undefined
    },
    async markLeft(hasLeft) {
      change({ hasLeft })
      await options.save()
      publish()
    },
    async markOpened() {
      if (!record.isOpened) {
        change({ isOpened: true })
        await options.save()
      }
      publish()
    },
    markTold: (told) => change({ told }),
    setMailbox(trouble) {
      if (trouble === mailbox) return
      mailbox = trouble
      publish()
    },
    rename(name) {
      change({ name })
    },
    refresh() {
      members = membersOf(chat.log.view(), options, self)
      publish()
    },
  }
}
