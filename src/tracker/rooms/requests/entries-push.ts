import type { Connection } from '../../../net/connection.ts'
import { decodeEntries } from '../../../protocol/entry.ts'
import type { TrackerContext, TrackerHandler } from '../../tracker-context.ts'
import type { RoomChange } from '../rooms.ts'

/** New control entries of a room; answered when they are on disk. Who hands them in need not have written them. */
export const entriesPush: TrackerHandler<'entries.push'> = async (request, tracker) => {
  const { params, body, connection } = request
  const { chat } = params
  const entries = decodeEntries(body)
  const { complete, change } = await tracker.rooms.push(chat, entries, connection.kid)
  if (change !== undefined) {
    passOn(change, connection, tracker)
    tell(change, tracker)
  }
  return { result: { held: [], complete } }
}

/** To every member who is connected; those who have it already from the one that brought it lose a few bytes by that. */
function passOn(
  { room, fresh, concerned }: RoomChange,
  source: Connection,
  { sessions, feed }: TrackerContext,
): void {
  const connected = [...concerned].flatMap((kid) => sessions.online(kid)?.connection ?? [])
  const entries = fresh.map(({ raw }) => raw)
  const targets = connected.filter((connection) => connection !== source)
  feed.push(room.log.chat, entries, targets)
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
