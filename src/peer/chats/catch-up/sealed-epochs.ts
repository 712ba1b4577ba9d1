import type { EntryId } from '../../../protocol/ids.ts'
import type { Chat } from '../chat.ts'
import { epochOf } from '../records.ts'

/** Epochs of messages that are here and cannot be opened yet. */
export async function sealedEpochs(chat: Chat): Promise<readonly EntryId[]> {
  const records = await chat.history.sealedMessages()
  return [...new Set(records.map((record) => epochOf(record.raw)))]
}
