import { encodeParts } from '../../../protocol/parts.ts'
import { encodeJson } from '../../../protocol/strict-json.ts'
import type { TrackerHandler } from '../../tracker-context.ts'
import { requireChat } from '../chat-for.ts'

/** What members say of the asker's own messages. */
export const marksGet: TrackerHandler<'marks.get'> = async ({ params, connection }, tracker) => {
  const room = requireChat(tracker, params.chat, connection.kid)
  const { marks, next } = await room.alone(async (box) =>
    box.marks.about(connection.kid, params.after),
  )
  return { result: { next }, body: encodeParts(marks.map(encodeJson)) }
}
