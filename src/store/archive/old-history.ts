import { open } from 'node:fs/promises'
import * as v from 'valibot'
import { ChatError } from '../../shared/errors.ts'
import { withDiskErrors } from '../disk/disk-error.ts'

const FILE_BYTES_MAX = 64 * 1_048_576
export const ARCHIVE_MESSAGES_MAX = 200_000
const TEXT_LENGTH_MAX = 64_000
const NAME_LENGTH_MAX = 200

/** A message that another program kept. */
export interface ArchivedMessage {
  readonly sender: string
  readonly text: string
  /** Milliseconds since 1970; null when it was not kept. */
  readonly sentAt: number | null
}

/** What the earlier programs called the same things; the first that is there counts. */
const SENDER_KEYS = ['sender', 'from', 'username', 'user', 'author', 'name']
const TEXT_KEYS = ['text', 'message', 'content', 'msg', 'body']
const TIME_KEYS = ['time', 'timestamp', 'sentAt', 'date', 'datetime']

const Text = v.pipe(v.string(), v.maxLength(TEXT_LENGTH_MAX))
const Time = v.union([v.string(), v.number()])
const Message = v.record(v.string(), v.unknown())
const Messages = v.pipe(v.array(Message), v.maxLength(ARCHIVE_MESSAGES_MAX))
const OldHistory = v.union([
  Messages,
  v.pipe(
    v.object({ messages: Messages }),
    v.transform(({ messages }) => messages),
  ),
])

/**
 * Reads a history as the earlier programs wrote it: a JSON array of objects with sender, text and time under any of their names.
 * Throws NOT_A_HISTORY for anything else, and the disk's.
 */
export async function readOldHistory(path: string): Promise<readonly ArchivedMessage[]> {
  const parsed = v.safeParse(OldHistory, parseJson(await readBounded(path)))
  if (!parsed.success) throw new ChatError('NOT_A_HISTORY', { subject: path })
  return parsed.output.map((message) => {
    const sender = v.safeParse(Text, valueOf(message, SENDER_KEYS))
    const text = v.safeParse(Text, valueOf(message, TEXT_KEYS))
    if (!sender.success || !text.success) throw new ChatError('NOT_A_HISTORY', { subject: path })
    return {
      sender: sender.output.slice(0, NAME_LENGTH_MAX),
      text: text.output,
      sentAt: timeOf(valueOf(message, TIME_KEYS)),
    }
  })
}

async function readBounded(path: string): Promise<string> {
  return await withDiskErrors(path, async () => {
    const file = await open(path, 'r')
    try {
      const { size } = await file.stat()
      if (size > FILE_BYTES_MAX) throw new ChatError('NOT_A_HISTORY', { subject: path })
      return await file.readFile('utf8')
    } finally {
      await file.close()
    }
  })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    return undefined
  }
}

function valueOf(message: Readonly<Record<string, unknown>>, keys: readonly string[]): unknown {
  const key = keys.find((one) => Object.hasOwn(message, one))
  return key === undefined ? undefined : message[key]
}

/** RFC 3339 and its like; numbers are seconds or milliseconds, whichever is nearer to our days. */
function timeOf(value: unknown): number | null {
  const parsed = v.safeParse(Time, value)
  if (!parsed.success) return null
  const given = parsed.output
  const ms = typeof given === 'number' ? (given < 1e11 ? given * 1_000 : given) : Date.parse(given)
  return Number.isFinite(ms) && ms >= 0 ? Math.floor(ms) : null
}
