import type { EntryId } from '../../../protocol/ids.ts'
import { ChatError } from '../../../shared/errors.ts'
import type { MessageItem } from '../../state.ts'
import type { ActiveChat } from '../active-chat.ts'

const DEFAULT_MESSAGES = 50
const MAX_MESSAGES = 1_000
/** Read at once while looking for messages among events. */
const STEP = 200

/** Up to `limit` messages before the one with id `before`, or the last ones; oldest first. Throws UNKNOWN_MESSAGE. */
export async function readHistory(
  active: ActiveChat,
  page: { readonly limit?: number; readonly before?: string },
): Promise<readonly MessageItem[]> {
  const limit = Math.min(page.limit ?? DEFAULT_MESSAGES, MAX_MESSAGES)
  const { history } = active.chat
  let end: number | undefined = history.count
  if (page.before !== undefined) end = history.positionOf(page.before as EntryId)
  if (end === undefined) throw new ChatError('UNKNOWN_MESSAGE', { subject: page.before ?? '' })
  let found: readonly MessageItem[] = []
  while (end > 0 && found.length < limit) {
    const start: number = Math.max(0, end - STEP)
    const records = await history.slice(start, end)
    const items = records.flatMap((record) => active.toItem(record) ?? [])
    found = [...items.filter((item) => item.type === 'message'), ...found]
    end = start
  }
  return limit === 0 ? [] : found.slice(-limit)
}

/** The same from messages that are in memory as a whole. */
export function pageOf(
  messages: readonly MessageItem[],
  page: { readonly limit?: number; readonly before?: string },
): readonly MessageItem[] {
  const limit = Math.min(page.limit ?? DEFAULT_MESSAGES, MAX_MESSAGES)
  const before = messages.findIndex(({ id }) => id === page.before)
  if (page.before !== undefined && before === -1) {
    throw new ChatError('UNKNOWN_MESSAGE', { subject: page.before })
  }
  const end = page.before === undefined ? messages.length : before
  return messages.slice(Math.max(0, end - limit), end)
}
