import type { HistoryRecord } from '../../store/history.ts'
import { ContentSchema, type Content } from '../../protocol/content.ts'
import { ControlEventSchema, type ControlEvent } from '../../protocol/events.ts'
import { isFolder } from '../../protocol/files.ts'
import type { EntryId, Kid } from '../../protocol/ids.ts'
import { parseStrictJson } from '../../protocol/strict-json.ts'
import { sanitizeFileName } from '../../protocol/text/file-name.ts'
import { sanitizeText } from '../../protocol/text/sanitize.ts'
import { ProtocolError } from '../../shared/errors.ts'
import type { EventItem, LogItem, MessageItem, PolicyChange, RoomEventName } from '../state.ts'
import type { MessageProgress } from '../delivery/delivery.ts'

/** A sender's clock that runs ahead by more than this is pointed out. */
const CLOCK_TOLERANCE_MS = 10 * 60_000

export interface ItemContext {
  readonly self: Kid
  readonly username: string
  nameOf(kid: Kid): string
  progressOf(seq: number): MessageProgress
  policyChange(id: EntryId): PolicyChange | undefined
}

/** What a stored entry looks like in the log; undefined for one that is not shown. */
export function toLogItem(record: HistoryRecord, context: ItemContext): LogItem | undefined {
  return record.lane === 'message' ? toMessageItem(record, context) : toEventItem(record, context)
}

export function toMessageItem(record: HistoryRecord, context: ItemContext): MessageItem {
  const own = record.author === context.self
  const { text, problem, file } = readContent(record)
  return {
    type: 'message',
    id: record.id,
    from: context.nameOf(record.author),
    own,
    text,
    file,
    sentAt: record.sentAt,
    clockOff: record.sentAt > record.receivedAt + CLOCK_TOLERANCE_MS,
    ...(own ? context.progressOf(record.seq) : RECEIVED),
    mentionsMe: !own && mentions(text, context.username),
    problem,
  }
}

/** Only one's own messages have any; the same item when it has come no further. */
export function atProgress(item: LogItem, progressOf: () => MessageProgress): LogItem {
  if (item.type !== 'message' || !item.own) return item
  const progress = progressOf()
  const isSame = item.state === progress.state && item.delivered === progress.delivered
  return isSame && item.recipients === progress.recipients ? item : { ...item, ...progress }
}

const RECEIVED: MessageProgress = { state: 'delivered', delivered: 0, recipients: 0 }

function readContent({
  content: bytes,
  id,
}: HistoryRecord): Pick<MessageItem, 'text' | 'file' | 'problem'> {
  if (bytes === null) return { text: '', file: null, problem: 'sealed' }
  let content: Content
  try {
    content = parseStrictJson(ContentSchema, bytes)
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error
    const problem = error.code === 'BAD_MESSAGE' ? 'unknown-kind' : 'unreadable'
    return { text: '', file: null, problem }
  }
  if (content.type === 'file') {
    const name = sanitizeFileName(content.name)
    const file = { name, size: content.size, isFolder: isFolder(content), transfer: id }
    return { text: name, file, problem: null }
  }
  if (content.type !== 'text') return { text: '', file: null, problem: 'unknown-kind' }
  return { text: sanitizeText(content.text, { multiline: true }), file: null, problem: null }
}

/** `@name` as a word of its own. */
function mentions(text: string, username: string): boolean {
  const at = text.toLowerCase().indexOf(`@${username}`)
  if (at === -1) return false
  const after = text[at + username.length + 1]
  return after === undefined || !/[a-z0-9_-]/i.test(after)
}

function toEventItem(record: HistoryRecord, context: ItemContext): EventItem | undefined {
  const event = parseStrictJson(ControlEventSchema, record.raw.body)
  const name = EVENT_NAMES[event.type]
  if (name === undefined) return undefined
  const policy = event.type === 'policy' ? context.policyChange(record.id) : undefined
  return {
    type: 'event',
    id: record.id,
    event: name,
    by: context.nameOf(record.author),
    subject: subjectOf(event, context.nameOf),
    ...(policy === undefined ? {} : { policy }),
    sentAt: record.sentAt,
  }
}

export const EVENT_NAMES: Readonly<Record<ControlEvent['type'], RoomEventName | undefined>> = {
  create: 'created',
  join: 'joined',
  add: 'added',
  leave: 'left',
  remove: 'removed',
  ban: 'banned',
  unban: 'unbanned',
  rename: 'renamed',
  password: 'password-changed',
  policy: 'policy-changed',
  transfer: 'moderator-changed',
  delete: 'deleted',
  expire: 'expired',
  epoch: undefined,
}

/** To whom an event was done, or the new name, or empty. */
export function subjectOf(event: ControlEvent, nameOf: (kid: Kid) => string): string {
  switch (event.type) {
    case 'create':
    case 'rename':
      return event.name
    case 'add':
    case 'remove':
    case 'ban':
    case 'unban':
    case 'transfer':
      return nameOf(event.kid)
    default:
      return ''
  }
}
