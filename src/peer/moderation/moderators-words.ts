import { messageHeaderOf } from '../chats/records.ts'
import type { Chat } from '../chats/chat.ts'

/** The log holds no times of messages; only of a room that may expire somebody asks. */
export async function noteModeratorsWords({ log, history }: Chat): Promise<void> {
  const { lastModerator, policy, phase } = log.view()
  const last = lastModerator === null ? undefined : log.chain(lastModerator)
  if (last === undefined || lastModerator === null) return
  if (policy.inactivity === null && phase !== 'expired') return
  const [raw] = await history.readChain(lastModerator, last.seq, last.seq, 1)
  if (raw !== undefined) log.noteSpoken(lastModerator, messageHeaderOf(raw).sentAt)
}
