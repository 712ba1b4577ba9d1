import type { Connection } from '../../../net/connection.ts'
import { decodeEntries } from '../../../protocol/entry.ts'
import type { Kid } from '../../../protocol/ids.ts'
import { LINKS_PER_CHAT } from '../../../protocol/limits.ts'
import type { TrackerContext, TrackerHandler } from '../../tracker-context.ts'
import type { RoomChange } from '../rooms.ts'

/** New control entries of a room; answered when they are on disk. Who hands them in need not have written them. */
export const entriesPush: TrackerHandler<'entries.push'> = async (request, tracker) => {
  const { params, body, connection } = request
  const { chat, also } = params
  const entries = decodeEntries(body)
  const { complete, change } = await tracker.rooms.push(chat, entries, connection.kid)
  if (change !== undefined) {
    passOn(change, connection, new Set(also), tracker)
    tell(change, tracker)
  }
  return { result: { held: [], complete } }
}

/** To every member who is connected, but not to those who have it from the one that brought it. */
function passOn(
  { room, fresh, concerned }: RoomChange,
  source: Connection,
  served: ReadonlySet<Kid>,
  { sessions, feed }: TrackerContext,
): void {
  const reached: Kid[] = []
  const targets: Connection[] = []
  for (const kid of concerned) {
    const connection = sessions.online(kid)?.connection
    if (connection === undefined) continue
    reached.push(kid)
    if (connection !== source && !served.has(kid)) targets.push(connection)
  }
  const entries = fresh.map(({ raw }) => raw)
  feed.push(room.log.chat, entries, targets, reached.slice(0, LINKS_PER_CHAT))
}

function tell({ room, fresh, listing }: RoomChange, tracker: TrackerContext): void {
  if (listing === 'same') return
  const { chat, name, members } = room.log.view()
  tracker.watchers.roomChanged(chat)
  tracker.store.saveRoomList([...tracker.rooms.list.all()])
  if (listing === 'removed') tracker.log({ type: 'room-ended', room: name })
  else if (listing === 'changed') {
    tracker.log({ type: 'room-changed', room: name, members: members.size })
  } else {
    const founder = fresh.find(({ event }) => event.type === 'create')?.header.author
    const by = (founder && tracker.accounts.byKid(founder)?.username) ?? ''
    tracker.log({ type: 'room-created', room: name, by })
  }
}
