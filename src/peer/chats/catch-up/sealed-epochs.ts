import type { EntryId } from '../../../protocol/ids.ts'
import type { ActiveChat } from '../active-chat.ts'
import type { Chat } from '../chat.ts'
import { epochOf } from '../records.ts'

/** Epochs of messages that are here and cannot be opened yet. */
export async function sealedEpochs(chat: Chat): Promise<readonly EntryId[]> {
  const records = await chat.history.sealedMessages()
  return [...new Set(records.map((record) => epochOf(record.raw)))]
}

/** Asks once more for what opens them, chat by chat: wraps that were of no use before may be now. */
export async function openSealedChats(
  chats: Iterable<ActiveChat>,
  askForWraps: (active: ActiveChat, epochs: readonly EntryId[]) => Promise<void>,
): Promise<void> {
  for (const active of chats) {
    const epochs = await sealedEpochs(active.chat)
    if (epochs.length > 0) await askForWraps(active, epochs)
  }
}
