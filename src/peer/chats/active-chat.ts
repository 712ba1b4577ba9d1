import type { RoomView } from '../../log/room-view.ts'
import type { EntryId, Kid } from '../../protocol/ids.ts'
import type { HistoryRecord } from '../../store/history.ts'
import type { StoredChat } from '../../store/profile/schemas.ts'
import type { PeerEvent } from '../peer.ts'
import { UNGOVERNED, type ChatName, type ChatState, type LogItem } from '../state.ts'
import type { Chat } from './chat.ts'
import { createDelivery, type Delivery } from './delivery.ts'
import { toLogItem, type ItemContext } from './log-items.ts'
import { epochOf } from './records.ts'
import { createLogWindow, type LogWindowController } from './log-window.ts'
import type { Typing } from './typing.ts'

/** Behind it stands what tells a chat that was set aside from the one that has its name now; no name may contain it. */
export const ASIDE = '~'

/** What is kept of a chat besides its history. */
export type ChatRecord = StoredChat

/** A chat as its user meets it: the window on its history, ticks, unread marks; turns what happens into state and events. */
export interface ActiveChat {
  readonly chat: Chat
  readonly window: LogWindowController
  record(): ChatRecord
  state(): ChatState
  /** How a stored entry is shown; undefined when it is not. */
  toItem(record: HistoryRecord): LogItem | undefined
  /** Members other than this user that are to get messages now. */
  recipients(): readonly Kid[]
  onWritten(records: readonly HistoryRecord[], own: boolean): void
  onOpened(records: readonly HistoryRecord[]): void
  onViewChanged(view: RoomView): void
  onMoved(): void
  /** `recipient` acknowledged this user's messages up to `seq`. */
  onHeld(recipient: Kid, seq: number): void
  markRead(): void
  markLeft(hasLeft: boolean): void
  /** Something that the state shows of others changed: presence, keys, who is writing. */
  refresh(): void
}

export interface ActiveChatOptions {
  readonly chat: Chat
  readonly record: ChatRecord
  readonly self: Kid
  readonly username: string
  readonly typing: Typing
  nameOf(kid: Kid): string
  isOnline(kid: Kid): boolean
  isBlocked(name: ChatName): boolean
  onState(state: ChatState): void
  onRecord(record: ChatRecord): void
  emit(event: PeerEvent): void
  onTrouble(error: unknown): void
}

export function createActiveChat(options: ActiveChatOptions): ActiveChat {
  const { chat, self } = options
  let record = options.record
  const delivery: Delivery = createDelivery(
    new Map(Object.entries(record.delivered) as [Kid, number][]),
  )
  let recipients = recipientsOf(chat.log.view(), self)
  let members = membersOf(chat.log.view(), options, self)

  const context: ItemContext = {
    self,
    username: options.username,
    nameOf: options.nameOf,
    progressOf: (seq) => delivery.stateOf(seq, recipients),
  }
  const window = createLogWindow(chat.history, takeReportedItem, publish)
  const reported = new WeakMap<HistoryRecord, LogItem>()

  for (const { seq, id } of chat.ownMessages) delivery.sent(seq, id)

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
    if (stored.lane === 'message' && !isVisible(stored)) return undefined
    return toLogItem(stored, context)
  }

  function isVisible(stored: HistoryRecord): boolean {
    const { author, seq, raw } = stored
    return chat.log.view().isMessageVisible({ author, seq, epoch: epochOf(raw) })
  }

  function publish(): void {
    options.onState(state())
  }

  function change(next: Partial<ChatRecord>): void {
    record = { ...record, ...next }
    options.onRecord(record)
  }

  function state(): ChatState {
    const view = chat.log.view()
    return {
      ...UNGOVERNED,
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
      lastActivity: record.lastActivity,
    }
  }

  function withProgress(item: LogItem, stored: HistoryRecord): LogItem {
    if (item.type !== 'message' || !item.own) return item
    const progress = context.progressOf(stored.seq)
    const isSame = item.state === progress.state && item.delivered === progress.delivered
    return isSame && item.recipients === progress.recipients ? item : { ...item, ...progress }
  }

  /** Counts and reports what is new to this user. */
  function report(records: readonly HistoryRecord[]): void {
    let { unread, mentions, lastActivity } = record
    for (const stored of records) {
      const item = toReportedItem(stored)
      if (item === undefined) continue
      lastActivity = Math.max(lastActivity, stored.receivedAt)
      if (item.type === 'event') {
        options.emit({ type: 'room', name: record.name.slice(1), item })
        continue
      }
      if (item.problem === 'sealed') continue
      if (!item.own) unread++
      if (item.mentionsMe) mentions++
      if (!item.own) options.typing.stopped(item.from)
      options.emit({ type: 'message', chat: record.name, message: item })
    }
    change({ unread, mentions, lastActivity })
  }

  return {
    chat,
    window,
    record: () => record,
    state,
    toItem: toShownItem,
    recipients: () => recipients,
    onWritten(records, own) {
      if (own) {
        for (const stored of records) {
          if (stored.lane === 'message') delivery.sent(stored.seq, stored.id)
        }
      }
      report(records)
      window.extend(records).then(publish, options.onTrouble)
    },
    onOpened(records) {
      report(records)
      window.reload().catch(options.onTrouble)
    },
    onViewChanged(view) {
      recipients = recipientsOf(view, self)
      members = membersOf(view, options, self)
      window.rebuild()
    },
    onMoved() {
      window.reload().catch(options.onTrouble)
    },
    onHeld(recipient, seq) {
      // Nobody holds more than was said, whatever he claims.
      const said = chat.log.chain(self)?.seq ?? 0
      const news = delivery.delivered(recipient, Math.min(seq, said))
      if (news.length === 0 && delivery.watermarks().get(recipient) === record.delivered[recipient])
        return
      change({ delivered: Object.fromEntries(delivery.watermarks()) })
      for (const id of news) {
        const by = options.nameOf(recipient)
        options.emit({ type: 'receipt', chat: record.name, id, by, state: 'delivered' })
      }
      window.patch(withProgress)
    },
    markRead() {
      const last = window.current().items.at(-1)?.id ?? null
      if (record.unread === 0 && record.mentions === 0 && record.readUpTo === last) return
      change({ unread: 0, mentions: 0, readUpTo: last as EntryId | null })
      publish()
    },
    markLeft(hasLeft) {
      change({ hasLeft })
      publish()
    },
    refresh() {
      members = membersOf(chat.log.view(), options, self)
      publish()
    },
  }
}

function recipientsOf(view: RoomView, self: Kid): readonly Kid[] {
  return [...view.members].filter((kid) => kid !== self)
}

function phaseOf(view: RoomView, self: Kid, hasLeft: boolean): ChatState['phase'] {
  if (view.phase === 'deleted' || view.phase === 'expired') return view.phase
  if (view.kind === 'dm' || view.members.has(self)) return 'active'
  return hasLeft ? 'left' : 'removed'
}

function membersOf(
  view: RoomView,
  options: Pick<ActiveChatOptions, 'nameOf' | 'isOnline'>,
  self: Kid,
): ChatState['members'] {
  return [...view.members]
    .map((kid) => ({
      username: options.nameOf(kid),
      moderator: kid === view.moderator,
      online: kid === self || options.isOnline(kid),
      self: kid === self,
      joinedAt: 0,
    }))
    .toSorted((a, b) => (a.username < b.username ? -1 : 1))
}
