import { verifyMark } from '../../../crypto/marks/mark.ts'
import type { Connection } from '../../../net/connection.ts'
import { readPutMarks, type Mark } from '../../../protocol/mark.ts'
import { ChatError, ProtocolError } from '../../../shared/errors.ts'
import { groupBy } from '../../../log/group-by.ts'
import type { Room } from '../../rooms/room.ts'
import type { TrackerContext, TrackerHandler } from '../../tracker-context.ts'
import { isOrWasMember, requireChat } from '../chat-for.ts'

/** Marks of members, brought by any of them: kept, and passed on to the authors who are connected. */
export const marksPut: TrackerHandler<'marks.put'> = async (request, tracker) => {
  const { params, body, connection } = request
  const marks = readPutMarks(body)
  const room = requireChat(tracker, params.chat, connection.kid)
  await checkMarks(marks, room, tracker)
  const fresh = await room.alone((box) => box.putMarks(marks))
  passOn(fresh, connection, tracker)
  const authors = new Set(fresh.flatMap(({ held }) => held.map(({ author }) => author)))
  await room.alone((box) => box.collect(authors))
  return { result: {} }
}

async function checkMarks(
  marks: readonly Mark[],
  room: Room,
  { directory }: TrackerContext,
): Promise<void> {
  const checks = marks.map(async (mark) => {
    if (mark.chat !== room.log.chat) throw new ProtocolError('BAD_RECORD', 'another chat')
    const key = directory.keyOf(mark.by)
    if (key === undefined || !isOrWasMember(room, mark.by)) throw new ChatError('NOT_A_MEMBER')
    if (!(await verifyMark(mark, key))) throw new ProtocolError('BAD_SIGNATURE')
  })
  await Promise.all(checks)
}

function passOn(
  marks: readonly Mark[],
  source: Connection,
  { sessions, markFeed }: TrackerContext,
): void {
  const named = marks.flatMap((mark) => mark.held.map(({ author }) => ({ author, mark })))
  for (const [author, found] of groupBy(named, (one) => one.author)) {
    const connection = sessions.online(author)?.connection
    if (connection === undefined || connection === source) continue
    for (const [chat, ofChat] of groupBy(found, ({ mark }) => mark.chat)) {
      markFeed.push(
        chat,
        ofChat.map(({ mark }) => mark),
        connection,
      )
    }
  }
}
