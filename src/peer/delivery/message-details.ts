import type { EntryId } from '../../protocol/ids.ts'
import { ChatError } from '../../shared/errors.ts'
import type { ActiveChat } from '../chats/active-chat.ts'
import type { MessageDetails } from '../peer.ts'
import { READERS_MAX } from './marks.ts'

/** How far the message with this id has come; throws UNKNOWN_MESSAGE. */
export async function readDetails(active: ActiveChat, id: string): Promise<MessageDetails> {
  const { history } = active.chat
  const at = history.positionOf(id as EntryId)
  const [record] = at === undefined ? [] : await history.slice(at, at + 1)
  const item = record && active.toItem(record)
  if (record === undefined || item?.type !== 'message') {
    throw new ChatError('UNKNOWN_MESSAGE', { subject: id })
  }
  const { from, sentAt, state, own } = item
  const recipients = own ? active.progress.recipientsOf(record.seq) : []
  const has = recipients.filter((recipient) => recipient.state !== 'waiting')
  return {
    id,
    from,
    sentAt,
    state,
    stored: own && active.progress.isStored(record.seq),
    recipients:
      recipients.length >= READERS_MAX
        ? []
        : recipients
            .map((recipient) => ({
              username: active.nameOf(recipient.kid),
              state: recipient.state,
            }))
            .toSorted((a, b) => (a.username < b.username ? -1 : 1)),
    counts: {
      recipients: recipients.length,
      delivered: has.length,
      read: recipients.filter((recipient) => recipient.state === 'read').length,
    },
  }
}
