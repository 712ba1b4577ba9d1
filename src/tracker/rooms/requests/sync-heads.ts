import { encodeJson } from '../../../protocol/strict-json.ts'
import type { Heads } from '../../../protocol/sync.ts'
import type { TrackerHandler } from '../../tracker-context.ts'

/** What is held here of a chat: nothing, of one that this tracker does not keep, so that its members bring it. */
export const syncHeads: TrackerHandler<'sync.heads'> = async ({ params, connection }, tracker) => {
  const { chat } = params
  const nothing: Heads = { chat, control: [], chains: [], forks: [] }
  const heads = tracker.rooms.get(chat)?.log.heads(connection.kid) ?? nothing
  return { result: {}, body: encodeJson(heads) }
}
