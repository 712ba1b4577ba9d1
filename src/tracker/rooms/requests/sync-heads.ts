import { encodeJson } from '../../../protocol/strict-json.ts'
import type { Heads } from '../../../protocol/sync.ts'
import { chatFor, isMember } from '../../mailbox/chat-for.ts'
import type { TrackerHandler } from '../../tracker-context.ts'

/**
 * What is held here of a chat: nothing, of one that this tracker does not keep, so that its members bring it; of messages only to
 * members, and only what is on disk.
 */
export const syncHeads: TrackerHandler<'sync.heads'> = async ({ params, connection }, tracker) => {
  const { chat } = params
  const { kid } = connection
  const room = chatFor(tracker, chat, kid)
  const nothing: Heads = { chat, control: [], chains: [], forks: [] }
  if (room === undefined) return { result: {}, body: encodeJson(nothing) }
  if (!isMember(room, kid)) {
    const { control } = room.log.heads(kid)
    return { result: {}, body: encodeJson({ ...nothing, control }) }
  }
  const heads = await room.alone(async (box) => {
    await box.save()
    await box.expire()
    return room.log.heads(kid)
  })
  return { result: {}, body: encodeJson(heads) }
}
